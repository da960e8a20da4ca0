"""Role packs that colleagues send back, as Word and Excel."""

import io
from collections.abc import Callable, Iterator
from functools import partial

from tests.fuzz.hostile.parts import NOISE, before, between, changed, listed, role_pack


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
