"""Four readings of one condition: English, three-valued, experta, masks. Each is one file with one `match`."""
