"""A record of many activities says once what is the same of several, and loses nothing of any: each is found by its short name."""

import io
import re

import openpyxl
import pytest
import report_text
from standards import PROFILES, compliant

from benchmarks.many import imported
from guidance import knowledge
from guidance.assessment import conclude
from guidance.assessment.ahead import may_go_ahead, negatives
from guidance.assessment.ledger import skipped
from guidance.knowledge.catalogue import Catalogue
from reports import committee, model, officer, pdf, reasons, standings, words, write
from reports.blocks import Bullets, Card, Ladder, Paragraph, Part, Report, Section, Table
from reports.case import ORGANISATION, Case
from reports.together import FEW

pytestmark = pytest.mark.slow

CATALOGUE: Catalogue = knowledge.load()
NUMBER = FEW + 10


@pytest.fixture(scope="module")
def case() -> Case:
    record = imported(CATALOGUE, NUMBER)
    return Case.of(conclude(CATALOGUE, record.facts(CATALOGUE)), record)


@pytest.fixture(scope="module")
def report(case: Case) -> Report:
    return model.of(case)


def whom(case: Case, said: str) -> set[str | None]:
    """Those whom short names mean."""
    every, _, but = said.removeprefix(ORGANISATION).removeprefix(", ").partition("every activity")
    named = {about for part in re.split(", ", every or but.removeprefix(" but ")) for about in run(case, part)}
    activities = named if every else {*case.activities} - named if "every activity" in said else set()
    return activities | ({None} if said.startswith(ORGANISATION) else set())


def run(case: Case, part: str) -> tuple[str, ...]:
    if not part:
        return ()
    first, _, last = part.partition("–")
    return case.activities[int(first[1:]) - 1 : int((last or first)[1:])]


def numbers(said: str) -> set[int]:
    ends = [part.partition("–") for part in said.split(", ") if part]
    return {number for first, _, last in ends for number in range(int(first), int(last or first) + 1)}


def tables(report: Report, caption: str) -> list[Table]:
    return [each for each in report_text.blocks(report) if isinstance(each, Table) and each.caption.startswith(caption)]


def said_of(case: Case, report: Report, caption: str) -> set[tuple[str | None, tuple[str, ...]]]:
    """Everything that tables say, each with whom it is said of."""
    rows = [row for table in tables(report, caption) for row in table.rows]
    return {(about, tuple(cell.text for cell in row[:-1])) for row in rows for about in whom(case, row[-1].text)}


def part(card: Card, label: str) -> str:
    return next((each.text for each in card.parts if isinstance(each, Part) and each.label == label), "")


