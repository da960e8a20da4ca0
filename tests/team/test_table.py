"""Every role and every kind of event against the table, both outcomes; and the table against the program."""

import ast
import inspect
import shutil
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.case.evidence import attached
from guidance.case.plan import Status
from guidance.case.record import Partner, Record, Recorded, read_record
from guidance.case.store import (
    ActionDue,
    ActionMoved,
    ActionOwned,
    ActivityAdded,
    ActivityRemoved,
    ActivityRenamed,
    ActivityRestored,
    Answered,
    AnswersMerged,
    AnswersTaken,
    Assigned,
    AssignmentMoved,
    Commented,
    CommentSettled,
    ConfidenceStated,
    Confirmed,
    DepartmentNamed,
    Described,
    Event,
    EvidenceWritten,
    FileAdded,
    FileRemoved,
    HandedIn,
    NoteWritten,
    PartnerLookedUp,
    PartnerScreened,
    Prepared,
    RegisterImported,
    Reminded,
    ReminderFailed,
    Removed,
    Restored,
    Reviewed,
    ReviewMarked,
    SentBack,
    Signed,
    Store,
    Stored,
    StoreError,
    TakenUp,
    Unassigned,
    Undone,
    ValueGiven,
    ValueWithdrawn,
    VersionNamed,
    Withdrawn,
    Withheld,
    WithholdMarked,
)
from guidance.case.store.events import KINDS
from guidance.team.desk import Desk, RefusedError
from guidance.team.log import TeamLog
from guidance.team.permissions import GRANTS, NEEDS, May, Reach, Role, table
from reports import letters
from tests.team.world import DAY, NOBODY, OTHER, OWN, PEOPLE, World
from ui.browser import concluded, offers
from ui.browser.offers import NoSuchFileError, Offer

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FILE = attached("a.pdf", b"%PDF-1.4 evidence")


def events(world: World, activity: str) -> Iterator[Event]:
    """One event of each kind but those that start an assessment, about an activity and its assignment."""
    about = {"activity": activity, "question": world.question, "made_on": world.version}
    seen = {"answers": world.store.record(world.id).record.hash, "knowledge": "2026.1 abc"}
    assignment = "a0" if activity == OWN else "a1"
    said = Recorded(value="not sure", by="Somebody")
    yield ValueGiven(**about, value="not sure")
    yield ValueWithdrawn(**about)
    yield NoteWritten(**about, note="n")
    yield EvidenceWritten(**about, evidence="e")
    yield ConfidenceStated(**about)
    yield ReviewMarked(**about, review=True)
    yield WithholdMarked(**about, withhold=True)
    yield FileAdded(**about, file=FILE)
    yield FileRemoved(**about, sha256="0" * 64)
    yield Confirmed(**about)
    yield Answered(activity=activity, question=world.question, value="not sure")
    yield Withdrawn(activity=activity, question=world.question)
    yield Described(title="Another")
    yield ActivityAdded(id="third", name="Third")
    yield ActivityRenamed(id=activity, name="Renamed")
    yield ActivityRemoved(id=activity)
    yield ActivityRestored(id=activity)
    yield RegisterImported(file="r.csv", sha256="0" * 64, account="", activities=[])
    yield AnswersTaken(file="a.xlsx", answers={activity: {world.question: said}}, made_on=world.version)
    yield AnswersMerged(file="a.xlsx", answers={activity: {world.question: said}})
    yield PartnerLookedUp(activity=activity, partner=Partner(name="Somebody"), made_on=world.version)
    yield PartnerScreened(activity=activity, partner=Partner(name="Somebody"))
    yield Withheld(activity=activity)
    action = {"actions": (next(iter(knowledge.load().advice)),), "made_on": world.version}
    yield ActionOwned(**action, owner="Somebody")
    yield ActionDue(**action, due=DAY)
    yield ActionMoved(**action, status=Status.DOING)
    yield Prepared(**seen)
    yield Reviewed(**seen)
    yield Signed(name="typed", role="typed", **seen)
    yield Removed()
    yield Restored()
    yield Assigned(id="a2", to="z@northmoor.example", activity=activity, questions=(world.question,), due=DAY)
    yield Unassigned(id=assignment)
    yield AssignmentMoved(id=assignment, to="z@northmoor.example")
    yield TakenUp(id=assignment)
    yield HandedIn(id=assignment)
    yield SentBack(id=assignment, why="more")
    yield Reminded(id=assignment, step="7 days")
    yield ReminderFailed(id=assignment, step="7 days")
    yield Commented(id="c1", activity=activity, question=world.question, text="Look here")
    yield CommentSettled(id="on-own" if activity == OWN else "on-other")
    yield DepartmentNamed(activity=activity, department="Chemistry")
    yield VersionNamed(name="Autumn committee", number=world.version)
    yield Undone(event=2)


STARTS = {"started", "imported"}


def test_each_kind_of_event_needs_one_permission() -> None:
    assert NEEDS.keys() == KINDS.keys()


