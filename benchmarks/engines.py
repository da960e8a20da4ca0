"""This program's readings beside other engines on the same rules, in one run. Every engine is checked against a reference.

Cases are complete (every question of ten activities answered, none "not sure"), so that engines without a third truth
value can take part. One that disagrees with the reference is named. CPU medians; ratios are to the finished experta run.
"""

import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import clips
import zen

from guidance import knowledge
from guidance.assessment import assess, conclude
from guidance.inference import three_valued
from guidance.inference.masks import Reading, Table
from guidance.inference.memos import MEMOS
from guidance.knowledge.catalogue import SWITCHES, Catalogue
from guidance.knowledge.entries import Kind, Question
from guidance.language import conditions as c
from guidance.language.conditions import Condition, Scope, atoms
from guidance.language.facts import Answer, Facts
from guidance.language.rule import Firing, Guideline

ACTIVITIES = 10
CASES = 5
Fired = frozenset[Firing]


# ---------------------------------------------------------------- cases and the reference


def complete(catalogue: Catalogue, seed: int, activities: int = ACTIVITIES) -> Facts:
    """A case in which every question is answered at random."""
    draw = random.Random(seed)
    switches: dict[str, Answer] = {f"{SWITCHES}.{id}": draw.choice(["yes", "no"]) for id in catalogue.switches}

    def answers(scope: Scope) -> dict[str, Answer]:
        return {each.id: _drawn(draw, each) for each in catalogue.asked_of(scope) if each.read_by_rules}

    return Facts(
        {**answers(Scope.ORGANISATION), **switches},
        {f"a{number}": answers(Scope.ACTIVITY) for number in range(activities)},
        catalogue.knowledge.published,
    )


def _drawn(draw: random.Random, question: Question) -> Answer:
    match question.kind:
        case Kind.ONE:
            return draw.choice(question.options).id
        case Kind.MANY:
            others = [option.id for option in question.options if not option.alone]
            return frozenset(draw.sample(others, draw.randint(1, min(3, len(others)))))
        case _:
            return draw.randint(0, 6)


class Reference:
    """The obvious interpreter of a complete case: recursion, no cache, two truth values."""

    def __init__(self, catalogue: Catalogue, facts: Facts) -> None:
        self.rules = [rule for rule in catalogue.rules.guidelines if rule.in_force(facts.as_at)]
        self.facts = facts

    def fired(self) -> Fired:
        """Every rule that is met, for each activity or the organisation."""
        raised: set[tuple[c.Concern, str | None]] = set()
        fired = set()
        for rule in self.rules:
            for about in self.facts.activities if rule.scope is Scope.ACTIVITY else (None,):
                if self._met(rule.when, about, raised):
                    fired.add(Firing(rule.name, about))
                    raised |= {(concern, about) for concern in rule.concerns}
        return frozenset(fired)

    def _met(self, condition: Condition, about: str | None, raised: set[tuple[c.Concern, str | None]]) -> bool:
        match condition:
            case c.All(parts):
                return all(self._met(part, about, raised) for part in parts)
            case c.Any(parts):
                return any(self._met(part, about, raised) for part in parts)
            case c.SomeActivity(inner):
                return any(self._met(inner, each, raised) for each in self.facts.activities)
            case c.Concern(scope=scope):
                return (condition, about if scope is Scope.ACTIVITY else None) in raised
            case c.Absent(concern):
                return not self._met(concern, about, raised)
            case c.Unsure():
                return False
            case _:
                whose = about if condition.question.scope is Scope.ACTIVITY else None
                return c.meets(condition, self.facts.answers(whose)[condition.question.id])


# ---------------------------------------------------------------- stock experta, one fact an answer


