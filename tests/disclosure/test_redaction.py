"""What is left out of a version that is disclosed is in no output, and cannot be worked out from it."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance import knowledge
from guidance.assessment import Finding, assess, conclude
from guidance.case.record import (
    Attached,
    Candidate,
    ListHit,
    Partner,
    Record,
    Recorded,
    RecordedActivity,
    Screening,
    read_record,
)
from guidance.disclosure import redaction
from guidance.disclosure.former import Former
from guidance.inference.three_valued import Standing
from guidance.knowledge.entries import Kind
from reports import editions, front, model, write
from reports.editions import Edition
from reports.verify import verify
from tests.disclosure.disclosures import FORMATS, Case, a_case, contents, found_in

pytestmark = pytest.mark.slow

NORTHMOOR = Path(__file__).parents[2] / "examples" / "northmoor.json"
DIGEST = "ab" * 32


def northmoor() -> Record:
    return read_record(NORTHMOOR.read_bytes(), knowledge.load())


def marked() -> tuple[Record, list[str]]:
    """Northmoor with secrets: an activity, answers with notes, each secret also in a note that is disclosed."""
    record = northmoor()
    secret = [f"Zanzibar-{word}-Quokka" for word in ("project", "note of a finance officer", "shelf 17", "free text", "who")]
    first, second, *rest = record.activities
    asked = list(second.answers)
    answers = dict(second.answers)
    answers[asked[2]] = replace(answers[asked[2]], note=secret[1], evidence=secret[2], by=secret[4], withhold=True)
    file = Attached(name="Zanzibar-scan-Quokka.pdf", size=9, sha256=DIGEST)
    answers[asked[2]] = replace(answers[asked[2]], files=(file,))
    loose = f"as in {secret[0].upper()}, see {secret[1]} and {secret[2]}"
    answers[asked[3]] = replace(answers[asked[3]], note=loose, by=secret[4], files=(file,))
    activities = [
        first.model_copy(update={"name": secret[0], "withhold": True, "id": "zanzibar-project-quokka"}),
        second.model_copy(
            update={"answers": answers, "name": f"Follow-up of {secret[0]}", "id": "follow-up-of-zanzibar-project"}
        ),
        *rest,
    ]
    own = {**record.answers, "profile.name": Recorded(value=secret[3], withhold=True)}
    return record.model_copy(update={"activities": activities, "answers": own, "title": f"{secret[0]} review"}), secret


@pytest.mark.slow
@pytest.mark.parametrize("suffix", FORMATS)
def test_nothing_withheld_is_in_the_bytes_of_any_format(suffix: str) -> None:
    catalogue = knowledge.load()
    record, secrets = marked()
    whole = model.build(conclude(catalogue, record.facts(catalogue)), record)
    kept = redaction.disclosed(catalogue, record, ["foia-43"]).record
    report = model.build(conclude(catalogue, kept.facts(catalogue)), kept)
    words = [b"zanzibar", b"quokka", DIGEST.encode(), *(secret.lower().encode() for secret in secrets)]
    seen = b"\n".join(contents(write.render(whole, suffix))).lower()
    assert all(word in seen for word in words[:2]), "the search finds what is there"
    found = b"\n".join(contents(write.render(report, suffix))).lower()
    assert not [word for word in words if word in found]


@pytest.mark.slow
@pytest.mark.parametrize("suffix", write.PAPER)
@pytest.mark.parametrize("edition", Edition)
def test_nothing_withheld_is_in_the_bytes_of_any_edition(edition: Edition, suffix: str) -> None:
    catalogue = knowledge.load()
    record, secrets = marked()

    def seen(of: Record) -> bytes:
        paper = editions.build(edition, conclude(catalogue, of.facts(catalogue)), of)
        return b"\n".join(contents(write.render(paper, suffix))).lower()

    words = [b"zanzibar", b"quokka", DIGEST.encode(), *(secret.lower().encode() for secret in secrets)]
    assert words[1] in seen(record), "the search finds what is there"
    found = seen(redaction.disclosed(catalogue, record, ["foia-43"]).record)
    assert not [word for word in words if word in found]


@pytest.mark.slow
def test_it_says_what_is_missing_and_on_what_ground() -> None:
    catalogue = knowledge.load()
    kept = redaction.disclosed(catalogue, marked()[0], ["foia-43"]).record
    report = model.build(conclude(catalogue, kept.facts(catalogue)), kept)
    assert report.cover.marking == front.REDACTED
    first = report.sections[0]
    assert first.anchor == "version"
    assert "1 activity" in first.blocks[0].text
    assert "Section 43" in repr(first)
    assert kept.disclosure
    assert kept.disclosure.activities == 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_what_a_marked_answer_says_changes_nothing(seed: int) -> None:
    """Whoever reads the version cannot tell one withheld answer from another."""
    catalogue = knowledge.load()
    draw = random.Random(seed)
    record = northmoor()
    hidden = {(about, id) for about in (None, "traffic-graphs") for id in draw.sample(list(record.of(about)), 4)}
    versions = [_with(catalogue, record, hidden, random.Random(way)) for way in (1, 2)]
    one, other = (redaction.disclosed(catalogue, version).record for version in versions)
    assert one == other
    assert not any(id in one.of(disclosed_as(record, about)) for about, id in hidden)


def disclosed_as(record: Record, about: str | None) -> str | None:
    """The id of an activity in the version of a record from which no activity is left out."""
    return None if about is None else f"activity-{[activity.id for activity in record.activities].index(about) + 1}"


def disclosed_key(record: Record, finding: Finding) -> str:
    about = disclosed_as(record, finding.activity)
    return f"{about}/{finding.id}" if about else finding.id


def _with(catalogue: object, record: Record, hidden: set, draw: random.Random) -> Record:
    def drawn(about: str | None) -> dict[str, Recorded]:
        return {
            id: _drawn(catalogue.questions[id], draw) if (about, id) in hidden else recorded
            for id, recorded in record.of(about).items()
        }

    activities = [activity.model_copy(update={"answers": drawn(activity.id)}) for activity in record.activities]
    return record.model_copy(update={"answers": drawn(None), "activities": activities})


def _drawn(question: object, draw: random.Random) -> Recorded:
    match question.kind:
        case Kind.TEXT:
            value = f"text {draw.random()}"
        case Kind.NUMBER:
            value = draw.randint(0, 3)
        case Kind.MANY:
            value = [draw.choice(question.options).id]
        case _:
            value = draw.choice(question.options).id
    return Recorded(value=value, note=f"a note {draw.random()}", withhold=True)


@pytest.mark.slow
def test_what_it_says_still_follows_from_all_answers() -> None:
    catalogue = knowledge.load()
    record = northmoor()
    draw = random.Random(3)
    hidden = {(about, id) for about in (None, "traffic-graphs") for id in draw.sample(list(record.of(about)), 6)}
    whole = assess(catalogue, record.facts(catalogue))
    marks = [
        activity.model_copy(
            update={
                "answers": {
                    id: replace(recorded, withhold=(activity.id, id) in hidden) for id, recorded in activity.answers.items()
                }
            }
        )
        for activity in record.activities
    ]
    kept = redaction.disclosed(catalogue, record.model_copy(update={"activities": marks})).record
    part = assess(catalogue, kept.facts(catalogue))
    assert {finding.key for finding in part.certain} <= {disclosed_key(record, finding) for finding in whole.certain}
    assert len(part.certain) < len(whole.certain)


@pytest.mark.slow
@pytest.mark.parametrize("place", [0, 3, 11, 40])
def test_a_marked_finding_no_longer_follows(place: int) -> None:
    catalogue = knowledge.load()
    record = northmoor()
    certain = assess(catalogue, record.facts(catalogue)).certain
    finding = certain[place % len(certain)]
    kept = redaction.disclosed(catalogue, record.model_copy(update={"withhold": [finding.key]})).record
    now = assess(catalogue, kept.facts(catalogue))
    after = {finding.key for finding in now.certain}
    assert disclosed_key(record, finding) not in {each.key for each in redaction.markable(now)}
    assert len(after) >= len(certain) // 2, "no more is left out than need be"
    assert kept.withhold == []


def test_a_short_note_that_stands_everywhere_is_left_where_it_is() -> None:
    catalogue = knowledge.load()
    answers = {"profile.name": Recorded(value="Northmoor", note="see email", withhold=True)}
    others = {"profile.kind": Recorded(value="he_england", note="see email")}
    record = Record(id="x", title="T", as_at="2026-11-25", answers=answers | others)
    assert redaction.disclosed(catalogue, record).record.answers["profile.kind"].note == "see email"


@pytest.mark.slow
def test_a_version_that_is_disclosed_can_be_opened_and_verified() -> None:
    catalogue = knowledge.load()
    kept = redaction.disclosed(catalogue, marked()[0]).record
    data = write.render(model.build(conclude(catalogue, kept.facts(catalogue)), kept), ".json")
    assert "byte for byte" in verify(data, catalogue)
    assert read_record(data, catalogue) == kept
    assert json.loads(data)["record"]["disclosure"]["activities"] == 1


def test_an_activity_without_answers_can_be_left_out() -> None:
    record = Record(id="x", title="T", as_at="2026-11-25", activities=[RecordedActivity(id="a", name="Secret", withhold=True)])
    kept = redaction.disclosed(knowledge.load(), record).record
    assert not kept.activities
    assert kept.disclosure
    assert kept.disclosure.answers == 0


# What the review of November 2026 found, by hand.


def told(note: str, **more: object) -> Record:
    """An assessment of two activities, of which the first, "Project Quokka", is marked; the second has a note."""
    partner = Partner(name="Huawei Technologies Co., Ltd.", origin="register.csv, row 3", screening=SCREENING)
    gone = RecordedActivity(id="project-quokka", name="Project Quokka", withhold=True, partner=partner, answers={
        "activity.kind": Recorded(value=["research"], note="Huawei pays", by="Rowan Ashworth"),
        "activity.stage": Recorded(value="running", note="The dean met officers in Chengdu and promised the rotor data by Easter"),
    })  # fmt: skip
    kept = RecordedActivity(id="project-quokka-2", name="Joint seminar", answers={
        "activity.kind": Recorded(value=["teaching"], note=note, by="Imogen Trevelyan"),
    })  # fmt: skip
    answers = {"profile.name": Recorded(value="Quokkalab", withhold=True)}
    return Record(
        id="quokkas-case", title="Review", as_at="2026-11-25", prepared_by="Imogen Trevelyan", answers=answers,
        activities=[gone, kept],
    ).model_copy(update=more)  # fmt: skip


SCREENING = Screening(
    day="2026-11-01",
    decision="review",
    name="Zanzibarine Avionics Institute",
    evidence="the name",
    matched="ZAI Avionics",
    candidates=[Candidate(id="ror:01abcde99", name="Narwhal Avionics Bureau", evidence="the name")],
    hits=[ListHit(list="UK-SL", title="A list", entry="CHN0042", name="Dugong Electronics Factory", relation="parent")],
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "note",
    [
        "Quokkalab",
        "Huawei pays",
        "project  quokka",
        "Project\u00a0Quokka",
        "project-quokka",
        "Quokka",
        "Huawei",
        "promised the rotor data by Easter",
        "Zanzibarine Avionics Institute",
        "narwhal avionics bureau",
        "Dugong Electronics Factory",
        "CHN0042",
        "Rowan Ashworth",
        "I. Trevelyan",
        "A. Signatory",
    ],
)
def test_what_gives_it_away_in_another_note_is_taken_out(note: str) -> None:
    made = redaction.disclosed(knowledge.load(), told(f"They said: {note}!"), former=Former(people={"A. Signatory"}))
    (kept,) = made.record.activities
    assert kept.answers["activity.kind"].note == f"They said: {redaction.BLANK}!"


def test_the_papers_promise_what_the_program_says() -> None:
    said = " ".join((NORTHMOOR.parents[1] / "SECURITY.md").read_text(encoding="utf-8").replace("\n> ", " ").split())
    assert redaction.PROMISE in said


def test_ids_tell_nothing() -> None:
    kept = redaction.disclosed(knowledge.load(), told("")).record
    assert [kept.id, kept.activities[0].id] == ["redacted", "activity-1"]
    assert "quokka" not in kept.to_json().casefold()


def test_nobody_is_named() -> None:
    kept = redaction.disclosed(knowledge.load(), told("")).record
    assert kept.prepared_by == redaction.BLANK
    assert {recorded.by for activity in kept.activities for recorded in activity.answers.values()} == {""}


def test_an_activity_called_e_garbles_nothing_and_is_named() -> None:
    record = told("The e in Three stands for e-mail")
    gone, kept = record.activities
    record = record.model_copy(update={"activities": [gone.model_copy(update={"name": "e"}), kept]})
    made = redaction.disclosed(knowledge.load(), record)
    assert made.record.activities[0].answers["activity.kind"].note == "The e in Three stands for e-mail"
    (look,) = [look for look in made.looks if look.words == "e"]
    assert [(place.activity, place.question, place.part) for place in look.places] == [
        ("project-quokka-2", "activity.kind", "the note")
    ]
    said = "\n".join(redaction.to_look_at(knowledge.load(), record, made))
    assert "“e” (the withheld name “e”): Joint seminar, " in said


def test_what_to_look_at_is_in_nothing_that_is_disclosed() -> None:
    made = redaction.disclosed(knowledge.load(), told("The Chengdu officers, and PQ"))
    assert {look.words for look in made.looks} >= {"PQ"}
    assert "withheld name" not in made.record.to_json()


def test_what_looking_a_partner_up_wrote_is_no_secret() -> None:
    looked = "Looked up on 2026-11-01: UK-SL of 2026-10-20, US-BIS-EL of 2026-10-02"
    answers = {"activity.kind": Recorded(value=["research"], note="Zanzibarine Avionics Institute: the name", evidence=looked)}
    record = told("")
    activities = [activity.model_copy(update={"answers": activity.answers | answers}) for activity in record.activities]
    kept = redaction.disclosed(knowledge.load(), record.model_copy(update={"activities": activities})).record
    assert kept.activities[0].answers["activity.kind"].evidence == looked
    assert kept.activities[0].answers["activity.kind"].note == f"{redaction.BLANK}: the name"


@pytest.mark.slow
def test_any_finding_can_be_left_out() -> None:
    """Warnings, what may go ahead, what is presumed, and what cannot be told because of a "not sure"."""
    catalogue = knowledge.load()
    whole = northmoor()
    draw = random.Random(1)
    first = whole.activities[0]
    some = {id: recorded for id, recorded in first.answers.items() if draw.random() < 0.5}
    record = whole.model_copy(update={"activities": [first.model_copy(update={"answers": some}), *whole.activities[1:]]})
    now = assess(catalogue, record.facts(catalogue))
    kinds = {(finding.standing, finding.warns): finding for finding in redaction.markable(now)}
    assert {standing for standing, _ in kinds} == {Standing.CERTAIN, Standing.PRESUMED, Standing.POSSIBLE}
    assert (Standing.CERTAIN, False) in kinds
    for finding in kinds.values():
        kept = redaction.disclosed(catalogue, record.model_copy(update={"withhold": [finding.key]})).record
        after = assess(catalogue, kept.facts(catalogue))
        assert disclosed_key(record, finding) not in {each.key for each in redaction.markable(after)}


NAMES = st.text(min_size=1, max_size=40).filter(str.strip)


@pytest.mark.slow
@given(names=st.lists(NAMES, min_size=2, max_size=3), often=st.integers(1, 60), between=st.sampled_from([" ", ", ", "; ", "-"]))
def test_every_version_can_be_opened_again(names: list[str], often: int, between: str) -> None:
    """Blanks are longer than what they hide; every text stays within its bounds all the same."""
    long = between.join(names * often)
    answers = {"activity.kind": Recorded(value=["research"], note=long, evidence=long[:2000], by=names[0])}
    activities = [
        RecordedActivity(id="a", name=names[0], withhold=True, answers=answers),
        RecordedActivity(id="b", name=(names[0] + between + long)[:200], answers=answers),
    ]
    record = Record(id="x", title=long[:200], as_at="2026-11-25", prepared_by=long[:200], activities=activities)
    kept = redaction.disclosed(knowledge.load(), record).record
    assert read_record(kept.to_json().encode("utf-8", "replace"), knowledge.load()).disclosure == kept.disclosure


# Random assessments full of secrets.


def kept_words(case: Case, kept: Record) -> set[str]:
    """The own words of texts whose answers go out, without those that a text that was left out repeats."""
    staying = [activity.id for activity in case.record.activities if not activity.withhold]
    new = {None: None} | {id: f"activity-{number}" for number, id in enumerate(staying, 1)}

    def goes_out(question: str | None, about: str | None) -> bool:
        return about in new and question in kept.of(new[about])

    left_out = " ".join(
        f"{recorded.note} {recorded.evidence}"
        for about in (None, *(activity.id for activity in case.record.activities))
        for question, recorded in case.record.of(about).items()
        if not goes_out(question, about)
    ).casefold()
    out = [thing for thing in case.things if thing.kind == "text" and goes_out(*thing.whose)]
    return {word for thing in out for word in thing.own if word not in left_out}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_what_is_marked_goes_and_the_rest_stays(seed: int) -> None:
    case = a_case(seed)
    kept = redaction.disclosed(knowledge.load(), case.record).record
    text = kept.to_json().casefold()
    assert not [secret for secret in case.secrets if secret in text]
    assert not [word for word in kept_words(case, kept) if word not in text]
    assert read_record(kept.to_json(), knowledge.load()) == kept


@pytest.mark.slow
@pytest.mark.parametrize("seed", [100, 101])
def test_what_is_marked_is_in_no_byte_of_any_format(seed: int) -> None:
    assert not [leak for leak in found_in(a_case(seed), FORMATS) if leak[1]]


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(1_000, 1_040))
def test_what_is_marked_is_in_no_byte_of_any_format_all_night(seed: int) -> None:
    assert not [leak for leak in found_in(a_case(seed), FORMATS) if leak[1]]
