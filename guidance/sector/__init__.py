"""A whole sector: many organisations' assessments as columns, assessed part by part. Needs `pip install .[sector]`."""