def stock_experta(catalogue: Catalogue) -> Callable[[Facts], Fired]:
    """Stock experta, as its tutorial would have it: a fact for each answer, AND, OR and NOT."""
    import experta  # after guidance.inference.experta.engine, which repairs its import

    class Answered(experta.Fact):
        """One answer."""

    class Raised(experta.Fact):
        """One concern."""

    class Exists(experta.Fact):
        """One activity."""

    some = iter(range(10**6))

    def pattern(condition: Condition, about: Any) -> Any:
        match condition:
            case c.All(parts):
                return experta.AND(*(pattern(part, about) for part in parts))
            case c.Any(parts):
                return experta.OR(*(pattern(part, about) for part in parts))
            case c.SomeActivity(inner):
                each = getattr(experta.MATCH, f"some{next(some)}")
                return experta.AND(Exists(id=each), pattern(inner, each))
            case c.Concern(id=id, scope=scope):
                return Raised(id=id, about=about if scope is Scope.ACTIVITY else "")
            case c.Absent(concern):
                return experta.NOT(pattern(concern, about))
            case c.Unsure(question):
                return Answered(id=question.id, value="not sure")
            case _:
                whose = about if condition.question.scope is Scope.ACTIVITY else ""
                test = c.test(condition)
                return Answered(id=condition.question.id, about=whose, value=experta.P(test))

    def rule_of(rule: Guideline, salience: int) -> Any:
        def fire(self: Any, **bound: Any) -> None:
            about = bound.get("this")
            self.found.add(Firing(rule.name, about))
            for concern in rule.concerns:
                self.declare(Raised(id=concern.id, about=about or ""))

        fire.__name__ = rule.name
        first = [Exists(id=experta.MATCH.this)] if rule.scope is Scope.ACTIVITY else []
        return experta.Rule(experta.AND(*first, pattern(rule.when, experta.MATCH.this)), salience=salience)(fire)

    day = catalogue.knowledge.published
    applying = [rule for rule in catalogue.rules.guidelines if rule.in_force(day)]
    methods = {rule.name: rule_of(rule, -place) for place, rule in enumerate(applying)}
    engine = type("Stock", (experta.KnowledgeEngine,), methods)()

    def run(facts: Facts) -> Fired:
        engine.found = set()
        engine.reset()
        for name in facts.activities:
            engine.declare(Exists(id=name))
        for about in (None, *facts.activities):
            for id, value in facts.answers(about).items():
                engine.declare(Answered(id=id, about=about or "", value=value))
        engine.run()
        return frozenset(engine.found)

    return run


# ---------------------------------------------------------------- CLIPS


