"""The committee's edition: the decision that is asked, what must hold, who stands where, what may go ahead. One or two pages; of many
activities a few, and the list of which is which.

Every text in it is short because it is written short: titles, clocks, owners. Nothing is cut."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from guidance.assessment import Finding
from guidance.assessment.ahead import may_go_ahead, negatives
from guidance.assessment.asking import stakes
from guidance.assessment.levels import Level
from guidance.language.conditions import Severity
from guidance.language.rule import Obligation
from reports import front, screened, standings, together, words
from reports.blocks import Block, Bullets, Cell, Item, Ladder, Paper, Paragraph, Rung, Section, Table
from reports.case import Case
from reports.plan import Action, grouped
from reports.unknown import still_open

TITLE: Final = "China exposure: paper for the committee"
HOLDS: Final = 3
"""From this level on something waits: for a decision, or for a licence, a clearance or advice."""
WAITS: Final = 2
"""From this level on something stands in the way of going ahead."""
ACTIONS: Final = 4
AHEAD: Final = 2
"""The most that is named as going ahead of one activity."""
LIMITS: Final = (
    "Guidance, not legal advice. It rests on the answers given, which nobody has checked against the world. Absence from a list is never "
    "clearance. It speaks of institutions, technology and terms, never of a person."
)
ASKED: Final = {
    4: "hold: neither start nor continue yet (L4)",
    3: "decide on the record, before any commitment (L3)",
    2: "sign off written mitigations, with which it may go ahead (L2)",
    1: "let go ahead with standard controls and a note (L1)",
    0: "let go ahead (L0)",
}
"""What is asked of the committee at each level."""
ACT: Final = "see that what is named below is done today (L4)"
"""The same at L4, of what happened or came in: nobody starts or continues it."""
NOTHING_YET: Final = "decide nothing yet, as too little is known"


def build(case: Case) -> Paper:
    """The edition. The same case gives the same one."""
    names = (Section("names", "Which activity is which", (together.listed(case),)),) if together.many(case) else ()
    sections = (*front.disclosure(case), *body(case), _decided(case), *names)
    return Paper(front.cover(case, TITLE, hashes=False), sections, short=True)


def body(case: Case) -> tuple[Section, ...]:
    """All of it but the signature. What is the same of several of many activities is said once, with their short names."""
    holding = stopped(case)
    return (
        Section("decision", "The decision that is asked", (*decision(case), ladder(case))),
        *_hold(case, holding),
        Section("actions", "The nearest clocks", tuple(_actions(case, holding))),
        Section("ahead", "What may go ahead", (_ahead(case),)),
        Section("unknown", "What is not known, and who can find out", (_unknown(case),)),
    )


def stopped(case: Case) -> tuple[Finding, ...]:
    """The findings that hold something back: those that made a level of HOLDS or more, and all critical ones that stand."""
    levels = case.assessment.levels.values()
    made = [each for level in levels if (level.now or 0) >= HOLDS for each in level.because]
    critical = [finding for finding in case.warnings if finding.severity is Severity.CRITICAL]
    return tuple({finding.key: finding for finding in (*made, *critical)}.values())


def decision(case: Case) -> Iterator[Block]:
    """What is asked, one line a level; the organisation stands for itself where it has no activity. Of many activities their number
    and short names stand there."""
    asked = together.alike((about, _asked(case.assessment.levels[about])) for about in case.activities or (None,))

    def whom(abouts: list[str | None]) -> str:
        if together.many(case):
            return f"{words.count(len(abouts), 'activity', 'activities')}: {case.which(abouts)}."
        return f"{'; '.join(map(case.name, abouts))}."

    items = [Item(what, whom(asked[what])) for what in (ACT, *ASKED.values(), NOTHING_YET) if what in asked]
    yield Paragraph("The committee is asked to:", lead=True)
    yield Bullets((*items, *_plan(case)))


def _asked(level: Level) -> str:
    """What is asked of the committee at a level."""
    if level.nothing_to_assess or level.now is None:
        return NOTHING_YET
    return ACT if level.happened and level.now == max(ASKED) else ASKED[level.now]


def _plan(case: Case) -> Iterator[Item]:
    actions = grouped(case, case.acted_on)
    if actions:
        law = sum(action.statutory for action in actions)
        clocks = f"{law:,} with a clock set by law or by a term" if law else "none with a clock set by law or by a term"
        closed = sum(not action.open for action in actions)
        done = f"; {closed:,} done or not needed" if closed else ""
        yield Item("approve the plan", f"{words.count(len(actions), 'action')}, {clocks}{done}.")


def ladder(case: Case, codes: Mapping[str | None, str] = MappingProxyType({})) -> Ladder:
    """Who stands where, the heaviest first; the organisation has no line of its own where it stands as its one activity does. Of many
    activities those that stand alike share a step.

    `codes`: what stands before the name of an activity."""
    if together.many(case):
        return _shared(case, _ladder(case, {}))
    return _ladder(case, codes)


def _ladder(case: Case, codes: Mapping[str | None, str]) -> Ladder:
    levels = case.assessment.levels
    one = len(case.activities) == 1 and levels[None].now == levels[case.activities[0]].now
    whom = "Each activity" if one else "The organisation and each activity"
    shown = case.activities if one else (None, *case.activities)
    happened = {levels[about].happened for about in shown if levels[about].now == max(ASKED)}
    last = {frozenset({True}): "Act today", frozenset({True, False}): "Do not start yet, or act today"}
    return Ladder(
        f"{whom}: how far up the ladder, and what stands in the way",
        tuple(_rung(case, about, codes.get(about, "") if about else "") for about in shown),
        last.get(frozenset(happened), Ladder.last),
    )


def _shared(case: Case, whole: Ladder) -> Ladder:
    """A ladder on which those that stand alike share a step."""
    light = (replace(rung, why="Nothing") if rung.level is not None and rung.level < WAITS else rung for rung in whole.rungs)
    unnamed = (replace(rung, name="") for rung in light)
    alike = together.alike(zip((None, *case.activities), unnamed, strict=True))
    return replace(whole, rungs=tuple(replace(rung, name=case.which(abouts)) for rung, abouts in alike.items()))


def _rung(case: Case, about: str | None, code: str) -> Rung:
    level = case.assessment.levels[about]
    name = f"{code} {case.name(about)}".strip()
    return Rung(name, None if level.nothing_to_assess else level.now, level.at_most, _why(case, about))


def _why(case: Case, about: str | None) -> str:
    level = case.assessment.levels[about]
    if level.nothing_to_assess or level.now is None:
        return standings.level(case.catalogue, level)
    if about is None and any(each.activity for each in level.because):
        return "As its most exposed activity"
    if not level.because:
        return "Nothing was found"
    return case.reasons(about) if level.now >= WAITS else f"Nothing. To do: {case.reasons(about)}"


def _hold(case: Case, holding: Iterable[Finding]) -> Iterator[Section]:
    actions = grouped(case, holding)
    if actions:
        grounds = {action.first.obligation for action in actions}
        law = Obligation.LEGAL in grounds or Obligation.TERM in grounds
        said = () if law else (Paragraph("No law is known that forbids these; each is our advice."),)
        table = _table(case, "What holds, for whom, and the clock", actions)
        yield Section("hold", "What must stop or hold", (*said, table))


def _actions(case: Case, holding: Iterable[Finding]) -> Iterator[Block]:
    told = {finding.id for finding in holding}
    rest = grouped(case, (finding for finding in case.acted_on if finding.id not in told))
    actions = [action for action in rest if action.open]
    if not actions:
        yield Paragraph("Every further action is closed." if rest else "No further action follows from the answers so far.")
        return
    yield _table(case, "Actions by clock and owner", actions[:ACTIONS])
    if len(actions) > ACTIONS:
        more = words.count(len(actions) - ACTIONS, "further action has a later clock", "further actions have later clocks")
        yield Paragraph(f"{more}; the officer holds the whole plan.")


def _table(case: Case, caption: str, actions: Iterable[Action]) -> Table:
    merged = together.many(case)
    whom = ((case.which(action.abouts) if merged else action.where, action) for action in actions)
    rows = tuple((Cell(action.title), Cell(where), Cell(action.owner), Cell(action.clock)) for where, action in whom)
    return Table(caption, ("What", "For", "Who", "By when"), rows, (9, 9, 6, 8))


def _ahead(case: Case) -> Block:
    said = [(about, item) for about in (*case.activities[::-1], None) if (item := _ahead_about(case, about))]
    items = list(_alike(case, said)) if together.many(case) else [item for _, item in said]
    looked = [{each.topic for each in negatives(case.assessment, about)} for about in case.activities]
    none = set.intersection(*looked) if looked else set()
    if none:
        titles = "; ".join(text.title for topic, text in case.catalogue.topics.items() if topic in none)
        items.append(Item("Looked at, and applies to none of it", f"{titles}."))
    if not items:
        return Paragraph("Nothing can be said to go ahead without conditions on these answers.")
    return Bullets(tuple(items))


def _alike(case: Case, said: Iterable[tuple[str | None, Item]]) -> Iterator[Item]:
    """Items that say the same as one, with those of whom they say it."""
    unnamed = ((about, (item.lead.removeprefix(case.name(about)), item.text)) for about, item in said)
    for (held, text), abouts in together.alike(unnamed).items():
        yield Item(f"{case.which(abouts)}{held}", text)


def _ahead_about(case: Case, about: str | None) -> Item | None:
    """What may go ahead of one activity: certain parts first, what is peculiar to it before what many have; or on provisos, which for
    one of many the officer holds."""
    level = case.assessment.levels[about]
    cards = may_go_ahead(case.assessment, about)
    sure = sorted((card.finding for card in cards if card.finding.certain), key=lambda finding: case.often[finding.id])
    held = " (held; this part only)" if about is not None and (level.now or 0) >= HOLDS else ""
    name = f"{case.name(about)}{held}"
    if sure:
        return Item(name, f"{words.some((case.advice(finding).title for finding in sure), AHEAD)}.")
    if cards and together.many(case):
        return Item(
            name,
            f"{case.advice(cards[0].finding).title}, provided that what nobody has answered yet is in order; the officer holds what that is.",
        )
    if cards:
        return Item(name, standings.together(case.catalogue, cards[:AHEAD])[0])
    if about is not None and level.settled and level.at_least <= 1:
        return Item(name, "It may go ahead." if level.at_least == 0 else "It may go ahead with standard controls.")
    return None


def _unknown(case: Case) -> Block:
    people = standings.ask(case.catalogue, stakes(case.assessment)) if not case.record.disclosure else ()
    return Bullets((*(Item(role, f"{what}.") for role, what in people), Item("", still_open(case))))


def _decided(case: Case) -> Section:
    given = [(each.role, each.name, "Signed in the program", words.moment(each.at)) for each in case.signatures]
    rows = tuple(
        tuple(map(Cell, row)) for row in (*given, *((role, "", "", "") for role in ("For the committee", "Senior owner")))
    )
    head = ("Role", "Name", "Signature", "Date")
    return Section(
        "signature", "Decided", (Table("Signatures", head, rows, (5, 6, 6, 3), fill_in=True), Paragraph(limits(case)))
    )


def limits(case: Case) -> str:
    """What an edition is not, and which lists were looked at, in a few sentences."""
    return f"{LIMITS} {screened.line(case)}".strip()
