"""Vignettes as the reader of text sees them: the facts that it proposes from what is told, against those that were entered.

A text is not divided between the activities of a case: each has all that was read. A proposal is right if the fact was entered at
this stage or before; a fact is found if it is proposed from the text of the stage at which it came in. What is only mentioned is
counted apart."""

from collections.abc import Iterator
from dataclasses import dataclass

from guidance.curation.cases import CaseAnswers
from guidance.curation.vignettes import Stage, Vignette, stages
from guidance.knowledge.catalogue import Catalogue
from guidance.language.facts import Answers
from guidance.reading.proposing import Lexicon, Proposal, answers

Fact = tuple[str, str]
"""A question and an option of it."""


@dataclass(frozen=True)
class Read:
    """What was read of one stage: proposals that are right and that are not among the facts entered, facts found, and all new ones.

    `mentioned`: what is only mentioned, as how much of it is right, and how much there is."""

    vignette: Vignette
    name: str
    right: tuple[Proposal, ...]
    not_entered: tuple[Proposal, ...]
    found: int
    facts: int
    mentioned: tuple[int, int]


def read_stages(lexicon: Lexicon, vignette: Vignette) -> Iterator[Read]:
    """What is read of each stage, from its own text."""
    entered: set[Fact] = set()
    for name, stage in stages(vignette):
        new = set(_facts(stage)) - entered
        entered |= new
        reading = lexicon.read(stage.told)
        proposals = reading.proposals
        said = {(each.question, each.option) for each in proposals}
        right = tuple(each for each in proposals if (each.question, each.option) in entered)
        wrong = tuple(each for each in proposals if each not in right)
        mentioned = sum((each.question, each.option) in entered for each in reading.mentioned), len(reading.mentioned)
        yield Read(vignette, name, right, wrong, len(new & said), len(new), mentioned)


def _facts(stage: Stage) -> Iterator[Fact]:
    for entered in (stage.answers, *(activity.answers for activity in stage.activities)):
        for question, value in entered.items():
            for option in value if isinstance(value, list) else [value]:
                if option is not None:
                    yield question, str(option)


def as_read(catalogue: Catalogue, lexicon: Lexicon, vignette: Vignette) -> Vignette:
    """The vignette with all that is proposed from its text in place of the facts that were entered."""
    first = _as_read(catalogue, lexicon, vignette)
    assert isinstance(first, Vignette)
    return first.model_copy(update={"later": [_as_read(catalogue, lexicon, stage) for stage in vignette.later]})


def _as_read(catalogue: Catalogue, lexicon: Lexicon, stage: Stage) -> Stage:
    own, case = (_entered(given) for given in answers(catalogue, lexicon.propose(stage.told)))
    activities = [activity.model_copy(update={"answers": case}) for activity in stage.activities]
    return stage.model_copy(update={"answers": own, "activities": activities})


def _entered(given: Answers) -> CaseAnswers:
    return {id: sorted(said) if isinstance(said, frozenset) else said for id, said in given.items()}


def total_read(read: list[Read]) -> dict[str, list[int]]:
    """Proposals that are right of all, facts that were found of all, and mentions that are right of all, each as [hits, of]."""
    right, wrong = sum(len(each.right) for each in read), sum(len(each.not_entered) for each in read)
    return {
        "right": [right, right + wrong],
        "found": [sum(e.found for e in read), sum(e.facts for e in read)],
        "mentioned": [sum(e.mentioned[0] for e in read), sum(e.mentioned[1] for e in read)],
    }
