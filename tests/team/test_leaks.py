"""No page shows a word that is not theirs: every note and every name holds a word of its own, and all that is sent is searched."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.util import calc_hash

from guidance import knowledge
from guidance.case.evidence import attached
from guidance.case.record import Partner, Record, Recorded, RecordedActivity
from guidance.case.store import (
    ActionOwned,
    Assigned,
    Commented,
    DepartmentNamed,
    EvidenceWritten,
    FileAdded,
    HandedIn,
    PartSaid,
    Prepared,
    SentBack,
    Signed,
    Store,
    ValueGiven,
    WithholdMarked,
)
from guidance.language.conditions import Scope
from guidance.team.desk import Desk, RefusedError
from guidance.team.log import Grant, Granted, TeamLog, grantee
from guidance.team.permissions import GRANTS, May, Role
from guidance.team.person import Person
from reports.editions import Edition
from tests.team.world import DAY, NOBODY, PEOPLE
from ui.browser import offers, state, visitor
from ui.browser.offers import NoSuchFileError
from ui.browser.places import PAGES

pytestmark = pytest.mark.slow

OWN, OTHER = "own", "other"
WHOLE = {Role.OFFICER, Role.LEGAL, Role.APPROVER, Role.AUDITOR}
"""Who reads all of an assessment."""
SOME = 12
"""Answers about the organisation and about each activity: a page of them is drawn in a second."""
ACTIVITIES = {OWN: "wordownname", OTHER: "wordothername"}


BYTES = {f"wordbytes{about or 'home'}" for about in (None, *ACTIVITIES)}
"""What stands in files of evidence only."""


def word(question: str, about: str | None) -> str:
    return f"word{question}{about or 'home'}end".replace(".", "").replace("_", "")


class Leaks:
    """A store with an assessment of which each word is told from every other, and what is sent to whom."""

    def __init__(self, url: str, sent: list[bytes]) -> None:
        self.store = Store.open(url, knowledge.load())
        self.log, self.sent = TeamLog(self.store.database), sent
        catalogue = knowledge.load()
        self.asked = {
            about: [each.id for each in catalogue.asked_of(Scope.ACTIVITY if about else Scope.ORGANISATION)][:SOME]
            for about in (None, *ACTIVITIES)
        }
        for role, person in PEOPLE.items():
            if role is not Role.CONTRIBUTOR:
                scope = "department:Physics" if role is Role.HEAD else "institution"
                self.log.append(Granted(grant=Grant(role=role, to=grantee(person), scope=scope)), "the test")
        officer = Desk(self.store, PEOPLE[Role.OFFICER], self.log)
        self.id = officer.open_record(self.record(), "")
        for activity, department in ((OWN, "Physics"), (OTHER, "Chemistry")):
            officer.append(self.id, DepartmentNamed(activity=activity, department=department), "")
        self.assigned = self.asked[OWN][0]
        to = PEOPLE[Role.CONTRIBUTOR].email
        assigned = Assigned(id="a0", to=to, activity=OWN, questions=(self.assigned,), due=DAY, message="wordmessage")
        other = Assigned(
            id="a1", to="z@n.example", activity=OTHER, questions=(self.asked[OTHER][0],), due=DAY, message="wordtothem"
        )
        for event in (
            self.says(ValueGiven, None, "profile.name", value="wordanswerhome"),
            *(
                self.says(EvidenceWritten, about, self.asked[about][0], evidence=f"wordwhere{about or 'home'}")
                for about in (None, *ACTIVITIES)
            ),
            *(self.says(WithholdMarked, about, self.asked[about][0], withhold=True) for about in ACTIVITIES),
            ActionOwned(actions=(next(iter(catalogue.advice)),), owner="wordowner", made_on=1),
            assigned,
            other,
            Commented(id="c0", activity=OWN, question=self.assigned, text="wordcommentown"),
            Commented(id="c1", activity=OTHER, question=self.asked[OTHER][0], text="wordcommentother"),
        ):
            officer.append(self.id, event, "")
        self.attached = {about: self.attach(officer, about) for about in (None, *ACTIVITIES)}
        self.store.append(self.id, HandedIn(id="a1"), "Somebody")
        officer.append(self.id, SentBack(id="a1", why="wordsentback"), "")
        self.sign()

    def says(self, kind: type[PartSaid], about: str | None, question: str, **said: object) -> PartSaid:
        return kind(activity=about, question=question, made_on=self.store.record(self.id).version, **said)

    def attach(self, officer: Desk, about: str | None) -> str:
        """A file of evidence, of which name and bytes hold a word."""
        data = f"wordbytes{about or 'home'}".encode()
        file = attached(f"wordfile{about or 'home'}.txt", data)
        event = self.says(FileAdded, about, self.asked[about][0], file=file)
        officer.attach(self.id, event, data, "")  # type: ignore[arg-type]
        return file.sha256

    def sign(self) -> None:
        """Prepared and approved, on conditions that hold a word."""
        record = self.store.record(self.id).record
        seen = {"answers": record.hash, "knowledge": knowledge.load().version}
        Desk(self.store, PEOPLE[Role.OFFICER], self.log).append(self.id, Prepared(**seen), "")
        signed = Signed(**seen, name="whoever signed in", role="Approved", conditions="wordcondition")
        Desk(self.store, PEOPLE[Role.APPROVER], self.log).append(self.id, signed, "")

    def record(self) -> Record:
        def answers(about: str | None) -> dict[str, Recorded]:
            return {
                question: Recorded("not sure", note=word(question, about), by=f"wordby{about or 'home'}")
                for question in self.asked[about]
            }

        activities = [
            RecordedActivity(id=id, name=name, partner=Partner(name=f"wordpartner{id}end"), answers=answers(id))
            for id, name in ACTIVITIES.items()
        ]
        return Record(
            id="x", title="wordtitle", as_at=DAY, prepared_by="wordprepared", answers=answers(None), activities=activities
        )

    @property
    def words(self) -> set[str]:
        """Every word that is told from every other."""
        notes = {word(question, about) for about, questions in self.asked.items() for question in questions}
        partners = {f"wordpartner{id}end" for id in ACTIVITIES} | {f"wordby{id}" for id in (*ACTIVITIES, "home")}
        rest = {"wordtitle", "wordprepared", "wordmessage", "wordtothem", "wordcommentown", "wordcommentother", "wordowner"}
        rest |= {"wordcondition", "wordsentback", "wordanswerhome"}
        rest |= {f"word{what}{about or 'home'}" for what in ("where", "file", "bytes") for about in (None, *ACTIVITIES)}
        return notes | partners | rest | set(ACTIVITIES.values())

    def theirs(self, who: Role | None) -> set[str]:
        """The words that somebody may see."""
        if who in WHOLE:
            return self.words
        of_own = {"wordtitle", "wordownname", "wordcommentown", "wordbyown", "wordwhereown", "wordfileown", "wordbytesown"}
        if who is Role.CONTRIBUTOR:
            return {*of_own, "wordmessage", word(self.assigned, OWN)}
        if who is Role.HEAD:
            notes = {word(question, OWN) for question in self.asked[OWN]}
            return notes | of_own
        return set()

    def addresses(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Every page, of the organisation and of each activity."""
        sections = knowledge.load().sections
        yield "home", {}
        yield "mine", {}
        yield "mine", {"of": self.id}
        yield "roles", {}
        for page in (*PAGES, *sections):
            for more in ({}, {"act": OTHER}, {"act": OWN}):
                yield page, {"a": self.id, **more}

    def files(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every kind of file, in every format, as an address names it; of evidence every file."""
        yield from ((kind, (suffix,)) for kind in ("report", "redacted") for suffix in offers.FORMATS)
        yield from (("edition", (str(each),)) for each in Edition)
        yield from (("questions", (role, suffix)) for role in knowledge.load().roles for suffix in (".xlsx", ".docx"))
        yield from (("evidence", (sha256,)) for sha256 in self.attached.values())
        yield from (("trail", (suffix,)) for suffix in offers.TRAILS)
        yield from (("looks", ()), ("template", ()), ("columns", ('{"partner": "P"}',)))

    def take(self, person: Person, kind: str, which: tuple[str, ...]) -> bytes | None:
        """A file as somebody gets it; None when it is refused."""
        desk = Desk(self.store, person, self.log)
        try:
            return offers.found(desk, self.id, kind, which).given(desk)
        except (RefusedError, NoSuchFileError):
            return None

    def in_bytes(self, data: bytes) -> set[str]:
        """The words in a file, also in one that is packed."""
        everything = data
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                everything = b"".join(packed.read(name) for name in packed.namelist())
        return {word for word in self.words if word.encode() in everything}

    def visit(self, page: str, query: dict[str, str]) -> set[str]:
        """The words on a page, in whatever is sent for it."""
        self.sent.clear()
        test = AppTest.from_string("from ui.browser import shell\nshell.run()\n", default_timeout=300)
        for name, value in query.items():
            test.query_params[name] = value
        test._page_hash = calc_hash("" if page == "home" else page)
        test.run()
        assert not test.exception
        everything = b"".join(self.sent).decode("utf-8", "replace").replace("\\", "")
        assert "Traceback" not in everything
        return {word for word in self.words if word in everything}


@pytest.fixture
def leaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Leaks]:
    sent: list[bytes] = []
    parse = local_script_runner.parse_tree_from_messages

    def kept(messages: list[object]) -> object:
        sent.extend(each.SerializeToString() for each in messages)  # type: ignore[attr-defined]
        return parse(messages)  # type: ignore[arg-type]

    monkeypatch.setattr(local_script_runner, "parse_tree_from_messages", kept)
    url = f"sqlite:///{tmp_path / 'leaks.db'}"
    monkeypatch.setenv("GUIDANCE_DATABASE", url)
    leaks = Leaks(url, sent)
    yield leaks
    leaks.store.close()
    state._store.cache_clear()
    state._log.cache_clear()


@pytest.mark.parametrize("who", [Role.CONTRIBUTOR, Role.HEAD, Role.KEEPER, Role.ADMINISTRATOR, None, *sorted(WHOLE)])  # fmt: skip
def test_no_page_shows_a_word_that_is_not_theirs(who: Role | None, leaks: Leaks, monkeypatch: pytest.MonkeyPatch) -> None:
    person: Person = PEOPLE[who] if who else NOBODY
    monkeypatch.setattr(visitor, "signed_in", lambda: person)
    found: set[str] = set()
    for page, query in leaks.addresses():
        shown = leaks.visit(page, query)
        assert not shown - leaks.theirs(who), (page, query, sorted(shown - leaks.theirs(who))[:5])
        found |= shown
    if who is Role.OFFICER:  # so the search is not blind
        assert found >= leaks.words - BYTES - {"wordowner", "wordcondition", "wordsentback"}
    elif who in WHOLE:  # whoever may not change it is not shown the forms that hold the rest
        assert found >= {"wordtitle", "wordprepared", *ACTIVITIES.values()}
    else:  # where evidence is kept is not asked for on My questions
        assert found == leaks.theirs(who) - BYTES - {"wordwhereown"}


@pytest.mark.parametrize("who", [*Role, None])
def test_no_file_holds_a_word_that_is_not_theirs(who: Role | None, leaks: Leaks) -> None:
    person = PEOPLE[who] if who else NOBODY
    files = list(leaks.files())
    assert {kind for kind, _ in files} == offers.KINDS.keys() - {"letter"}  # these answers need none: tests/team/test_table.py
    given = {each: data for each in files if (data := leaks.take(person, *each)) is not None}
    found = {each: leaks.in_bytes(data) for each, data in given.items()}
    assert {each: words - leaks.theirs(who) for each, words in found.items() if words - leaks.theirs(who)} == {}
    if who in WHOLE:
        needed = {("redacted",): May.WITHHOLD, ("looks",): May.WITHHOLD, ("trail",): May.HISTORY}
        withholds = {kind for kind, needs in needed.items() if needs not in GRANTS[who]}
        assert {kind for kind, _ in files} - {kind for kind, _ in given} == {kind for (kind,) in withholds}
        assert "wordanswerhome" in found["report", (".json",)]
        assert "wordbytesother" in found["report", (".zip",)]
    else:  # their own evidence, and nothing else of any kind
        own = {("evidence", (leaks.attached[OWN],))} if who in (Role.CONTRIBUTOR, Role.HEAD) else set()
        assert given.keys() == own
        assert all(words == {"wordbytesown"} for words in found.values())
    for kind, which in files:  # a mark keeps what is marked out of the version to disclose, whoever makes it
        if kind == "redacted" and (kind, which) in found:
            assert not found[kind, which] & {word(leaks.asked[about][0], about) for about in ACTIVITIES}
