"""How much of a register is read, and the error of one that cannot be."""

from typing import Final

MAX_BYTES: Final = 20_000_000
MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 200
MAX_FILLED: Final = 1_000_000
"""Cells with something in them."""
MAX_CELL: Final = 32_767
"""Characters of a cell, as Excel has it."""
MAX_TITLE: Final = 500
"""Characters of a column title."""
PREAMBLE: Final = 30
"""Rows among which the column titles are looked for."""


class RegisterError(ValueError):
    """A register that cannot be read; the message says where, what was read, what was expected and what to do."""
