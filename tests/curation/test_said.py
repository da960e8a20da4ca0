"""The words by which options are said are checked, as everything else of the knowledge is."""

from dataclasses import replace

import pytest

from guidance import knowledge
from guidance.curation.said import check_said
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Question


def with_said(**said: list[str]) -> Catalogue:
    """The knowledge, with other words beside options of one question."""
    known = knowledge.load()
    question = known.questions["activity.stage"]
    options = [option.model_copy(update={"said": said.get(option.id, [])}) for option in question.options]
    changed: Question = question.model_copy(update={"options": options})
    return replace(known, questions={**known.questions, question.id: changed})


def test_the_words_of_the_knowledge_have_no_problem() -> None:
    assert list(check_said(knowledge.load())) == []


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"idea": ["plans to"], "running": ["plans to"]}, "idea and running are both said by 'plans to'"),
        ({"idea": ["a & b"], "running": ["b & a"]}, "idea and running are both said by 'b & a'"),
        ({"idea": ["in <nowhere>"]}, "there is no list of words <nowhere>"),
        ({"idea": ["chinese student"]}, "it speaks of persons by a country"),
        ({"idea": ["<mainland>"]}, "alone say nothing"),
    ],
)
def test_words_that_cannot_be_used_are_named(said: dict[str, list[str]], problem: str) -> None:
    (found,) = check_said(with_said(**said))
    assert problem in str(found)
    assert "activity.stage" in str(found)
