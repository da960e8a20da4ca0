"""Each edition keeps its size and its order, stands alone, cuts nothing, and meets both standards."""

import io
import itertools
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import docx as python_docx
import pikepdf
import pypdf
import pytest
import report_text
from docx.oxml.ns import qn
from every_rule import every_rule
from standards import PROFILES, compliant

from guidance import knowledge
from guidance.assessment import conclude
from guidance.assessment.asking import stakes
from guidance.assessment.order import first_screen
from guidance.case.record import Record, read_record
from guidance.curation.vignettes import read_vignettes, stages
from reports import committee, editions, html, pdf, standings, write
from reports.blocks import Card, Ladder, Paper, Report, Section, Table
from reports.case import Case
from reports.editions import BUILDERS, Edition
from reports.write import FormatError

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples"
SHORT = [Edition.COMMITTEE, Edition.OFFICER, Edition.RESEARCHER]


def _example(name: str) -> Record:
    return read_record((EXAMPLES / f"{name}.json").read_bytes(), knowledge.load())


def _edition(record: Record, edition: Edition) -> Paper:
    catalogue = knowledge.load()
    return editions.build(edition, conclude(catalogue, record.facts(catalogue)), record)


def _pages(paper: Paper) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.render(paper))).pages]


@pytest.mark.parametrize(
    ("example", "edition", "most"),
    [
        ("northmoor", Edition.COMMITTEE, 2),
        ("lowfell", Edition.COMMITTEE, 1),
        ("northmoor", Edition.OFFICER, 15),
        ("lowfell", Edition.OFFICER, 6),
    ],
)
def test_pages(example: str, edition: Edition, most: int) -> None:
    assert len(_pages(_edition(_example(example), edition))) <= most


@pytest.mark.parametrize("example", ["northmoor", "lowfell"])
def test_a_researcher_has_a_page_for_each_activity(example: str) -> None:
    record = _example(example)
    pages = _pages(_edition(record, Edition.RESEARCHER))
    assert len(pages) == len(record.activities)
    for page in pages:
        assert "What you may do today" in page
        assert "Guidance, not legal advice" in report_text.re_joined(page)
    assert all(
        any(report_text.squeezed(each.name) in report_text.squeezed(page) for page in pages) for each in record.activities
    )


@pytest.mark.parametrize("name", ["second", "twelfth"])
def test_a_researcher_has_a_page_for_each_activity_of_a_real_case(name: str) -> None:
    catalogue = knowledge.load()
    cases = read_vignettes([Path(__file__).parents[1] / f"vignettes/{name}.yaml"])
    longer = []
    for vignette in cases:
        (stage_name, stage), *_ = stages(vignette)
        told = [{"id": f"a{n}", "name": each.name, "answers": _given(each.answers)} for n, each in enumerate(stage.activities)]
        day = vignette.as_at or catalogue.knowledge.published
        record = Record.model_validate(
            {"id": "x", "title": vignette.title, "as_at": day, "answers": _given(stage.answers), "activities": told}
        )
        if len(_pages(_edition(record, Edition.RESEARCHER))) != len(told):
            longer.append(stage_name)
    assert cases
    assert longer == []


def _given(answers: Mapping[str, object]) -> dict[str, object]:
    return {id: {"value": value} for id, value in answers.items()}


def _told(title: str, **answers: object) -> Record:
    """One case, told in a few facts."""
    told = _given({id.replace("__", "."): value for id, value in answers.items()})
    about = {"id": "a", "name": title, "answers": told}
    return Record.model_validate(
        {
            "id": "x",
            "title": title,
            "as_at": knowledge.load().knowledge.published,
            "answers": {"profile.kind": {"value": "he_wales"}},
            "activities": [about],
        }
    )


FEW_FACTS = [
    _told(
        "Lantern evening",
        activity__kind=["society", "personal_pressure"],
        activity__stage="running",
        terms__society_signs=["grant", "asked", "pressed", "ban"],
    ),
    _told(
        "Quantum visitor",
        activity__kind=["research", "exchange"],
        activity__field="engineering",
        activity__stage="negotiating",
        partner__location="mainland",
        technology__areas=["quantum"],
    ),
    _told("A gift", activity__kind=["gift"]),
]


