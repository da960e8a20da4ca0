"""What a change of the law does to stored assessments, as text that reads like release notes, and as data."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from guidance.assessment.bearing import Law
from guidance.assessment.outcome import What
from guidance.case.impact import Change, Impact, Period, Step, Turn
from guidance.knowledge.difference import Difference, Field, difference
from guidance.language.conditions import Severity
from reports import release_notes, words

NAMED: Final = 8
"""Rules named in a sentence."""
NO_DATA: Final = ("findings", "rules", "doors")
"""Kinds of entries whose wording follows for every assessment that has them."""
FOLLOWS: Final = frozenset(
    {"title", "says", "action", "deadline", "owner", "safe_way", "meanwhile", "check", "obligation", "severity"}
)
HEADINGS: Final = {What.LEVEL: "Levels", What.FINDING: "Findings", What.AHEAD: "What may go ahead", What.DOOR: "Whom to ask"}
SAID_OTHERWISE: Final = "Said otherwise, wherever it applies"
LEFT_OUT: Final = "Answers that only one side has room for"
NOWHERE: Final = {
    What.LEVEL: ("no level", "no level"),
    What.FINDING: ("did not apply", "does not apply any more"),
    What.AHEAD: ("was not said", "is not said any more"),
    What.DOOR: ("was not named", "is not named any more"),
}
"""What "" means before and after."""


def of_knowledge(found: Impact) -> Iterator[str]:
    """From one knowledge base to another, or with a switch thrown."""
    yield f"# {title_of_change(found)}"
    yield ""
    yield from what_differs(found)
    yield from summed_up(found)
    yield from _changes(found, "##")
    said = [f"* {each}" for each in said_otherwise(found)]
    if said:
        yield f"\n## {SAID_OTHERWISE}\n"
        yield from said


def title_of_change(found: Impact) -> str:
    """What is told from one knowledge base to another, or with a switch thrown."""
    return f"What changes for {words.count(found.assessments, 'assessment')}"


def title_of_days(steps: Sequence[Step], first: Period) -> str:
    """What is told from one period of the law to the next."""
    return f"What changes from {words.day(first.first)} to {words.day(steps[-1].after.last if steps else first.last)}"


def title_of_step(step: Step) -> str:
    """From when on, and until when, the law is another one."""
    return f"From {words.day(step.after.first)} (until {words.day(step.after.last)})"


def alike(steps: Sequence[Step], first: Period) -> Iterator[str]:
    """How long the law is what it is on the first day."""
    yield f"The law is the same on every day from {words.day(first.first)} to {words.day(first.last)}."
    if not steps:
        yield "No rule starts or ends and no switch changes on any of these days: every day gives the same result."


def what_differs(found: Impact) -> Iterator[str]:
    """Which two laws were compared."""
    one, other = found.bearing.before, found.bearing.after
    if one.catalogue is not other.catalogue:
        yield f"From knowledge {one.catalogue.version} to {other.catalogue.version}."
    for id, value in other.thrown.items():
        yield f"If the switch `{id}` ({other.catalogue.switches[id].asks}) says {value}."


def of_days(steps: Sequence[Step], catalogue_version: str, first: Period) -> Iterator[str]:
    """From one period of the law to the next."""
    yield f"# {title_of_days(steps, first)}"
    yield ""
    same, *rest = alike(steps, first)
    yield f"Knowledge {catalogue_version}. {same}"
    yield from rest
    for step in steps:
        yield f"\n## {title_of_step(step)}\n"
        yield from (f"* {turn(each)}" for each in step.after.turns)
        yield ""
        yield from summed_up(step.impact)
        yield from _changes(step.impact, "###")


def turn(turned: Turn) -> str:
    """What changes when a period begins."""
    if turned.kind == "switch":
        return f"the switch `{turned.id}` says {turned.value}"
    return f"the rule `{turned.id}` {turned.kind}"


def summed_up(found: Impact) -> Iterator[str]:
    """What is not alike, and how many assessments come out otherwise."""
    names = [f"`{pair.name}`" for pair in found.bearing.pairs]
    if found.bearing.of_all:
        yield f"What bears on every level is otherwise at: {words.some([f'`{id}`' for id in found.bearing.of_all], NAMED)}."
    if names:
        yield f"Not alike: {words.count(len(names), 'rule')}: {words.some(names, NAMED)}."
    beside = found.assessments - found.compared
    yield (
        f"Of {words.count(found.assessments, 'assessment')} {found.touched} come out otherwise; on {beside} nothing that differs bears, "
        f"and {found.compared - found.touched} were compared and are the same."
    )


def _changes(found: Impact, heading: str) -> Iterator[str]:
    for what, title in HEADINGS.items():
        changes = found.of(what)
        if changes:
            yield f"\n{heading} {title}"
        for topic in dict.fromkeys(change.topic for change in changes):
            yield f"\n{heading}# {topic_name(found, topic)}\n" if topic else ""
            yield from (f"* {_line(found, change)}" for change in changes if change.topic == topic)
    if found.left_out:
        yield f"\n{heading} {LEFT_OUT}\n"
        yield from (f"* `{id}`: {words.count(number, 'assessment')}" for id, number in sorted(found.left_out.items()))


def topic_name(found: Impact, topic: str) -> str:
    """What a topic is called, after or before."""
    known = (law.catalogue.topics.get(topic) for law in (found.bearing.after, found.bearing.before))
    return next((each.title for each in known if each), topic)


def _line(found: Impact, change: Change) -> str:
    before, after = stood(change)
    weight = f"{words.SEVERITY[Severity(change.severity)]}: " if change.severity else ""
    name = f"{weight}{called(found, change)}: " if change.id else ""
    times = f", {change.times:,} times" if change.times != change.assessments else ""
    why = f" Rules: {words.some([f'`{each}`' for each in change.because], NAMED)}." if change.because else ""
    return (
        f"{name}{before} → {after} in {words.count(change.assessments, 'assessment')}{times}: "
        f"{', '.join(f'`{case}`' for case in change.cases)}{' …' if change.times > len(change.cases) else ''}.{why}"
    )


def stood(change: Change) -> tuple[str, str]:
    """How it was, and how it is."""
    return change.before or NOWHERE[change.what][0], change.after or NOWHERE[change.what][1]


def called(found: Impact, change: Change) -> str:
    """What a finding or a door is called, with its id."""
    for law in (found.bearing.after, found.bearing.before):
        if change.what is What.DOOR and change.id in law.catalogue.doors:
            return f"{law.catalogue.doors[change.id].name} (`{change.id}`)"
        if change.what is not What.DOOR and change.id in law.catalogue.advice:
            return f"“{law.catalogue.advice[change.id].title}” (`{change.id}`)"
    return f"`{change.id}`"


def said_otherwise(found: Impact) -> Iterator[str]:
    """What is otherwise wherever it is said, without looking at any assessment."""
    one, other = found.bearing.before.catalogue, found.bearing.after.catalogue
    if one is other:
        return
    between = difference(one, other)
    for entry in between.changed:
        if entry.kind in NO_DATA and (fields := [each for each in entry.fields if each.name in FOLLOWS]):
            yield f"{release_notes.name(between.after, entry)}: {'; '.join(map(release_notes.field_in_words, fields))}"


def document(found: Impact) -> dict[str, Any]:
    """An impact as data."""
    one, other = found.bearing.before, found.bearing.after
    same = one.catalogue is other.catalogue
    return {
        "from": _law(one),
        "to": _law(other),
        "assessments": found.assessments,
        "compared": found.compared,
        "touched": found.touched,
        "rules_not_alike": [pair.name for pair in found.bearing.pairs],
        "bears_on_all": list(found.bearing.of_all),
        "changes": [_change(change) for change in found.changes],
        "left_out": dict(sorted(found.left_out.items())),
        "said_otherwise": [] if same else list(_said_otherwise(difference(one.catalogue, other.catalogue))),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "what": change.what,
        "id": change.id,
        "topic": change.topic,
        "severity": change.severity,
        "before": change.before,
        "after": change.after,
        "because": list(change.because),
        "assessments": change.assessments,
        "times": change.times,
        "cases": list(change.cases),
    }


def _law(law: Law) -> dict[str, Any]:
    day = {"day": law.day.isoformat()} if law.day else {}
    thrown = {"thrown": dict(law.thrown)} if law.thrown else {}
    return {"version": law.catalogue.version, "hash": law.catalogue.hash, **day, **thrown}


def _said_otherwise(found: Difference) -> Iterator[dict[str, Any]]:
    for entry in found.changed:
        fields = [each for each in entry.fields if each.name in FOLLOWS]
        if entry.kind in NO_DATA and fields:
            yield {"kind": entry.kind, "id": entry.id, "fields": [_field(each) for each in fields]}


def _field(changed: Field) -> dict[str, Any]:
    return {"name": changed.name, "before": _plain(changed.before), "after": _plain(changed.after)}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float | list | dict) else str(value)


def document_of_days(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The steps from period to period as data."""
    return [
        {
            "from_day": step.after.first.isoformat(),
            "until": step.after.last.isoformat(),
            "turns": [{"kind": each.kind, "id": each.id, "value": each.value} for each in step.after.turns],
            **document(step.impact),
        }
        for step in steps
    ]
