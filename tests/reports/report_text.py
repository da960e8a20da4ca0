"""Text of the documents, for comparison with the model."""

import io
import re
from collections.abc import Iterator
from html import unescape

import pypdf

from reports import write
from reports.blocks import Block, Card, Cell, Ladder, Paper, Report, Section, Table

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror=alert(2)> " \' \\ \\" \\u{41} #sys.version #eval("1+1") #panic() $x^2$ *b* '
    "{{ 7*7 }} {% for %} `raw` @ref <label> // comment javascript:alert(3) =HYPERLINK(1) \u202e\u2066 שלום مرحبا 😀👨‍👩‍👧 \x00\x07\x1b"
)
"""Markup, code and controls of every language that a report passes through."""


def written(report: Report, suffix: str) -> bytes:
    """A report in one format, written once for all tests."""
    key = id(report), suffix
    if key not in _WRITTEN:
        _WRITTEN[key] = report, write.render(report, suffix)
    return _WRITTEN[key][1]


_WRITTEN: dict[tuple[int, str], tuple[Report, bytes]] = {}
"""By identity; the report is kept with its document, so that no other takes its id."""


def pdf_of(report: Report) -> bytes:
    """The PDF of a report."""
    return written(report, ".pdf")


def html_of(report: Report) -> bytes:
    """The HTML of a report."""
    return written(report, ".html")


def of_pdf(data: bytes) -> str:
    """The text of a PDF without white space, in which lines break anywhere."""
    return squeezed("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages))


def of_html(page: bytes) -> str:
    """The text of an HTML body without white space."""
    body = page.decode().partition("</head>")[2]
    return squeezed(unescape(re.sub(r"<[^>]*>", "", body)))


def must_occur(report: Report) -> set[str]:
    """The finding keys, question ids and source ids that a reader must be able to find."""
    record, document = report.record, report.document
    told = [finding for finding in document.findings if finding.certain]
    questions = {id for answers in (record.answers, *(a.answers for a in record.activities)) for id in answers}
    sources = {source.partition(" ")[0] for finding in told for source in finding.sources}
    return {finding.key for finding in told} | questions | sources


def squeezed(text: str) -> str:
    """The text without white space and break marks."""
    return re.sub(r"[\s\u200b]", "", text)


def re_joined(text: str) -> str:
    """The text with lines joined by one space."""
    return " ".join(text.split())


def blocks(report: Paper) -> Iterator[Block]:
    """Every block of a report, outer before inner."""
    pending: list[Block] = list(report.sections)
    while pending:
        block = pending.pop(0)
        yield block
        if isinstance(block, Section):
            pending[:0] = block.blocks


def texts(report: Paper) -> Iterator[str]:
    """Every text of the model."""
    cover = report.cover
    yield from (cover.title, cover.organisation, cover.subject, cover.marking, cover.knowledge)
    yield from (text for fact in cover.facts for text in (fact.label, fact.text))
    for block in blocks(report):
        match block:
            case Section():
                yield block.heading
                yield block.badge.text if block.badge else ""
            case Table():
                yield from (block.caption, *block.head)
                yield from (text for row in block.rows for cell in row for text in _cell(cell))
            case Card():
                yield from (block.heading, block.id, block.badge.text if block.badge else "")
                yield from (text for part in block.parts for text in (part.label, part.text))
            case Ladder():
                yield from (block.caption, *(text for rung in block.rungs for text in (rung.name, rung.why)))
            case _ if block.kind == "bullets":
                yield from (text for item in block.items for text in (item.lead, item.text))
            case _:
                yield block.text


def _cell(cell: Cell) -> tuple[str, ...]:
    return cell.text, cell.url, cell.id
