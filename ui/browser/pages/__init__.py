"""A module a page; each page is one function that draws it."""
