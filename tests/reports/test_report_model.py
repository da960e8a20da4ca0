"""What the report says, in which order."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import report_text

from guidance import knowledge
from guidance.assessment import Conclusion, assess, conclude
from guidance.assessment.findings import Finding
from guidance.assessment.levels import Level
from guidance.case.record import Record, Recorded, RecordedActivity, read_record
from guidance.curation.cases import read_cases
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Confidence
from guidance.language.conditions import Scope
from reports import standings
from reports.blocks import Bullets, Card, Report, Section, Table
from reports.case import Case, added, beside, https
from reports.model import build

pytestmark = pytest.mark.slow


def _section(report: Report, anchor: str) -> Section:
    return next(block for block in report_text.blocks(report) if isinstance(block, Section) and block.anchor == anchor)


def _said(section: Section) -> str:
    return " ".join(filter(None, report_text.texts(replace(_BLANK, sections=(section,)))))


_BLANK = build(
    conclude(knowledge.load(), Record(id="x", title="x", as_at=date(2026, 11, 25)).facts(knowledge.load())),
    Record(id="x", title="x", as_at=date(2026, 11, 25)),
)


def test_sections_stand_in_this_order(report: Report) -> None:
    assert [section.anchor for section in report.sections] == [
        "summary", "overview", "activities", "organisation", "doors", "plan", "untold", "changes", "partners", "limits",
        "answers", "reasoning", "sources", "not-asked", "signatures",
    ]  # fmt: skip


def test_summary_opens_with_the_decision(report: Report) -> None:
    inner = [block.anchor for block in _section(report, "summary").blocks if isinstance(block, Section)]
    assert [anchor for anchor in inner if anchor != "hold"] == ["decision", "actions", "ahead", "unknown"]


def test_what_may_go_ahead_stands_before_the_findings(golden: Report) -> None:
    for activity in (block for block in _section(golden, "activities").blocks if isinstance(block, Section)):
        inner = [block.heading for block in activity.blocks if isinstance(block, Section)]
        assert inner == sorted(
            inner, key=["What may go ahead today", "Findings", "What would lower it", "When to assess again"].index
        )
    assert "What may go ahead today" in _said(_section(golden, "activities"))


def test_every_finding_has_one_card_with_all_its_parts(golden: Report) -> None:
    cards = {block.anchor: block for block in report_text.blocks(golden) if isinstance(block, Card)}
    certain = [finding for finding in golden.document.findings if finding.certain]
    findings = [card for anchor, card in cards.items() if anchor.startswith("finding-")]
    assert len(findings) == len(certain) > 20
    for card in findings:
        labels = {part.label for part in card.parts}
        if "Go ahead" in labels:
            assert {"Why", "Keep it safe", "Sources"} <= labels
        else:
            assert {
                "What led to this",
                "What it means",
                "What it rests on",
                "What to do",
                "Who and by when",
                "Sources",
            } <= labels
            assert "Safe way to proceed" in labels


def test_a_source_that_nobody_saw_is_marked_wherever_a_finding_cites_it(golden: Report) -> None:
    unseen = [
        source for source in knowledge.load().sources.values() if source.confidence is Confidence.RECALLED and not source.read
    ]
    cards = [block for block in report_text.blocks(golden) if isinstance(block, Card)]
    cited = [part.text for card in cards for part in card.parts if part.label == "Sources"]
    found = [(line, source.title) for line in cited for source in unseen if source.title in line]
    assert len({title for _, title in found}) > 5
    assert all("(recalled; check before relying)" in line[line.index(title) :] for line, title in found)


def test_every_finding_of_the_knowledge_base_is_printed_once_at_least(golden: Report) -> None:
    assert {finding.id for finding in golden.document.findings if finding.certain} == set(knowledge.load().advice)


def test_limits_say_what_it_is_not(report: Report) -> None:
    said = _said(_section(report, "limits"))
    for must in (
        "guidance, not legal advice",
        "Absence from a list is never clearance",
        *knowledge.load().knowledge.not_covered,
    ):
        assert must in said


def test_statutory_clocks_stand_apart_and_have_dates(golden: Report) -> None:
    catalogue = knowledge.load()
    for anchor, statutory in (("plan-law", True), ("plan-ours", False)):
        (table,) = (block for block in _section(golden, anchor).blocks if isinstance(block, Table))
        titles = {row[2].text for row in table.rows}
        kinds = {advice.deadline.statutory for advice in catalogue.advice.values() if advice.title in titles}
        assert kinds == {statutory}
    told = catalogue.advice["keep-export-records"]
    due = golden.record.as_at + timedelta(days=told.deadline.days or 0)
    assert f"{due.day} December 2026: {told.deadline.text}" in _said(_section(golden, "plan-ours"))


def test_a_level_speaks_of_no_duty_of_ours_where_somebody_else_bears_it() -> None:
    rules = knowledge.load().rules.by_name
    theirs = Finding("sender-needs-chinese-permit", "a", (rules["partner_shows_no_permit"],))
    ours = Finding("licence-missing", "a", (rules["licence_missing"],))
    assert theirs.bound == "the sender in China, under Chinese law"
    said = standings.means(Level(4, 4, because=(theirs,)))
    assert "no law is known to forbid it to you" in said
    assert "legal advice" not in said
    assert "legal advice is in hand" in standings.means(Level(4, 4, because=(theirs, ours)))
    assert (
        standings.means(Level(4, 4, because=(theirs, ours), happened=True))
        == "Do today what is named here; some of it is a duty."
    )


def test_doors_are_those_that_findings_name(golden: Report) -> None:
    named = {door for finding in golden.document.findings if finding.certain for door in finding.doors}
    assert {block.anchor for block in _section(golden, "doors").blocks if isinstance(block, Card)} == {
        f"door-{id}" for id in named
    }


def test_a_card_says_three_sentences_of_the_case_at_most_a_detail_among_them() -> None:
    rules = knowledge.load().rules
    adding = tuple(rule for rule in rules.guidelines if rule.finds == "classify-first" and rule.adds)[:3]
    quantum, chips = rules.by_name["entries_for_quantum"], rules.by_name["entries_for_chips"]
    finding = Finding("classify-first", "a", adding, details=(quantum, chips))
    said = added(finding)
    assert len(finding.additions) == 3
    assert [text for text in finding.in_this_case if text in said] == [*finding.additions[:2], quantum.adds]
    assert said.endswith("2 further points in the JSON.")
    assert added(replace(finding, rules=adding[:1])) == " ".join((adding[0].adds, quantum.adds, chips.adds))
    assert beside(replace(finding, details=())) == ()


def test_overview_has_a_word_in_every_cell(golden: Report) -> None:
    words = {"Critical", "High", "Medium", "Low", "May go ahead", "Open", "–"}
    tables = [block for block in _section(golden, "overview").blocks if isinstance(block, Table)]
    assert {cell.text for table in tables for row in table.rows for cell in row[1:]} <= words
    assert all(len(table.rows) == len(golden.record.activities) + 1 for table in tables)


def test_not_sure_becomes_something_to_find_out() -> None:
    record = _activity({"technology.control_list": "dual_use", "technology.leaves": ["files"], "technology.published": "some"})
    record.activities[0].answers["technology.licence"] = Recorded(value="not sure")
    report = _report(record)
    table = next(block for block in _section(report, "untold").blocks if isinstance(block, Table))
    (row,) = (row for row in table.rows if row[0].id == "technology.licence")
    assert row[2].text == "Export control lead"
    assert row[3].text.split()[0].isdigit()
    assert re.search(r"\(critical\).* and \d+ more$", row[4].text)
    assert "this/licence-missing" in row[4].id


def test_nothing_answered_is_no_green_light(empty: Report) -> None:
    assert "Nothing can be said to go ahead" in _said(_section(empty, "ahead"))
    badge = _section(empty, "organisation").badge
    assert badge is not None
    assert not badge.severity or badge.text == "L0 Go ahead"


def test_an_activity_that_waits_may_go_ahead_in_that_respect_only() -> None:
    case = next(case for _, case in read_cases(knowledge.OWN) if case.rule == "nothing_is_exported")
    record = _activity({**case.fires, "partner.location": "mainland", "partner.sanctions": "match"})
    (item, *_) = next(b for b in _section(_report(record), "ahead").blocks if isinstance(b, Bullets)).items
    assert item.lead == "This (held; this part only)"


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (date(2026, 12, 1), None, "1 December 2026 Begins to apply"),
        (None, date(2027, 3, 31), "1 April 2027 No longer applies"),
        (date(2028, 1, 1), None, None),
    ],
)
def test_rules_with_a_date_within_a_year_are_told(starts: date | None, ends: date | None, expected: str | None) -> None:
    catalogue = _with_dates(knowledge.load(), starts, ends)
    record = Record(id="x", title="x", as_at=date(2026, 11, 25))
    section = _section(build(conclude(catalogue, record.facts(catalogue)), record), "changes")
    told = [block.heading for block in section.blocks if isinstance(block, Section)]
    assert ("Rules with a date" in told) is (expected is not None)
    assert (expected or "") in _said(section)


def test_nothing_that_changes_is_said_to_be_nothing() -> None:
    catalogue = _with_dates(knowledge.load(), None, None)
    catalogue = replace(catalogue, switches={}, sources={})
    record = Record(id="x", title="x", as_at=date(2026, 11, 25))
    said = _said(_section(build(Conclusion(assess(catalogue, record.facts(catalogue)), frozenset()), record), "changes"))
    assert "holds no rule that starts or ends by 25 November 2027" in said


def test_overdue_sources_are_named() -> None:
    record = Record(id="x", title="x", as_at=date(2029, 1, 1))
    assert "The Export Control Order 2008" in _said(_section(_report(record), "changes-sources"))


def test_only_https_becomes_a_link() -> None:
    assert https("https://www.gov.uk/") == "https://www.gov.uk/"
    assert https("http://www.gov.uk/") == https("javascript:alert(1)") == https(None) == ""


def test_the_same_record_gives_the_same_report(some: Report, rebuilt: Callable[[Report], Report]) -> None:
    assert rebuilt(some) == some


def _activity(answers: dict[str, object]) -> Record:
    given = {id: Recorded(value=value) for id, value in answers.items()}
    return Record(
        id="one", title="One", as_at=date(2026, 11, 25), activities=[RecordedActivity(id="this", name="This", answers=given)]
    )


def _report(record: Record) -> Report:
    catalogue = knowledge.load()
    return build(conclude(catalogue, record.facts(catalogue)), record)


def _with_dates(catalogue: Catalogue, starts: date | None, ends: date | None) -> Catalogue:
    """The knowledge base with dates on one rule and on no other; conclusions do not meet it, since nothing is answered."""
    guidelines = tuple(
        replace(rule, starts=starts, ends=ends) if rule.name == "licence_missing" else replace(rule, starts=None, ends=None)
        for rule in catalogue.rules.guidelines
    )
    return replace(catalogue, rules=replace(catalogue.rules, guidelines=guidelines))


def test_every_question_is_answered_open_or_in_the_appendix_of_those_not_asked(report: Report) -> None:
    catalogue = knowledge.load()
    assessment = assess(catalogue, report.record.facts(catalogue))
    listed = {
        id
        for table in _section(report, "not-asked").blocks
        if isinstance(table, Table)
        for row in table.rows
        for id in row[0].id.split()
    }
    every = {question.id for question in catalogue.asked_of(Scope.ORGANISATION) if question.read_by_rules}
    if report.record.activities:
        every |= {question.id for question in catalogue.asked_of(Scope.ACTIVITY) if question.read_by_rules}
    assert {id for id, _ in assessment.asked} | listed >= every


def test_northmoor_is_told_what_would_lower_and_raise_a_level() -> None:
    northmoor = read_record((Path(__file__).parents[2] / "examples" / "northmoor.json").read_bytes(), knowledge.load())
    said = _said(_section(_report(northmoor), "activities"))
    assert "“Cleared in writing by government" in said
    assert "What would lower it" in said
    assert "in any case (our suggestion), and at once when one of these changes" in said


def test_a_clock_that_is_ours_says_so_once() -> None:
    catalogue = knowledge.load()
    record = read_record((Path(__file__).parents[2] / "examples" / "northmoor.json").read_bytes(), catalogue)
    found = conclude(catalogue, record.facts(catalogue))
    case = Case.of(found, record)
    clocks = [case.deadline(each) for each in found.assessment.findings]
    ours = [clock for clock in clocks if "our suggestion" in clock]
    assert ours
    assert not [clock for clock in ours if clock.startswith("We suggest")]
    assert any(clock.startswith("We suggest") and "(by " in clock for clock in clocks)


def test_contradictory_answers_are_named_before_anything_open() -> None:
    record = _activity({"partner.location": "mainland"})
    record.answers["profile.exposures"] = Recorded(value=["none"])
    said = _said(_section(_report(record), "untold"))
    assert "These answers cannot all be right" in said
    assert "ticked no link with China" in said
