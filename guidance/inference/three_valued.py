"""The three-valued reading (Kleene): yes, no, or not yet known.

On partial answers a rule is *certain* (met whatever the rest turns out to be), *excluded*, or *possible*. The same
walk names the questions that can still settle it. `nodes` has the rules compiled, `memos` what is kept between readings."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import lru_cache, partial
from typing import TypeAlias, TypeVar, cast

from guidance.inference.grounds import Ground, Way, shared_ground
from guidance.inference.memos import MEMOS, Memo, Memos, Questions
from guidance.inference.nodes import WAITS, Nodes, Reach, Truth, View, Views, compiled, in_force_on
from guidance.language.conditions import Concern, Condition, Scope
from guidance.language.facts import NOTHING_PRESUMED, Facts, Presumptions
from guidance.language.rule import Guideline
from guidance.language.rulebase import RuleBase

Asked: TypeAlias = tuple[str, str | None]
"""A question id, and the activity it is asked about (None: the organisation)."""

NOBODY: frozenset[Asked] = frozenset()
T = TypeVar("T")


class Standing(StrEnum):
    """How a finding stands on the answers so far. PRESUMED: it holds on what is presumed of questions that nobody has answered."""

    CERTAIN = "certain"
    PRESUMED = "presumed"
    POSSIBLE = "possible"
    EXCLUDED = "excluded"


def standing(ground: Ground | None) -> Standing:
    """How a thing stands that would rest on a ground."""
    if ground is None:
        return Standing.EXCLUDED
    if ground.needs:
        return Standing.POSSIBLE
    return Standing.PRESUMED if ground.presumed else Standing.CERTAIN


class Reading:
    """Values of conditions on one set of facts; each is worked out once and kept in `memos`, for the next reading near by."""

    def __init__(
        self, rules: RuleBase, facts: Facts, presumptions: Presumptions = NOTHING_PRESUMED, memos: Memos = MEMOS
    ) -> None:
        self.rules = rules
        self.facts = facts
        self._nodes = compiled(rules, presumptions)
        in_force = in_force_on(rules, facts.as_at)
        kept = partial(memos.of, self._nodes, facts.as_at)
        own = kept(Reach.OWN, None, frozenset(facts.organisation.items()))
        shared = own.shared(self._nodes.shared)
        said = {name: frozenset(answers.items()) for name, answers in facts.activities.items()}
        across = kept(Reach.ACROSS, tuple(said), own.answers[0], *said.values())
        whole = View(None, facts.organisation, in_force, [own, own, across])

        def about(name: str) -> View:
            its = [kept(Reach.OWN, name, said[name]), kept(Reach.WHOLE, name, said[name], shared), Memo()]
            return View(name, facts.activities[name], in_force, its, whole)

        self._views = Views(whole, tuple(said), about)

    def standing(self, rule: Guideline, activity: str | None) -> Standing:
        """How a rule stands for an activity, or (None) for the organisation."""
        return standing(self.ground(rule, activity))

    def rule(self, rule: Guideline, activity: str | None) -> Truth:
        """Whether a rule is met; a rule that is not in force on the day is not."""
        return self._nodes.rules[rule.name].value(self._views[activity])

    def value(self, condition: Condition, activity: str | None) -> Truth:
        """The truth of a condition."""
        return self._nodes.of(condition).value(self._views[activity])

    def not_excluded(self, activity: str | None) -> list[Guideline]:
        """The rules about an activity, or (None) about the organisation, that may have a ground: no other has one."""
        view = self._views[activity]
        about = self.rules.about[Scope.ORGANISATION if activity is None else Scope.ACTIVITY]
        nodes = ((rule, self._nodes.rules[rule.name]) for rule in about)
        return [rule for rule, node in nodes if not node.sure or node.value(view) is not False]

    def ground(self, what: Guideline | Condition, activity: str | None, way: Way = Way.TRUE) -> Ground | None:
        """What a rule or condition would rest on if it came out as wanted; None when no answer can bring that about."""
        node = self._nodes.rules[what.name] if isinstance(what, Guideline) else self._nodes.of(what)
        return node.ground(self._views[activity], way)

    def named(self, questions: Questions, activity: str | None) -> frozenset[Asked]:
        """The questions of a part of a ground that was read of an activity, or (None) of the organisation."""
        if not questions:
            return NOBODY
        return _named(self._nodes, questions, (activity, *(self.facts.activities if questions >> self._nodes.width else ())))

    def bits(self, questions: Iterable[str]) -> Questions:
        """Questions as the bits of a part of a ground, of whichever activity."""
        return self._nodes.bits_of(questions)

    def concern(self, concern: Concern, activity: str | None) -> Truth:
        """Whether a concern holds."""
        return self.value(concern, activity)

    def live(self, condition: Condition, activity: str | None) -> set[Asked]:
        """The unanswered questions that can still change an undecided condition. No other question can."""
        return self._unanswered(self.unsettled(condition, activity))

    def unsettled(self, what: Guideline | Condition, activity: str | None) -> frozenset[Asked]:
        """The questions, unanswered or answered "not sure", whose answer could settle an undecided rule or condition."""
        node = self._nodes.rules[what.name] if isinstance(what, Guideline) else self._nodes.of(what)
        return self.named(node.open(self._views[activity]) & ~WAITS, activity)

    def all_live(self) -> frozenset[Asked]:
        """The unanswered questions that can still change a finding or a level."""
        return frozenset().union(*map(self.live_for, (None, *self.facts.activities)))

    def live_for(self, activity: str | None) -> frozenset[Asked]:
        """The unanswered questions that can still change a finding or a level of an activity, or (None) of the organisation."""
        view = self._views[activity]
        return frozenset(self._unanswered(self._named(self._nodes.effects[activity is None].open(view), activity)))

    def interview(self) -> frozenset[Asked]:
        """The questions to put on the page: those that findings and levels come to, read from left to right.

        A condition is read until it is decided or comes to a question that is not answered yet: gates are asked
        before what lies behind them. An answer that no condition comes to is parked: it changes no finding or level."""
        return frozenset().union(*map(self.interview_for, (None, *self.facts.activities)))

    def interview_for(self, activity: str | None) -> frozenset[Asked]:
        """The questions that findings and levels of an activity, or (None) of the organisation, come to."""
        view = self._views[activity]
        return frozenset(self._named(self._nodes.effects[activity is None].comes_to(view, True), activity))

    def _named(self, questions: Questions, about: str | None) -> frozenset[Asked]:
        """The questions of a set that was read of one activity or of the organisation."""
        return self.named(questions & ~WAITS, about)

    def _unanswered(self, asked: Iterable[Asked]) -> set[Asked]:
        return {each for each in asked if not self.answered(each)}

    def kept(self, activity: str, name: str, work: Callable[[], T]) -> T:
        """What follows about an activity from its answers and the organisation's: worked out once and kept under a name."""
        said = self._views[activity].memos[self._nodes.reach].said
        if name not in said:
            said[name] = work()
        return cast(T, said[name])

    def answered(self, asked: Asked) -> bool:
        """Whether the question has an answer, "not sure" included."""
        question, about = asked
        return question in self.facts.answers(about)


@lru_cache(maxsize=16_384)
def _named(nodes: Nodes, questions: Questions, whom: tuple[str | None, ...]) -> frozenset[Asked]:
    """The questions of a set, about the first of some for the first block of it, and so on. Findings have the same again and again."""
    named = []
    for whose in whom:
        block = questions & (1 << nodes.width) - 1
        while block:
            lowest = block & -block
            block ^= lowest
            name, whole = nodes.names[lowest.bit_length() - 1]
            named.append((name, None if whole else whose))
        questions >>= nodes.width
        if not questions:
            break
    return frozenset(named)


def forget() -> None:
    """Lets go of what is kept from one assessment for the next."""
    MEMOS.forget()
    shared_ground.cache_clear()
    _named.cache_clear()