def test_short_names_mean_those_that_they_were_made_of(case: Case) -> None:
    first, second, third, *rest = case.activities
    for some in ([first], [first, third], [first, second, third], [None, *case.activities], rest, [None, *rest], [None]):
        assert whom(case, case.which(some)) == set(some)
    assert case.which([None, first, second, third]) == "The organisation, A1–A3"
    assert case.which(rest) == "every activity but A1–A3"
    assert case.which(rest[NUMBER // 2 :]) == f"A{NUMBER // 2 + 4}–A{NUMBER}"
    assert case.which([first, *rest]) == "every activity but A2, A3"


def test_the_one_activity_of_a_case_is_named_and_not_all_but_nothing() -> None:
    record = imported(CATALOGUE, 1)
    case = Case.of(conclude(CATALOGUE, record.facts(CATALOGUE)), record)
    assert case.which(case.activities) == "A1"
    assert case.which([None, *case.activities]) == "The organisation, A1"
    assert "every activity" not in "".join(map(str, report_text.blocks(model.of(case))))


def test_every_finding_has_a_card_that_holds_for_its_activity_and_a_reason_that_does(case: Case, report: Report) -> None:
    cards = {
        int(number): card
        for card in report_text.blocks(report)
        if isinstance(card, Card) and (number := card.heading.partition(". ")[0]).isdigit()
    }
    (listed,) = tables(report, "The activities")
    of = {row[1].id: numbers(row[3].text) for row in listed.rows}
    chains = {(about, row) for about, row in said_of(case, report, "How concluded: activities")}
    assert len(cards) < len([each for each in case.printed if each.activity]) / 2
    for finding in case.printed:
        if finding.activity is None:
            continue
        found = [
            cards[number]
            for number in of[finding.activity]
            if cards[number].heading.endswith(f". {case.advice(finding).title}")
        ]
        (card,) = [each for each in found if finding.activity in whom(case, part(each, "Holds for"))]
        assert standings.standing(CATALOGUE, finding) in part(card, "How sure this is")
        facts = case.facts(finding)
        (rests,) = [row[1] for about, row in chains if about == finding.activity and row[0] == case.advice(finding).title]
        assert all(fact in rests for fact in facts)
    assert {number for its in of.values() for number in its} == set(cards)


def test_every_activity_is_named_with_its_level_and_how_to_treat_it(case: Case, report: Report) -> None:
    (listed,) = tables(report, "The activities")
    assert [(row[0].text, row[1].text, row[2].text) for row in listed.rows] == [
        (case.codes[about], case.name(about), case.level(about).text) for about in case.activities
    ]
    assert said_of(case, report, "How to treat each") == {(about, (case.means(about),)) for about in case.activities}
    (ladder,) = (each for each in report_text.blocks(report) if isinstance(each, Ladder))
    rungs = {about: rung for rung in ladder.rungs for about in whom(case, rung.name)}
    levels = case.assessment.levels
    assert {about: (rung.level, rung.highest) for about, rung in rungs.items()} == {
        about: (levels[about].now, levels[about].at_most) for about in levels
    }


def test_every_answer_is_told_with_its_note_and_evidence(case: Case, report: Report) -> None:
    told = said_of(case, report, "Answers about activities")
    usual = dict(said_of(case, report, "Who answered about each"))
    for activity in case.record.activities:
        for question, given in activity.answers.items():
            said = (words.label(CATALOGUE, question), words.answer(CATALOGUE, question, given.value))
            (beside,) = [row[2] for about, row in told if about == activity.id and row[:2] == said]
            assert given.note in beside
            assert given.evidence in beside or usual[activity.id][1] == given.evidence
            assert given.by in beside or given.by in usual[activity.id][0]


def test_every_question_that_is_not_asked_has_its_reason(case: Case, report: Report) -> None:
    (listed,) = tables(report, "Questions that are not asked")
    (reasoned,) = tables(report, "Why not")
    by_number = {int(row[0].text): row[1].id for row in listed.rows}
    told = {
        (about, by_number[number], row[0].text)
        for row in reasoned.rows
        for number in numbers(row[1].text)
        for about in whom(case, row[2].text)
    }
    assert told == {
        (entry.about, question, reasons.settled(case, entry))
        for entry in skipped(case.assessment)
        for question in entry.questions
    }


def test_what_may_go_ahead_and_what_does_not_apply_is_told_of_each(case: Case, report: Report) -> None:
    provisos = said_of(case, report, "May go ahead, provided")
    looked = said_of(case, report, "Looked at, and does not apply")
    for about in case.activities:
        cards = [card for card in may_go_ahead(case.assessment, about) if not card.finding.certain]
        assert {text for whose, (text,) in provisos if whose == about} == set(standings.together(CATALOGUE, cards))
        assert {text for whose, (text,) in looked if whose == about} == {
            standings.negative(case.assessment, case.record, each) for each in negatives(case.assessment, about)
        }


def test_the_overview_has_each_cell_of_each(case: Case, report: Report) -> None:
    for table in tables(report, "Heaviest finding"):
        whose = [about for row in table.rows for about in whom(case, row[0].text)]
        assert sorted(whose, key=str) == sorted((None, *case.activities), key=str)
        topics = {text.title: topic for topic, text in CATALOGUE.topics.items()}
        for row in table.rows:
            for about in whom(case, row[0].text):
                for title, cell in zip(table.head[1:], row[1:], strict=True):
                    found = [f for f in case.printed_about(about) if f.topic == topics[title]]
                    heaviest = max(found, key=lambda finding: finding.severity.rank, default=None)
                    assert (cell.severity or None) == (heaviest and heaviest.severity)


SHORT = {"committee": committee.build, "officer": officer.build}


@pytest.mark.parametrize("edition", SHORT)
def test_a_short_edition_says_of_each_activity_where_it_stands_and_which_it_is(case: Case, edition: str) -> None:
    paper = SHORT[edition](case)
    (listed,) = tables(paper, "The activities by their short names")
    (ladder,) = (each for each in report_text.blocks(paper) if isinstance(each, Ladder))
    rungs = {about: rung for rung in ladder.rungs for about in whom(case, rung.name)}
    assert [tuple(cell.text for cell in row) for row in listed.rows] == [
        (case.codes[about], case.name(about), rungs[about].said) for about in case.activities
    ]
    levels = case.assessment.levels
    assert {about: rung.level for about, rung in rungs.items()} == {about: levels[about].now for about in levels}
    (decision,) = (section for section in paper.sections if section.anchor == "decision")
    (bullets,) = (each for each in decision.blocks if isinstance(each, Bullets))
    *levelled, _plan = bullets.items
    asked = {about: item.lead for item in levelled for about in whom(case, item.text.rstrip(".").split(": ")[1])}
    assert asked == {
        about: committee.ASKED.get(levels[about].now, "decide nothing yet, as too little is known") for about in case.activities
    }


def test_the_cards_of_the_officer_hold_for_all_of_which_they_are_found(case: Case) -> None:
    paper = officer.build(case)
    held: dict[str, set[str | None]] = {}
    for card in report_text.blocks(paper):
        if isinstance(card, Card) and (said := part(card, "Holds for")):
            held[card.heading] = {about for each in said.split("; ") for about in whom(case, each.partition(" (")[0])}
    for table in tables(paper, "Further steps"):
        held |= {row[0].text: whom(case, row[1].text) for row in table.rows}
    found: dict[str, set[str | None]] = {}
    for finding in (*committee.stopped(case), *case.warnings):
        found.setdefault(case.advice(finding).title, set()).add(finding.activity)
    assert held == found


def test_what_may_go_ahead_on_provisos_is_told_the_officer_of_each(case: Case) -> None:
    blocks = list(report_text.blocks(officer.build(case)))
    (start,) = (
        n for n, each in enumerate(blocks) if isinstance(each, Paragraph) and each.text.startswith("May go ahead, provided")
    )
    told = blocks[start + 1]
    assert isinstance(told, Bullets)
    said = {(about, item.text) for item in told.items for about in whom(case, item.lead)}
    for about in (None, *case.activities):
        cards = [card for card in may_go_ahead(case.assessment, about) if not card.finding.certain]
        assert {text for whose, text in said if whose == about} == set(standings.together(CATALOGUE, cards))


@pytest.mark.parametrize("edition", SHORT)
def test_a_short_edition_of_many_meets_both_standards_and_nothing_in_it_is_cut(case: Case, edition: str) -> None:
    paper = SHORT[edition](case)
    assert [said for said in report_text.texts(paper) if "…" in said or "..." in said] == []
    data = pdf.render(paper)
    assert [profile for profile in PROFILES if not compliant(data, profile)] == []


def test_nothing_is_cut_and_the_pdf_meets_both_standards(report: Report) -> None:
    assert [said for said in report_text.texts(report) if "…" in said or "..." in said] == []
    data = pdf.render(report)
    assert [profile for profile in PROFILES if not compliant(data, profile)] == []


def test_the_workbook_has_a_line_for_each_answer_and_each_finding(case: Case, report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write.render(report, ".xlsx")), read_only=True)
    given = len(case.record.answers) + sum(len(activity.answers) for activity in case.record.activities)
    assert sum(1 for _ in book["Answers"].rows) == given + 1
    assert sum(1 for _ in book["Findings"].rows) == len(case.printed) + 1


def test_a_section_of_its_own_for_each_where_they_are_few(case: Case) -> None:
    record = case.record.model_copy(update={"activities": case.record.activities[:FEW]})
    made = model.of(Case.of(conclude(CATALOGUE, record.facts(CATALOGUE)), record))
    (each,) = (section for section in made.sections if section.anchor == "activities")
    assert [block.heading for block in each.blocks if isinstance(block, Section)] == [
        case.name(about) for about in Case.of(conclude(CATALOGUE, record.facts(CATALOGUE)), record).activities
    ]
