"""Files that are small and grow, or that take for ever: what each reader makes of them, in memory and work.

`python -m tests.fuzz.hostile` reads each of them as the program does and prints the table; `python -m tests.fuzz.hostile register`
those of one reader; with --json, a line of JSON for each. Each is read in a copy of a process that has loaded what the server has."""

import io
import json
import os
import random
import struct
import sys
import tempfile
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

MOST_MEMORY = 500_000_000
"""Bytes of one process."""
MOST_WORK = 20.0
"""Seconds of one core."""
DAY = date(2026, 11, 25)
NOISE = random.Random(7).randbytes(1_500_000).hex().encode()
"""What does not pack: a part that grows more than 200 times is refused for that alone, and would show nothing else."""


@dataclass(frozen=True)
class Told:
    """What became of a file: taken, or the reason why not. Bytes are of the server's process and of the one that reads for it."""

    file: str
    size: int
    said: str
    refused: bool
    server: int
    reader: int
    work: float
    stall: float

    @property
    def kept(self) -> bool:
        """Whether the promise was kept."""
        return max(self.server, self.reader) < MOST_MEMORY and self.work < MOST_WORK


# Archives


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip; a part that would be refused for packing too well gets a comment, or a tail, that does not pack."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def noisy(xml: bytes) -> bytes:
    """An XML part with as much noise as keeps it from being refused for packing too well."""
    noise = NOISE[: len(xml) // 120]
    return xml.replace(b"?>", b"?><!--" + noise + b"-->", 1) if b"?>" in xml[:200] else b"<!--" + noise + b"-->" + xml


def changed(data: bytes, **parts: Callable[[bytes], bytes]) -> bytes:
    """A zip with some parts changed, named without folder and suffix; a part that is not there is added to none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    for part, change in parts.items():
        name = next(name for name in held if Path(name).stem == part)
        held[name] = noisy(change(held[name]))
    return packed(held)


def before(end: bytes, more: bytes) -> Callable[[bytes], bytes]:
    """Puts something before the last of an end tag."""
    return lambda xml: more.join(xml.rpartition(end)[::2]).replace(more, more + end, 1) if end in xml else xml + more


def between(start: bytes, end: bytes, more: bytes) -> Callable[[bytes], bytes]:
    """Puts something in the place of what stands between two tags, the first of which may have attributes."""

    def change(xml: bytes) -> bytes:
        head, _, rest = xml.partition(start)
        assert rest, start
        _, _, tail = rest.partition(end)
        return head + start + b">" + more + end + tail

    return change


def listed(number: int) -> bytes:
    """A zip whose list names one part so many times."""
    body = packed({"a": b""})
    at = body.index(b"PK\x01\x02")
    entry, end = body[at:-22], body[-22:]
    every = entry * number
    # the count has two bytes; readers go by the size of the list
    return body[:at] + every + end[:8] + struct.pack("<HHII", number & 0xFFFF, number & 0xFFFF, len(every), at) + end[20:]


def lying(data: bytes, part: str, size: int) -> bytes:
    """A zip that says of a part that it has another size."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = next(info for info in archive.infolist() if Path(info.filename).stem == part)
    true, said = struct.pack("<II", info.compress_size, info.file_size), struct.pack("<II", info.compress_size, size)
    return data.replace(true, said)


# Seeds


@cache
def catalogue() -> Any:
    from guidance import knowledge

    return knowledge.load()


@cache
def record() -> Any:
    from guidance.case.record import Record, Recorded, RecordedActivity

    lab = RecordedActivity(id="lab", name="Laboratory", answers={"partner.location": Recorded(value="mainland")})
    answers = {"profile.kind": Recorded(value="he_england")}
    return Record(id="r", title="Northmoor", as_at=DAY, answers=answers, activities=[lab])


@cache
def role_pack(suffix: str) -> bytes:
    from guidance.assessment import assess
    from guidance.case import rolepack
    from tests.fuzz.readers import named

    data = rolepack.render(assess(catalogue(), record().facts(catalogue())), record(), "security_lead", suffix)
    return named(suffix, data)


HEAD = ("Partner", "Country", "Project", "Type", "Start", "End", "Value", "Subject", "Data")


@cache
def book(rows: int = 20) -> bytes:
    import openpyxl

    made, out = openpyxl.Workbook(), io.BytesIO()
    made.active.append(HEAD)
    for number in range(rows):
        made.active.append(("Tsinghua University", "China", f"P{number}", "MoU", "2024", "2026", number, "", ""))
    made.save(out)
    return out.getvalue()


# Role packs


def paragraphs(size: int) -> bytes:
    return changed(role_pack(".docx"), document=before(b"</w:body>", b"<w:p/>" * (size // 6)))


def nested(depth: int, within: bytes = b"<w:p/>") -> bytes:
    start, end = b"<w:tbl><w:tr><w:tc>", b"</w:tc></w:tr></w:tbl>"
    return changed(role_pack(".docx"), document=before(b"</w:body>", start * depth + within + end * depth))


def in_document(piece: bytes, size: int) -> bytes:
    return changed(role_pack(".docx"), document=before(b"</w:body>", piece * (size // len(piece))))


TABLE = b"<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
CONTROL = b"<w:sdt><w:sdtPr/><w:sdtContent><w:p/></w:sdtContent></w:sdt>"
LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (c, b"&%c;" % (c - 1) * 10) for c in range(98, 107))
    + b"]>"
)
QUADRATIC = b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 100_000 + b'">]>'


def with_entity(xml: bytes, declared: bytes, use: bytes) -> bytes:
    head, _, rest = xml.partition(b"?>")
    at = rest.rindex(b"</")
    return head + b"?>" + declared + rest[:at] + use + rest[at:]


def role_sheet(change: Callable[[bytes], bytes]) -> bytes:
    return changed(role_pack(".xlsx"), sheet1=change)


def wrong_keys() -> bytes:
    import openpyxl

    made = openpyxl.load_workbook(io.BytesIO(role_pack(".xlsx")))
    for row in range(5, 900):
        made.active.cell(row, 5).value = "an answer"
        made.active.cell(row, 8).value = f"lab|{row}" + NOISE[row * 3_000 :][:9_000].decode()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def role_packs() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    docx, xlsx = partial(role_pack, ".docx"), partial(role_pack, ".xlsx")
    yield "an ordinary document", "back.docx", docx
    yield "an ordinary workbook", "back.xlsx", xlsx
    for size in (30, 100, 190):
        yield f"{size} MB of empty paragraphs", "back.docx", partial(paragraphs, size * 1_000_000)
    yield "tables nested 100,000 deep", "back.docx", partial(nested, 100_000)
    yield (
        "tables nested 80 deep, with 60,000 paragraphs",
        "back.docx",
        lambda: nested(80, b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 60_000),
    )
    yield "a million tables", "back.docx", partial(in_document, TABLE, 48_000_000)
    yield "a million content controls", "back.docx", partial(in_document, CONTROL, 60_000_000)
    yield "a million comments", "back.docx", partial(in_document, b"<!-- -->", 8_000_000)
    yield (
        "one text of 150 MB",
        "back.docx",
        lambda: in_document(b"<w:p><w:r><w:t>" + b"a" * 150_000_000 + b"</w:t></w:r></w:p>", 150_000_040),
    )
    yield (
        "a million styles",
        "back.docx",
        lambda: changed(role_pack(".docx"), styles=before(b"</w:styles>", b'<w:style w:styleId="a"/>' * 1_000_000)),
    )
    yield (
        "a million attributes",
        "back.docx",
        lambda: in_document(b"<w:p " + b" ".join(b'a%d=""' % n for n in range(1_000_000)) + b"/>", 12_000_000),
    )
    yield "a million relationships", "back.docx", lambda: changed(
        role_pack(".docx"),
        **{"document.xml": before(b"</Relationships>", b"".join(b'<Relationship Id="x%d" Type="a" Target="b" TargetMode="External"/>' % n for n in range(1_000_000)))},
    )  # fmt: skip
    yield (
        "billion laughs",
        "back.docx",
        lambda: changed(role_pack(".docx"), document=lambda xml: with_entity(xml, LAUGHS, b"&j;")),
    )
    yield (
        "one entity, 2,000 times",
        "back.docx",
        lambda: changed(role_pack(".docx"), document=lambda xml: with_entity(xml, QUADRATIC, b"&a;" * 2_000)),
    )
    yield "a list of 90,000 parts", "back.docx", partial(listed, 90_000)
    yield (
        "styles of 10 MB",
        "back.xlsx",
        lambda: changed(role_pack(".xlsx"), styles=between(b"<cellXfs", b"</cellXfs>", b"<xf/>" * 2_000_000)),
    )
    yield (
        "a cell of 150 MB",
        "back.xlsx",
        lambda: role_sheet(
            lambda xml: xml.replace(
                b"</sheetData>",
                b'<row r="9000"><c r="A9000" t="inlineStr"><is><t>' + b"a" * 150_000_000 + b"</t></is></c></row></sheetData>",
            )
        ),
    )
    yield "900 wrong keys of 9,000 characters", "back.xlsx", wrong_keys


# Registers


def sheet(change: Callable[[bytes], bytes]) -> bytes:
    return changed(book(), sheet1=change)


def rows_of(piece: bytes) -> Callable[[bytes], bytes]:
    return before(b"</sheetData>", piece)


def full_book(rows: int, columns: int) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"constant_memory": True})
    page = made.add_worksheet()
    for column in range(columns):
        page.write_string(0, column, "Partner" if column == 0 else f"Column {column}")
    for row in range(1, rows):
        for column in range(columns):
            page.write_number(row, column, column)
    made.close()
    return out.getvalue()


def shared(size: int, declared: bytes = b"", piece: bytes = b"<si><t>a</t></si>", cells: int = 1) -> bytes:
    """A workbook with shared strings, the part declared as Excel does."""
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = (
        b'<?xml version="1.0"?>' + declared + b'<sst xmlns="' + main + b'">' + piece * max(size // len(piece), 1) + b"</sst>"
    )
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(30, 30 + cells))
    with zipfile.ZipFile(io.BytesIO(book())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/sharedStrings.xml"] = noisy(strings)
    if b"sharedStrings" not in parts["[Content_Types].xml"]:
        more = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", more)
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", rows + b"</sheetData>")
    return packed(parts)


def many_sheets(number: int) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheets = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n + 2) for n in range(number))
    workbook = parts["xl/workbook.xml"].replace(b"</sheets>", sheets + b"</sheets>")
    parts["xl/workbook.xml"] = workbook.replace(
        b"<workbook ", b'<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ', 1
    )
    return packed(parts)


PIECES = {
    "mergeCells": b'<mergeCell ref="A1:XFD1048576"/>',
    "hyperlinks": b'<hyperlink ref="A1:XFD1048576" location="a"/>',
    "dataValidations": b'<dataValidation sqref="A1:XFD1048576"/>',
    "conditionalFormatting": b'<cfRule type="expression" priority="1"><formula>1</formula></cfRule>',
    "cols": b'<col min="1" max="16384"/>',
}


def pieces(tag: bytes, piece: bytes, count: int) -> bytes:
    """A workbook with something many times after its rows."""
    return sheet(
        lambda xml: xml.replace(
            b"</worksheet>",
            b"<"
            + tag
            + (b' sqref="A1">' if tag == b"conditionalFormatting" else b">")
            + piece * count
            + b"</"
            + tag
            + b"></worksheet>",
        )
    )


def open_document(rows: str) -> bytes:
    """An OpenDocument workbook of one sheet."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" '
        f'xmlns:text="{space}:text:1.0" office:version="1.2"><office:body><office:spreadsheet><table:table table:name="S">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{space}:manifest:1.0">{entry.format("/", kind)}'
        f"{entry.format('content.xml', 'text/xml')}</manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return out.getvalue()


def open_row(*texts: str, cell: str = "", row: str = "") -> str:
    cells = "".join(
        f'<table:table-cell {cell} office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
    )
    return f"<table:table-row {row}>{cells}</table:table-row>"


def open_documents() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    head = open_row("Partner", "Country")
    yield (
        "an ordinary OpenDocument workbook",
        "r.ods",
        lambda: open_document(head + "".join(open_row("Tsinghua University", "China") for _ in range(300))),
    )
    yield (
        "a million rows of 16,384 columns by repetition",
        "r.ods",
        lambda: open_document(
            head + open_row("A", cell='table:number-columns-repeated="16384"', row='table:number-rows-repeated="1048570"')
        ),
    )
    yield (
        "a million rows by repetition",
        "r.ods",
        lambda: open_document(head + open_row("A", "China", row='table:number-rows-repeated="1048570"')),
    )
    yield (
        "50,000 cells merged over a million rows each",
        "r.ods",
        lambda: open_document(
            head + "".join(open_row(f"A{n}", "China", cell='table:number-rows-spanned="1048576"') for n in range(50_000))
        ),
    )
    yield (
        "a column repeated 4,000,000,000 times",
        "r.ods",
        lambda: open_document(head + open_row("A", cell='table:number-columns-repeated="4000000000"')),
    )


def old_excel() -> bytes:
    """An old Excel file, changed so that what reads it takes gigabytes where nothing stops it."""
    from tests.fuzz.mutate import mutated

    seed = Path(__file__).parents[1] / "partners" / "register" / "data" / "merged.xls"
    return mutated(random.Random("register-xls 1"), seed.read_bytes(), [])


def csv_of(cells: Callable[[int], tuple[str, ...]], rows: int, head: tuple[str, ...] = HEAD) -> bytes:
    return "\n".join([",".join(head), *(",".join(cells(row)) for row in range(rows))]).encode()


def letters(draw: random.Random, length: int) -> str:
    return "".join(draw.choices("abcdefgh ", k=length))


def full_csv() -> bytes:
    head = ",".join(["Partner", *(f"c{n}" for n in range(189))])
    return (head + "\n" + (",".join(["abcd"] * 190) + "\n") * 20_000).encode()[:20_000_000].rpartition(b"\n")[0]


def joined() -> bytes:
    draw = random.Random(1)
    return csv_of(
        lambda row: (f"{letters(draw, 30)} and {letters(draw, 30)} / {letters(draw, 30)}", "China", f"P{row}"), 20_000
    )


def long_and_alike() -> bytes:
    draw = random.Random(2)
    return csv_of(
        lambda _: ("Tsinghua University", "China", "P", "", "", "", "", letters(draw, 16_000), letters(draw, 16_000)), 600
    )


def alike() -> bytes:
    draw = random.Random(3)
    return csv_of(
        lambda _: ("Tsinghua University", "China", "P", "", "", "", "", letters(draw, 490), letters(draw, 490)), 19_000
    )


def registers() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    yield from open_documents()
    yield "an old Excel file that grows", "r.xls", old_excel
    yield "an ordinary workbook of 300 rows", "r.xlsx", partial(book, 300)
    yield (
        "an ordinary CSV of 300 rows",
        "r.csv",
        lambda: csv_of(lambda row: ("Tsinghua University", "China", f"P{row}", "MoU"), 300),
    )
    for size in (10, 32, 100):
        yield (
            f"styles of {size} MB",
            "r.xlsx",
            lambda size=size: changed(book(), styles=between(b"<cellXfs", b"</cellXfs>", b"<xf/>" * (size * 200_000))),
        )
    yield "a million fonts", "r.xlsx", lambda: changed(book(), styles=between(b"<fonts", b"</fonts>", b"<font/>" * 1_000_000))
    yield (
        "a million number formats",
        "r.xlsx",
        lambda: changed(
            book(),
            styles=lambda xml: xml.replace(
                b"<fonts", b"<numFmts>" + b'<numFmt numFmtId="164" formatCode="yyyy"/>' * 1_000_000 + b"</numFmts><fonts", 1
            ),
        ),
    )
    yield "19,000 rows of 190 columns", "r.xlsx", partial(full_book, 19_000, 190)
    yield "19,000 rows of 26 columns", "r.xlsx", partial(full_book, 19_000, 26)
    for size in (20, 180):
        yield f"shared strings of {size} MB", "r.xlsx", partial(shared, size * 1_000_000)
    yield "shared strings, billion laughs", "r.xlsx", partial(shared, 1, LAUGHS, b"<si><t>&j;</t></si>")
    yield (
        "one entity in shared strings, 2,000 times",
        "r.xlsx",
        partial(shared, 1, QUADRATIC, b"<si><t>" + b"&a;" * 2_000 + b"</t></si>"),
    )
    yield (
        "one shared string of 32,000 characters in 19,000 cells",
        "r.xlsx",
        partial(shared, 1, b"", b"<si><t>" + b"a" * 32_000 + b"</t></si>", 19_000),
    )
    yield "one shared string of 150 MB", "r.xlsx", lambda: shared(1, b"", b"<si><t>" + b"a" * 150_000_000 + b"</t></si>")
    yield (
        "a sheet that says it has 10 bytes",
        "r.xlsx",
        lambda: lying(sheet(rows_of(b'<row r="99"><c r="A99"><v>1</v></c></row>' * 100_000)), "sheet1", 10),
    )
    yield (
        "a sheet that says it has 100 kB and has 150 MB",
        "r.xlsx",
        lambda: lying(sheet(rows_of(b" " * 150_000_000)), "sheet1", 100_000),
    )
    yield (
        "all cells merged",
        "r.xlsx",
        lambda: sheet(
            lambda xml: xml.replace(b"</worksheet>", b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>')
        ),
    )
    for tag, piece in PIECES.items():
        for count in (190_000, 3_000_000):
            yield f"{count:,} pieces of {tag}", "r.xlsx", partial(pieces, tag.encode(), piece, count)
    yield (
        "a million defined names",
        "r.xlsx",
        lambda: changed(
            book(),
            workbook=lambda xml: xml.replace(
                b"</workbook>",
                b"<definedNames>" + b'<definedName name="a">A1</definedName>' * 1_000_000 + b"</definedNames></workbook>",
            ),
        ),
    )
    yield (
        "a million types of content",
        "r.xlsx",
        lambda: changed(
            book(), **{"[Content_Types]": before(b"</Types>", b'<Default Extension="a" ContentType="b"/>' * 1_000_000)}
        ),
    )
    yield "a cell in column ZZZZZZZ", "r.xlsx", lambda: sheet(rows_of(b'<row r="99"><c r="ZZZZZZZ99"><v>1</v></c></row>'))
    yield (
        "a cell in the last row and column",
        "r.xlsx",
        lambda: sheet(rows_of(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    )
    yield (
        "a million empty rows",
        "r.xlsx",
        lambda: sheet(rows_of(b"".join(b'<row r="%d"/>' % row for row in range(99, 1_000_000)))),
    )
    yield "a row of five million cells", "r.xlsx", lambda: sheet(rows_of(b'<row r="99">' + b"<c/>" * 5_000_000 + b"</row>"))
    yield (
        "a number of five million digits",
        "r.xlsx",
        lambda: sheet(rows_of(b'<row r="99"><c r="A99"><v>' + b"9" * 5_000_000 + b"</v></c></row>")),
    )
    yield "XML nested a million deep", "r.xlsx", lambda: sheet(rows_of(b"<x>" * 1_000_000 + b"</x>" * 1_000_000))
    yield (
        "rich text of four million runs",
        "r.xlsx",
        lambda: sheet(
            rows_of(b'<row r="99"><c r="A99" t="inlineStr"><is>' + b"<r><t>a</t></r>" * 4_000_000 + b"</is></c></row>")
        ),
    )
    yield "2,000 sheets", "r.xlsx", partial(many_sheets, 2_000)
    yield "100,000 sheets", "r.xlsx", partial(many_sheets, 100_000)
    yield "a list of 400,000 parts", "r.xlsx", partial(listed, 400_000)
    yield "a workbook in a workbook", "r.xlsx", lambda: packed({"a.xlsx": book()})
    yield "gzip", "r.xlsx", lambda: __import__("gzip").compress(b"a" * 1_000_000_000, 1)
    for size in (100_000, 1_000_000, 3_000_000, 19_999_000):
        yield f"{size / 1e6:g} MB of commas", "r.csv", lambda size=size: b"," * size
    yield "18 MB of quotation marks that open", "r.csv", lambda: b'Partner,Country\n"a' + b',"' * 9_000_000
    yield "18 MB in quotation marks that never close", "r.csv", lambda: b'Partner,Country\n"' + b"abc\n" * 4_500_000
    yield "20 MB of quotation marks", "r.csv", lambda: b'"' * 19_999_999
    yield "20,000 rows of 190 columns", "r.csv", full_csv
    yield (
        "20,000 rows of 26 columns",
        "r.csv",
        lambda: csv_of(lambda row: tuple(f"cell {row}" for _ in range(25)), 19_990, ("Partner", *(f"c{n}" for n in range(24)))),
    )
    yield "20 MB of line ends", "r.csv", lambda: b"Partner\n" + b"\n" * 19_000_000
    yield "20 MB of carriage returns", "r.csv", lambda: b"Partner\r" + b"\r" * 19_000_000
    yield "a line of 19 MB", "r.csv", lambda: b"Partner\n" + b"a" * 19_000_000
    yield "an emoji among 19 MB", "r.csv", lambda: b"Partner\n" + "\U0001f600".encode() + b"a,\n" * 6_000_000
    yield "9 million characters of UTF-16", "r.csv", lambda: ("Partner\n" + "a,\n" * 3_000_000).encode("utf-16")
    yield "19 MB that is no UTF-8", "r.csv", lambda: b"Partner\n" + b"\xe9,\n" * 6_000_000
    yield "titles of 90,000 characters", "r.csv", lambda: b",".join(b"%d" % n + b"a" * 90_000 for n in range(190)) + b"\nx\n"
    yield (
        "20,000 cells of many lines",
        "r.csv",
        lambda: b"Partner,Notes\n" + b"".join(b'P%d,"%s"\n' % (n, b"a\n" * 400) for n in range(20_000)),
    )
    yield (
        "cells of 30 partners",
        "r.csv",
        lambda: csv_of(lambda _: ("a;" * 30, *[""] * 40), 19_900, ("Partner", *(f"c{n}" for n in range(40)))),
    )
    yield "names joined in 20,000 cells", "r.csv", joined
    yield "600 rows that say nearly the same at length", "r.csv", long_and_alike
    yield "19,000 rows that say nearly the same", "r.csv", alike
    yield "20,000 rows that nobody understands", "r.csv", lambda: csv_of(lambda row: (f"P {row}", *["?!x" * 30] * 8), 19_990)
    yield (
        "600 amounts of 32,000 digits",
        "r.csv",
        lambda: csv_of(lambda row: (f"P{row}", "", "", "", "1/" * 16_000, "", "1" * 32_000), 300),
    )
    yield (
        "500 partners with long names",
        "r.csv",
        lambda: csv_of(lambda row: (letters(random.Random(row), 399), "China", f"P{row}"), 500),
    )


# Records, reports, packs


def of_record(more: str, **fields: Any) -> bytes:
    said = {"format": 1, "id": "x", "title": "T", "as_at": "2026-07-01", **fields}
    return (json.dumps(said)[:-1] + ", " + more + "}").encode()


def repeated(start: bytes, piece: bytes, end: bytes, size: int) -> bytes:
    return start + b",".join([piece] * (size // (len(piece) + 1))) + end


def records() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    yield "an ordinary assessment", "a.json", (Path(__file__).parents[2] / "examples" / "northmoor.json").read_bytes
    head = of_record('"activities": [')[:-1]
    yield "1.5 million activities", "a.json", partial(repeated, head, b'{"id":"a"}', b"]}", 16_500_000)
    yield "6 million empty activities", "a.json", partial(repeated, head, b"{}", b"]}", 19_000_000)
    yield "6 million empty lists", "a.json", partial(repeated, head, b"[]", b"]}", 19_000_000)
    yield "9 million digits apart", "a.json", partial(repeated, head, b"1", b"]}", 19_000_000)
    yield "numbers of 900 digits", "a.json", partial(repeated, head, b"9" * 900, b"]}", 19_000_000)
    yield "a number of 5,000 digits", "a.json", lambda: of_record('"answers": {"profile.kind": {"value": ' + "9" * 5_000 + "}}")
    yield (
        "a number of 19 million digits",
        "a.json",
        lambda: of_record('"answers": {"profile.kind": {"value": ' + "9" * 19_000_000 + "}}"),
    )
    yield "fractions of 1,000 digits", "a.json", partial(repeated, head, b"0." + b"9" * 1_000, b"]}", 19_000_000)
    yield "nested 100,000 deep", "a.json", lambda: of_record('"answers": ' + "[" * 100_000 + "]" * 100_000)
    yield "nested 9 million deep", "a.json", lambda: of_record('"answers": ' + "[" * 9_000_000 + "]" * 9_000_000)
    yield "objects nested 3 million deep", "a.json", lambda: b'{"a":' * 3_000_000
    yield "a key twice", "a.json", lambda: of_record('"title": "U"')
    yield "a million keys that do not exist", "a.json", lambda: of_record(", ".join(f'"k{n}": 1' for n in range(1_000_000)))
    yield (
        "a million answers",
        "a.json",
        lambda: of_record('"answers": {' + ", ".join(f'"{n}":{{"value":1}}' for n in range(900_000)) + "}"),
    )
    yield "500 activities of 1,900 answers", "a.json", lambda: of_record(
        '"activities": [' + ",".join(f'{{"id":"a{a}","name":"A","answers":{{' + ",".join(f'"{n}":{{"value":1}}' for n in range(1_900)) + "}}" for a in range(500)) + "]"
    )  # fmt: skip
    yield "250 activities of 900 answers", "a.json", lambda: of_record(
        '"activities": [' + ",".join(f'{{"id":"a{a}","name":"A","answers":{{' + ",".join(f'"{n}":{{"value":1}}' for n in range(900)) + "}}" for a in range(250)) + "]"
    )  # fmt: skip
    yield "150 activities of 900 answers", "a.json", lambda: of_record(
        '"activities": [' + ",".join(f'{{"id":"a{a}","name":"A","answers":{{' + ",".join(f'"{n}":{{"value":1}}' for n in range(900)) + "}}" for a in range(150)) + "]"
    )  # fmt: skip
    yield (
        "a list of a million options",
        "a.json",
        lambda: of_record('"answers": {"profile.kind": {"value": [' + ",".join(['"he_england"'] * 1_400_000) + "]}}"),
    )
    yield (
        "200 notes of 95,000 characters",
        "a.json",
        lambda: of_record('"withhold": [' + ",".join(f'"{n}{"x" * 95_000}"' for n in range(200)) + "]"),
    )
    yield "5 million findings withheld", "a.json", lambda: of_record('"withhold": [' + ",".join(['"a"'] * 4_700_000) + "]")
    yield "19 MB of escapes", "a.json", lambda: of_record('"title": "' + "\\u4e2d" * 3_000_000 + '"')
    yield "half characters", "a.json", lambda: of_record('"withhold": [' + ",".join(['"\\ud800"'] * 100_000) + "]")
    yield "a record in a record in a record", "a.json", lambda: b'{"record":' * 100_000
    yield "spaces", "a.json", lambda: of_record('"prepared_by": ""' + " " * 19_000_000)


def a_pack(**members: bytes) -> bytes:
    import hashlib

    named = {name.replace("_", "."): data for name, data in members.items()}
    files = {name: hashlib.sha256(data).hexdigest() for name, data in named.items()}
    return packed({**named, "manifest.json": json.dumps({"files": files}).encode()})


def packs() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    from tests.fuzz import readers

    yield "an ordinary pack", "p.zip", readers.a_pack
    yield "190 MB of zeros", "p.zip", lambda: a_pack(report_pdf=bytes(190_000_000))
    yield "190 MB of zeros for a report", "p.zip", lambda: a_pack(report_json=bytes(190_000_000))
    yield "a manifest of 190 MB", "p.zip", lambda: packed({"manifest.json": b'{"files": {}' + b" " * 190_000_000 + b"}"})
    yield (
        "a manifest of 900 kB of lists",
        "p.zip",
        lambda: packed({"manifest.json": b'{"files": [' + b"[]," * 300_000 + b"0]}"}),
    )
    yield "a manifest with a key twice", "p.zip", lambda: packed({"manifest.json": b'{"files": {}, "files": {"a": "b"}}'})
    yield "a report of 6 million lists", "p.zip", lambda: a_pack(report_json=b'{"a": [' + b"[]," * 6_000_000 + b"0]}")
    yield "a list of 400,000 parts", "p.zip", partial(listed, 400_000)
    yield "1,900 files of 100 kB of zeros", "p.zip", lambda: a_pack(**{f"file{n}": bytes(100_000) for n in range(1_900)})
    yield (
        "a report of 1.5 million activities",
        "r.json",
        partial(repeated, of_record('"activities": [')[:-1], b'{"id":"a"}', b"]}", 16_500_000),
    )


# Lists


def csl(results: bytes, size: int) -> bytes:
    return b'{"results": [' + b",".join([results] * (size // (len(results) + 1))) + b"]}"


def entries(number: int, names: int, draw: random.Random, length: int = 25) -> bytes:
    """A list in our template, every name another."""
    rows = (
        f"X,{n},{letters(draw, length)} {n},{'|'.join(letters(draw, length) for _ in range(names - 1))}" for n in range(number)
    )
    return ("list,entry_id,name,aliases\n" + "\n".join(rows)).encode()


ECFR = b"<?xml version='1.0'?><ECFR><TABLE>%s</TABLE></ECFR>"
CANADA = b"<!DOCTYPE html><html><body><ul>%s</ul></body></html>"


def lists() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    from tests.partners.screening import test_loaders as ours

    yield "an ordinary list", "uk.csv", ours.UK_CSV.encode
    yield "17.6 MB of empty entries", "csl.json", partial(csl, b"{}", 17_600_000)
    yield "49 MB of empty entries", "csl.json", partial(csl, b"{}", 49_000_000)
    yield "49 MB of entries with a name", "csl.json", partial(csl, b'{"name":"a b"}', 49_000_000)
    yield (
        "25 MB of entries like those of the real list",
        "csl.json",
        lambda: (
            b'{"results": ['
            + b",".join(
                json.dumps(
                    {**json.loads(ours.CSL_JSON)["results"][0], "id": str(n), "name": f"Body {n}", "remarks": "x" * 1_500}
                ).encode()
                for n in range(12_000)
            )
            + b"]}"
        ),
    )
    yield (
        "an entry with 5 million names",
        "csl.json",
        lambda: b'{"results": [{"name": "a", "alt_names": [' + b",".join([b'"b"'] * 5_000_000) + b"]}]}",
    )
    yield "an entry with a name of 40 MB", "csl.json", lambda: b'{"results": [{"name": "' + b"a " * 20_000_000 + b'"}]}'
    yield "lists nested 20 million deep", "csl.json", lambda: b'{"results":' + b"[" * 20_000_000
    yield "half characters", "csl.json", lambda: b'{"results": [{"id": "1", "name": "a\\ud800"}]}'
    yield "200 kB of <a", "page.html", lambda: CANADA % (b"<li>" + b"<a " * 66_000)
    yield "2 MB of <a", "page.html", lambda: CANADA % (b"<li>" + b"<a " * 660_000)
    yield "200 kB of <!--", "page.html", lambda: CANADA % (b"<li>" + b"<!--" * 50_000)
    yield "2 MB of <!-- >", "page.html", lambda: CANADA % (b"<!-- >" * 330_000)
    yield "2 MB of <li>", "page.html", lambda: CANADA % (b"<li><b>a</b>(China)" * 100_000)
    yield "2 MB of &amp", "page.html", lambda: CANADA % (b"<li>" + b"&amp" * 480_000)
    yield "40 MB of a page", "page.html", lambda: CANADA % (b"<a " * 13_000_000)
    yield (
        "1.4 million empty designations",
        "uk.xml",
        lambda: b"<Designations>" + b"<Designation/>" * 1_400_000 + b"</Designations>",
    )
    yield (
        "3.4 million empty designations",
        "uk.xml",
        lambda: b"<Designations>" + b"<Designation/>" * 3_400_000 + b"</Designations>",
    )
    yield (
        "a designation with a million names",
        "uk.xml",
        lambda: (
            b"<Designations><Designation><UniqueID>1</UniqueID><Names>"
            + b"<Name><Name6>ab</Name6></Name>" * 1_000_000
            + b"</Names></Designation></Designations>"
        ),
    )
    yield (
        "XML nested 6 million deep",
        "uk.xml",
        lambda: b"<Designations><Designation>" + b"<a>" * 6_000_000 + b"</a>" * 6_000_000 + b"</Designation></Designations>",
    )
    yield (
        "a million attributes",
        "uk.xml",
        lambda: b"<Designations " + b" ".join(b'a%d=""' % n for n in range(1_000_000)) + b"><Designation/></Designations>",
    )
    yield (
        "an attribute of 45 MB",
        "uk.xml",
        lambda: b'<Designations a="' + b"a" * 45_000_000 + b'"><Designation/></Designations>',
    )
    yield "billion laughs", "uk.xml", lambda: LAUGHS + b"<Designations><Designation>&j;</Designation></Designations>"
    yield (
        "one entity, 10,000 times",
        "uk.xml",
        lambda: QUADRATIC + b"<Designations><Designation>" + b"&a;" * 10_000 + b"</Designation></Designations>",
    )
    yield "a million short rows", "ecfr.xml", lambda: ECFR % (b"<TR><TD>a</TD><TD>b</TD><TD>c</TD></TR>" * 1_000_000)
    yield (
        "an entity of 40 MB",
        "ecfr.xml",
        lambda: (
            ECFR
            % (b"<TR><TD>CHINA</TD><TD>" + b"a.k.a., the following alias: - b, No. 1 " * 1_000_000 + b"</TD><TD>c</TD></TR>")
        ),
    )
    yield (
        "40 MB of dashes",
        "ecfr.xml",
        lambda: (
            ECFR
            % (
                b"<TR><TD>CHINA</TD><TD>x, a.k.a., the following alias: "
                + b" -" * 2_000_000
                + b" " * 30_000_000
                + b"</TD><TD>c</TD></TR>"
            )
        ),
    )
    yield "49 MB of commas", "list.csv", lambda: b"list,entry_id,name\n" + b"," * 49_000_000
    yield (
        "a header of 5 million columns",
        "list.csv",
        lambda: b"list,entry_id,name," + b",".join(b"%d" % n for n in range(5_000_000)) + b"\nX,1,A\n",
    )
    yield "49 MB in quotation marks", "list.csv", lambda: b'list,entry_id,name\nX,1,"' + b"abc\n" * 12_000_000
    yield "49 MB of the same number", "list.csv", lambda: b"list,entry_id,name\n" + b"X,1,ab\n" * 6_900_000
    yield "6 million entries", "list.csv", lambda: b"list,entry_id,name\n" + b"".join(b"X,%d,a\n" % n for n in range(4_000_000))
    yield "30,000 entries with 60,000 names", "list.csv", lambda: entries(29_990, 2, random.Random(5))
    yield (
        "an entry with 90,000 names",
        "list.csv",
        lambda: b"list,entry_id,name,aliases\nX,1,a," + b"|".join(b"n%d" % n for n in range(12_000)) + b"\n",
    )
    yield (
        "12,000 rows of 200 columns",
        "uk.csv",
        lambda: (
            ours.UK_CSV.encode().split(b"\n")[0]
            + b"\n"
            + b",".join([b"Unique ID,Name 6,Name type,Designation Type", *(b"c%d" % n for n in range(196))])
            + b"\n"
            + b"".join(
                b"U%d,Body,Primary Name,Entity," % n + b",".join([b"some text here"] * 196) + b"\n" for n in range(16_000)
            )
        ),
    )
    yield (
        "40 MB of brackets",
        "fr.txt",
        lambda: b"section 1260H Chinese military companies:\n" + b"(" * 20_000_000 + b")" * 20_000_000,
    )
    yield "4 million names in a notice", "fr.txt", lambda: b"section 1260H Chinese military companies:\n" + b"a;" * 20_000_000
    yield (
        "20 million lines that end with a colon",
        "fr.txt",
        lambda: b"section 1260H military companies\n" + b":\n" * 20_000_000,
    )
    yield "40 MB of <", "fr.txt", lambda: b"section 1260H military companies\n" + b"<" * 40_000_000


def registries() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    yield "16 million empty records", "ror.json", lambda: b"[" + b",".join([b"{}"] * 16_000_000) + b"]"
    yield (
        "a record with 5 million names",
        "ror.json",
        lambda: (
            json.dumps([{"id": "https://ror.org/a", "status": "active", "types": [], "locations": [], "names": []}])[
                :-3
            ].encode()
            + b",".join([b'{"value":"a","types":[]}'] * 1_500_000)
            + b"]}]"
        ),
    )
    yield "nested 40 million deep", "ror.json", lambda: b"[" * 40_000_000
    yield (
        "49 MB of commas",
        "ror.csv",
        lambda: b"id,status,types,names.types.ror_display,locations.geonames_details.country_code\n" + b"," * 49_000_000,
    )


# Evidence, mappings, looks


def evidence() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    begins = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "txt": b"", "eml": b""}
    for suffix, start in begins.items():
        yield f"2 MB of {suffix}", f"e.{suffix}", lambda start=start: start + b"a" * (2_000_000 - len(start))
    yield "a document of 190 MB of paragraphs", "e.docx", partial(paragraphs, 190_000_000)
    yield (
        "a workbook of 100 MB of styles",
        "e.xlsx",
        lambda: changed(book(), styles=between(b"<cellXfs", b"</cellXfs>", b"<xf/>" * 20_000_000)),
    )
    yield "a list of 40,000 parts", "e.docx", partial(listed, 40_000)
    yield "a name of a million characters", "a" * 1_000_000 + ".txt", lambda: b"a"


def mappings() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    yield "nested 50,000 deep", "m.json", lambda: b"[" * 50_000
    yield "a key twice", "m.json", lambda: b'{"partner": "A", "partner": "B"}'
    yield "20 MB", "m.json", lambda: b" " * 20_000_000


def contents() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    laughs = "a0: &a0 [x,x]\n" + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
    yield "billion laughs", "small/questions.yaml", laughs.encode
    yield "nested 400,000 deep", "small/questions.yaml", lambda: b"questions: " + b"[" * 400_000
    yield "a number of base sixty", "small/questions.yaml", lambda: b"questions: " + b"1:" * 240_000 + b"1"
    yield "95,000 empty questions", "small/questions.yaml", lambda: b"questions:\n" + b"- {}\n" * 95_000


def picture(width: int, height: int) -> bytes:
    """An empty PNG of one bit a pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer, row = zlib.compressobj(9), bytes(1 + (width + 7) // 8)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def looks() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    yield "an ordinary logo", "logo.png", lambda: picture(400, 200)
    yield "a logo of 3.6 milliards of pixels", "logo.png", lambda: picture(60_000, 60_000)
    yield (
        "a logo nested 200,000 deep",
        "logo.svg",
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 200_000 + b"</g>" * 200_000 + b"</svg>",
    )
    yield "a style nested 9,000 deep", "style.toml", lambda: b"ink=" + b"[" * 9_000
    yield "a style of a million dots", "style.toml", lambda: b"a" + b".a" * 900_000 + b"=1"
    yield "a template nested 50,000 deep", "report.css", lambda: b"{% if a %}" * 50_000


KINDS: dict[str, Callable[[], Iterator[tuple[str, str, Callable[[], bytes]]]]] = {
    "role-pack": role_packs, "register": registers, "record": records, "pack": packs, "list": lists, "registry": registries,
    "evidence": evidence, "mapping": mappings, "content": contents, "look": looks,
}  # fmt: skip


# As the program reads them


def use(kind: str, name: str, data: bytes) -> str:
    """Reads a file as the program does, whatever follows at once included. Raises the reader's own error."""
    from guidance.case import evidence, rolepack
    from guidance.case.record import read_record
    from guidance.partners import lookup
    from guidance.partners.register import intake, mapping, reading
    from guidance.partners.screening import loaders
    from reports.verify import verify

    match kind:
        case "role-pack":
            returned = rolepack.take_back(catalogue(), record(), name, data, datetime(2026, 11, 25, tzinfo=UTC))
            return f"{len(returned.new)} answers, {len(returned.problems)} problems"
        case "register":
            sheet = reading.read(name, data)
            found = intake.prepare(sheet, sheet.proposed(), data, DAY)
            return f"{len(sheet.rows)} rows, {len(found.activities)} activities"
        case "record":
            return f"{len(read_record(data, catalogue()).activities)} activities"
        case "pack":
            from tests.fuzz.readers import small_catalogue

            return verify(data, small_catalogue())
        case "list":
            loaded = (loaders.load_bytes(name, data),)
            lookup.look_up(loaded, "Harbin Engineering University", "China", DAY)
            return f"{len(loaded[0].entries)} entries"
        case "registry":
            return f"{len(loaders.load_bytes(name, data).bodies)} records"
        case "evidence":
            return evidence.attached(name, data).sha256[:12]
        case "mapping":
            return str(mapping.Columns.from_json(data.decode()))
        case "content":
            return put_into(name, data)
        case _:
            return dressed(name, data)


def put_into(name: str, data: bytes) -> str:
    """Reads a small knowledge base with one file of it changed."""
    from guidance import knowledge
    from tests import small

    folder = small.write(Path(tempfile.mkdtemp()))
    (folder / name).write_bytes(data)
    return knowledge.load_from(folder).version


def dressed(name: str, data: bytes) -> str:
    """Reads a folder with an own look and, when it is taken, makes a PDF with it."""
    from dataclasses import replace

    from guidance.assessment import conclude
    from reports import house, model, write

    folder = Path(tempfile.mkdtemp())
    if name.startswith("logo"):
        (folder / "style.toml").write_text(f'logo = "{name}"\nlogo_alt = "A logo"\n')
    (folder / name).write_bytes(data)
    look = house.read(folder)
    report = replace(model.build(conclude(catalogue(), record().facts(catalogue())), record()), house=look)
    return f"a PDF of {len(write.WRITERS['.pdf'](report)):,} bytes"


def warm() -> None:
    """Loads what the server has loaded before anybody gives it a file."""
    import reports.write  # noqa: F401
    import ui.browser.pages.others
    import ui.browser.pages.partners
    import ui.browser.shell  # noqa: F401
    from guidance.partners import lookup

    catalogue()
    lookup.look_up((), "Tsinghua University", "China", DAY)
    role_pack(".docx"), role_pack(".xlsx"), book(), record()


def told(kind: str, title: str, name: str, data: bytes) -> Told:
    """What became of one file, read in this process; for a fresh one."""
    watch = Watch()
    refused = False
    try:
        said = use(kind, name, data)
    except ValueError as error:
        refused, said = True, str(error)
    watch.stop()
    return Told(f"{kind}: {title}", len(data), said, refused, watch.server, watch.reader, watch.work, watch.stall)


class Watch(threading.Thread):
    """Looks at this process and those that it starts while something goes on, a hundred times a second.

    `server` and `reader`: the most bytes of this process, and of any that it started. `work`: seconds of a core, of all together.
    `stall`: the longest that this thread had to wait for its turn."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.server = self.reader = 0
        self.stall = 0.0
        self._others: dict[int, float] = {}
        self._over = threading.Event()
        Path("/proc/self/clear_refs").write_text("5")  # what was before is no part of the peak
        self._began = time.process_time()
        self.start()

    @property
    def work(self) -> float:
        return self._mine + sum(self._others.values())

    def run(self) -> None:
        last = time.perf_counter()
        while not self._over.wait(0.01):
            now = time.perf_counter()
            self.stall = max(self.stall, now - last)
            self._look()
            last = time.perf_counter()

    def _look(self) -> None:
        for pid in _started(os.getpid()):
            try:
                if b"guidance.files.bounded" not in Path(f"/proc/{pid}/cmdline").read_bytes():
                    continue  # it is about to be one
                peak, used = _peak(pid), _used(pid)
            except (OSError, ValueError, IndexError):  # it has ended meanwhile
                continue
            self.reader = max(self.reader, peak)
            self._others[pid] = used

    def stop(self) -> None:
        self._over.set()
        self.join()
        self._look()
        self.server, self._mine = _peak(os.getpid()), time.process_time() - self._began


def _started(pid: int) -> Iterator[int]:
    """The processes that one has started, and those that they have started."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            yield child
            yield from _started(child)


def _peak(pid: int) -> int:
    return int(Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2].split()[0]) * 1024


def _used(pid: int) -> float:
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def copied(work: Callable[[], bytes]) -> bytes:
    """What some work gives, done in a copy of this process; nothing when it failed, and the reason on standard error."""
    with tempfile.TemporaryFile() as out:
        copy = os.fork()
        if copy == 0:
            try:
                out.write(work())
                out.flush()
                os._exit(0)
            except BaseException as error:  # whatever it is, it is told
                print(f"{type(error).__name__}: {str(error)[:500]}", file=sys.stderr, flush=True)
            finally:
                os._exit(1)
        os.waitpid(copy, 0)
        out.seek(0)
        return out.read()


def chosen(kind: str, one_in: int = 1) -> list[tuple[str, str, Callable[[], bytes]]]:
    """The files of a kind: one in so many of them, beginning with the first, which is an ordinary one where there is any."""
    return list(KINDS[kind]())[::one_in]


def each(kinds: list[str], one_in: int = 1) -> Iterator[Told]:
    """Reads the files of some kinds, each in a copy of this process; another one has made it."""
    warm()
    for kind in kinds:
        for title, name, make in chosen(kind, one_in):
            data = copied(make)
            assert data, title
            read = copied(lambda: json.dumps(asdict(told(kind, title, name, data))).encode())  # noqa: B023  (at once)
            yield Told(**json.loads(read)) if read else Told(f"{kind}: {title}", len(data), "CRASHED", False, 0, 0, 999.0, 0)


def main(words: list[str]) -> int:
    """Prints what became of each file, or with `--one-in=N` of one in so many. Returns 1 when the promise was broken."""
    kinds = [word for word in words if word in KINDS] or list(KINDS)
    broken = 0
    one_in = next((int(word.partition("=")[2]) for word in words if word.startswith("--one-in=")), 1)
    for one in each(kinds, one_in):
        broken += not one.kept
        if "--json" in words:
            print(json.dumps(asdict(one)), flush=True)
            continue
        sizes = f"{one.size / 1e6:7.2f} MB {one.server // 1_000_000:4} + {one.reader // 1_000_000:4} MB {one.work:5.1f} s {one.stall:5.2f} s"
        print(
            f"{sizes} {'' if one.kept else 'TOO MUCH '}{one.file[:60]:60} {'refused' if one.refused else 'taken'}: {one.said[:150]}",
            flush=True,
        )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