def clips_engine(catalogue: Catalogue) -> Callable[[Facts], Fired]:
    """CLIPS by clipspy: a fact for the organisation and one for each activity, with a slot a question."""
    environment = clips.Environment()
    many = {id for id, question in catalogue.questions.items() if question.kind is Kind.MANY}
    read = catalogue.rules.questions

    def slot(id: str) -> str:
        return id.replace(".", "-")

    def template(name: str, scope: Scope) -> str:
        slots = [f"({'multislot' if id in many else 'slot'} {slot(id)})" for id, each in read.items() if each.scope is scope]
        return f"(deftemplate {name} (slot id) {' '.join(slots)})"

    some = iter(range(10**6))

    def of(atom: c.AnswerAtom, about: str) -> str:
        id = atom.question.id
        name = f"activity (id {about})" if atom.question.scope is Scope.ACTIVITY else "organisation"
        match atom:
            case c.Is(values=values) if id in many:
                return f"({name} ({slot(id)} $? {'|'.join(values)} $?))"
            case c.IsNot(values=values) if id in many:
                return f"(not ({name} ({slot(id)} $? {'|'.join(values)} $?)))"
            case c.Is(values=values):
                return f"({name} ({slot(id)} {'|'.join(values)}))"
            case c.IsNot(values=values):
                return f"({name} ({slot(id)} {'&'.join('~' + value for value in values)}))"
            case c.AtLeast(least=least):
                return f"({name} ({slot(id)} ?n{next(some)}&:(>= ?n{next(some) - 1} {least:g})))"
            case c.Below(limit=limit):
                return f"({name} ({slot(id)} ?n{next(some)}&:(< ?n{next(some) - 1} {limit:g})))"

    def source(condition: Condition, about: str) -> str:
        match condition:
            case c.All(parts):
                return f"(and {' '.join(source(part, about) for part in parts)})"
            case c.Any(parts):
                return f"(or {' '.join(source(part, about) for part in parts)})"
            case c.SomeActivity(inner):
                each = f"?s{next(some)}"
                return f"(exists (activity (id {each})) {source(inner, each)})"
            case c.Concern(id=id, scope=scope):
                return f"(raised (id {id}) (about {about if scope is Scope.ACTIVITY else 'whole'}))"
            case c.Absent(concern):
                return f"(not {source(concern, about)})"
            case c.Unsure(question):
                return f"(unsure (id {slot(question.id)}))"
            case _:
                return of(condition, about)

    environment.build(template("organisation", Scope.ORGANISATION))
    environment.build(template("activity", Scope.ACTIVITY))
    environment.build("(deftemplate raised (slot id) (slot about))")
    environment.build("(deftemplate unsure (slot id))")
    found: set[Firing] = set()
    environment.define_function(
        lambda rule, about: found.add(Firing(str(rule), None if about == "whole" else str(about))), "fired"
    )
    day = catalogue.knowledge.published
    for place, rule in enumerate(each for each in catalogue.rules.guidelines if each.in_force(day)):
        about = "?this" if rule.scope is Scope.ACTIVITY else "whole"
        first = "(activity (id ?this))" if rule.scope is Scope.ACTIVITY else ""
        effects = " ".join(f"(assert (raised (id {each.id}) (about {about})))" for each in rule.concerns)
        environment.build(
            f"(defrule {rule.name} (declare (salience {-place})) {first} {source(rule.when, about)} "
            f"=> (fired {rule.name} {about}) {effects})"
        )

    def slots(facts: Facts, about: str | None) -> dict[str, object]:
        scope = Scope.ORGANISATION if about is None else Scope.ACTIVITY
        given = facts.answers(about)
        return {
            slot(id): [clips.Symbol(each) for each in sorted(value)]
            if isinstance(value := given[id], frozenset)
            else clips.Symbol(value)
            if isinstance(value, str)
            else value
            for id, each in read.items()
            if each.scope is scope and id in given
        }

    def run(facts: Facts) -> Fired:
        found.clear()
        environment.reset()
        environment.find_template("organisation").assert_fact(**slots(facts, None))
        for name in facts.activities:
            environment.find_template("activity").assert_fact(id=clips.Symbol(name), **slots(facts, name))
        environment.run()
        return frozenset(found)

    return run


# ---------------------------------------------------------------- zen-engine


