"""Answers as columns: what is written is what is read back, and what rules read."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance import knowledge
from guidance.inference.bits import Columns, Legend
from guidance.knowledge.catalogue import SWITCHES
from guidance.knowledge.entries import Kind
from guidance.language.conditions import Scope
from guidance.language.facts import NOT_SURE, Facts
from guidance.sector import dataset
from guidance.sector.columns import columns
from guidance.sector.dataset import DatasetError
from guidance.sector.law import Law
from tests.sector.made import of_today, random_cases, rows, written


def without_switches(case: Facts) -> Facts:
    """A case as a dataset holds it: neither switches nor texts."""

    def kept(answers):
        return {id: said for id, said in answers.items() if id in of_today().questions}

    return Facts(kept(case.organisation), {name: kept(its) for name, its in case.activities.items()}, case.as_at)


@pytest.mark.slow
@settings(max_examples=15)
@given(st.integers(0, 10**6), st.integers(0, 8))
def test_what_is_laid_out_is_read_back_without_loss(seed, number):
    asked, cases = dataset.asked(of_today().questions), random_cases(seed, number)
    tables = dataset.laid_out(asked, "profile.kind", rows(cases))
    assert [facts for _, facts in dataset.facts(asked, tables)] == list(map(without_switches, cases))


@pytest.mark.slow
def test_a_file_read_back_is_what_rules_read_of_the_cases(tmp_path):
    cases, legend = random_cases(11, 80), Legend(of_today().rules)
    (part,) = written(tmp_path, cases, 100).parts
    read = columns(Law(of_today()), dataset.opened(tmp_path, part))
    expected = Columns.of(cases, legend)
    assert read.days == expected.days
    assert read.owner.tolist() == expected.owner.tolist()
    for id, column in expected.answers.items():
        assert (read.answers[id].known == column.known).all(), id
        assert (read.answers[id].unsure == column.unsure).all(), id
        assert np.array_equal(read.answers[id].codes[column.known], column.codes[column.known]), id


def test_not_sure_and_no_answer_are_kept_apart():
    catalogue = knowledge.load()
    for kind in (Kind.ONE, Kind.MANY, Kind.NUMBER):
        question = next(each for each in catalogue.asked_of(Scope.ACTIVITY) if each.kind is kind)
        cases = [Facts({}, {"a": {question.id: NOT_SURE}, "b": {}}, catalogue.knowledge.published)]
        asked = dataset.asked(of_today().questions)
        (read,) = (facts for _, facts in dataset.facts(asked, dataset.laid_out(asked, "profile.kind", rows(cases))))
        assert read.activities == {"a": {question.id: NOT_SURE}, "b": {}}


def test_no_switch_and_no_text_has_a_column():
    asked = dataset.asked(of_today().questions)
    texts = {each.id for each in knowledge.load().questions.values() if each.kind is Kind.TEXT}
    assert not {each.id for each in asked} & texts
    assert not [each.id for each in asked if each.id.startswith(f"{SWITCHES}.")]
    assert all("|" not in option and option != NOT_SURE for each in asked for option in each.options)


def test_a_changed_file_and_what_is_no_dataset_are_refused(tmp_path):
    (part,) = written(tmp_path, random_cases(1, 3), 10).parts
    file = tmp_path / "activities" / part.file
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(DatasetError, match="changed or damaged"):
        dataset.read_part(tmp_path, part)
    file.unlink()
    with pytest.raises(DatasetError, match="No such file"):
        dataset.read_part(tmp_path, part)
    with pytest.raises(DatasetError, match="guidance sector import"):
        dataset.described(tmp_path / "nowhere")
