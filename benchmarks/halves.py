"""How right the assessment is on half of the answers: each whole-organisation case, half of its answers removed at random.

What is said on the rest is set beside what all answers give: the level to treat it as, the presumed warnings shown first, and what may
go ahead with provisos. Nothing here was used to set a rule but the seeds 1 to 20."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from guidance import knowledge
from guidance.assessment import Assessment, assess
from guidance.assessment.ahead import may_go_ahead
from guidance.assessment.findings import Finding
from guidance.assessment.levels import Level, counts_as
from guidance.assessment.order import Place, place
from guidance.case.record import read_record
from guidance.curation.organisation_cases import facts_of, read_organisations
from guidance.knowledge.catalogue import SWITCHES, Catalogue
from guidance.knowledge.entries import Tells
from guidance.language.conditions import Severity
from guidance.language.facts import Answers, Facts

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.json"))


def names() -> list[str]:
    """The names of the cases."""
    return [*(case.id for case in read_organisations(knowledge.OWN)), *(path.stem for path in EXAMPLES)]


def cases(catalogue: Catalogue) -> Iterator[tuple[str, Facts]]:
    """Every organisation that is kept as a case or an example."""
    for case in read_organisations(knowledge.OWN):
        yield case.id, facts_of(catalogue, case)
    for path in EXAMPLES:
        yield path.stem, read_record(path.read_bytes(), catalogue).facts(catalogue)


def halved(facts: Facts, name: str, seed: int) -> Facts:
    """The facts with each answer kept or removed by the toss of a coin; facts about the law stay."""
    coin = random.Random(f"{name} {seed}")

    def kept(answers: Answers) -> Answers:
        return {id: answer for id, answer in sorted(answers.items()) if id.startswith(f"{SWITCHES}.") or coin.random() < 0.5}

    return Facts(kept(facts.organisation), {id: kept(its) for id, its in facts.activities.items()}, facts.as_at)


class Tally:
    """Counts over all cases and seeds."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.levels: Counter[tuple[int, int | None]] = Counter()

    def add(self, half: Assessment, complete: Assessment) -> None:
        """Counts one case."""
        for about, level in half.levels.items():
            whose = "organisation" if about is None else "activity"
            true = complete.levels[about].now
            if true is None:
                continue
            self.counts[f"{whose}: levels"] += 1
            if about is not None:
                self.levels[true, level.now] += 1
            if level.now is None:
                self.counts[f"{whose}: withheld"] += 1
                continue
            self.counts[f"{whose}: equal"] += level.now == true
            self.counts[f"{whose}: above"] += level.now > true
            self.counts[f"{whose}: below"] += level.now < true
            self.counts[f"{whose}: below by two or more"] += level.now <= true - 2
        self._front(half, complete)
        self._ahead(half, complete)

    def _front(self, half: Assessment, complete: Assessment) -> None:
        """Which presumed warnings turn out right, and how many of the heavy ones are seen."""
        holds = {finding.key for finding in complete.findings if finding.stands}
        pressing = {
            Place.SHARPENED: "sharpened",
            Place.TOLD: "told",
            Place.STEP: "steps",
            Place.NEAR: "near",
            Place.ROUTINE: "routine",
        }
        shown = set()
        for finding in half.findings:
            if finding.warns and not finding.certain and (where := pressing.get(place(finding))):
                self.counts[f"presumed {where}"] += 1
                self.counts[f"presumed {where} right"] += finding.key in holds
        for finding in half.findings:
            if finding.warns and place(finding) <= Place.NEAR:
                shown.add(finding.key)
        heavy = [each for each in complete.findings if each.stands and each.severity.rank >= Severity.HIGH.rank]
        self.counts["heavy"] += len(heavy)
        self.counts["heavy seen"] += sum(finding.key in shown for finding in heavy)

    def _ahead(self, half: Assessment, complete: Assessment) -> None:
        """Whether what may go ahead with provisos turns out wrong where it matters: all answers contradict it. What they leave open is
        neither right nor wrong."""
        holds = {finding.key for finding in complete.findings if finding.certain}
        for about in half.levels:
            true = complete.levels[about].now
            open_still = {card.finding.key for card in may_go_ahead(complete, about)}
            for card in may_go_ahead(half, about):
                if not card.finding.certain:
                    self.counts["ahead"] += 1
                    self.counts["ahead right"] += card.finding.key in holds
                    wrong = card.finding.key not in holds | open_still
                    self.counts["ahead wrong at L3+"] += wrong and true is not None and true >= 3
                    if wrong and true is not None and true >= 3:
                        self.wrong[card.finding.id] += 1

    def lines(self) -> Iterator[str]:
        """What was counted, with shares of the levels that were given and of all."""
        for whose in ("activity", "organisation"):
            every, withheld = self.counts[f"{whose}: levels"], self.counts[f"{whose}: withheld"]
            yield f"{whose}: {every} levels, {withheld} withheld in words"
            for what in ("equal", "above", "below", "below by two or more"):
                number = self.counts[f"{whose}: {what}"]
                yield f"  {what:22} {number:5}   {number / max(1, every - withheld):6.1%} of those given   {number / max(1, every):6.1%} of all"
        for where in ("sharpened", "told", "steps", "near", "routine"):
            every, right = self.counts[f"presumed {where}"], self.counts[f"presumed {where} right"]
            yield f"presumed or near, {where}: {right} of {every} turn out right ({right / max(1, every):.0%})"
        yield f"high and critical warnings of the complete case that are in front: {self.counts['heavy seen']} of {self.counts['heavy']}"
        every, wrong = self.counts["ahead"], self.counts["ahead wrong at L3+"]
        yield f"may go ahead with provisos: {every} cards, {self.counts['ahead right']} right, {wrong} wrong at L3 or more ({wrong / max(1, every):.1%})"
        yield f"  the wrong ones: {dict(self.wrong.most_common(8))}"
        yield "complete level → treated as (activities):"
        for (true, said), number in sorted(self.levels.items(), key=str):
            yield f"  L{true} → {'withheld' if said is None else f'L{said}'}: {number}"


