"""The rules as SQL over the tables of a dataset, for a warehouse of one's own: in SQL too, null is not yet known and the logic is Kleene's.

What conditions build on is a column of a table, worked out once. Tables come in stages, by what they rest on, so that activities may
rest on the organisation, and the organisation on its activities, as often as rules say."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from guidance.knowledge.bundle import Bundle
from guidance.knowledge.entries import Kind
from guidance.language.conditions import (
    Absent,
    All,
    AnswerAtom,
    Any,
    AtLeast,
    Below,
    Concern,
    Condition,
    Is,
    IsNot,
    Scope,
    SomeActivity,
    Unsure,
)
from guidance.language.facts import NOT_SURE
from guidance.language.rule import Guideline
from guidance.sector.dataset import BETWEEN, FOLDERS, UNSURE

TABLES: Final = {Scope.ORGANISATION: "organisation_rules", Scope.ACTIVITY: "activity_rules"}
HEAD: Final = """\
-- Knowledge base {version}. Guidance, not legal advice.
-- For DuckDB, run in the folder of a dataset. It makes organisation_rules and activity_rules: a column a rule, true, false, or null for
-- not yet known, by what was answered; nothing is presumed.
"""


class _Column(NamedTuple):
    name: str
    about: Scope
    stage: int


@dataclass
class _Stage:
    """Columns that rest on none of each other; `fetched` by activities from the organisation, `gathered` by it from activities."""

    fetched: list[str] = field(default_factory=list)
    gathered: dict[str, str] = field(default_factory=dict)
    made: dict[Scope, dict[str, str]] = field(default_factory=lambda: {scope: {} for scope in Scope})


def statement(bundle: Bundle) -> str:
    """The statements, each ended by a semicolon."""
    return HEAD.format(version=bundle.version) + "\n".join(f"{each};" for each in _Writer(bundle).statements()) + "\n"


class _Writer:
    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self._kept: dict[object, _Column] = {}
        self._stages: defaultdict[int, _Stage] = defaultdict(_Stage)

    def statements(self) -> Iterator[str]:
        rules = self.bundle.rules
        columns = {rule.name: self._rule(rule) for rule in rules.guidelines}
        last = {scope: f"{scope}_0" for scope in Scope}
        for scope, folder in FOLDERS.items():
            yield (
                f"CREATE OR REPLACE TEMP TABLE {last[scope]} AS SELECT *, parse_filename(filename) AS part, file_row_number AS nth "
                f"FROM read_parquet('{folder}/*.parquet', filename = true, file_row_number = true)"
            )
        for number in sorted(self._stages):
            for scope, select in self._selects(self._stages[number], last):
                last[scope] = f"{last[scope].partition('_')[0]}_{int(last[scope].partition('_')[2]) + 1}"
                yield f"CREATE OR REPLACE TEMP TABLE {last[scope]} AS {select}"
        for scope, table in TABLES.items():
            ids = ["assessment"] if scope is Scope.ORGANISATION else ["part", "owner", "activity"]
            values = [f"{_quoted(columns[rule.name].name)} AS {_quoted(rule.name)}" for rule in rules.about[scope]]
            yield f"CREATE OR REPLACE TABLE {table} AS SELECT {', '.join([*ids, *values])} FROM {last[scope]} ORDER BY part, nth"

    def _selects(self, stage: _Stage, last: dict[Scope, str]) -> Iterator[tuple[Scope, str]]:
        whole, each = Scope.ORGANISATION, Scope.ACTIVITY
        if stage.gathered:
            some = ", ".join(
                f"CASE WHEN bool_or({_quoted(of)}) THEN true WHEN count(*) > count({_quoted(of)}) THEN NULL ELSE false END AS {_quoted(to)}"
                for to, of in stage.gathered.items()
            )
            none = ", ".join(
                f"CASE WHEN g.owner IS NULL THEN false ELSE g.{_quoted(to)} END AS {_quoted(to)}" for to in stage.gathered
            )
            yield (
                whole,
                (
                    f"SELECT o.*, {none} FROM {last[whole]} o LEFT JOIN (SELECT part, owner, {some} FROM {last[each]} GROUP BY part, owner) g "
                    "ON g.part = o.part AND g.owner = o.nth"
                ),
            )
        if stage.fetched:
            more = ", ".join(f"o.{_quoted(name)} AS {_quoted(_fetched(name))}" for name in stage.fetched)
            yield each, f"SELECT a.*, {more} FROM {last[each]} a JOIN {last[whole]} o ON o.part = a.part AND o.nth = a.owner"
        for scope, made in stage.made.items():
            if made:
                yield (
                    scope,
                    f"SELECT *, {', '.join(f'{said} AS {_quoted(name)}' for name, said in made.items())} FROM {last[scope]}",
                )

    def _rule(self, rule: Guideline) -> _Column:
        if rule.name not in self._kept:
            said, rests = self._value(rule.when, rule.scope)
            if rule.dated:
                day, seen = self._seen(_Column("as_at", Scope.ORGANISATION, -1), rule.scope)
                rests = max(rests, seen)
                said = " AND ".join(
                    [
                        *([f"{day} >= {_day(rule.starts)}"] if rule.starts else []),
                        *([f"{day} <= {_day(rule.ends)}"] if rule.ends else []),
                        f"({said})",
                    ]
                )
            self._made(rule.name, rule.scope, said, rests)
        return self._kept[rule.name]

    def _value(self, condition: Condition, about: Scope) -> tuple[str, int]:
        """What a condition is in SQL, and the last stage that it rests on."""
        match condition:
            case All(parts) | Any(parts):
                said, stages = zip(*(self._value(part, about) for part in parts), strict=True)
                return f"({(' AND ' if isinstance(condition, All) else ' OR ').join(said)})", max(stages)
            case Absent(concern):
                value, stage = self._seen(self._concern(concern), about)
                return f"(NOT {value})", stage
            case Concern():
                return self._seen(self._concern(condition), about)
            case SomeActivity():
                return self._seen(self._some(condition), about)
            case _:
                return self._seen(self._atom(condition), about)

    def _seen(self, column: _Column, about: Scope) -> tuple[str, int]:
        if column.about is about:
            return _quoted(column.name), column.stage
        key = ("fetched", column.name)
        if key not in self._kept:
            self._kept[key] = column
            self._stages[column.stage + 1].fetched.append(column.name)
        return _quoted(_fetched(column.name)), column.stage

    def _some(self, condition: SomeActivity) -> _Column:
        if condition not in self._kept:
            said, rests = self._value(condition.condition, Scope.ACTIVITY)
            each = self._made(("each", condition), Scope.ACTIVITY, said, rests)
            whole = _Column(f"some {len(self._kept)}", Scope.ORGANISATION, each.stage + 1)
            self._stages[whole.stage].gathered[whole.name] = each.name
            self._kept[condition] = whole
        return self._kept[condition]

    def _concern(self, concern: Concern) -> _Column:
        if concern not in self._kept:
            raised = [self._rule(rule) for rule in self.bundle.rules.raised_by.get(concern, ())]
            said = " OR ".join(_quoted(column.name) for column in raised) or "false"
            self._made(concern, concern.scope, said, max((column.stage for column in raised), default=-1))
        return self._kept[concern]

    def _atom(self, atom: AnswerAtom | Unsure) -> _Column:
        if atom not in self._kept:
            self._made(atom, atom.question.scope, self._answered(atom), -1)
        return self._kept[atom]

    def _answered(self, atom: AnswerAtom | Unsure) -> str:
        id = atom.question.id
        asked = self.bundle.questions.get(id)
        number = asked is not None and asked.kind is Kind.NUMBER
        said = _quoted(id) if asked else self._switch(id)
        known = said if number else f"nullif({said}, '{NOT_SURE}')"
        match atom:
            case Unsure():
                return _quoted(f"{id}{UNSURE}") if number else f"{said} = '{NOT_SURE}'"
            case AtLeast(_, least):
                return f"{known} >= {least!r}"
            case Below(_, limit):
                return f"{known} < {limit!r}"
            case Is(_, values) | IsNot(_, values):
                options = ", ".join(f"'{value}'" for value in values)
                one = f"list_has_any(string_split({known}, '{BETWEEN}'), [{options}])"
                return one if isinstance(atom, Is) else f"NOT {one}"

    def _switch(self, id: str) -> str:
        """What a switch says on the day of the assessment."""
        values = sorted(self.bundle.switches[id.partition(".")[2]], key=lambda value: value.since, reverse=True)
        said = {"unknown": NOT_SURE}
        cases = " ".join(f"WHEN as_at >= {_day(each.since)} THEN '{said.get(each.value, each.value)}'" for each in values)
        return f"(CASE {cases} ELSE '{NOT_SURE}' END)"

    def _made(self, key: object, about: Scope, said: str, rests: int) -> _Column:
        column = _Column(f"made {len(self._kept)}", about, rests + 1)
        self._stages[column.stage].made[about][column.name] = said
        self._kept[key] = column
        return column


def _fetched(name: str) -> str:
    return f"whole {name}"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _day(day: date | None) -> str:
    return f"DATE '{day}'"
