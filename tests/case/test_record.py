"""A saved assessment: what is damaged, foreign or impossible is refused with a reason; what is good comes back the same."""

import json
import math
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from guidance import knowledge
from guidance.case.record import (
    FIRST_DAY,
    LAST_DAY,
    MAX_ACTIVITIES,
    MAX_BYTES,
    MAX_NOTE,
    MAX_TEXT,
    Confidence,
    Marking,
    Record,
    Recorded,
    RecordedActivity,
    RecordError,
    check_value,
    read_record,
    slug,
)
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Kind, Question
from guidance.language.conditions import Scope
from guidance.language.facts import NOT_SURE

BASE = {"format": 1, "id": "case", "title": "Case", "as_at": "2026-11-25"}


def text(**more: object) -> str:
    return json.dumps(BASE | more)


def answer(question: str, value: object) -> str:
    return text(answers={question: {"value": value}})


def of_activity(question: str, value: object) -> str:
    return text(activities=[{"id": "one", "name": "One", "answers": {question: {"value": value}}}])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("", "this is not a saved assessment: it is empty. Choose the .json file"),
        ("{", "this is not a saved assessment: it breaks off in line 1, as if not all of it had been saved. Choose"),
        ('{"id": "a",\n "title": "T', "this is not a saved assessment: it breaks off in line 2, as if not all of it"),
        ("{'id': 1}", "this is not a saved assessment: line 1, column 2 is no JSON (Expecting property name"),
        (b"%PDF-1.7\xff", "this is not a saved assessment: byte 8 is not UTF-8. Choose"),
        ("[]", "this is not a saved assessment: expected one JSON object"),
        ("null", "this is not a saved assessment: expected one JSON object"),
        ('"text"', "this is not a saved assessment: expected one JSON object"),
        ("[" * 200_000, "this is not a saved assessment: it is nested too deep"),
        ('{"a":' * 200_000, "this is not a saved assessment: it is nested too deep"),
        ('{"format": ' + "9" * 5000 + "}", "this is not a saved assessment: a number has 5,000 digits; expected at most 1,000"),
        ('{"id": "a", "title": "T", "id": "b"}', "this is not a saved assessment: the key 'id' stands twice in one object; leave it once"),
        (text()[:-1] + ', "answers": {"profile.kind": {"value": "company", "value": "university"}}}', "the key 'value' stands twice"),
        (" " * (MAX_BYTES + 1), "the file has 60,000,001 bytes; the most that is read is 60,000,000"),
        (text(format=2), "saved by a newer version (format 2; this one reads up to 1). Update the program, then open it again"),
        (text(format=10**300), "saved by a newer version (format 1000000000000"),
        (text(format=0), "format: Input should be 1; read 0"),
        (text(format="1"), "format: Input should be 1; read '1'"),
        ("{}", "id: is missing; add it; title: is missing; add it; as_at: is missing; add it"),
        (text(answer={}), "answer: no such key; take it out or correct its spelling"),
        (text(**{"a\nb": 1}), r"'a\nb': no such key"),
        (text(id="../etc/passwd"), "id: should be up to 40 small letters, digits and -"),
        (text(title=""), "title: String should have at least 1 character"),
        (text(title="x" * 201), "title: String should have at most 200 characters"),
        (text(title="\ud800"), "title: Input should be a valid string"),
        (text(marking="SECRET"), "marking: Input should be 'OFFICIAL', 'OFFICIAL-SENSITIVE' or 'CONFIDENTIAL'; read 'SECRET'"),
        (text(as_at="31/12/2026"), "as_at: Input should be a valid date"),
        (text(as_at="2026-02-30"), "as_at: Input should be a valid date"),
        (text(as_at=0), "as_at: expected a date, as in 2026-11-25; read 0"),
        (text(as_at=True), "as_at: expected a date, as in 2026-11-25; read True"),
        (text(as_at="1999-12-31"), "as_at: expected a day from 2000-01-01 to 2100-12-31"),
        (text(as_at="9999-12-31"), "as_at: expected a day from 2000-01-01 to 2100-12-31"),
        (text(answers=[]), "answers: Input should be a valid dictionary; read []"),
        (text(answers={"\ud800": {"value": "x"}}), r"the organisation: there is no question '\ud800'"),
        (answer("profile.nothing", "x"), "the organisation: there is no question 'profile.nothing' in knowledge base 2026.1.1"),
        (answer("switch.amended", "yes"), "the organisation: there is no question 'switch.amended'"),
        (answer("q" * 5000, "x"), "the organisation: there is no question 'qqqq"),
        (answer("activity.partners", 1), "the organisation: activity.partners is asked of the activity, not of the organisation"),
        (of_activity("profile.kind", "company"), "activity one: profile.kind is asked of the organisation, not of the activity"),
        (answer("profile.kind", "bakery"), "the organisation: profile.kind: read 'bakery'; expected one of university, company, or “not sure”"),
        (answer("profile.kind", ["company"]), "profile.kind: read ['company']; expected one of university, company"),
        (answer("profile.kind", 1), "profile.kind: read 1; expected one of university, company"),
        (answer("profile.name", 1), "profile.name: read 1; expected text"),
        (answer("profile.name", "x" * (MAX_TEXT + 1)), "answers.profile.name.value: expected a text of at most 2,000 characters, a number, or a list of options; read 'xxx"),
        (answer("profile.kind", None), "answers.profile.kind.value: expected a text of at most 2,000 characters, a number, or a list of options; read None"),
        (answer("profile.kind", {"company": 1}), "answers.profile.kind.value: expected a text"),
        (of_activity("activity.leaves", []), "activity one: activity.leaves: read []; expected a list of one or more of goods, files, nothing, each once"),
        (of_activity("activity.leaves", "goods"), "activity.leaves: read 'goods'; expected a list of one or more"),
        (of_activity("activity.leaves", ["goods", "goods"]), "activity.leaves: read ['goods', 'goods']; expected a list of one or more of goods, files, nothing, each once"),
        (of_activity("activity.leaves", ["goods", "people"]), "activity.leaves: read ['goods', 'people']; expected a list of one or more"),
        (of_activity("activity.leaves", ["not sure"]), "activity.leaves: read ['not sure']; expected a list"),
        (of_activity("activity.leaves", ["goods", "nothing"]), "activity.leaves: read ['goods', 'nothing']; expected either the option that stands alone, or others without it"),
        (of_activity("activity.leaves", [True]), "activities.0.answers.activity.leaves.value: expected a text"),
        (of_activity("activity.partners", True), "activities.0.answers.activity.partners.value: expected a text of at most 2,000 characters, a number, or a list of options; read True"),
        (of_activity("activity.partners", "5"), "activity.partners: read '5'; expected a number from 0 to 100, or “not sure”"),
        (of_activity("activity.partners", -1), "activity.partners: read -1; expected a number from 0 to 100"),
        (of_activity("activity.partners", 101), "activity.partners: read 101; expected a number from 0 to 100"),
        (of_activity("activity.partners", math.nan), "activity.partners: read nan; expected a number from 0 to 100"),
        (of_activity("activity.partners", math.inf), "activity.partners: read inf; expected a number from 0 to 100"),
        (of_activity("activity.partners", "1e999").replace('"1e999"', "1e999"), "activity.partners: read inf; expected a number from 0 to 100"),
        (text(activities=[{"id": "one", "name": "A"}, {"id": "one", "name": "B"}]), "two activities have the same id; give each its own"),
        (text(activities=[{"id": "one", "name": ""}]), "activities.0.name: String should have at least 1 character"),
        (text(activities=[{"id": f"a{n}", "name": "A"} for n in range(MAX_ACTIVITIES + 1)]), "activities: List should have at most 1000 items"),
        (text(answers={"profile.name": {"value": "x", "note": "x" * (MAX_NOTE + 1)}}), "answers.profile.name.note: String should have at most 100000 characters"),
        (text(answers={"profile.name": {"value": "x", "confidence": "certain"}}), "confidence: Input should be 'evidenced', 'believed'"),
        (text(answers={"profile.name": {"value": "x", "at": "yesterday"}}), "at: Input should be a valid datetime"),
    ],
    ids=lambda value: re.sub(r"\W+", "-", str(value)[:40]),
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_a_reason(catalogue: Catalogue, data: str | bytes, says: str) -> None:
    with pytest.raises(RecordError, match=re.escape(says)) as caught:
        read_record(data, catalogue)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 1500
    message.encode()  # it can be printed: no half of a surrogate pair came along