class Reasons:
    """Why levels of activities differ, and how far any rule could tell them on what is left."""

    def __init__(self) -> None:
        self.causes: Counter[str] = Counter()
        self.open: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.given = self.blind = 0
        self.patterns: defaultdict[tuple[object, ...], list[tuple[str, int]]] = defaultdict(list)

    def add(self, name: str, half: Assessment, complete: Assessment) -> None:
        """Looks at each activity of one case of which a level is given."""
        for about in half.facts.activities:
            level, whole = half.levels[about], complete.levels[about]
            if level.now is None or whole.now is None:
                continue
            self.given += 1
            self.patterns[_pattern(half, level, about)].append((f"{name}/{about}", whole.now))
            if level.now == whole.now:
                continue
            self.blind += whole.now > level.now and not _points_to_it(half, whole)
            more, less = (level, complete) if level.now > whole.now else (whole, half)
            stand = {finding.id: finding for finding in less.about(about)}
            for finding in more.because:
                self._note(level.now, whole.now, finding, stand.get(finding.id))

    def _note(self, said: int, true: int, finding: Finding, other: Finding | None) -> None:
        """A finding that lifts a level or is missing, and the open questions that it takes as presumed or waits for."""
        here = finding if said > true else other
        cause = f"L{true} → L{said}: {finding.id} {'lifts' if said > true else 'is missing'}"
        self.causes[cause] += 1
        if here:
            self.open[cause].update(id for id, _ in (here.presumes | here.needs if said > true else here.needs))

    def lines(self) -> Iterator[str]:
        """The causes, the most frequent first; then the bounds."""
        for cause, number in self.causes.most_common():
            asked = ", ".join(f"{id} {times}" for id, times in self.open[cause].most_common(4))
            yield f"  {number:4} {cause}; open: {asked or 'nothing'}"
        every, best, left_out = max(1, self.given), 0, 0
        for levels in self.patterns.values():
            best += _most([level for _, level in levels])[1]
            for name, level in levels:
                others = [each for other, each in levels if other != name]
                left_out += bool(others) and _most(others)[0] == level
        yield f"understated with no answer left that the complete level hangs on: {self.blind} of {every} ({self.blind / every:.1%})"
        yield f"the best constant for each of {len(self.patterns)} patterns of what decides: {best / every:.1%}; told by other activities only: {left_out / every:.1%}"


def _most(levels: Sequence[int]) -> tuple[int, int]:
    return Counter(levels).most_common(1)[0]


def _pattern(half: Assessment, level: Level, about: str) -> tuple[object, ...]:
    """What a rule about levels can see: the range, and how what decides stands."""
    deciding = [
        (each.standing, each.severity.rank, each.tells or "", each.facts, len(each.presumes), len(each.needs - each.implied))
        for each in half.about(about)
        if each.warns and level.now and counts_as(each) >= level.now
    ]
    return level.now, level.at_least, level.at_most, max(deciding, default=())


def _points_to_it(half: Assessment, whole: Level) -> bool:
    """Whether a fact of the case that the complete level hangs on is among the answers that are left."""
    questions = half.catalogue.questions
    hooks = {asked for finding in whole.because for asked in finding.hooks if asked[0] in questions}
    facts = {(id, about) for id, about in hooks if questions[id].tells is Tells.CASE}
    return not facts or any(id in half.facts.answers(about) for id, about in facts)


@click.command()
@click.option("--seeds", default="21-40", show_default=True, help="First and last seed.")
@click.option("--why", is_flag=True, help="Name what decides where a level differs, and how far any rule could go.")
def main(seeds: str, why: bool) -> None:
    """Print how right the assessment is on half of the answers."""
    first, last = map(int, seeds.split("-"))
    catalogue, tally, reasons = knowledge.load(), Tally(), Reasons()
    for name, facts in cases(catalogue):
        complete = assess(catalogue, facts)
        for seed in range(first, last + 1):
            half = assess(catalogue, halved(facts, name, seed))
            tally.add(half, complete)
            reasons.add(name, half, complete)
    click.echo(f"Seeds {first} to {last}, knowledge base {catalogue.version}")
    click.echo("\n".join((*tally.lines(), *(reasons.lines() if why else ()))))


if __name__ == "__main__":
    main()