def _further(paper: Paper) -> list[str]:
    """The titles of the steps that stand in a table, as answers are missing for them."""
    tables = [block for block in report_text.blocks(paper) if isinstance(block, Table) and block.caption.startswith("Further")]
    return [row[0].text for table in tables for row in table.rows]


@pytest.mark.parametrize("record", FEW_FACTS, ids=lambda record: record.title)
def test_a_case_told_in_a_few_facts_reads_as_guidance(record: Record) -> None:
    catalogue = knowledge.load()
    case = Case.of(conclude(catalogue, record.facts(catalogue)), record)
    papers = {edition: editions.build(edition, case.conclusion, record) for edition in SHORT}
    said = {edition: " ".join(report_text.texts(paper)) for edition, paper in papers.items()}
    assert "As its most exposed activity" not in said[Edition.COMMITTEE], "it is the only one"
    for edition in (Edition.COMMITTEE, Edition.RESEARCHER):
        for switch in catalogue.switches.values():
            assert switch.asks not in said[edition], "nobody here can find out what the law will be"
    people = standings.ask(catalogue, stakes(case.assessment))
    assert people
    assert all(role in said[Edition.COMMITTEE] and what in said[Edition.COMMITTEE] for role, what in people)
    cards = [block.heading for block in report_text.blocks(papers[Edition.OFFICER]) if isinstance(block, Card)]
    warned = {case.advice(finding).title for finding in case.warnings}
    assert warned <= {*cards, *_further(papers[Edition.OFFICER])}
    first = {case.advice(entry.first).title for entry in first_screen(case.assessment).warnings}
    assert first <= set(cards), "what comes first is told in full"
    assert len(_pages(papers[Edition.COMMITTEE])) <= 2
    assert len(_pages(papers[Edition.RESEARCHER])) == 1


PRESSED = {
    "activity.kind": ["personal_pressure"],
    "activity.stage": "running",
    "activity.signs": ["at_risk"],
    "activity.person_pressure": ["helper", "family", "leak", "asked"],
}
GIVEN = {
    "activity.kind": ["gift"],
    "activity.stage": "running",
    "partner.location": "mainland",
    "partner.sanctions": "controls",
    "terms.gift_signs": ["received", "payer"],
}


@pytest.mark.parametrize(
    ("told", "last"),
    [([PRESSED], "Act today"), ([GIVEN], "Do not start yet"), ([PRESSED, GIVEN], "Do not start yet, or act today")],
)
def test_the_last_step_of_the_ladder_asks_nobody_not_to_start_what_happened(
    told: list[Mapping[str, object]], last: str
) -> None:
    catalogue = knowledge.load()
    activities = [{"id": f"a{n}", "name": f"Case {n}", "answers": _given(each)} for n, each in enumerate(told)]
    day = catalogue.knowledge.published
    record = Record.model_validate({"id": "x", "title": "x", "as_at": day, "activities": activities})
    case = Case.of(conclude(catalogue, record.facts(catalogue)), record)
    assert [case.assessment.levels[about].now for about in case.activities] == [4] * len(told)
    assert committee.ladder(case).steps[-1] == last


def test_the_committee_s_order_is_decision_hold_clocks_ahead_unknown_signature() -> None:
    paper = _edition(_example("northmoor"), Edition.COMMITTEE)
    assert [section.anchor for section in paper.sections] == ["decision", "hold", "actions", "ahead", "unknown", "signature"]


def test_the_committee_s_edition_stands_alone_and_names_every_activity_with_its_level() -> None:
    record = _example("northmoor")
    paper = _edition(record, Edition.COMMITTEE)
    said = " ".join(report_text.texts(paper))
    assert not re.search(r"(see|in) (section|appendix|part)", said, re.IGNORECASE)
    (ladder,) = (block for block in report_text.blocks(paper) if isinstance(block, Ladder))
    catalogue = knowledge.load()
    levels = conclude(catalogue, record.facts(catalogue)).assessment.levels
    assert {rung.name: rung.level for rung in ladder.rungs[1:]} == {
        each.name: levels[each.id].now for each in record.activities
    }