def zen_engine(catalogue: Catalogue) -> Callable[[Facts], Fired]:
    """GoRules' zen-engine: three decisions of expressions, for the organisation, each activity, and across activities."""
    day = catalogue.knowledge.published
    rules = [rule for rule in catalogue.rules.guidelines if rule.in_force(day)]
    raised_by = catalogue.rules.raised_by

    def across(condition: Condition) -> bool:
        match condition:
            case c.All(parts) | c.Any(parts):
                return any(map(across, parts))
            case c.SomeActivity():
                return True
            case c.Absent(concern) | (c.Concern() as concern):
                return concern.scope is Scope.ORGANISATION and any(across(rule.when) for rule in raised_by.get(concern, ()))
            case _:
                return False

    some: list[tuple[str, Condition]] = []

    def expression(condition: Condition) -> str:
        match condition:
            case c.All(parts):
                return "(" + " and ".join(map(expression, parts)) + ")"
            case c.Any(parts):
                return "(" + " or ".join(map(expression, parts)) + ")"
            case c.SomeActivity(inner):
                some.append((f"exists{len(some)}", inner))
                return f"some['{some[-1][0]}'] == true"
            case c.Concern(scope=scope):
                here = "$" if scope is current else "oc"
                names = [f"{here}['{rule.name}'] == true" for rule in raised_by.get(condition, ()) if rule in rules]
                return "(" + " or ".join(names) + ")" if names else "false"
            case c.Absent(concern):
                return f"not {expression(concern)}" if raised_by.get(concern) else "true"
            case c.Unsure():
                return "false"
            case _:
                whose = "act" if condition.question.scope is Scope.ACTIVITY else "org"
                field = f"{whose}['{condition.question.id}']"
                kind = (
                    catalogue.questions[condition.question.id].kind
                    if condition.question.id in catalogue.questions
                    else Kind.ONE
                )
                match condition:
                    case c.Is(values=values) if kind is Kind.MANY:
                        return f"some({field}, # in {list(values)})"
                    case c.IsNot(values=values) if kind is Kind.MANY:
                        return f"not some({field}, # in {list(values)})"
                    case c.Is(values=values):
                        return f"{field} in {list(values)}"
                    case c.IsNot(values=values):
                        return f"not ({field} in {list(values)})"
                    case c.AtLeast(least=least):
                        return f"{field} >= {least:g}"
                    case c.Below(limit=limit):
                        return f"{field} < {limit:g}"
        raise AssertionError(condition)

    def decision(expressions: Iterator[tuple[str, str]]) -> Any:
        node = {"expressions": [{"id": name, "key": name, "value": value} for name, value in expressions]}
        place = {"x": 0, "y": 0}
        jdm = {
            "nodes": [
                {"id": "i", "name": "i", "type": "inputNode", "position": place},
                {"id": "x", "name": "x", "type": "expressionNode", "position": place, "content": node},
                {"id": "o", "name": "o", "type": "outputNode", "position": place},
            ],
            "edges": [
                {"id": "1", "sourceId": "i", "targetId": "x", "type": "edge"},
                {"id": "2", "sourceId": "x", "targetId": "o", "type": "edge"},
            ],
        }
        return zen.ZenEngine().create_decision(json.dumps(jdm))

    current = Scope.ORGANISATION
    early = [rule for rule in rules if rule.scope is Scope.ORGANISATION and not across(rule.when)]
    late = [rule for rule in rules if rule.scope is Scope.ORGANISATION and across(rule.when)]
    first = decision((rule.name, expression(rule.when)) for rule in early)
    last_source = [(rule.name, expression(rule.when)) for rule in late]
    # what the last decision knows of the first is asked of `oc`
    early_names = {rule.name for rule in early}
    for name in early_names:
        last_source = [(key, value.replace(f"$['{name}']", f"oc['{name}']")) for key, value in last_source]
    last = decision(iter(last_source))
    current = Scope.ACTIVITY
    its = [(rule.name, expression(rule.when)) for rule in rules if rule.scope is Scope.ACTIVITY]
    asked = [(name, expression(inner)) for name, inner in list(some)]
    each = decision(iter([*its, *asked]))

    def plain(facts: Facts, about: str | None) -> dict[str, object]:
        return {id: sorted(v) if isinstance(v, frozenset) else v for id, v in facts.answers(about).items()}

    def run(facts: Facts) -> Fired:
        org = plain(facts, None)
        whole = first.evaluate({"org": org})["result"]
        found = {Firing(name, None) for name, met in whole.items() if met}
        met_by_some: dict[str, bool] = {}
        for about in facts.activities:
            result = each.evaluate({"org": org, "act": plain(facts, about), "oc": whole})["result"]
            for name, met in result.items():
                if name in met_by_some or name.startswith("exists"):
                    met_by_some[name] = met_by_some.get(name, False) or met
                elif met:
                    found.add(Firing(name, about))
        result = last.evaluate({"org": org, "oc": whole, "some": met_by_some})["result"]
        return frozenset(found | {Firing(name, None) for name, met in result.items() if met})

    return run


# ---------------------------------------------------------------- the table


