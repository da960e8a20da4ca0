"""The record copy meets PDF/UA-1 and PDF/A-3a, and the check that says so can fail."""

import io
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import page
import pikepdf
import pypdf
import pytest
import report_text
import typst
from pikepdf import Array, Dictionary, Name
from standards import PROFILES, compliant

from reports import pdf
from reports.blocks import Card, Ladder, Report, Section, Table
from reports.case import FACTS

pytestmark = pytest.mark.slow

THIRD_OF_A_PAGE = 842 / 3
TWO_FIFTHS_OF_A_PAGE = THIRD_OF_A_PAGE * 6 / 5


def test_it_meets_both_standards(report: Report) -> None:
    data = report_text.pdf_of(report)
    assert [profile for profile in PROFILES if not compliant(data, profile)] == []


@pytest.mark.parametrize("sample", ["northmoor", "redacted", "hundred"])
def test_large_ones_meet_both_standards(request: pytest.FixtureRequest, sample: str) -> None:
    data = report_text.pdf_of(request.getfixturevalue(sample))
    assert [profile for profile in PROFILES if not compliant(data, profile)] == []


@pytest.mark.parametrize("ends", [b"end", b"end\r", b"end\n", b"end\r\n"])
def test_a_stream_may_end_in_any_byte_but_not_where_its_length_does_not_lead(some: Report, ends: bytes) -> None:
    with pikepdf.open(io.BytesIO(report_text.pdf_of(some))) as file:
        file.Root.PieceInfo = Dictionary(
            Test=Dictionary(LastModified=file.docinfo.CreationDate, Private=file.make_stream(ends))
        )
        file.save(made := io.BytesIO(), compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    right = made.getvalue()
    stated = b"/Length %d >>\nstream\n%s" % (len(ends), ends)
    assert right.count(stated) == 1
    assert compliant(right, A)
    for wrong in (2, 9):
        assert not compliant(right.replace(stated, b"/Length %d >>\nstream\n%s" % (wrong, ends)), A)


def _no_language(file: pikepdf.Pdf) -> None:
    del file.Root.Lang


def _no_structure(file: pikepdf.Pdf) -> None:
    del file.Root.StructTreeRoot


def _no_title_display(file: pikepdf.Pdf) -> None:
    del file.Root.ViewerPreferences


def _links_without_description(file: pikepdf.Pdf) -> None:
    for link in _links(file):
        del link.Contents


def _a_heading_is_skipped(file: pikepdf.Pdf) -> None:
    for element in _elements(file):
        if element.S == Name.H2:
            element.S = Name.H4


def _attachment_without_relation(file: pikepdf.Pdf) -> None:
    for attached in file.Root.AF:
        del attached.AFRelationship


UA, A = PROFILES
MUTANTS = [
    (_no_language, UA),
    (_no_structure, UA),
    (_no_title_display, UA),
    (_links_without_description, UA),
    (_a_heading_is_skipped, UA),
    (_attachment_without_relation, A),
]


@pytest.mark.parametrize(("mutant", "profile"), MUTANTS)
def test_a_damaged_copy_does_not(some: Report, mutant: Callable[[pikepdf.Pdf], None], profile: page.ValidationProfile) -> None:
    same, changed = io.BytesIO(), io.BytesIO()
    with pikepdf.open(io.BytesIO(report_text.pdf_of(some))) as file:
        file.save(same)
        mutant(file)
        file.save(changed)
    assert compliant(same.getvalue(), profile)
    assert not compliant(changed.getvalue(), profile)


def test_its_tags_fit_the_model(report: Report) -> None:
    with pikepdf.open(io.BytesIO(report_text.pdf_of(report))) as file:
        elements = list(_elements(file))
        tags = Counter(str(element.S)[1:] for element in elements)
        headings = [int(str(e.S)[2:]) for e in elements if str(e.S)[1:] in ("H1", "H2", "H3", "H4", "H5")]
        assert str(file.Root.Lang) == "en-GB"
        assert dict(file.Root.MarkInfo.items()) == {"/Marked": True, "/Suspects": False}
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        assert str(file.docinfo.Title).startswith("China exposure: assessment and guidance")
        assert tags["Table"] == sum(isinstance(block, Table | Ladder) for block in report_text.blocks(report))
        assert len(headings) == sum(block.kind in ("section", "card") for block in report_text.blocks(report)) + 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(headings))
        assert all(_scope(element) == "/Column" for element in elements if element.S == Name.TH)
        assert all("/Contents" in link for link in _links(file))
        assert len(list(file.open_outline().root)) == len(report.sections)


