"""The one door to the store: who may do what is decided here, whatever page asks."""

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Final

from guidance.case.plan import Plan
from guidance.case.record import Marking, Record
from guidance.case.store import (
    Answered,
    AnswersTaken,
    Deletion,
    Event,
    FileAdded,
    Reviewed,
    Signed,
    Store,
    Stored,
    StoredEvent,
    StoreError,
    Summary,
    TakenUp,
)
from guidance.team import purge
from guidance.team.handing_over import Whom, hand_over
from guidance.team.log import (
    INSTITUTION,
    Exported,
    Grant,
    Granted,
    GrantEnded,
    HandedOver,
    Logged,
    Taken,
    TeamLog,
    grantee,
    id_of,
)
from guidance.team.own import Own, named_in_file, with_claims
from guidance.team.permissions import GRANTS, MADE_BY, NEEDS, May, Reach, Role
from guidance.team.person import Person

REFUSED: Final = "there is no assessment of that name in which you may do this; choose one from the list, or ask an officer"
"""The same for what is not there and for what is not theirs: nobody learns which."""


_TAKES: Final[Mapping[Taken, May]] = {"disclosed version": May.WITHHOLD, "history": May.HISTORY}
"""What is needed to take away what is no result."""


class RefusedError(StoreError):
    """Whoever asked may not, or there is nothing to do it to."""

    def __init__(self) -> None:
        super().__init__(REFUSED)


