"""A version that may go out: what is left out of it, and where else it would show."""
