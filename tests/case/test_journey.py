"""Which questions stand on which page, in what order, and how far the officer has got."""

from datetime import date
from pathlib import Path
from random import Random

import pytest

from guidance import knowledge
from guidance.assessment import Assessment, assess
from guidance.case import journey
from guidance.case.journey import Place, Progress, Status
from guidance.case.record import Record, Recorded, RecordedActivity, read_record
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Kind
from guidance.language.facts import NOT_SURE
from tests import small

AFTER_AMENDMENT = date(2026, 6, 1)
EXAMPLES = Path(__file__).parents[2] / "examples"


def record(
    organisation: dict[str, object] | None = None, *activities: dict[str, object], day: date = AFTER_AMENDMENT
) -> Record:
    def recorded(answers: dict[str, object]) -> dict[str, Recorded]:
        return {id: Recorded(value=value) for id, value in answers.items()}

    return Record(
        id="case",
        title="Case",
        as_at=day,
        answers=recorded(organisation or {}),
        activities=[
            RecordedActivity(id=f"a{number}", name="Activity", answers=recorded(answers))
            for number, answers in enumerate(activities, 1)
        ],
    )


def assessed(catalogue: Catalogue, record: Record) -> Assessment:
    return assess(catalogue, record.facts(catalogue))


def shown(catalogue: Catalogue, record: Record, place: Place) -> list[str]:
    return [question.id for question in journey.questions(assessed(catalogue, record), place)]


def test_pages_are_the_organisation_s_and_then_each_activity_s(catalogue: Catalogue) -> None:
    two = record({}, {}, {})
    places = list(journey.places(assessed(catalogue, two), two))
    assert places == [Place("profile"), Place("activity", "a1"), Place("activity", "a2")]


def test_gates_are_asked_before_what_lies_behind_them(catalogue: Catalogue) -> None:
    """`profile.kind` matters only once something leaves; the name is only printed, so it always stands."""
    assert shown(catalogue, record({}, {}), Place("profile")) == ["profile.name"]
    assert shown(catalogue, record({}, {}), Place("activity", "a1")) == ["activity.leaves", "activity.partners"]
    goods = record({}, {"activity.leaves": ["goods"]})
    assert shown(catalogue, goods, Place("profile")) == ["profile.name", "profile.kind"]
    nothing = record({}, {"activity.leaves": ["nothing"]})
    assert shown(catalogue, nothing, Place("profile")) == ["profile.name"]


def test_a_question_that_can_change_nothing_is_not_asked(catalogue: Catalogue) -> None:
    before = record({}, {}, day=date(2026, 1, 31))
    assert shown(catalogue, before, Place("activity", "a1")) == ["activity.leaves"]


def test_an_early_question_stands_as_soon_as_it_can_matter(content: Path) -> None:
    small.change(content, "small/questions.yaml", "ordinary: university\n", "ordinary: university\n    early: true\n")
    catalogue = knowledge.load_from(content)
    assert shown(catalogue, record({}, {}), Place("profile")) == ["profile.name", "profile.kind"]
    assert shown(catalogue, record({}, {"activity.leaves": ["nothing"]}), Place("profile")) == ["profile.name"]
    answered = record({"profile.kind": "company"}, {"activity.leaves": ["nothing"]})
    assert shown(catalogue, answered, Place("profile")) == ["profile.name", "profile.kind"]
    assert shown(catalogue, record({}), Place("profile")) == ["profile.name"]


@pytest.mark.parametrize(
    ("organisation", "activity", "expected"),
    [
        ({}, {}, Progress(0, 3)),
        ({}, {"activity.leaves": ["goods"]}, Progress(1, 2)),
        ({}, {"activity.leaves": NOT_SURE}, Progress(1, 2)),
        ({}, {"activity.leaves": ["nothing"]}, Progress(1, 1)),
        ({"profile.name": "Ours"}, {"activity.leaves": ["nothing"]}, Progress(1, 1)),
        ({"profile.kind": "company"}, {"activity.leaves": ["nothing"], "activity.partners": NOT_SURE}, Progress(2, 0)),
        ({"profile.kind": "company"}, {"activity.leaves": ["goods"], "activity.partners": 5}, Progress(3, 0)),
    ],
)
def test_progress_counts_answers_and_what_can_still_change_the_result(
    catalogue: Catalogue, organisation: dict[str, object], activity: dict[str, object], expected: Progress
) -> None:
    one = record(organisation, activity)
    assert journey.progress(assessed(catalogue, one), one) == expected


def test_share_of_progress() -> None:
    assert (Progress(1, 3).share, Progress(4, 0).share, Progress(0, 0).share) == (0.25, 1.0, 1.0)


def test_status_of_a_page(catalogue: Catalogue) -> None:
    def status(organisation: dict[str, object], activity: dict[str, object], place: Place) -> Status:
        one = record(organisation, activity)
        return journey.status(assessed(catalogue, one), one, place)

    activity = Place("activity", "a1")
    assert status({}, {}, activity) is Status.NOT_STARTED
    assert status({}, {"activity.leaves": ["nothing"]}, activity) is Status.IN_PROGRESS
    assert status({}, {"activity.leaves": NOT_SURE, "activity.partners": 0}, activity) is Status.COMPLETED
    assert status({"profile.name": "Ours"}, {}, Place("profile")) is Status.COMPLETED
    assert status({"profile.name": "Ours"}, {"activity.leaves": ["goods"]}, Place("profile")) is Status.IN_PROGRESS
    assert status({}, {}, Place("nowhere")) is Status.EMPTY


