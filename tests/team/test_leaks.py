"""No page shows a word that is not theirs: every note and every name holds a word of its own, and all that is sent is searched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.util import calc_hash

from guidance import knowledge
from guidance.case.record import Partner, Record, Recorded, RecordedActivity
from guidance.case.store import Assigned, Commented, DepartmentNamed, Store
from guidance.language.conditions import Scope
from guidance.team.desk import Desk
from guidance.team.log import Grant, Granted, TeamLog, grantee
from guidance.team.permissions import Role
from guidance.team.person import Person
from tests.team.world import DAY, NOBODY, PEOPLE
from ui.browser import state, visitor
from ui.browser.places import PAGES

OWN, OTHER = "own", "other"
SOME = 12
"""Answers about the organisation and about each activity: a page of them is drawn in a second."""
ACTIVITIES = {OWN: "wordownname", OTHER: "wordothername"}


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
            assigned,
            other,
            Commented(id="c0", activity=OWN, question=self.assigned, text="wordcommentown"),
            Commented(id="c1", activity=OTHER, question=self.asked[OTHER][0], text="wordcommentother"),
        ):
            officer.append(self.id, event, "")

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
        rest = {"wordtitle", "wordprepared", "wordmessage", "wordtothem", "wordcommentown", "wordcommentother"}
        return notes | partners | rest | set(ACTIVITIES.values())

    def theirs(self, who: Role | None) -> set[str]:
        """The words that somebody may see."""
        if who is Role.OFFICER:
            return self.words
        if who is Role.CONTRIBUTOR:
            return {"wordtitle", "wordownname", "wordmessage", "wordcommentown", "wordbyown", word(self.assigned, OWN)}
        if who is Role.HEAD:
            notes = {word(question, OWN) for question in self.asked[OWN]}
            return notes | {"wordtitle", "wordownname", "wordbyown", "wordcommentown"}
        return set()

    def addresses(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Every page, of the organisation and of each activity."""
        sections = knowledge.load().sections
        yield "home", {}
        yield "mine", {}
        yield "mine", {"of": self.id}
        for page in (*PAGES, *sections):
            for more in ({}, {"act": OTHER}, {"act": OWN}):
                yield page, {"a": self.id, **more}

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


@pytest.mark.parametrize("who", [Role.CONTRIBUTOR, Role.HEAD, Role.KEEPER, Role.ADMINISTRATOR, None, pytest.param(Role.OFFICER, marks=pytest.mark.slow)])  # fmt: skip
def test_no_page_shows_a_word_that_is_not_theirs(who: Role | None, leaks: Leaks, monkeypatch: pytest.MonkeyPatch) -> None:
    person: Person = PEOPLE[who] if who else NOBODY
    monkeypatch.setattr(visitor, "signed_in", lambda: person)
    found: set[str] = set()
    for page, query in leaks.addresses():
        shown = leaks.visit(page, query)
        assert not shown - leaks.theirs(who), (page, query, sorted(shown - leaks.theirs(who))[:5])
        found |= shown
    assert found == leaks.theirs(who)
