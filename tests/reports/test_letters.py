"""Drafts of letters: offered where a finding needs them, filled from the answers, blank where nobody knows, and marked as drafts."""

import io
from dataclasses import replace
from pathlib import Path

import docx as python_docx
import pytest
from docx.enum.text import WD_COLOR_INDEX

from guidance import knowledge
from guidance.assessment import conclude
from guidance.case.record import Disclosure, Partner, Record, Recorded, RecordedActivity, read_record
from guidance.language.facts import NOT_SURE
from reports import letters
from reports.case import Case
from reports.letters import DRAFT, FOLDER, Draft

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples"
CATALOGUE = knowledge.load()
HOSTILE = "# Heading\n- point <w:p/> {{ organisation }} Label :: value \ue002forged\ue003"


@pytest.fixture(scope="module")
def northmoor() -> Case:
    record = read_record((EXAMPLES / "northmoor.json").read_bytes(), CATALOGUE)
    return Case.of(conclude(CATALOGUE, record.facts(CATALOGUE)), record)


def every(case: Case) -> list[Draft]:
    """A draft of each kind, whether or not a finding needs it: about the first activity, for a finding that stands."""
    found = case.warnings[:2]
    return [Draft(id, letter, case.activities[0], found) for id, letter in letters.kinds().items()]


def paragraphs(data: bytes) -> list[tuple[str, str]]:
    return [(each.style.name, each.text) for each in python_docx.Document(io.BytesIO(data)).paragraphs]


def read(case: Case, draft: Draft) -> str:
    return "\n".join(text for _, text in paragraphs(letters.render(case, draft)))


def test_every_kind_has_a_template_and_names_what_the_knowledge_has() -> None:
    assert {path.stem for path in FOLDER.glob("*.j2")} == {*letters.kinds(), "base"}
    for letter in letters.kinds().values():
        assert set(letter.findings) <= set(CATALOGUE.advice)
        assert letter.door in {"", *CATALOGUE.doors}


def test_a_draft_is_offered_where_a_finding_needs_it_and_nowhere_else(northmoor: Case) -> None:
    drafts = letters.needed(northmoor)
    assert drafts
    for draft in drafts:
        assert all(each.stands and each.activity == draft.about and each.id in draft.letter.findings for each in draft.findings)
    offered = {(draft.id, draft.about) for draft in drafts}
    for finding in northmoor.warnings:
        for id, letter in letters.kinds().items():
            if finding.stands and finding.id in letter.findings:
                assert (id, finding.activity) in offered
    nothing = Record(id="none", title="Nothing", as_at=northmoor.as_at)
    assert not letters.needed(Case.of(conclude(CATALOGUE, nothing.facts(CATALOGUE)), nothing))


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
        assert [said in text for said in ours] == [bool(draft.letter.door)] * len(ours), (
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
