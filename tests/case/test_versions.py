"""Two versions side by side: who answered otherwise and when, what the law alone changed, what the answers did."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guidance import knowledge
from guidance.assessment.outcome import What
from guidance.case.record import Recorded
from guidance.case.store import (
    ActivityAdded,
    ActivityRemoved,
    AnswersTaken,
    NoteWritten,
    Store,
    StoreError,
    Undone,
    ValueGiven,
    ValueWithdrawn,
)
from guidance.case.versions import Compared, compared, naming, side
from reports import versions as written
from tests import small
from ui.cli.main import main

WINTER, NEXT = date(2026, 3, 1), date(2027, 3, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small.write(tmp_path / "knowledge")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "versions.db"


@pytest.fixture
def id(folder: Path, file: Path) -> str:
    """A crate that goes out, with five partners; that state is called Spring."""
    catalogue = knowledge.load_from(folder)
    store = Store.open(file, catalogue)
    id = store.start("Northmoor", WINTER, "Ada")
    store.append(id, ActivityAdded(id="crate", name="A crate"), "Ada")
    about = {"activity": "crate"}
    store.append(id, ValueGiven(question="profile.kind", value="university", made_on=2), "Ada")
    store.append(id, ValueGiven(question="activity.leaves", value=["goods"], made_on=3, **about), "Ada")
    store.append(id, ValueGiven(question="activity.partners", value=5, made_on=4, **about), "Ada")
    store.append(id, naming(catalogue, store.as_of(id, 5), "Spring", 5), "Ada")
    store.close()
    return id


def between(folder: Path, file: Path, id: str, before: str = "spring", after: str = "now", other: str = "") -> Compared:
    catalogue = knowledge.load_from(folder)
    store = Store.open(file, catalogue)
    sides = [side(store.record(each), store.history(each), which) for each, which in ((id, before), (other or id, after))]
    store.close()
    return compared(catalogue, *sides)


def write(folder: Path, file: Path, id: str, *events: object) -> None:
    store = Store.open(file, knowledge.load_from(folder))
    for event in events:
        store.append(id, event, "Bo")  # type: ignore[arg-type]
    store.close()


def told(folder: Path, found: Compared) -> str:
    return "\n".join(written.text(knowledge.load_from(folder), found))


def test_nothing_differs_where_nothing_was_done(folder: Path, file: Path, id: str) -> None:
    found = between(folder, file, id)
    assert (found.answers, found.by_law, found.by_answers, found.gone, found.new) == ((), (), (), [], [])
    assert "Answers that differ: 0" in told(folder, found)


def test_an_answer_moves_a_finding_and_a_level_and_says_who_gave_it(folder: Path, file: Path, id: str) -> None:
    write(folder, file, id, ValueGiven(question="profile.kind", value="company", made_on=6))
    found = between(folder, file, id)
    (differs,) = found.answers
    assert (differs.asked, differs.by) == (("profile.kind", None), "Bo")
    assert found.by_law == ()
    assert [(each.item.id, each.before, each.after) for each in found.by_answers if each.item.what is What.FINDING] == [
        ("stop", "certain, critical", "")
    ]
    text = told(folder, found)
    assert "The organisation: The kind of organisation: University → Company (Bo, " in text
    assert "A crate: Stop: certain, critical before, did not apply now." in text
    write(folder, file, id, ValueGiven(question="activity.leaves", activity="crate", value=["nothing"], made_on=7))
    levels = {each.item.about: each.before for each in between(folder, file, id).by_answers if each.item.what is What.LEVEL}
    assert levels == {None: "L3"}


def test_a_rule_that_was_changed_since_is_told_apart_from_an_answer_that_was(folder: Path, file: Path, id: str) -> None:
    write(folder, file, id, ValueGiven(question="activity.partners", activity="crate", value=6, made_on=6))
    small.change(folder, "small/rules.yaml", "severity: critical", "severity: high")
    found = between(folder, file, id)
    assert [(each.item.id, each.after, each.rules) for each in found.by_law if each.item.what is What.FINDING] == [
        ("stop", "certain, high", ("university_lets_goods_out",))
    ]
    assert found.by_answers == ()
    assert "Changed or new: A university needs a licence." in told(folder, found)


def test_the_day_alone_changes_what_a_switch_decides(folder: Path, file: Path, id: str) -> None:
    store = Store.open(file, knowledge.load_from(folder))
    new = store.carry_over(id, NEXT, "Ada", number=5)
    store.close()
    found = between(folder, file, id, other=new)
    assert [(each.item.id, each.before) for each in found.by_law if each.item.what is What.FINDING] == [("count", "")]
    assert found.by_answers == ()
    assert {each.parts for each in found.answers} == {("confidence",)}  # each is to be confirmed
    assert "the law of 1 March 2026 and of 1 March 2027" in told(folder, found)


def test_who_took_an_answer_back_wrote_beside_it_or_undid_it_is_named(folder: Path, file: Path, id: str) -> None:
    write(
        folder,
        file,
        id,
        ValueWithdrawn(question="activity.partners", activity="crate", made_on=6),
        NoteWritten(question="profile.kind", note="Seen the charter", made_on=7),
    )
    found = {each.asked[0]: each for each in between(folder, file, id).answers}
    assert (found["activity.partners"].after, found["activity.partners"].by) == (None, "Bo")
    assert (found["profile.kind"].parts, found["profile.kind"].by) == (("note",), "Bo")
    text = told(folder, between(folder, file, id))
    assert "A crate: The number of partners: 5 → not answered (Bo, " in text
    assert "The kind of organisation: University on both sides; note differs (Bo, " in text
    write(folder, file, id, Undone(event=7), Undone(event=8))
    assert between(folder, file, id).answers == ()
    back = between(folder, file, id, before="8").answers
    assert {each.by for each in back} == {"Bo"}  # the answer is hers again, and he put it back


def test_who_took_the_words_of_another_is_named_and_not_whose_answer_they_stand_beside(
    folder: Path, file: Path, id: str
) -> None:
    theirs = Recorded(value="university", note="Seen", by="Zoe")
    write(folder, file, id, AnswersTaken(file="a.xlsx", answers={"": {"profile.kind": theirs}}, made_on=6))
    (differs,) = between(folder, file, id).answers
    assert (differs.parts, differs.by) == (("note",), "Bo")


def test_who_undid_a_value_is_named_and_a_note_beside_one_names_nobody_else(folder: Path, file: Path, id: str) -> None:
    store = Store.open(file, knowledge.load_from(folder))
    store.append(id, ValueGiven(question="profile.kind", value="company", made_on=6), "Bo")
    store.append(id, Undone(event=7), "Zed")
    store.append(id, NoteWritten(question="profile.kind", note="Seen", made_on=8), "Cy")
    store.close()
    (differs,) = between(folder, file, id, before="7").answers
    assert (differs.parts, differs.by) == (("value", "note"), "Zed")


def test_an_activity_that_came_or_went_is_named(folder: Path, file: Path, id: str) -> None:
    write(folder, file, id, ActivityAdded(id="talk", name="A talk"), ActivityRemoved(id="crate"))
    found = between(folder, file, id)
    assert (found.gone, found.new) == (["A crate"], ["A talk"])


def test_a_version_that_is_none_is_refused_with_those_that_are(folder: Path, file: Path, id: str) -> None:
    for which in ("Autumn", "0", "99", "²", "9" * 5000):
        with pytest.raises(StoreError, match=r"give now, a number from 1 to 6, or a name \(“Spring”\)"):
            between(folder, file, id, before=which)


def run(file: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["versions", *words, "--database", str(file)])


@pytest.fixture
def real(file: Path) -> str:
    store = Store.open(file, knowledge.load())
    id = store.start("Northmoor", WINTER, "Ada")
    store.append(id, ValueGiven(question="profile.kind", value="he_wales", made_on=1), "Ada")
    store.close()
    return id


@pytest.mark.slow
def test_the_command_names_lists_compares_carries_over_and_undoes(file: Path, real: str) -> None:
    assert "as it stood after event 2" in run(file, "name", real, "Autumn committee 2026", "--by", "Ada").output
    assert "already" in run(file, "name", real, "autumn committee 2026", "--by", "Ada").output
    assert "2  Autumn committee 2026  named " in run(file, "list", real).output
    store = Store.open(file, knowledge.load())
    store.append(real, ValueGiven(question="profile.kind", value="company", made_on=3), "Bo")
    store.close()
    text = run(file, "compare", real, "Autumn committee 2026").output
    assert "Answers that differ: 1" in text
    data = json.loads(run(file, "compare", real, "Autumn committee 2026", "now", "--json").output)
    assert [(each["before"], each["after"], each["by"]) for each in data["answers"]] == [("he_wales", "company", "Bo")]
    assert data["before"]["event"] == 2
    assert "value given: " in run(file, "log", real).output
    assert run(file, "undo", real, "4", "--by", "Cy").output == "event 4 is undone by event 5\n"
    assert "Answers that differ: 0" in run(file, "compare", real, "2").output
    new = run(file, "carry-over", real, "Autumn committee 2026", "--day", "2027-11-25", "--by", "Ada").output.strip()
    assert "Answers that differ: 1" in run(file, "compare", real, "2", "--with", new).output
    store = Store.open(file, knowledge.load())
    assert store.history(real)[-1].by == "Cy (command line)"
    assert store.record(new).record.as_at == date(2027, 11, 25)
    store.close()


@pytest.mark.slow
@pytest.mark.parametrize(("words", "why"), [
    (("undo", "ID", "1", "--by", "A"), "the first began the assessment"),
    (("undo", "ID", "-3", "--by", "A"), "No such option"),
    (("compare", "ID", "Nothing"), "no version has a name yet"),
    (("name", "ID", "", "--by", "A"), "name: String should have at least 1 character"),
    (("name", "ID", "x", "--event", "9", "--by", "A"), "has no event 9"),
    (("log", "nosuch"), "there is no assessment nosuch"),
])  # fmt: skip
def test_the_command_says_what_is_wrong(file: Path, real: str, words: tuple[str, ...], why: str) -> None:
    refused = run(file, *(real if each == "ID" else each for each in words))
    assert refused.exit_code in (1, 2)
    assert why in refused.output
    assert "Traceback" not in refused.output
