"""What is left out of a version that is disclosed is in no output, and cannot be worked out from it."""

import io
import json
import random
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from guidance import knowledge, redaction
from guidance.assessment import assess, conclude
from guidance.knowledge.entries import Kind
from guidance.record import Attached, Record, Recorded, RecordedActivity, read_record
from reports import model, write
from reports.pack import verify

NORTHMOOR = Path(__file__).parents[2] / "examples" / "northmoor.json"
DIGEST = "ab" * 32
ALL = [".pdf", ".html", ".docx", ".xlsx", ".json", ".zip"]


def northmoor() -> Record:
    return read_record(NORTHMOOR.read_bytes(), knowledge.load())


def contents(data: bytes) -> Iterator[bytes]:
    """The bytes of a file, and those of everything inside it, unpacked."""
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from contents(archive.read(name))
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Stream):
                    try:
                        yield thing.read_bytes()
                    except pikepdf.PdfError:
                        yield thing.read_raw_bytes()
                else:
                    yield repr(thing).encode()
            yield from (page.extract_text().encode() for page in _pages(data))


def _pages(data: bytes) -> Iterator[object]:
    import pypdf

    yield from pypdf.PdfReader(io.BytesIO(data)).pages


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
@pytest.mark.parametrize("suffix", ALL)
def test_nothing_withheld_is_in_the_bytes_of_any_format(suffix: str) -> None:
    catalogue = knowledge.load()
    record, secrets = marked()
    whole = model.build(conclude(catalogue, record.facts(catalogue)), record)
    kept = redaction.disclosed(catalogue, record, ["foia-43"])
    report = model.build(conclude(catalogue, kept.facts(catalogue)), kept)
    words = [b"zanzibar", b"quokka", DIGEST.encode(), *(secret.lower().encode() for secret in secrets)]
    seen = b"\n".join(contents(write.render(whole, suffix))).lower()
    assert all(word in seen for word in words[:2]), "the search finds what is there"
    found = b"\n".join(contents(write.render(report, suffix))).lower()
    assert not [word for word in words if word in found]


def test_it_says_what_is_missing_and_on_what_ground() -> None:
    catalogue = knowledge.load()
    kept = redaction.disclosed(catalogue, marked()[0], ["foia-43"])
    report = model.build(conclude(catalogue, kept.facts(catalogue)), kept)
    assert report.cover.marking == model.REDACTED
    first = report.sections[0]
    assert first.anchor == "version"
    assert "1 activity" in first.blocks[0].text
    assert "Section 43" in repr(first)
    assert kept.disclosure
    assert kept.disclosure.activities == 1


@pytest.mark.parametrize("seed", range(8))
def test_what_a_marked_answer_says_changes_nothing(seed: int) -> None:
    """Whoever reads the version cannot tell one withheld answer from another."""
    catalogue = knowledge.load()
    draw = random.Random(seed)
    record = northmoor()
    hidden = {(about, id) for about in (None, "traffic-graphs") for id in draw.sample(list(record.of(about)), 4)}
    versions = [_with(catalogue, record, hidden, random.Random(way)) for way in (1, 2)]
    one, other = (redaction.disclosed(catalogue, version) for version in versions)
    assert one == other
    assert not any(id in one.of(about) for about, id in hidden)


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
    kept = redaction.disclosed(catalogue, record.model_copy(update={"activities": marks}))
    part = assess(catalogue, kept.facts(catalogue))
    assert {finding.key for finding in part.certain} <= {finding.key for finding in whole.certain}
    assert len(part.certain) < len(whole.certain)


@pytest.mark.parametrize("place", [0, 3, 11, 40])
def test_a_marked_finding_no_longer_follows(place: int) -> None:
    catalogue = knowledge.load()
    record = northmoor()
    certain = assess(catalogue, record.facts(catalogue)).certain
    key = certain[place % len(certain)].key
    kept = redaction.disclosed(catalogue, record.model_copy(update={"withhold": [key]}))
    after = {finding.key for finding in assess(catalogue, kept.facts(catalogue)).certain}
    assert key not in after
    assert len(after) >= len(certain) // 2, "no more is left out than need be"
    assert kept.withhold == []


def test_a_short_note_that_stands_everywhere_is_left_where_it_is() -> None:
    catalogue = knowledge.load()
    answers = {"profile.name": Recorded(value="Northmoor", note="see email", withhold=True)}
    others = {"profile.kind": Recorded(value="he_england", note="see email")}
    record = Record(id="x", title="T", as_at="2026-11-25", answers=answers | others)
    assert redaction.disclosed(catalogue, record).answers["profile.kind"].note == "see email"


def test_a_version_that_is_disclosed_can_be_opened_and_verified() -> None:
    catalogue = knowledge.load()
    kept = redaction.disclosed(catalogue, marked()[0])
    data = write.render(model.build(conclude(catalogue, kept.facts(catalogue)), kept), ".json")
    assert "byte for byte" in verify(data, catalogue)
    assert read_record(data, catalogue) == kept
    assert json.loads(data)["record"]["disclosure"]["activities"] == 1


def test_an_activity_without_answers_can_be_left_out() -> None:
    record = Record(id="x", title="T", as_at="2026-11-25", activities=[RecordedActivity(id="a", name="Secret", withhold=True)])
    kept = redaction.disclosed(knowledge.load(), record)
    assert not kept.activities
    assert kept.disclosure
    assert kept.disclosure.answers == 0
