"""What a change of the law does to a whole sector, as text that reads like release notes, and as data."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from guidance.language.conditions import Severity
from reports import words

if TYPE_CHECKING:
    from guidance.sector.comparing import Change, Compared
    from guidance.sector.impact import Impact, Side
    from guidance.sector.unlike import Unlike

NAMED: Final = 8
"""Rules named in a sentence."""
HEADINGS: Final = {"level": "Levels", "finding": "Findings", "ahead": "What may go ahead", "door": "Whom to ask"}
NOWHERE: Final = {
    "finding": ("did not apply", "does not apply any more"),
    "ahead": ("was not said", "is not said any more"),
    "door": ("was not named", "is not named any more"),
}
"""What "" means before and after."""
WHOSE: Final = {"activity": "activities", "organisation": "the organisation"}


def lines(found: "Impact", unlike: "Sequence[Unlike]", titles: Mapping[str, str]) -> Iterator[str]:
    """The text. `titles`: what findings, doors and topics are called, by id, where that is known."""
    yield f"# What changes for {words.count(found.assessments, 'assessment')} and {words.count(found.activities, 'activity', 'activities')}"
    yield ""
    yield f"{_from_to(found.sides)} Guidance, not legal advice."
    if not unlike:
        yield "The law does not change between these days: every day gives the same result."
    for number, (step, law) in enumerate(zip(found.steps, unlike, strict=True), 1):
        if len(unlike) > 1 or law.after.day:
            yield f"\n## From {words.day(law.after.day) if law.after.day else law.after.bundle.version}"
        yield ""
        yield from _summed_up(found, step, law)
        yield from _changes(step, law, titles, "###" if len(unlike) > 1 or law.after.day else "##")
        if number < len(unlike):
            yield ""


def _from_to(sides: "Sequence[Side]") -> str:
    one, other = sides[0], sides[-1]
    if other.thrown:
        return f"Knowledge {one.version}, and if {' and '.join(f'`{id}` says {value}' for id, value in other.thrown.items())}."
    if other.as_at and one.as_at:
        return f"Knowledge {one.version}, from {words.day(one.as_at)} to {words.day(other.as_at)}, on each day on which the law changes."
    return f"From knowledge {one.version} (`{one.knowledge[:12]}`) to {other.version} (`{other.knowledge[:12]}`)."


def _summed_up(found: "Impact", step: "Compared", law: "Unlike") -> Iterator[str]:
    names = [f"`{name}`" for name in law.rules]
    if not names:
        yield "No rule is read otherwise."
        return
    yield f"Not alike: {words.count(len(names), 'rule')}: {words.some(names, NAMED)}. {len(law.moved) - len(names)} more build on what they say."
    yield (
        f"{step.touched:,} of {words.count(found.assessments, 'assessment')} come out otherwise; {step.assessments:,} were looked at whole, "
        "and on the others nothing that differs comes out otherwise."
    )


def _changes(step: "Compared", law: "Unlike", titles: Mapping[str, str], heading: str) -> Iterator[str]:
    topics = _topics(law)
    for what, title in HEADINGS.items():
        its = sorted((each for each in step.changes if kind(each) == what), key=lambda each: _order(each, topics))
        if its:
            yield f"\n{heading} {title}"
        for topic in dict.fromkeys(topics.get(each.id, "") for each in its):
            yield f"\n{heading}# {titles.get(topic, topic)}\n" if topic else ""
            yield from (f"* {_line(each, titles)}" for each in its if topics.get(each.id, "") == topic)


def kind(change: "Change") -> str:
    """What changes: a level, a finding, a door, or what may go ahead."""
    if change.what != "finding":
        return change.what
    said = {each.rpartition(", ")[2] for each in (change.before, change.after) if each}
    return "ahead" if said == {Severity.ENABLING} else "finding"


def _topics(law: "Unlike") -> dict[str, str]:
    """The topic of the heaviest rule that makes each finding."""
    topics: dict[str, str] = {}
    for side in law.laws:
        rules = sorted(side.bundle.rules.guidelines, key=lambda rule: rule.severity.rank if rule.severity else 0)
        topics |= {rule.finds: rule.topic for rule in rules if rule.finds}
    return topics


def _order(change: "Change", topics: Mapping[str, str]) -> tuple[object, ...]:
    return topics.get(change.id, ""), -_rank(change), -change.times, change.id, change.scope, change.before, change.after


def _rank(change: "Change") -> int:
    said = (change.after or change.before).rpartition(", ")[2] if change.what == "finding" else ""
    return Severity(said).rank if said else 0


def _line(change: "Change", titles: Mapping[str, str]) -> str:
    what = kind(change)
    none = NOWHERE.get(what, ("", ""))
    before, after = change.before or none[0], change.after or none[1]
    if what == "ahead":
        before, after = (each.partition(",")[0] for each in (before, after))
    title = f"“{titles[change.id]}” (`{change.id}`)" if change.id in titles else f"`{change.id}`"
    called = title if change.id else WHOSE[change.scope].capitalize()
    times = f", {change.times:,} times" if change.times != change.assessments else ""
    cases = ", ".join(f"`{case}`" for case in change.cases)
    more = " …" if change.times > len(change.cases) else ""
    return f"{called}: {before} → {after} in {words.count(change.assessments, 'assessment')}{times}: {cases}{more}"


def document(found: "Impact", unlike: "Sequence[Unlike]") -> dict[str, Any]:
    """The same as data."""
    return {
        "assessments": found.assessments,
        "activities": found.activities,
        "steps": [_step(*each) for each in zip(found.sides[:-1], found.sides[1:], found.steps, unlike, strict=True)],
    }


def _step(before: "Side", after: "Side", step: "Compared", law: "Unlike") -> dict[str, Any]:
    topics = _topics(law)
    return {
        "from": before.model_dump(mode="json"),
        "to": after.model_dump(mode="json"),
        "rules_not_alike": list(law.rules),
        "looked_at_whole": step.assessments,
        "touched": step.touched,
        "changes": [
            each.model_dump(mode="json") | {"what": kind(each), "topic": topics.get(each.id, "")} for each in step.changes
        ],
    }