def test_what_holds_stands_once_and_not_again_among_the_clocks() -> None:
    paper = _edition(_example("northmoor"), Edition.COMMITTEE)
    hold, actions = (_titles(paper, anchor) for anchor in ("hold", "actions"))
    assert "Do not grant these rights before government has answered" in hold
    assert hold.isdisjoint(actions)


def _titles(paper: Paper, anchor: str) -> set[str]:
    (section,) = (each for each in paper.sections if each.anchor == anchor)
    return {row[0].text for block in section.blocks if isinstance(block, Table) for row in block.rows}


def test_the_officer_s_order_is_decision_stop_care_ahead_plan_doors_unknown_limits() -> None:
    paper = _edition(_example("northmoor"), Edition.OFFICER)
    assert [section.anchor for section in paper.sections] == [
        "decision", "stop", "care", "ahead", "plan", "doors", "unknown", "topics", "limits",
    ]  # fmt: skip
    assert [section.anchor for section in paper.sections if section.landscape] == ["topics"]


@pytest.mark.parametrize("example", ["northmoor", "lowfell"])
def test_every_finding_stands_in_the_officer_s_edition_once_with_all_that_it_holds_for(example: str) -> None:
    record, catalogue = _example(example), knowledge.load()
    case = Case.of(conclude(catalogue, record.facts(catalogue)), record)
    paper = editions.build(Edition.OFFICER, case.conclusion, record)
    cards = Counter(block.heading for block in report_text.blocks(paper) if isinstance(block, Card))
    further = Counter(_further(paper))
    for finding in case.warnings:
        title = case.advice(finding).title
        assert cards[title] + further[title] == 1
        for card in (block for block in report_text.blocks(paper) if isinstance(block, Card) and block.heading == title):
            assert case.name(finding.activity) in card.parts[0].text
        assert cards[title] or not finding.certain
    greens = _titles(paper, "ahead")
    assert {case.advice(finding).title for finding in case.enabling} == greens


def test_a_source_that_nobody_verified_has_a_mark_and_the_mark_has_a_key() -> None:
    paper = _edition(_example("northmoor"), Edition.OFFICER)
    said = list(report_text.texts(paper))
    assert any(re.search(r"\[\d+\][^;]*†", text) for text in said)
    assert sum("† seen through another account; ‡ recalled; check before relying" in text for text in said) == 1
    numbers = {number for text in said for number in re.findall(r"\[\d+\]", text)}
    (table,) = (b for b in report_text.blocks(paper) if isinstance(b, Table) and b.caption == "Sources by number")
    assert [row[0].text for row in table.rows] == [f"[{number}]" for number in range(1, len(numbers) + 1)]
    assert {row[0].text for row in table.rows} == numbers


@pytest.mark.parametrize("example", ["northmoor", "lowfell"])
def test_hashes_stand_on_the_last_page_alone(example: str) -> None:
    record = _example(example)
    *others, last = _pages(_edition(record, Edition.OFFICER))
    assert record.hash in report_text.squeezed(last)
    assert not any(record.hash in report_text.squeezed(page) for page in others)


@pytest.mark.parametrize("edition", SHORT)
@pytest.mark.parametrize("example", ["northmoor", "lowfell"])
def test_every_page_names_marking_and_knowledge(example: str, edition: Edition) -> None:
    record = _example(example)
    for page in _pages(_edition(record, edition)):
        assert page.count(record.marking.value) >= 2
        assert f"Knowledge base {knowledge.load().version}" in page


@pytest.mark.parametrize("edition", SHORT)
def test_a_short_edition_carries_no_file_and_no_answers(edition: Edition) -> None:
    with pikepdf.open(io.BytesIO(pdf.render(_edition(_example("northmoor"), edition)))) as file:
        assert not file.attachments