def test_the_way_on_skips_pages_without_a_question(content: Path) -> None:
    """An activity section of which no rule asks anything is passed over."""
    small.change(
        content,
        "common/sections.yaml",
        "sections:\n",
        "sections:\n  - {id: spare, title: Spare, scope: activity, intro: Nothing stands here.}\n",
    )
    catalogue = knowledge.load_from(content)
    two = record({}, {}, {})
    order = [Place("profile"), Place("activity", "a1"), Place("activity", "a2")]
    assessment = assessed(catalogue, two)
    assert [journey.next_open(assessment, two, here) for here in order] == [*order[1:], order[0]]
    assert journey.next_open(assessment, two, Place("spare", "a1")) == Place("activity", "a1")
    assert journey.next_open(assessment, two, Place("elsewhere")) == Place("profile")


def test_the_way_leads_back_to_an_earlier_page_and_ends_when_only_this_one_is_open(catalogue: Catalogue) -> None:
    one = record({}, {"activity.leaves": ["goods"], "activity.partners": 1})
    assert journey.next_open(assessed(catalogue, one), one, Place("activity", "a1")) == Place("profile")
    assert journey.next_open(assessed(catalogue, one), one, Place("profile")) is None


def test_the_first_open_page_is_the_first_with_an_unanswered_question(catalogue: Catalogue) -> None:
    def first(organisation: dict[str, object], *activities: dict[str, object]) -> Place | None:
        one = record(organisation, *activities)
        return journey.next_open(assessed(catalogue, one), one)

    full: dict[str, object] = {"activity.leaves": ["nothing"], "activity.partners": 1}
    assert first({}) == Place("profile")
    assert first({"profile.name": "Ours"}) is None
    assert first({"profile.name": "Ours"}, full, {}) == Place("activity", "a2")
    assert first({"profile.name": "Ours"}, full, {"activity.leaves": ["goods"], "activity.partners": 1}) == Place("profile")
    assert first({"profile.name": "Ours"}, full, full) is None


def test_an_answer_that_can_change_nothing_is_parked_and_comes_back(catalogue: Catalogue) -> None:
    def parked(leaves: str, about: str | None = None) -> tuple[str, ...]:
        answers = {"profile.kind": "university", "profile.name": "Ours"}
        one = record(answers, {"activity.leaves": [leaves], "activity.partners": 9}, day=date(2026, 1, 31))
        return journey.parked(assessed(catalogue, one), one, about)

    assert parked("nothing") == ("profile.kind",)
    assert parked("goods") == ()
    assert parked("goods", "a1") == ("activity.partners",)


def test_a_parked_answer_changes_neither_finding_nor_level(catalogue: Catalogue) -> None:
    with_it = record({"profile.kind": "university"}, {"activity.leaves": ["nothing"], "activity.partners": 1})
    without = record({}, {"activity.leaves": ["nothing"], "activity.partners": 1})
    one, other = assessed(catalogue, with_it), assessed(catalogue, without)
    assert (one.findings, one.levels, one.live) == (other.findings, other.levels, other.live)


@pytest.mark.slow
@pytest.mark.parametrize("start", ["lowfell", "nothing"])
def test_an_officer_who_follows_the_pages_comes_to_an_end(start: str) -> None:
    """Answering whatever stands on the first open page settles the result, and progress then is whole."""
    catalogue = knowledge.load()
    draw = Random(7)
    if start == "lowfell":
        record = read_record((EXAMPLES / "lowfell.json").read_bytes(), catalogue)
        record = record.model_copy(update={"answers": {}})
    else:
        record = Record(
            id="a", title="A", as_at=catalogue.knowledge.published, activities=[RecordedActivity(id="one", name="One")]
        )
    for _ in range(300):
        assessment = assess(catalogue, record.facts(catalogue))
        place = journey.next_open(assessment, record)
        unfinished = {journey.Status.NOT_STARTED, journey.Status.IN_PROGRESS}
        pages = list(journey.places(assessment, record))
        assert place == next((page for page in pages if journey.status(assessment, record, page) in unfinished), None)
        if place is None:
            break
        answers = dict(record.of(place.activity))
        for question in journey.questions(assessment, place):
            if question.id not in answers:
                alternatives = [question.ordinary] if draw.random() < 0.6 else [option.id for option in question.options]
                value = draw.choice([value for value in alternatives if value is not None] or [NOT_SURE])
                answers[question.id] = Recorded(
                    value=[value] if question.kind is Kind.MANY and isinstance(value, str) else value
                )
        if place.activity is None:
            record = record.model_copy(update={"answers": answers})
        else:
            activities = [a.model_copy(update={"answers": answers}) if a.id == place.activity else a for a in record.activities]
            record = record.model_copy(update={"activities": activities})
    assert place is None
    done = journey.progress(assessment, record)
    assert (done.open, done.share) == (0, 1.0)
    assert assessment.level.settled or assessment.possible, "what stays open rests on a “not sure”"


@pytest.mark.parametrize(("kind", "asked"), [("he_england", False), ("he_ni", False), ("company", True), ("institute", True)])
def test_only_those_whose_kind_does_not_give_their_nation_are_asked_for_it(kind: str, asked: bool) -> None:
    catalogue = knowledge.load()
    told = record({"profile.kind": kind})
    assessment = assessed(catalogue, told)
    pages = journey.places(assessment, told)
    assert ("profile.nation" in {question.id for page in pages for question in journey.questions(assessment, page)}) is asked
