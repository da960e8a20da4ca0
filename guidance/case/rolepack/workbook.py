"""A role pack as a workbook."""

import io
from datetime import datetime
from typing import Any, Final

import openpyxl
import xlsxwriter

from guidance.case.rolepack.sheet import Filled, Line, RolePackError, Sheet, check
from guidance.knowledge.entries import Kind

HEAD: Final = ("Activity", "Question", "Help", "Answers to choose from", "Answer", "Note", "Evidence: where it is kept", "Key")
WIDTHS: Final = (24, 48, 40, 44, 30, 40, 30, 24)
MAX_ROWS: Final = 10_000
LIST: Final = 250
"""Characters that a list to choose from may have in a workbook."""
_FIRST_ROW: Final = 4


def write(sheet: Sheet) -> bytes:
    """The workbook. The same questions give the same bytes."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book: Any = xlsxwriter.Workbook(file, options)
    book.set_properties({"title": sheet.title, "created": datetime(sheet.year, 1, 1)})
    page = book.add_worksheet("Questions")
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    page.write_string(0, 0, f"{sheet.title}. Marked {sheet.marking}.", bold)
    page.write_string(1, 0, "Your name:", bold)
    page.write_string(1, 1, "", text)
    for column, (title, width) in enumerate(zip(HEAD, WIDTHS, strict=True)):
        page.set_column(column, column, width, text)
        page.write_string(_FIRST_ROW - 1, column, title, bold)
    page.freeze_panes(_FIRST_ROW, 2)
    for row, put in enumerate(sheet.questions, _FIRST_ROW):
        many = " (several may apply: one a line)" if put.kind is Kind.MANY else ""
        answers = ("\n".join(put.choices), "\n".join(put.chosen))
        for column, cell in enumerate((put.about, put.question + many, put.help, *answers, "", "", put.key)):
            page.write_string(row, column, cell, text)
        if put.kind is Kind.ONE and sum(map(len, put.choices)) < LIST:
            page.data_validation(row, 4, row, 4, {"validate": "list", "source": list(put.choices), "error_type": "warning"})
    book.close()
    return file.getvalue()


def read(name: str, data: bytes) -> Filled:
    """What was filled in, in this process and without limits. Raises RolePackError."""
    check(name, data)
    try:
        page = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
        rows = list(page.iter_rows(values_only=True, max_row=MAX_ROWS, max_col=len(HEAD)))
    except Exception as error:  # openpyxl raises whatever it stumbles over in a broken file
        why = " ".join(str(error).split())[:200]
        raise RolePackError(f"{name}: is no workbook that was made here ({why}); send the .xlsx file") from None
    if len(rows) < _FIRST_ROW or tuple(rows[_FIRST_ROW - 1]) != HEAD:
        raise RolePackError(
            f"{name}: row {_FIRST_ROW}: expected the titles {', '.join(HEAD)}; send the workbook that was made here"
        )
    who = str(rows[1][1] or "").strip() if len(rows[1]) > 1 else ""
    if not who:
        raise RolePackError(f"{name}: row 2, column B: nobody is named; write the name of whoever answered there")
    return Filled(who, tuple(_line(number, row) for number, row in enumerate(rows[_FIRST_ROW:], _FIRST_ROW + 1)))


def _line(number: int, row: tuple[Any, ...]) -> Line:
    cells = [str(cell if cell is not None else "").strip() for cell in (*row, *[None] * len(HEAD))[: len(HEAD)]]
    return Line(f"row {number}, column E", key=cells[7], answer=cells[4], note=cells[5], evidence=cells[6])