@pytest.fixture
def settled(tmp_path: Path) -> World:
    """The world with a comment on each activity, in a file that can be copied."""
    world = World.of(Store.open(tmp_path / "world.db", knowledge.load()))
    for id, activity in (("on-own", OWN), ("on-other", OTHER)):
        comment = Commented(id=id, activity=activity, question=world.question, text="Why?")
        world.desk(Role.OFFICER).append(world.id, comment, "")
    world.store.close()
    shutil.copy(tmp_path / "world.db", tmp_path / "base.db")
    return opened(world, tmp_path / "world.db")


def refused(world: World, who: Role, event: Event) -> bool:
    try:
        world.desk(who).append(world.id, event, "typed")
    except RefusedError:
        return True
    except StoreError:
        return False
    return False


def opened(world: World, file: Path) -> World:
    store = Store.open(file, knowledge.load())
    return World(store, TeamLog(store.database), world.id, world.question, world.another, world.at_home)


def copied(world: World, folder: Path, name: str) -> World:
    return opened(world, Path(shutil.copy(folder / "base.db", folder / f"{name}.db")))


@pytest.mark.parametrize("role", Role)
def test_a_role_may_what_the_table_says_and_nothing_else(role: Role, settled: World, tmp_path: Path) -> None:
    for activity in (OWN, OTHER):
        for event in events(settled, activity):
            reach = GRANTS[role].get(NEEDS[event.kind])
            allowed = reach is Reach.WHOLE or (reach is Reach.OWN and activity == OWN)
            if not allowed:
                assert refused(settled, role, event), (role, event.kind, activity)
                continue
            other = copied(settled, tmp_path, f"{event.kind}-{activity}")
            assert not refused(other, role, event), (role, event.kind, activity)
            other.store.close()
    assert {event.kind for event in events(settled, OWN)} | STARTS == KINDS.keys()


@pytest.mark.parametrize("role", Role)
def test_who_may_start_an_assessment(role: Role, settled: World) -> None:
    desk, record = settled.desk(role), Record(id="a", title="T", as_at=DAY)
    for start in (lambda: desk.start("T", DAY, ""), lambda: desk.open_record(record, "")):
        if May.START in GRANTS[role]:
            assert settled.store.history(start())[0].person.endswith(PEOPLE[role].subject)
        else:
            with pytest.raises(RefusedError):
                start()


@pytest.mark.parametrize("role", [*Role, NOBODY])
def test_what_is_read_is_in_the_table(role: Role, settled: World) -> None:
    desk, id = settled.desk(role), settled.id
    grants = GRANTS[role] if isinstance(role, Role) else {}
    reads = {
        May.READ: (lambda of: desk.record(of), lambda of: desk.file(of, "0" * 64), lambda of: desk.holds(of, "0" * 64)),
        May.HISTORY: (desk.history, desk.verify, lambda of: desk.as_of(of, 1)),
        May.RESULT: (lambda of: desk.taken_away(of, "report", "r.pdf", b"r"),),
        May.ASK_PURGE: (lambda of: desk.ask_purge(of, "kept long enough"),),
    }
    for may, calls in reads.items():
        for call in calls:
            if grants.get(may) is Reach.WHOLE:
                call(id)
            else:
                told = [_refusal(call, of) for of in (id, "nothinghere2")]
                assert told[0] == told[1], "a refusal tells what there is"
    listed = {each.id: each.title for each in desk.assessments()}
    title = "Northmoor" if grants.get(May.LIST) is Reach.WHOLE else f"Assessment {id}"
    assert listed == ({id: title} if grants.get(May.LIST) is Reach.WHOLE or May.SIZES in grants else {})


def _refusal(call: object, of: str) -> str:
    with pytest.raises(RefusedError) as refused:
        call(of)  # type: ignore[operator]
    return str(refused.value)


def test_the_desk_does_what_the_store_does() -> None:
    def public(of: type) -> set[str]:
        return {name for name, each in inspect.getmembers(of) if callable(each) and not name.startswith("_")}

    beneath = {"open", "at_once"}  # what a desk is made of, and the transaction in which it hands over: no page has a store
    assert public(Store) - beneath <= public(Desk)


BELOW = {"guidance.case.store.store", "guidance.case.store.database", "guidance.case.store.schema"}