class Desk:
    """The store as one person may use it; with `person` None, where nobody signs in, all of it.

    The methods are those of `Store`, and raise what they raise, and RefusedError. `by` is who signed in, whatever is given."""

    def __init__(self, store: Store, person: Person | None, log: TeamLog | None = None) -> None:
        self._store = store
        self._person = person
        self._log = log or TeamLog(store.database)

    def close(self) -> None:
        """As `Store.close`."""
        self._store.close()

    # What the person may.

    def may(self, may: May, id: str | None = None) -> bool:
        """Whether the person may do something to the whole of an assessment or, without `id`, of the institution."""
        return self._person is None or self._reach(may, id) is Reach.WHOLE

    def roles(self, id: str | None = None) -> frozenset[Role]:
        """The roles that were granted to the person for an assessment or, without `id`, for the institution."""
        scopes = {INSTITUTION, f"assessment:{id}"} if id else {INSTITUTION}
        return frozenset(grant.role for grant in self._grants if grant.scope in scopes)

    @cached_property
    def _grants(self) -> frozenset[Grant]:
        return self._of_theirs(self._log.grants()) if self._person else frozenset()

    def _of_theirs(self, grants: frozenset[Grant]) -> frozenset[Grant]:
        return frozenset(filter(self.is_own, grants))

    @property
    def _departments(self) -> frozenset[str]:
        heads = (grant.scope for grant in self._grants if grant.role is Role.HEAD)
        return frozenset(scope.removeprefix("department:") for scope in heads if scope.startswith("department:"))

    def _reach(self, may: May, id: str | None) -> Reach | None:
        reaches = {GRANTS[role].get(may) for role in self.roles(id)}
        return next((reach for reach in Reach if reach in reaches), None)

    def _check(self, may: May, id: str | None = None) -> None:
        if not self.may(may, id):
            raise RefusedError

    def _own(self, id: str) -> Own:
        """The person's part of an assessment. Raises RefusedError when there is none."""
        assert self._person
        try:
            own = Own.of(self._store.record(id), self._person, self.roles(id), self._departments)
        except StoreError:
            raise RefusedError from None
        if not (own.assignments or own.activities):
            raise RefusedError
        return own

    def _check_event(self, id: str, event: Event) -> None:
        may = NEEDS[event.kind]
        if self.may(may, id):
            return
        own = self._own(id)
        lent = {Role.CONTRIBUTOR} if own.assignments else set()
        lent |= {Role.HEAD} if own.activities else set()
        if not any(may in GRANTS[role] for role in lent) or not own.takes(event):
            raise RefusedError

    # What `Store` does.

    def start(self, title: str, as_at: date, by: str, marking: Marking = Marking.SENSITIVE, prepared_by: str = "") -> str:
        """As `Store.start`."""
        self._check(May.START)
        prepared_by = self._person.name if self._person else prepared_by
        return self._store.start(title, as_at, self._name(by), marking, prepared_by, self._me)

    def open_record(self, record: Record, by: str, plan: Plan | None = None) -> str:
        """As `Store.open_record`."""
        self._check(May.START)
        return self._store.open_record(with_claims(record) if self._person else record, self._name(by), plan, self._me)

    def carry_over(self, id: str, day: date, by: str, number: int | None = None) -> str:
        """As `Store.carry_over`."""
        self._check(May.START)
        self._check(May.READ if number is None else May.HISTORY, id)
        return self._store.carry_over(id, day, self._name(by), self._me, number)

    def as_of(self, id: str, number: int) -> Record:
        """As `Store.as_of`."""
        self._check(May.HISTORY, id)
        return self._store.as_of(id, number)

    def assessments(self, removed: bool = False) -> tuple[Summary, ...]:
        """As `Store.assessments`, those that the person may see; without its title where they may see no more than its size."""
        return self._seen(self._store.assessments(removed))

    def due(self, days: int) -> tuple[Summary, ...]:
        """As `Store.due`, those that the person may see."""
        return self._seen(self._store.due(days))

    def _seen(self, all: tuple[Summary, ...]) -> tuple[Summary, ...]:
        if self._person is None:
            return all
        return tuple(purge.nameless(each, self.may(May.LIST, each.id)) for each in all if self._lists(each.id))

    def _lists(self, id: str) -> bool:
        return self.may(May.LIST, id) or self.may(May.SIZES, id)

    def record(self, id: str) -> Stored:
        """As `Store.record`, for whoever may read all of it."""
        self._check(May.READ, id)
        return self._store.record(id)

    def put_back(self, id: str) -> int:
        """As `Store.put_back`. It tells nothing of what there is."""
        return self._store.put_back(id)

    def append(self, id: str, event: Event, by: str) -> int:
        """As `Store.append`. What needs another person is refused to whoever had a hand in it."""
        if self._person is None:
            return self._store.append(id, event, by)
        self._check_event(id, event)
        self._check_other(id, event)
        return self._store.append(id, self._theirs(event), self._person.name, self._me)

    def attach(self, id: str, event: FileAdded | Answered, data: bytes, by: str) -> int:
        """As `Store.attach`."""
        if self._person is not None:
            self._check_event(id, event)
        return self._store.attach(id, event, data, self._name(by), self._me)

    def file(self, id: str, sha256: str) -> bytes | None:
        """As `Store.file`."""
        self._check_file(id, sha256)
        return self._store.file(id, sha256)

    def holds(self, id: str, sha256: str) -> bool:
        """As `Store.holds`."""
        self._check_file(id, sha256)
        return self._store.holds(id, sha256)

    def _check_file(self, id: str, sha256: str) -> None:
        if not self.may(May.READ, id) and sha256 not in self._own(id).files():
            raise RefusedError

    def history(self, id: str) -> tuple[StoredEvent, ...]:
        """As `Store.history`."""
        self._check(May.HISTORY, id)
        return self._store.history(id)

    def verify(self, id: str) -> None:
        """As `Store.verify`."""
        self._check(May.HISTORY, id)
        self._store.verify(id)

    def delete(self, id: str, by: str, why: str) -> Deletion:
        """As `Store.delete`. Where people sign in, one asked for it and another confirmed it before."""
        if self._person is None:
            return self._store.delete(id, by, why)
        self._check(May.PURGE, id)
        return purge.carry_out(self._store, self._log, id, self._person.name, self._me)

    def deletions(self) -> tuple[Deletion, ...]:
        """As `Store.deletions`."""
        if not (self.may(May.HISTORY) or self.may(May.PURGE)):
            raise RefusedError
        return self._store.deletions()

    # What a team does besides.

    def mine(self) -> tuple[Stored, ...]:
        """The person's own part of each assessment in which they have one."""
        if self._person is None:
            return ()
        found = []
        for each in self._store.assessments():
            try:
                found.append(self._own(each.id).shown())
            except RefusedError:
                continue
        return tuple(found)

    def part(self, id: str) -> Stored:
        """The person's own part of an assessment; assignments to their address are theirs from now on. Raises RefusedError."""
        if self._person is None:
            raise RefusedError
        own = self._own(id)
        for each in own.assignments.values():
            if each.person is None and "@" in each.to:
                self._store.append(id, TakenUp(id=each.id), self._person.name, self._me)
        return self._own(id).shown()

    def taken_away(self, id: str, what: Taken, file: str, data: bytes) -> bytes:
        """The same bytes, once it is logged that the person read or took them."""
        if self._person is not None:
            digest = hashlib.sha256(data).hexdigest() if data else ""
            if what == "evidence":
                self._check_file(id, digest)
            else:
                self._check(_TAKES.get(what, May.RESULT), id)
            self._log.append(Exported(assessment=id, what=what, file=file, sha256=digest), self._person.name, self._me)
        return data

    def hand_over(self, whom: Whom, by: str) -> HandedOver:
        """Hands over what somebody has who leaves, in every assessment on the list in which the person may, and logs it: all or nothing.

        An assessment that is damaged is left, and named in the event; do it again once it is mended. Raises StoreError when there is
        nothing to move, an address or a name cannot be written, or the person would get it: nobody hands over to himself."""
        whom.check()
        self._check_not_to_himself(whom)
        ids = [each.id for each in self._store.assessments() if self.may(May.HAND_OVER, each.id)]
        if not ids:
            raise RefusedError
        return hand_over(self._store, self._log, ids, whom, self._name(by), self._me)

    def _check_not_to_himself(self, whom: Whom) -> None:
        """Whoever gets an assignment reads its answers: the person is not to get it by address, role or name."""
        if self._person is None:
            return
        own = {self._person.email.casefold(), self._person.name.casefold(), *(grant.role for grant in self._grants)} - {""}
        if own & {whom.comes.casefold(), whom.comes_name.casefold()}:
            raise StoreError(
                "nobody hands over to himself; name somebody else, or ask another officer or administrator to do it"
            )

    def granted(self) -> tuple[Granted, ...]:
        """The roles that are granted now, with who has each."""
        self._check(May.GRANT)
        return self._log.granted()

    def is_own(self, grant: Grant) -> bool:
        """Whether a role is the person's own, or one of a group that they are in."""
        if self._person is None:
            return False
        return grant.to in {grantee(self._person), *(f"group:{each}" for each in self._person.groups)}

    def grant(self, grant: Grant, name: str = "") -> None:
        """Grants a role. Nobody grants to himself, nor to a group that he is in."""
        self._change_roles(Granted(grant=grant, name=name))

    def end_grant(self, grant: Grant) -> None:
        """Ends a role."""
        self._change_roles(GrantEnded(grant=grant))

    def _change_roles(self, event: Granted | GrantEnded) -> None:
        self._check(May.GRANT)
        if self.is_own(event.grant):
            raise StoreError("nobody grants a role to himself, or ends his own; ask another administrator")
        with self._store.database.transaction(write=True) as connection:
            # as it is now, not as it was when the page was drawn: two administrators could end each other, and leave none
            self._grants = self._of_theirs(self._log.grants_in(connection))
            if not self.may(May.GRANT):
                raise StoreError(
                    "your own role was ended meanwhile, and nothing was changed; ask another administrator, or whoever may run "
                    "`guidance team` on the server"
                )
            self._log.append_in(connection, event, self._name(""), self._me)

    def logged(self) -> tuple[Logged, ...]:
        """The log of the team: all of it for whoever may read every history, roles and deletions for an administrator."""
        if self.may(May.HISTORY):
            return self._log.events()
        self._check(May.GRANT)
        return tuple(each for each in self._log.events() if not isinstance(each.event, Exported))

    def ask_purge(self, id: str, why: str) -> None:
        """Asks that an assessment is deleted for good."""
        self._check(May.ASK_PURGE, id)
        purge.ask(self._store, self._log, id, why, self._name(""), self._me)

    def confirm_purge(self, id: str) -> None:
        """Confirms it, where somebody else asked."""
        self._check(May.CONFIRM_PURGE, id)
        purge.confirm(self._store, self._log, id, self._name(""), self._me)

    # Who did it.

    @property
    def _me(self) -> str | None:
        return id_of(self._person) if self._person else None

    def _name(self, by: str) -> str:
        return self._person.name if self._person else by

    def _theirs(self, event: Event) -> Event:
        """An event with who signed in, in place of names that were typed."""
        match event:
            case Signed():
                assert self._person
                return event.model_copy(update={"name": self._person.name, "role": "Approved"})
            case AnswersTaken(answers=answers):
                assert self._person
                name = self._person.name
                return event.model_copy(update={"answers": {each: named_in_file(said, name) for each, said in answers.items()}})
        return event

    def _check_other(self, id: str, event: Event) -> None:
        """Checks that a result was prepared, and that whoever reviews or approves it had no hand in it."""
        if not isinstance(event, Reviewed | Signed):
            return
        history = self._store.history(id)
        if any(each.person == self._me and NEEDS[each.event.kind] in MADE_BY for each in history):
            raise StoreError("whoever prepared, answered or reviewed a result does not approve it; ask somebody else")
        ready = (each for each in self._store.record(id).signatures if each.step == "prepared")
        if not any(each.answers == event.answers and each.knowledge == event.knowledge for each in ready):
            raise StoreError("nobody has said yet that this result is ready, as it stands now; ask an officer to")
