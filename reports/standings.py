"""Standings, levels, provisos and what does not apply, in the same words wherever they are said."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from guidance.assessment import Assessment, asking
from guidance.assessment.ahead import MayGoAhead, Negative
from guidance.assessment.asking import Stake, by_whom
from guidance.assessment.findings import Finding
from guidance.assessment.levels import Level
from guidance.assessment.order import Place, Screen
from guidance.case.record import Record
from guidance.inference.three_valued import Asked, Standing
from guidance.knowledge.catalogue import SWITCHES, Catalogue
from guidance.language.rule import Obligation
from reports import words

COUNTED: Final = 11
"""Activities, with the organisation, of which open questions are counted: a count of more would keep a page waiting."""
NAMED: Final = 3
"""The most questions, facts or topics named in one sentence."""
NEAR: Final = 5
"""The most warnings that are no more than possible and are named beside those that stand."""
WAIT: Final = {
    Obligation.LEGAL: "Do not start or continue until a licence, clearance or legal advice is in hand.",
    Obligation.TERM: "Do not start or continue until whoever set the term has agreed in writing.",
    Obligation.OTHERS: "We advise not to start or continue until whoever bears the duty has met it; no law is known to forbid it to you.",
    Obligation.PRACTICE: "We advise not to start or continue until what is named here is settled; no law is known to forbid it.",
    Obligation.JUDGEMENT: "We advise not to start or continue until what is named here is settled; no law is known to forbid it.",
}
"""What L4 asks for, by the strongest ground of what put it there: it speaks of law only where the finding rests on law."""
ACT: Final = {
    Obligation.LEGAL: "Do today what is named here; some of it is a duty.",
    Obligation.TERM: "Do today what is named here; some of it is owed under a term.",
    Obligation.OTHERS: "We advise to do today what is named here; no law is known to ask it of you.",
    Obligation.PRACTICE: "We advise to do today what is named here; no law is known to ask for it.",
    Obligation.JUDGEMENT: "We advise to do today what is named here; no law is known to ask for it.",
}
"""The same of what happened or came in."""
MEANS: Final = {
    0: "Nothing was found that holds it back.",
    1: "Standard practice is enough; keep a note.",
    2: "It may go ahead with written mitigations that somebody with authority has signed off.",
    3: "A named senior person decides on the record before anything is signed, shipped, started or renewed.",
}


def level(catalogue: Catalogue, given: Level) -> str:
    """A level as a sentence: how to treat it, until what is known, and what the answers allow."""
    named = questions(catalogue, given.until)
    if given.nothing_to_assess:
        return "No activity yet, and so no level: enter what the organisation does or plans."
    if given.now is None:
        return f"No level yet: find out {named}."
    if given.settled:
        return f"{given.name}. {means(given)}"
    until = f" until {_these(given.until)} known: {named}" if named else ""
    return f"Treat as L{given.now}{until} (the answers allow L{given.at_least} to L{given.at_most}). {means(given)}"


def means(given: Level) -> str:
    """What a level asks for. What L4 asks for follows the ground of what put it there."""
    if given.now is None:
        return ""
    return MEANS.get(given.now) or (ACT if given.happened else WAIT)[given.obligation or Obligation.JUDGEMENT]


def _these(some: Collection[object]) -> str:
    """The subject of a sentence that names them after a colon: a label may be one thing or several."""
    return "this is" if len(some) == 1 else "these are"


def questions(catalogue: Catalogue, asked: Iterable[Asked]) -> str:
    """Questions as noun phrases in one list, each once."""
    named = [catalogue.question(id) for id in dict.fromkeys(id for id, _ in asked) if _known(catalogue, id)]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}" if named else ""


def _known(catalogue: Catalogue, id: str) -> bool:
    return id in catalogue.questions or id.removeprefix(f"{SWITCHES}.") in catalogue.switches


def taken(catalogue: Catalogue, question: str) -> str:
    """What a question is taken to say, in words that claim nothing."""
    known = catalogue.questions.get(question)
    if known is None or known.presumption is None:
        return ""
    return known.presumed or words.answer(catalogue, question, known.presumption)


def standing(catalogue: Catalogue, finding: Finding) -> str:
    """Why a finding stands as it does; empty for a certain one."""
    if finding.standing is Standing.PRESUMED:
        open_ = sorted(finding.presumes, key=lambda asked: (catalogue.order.get(asked[0], 0), str(asked)))
        named = "; ".join(f"{catalogue.question(id)} (taken: “{taken(catalogue, id)}”)" for id, _ in open_[:NAMED])
        more = f"; and {words.count(len(open_) - NAMED, 'further answer')}" if len(open_) > NAMED else ""
        what = "Falls away" if finding.anyhow is None else f"No more than {finding.anyhow.value}"
        return f"Presumed, because {_these(open_)} not known: {named}{more}. {what} if that is otherwise."
    if finding.standing is Standing.POSSIBLE:
        return f"Possible: whether it applies depends on {questions(catalogue, sorted(finding.needs)[:NAMED])}."
    return ""


def hangs_on(catalogue: Catalogue, finding: Finding) -> str:
    """The open answers that a finding hangs on, as noun phrases; empty for a certain one."""
    open_ = sorted(finding.presumes or finding.needs, key=lambda asked: (catalogue.order.get(asked[0], 0), str(asked)))
    return questions(catalogue, open_[:NAMED])


def ahead(catalogue: Catalogue, *cards: MayGoAhead) -> str:
    """What may go ahead, on what provisos; of several cards those of the first, which they share."""
    titles = "; ".join(catalogue.advice[card.finding.id].title for card in cards)
    first = cards[0]
    if first.finding.certain:
        return f"{titles}."
    provisos = "; ".join(f"{catalogue.question(id)}: “{_ordinary(catalogue, id)}”" for id, _ in first.provisos)
    more = f"; and {words.count(first.more, 'further thing')} as in any ordinary case" if first.more else ""
    return f"{titles}. May go ahead provided that this holds: {provisos}{more}."


def together(catalogue: Catalogue, cards: Iterable[MayGoAhead]) -> tuple[str, ...]:
    """What may go ahead; what does so on the same provisos is said together."""
    same: dict[tuple[object, ...], list[MayGoAhead]] = {}
    for card in cards:
        same.setdefault((card.finding.id,) if card.finding.certain else (card.provisos, card.more), []).append(card)
    return tuple(ahead(catalogue, *each) for each in same.values())


def _ordinary(catalogue: Catalogue, question: str) -> str:
    known = catalogue.questions.get(question)
    if known is None or known.ordinary is None:
        return ""
    usual = known.presumption == known.ordinary and known.presumed
    return usual or words.answer(catalogue, question, known.ordinary)


def negative(assessment: Assessment, record: Record, found: Negative) -> str:
    """That a topic was looked at and does not apply, with the fact that settles it and what would change that."""
    catalogue = assessment.catalogue
    because = "; ".join(words.told(assessment, record, found.because, found.activity))
    open_ = [asked for asked in found.unless if not asked[0].startswith(f"{SWITCHES}.")]
    unless = (
        f" Look again if it is otherwise than usual with {questions(catalogue, open_)}."
        if open_
        else " Look again if that changes."
    )
    return f"{catalogue.topics[found.topic].title}: looked at, and does not apply here. {because}.{unless}"


def left(assessment: Assessment) -> str:
    """How much is open that can still change the result: about how many questions, or of many activities which have some."""
    about = {whose for _, whose in assessment.live}
    if not about:
        return "Every question that can change the result is answered."
    if len(about) > COUNTED:
        number = words.count(len(about - {None}), "activity", "activities")
        return f"Questions that can change this result are open about {number}."
    more = sum(asking.about_more(assessment, whose) for whose in about)
    return (
        f"About {words.count(more, 'more question')} can change this result."
        if more
        else "Nothing more is asked as things stand."
    )


def near(screen: Screen) -> list[Finding]:
    """The warnings that are no more than possible and are named beside those that stand."""
    return [entry.first for entry in (*screen.warnings, *screen.more) if entry.place is Place.NEAR][:NEAR]


def rest(catalogue: Catalogue, screen: Screen) -> str:
    """What the rest is, beside the warnings of the first screen, in one line."""
    untold = f"Not looked at, as nothing was told: {topics(catalogue, screen)}." if screen.untold else ""
    return f"{further(screen)} {untold}".strip()


def further(screen: Screen) -> str:
    """How many warnings there are beside those of the first screen, by what they rest on."""
    parts = []
    if screen.more:
        parts.append(f"{words.count(len(screen.more), 'further warning')} on facts of this case")
    if screen.routine:
        parts.append(f"{words.count(len(screen.routine), 'standard control')} that nobody has evidenced")
    if screen.house:
        parts.append(f"{words.count(len(screen.house), 'matter')} of the organisation as a whole")
    return f"{words.capital('; '.join(parts))}." if parts else ""


def topics(catalogue: Catalogue, screen: Screen) -> str:
    """The topics about which nothing was told, with how many findings each could have."""
    return ", ".join(f"{catalogue.topics[topic].title} ({number})" for topic, number in screen.untold.items())


def ask(catalogue: Catalogue, stakes: Sequence[Stake], most: int = NAMED) -> tuple[tuple[str, str], ...]:
    """Whom to ask, and what: at most so many people, the one whose answers settle most first."""
    people = by_whom(catalogue, stakes)
    return tuple(
        (catalogue.roles[role].title, questions(catalogue, ((stake.question, stake.about) for stake in its)))
        for role, its in list(people.items())[:most]
    )


PLACES: Final = {
    Place.SHARPENED: "on facts of this case",
    Place.TOLD: "on a fact of this case",
    Place.STEP: "as in any case of this kind",
    Place.NEAR: "possible; facts of this case speak for it",
    Place.ROUTINE: "standard control, not evidenced",
    Place.HOUSE: "the organisation as a whole",
    Place.BARE: "not looked at",
}
"""What a warning hangs on."""
