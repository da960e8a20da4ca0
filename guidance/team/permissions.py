"""Who may do what, as data: what each kind of event needs, and what each role gives. docs/permissions.md is printed from here."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What somebody is to the institution's assessments."""

    OFFICER = "officer"
    CONTRIBUTOR = "contributor"
    HEAD = "head of department"
    LEGAL = "legal"
    APPROVER = "approver"
    AUDITOR = "auditor"
    KEEPER = "keeper of the knowledge"
    ADMINISTRATOR = "administrator"


class May(StrEnum):
    """What can be done, in words for whoever reads the table."""

    LIST = "see that an assessment exists"
    READ = "read answers"
    RESULT = "read findings, download reports"
    HISTORY = "read and export the history"
    ANSWER = "answer, attach evidence"
    HAND_IN = "hand in an assignment"
    COMMENT = "comment, settle a comment"
    ASSIGN = "assign, take back, send back"
    HAND_OVER = "hand over what somebody has who leaves"
    START = "start an assessment, open a saved one"
    ARRANGE = "describe it, its activities, register, look-ups, answers from files, its actions; name a version, undo"
    WITHHOLD = "mark what is left out, make a version to disclose"
    PREPARE = "say that a result is ready"
    REVIEW = "review a result that somebody else prepared"
    SIGN = "approve what they neither prepared, answered nor reviewed"
    REMOVE = "take an assessment off the list, put it back"
    ASK_PURGE = "ask that an assessment is deleted for good"
    CONFIRM_PURGE = "confirm that, where somebody else asked"
    PURGE = "delete what was asked for and confirmed"
    SIZES = "see ids, sizes and ages of assessments, not their content"
    GRANT = "grant and end roles, of others"


class Reach(StrEnum):
    """How far a permission goes. *Own*: questions that are assigned to the person, or the activities of their department."""

    WHOLE = "●"
    OWN = "○"


NEEDS: Final[Mapping[str, May]] = {
    "started": May.START,
    "imported": May.START,
    "described": May.ARRANGE,
    "value_given": May.ANSWER,
    "value_withdrawn": May.ANSWER,
    "note_written": May.ANSWER,
    "evidence_written": May.ANSWER,
    "confidence_stated": May.ANSWER,
    "review_marked": May.ANSWER,
    "withhold_marked": May.WITHHOLD,
    "file_added": May.ANSWER,
    "file_removed": May.ANSWER,
    "confirmed": May.ANSWER,
    "answered": May.ANSWER,
    "withdrawn": May.ANSWER,
    "activity_added": May.ARRANGE,
    "activity_renamed": May.ARRANGE,
    "activity_removed": May.ARRANGE,
    "activity_restored": May.ARRANGE,
    "register_imported": May.ARRANGE,
    "answers_taken": May.ARRANGE,
    "answers_merged": May.ARRANGE,
    "partner_looked_up": May.ARRANGE,
    "partner_screened": May.ARRANGE,
    "withheld": May.WITHHOLD,
    "action_owned": May.ARRANGE,
    "action_due": May.ARRANGE,
    "action_moved": May.ARRANGE,
    "prepared": May.PREPARE,
    "reviewed": May.REVIEW,
    "signed": May.SIGN,
    "removed": May.REMOVE,
    "restored": May.REMOVE,
    "assigned": May.ASSIGN,
    "unassigned": May.ASSIGN,
    "assignment_moved": May.ASSIGN,
    "taken_up": May.HAND_IN,
    "handed_in": May.HAND_IN,
    "sent_back": May.ASSIGN,
    "reminded": May.ASSIGN,
    "reminder_failed": May.ASSIGN,
    "commented": May.COMMENT,
    "comment_settled": May.COMMENT,
    "department_named": May.ARRANGE,
    "version_named": May.ARRANGE,
    "undone": May.ARRANGE,
}
"""What each kind of event needs."""

MADE_BY: Final = frozenset({May.START, May.ANSWER, May.ARRANGE, May.WITHHOLD, May.PREPARE, May.REVIEW})
"""Whoever did one of these to an assessment had a hand in it, and does not approve it."""

_READS: Final = (May.LIST, May.READ, May.RESULT, May.HISTORY)


def _all(*may: May) -> Mapping[May, Reach]:
    return dict.fromkeys(may, Reach.WHOLE)


def _own(*may: May) -> Mapping[May, Reach]:
    return dict.fromkeys(may, Reach.OWN)


GRANTS: Final[Mapping[Role, Mapping[May, Reach]]] = {
    Role.OFFICER: _all(
        *_READS,
        May.ANSWER,
        May.COMMENT,
        May.ASSIGN,
        May.HAND_OVER,
        May.START,
        May.ARRANGE,
        May.WITHHOLD,
        May.PREPARE,
        May.REMOVE,
        May.ASK_PURGE,
    ),
    Role.CONTRIBUTOR: _own(May.LIST, May.READ, May.ANSWER, May.HAND_IN, May.COMMENT),
    Role.HEAD: _own(May.LIST, May.READ, May.ANSWER, May.COMMENT, May.ASSIGN),
    Role.LEGAL: _all(*_READS, May.COMMENT, May.WITHHOLD, May.REVIEW),
    Role.APPROVER: _all(*_READS, May.COMMENT, May.SIGN, May.CONFIRM_PURGE),
    Role.AUDITOR: _all(*_READS),
    Role.KEEPER: {},
    Role.ADMINISTRATOR: _all(May.SIZES, May.GRANT, May.HAND_OVER, May.PURGE),
}
"""What each role gives."""


def table() -> str:
    """The page of permissions, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Who may do what"
    yield ""
    yield (
        "Printed by `guidance team permissions`; the program checks by the same table. ● yes, ○ own part only: the questions that are "
        "assigned to a person, or the activities of their department. – no. Where nobody signs in, everything is allowed."
    )
    yield ""
    yield from _rows(("", *(role.capitalize() for role in Role)))
    for may in May:
        yield _row((may.capitalize(), *(GRANTS[role].get(may, "–") for role in Role)))
    yield ""
    yield (
        "A role is granted for the institution, for one department or for one assessment. Whoever has an assignment is a contributor "
        "to it, without a grant. The keeper of the knowledge looks after the rules, and sees no assessment."
    )
    yield ""
    yield "## What each change needs"
    yield ""
    yield from _rows(("Kind of event", "Permission"))
    for kind, may in NEEDS.items():
        yield _row((f"`{kind}`", may))


def _rows(head: tuple[str, ...]) -> Iterator[str]:
    yield _row(head)
    yield _row(("---",) * len(head))


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
