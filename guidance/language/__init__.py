"""What follows from what: conditions, rules and the facts they are about. Knows no file, no screen, no long text."""
