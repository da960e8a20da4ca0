"""What follows from what: conditions, guidelines, four readings. Knows no file, no screen, no long text."""
