"""What a signature is given to: how a result stood, and what it rested on. A later result is compared with it, without the old knowledge."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from guidance.assessment import Assessment
from guidance.assessment.bearing import rests_on
from guidance.assessment.outcome import Item, What, moves, outcome
from guidance.knowledge.catalogue import Catalogue
from guidance.language.rule import Guideline
from guidance.language.rulebase import RuleBase
from guidance.language.text import written

PLAN: Final = ("action", "owner", "deadline", "safe_way", "meanwhile", "check")
"""What the plan takes from the advice on a finding."""
_DIGITS: Final = 12


@dataclass(frozen=True)
class Held:
    """A result as it stood: each part by its key (`what/activity/id`), and digests of the advice and the rules behind its findings."""

    result: Mapping[str, str] = field(default_factory=dict)
    advice: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)

    def bears_like(self, other: "Held") -> bool:
        """Whether the result and the plan are the same. Rules may differ that lead to the same."""
        return self.result == other.result and self.advice == other.advice


@dataclass(frozen=True)
class Otherwise:
    """A part that stands otherwise now, "" where it was not or is not there, and why: the rules that are new, changed or gone.

    `plan`: it stands as before, and what to do about it was rewritten."""

    item: Item
    before: str
    after: str
    rules: tuple[str, ...] = ()
    plan: bool = False


def held(assessment: Assessment) -> Held:
    """What a signature would be given to now: the findings that are certain or presumed, levels, doors and what may go ahead."""
    catalogue = assessment.catalogue
    stated = {finding.id for finding in assessment.findings if finding.stands}
    rules = {name for id in stated for name in rests_on(catalogue.rules, id)}
    return Held(
        {_key(item): said for item, said in outcome(assessment, possible=False).items()},
        {id: _advice(catalogue, id) for id in sorted(stated)},
        {name: _rule(catalogue.rules, name) for name in sorted(rules)},
    )


def since(before: Held, assessment: Assessment, now: Held) -> tuple[Otherwise, ...]:
    """What stands otherwise than it was held, and why."""
    return tuple(_since(before, assessment, now))


def _since(before: Held, assessment: Assessment, now: Held) -> Iterator[Otherwise]:
    rules = assessment.catalogue.rules
    one, other = ({_item(key): said for key, said in each.result.items()} for each in (before, now))
    moved = moves(one, other)
    for move in moved:
        made = rests_on(rules, move.item.id) if move.item.what in (What.FINDING, What.AHEAD) else frozenset[str]()
        why = [name for name in rules.by_name if name in made and before.rules.get(name) != _rule(rules, name)]
        yield Otherwise(move.item, move.before, move.after, tuple(why))
    named = {move.item for move in moved}
    for item in other:
        if item.what is What.FINDING and item not in named and before.advice.get(item.id) != now.advice.get(item.id):
            yield Otherwise(item, one[item], other[item], plan=True)


def _key(item: Item) -> str:
    return f"{item.what}/{item.about or ''}/{item.id}"


def _item(key: str) -> Item:
    what, about, id = key.split("/", 2)
    return Item(What(what), about or None, id)


@lru_cache(maxsize=8_192)
def _rule(rules: RuleBase, name: str) -> str:
    return _digest(*_parts(rules.by_name[name]))


def _parts(rule: Guideline) -> Iterator[object]:
    yield from (written(rule.when), rule.starts, rule.ends, rule.raises, rule.finds, rule.severity, rule.level)
    yield from (rule.obligation, rule.bound, rule.doors)


def _advice(catalogue: Catalogue, finding: str) -> str:
    said = catalogue.advice[finding].model_dump(mode="json")
    return _digest(*(said[name] for name in PLAN))


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:_DIGITS]
