"""A role pack as a Word document: a heading and a small table a question, with a list to choose from or boxes to tick.

It is read back by the text of its tables, so that what was typed in place of a choice is read as well."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn
from docx.shared import Mm, Pt

from guidance.case.rolepack.sheet import Filled, Line, Put, RolePackError, Sheet, check
from guidance.knowledge.entries import Kind

NAME: Final = "Your name"
ANSWER, NOTE, EVIDENCE, KEY = ROWS = ("Answer", "Note", "Evidence: where it is kept", "Key: leave as it is")
PROMPT: Final = "Choose an answer"
EMPTY_BOX: Final = "☐"
TICKED: Final = ("☒", "☑", "☑️")
OVER: Final = ("x", "✓", "✔")
"""What people write over a box."""
WIDTHS: Final = (Mm(38), Mm(114))
MAX_TABLES: Final = 10_000
_W14: Final = "http://schemas.microsoft.com/office/word/2010/wordml"
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
nsmap.setdefault("w14", _W14)


def write(sheet: Sheet) -> bytes:
    """The document. The same questions give the same bytes."""
    document: Any = Document()
    _look(document, sheet)
    document.add_heading(_clean(sheet.title), 0)
    document.add_paragraph(
        f"Marked {sheet.marking}. Write your name, answer what you can, and send the file back. Leave out what you do not know; "
        "“Not sure” is an answer too."
    )
    _table(document, [(NAME, "")])
    for about, questions in groupby(sheet.questions, key=lambda put: put.about):
        document.add_heading(_clean(about), 1)
        for put in questions:
            _question(document, put)
    file = io.BytesIO()
    document.save(file)
    return _with_fixed_times(file.getvalue())


def _look(document: Any, sheet: Sheet) -> None:
    known = document.core_properties
    known.title, known.author, known.language = sheet.title, "", "en-GB"
    known.created = known.modified = datetime(sheet.year, 1, 1)
    document.styles.element.find(".//" + qn("w:lang")).set(qn("w:val"), "en-GB")
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Arial", Pt(11)


def _question(document: Any, put: Put) -> None:
    document.add_heading(_clean(put.question), 2)
    if put.help:
        document.add_paragraph(_clean(put.help))
    if put.kind is Kind.MANY:
        document.add_paragraph("Several may apply. Tick each: click its box, or write x over it.")
    table = _table(document, [(ANSWER, ""), (NOTE, ""), (EVIDENCE, ""), (KEY, put.key)])
    cell = table.cell(0, 1)
    match put.kind:
        case Kind.ONE:
            cell.paragraphs[0]._p.append(_list(put))
        case Kind.MANY:
            for number, choice in enumerate(put.choices):
                line = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                line._p.append(_box(choice in put.chosen))
                line.add_run(f" {choice}")
        case _:
            cell.text = _clean("\n".join(put.chosen))


def _table(document: Any, rows: list[tuple[str, str]]) -> Any:
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    table.columns[0].width, table.columns[1].width = WIDTHS
    for title, text in rows:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = WIDTHS
        cells[0].paragraphs[0].add_run(title).bold = True
        cells[1].text = _clean(text)
    return table


def _list(put: Put) -> Any:
    """A list to choose from, with the answer that is there."""
    properties = OxmlElement("w:sdtPr")
    choices = OxmlElement("w:dropDownList")
    for choice in put.choices:
        choices.append(_element("w:listItem", {"w:displayText": choice, "w:value": choice}))
    if not put.chosen:
        properties.append(OxmlElement("w:showingPlcHdr"))
    properties.append(_element("w:alias", {"w:val": ANSWER}))
    properties.append(choices)
    return _control(properties, put.chosen[0] if put.chosen else PROMPT)


def _box(ticked: bool) -> Any:
    properties = OxmlElement("w:sdtPr")
    box = OxmlElement("w14:checkbox")
    box.append(_element("w14:checked", {"w14:val": "1" if ticked else "0"}))
    properties.append(box)
    return _control(properties, TICKED[0] if ticked else EMPTY_BOX)


def _control(properties: Any, shown: str) -> Any:
    control, content, run, text = (OxmlElement(tag) for tag in ("w:sdt", "w:sdtContent", "w:r", "w:t"))
    text.text = shown
    run.append(text)
    content.append(run)
    control.append(properties)
    control.append(content)
    return control


def _element(tag: str, attributes: dict[str, str]) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(name), value)
    return element


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(character for character in text if character in "\n\t" or character.isprintable())


def _with_fixed_times(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _EARLIEST), old.read(name), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def read(name: str, data: bytes) -> Filled:
    """What was filled in, in this process and without limits. Raises RolePackError."""
    check(name, data)
    try:
        document: Any = Document(io.BytesIO(data))
        tables = [_cells(table) for table, _ in zip(document.element.body.iter(qn("w:tbl")), range(MAX_TABLES), strict=False)]
    except Exception as error:  # python-docx raises whatever it stumbles over in a broken file
        why = " ".join(str(error).split())[:200]
        raise RolePackError(f"{name}: is no document that was made here ({why}); send the .docx file") from None
    who = next((table[NAME] for table in tables if NAME in table), None)
    asked = [table for table in tables if set(ROWS) <= set(table)]
    if who is None or not asked:
        raise RolePackError(f"{name}: holds no table of a question; send the document that was made here")
    if not who:
        raise RolePackError(f"{name}: nobody is named; write the name of whoever answered into the first table")
    return Filled(who, tuple(_line(number, table) for number, table in enumerate(asked, 1)))


def _cells(table: Any) -> dict[str, str]:
    """The text of the second cell of each row by that of the first."""
    rows = ([_text(cell) for cell in row.iterchildren(qn("w:tc"))] for row in table.iterchildren(qn("w:tr")))
    return {cells[0]: "\n".join(cells[1:]).strip() for cells in rows if cells}


def _text(cell: Any) -> str:
    return "\n".join("".join(_words(paragraph)) for paragraph in cell.iter(qn("w:p"))).strip()


def _words(paragraph: Any) -> Iterator[str]:
    for element in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab")):
        yield (element.text or "") if element.tag == qn("w:t") else "\n" if element.tag == qn("w:br") else "\t"


def _line(number: int, table: dict[str, str]) -> Line:
    return Line(f"question {number}", table[KEY], _answer(table[ANSWER]), table[NOTE], table[EVIDENCE])


def _answer(text: str) -> str:
    """The lines whose box is ticked, where there are boxes; else the text, unless it is still the prompt."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if any(line.startswith((EMPTY_BOX, *TICKED)) for line in lines):
        return "\n".join(filter(None, map(_ticked, lines)))
    return text.removeprefix(PROMPT).strip()


def _ticked(line: str) -> str | None:
    """What stands behind a box that is ticked or written over."""
    mark, _, rest = line.partition(" ")
    return rest.strip() if mark.casefold() in (*TICKED, *OVER) else None
