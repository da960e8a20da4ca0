"""What we hand over: one report model, and one writer a format that lays all of it out."""
