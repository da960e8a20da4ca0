"""The section on each of many activities: a line each, then everything that holds for several, once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Final

from guidance.assessment import Finding
from guidance.assessment.ahead import may_go_ahead, negatives
from guidance.assessment.order import first_screen
from reports import reasons, standings, words
from reports.blocks import Block, Card, Cell, Paragraph, Part, Section, Table
from reports.case import FACTS, Case
from reports.together import Row, alike, in_runs, table

LED: Final = "What led to this"
SURE: Final = "How sure this is"


def build(case: Case) -> Section:
    """What is said of each activity: a line each, then everything that holds for several, once."""
    own = {finding.key: finding for finding in case.printed if finding.activity is not None}
    groups = _alike(own.values())
    numbers = {finding.key: number for number, group in enumerate(groups, 1) for finding in group}
    ahead = tuple(_card(case, number, group) for number, group in enumerate(groups, 1) if not group[0].warns)
    warnings = tuple(_card(case, number, group) for number, group in enumerate(groups, 1) if group[0].warns)
    blocks = chain(
        _which_is_which(case, numbers),
        table(case, "How to treat each", ("How to treat it",), _each(case, _treated), (15, 5)),
        [
            Section("activities-today", "What may go ahead today", (*ahead, *_provisos(case))),
            Section("activities-findings", "Findings", warnings or (Paragraph("No finding stands on these answers."),)),
        ],
        _beside(case),
        _would_change(case),
    )
    return Section("activities", "3. Each activity", tuple(blocks))


def _each(case: Case, said: Callable[[Case, str], Iterable[Row]]) -> Iterator[tuple[str | None, Row]]:
    return ((about, row) for about in case.activities for row in said(case, about))


def _treated(case: Case, about: str) -> Iterator[Row]:
    yield (Cell(case.means(about)),)


def _which_is_which(case: Case, numbers: dict[str, int]) -> Iterator[Block]:
    yield Paragraph(
        "What is the same of several activities is said once, with those that it holds for by their short names: A2–A5 are A2, A3, A4 "
        "and A5. A finding has one card, with a number, for all the activities of which it says the same."
    )
    found = {about: in_runs(numbers[each.key] for each in case.printed_about(about)) for about in case.activities}
    listed = tuple(
        (Cell(case.codes[about]), Cell(case.name(about), id=about), case.level(about), Cell(found[about]))
        for about in case.activities
    )
    yield Table(
        "The activities, their levels and their findings", ("No.", "Activity", "Level", "Findings"), listed, (2, 9, 6, 7)
    )


def _alike(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings of which a card says the same, but for the facts that led to each and how sure each is."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for each in findings:
        alike.setdefault((each.id, *(rule.name for rule in each.said_by)), []).append(each)
    return list(alike.values())


def _card(case: Case, number: int, found: list[Finding]) -> Card:
    """One card for all of them."""
    card = case.card(found[0])
    told = [case.facts(each) for each in found]
    shared = [fact for fact in told[0] if all(fact in facts for facts in told)]
    led = words.fitting(shared, FACTS)
    if any(len(facts) > len(shared) for facts in told):
        led = f"{led}; and of each what appendix B says of it" if shared else "Of each what appendix B says of it"
    said = {LED: led, SURE: _how_sure(case, found)}
    parts = (replace(part, text=said.get(part.label, part.text)) for part in card.parts if part.label != SURE or said[SURE])
    holds = Part("Holds for", case.which(each.activity for each in found))
    sure = [Part(SURE, said[SURE])] if said[SURE] and not any(part.label == SURE for part in card.parts) else []
    return replace(card, heading=f"{number}. {card.heading}", parts=(holds, *sure, *parts))


def _how_sure(case: Case, found: list[Finding]) -> str:
    """How sure each is; empty where all are certain."""
    sure = alike((each.activity, standings.standing(case.catalogue, each)) for each in found)
    if len(sure) == 1:
        return next(iter(sure))
    return " ".join(f"{case.which(abouts)}: {said or 'certain.'}" for said, abouts in sure.items())


def _provisos(case: Case) -> Iterator[Table]:
    def said(case: Case, about: str) -> Iterator[Row]:
        cards = [card for card in may_go_ahead(case.assessment, about) if not card.finding.certain]
        return ((Cell(text),) for text in standings.together(case.catalogue, cards))

    caption = "May go ahead, provided that what nobody has answered yet is in order"
    return table(case, caption, ("What, and on what provisos",), _each(case, said), (15, 5))


def _beside(case: Case) -> Iterator[Block]:
    """What facts of the case speak for though answers are missing, what the rest is, and what does not apply."""
    if not case.record.disclosure:
        screens = {about: first_screen(case.assessment, (about,)) for about in case.activities}

        def near(case: Case, about: str) -> Iterator[Row]:
            for each in standings.near(screens[about]):
                yield Cell(case.advice(each).title), Cell(standings.standing(case.catalogue, each))

        def rest(case: Case, about: str) -> Iterator[Row]:
            if said := standings.rest(case.catalogue, replace(screens[about], more=())):
                yield (Cell(said),)

        caption = "Facts of the case speak for these too; an answer is missing"
        yield from table(case, caption, ("Finding", "It depends on"), _each(case, near), (6, 10, 5))
        yield from table(case, "What the rest is", ("What",), _each(case, rest), (15, 5))

    def looked_at(case: Case, about: str) -> Iterator[Row]:
        for each in negatives(case.assessment, about):
            yield (Cell(standings.negative(case.assessment, case.record, each)),)

    yield from table(case, "Looked at, and does not apply", ("What, and why",), _each(case, looked_at), (15, 5))


def _would_change(case: Case) -> Iterator[Section]:
    """What would lower the levels, and what would raise them."""
    weighty = [about for about in case.activities if reasons.may_be_lowered(case, about)]
    lower = [(about, row) for about in weighty for row in reasons.lower_rows(case, about)]
    none = [about for about in weighty if not case.remedies.levels.get(about)]
    blocks: list[Block] = list(table(case, "Controls that take findings away", reasons.LOWER, lower, (5, 8, 4, 4)))
    if none:
        blocks.append(Paragraph(f"Of {case.which(none)}: {reasons.NO_CONTROL}"))
    if blocks:
        yield Section("activities-lower", "What would lower it", tuple(blocks))
    triggers = [about for about in case.activities if case.triggers.get(about)]
    if triggers:
        again = [(about, (Cell(reasons.again_by(case, about)),)) for about in triggers]
        change = [(about, (Cell(item.lead), Cell(item.text))) for about in triggers for item in reasons.raised_by(case, about)]
        found = (
            *table(case, "By when in any case", ("Our suggestion",), again, (8, 12)),
            *table(case, "At once when one of these changes", ("What", "Then"), change, (7, 9, 5)),
        )
        yield Section("activities-raise", "When to assess again", found)
