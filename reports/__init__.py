"""What we hand over: one report model, one writer a format."""
