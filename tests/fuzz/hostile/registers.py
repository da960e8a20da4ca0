"""Registers of partnerships, as workbooks and CSV."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.fuzz.hostile.parts import HEAD, before, between, book, changed, listed, lying, noisy, packed
from tests.fuzz.hostile.role_packs import LAUGHS, QUADRATIC


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

    seed = Path(__file__).parents[2] / "partners" / "register" / "data" / "merged.xls"
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