def test_no_page_and_no_report_goes_round_the_desk() -> None:
    for file in (*(ROOT / "ui" / "browser").rglob("*.py"), *(ROOT / "reports").rglob("*.py"), ROOT / "app.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                taken = {alias.name for alias in node.names}
                assert node.module not in BELOW, file
                assert file.name == "state.py" or not ({"Store", "TeamLog"} & taken), file
            if isinstance(node, ast.Attribute):
                assert node.attr not in {"_store", "_database"}, file
            if isinstance(node, ast.Call):
                assert file.name == "state.py" or getattr(node.func, "id", "") != "Desk", file
    state = (ROOT / "ui" / "browser" / "state.py").read_text(encoding="utf-8")
    assert state.count("_store(") == 3  # it is made, and given to the desk and to the log beside it


NEEDED = {"report": May.RESULT, "edition": May.RESULT, "letter": May.RESULT, "questions": May.RESULT,
          "evidence": May.READ, "redacted": May.WITHHOLD, "looks": May.WITHHOLD, "trail": May.HISTORY, "template": May.READ, "columns": May.READ}  # fmt: skip
"""What each kind of file needs; what holds nothing of an assessment stands on a page of it."""


def files(world: World, id: str, sha256: str) -> list[Offer]:
    """A file of each kind, as the officer finds it."""
    stored = world.store.record(id)
    letter = letters.needed(concluded.case(stored))[0]
    return [
        offers.report(stored, ".json"),
        offers.edition(stored, "committee"),
        offers.letter(stored, letter.key),
        offers.questions(stored, next(iter(knowledge.load().roles)), ".xlsx"),
        offers.evidence(stored, sha256),
        offers.redacted(stored, ".json"),
        offers.looks(stored),
        offers.trail(stored, ".csv"),
        offers.template(stored),
        offers.columns(stored, '{"partner": "Partner"}'),
    ]


@pytest.mark.parametrize("role", [*Role, NOBODY])
def test_a_file_is_given_as_the_table_says_and_logged(role: Role, settled: World, tmp_path: Path) -> None:
    world, officer = copied(settled, tmp_path, "files"), Role.OFFICER
    example = read_record((ROOT / "examples" / "northmoor.json").read_text(encoding="utf-8"), knowledge.load())
    id, file = world.desk(officer).open_record(example, ""), attached("minutes.txt", b"words of evidence")
    event = FileAdded(activity=None, question=world.at_home, made_on=world.store.record(id).version, file=file)
    world.desk(officer).attach(id, event, b"words of evidence", "")
    grants = GRANTS[role] if isinstance(role, Role) else {}
    theirs = files(world, id, file.sha256)
    assert {each.kind for each in theirs} == offers.KINDS.keys() == NEEDED.keys()
    for offer in theirs:
        desk, before = world.desk(role), len(world.log.events())
        if grants.get(NEEDED[offer.kind]) is Reach.WHOLE:
            assert offers.found(desk, id, offer.kind, offer.which).given(desk)
            logged = [each.event for each in world.log.events()[before:]]
            assert [(each.what, each.file) for each in logged] == ([(offer.taken, offer.name)] if offer.taken else [])
        else:
            for of in (id, "nothinghere2"):
                with pytest.raises(RefusedError if of == id or not desk.may(May.READ) else StoreError):
                    offers.found(desk, of, offer.kind, offer.which).given(desk)
            assert len(world.log.events()) == before
    world.store.close()


@pytest.mark.parametrize("which", [("report",), ("report", ".exe"), ("report", ".pdf", "more"), ("edition", "x"), ("letter", "x"), ("questions", "x", ".xlsx"),
                                   ("questions", "pi", ".pdf"), ("evidence", "0" * 64), ("redacted", ".pdf", "x"), ("looks", "x"), ("trail", ".pdf"), ("columns", "[]"),
                                   ("template", "x"), ("found",), ("_redacted", ".pdf"), ("",)])  # fmt: skip
def test_what_is_no_file_is_told_as_none(which: tuple[str, ...], settled: World) -> None:
    with pytest.raises(NoSuchFileError):
        offers.found(settled.desk(Role.OFFICER), settled.id, which[0], which[1:])


def test_a_download_is_drawn_in_one_place_only() -> None:
    """Else a page could hand out by Streamlit's own address, which whoever knows it may open."""
    names = {"download_button", "image", "audio", "video", "logo", "pdf"}
    drawn = set()
    for file in (ROOT / "ui" / "browser").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in names and getattr(node.value, "id", "") in {"st", "streamlit"}:
                drawn.add((file.name, node.attr))
    assert drawn == {("taking_away.py", "download_button")}


def test_the_page_of_permissions_is_the_table() -> None:
    assert (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8") == table()


def test_when_nobody_signs_in_everything_is_as_it_was(settled: World) -> None:
    desk = settled.desk(None)
    assert desk.record(settled.id).record == settled.store.record(settled.id).record
    assert desk.append(settled.id, Described(title="Mine"), "Typed") == settled.version
    assert settled.store.history(settled.id)[-1].by == "Typed"
    assert settled.store.history(settled.id)[-1].person is None
    assert datetime.now(UTC) >= settled.store.history(settled.id)[-1].at
    desk.delete(settled.id, "Typed", "why")


def test_a_part_holds_nothing_but_its_answers(settled: World) -> None:
    key = next(iter(knowledge.load().advice))
    officer = settled.desk(Role.OFFICER)
    officer.append(settled.id, ActionOwned(actions=(key,), owner="Zadie Quill", made_on=settled.version), "")
    part = settled.desk(Role.CONTRIBUTOR).part(settled.id)
    assert part.plan == {}
    assert "Zadie Quill" not in repr(part)
    thought_of = {
        "record",
        "version",
        "removed_activities",
        "signatures",
        "kept",
        "broken",
        "put_back",
        "plan",
        "together",
        "versions",
    }
    assert {each.name for each in fields(Stored)} == thought_of, "say in Own.shown what a part has of a new field"