def median_ms(work: Callable[[], object], rounds: int) -> float:
    """CPU milliseconds, the median of some rounds."""
    times = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def main() -> None:
    """Prints the table."""
    catalogue = knowledge.load()
    cases = [complete(catalogue, seed) for seed in range(CASES)]
    expected = [Reference(catalogue, case).fired() for case in cases]
    interactive = _interactive(catalogue, cases[0])
    runs: dict[str, tuple[Callable[[Facts], Fired], int]] = {
        "reference interpreter": (lambda case: Reference(catalogue, case).fired(), 3),
        "three-valued, whole case, nothing kept": (lambda case: _three_valued(catalogue, case), 3),
        "experta, repaired, with trace": (lambda case: frozenset(catalogue.inference.conclude(case)), 3),
        "the same, checked against three-valued (conclude)": (lambda case: conclude(catalogue, case).fired, 3),
        "stock experta, a fact an answer": (stock_experta(catalogue), 1),
        "CLIPS (clipspy)": (clips_engine(catalogue), 3),
        "zen-engine": (zen_engine(catalogue), 3),
    }
    times: dict[str, tuple[float, int]] = {}
    for name, (run, rounds) in runs.items():
        wrong = 0
        taken = []
        for case, right in zip(cases[: 1 if rounds == 1 else CASES], expected, strict=False):
            results: list[Fired] = []
            taken.append(median_ms(lambda run=run, case=case, results=results: results.append(run(case)), rounds))  # type: ignore[misc]
            wrong += results[-1] != right
        times[name] = statistics.median(taken), wrong
    base = times["experta, repaired, with trace"][0]
    size = sum(len(list(atoms(rule.when))) for rule in catalogue.rules.guidelines)
    print(f"{len(catalogue.rules.guidelines)} rules, {size} atoms, {ACTIVITIES} activities, complete answers; CPU ms, medians")
    for name, (ms, wrong) in times.items():
        print(f"{ms:10.1f}  {ms / base:7.2f} x  {name}{f'  DISAGREES on {wrong} cases' if wrong else ''}")
    print("After one answer: findings, standings, open questions and levels")
    for name, ms in interactive.items():
        print(f"{ms:10.1f}  {name}")
    _masks(catalogue)


def _three_valued(catalogue: Catalogue, case: Facts) -> Fired:
    MEMOS.forget()
    walk = three_valued.Reading(catalogue.rules, case)
    return frozenset(
        Firing(rule.name, about)
        for rule in catalogue.rules.guidelines
        for about in (case.activities if rule.scope is Scope.ACTIVITY else (None,))
        if walk.rule(rule, about)
    )


def _interactive(catalogue: Catalogue, case: Facts) -> dict[str, float]:
    """One answer of one activity, and of the organisation, changed, then another; with 1, 10 and 100 activities."""
    told = {}
    for activities in (1, ACTIVITIES, 100):
        base = complete(catalogue, 1, activities)
        assess(catalogue, base)
        draw = random.Random(2)
        asked = [each for each in catalogue.asked_of(Scope.ACTIVITY) if each.read_by_rules]

        its = dict(base.activities["a0"])

        def changed(
            base: Facts = base, draw: random.Random = draw, asked: list[Question] = asked, its: dict[str, Answer] = its
        ) -> None:
            question = draw.choice(asked)
            its[question.id] = _drawn(draw, question)
            assess(catalogue, Facts(base.organisation, {**base.activities, "a0": dict(its)}, base.as_at))

        told[f"an answer of one of {activities} activities"] = median_ms(changed, 31)

    own, draw = dict(case.organisation), random.Random(3)

    def of_organisation() -> None:
        question = draw.choice([each for each in catalogue.asked_of(Scope.ORGANISATION) if each.read_by_rules])
        own[question.id] = _drawn(draw, question)
        assess(catalogue, Facts(dict(own), case.activities, case.as_at))

    told[f"an answer of the organisation, {ACTIVITIES} activities"] = median_ms(of_organisation, 31)
    return told


def _masks(catalogue: Catalogue, organisations: int = 100_000) -> None:
    """Rules over many organisations of one activity each."""
    few = [complete(catalogue, seed, 1) for seed in range(2_000)]
    table = Table.of((few[number % len(few)] for number in range(organisations)), catalogue.knowledge.published)
    started = time.process_time()
    for question in catalogue.rules.questions.values():
        table.column(question.scope, question.id)
    columns = time.process_time() - started
    started = time.process_time()
    reading = Reading(catalogue.rules, table)
    met = sum(int(reading.rule(rule).met.sum()) for rule in catalogue.rules.guidelines)
    spent = time.process_time() - started
    print(f"{columns / organisations * 1e6:10.1f}  µs an organisation to lay out {organisations:,} as columns")
    print(f"{spent / organisations * 1e6:10.1f}  µs an organisation for all rules as masks ({met:,} firings)")


if __name__ == "__main__":
    main()
