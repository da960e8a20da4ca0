"""What keeps the knowledge good: cases, vignettes, wording, presumptions, assurance, published schemas."""
