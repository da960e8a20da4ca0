"""Who is on the other side: names looked up on lists, and registers of partnerships read."""