@pytest.mark.parametrize("depth", [10, 300, 900, 950, 970, 980, 990])
def test_nesting_at_any_depth_is_an_error_of_ours(catalogue: Catalogue, depth: int) -> None:
    with pytest.raises(RecordError):
        read_record(text()[:-1] + ', "answers": ' + "[" * depth + "]" * depth + "}", catalogue)


def test_only_the_first_mistakes_are_named(catalogue: Catalogue) -> None:
    with pytest.raises(RecordError) as caught:
        read_record(text(**{f"key{n}": n for n in range(1000)}), catalogue)
    assert str(caught.value).count("no such key") == 5


@pytest.mark.parametrize("value", [0, 100, 2.5, NOT_SURE])
def test_numbers_are_kept_as_they_are(catalogue: Catalogue, value: object) -> None:
    record = read_record(of_activity("activity.partners", value), catalogue)
    kept = record.activity("one").answers["activity.partners"].value
    assert (kept, type(kept)) == (value, type(value))


def test_true_is_no_number_in_a_program_either() -> None:
    for value in (True, [True], None):
        with pytest.raises(ValidationError):
            Recorded(value=value)
    number = Question(id="a.b", text="T", label="L", kind=Kind.NUMBER, why="W", ask=["lead"])
    with pytest.raises(RecordError, match="expected a number from -inf to inf"):
        check_value(number, True, "here")


@pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY])
def test_the_first_and_the_last_day_can_be_assessed(day: date, catalogue: Catalogue) -> None:
    assert read_record(text(as_at=day.isoformat()), catalogue).as_at == day


def test_a_note_of_100000_characters_is_kept(catalogue: Catalogue) -> None:
    note = "é" * MAX_NOTE
    record = read_record(text(answers={"profile.name": {"value": "x", "note": note}}), catalogue)
    assert record.answers["profile.name"].note == note
    assert read_record(record.to_json(), catalogue) == record


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_saved_by_another_program_is_read(catalogue: Catalogue, encoding: str) -> None:
    assert read_record(answer("profile.name", "中国 é").encode(encoding), catalogue).answers["profile.name"].value == "中国 é"


def test_the_record_inside_a_report_is_read(catalogue: Catalogue) -> None:
    assert read_record(json.dumps({"record": BASE, "findings": []}), catalogue).id == "case"


def test_facts_are_answers_and_the_switches_of_the_day(catalogue: Catalogue) -> None:
    record = read_record(
        text(
            as_at="2026-06-01",
            answers={"profile.kind": {"value": "company"}},
            activities=[{"id": "one", "name": "One", "answers": {"activity.leaves": {"value": ["goods", "files"]}}}],
        ),
        catalogue,
    )
    facts = record.facts(catalogue)
    assert facts.organisation == {"profile.kind": "company", "switch.amended": "yes"}
    assert facts.activities == {"one": {"activity.leaves": frozenset({"goods", "files"})}}
    assert facts.as_at == date(2026, 6, 1)


def test_a_record_made_in_the_program_cannot_answer_for_the_law(catalogue: Catalogue) -> None:
    """Neither a switch nor a question that is gone becomes a fact, should a record hold one."""
    record = Record(
        id="a",
        title="T",
        as_at=date(2026, 1, 31),
        answers={"switch.amended": Recorded(value="yes"), "profile.old": Recorded(value="x")},
    )
    assert record.facts(catalogue).organisation == {"switch.amended": "no"}