def test_it_carries_the_record(report: Report) -> None:
    with pikepdf.open(io.BytesIO(report_text.pdf_of(report))) as file:
        assert file.attachments["assessment.json"].get_file().read_bytes() == report.record.to_json().encode()


def test_every_page_names_marking_knowledge_and_number(some: Report) -> None:
    pages = pypdf.PdfReader(io.BytesIO(report_text.pdf_of(some))).pages
    for number, each in enumerate(pages, 1):
        text = each.extract_text()
        assert text.count(some.cover.marking) >= 2
        assert some.cover.knowledge in text
        assert f"Page {number} of {len(pages)}" in text


@pytest.mark.parametrize(("in_this_case", "most"), [(False, THIRD_OF_A_PAGE), (True, TWO_FIFTHS_OF_A_PAGE)])
def test_no_finding_takes_more_than_a_third_of_a_page(golden: Report, in_this_case: bool, most: float) -> None:
    """The longest of the knowledge base, each with as many facts as a card may name, up to the heading that follows it. What the facts of
    a case add to a general step comes on top."""
    cards = [block for block in report_text.blocks(golden) if isinstance(block, Card) and block.anchor[:8] == "finding-"]
    if not in_this_case:
        cards = [replace(card, parts=tuple(part for part in card.parts if part.label != "In this case")) for card in cards]
    worst = sorted(cards, key=lambda card: sum(len(part.text) for part in card.parts))[-25:]
    pages = tuple(
        Section(f"at-{card.anchor}", "A card", (_full(card), Section(f"after-{card.anchor}", "After it", ())), new_page=True)
        for card in worst
    )
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(replace(golden, sections=pages))))
    places = [place for place in _flat(reader.outline) if place.title != "A card"]
    heights = {
        str(card.title): float(card.top) - float(after.top) for card, after in zip(places[::2], places[1::2], strict=True)
    }
    assert len(heights) == len({f"{card.badge}{card.heading}" for card in worst})
    assert {title: height for title, height in heights.items() if height > most} == {}


def _full(card: Card) -> Card:
    first, *rest = card.parts
    assert first.label == "What led to this"
    return replace(card, parts=(replace(first, text=("A fact of usual words " * 20)[:FACTS]), *rest))


def test_nothing_is_missing_from_fonts_or_standards(report: Report, tmp_path: Path) -> None:
    compiler = typst.Compiler(
        pdf.source(report).encode(), root=tmp_path, font_paths=[str(pdf.FONTS)], ignore_system_fonts=True,
        sys_inputs={"attached": report.record.to_json()},
    )  # fmt: skip
    _, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=["a-3a", "ua-1"])
    assert [warning.message for warning in warnings] == []


def test_the_fonts_are_free_and_small() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (pdf.FONTS / "OFL.txt").read_text()
    fonts = list(pdf.FONTS.glob("*.ttf"))
    assert len(fonts) == 5
    assert sum(path.stat().st_size for path in fonts) < 12_000_000


def _flat(outline: list[object]) -> Iterator[pypdf.generic.Destination]:
    for each in outline:
        if isinstance(each, list):
            yield from _flat(each)
        else:
            yield each


def _links(file: pikepdf.Pdf) -> Iterator[Dictionary]:
    for each in file.pages:
        yield from (mark for mark in each.get("/Annots", Array()) if mark.Subtype == Name.Link)


def _elements(file: pikepdf.Pdf) -> Iterator[Dictionary]:
    pending = [file.Root.StructTreeRoot.K]
    while pending:
        each = pending.pop(0)
        if isinstance(each, Array):
            pending[:0] = list(each)
        elif isinstance(each, Dictionary) and "/S" in each:
            yield each
            if "/K" in each:
                pending.insert(0, each.K)


def _scope(cell: Dictionary) -> str:
    attributes = cell.A if isinstance(cell.A, Array) else [cell.A]
    return next((str(each.Scope) for each in attributes if "/Scope" in each), "")
