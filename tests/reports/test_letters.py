"""Drafts of letters: offered where a finding needs them, filled from the answers, blank where nobody knows, and marked as drafts."""

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import docx as python_docx
import pytest
from docx.enum.text import WD_COLOR_INDEX

from guidance import knowledge
from guidance.assessment import Finding, conclude
from guidance.case.record import Disclosure, Partner, Record, Recorded, RecordedActivity, Value, read_record
from guidance.curation.cases import facts_of, read_cases
from guidance.language.facts import NOT_SURE, Answer
from reports import letters
from reports.case import Case
from reports.letters import DRAFT, FOLDER, Draft

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples"
CATALOGUE = knowledge.load()
CASES = list(read_cases(*CATALOGUE.own_folders))
HOSTILE = "# Heading\n- point <w:p/> {{ organisation }} Label :: value \ue002forged\ue003"


@pytest.fixture(scope="module")
def northmoor() -> Case:
    record = read_record((EXAMPLES / "northmoor.json").read_bytes(), CATALOGUE)
    return Case.of(conclude(CATALOGUE, record.facts(CATALOGUE)), record)


def every(case: Case) -> list[Draft]:
    """A draft of each kind, whether or not a finding needs it: about the first activity, for findings that stand and name its doors."""
    return [
        Draft(id, letter, case.activities[0], tuple(_naming(each, letter.doors) for each in case.warnings[:2]))
        for id, letter in letters.kinds().items()
    ]


def _naming(finding: Finding, doors: tuple[str, ...]) -> Finding:
    return replace(finding, rules=tuple(replace(rule, doors=doors) for rule in finding.rules))


def told(rule: str) -> Case:
    """What follows from the answers in which a rule fires, and no others."""
    case = next(case for _, case in CASES if case.rule == rule)
    facts = facts_of(CATALOGUE, case)
    record = Record(
        id="told",
        title=case.says,
        as_at=facts.as_at,
        answers=recorded(facts.organisation),
        activities=[RecordedActivity(id=id, name=id, answers=recorded(said)) for id, said in facts.activities.items()],
    )
    return Case.of(conclude(CATALOGUE, record.facts(CATALOGUE)), record)


def recorded(answers: Mapping[str, Answer]) -> dict[str, Recorded]:
    return {id: Recorded(listed(value)) for id, value in answers.items() if id in CATALOGUE.questions}


def listed(value: Answer) -> Value:
    return sorted(value) if isinstance(value, frozenset) else value


def paragraphs(data: bytes) -> list[tuple[str, str]]:
    return [(each.style.name, each.text) for each in python_docx.Document(io.BytesIO(data)).paragraphs]


def read(case: Case, draft: Draft) -> str:
    return "\n".join(text for _, text in paragraphs(letters.render(case, draft)))


def test_every_kind_has_a_template_and_names_what_the_knowledge_has() -> None:
    assert {path.stem for path in FOLDER.glob("*.j2")} == {*letters.kinds(), "base"}
    for letter in letters.kinds().values():
        assert set(letter.findings) <= set(CATALOGUE.advice)
        assert set(letter.doors) <= set(CATALOGUE.doors)


def test_a_draft_is_offered_where_a_finding_needs_it_and_nowhere_else(northmoor: Case) -> None:
    drafts = letters.needed(northmoor)
    assert drafts
    for draft in drafts:
        assert all(each.stands and each.activity == draft.about and each.id in draft.letter.findings for each in draft.findings)
    offered = {(draft.id, draft.about) for draft in drafts}
    for finding in northmoor.warnings:
        for id, letter in letters.kinds().items():
            named = not letter.doors or set(letter.doors) & set(finding.doors)
            if finding.stands and finding.id in letter.findings and named:
                assert (id, finding.activity) in offered
    nothing = Record(id="none", title="Nothing", as_at=northmoor.as_at)
    assert not letters.needed(Case.of(conclude(CATALOGUE, nothing.facts(CATALOGUE)), nothing))


@pytest.mark.parametrize(
    ("rule", "finding", "letter"),
    [
        ("request_is_not_logged", "decide-as-if-unpressed", "interference_report"),
        ("approach_is_unsorted", "decide-as-if-unpressed", "interference_report"),
        ("contact_may_be_directed", "ask-whether-anybody-was-told-to", "firs_check"),
        ("three_points_are_untested", "test-three-points", "firs_check"),
    ],
)
def test_a_card_that_has_nothing_to_tell_a_door_in_this_case_offers_no_letter_to_it(
    rule: str, finding: str, letter: str
) -> None:
    case = told(rule)
    assert finding in {each.id for each in case.acted_on if each.stands}
    assert letter not in {draft.id for draft in letters.needed(case)}


