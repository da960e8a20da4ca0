"""The release notes of the knowledge: what is new, gone and changed between two knowledge bases, for whoever relies on it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.difference import RULES, Difference, Entry, Field
from guidance.language.conditions import Severity
from guidance.language.rule import Guideline
from reports import words

SHORT: Final = 90
"""The most characters of a text that is shown before and after; a longer one is said to be rewritten."""
KINDS: Final = {
    "topics": "Topics",
    "findings": "Findings",
    RULES: "Rules",
    "questions": "Questions",
    "sources": "Sources",
    "doors": "Whom to ask",
    "switches": "Switches of the law",
    "concerns": "Concerns",
    "roles": "Roles",
    "sections": "Pages of the questionnaire",
    "exemptions": "Exemptions",
}
"""The heading of each kind of entry, in the order of the notes."""
NAMES: Final = {
    "when": "when it applies",
    "finds": "finding",
    "starts": "first day in force",
    "ends": "last day in force",
    "says": "what it means",
    "ask": "who can answer",
    "decisive": "whether a level waits for it",
    "presume": "what is presumed while nobody has answered",
    "last_checked": "last checked",
    "review_days": "days until it is checked again",
    "safe_way": "safe way to proceed",
    "read": "paragraphs that were seen",
}
"""Fields whose key does not say what it is."""


def lines(found: Difference) -> Iterator[str]:
    """The notes as Markdown, line by line."""
    one, other = found.before, found.after
    yield f"# Knowledge {other.knowledge.version}: what changed"
    yield ""
    yield f"From {one.version} to {other.version}, published {words.day(other.knowledge.published)}."
    if found.nothing:
        yield "\nNothing that it says has changed."
        return
    yield from _dates(found)
    for kind, heading in KINDS.items():
        parts = [
            (title, [each for each in entries if each.kind == kind])
            for title, entries in (("New", found.added), ("Changed", found.changed), ("Gone", found.removed))
        ]
        if any(entries for _, entries in parts):
            yield f"\n## {heading}"
            for title, entries in parts:
                if entries:
                    yield f"\n### {title}\n"
                    yield from (_line(one if title == "Gone" else other, each) for each in entries)
    yield "\nThis is guidance, not legal advice."


def _dates(found: Difference) -> Iterator[str]:
    """What is in force from or until a day, of what is new or changed."""
    touched = [each.id for each in (*found.added, *found.changed) if each.kind == RULES]
    rules = [found.after.rules.by_name[id] for id in touched]
    from_days = {(each.starts, "from") for each in rules if each.starts}
    until = {(each.ends, "until") for each in rules if each.ends}
    if from_days or until:
        yield "\n## In force\n"
    for day, way in sorted(from_days | until):
        named = [f"`{each.name}`" for each in rules if (each.starts if way == "from" else each.ends) == day]
        yield f"* {way} {words.day(day)}: {', '.join(named)}"


def _line(catalogue: Catalogue, entry: Entry) -> str:
    told = "; ".join(field_in_words(each) for each in entry.fields) or _about(catalogue, entry)
    return f"* {name(catalogue, entry)}{f': {told}' if told else ''}"


def name(catalogue: Catalogue, entry: Entry) -> str:
    """An entry as the notes call it."""
    if entry.kind == RULES:
        return f"`{entry.id}`"
    known: Any = (
        catalogue.topics.get(entry.id) if entry.kind == "topics" else catalogue.parts().get(entry.kind, {}).get(entry.id)
    )
    title = next((text for key in ("title", "label", "name", "asks") if (text := getattr(known, key, ""))), "")
    return f"{words.capital(title)} (`{entry.id}`)" if title else f"`{entry.id}`"


def _about(catalogue: Catalogue, entry: Entry) -> str:
    """What a new or gone entry is about, where its title does not say it."""
    if entry.kind == RULES:
        return rule_in_words(catalogue, catalogue.rules.by_name[entry.id])
    if entry.kind == "questions":
        return catalogue.questions[entry.id].text
    if entry.kind == "sources":
        source = catalogue.sources[entry.id]
        return f"{source.publisher}, {source.version}"
    return ""


def rule_in_words(catalogue: Catalogue, rule: Guideline) -> str:
    """What a rule does, and why."""
    effect = "held against other answers" if rule.contradicts else ""
    if rule.finds:
        weight = words.SEVERITY[rule.severity or Severity.LOW].lower()
        effect = f"{weight}, {rule.obligation}: “{catalogue.advice[rule.finds].title}”"
    elif rule.level is not None:
        effect = f"level L{rule.level}"
    elif rule.raises is not None:
        effect = f"raises that {rule.raises.words}"
    days = (f"from {words.day(rule.starts)}" if rule.starts else "", f"until {words.day(rule.ends)}" if rule.ends else "")
    return f"{'; '.join(filter(None, (effect, *days)))}. {rule.reason}"


def field_in_words(changed: Field) -> str:
    """A field before and after, or that its text was rewritten."""
    called = NAMES.get(changed.name, changed.name.replace("_", " "))
    if isinstance(changed.before, list | tuple) and isinstance(changed.after, list | tuple):
        return f"{called}: {_items(changed.before, changed.after)}"
    before, after = _value(changed.before), _value(changed.after)
    if len(before) > SHORT or len(after) > SHORT:
        return f"{called} rewritten"
    return f"{called}: {before} → {after}"


def _items(before: Iterable[Any], after: Iterable[Any]) -> str:
    """What a list gained and lost; of parts with an id, which were changed."""
    one, other = ({_key(each): each for each in every} for every in (before, after))
    said = [
        *(f"+ {key}" for key in other if key not in one),
        *(f"− {key}" for key in one if key not in other),
        *(f"{key} changed" for key in other if key in one and one[key] != other[key]),
    ]
    return ", ".join(said) or "in another order"


def _key(item: Any) -> str:
    if isinstance(item, dict):
        return str(next((item[key] for key in ("id", "at", "since") if key in item), item))
    return str(item)


def _value(value: Any) -> str:
    if value is None or value == "":
        return "none"
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, dict) and "text" in value:
        return f"“{value['text']}”"
    return f"“{value}”" if isinstance(value, str) and " " in value else str(value)