def test_parts_are_found_by_id() -> None:
    record = Record(id="a", title="T", as_at=date(2026, 1, 1), activities=[RecordedActivity(id="one", name="One")])
    assert record.of(None) == record.of("one") == {}
    with pytest.raises(KeyError):
        record.of("two")


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Joint laboratory", set(), "joint-laboratory"),
        ("Joint laboratory", {"joint-laboratory", "joint-laboratory-2"}, "joint-laboratory-3"),
        ("联合实验室", set(), "activity"),
        ("../../etc/passwd", set(), "etc-passwd"),
        ("x" * 200, {"x" * 30}, "x" * 30 + "-2"),
        ("a" * 29 + " b", set(), "a" * 29),
    ],
)
def test_an_id_is_made_of_a_name(name: str, taken: set[str], expected: str) -> None:
    assert slug(name, taken) == expected
    RecordedActivity(id=expected, name=name)


WORDS = st.text(st.characters(codec="utf-8"), max_size=20)


@st.composite
def values(draw: st.DrawFn, question: Question) -> Any:
    """Any answer that fits a question."""
    fits = {
        Kind.TEXT: WORDS,
        Kind.ONE: st.sampled_from([option.id for option in question.options] or [""]),
        Kind.MANY: st.lists(
            st.sampled_from([option.id for option in question.options if not option.alone] or [""]), min_size=1, unique=True
        ),
        Kind.NUMBER: st.integers(int(question.minimum or 0), int(question.maximum or 9))
        | st.floats(question.minimum or 0, question.maximum or 9),
    }
    return draw(fits[question.kind] | st.just(NOT_SURE))


@st.composite
def recorded(draw: st.DrawFn, catalogue: Catalogue, scope: Scope) -> dict[str, Recorded]:
    chosen = draw(st.lists(st.sampled_from([q.id for q in catalogue.asked_of(scope)]), unique=True, max_size=4))
    return {
        id: Recorded(
            value=draw(values(catalogue.questions[id])),
            note=draw(WORDS),
            evidence=draw(WORDS),
            confidence=draw(st.none() | st.sampled_from(Confidence)),
            by=draw(WORDS),
            at=draw(st.none() | st.datetimes(datetime(2026, 1, 1), timezones=st.just(UTC))),
        )
        for id in chosen
    }


@st.composite
def records(draw: st.DrawFn, catalogue: Catalogue) -> Record:
    ids = draw(st.lists(st.from_regex(r"\A[a-z0-9][a-z0-9-]{0,39}\Z"), unique=True, max_size=2))
    names = WORDS.filter(bool)
    return Record(
        id=draw(st.from_regex(r"\A[a-z0-9][a-z0-9-]{0,39}\Z")),
        title=draw(names),
        as_at=draw(st.dates(FIRST_DAY, LAST_DAY)),
        marking=draw(st.sampled_from(Marking)),
        prepared_by=draw(WORDS),
        knowledge=draw(WORDS),
        answers=draw(recorded(catalogue, Scope.ORGANISATION)),
        activities=[RecordedActivity(id=id, name=draw(names), answers=draw(recorded(catalogue, Scope.ACTIVITY))) for id in ids],
    )


PRODUCT = knowledge.load()


@given(records(PRODUCT))
def test_a_record_comes_back_as_it_was_written(record: Record) -> None:
    written = record.to_json()
    again = read_record(written, PRODUCT)
    assert again == record
    assert again.to_json() == written
    assert again.hash == record.hash
    assert read_record(written.encode(), PRODUCT) == record


@given(records(PRODUCT), st.randoms())
def test_the_order_of_answers_changes_no_byte(record: Record, draw: Any) -> None:
    shuffled = list(record.answers.items())
    draw.shuffle(shuffled)
    assert record.model_copy(update={"answers": dict(shuffled)}).to_json() == record.to_json()


@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    whole = (Path(__file__).parents[2] / "examples" / "lowfell.json").read_bytes()[:4000]
    start = data.draw(st.integers(0, len(whole)))
    damaged = whole[:start] + data.draw(st.binary(max_size=8)) + whole[start + data.draw(st.integers(0, 8)) :]
    for text in (damaged, text_with(data)):
        try:
            read_record(text, PRODUCT)
        except RecordError as error:
            str(error).encode()


def text_with(data: st.DataObject) -> str:
    """A record with any JSON in place of one of its parts."""
    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=5,
    )
    return text(**{data.draw(st.sampled_from([*Record.model_fields, "record", "else"])): data.draw(anything)})
