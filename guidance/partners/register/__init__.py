"""An organisation's own register of partnerships: read, understood row by row, and turned into activities. Nothing is lost."""
