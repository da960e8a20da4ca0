"""Reads a text that came in, and proposes answers. It concludes nothing: an officer takes or leaves each, and rules do the rest."""
