"""The report as a workbook to work with: the action plan to be followed, and findings, answers and sources as tables.

Texts stay texts: no cell becomes a formula, a link or a number. The same report gives the same bytes.
"""

import io
from datetime import datetime, time
from math import ceil
from typing import Any, Final

import xlsxwriter

from reports import words
from reports.blocks import Report, Sheet

MOST: Final = 32_000
"""Characters of a cell; Excel holds 32,767."""
UNIT: Final = 4
"""Characters of column width for each unit of a table's relative widths."""
LINE: Final = 13
"""Points of a line of text."""
TALLEST: Final = 400
"""Points of the highest row; Excel allows 409."""


def render(report: Report) -> bytes:
    """The XLSX. The same report gives the same bytes."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book: Any = xlsxwriter.Workbook(file, options)
    cover = report.cover
    book.set_properties(
        {
            "title": words.short(words.visible(f"{cover.title}: {cover.organisation}"), 250),
            "author": words.short(words.visible(report.record.prepared_by or "not stated"), 250),
            "keywords": f"{cover.marking}; {cover.knowledge}",
            "created": datetime.combine(report.record.as_at, time()),
        }
    )
    formats = {
        "text": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
        "head": book.add_format({"text_wrap": True, "valign": "top", "bold": True}),
    }
    for sheet in report.sheets:
        _sheet(book.add_worksheet(sheet.name), sheet, report, formats)
    book.close()
    return file.getvalue()


def _sheet(page: Any, sheet: Sheet, report: Report, formats: dict[str, Any]) -> None:
    table, cover = sheet.table, report.cover
    for column, width in enumerate(table.widths):
        page.set_column(column, column, UNIT * width, formats["text"])
    last_row, last_column = max(len(table.rows), 1), len(table.head) - 1
    page.add_table(
        0,
        0,
        last_row,
        last_column,
        {
            "name": sheet.name.replace(" ", "_"),
            "style": "Table Style Light 1",
            "columns": [{"header": text, "header_format": formats["head"]} for text in table.head],
        },
    )
    for number, row in enumerate(table.rows, 1):
        texts = [_text(cell.text) for cell in row]
        for column, text in enumerate(texts):
            page.write_string(number, column, text, formats["text"])
        page.set_row(number, min(TALLEST, LINE * max(map(_lines, texts, table.widths)) + 3))
    if sheet.choices:
        page.data_validation(1, 0, last_row, 0, {"validate": "list", "source": list(sheet.choices)})
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_header(f"&C&B{cover.marking}")
    page.set_footer(f"&L{cover.knowledge}&C&B{cover.marking}&RPage &P of &N")


def _text(text: str) -> str:
    return words.cut(words.visible(text), MOST)


def _lines(text: str, width: int) -> int:
    return sum(max(1, ceil(len(line) / (UNIT * width))) for line in text.split("\n"))