@pytest.mark.parametrize("suffix", [".xlsx", ".json", ".zip", ""])
def test_a_short_edition_is_no_data_and_the_refusal_names_what_it_can_be(suffix: str) -> None:
    paper = _edition(_example("lowfell"), Edition.COMMITTEE)
    with pytest.raises(FormatError, match=r"use \.docx, \.html, \.pdf; the record can be written in every format"):
        write.render(paper, suffix)


def test_nobody_answered_anything(empty: Report) -> None:
    for edition in SHORT:
        paper = _edition(empty.record, edition)
        assert len(_pages(paper)) <= 3
    said = " ".join(report_text.texts(_edition(empty.record, Edition.COMMITTEE)))
    assert "Nothing can be said to go ahead" in said
    assert "decide nothing yet, as too little is known" in said


@pytest.mark.parametrize("edition", SHORT)
def test_a_disclosed_version_says_so_first(redacted: Report, edition: Edition) -> None:
    paper = _edition(redacted.record, edition)
    assert paper.sections[0].anchor == "version"
    assert paper.cover.marking == "REDACTED VERSION"


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("edition", SHORT)
@pytest.mark.parametrize("sample", ["northmoor", "some", "empty", "hostile", "scripts", "redacted", "hundred"])
def test_it_meets_both_standards(request: pytest.FixtureRequest, sample: str, edition: Edition, profile: object) -> None:
    report: Report = request.getfixturevalue(sample)
    assert compliant(pdf.render(_edition(report.record, edition)), profile)


@pytest.mark.parametrize("edition", Edition)
def test_the_longest_names_are_printed_whole(edition: Edition) -> None:
    case = every_rule(knowledge.load())
    said = list(report_text.texts(BUILDERS[edition](case)))
    assert [text for text in said if "…" in text] == []
    assert all(any(each.name in text for text in said) for each in case.record.activities)


@pytest.mark.parametrize("edition", SHORT)
def test_all_of_it_is_in_html_and_word(edition: Edition) -> None:
    paper = _edition(_example("northmoor"), edition)
    page = report_text.of_html(html.render(paper))
    body = python_docx.Document(io.BytesIO(write.render(paper, ".docx"))).element.body
    word = report_text.squeezed("".join(each.text or "" for each in body.iter(qn("w:t"))))
    for text in report_text.texts(paper):
        assert report_text.squeezed(text) in page
        if text not in (paper.cover.marking, paper.cover.knowledge):  # they stand in header and footer
            assert report_text.squeezed(text) in word


@pytest.mark.parametrize("edition", SHORT)
def test_headings_go_down_one_step_at_a_time_and_ids_are_used_once(edition: Edition) -> None:
    text = html.render(_edition(_example("northmoor"), edition)).decode()
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    ids = re.findall(r' id="([^"]*)"', text)
    assert len(ids) == len(set(ids))
    assert text.count("<caption") == text.count("<table")


@pytest.mark.parametrize("edition", SHORT)
def test_the_same_answers_give_the_same_bytes(edition: Edition) -> None:
    first, second = (pdf.render(_edition(_example("lowfell"), edition)) for _ in range(2))
    assert first == second


def test_the_ladder_says_each_level_in_a_word_as_well() -> None:
    paper = _edition(_example("northmoor"), Edition.COMMITTEE)
    (ladder,) = (block for block in report_text.blocks(paper) if isinstance(block, Ladder))
    text = report_text.squeezed(_pages(paper)[0])
    for rung in ladder.rungs:
        assert rung.level is not None
        assert f"L{rung.level}" in text
    page = html.render(paper).decode()
    assert page.count('<span class="badge critical">L4</span>') == sum(rung.level == 4 for rung in ladder.rungs)


def test_sections_keep_their_place_when_nothing_holds() -> None:
    paper = _edition(_example("lowfell"), Edition.OFFICER)
    (stop,) = (section for section in paper.sections if isinstance(section, Section) and section.anchor == "stop")
    assert "Nothing on these answers." in " ".join(block.text for block in stop.blocks if block.kind == "paragraph")
