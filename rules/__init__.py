"""The rules: a module a topic."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from guidance.language.rule import Guideline
from guidance.language.rulebase import RuleBase, TopicText


def load() -> RuleBase:
    """The rule base of every module in `rules.topics`."""
    from rules import topics
    from rules.guideline import Topic

    rules: list[Guideline] = []
    texts: dict[str, TopicText] = {}
    for found in iter_modules(topics.__path__):
        module = import_module(f"{topics.__name__}.{found.name}")
        for kind in _topics(module, Topic):
            title, _, summary = (kind.__doc__ or "").partition("\n")
            texts[found.name] = TopicText(title.strip(), " ".join(summary.split()))
            rules += [rule for rule in vars(kind).values() if isinstance(rule, Guideline)]
    return RuleBase.of(rules, texts)


def _topics(module: object, base: type) -> Iterator[type]:
    return (
        member
        for member in vars(module).values()
        if isinstance(member, type) and issubclass(member, base) and member is not base
    )
