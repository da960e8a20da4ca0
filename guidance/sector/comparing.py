"""One part under two laws: how each organisation and activity comes out otherwise, counted.

Only the rows on which something may come out otherwise are worked out whole, twice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from guidance.inference.bits import STANDINGS
from guidance.language.conditions import Scope, Severity
from guidance.sector import dataset
from guidance.sector.columns import under
from guidance.sector.conclusions import Codes, Conclusions
from guidance.sector.dataset import Opened, Part
from guidance.sector.folder import Said
from guidance.sector.law import DOOR
from guidance.sector.unlike import Unlike

CASES: Final = 3
"""Cases named beside a change; pseudonyms."""
HEAVY: Final = {severity.rank: str(severity) for severity in Severity}
NAMED: Final = STANDINGS.index("presumed")
"""From this standing on of a finding its doors are named."""


class Change(Said):
    """One way in which results come otherwise: `what` is a level, a finding or a door, `id` which. "" is where it was not there.

    `assessments` and `times` count; `cases` are the first few, an assessment or assessment/activity."""

    scope: Scope
    what: str
    id: str
    before: str
    after: str
    assessments: int
    times: int
    cases: tuple[str, ...]


class Compared(Said):
    """What came of a part. `assessments` were looked at whole, `touched` of them came out otherwise."""

    assessments: int
    touched: int
    changes: tuple[Change, ...]


class _Side(NamedTuple):
    """What one law says of some rows: for each thing a code a row, and what each code says."""

    codes: Codes
    words: Sequence[str]


Seen = Mapping[tuple[str, str], _Side]


def compare(unlike: Unlike, folder: Path, part: Part) -> Compared:
    """What comes out otherwise in a part of a dataset. Raises DatasetError."""
    opened = dataset.opened(folder, part)
    flags = unlike.rows(*unlike.concluded(*under(unlike.laws, opened, unlike.questions)))
    owner = opened.about[Scope.ACTIVITY]["owner"].to_numpy()
    rows = _closed(unlike, flags, owner)
    changes: list[Change] = []
    touched, looked_at = set[int](), set[int]()
    for scope, wanted in rows.items():
        if not len(wanted):
            continue
        with_all = scope is Scope.ORGANISATION or unlike.across
        whole = wanted if scope is Scope.ORGANISATION else np.unique(owner[wanted])
        its = np.flatnonzero(np.isin(owner, whole)) if with_all else wanted
        kept = {Scope.ORGANISATION: whole, Scope.ACTIVITY: its}
        before, after = (
            _seen(unlike, conclusions, scope)
            for conclusions in unlike.concluded(*under(unlike.laws, opened, unlike.worked_out(scope), kept))
        )
        whose = whole if scope is Scope.ORGANISATION else owner[its]
        looked_at.update(whose.tolist())
        names = _Names(opened, scope, kept[scope], whose)
        changes.extend(_changes(scope, before, after, whose, names, touched))
    return Compared(assessments=len(looked_at), touched=len(touched), changes=tuple(changes))


def _closed(
    unlike: Unlike, flags: Mapping[Scope, NDArray[np.bool_]], owner: NDArray[np.int32]
) -> dict[Scope, NDArray[np.intp]]:
    """The rows to work out whole: with what rests on the other scope."""
    whole, each = flags[Scope.ORGANISATION], flags[Scope.ACTIVITY]
    of_each = np.zeros_like(whole)
    of_each[owner[each]] = True
    rows = dict.fromkeys(Scope, np.empty(0, dtype=np.intp))
    if Scope.ORGANISATION in unlike.scopes:
        rows[Scope.ORGANISATION] = np.flatnonzero(whole | of_each)
    if Scope.ACTIVITY in unlike.scopes:
        rows[Scope.ACTIVITY] = np.flatnonzero(each | (whole | (of_each & unlike.across))[owner])
    return rows


@dataclass(frozen=True)
class _Names:
    """What the rows are called that were worked out."""

    opened: Opened
    scope: Scope
    rows: NDArray[np.intp]
    whose: NDArray[np.intp]

    def __getitem__(self, row: int) -> str:
        whole = str(self.opened.about[Scope.ORGANISATION]["assessment"][int(self.whose[row])])
        if self.scope is Scope.ORGANISATION:
            return whole
        return f"{whole}/{self.opened.about[self.scope]['activity'][int(self.rows[row])]}"


def _seen(unlike: Unlike, conclusions: Conclusions, scope: Scope) -> Seen:
    """How everything stands that may come out otherwise."""
    seen: dict[tuple[str, str], _Side] = {}
    if scope in unlike.levels:
        at_least, at_most = conclusions.levels(scope)
        span = [f"L{one}" if one == most else f"L{one} to L{most}" for one in range(5) for most in range(5)]
        seen["level", ""] = _Side(at_least * 5 + at_most, span)
    about = conclusions.about(scope, frozenset(unlike.findings[scope]), unlike.doors)
    words = ["", *(f"{standing}, {HEAVY[heavy]}" for standing in STANDINGS[1:] for heavy in sorted(HEAVY))]
    for id in unlike.findings[scope]:
        standing = about.get(id)
        if standing is None:
            standing = np.zeros(conclusions.columns.rows(scope), dtype=np.uint8)
        heavy = conclusions.severities(scope, id)
        codes = np.where(standing > 0, (standing - 1) * len(HEAVY) + heavy + 1, 0).astype(np.uint8)
        seen["finding", id] = _Side(codes, words)
    for id in unlike.doors:
        seen["door", id] = _Side((about[f"{DOOR}{id}"] >= NAMED).astype(np.uint8), ["", "named"])
    return seen


def _changes(
    scope: Scope, before: Seen, after: Seen, whose: NDArray[np.intp], names: _Names, touched: set[int]
) -> Iterator[Change]:
    for (what, id), one in before.items():
        other = after[what, id]
        rows = np.flatnonzero(one.codes != other.codes)
        touched.update(whose[rows].tolist())
        pairs = one.codes[rows].astype(np.intp) * 256 + other.codes[rows]
        for pair in np.unique(pairs).tolist():
            those = rows[pairs == pair]
            yield Change(
                scope=scope,
                what=what,
                id=id,
                before=one.words[pair // 256],
                after=other.words[pair % 256],
                assessments=len(np.unique(whose[those])),
                times=len(those),
                cases=tuple(names[row] for row in those[:CASES].tolist()),
            )


def joined(each: Iterable[Compared]) -> Compared:
    """What came of several parts together: no assessment stands in two."""
    changes: dict[tuple[Scope, str, str, str, str], Change] = {}
    assessments = touched = 0
    for compared in each:
        assessments += compared.assessments
        touched += compared.touched
        for change in compared.changes:
            key = change.scope, change.what, change.id, change.before, change.after
            was = changes.get(key)
            changes[key] = change if was is None else _added(was, change)
    return Compared(assessments=assessments, touched=touched, changes=tuple(changes[key] for key in sorted(changes)))


def _added(one: Change, other: Change) -> Change:
    return one.model_copy(
        update={
            "assessments": one.assessments + other.assessments,
            "times": one.times + other.times,
            "cases": (*one.cases, *other.cases)[:CASES],
        }
    )