@pytest.mark.parametrize(
    "rule",
    [
        "approach_was_hidden_or_threatening",
        "attempt_is_unreported",
        "award_is_cut_for_speech",
        "coercive_attempt_is_unreported",
        "event_was_stopped_through_the_centre",
        "findings_are_under_pressure",
        "income_is_the_lever",
        "insight_approach_is_open",
        "members_are_pressed",
        "mission_wants_the_list",
        "officers_got_what_they_asked",
        "officials_opened_the_device",
        "other_body_met_interference",
        "pressure_is_not_sorted",
        "recruitment_is_a_threat",
        "request_carries_a_threat",
        "sender_is_to_be_hidden",
        "state_seems_to_press_the_person",
        "university_has_not_reported_an_approach",
        "university_met_interference",
        "university_reports_the_pattern",
        "university_sorts_pressure",
    ],
)
def test_pressure_interference_and_repression_are_drafted_for_the_door_that_the_finding_names(rule: str) -> None:
    case, made = told(rule), CATALOGUE.rules.by_name[rule]
    draft = next(
        draft
        for draft in letters.needed(case)
        if draft.id == "interference_report" and made.finds in {each.id for each in draft.findings}
    )
    ours = [door for door in draft.letter.doors if door in made.doors]
    assert ours
    text = read(case, draft)
    address = next(line for line in text.splitlines() if line.startswith("To: "))
    assert all(CATALOGUE.doors[door].name in address for door in ours)
    assert ("[choose one]" in address) is (len(draft.doors) > 1)
    assert all(CATALOGUE.doors[door].form in text for door in draft.doors)


def test_whoever_is_no_university_is_not_sent_down_the_route_of_universities() -> None:
    draft = next(draft for draft in letters.needed(told("other_body_met_interference")) if draft.id == "interference_report")
    assert draft.doors == ("police",)


def test_every_card_that_names_the_reporting_route_drafts_the_report_or_has_nothing_to_report_yet() -> None:
    named = {rule.finds for rule in CATALOGUE.rules.by_name.values() if "airr" in rule.doors}
    nothing_yet = {"reporting-route-user-missing", "decide-whether-police-first"}  # who may report; whether to is decided first
    assert named - set(letters.kinds()["interference_report"].findings) == nothing_yet


def test_a_version_that_is_disclosed_has_none(northmoor: Case) -> None:
    record = northmoor.record.model_copy(update={"disclosure": Disclosure(answers=0, activities=0, findings=0)})
    assert letters.needed(Case.of(northmoor.conclusion, record)) == ()


@pytest.mark.parametrize("id", letters.kinds())
def test_every_draft_says_so_on_each_page_cites_its_sources_and_gives_the_same_bytes(northmoor: Case, id: str) -> None:
    draft = next(each for each in every(northmoor) if each.id == id)
    data = letters.render(northmoor, draft)
    assert data == letters.render(northmoor, draft)
    document = python_docx.Document(io.BytesIO(data))
    assert DRAFT in document.sections[0].header.paragraphs[0].text
    assert DRAFT in document.core_properties.title
    text = read(northmoor, draft)
    for finding in draft.findings:
        ours = [northmoor.advice(finding).title, northmoor.cites(finding)[:80], northmoor.record.title]
        assert [said in text for said in ours] == [bool(draft.letter.doors)] * len(ours), (
            "what goes to a partner tells nothing of ours"
        )
    assert northmoor.name(draft.about) in text
    assert " :: " not in text
    assert not set("\ue000\ue001\ue002\ue003") & set(text)


def test_answers_are_filled_in_and_what_nobody_knows_is_a_marked_blank(northmoor: Case) -> None:
    about = northmoor.activities[0]
    one = next(each for each in northmoor.record.activities if each.id == about)
    answers = {**one.answers, "partner.location": Recorded("mainland"), "partner.kind": Recorded(NOT_SURE)}
    answers.pop("deal.rights", None)
    changed = one.model_copy(update={"answers": answers, "partner": Partner(name="Xi’an Example Institute", country="China")})
    record = northmoor.record.model_copy(
        update={"activities": [changed if each.id == about else each for each in northmoor.record.activities]}
    )
    case = replace(northmoor, record=record)
    draft = next(each for each in every(case) if each.id == "voluntary_notice")
    text = read(case, draft)
    assert "The acquirer: Xi’an Example Institute, China" in text
    assert f"controlled from: {CATALOGUE.questions['partner.location'].option('mainland').text}" in text
    blanks = [f"[{CATALOGUE.question(id)}]" for id in ("partner.kind", "deal.rights")]
    assert all(blank in text for blank in blanks)
    runs = [run for each in python_docx.Document(io.BytesIO(letters.render(case, draft))).paragraphs for run in each.runs]
    marked = {run.text for run in runs if run.font.highlight_color == WD_COLOR_INDEX.YELLOW}
    assert marked == {run.text for run in runs if run.text.startswith("[")} >= set(blanks)


@pytest.mark.parametrize("id", letters.kinds())
def test_what_an_officer_wrote_is_text_and_never_a_sign_of_the_template(northmoor: Case, id: str) -> None:
    about = northmoor.activities[0]
    activities = [
        RecordedActivity(id=each.id, name=HOSTILE, answers=each.answers, partner=Partner(name=HOSTILE))
        for each in northmoor.record.activities
    ]
    plain = every(northmoor)
    case = replace(northmoor, record=northmoor.record.model_copy(update={"activities": activities, "title": HOSTILE}))
    was, now = (
        paragraphs(letters.render(each, next(draft for draft in plain if draft.id == id and draft.about == about)))
        for each in (northmoor, case)
    )
    assert [style for style, _ in was] == [style for style, _ in now]
    text = "\n".join(text for _, text in now)
    assert "[forged]" not in text
    assert "{{ organisation }}" in text
    assert "<w:p/>" in text
