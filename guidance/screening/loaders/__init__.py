"""Readers of the official files that a user downloads. Each gives an `OfficialList`; each error names file, row and column."""
