"""The knowledge as one file of data: what is read back is what rules, presumptions and switches said."""

import json
from datetime import date

import pytest

from guidance import knowledge
from guidance.knowledge import bundle
from guidance.knowledge.bundle import BundleError


@pytest.fixture(scope="module")
def made():
    return bundle.of(knowledge.load())


@pytest.mark.slow
def test_a_bundle_says_what_the_knowledge_says(made):
    catalogue = knowledge.load()
    read = bundle.read(made.text)
    assert {rule.name: rule for rule in read.rules.guidelines} == {rule.name: rule for rule in catalogue.rules.guidelines}
    assert read.presumptions.taken == {id: said for id, said in catalogue.presumptions.taken.items() if id in read.questions}
    assert read.presumptions.ordinary.keys() == catalogue.presumptions.ordinary.keys() & read.questions.keys()
    assert set(catalogue.rules.questions) - set(read.questions) == set(catalogue.switched(date(2026, 1, 1)))
    days = {value.since for switch in catalogue.switches.values() for value in switch.values}
    for day in (*days, date(2000, 1, 1), date(2100, 1, 1)):
        assert read.switched(day) == catalogue.switched(day)


@pytest.mark.slow
def test_the_same_knowledge_gives_the_same_bytes(made):
    assert bundle.of(knowledge.load()).text == made.text
    assert bundle.read(made.text).sha256 == made.sha256


@pytest.mark.slow
def test_what_tells_of_the_case_or_its_kind_is_kept(made):
    assert {
        id for id, each in knowledge.load().questions.items() if each.tells != "frame" and each.kind != "text"
    } == made.telling


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: "not json", "Invalid JSON"),
        (lambda data: json.dumps(data | {"format": 2}), "format"),
        (lambda data: json.dumps(data | {"more": 1}), "more: no such key"),
        (lambda data: json.dumps(data | {"concerns": []}), "do not fit together"),
        (lambda data: json.dumps(data | {"rules": [*data["rules"], data["rules"][0]]}), "a rule of that name"),
        (lambda data: json.dumps(data | {"questions": []}), "do not fit together"),
    ],
)
def test_what_is_no_bundle_is_refused_with_a_reason(made, change, said):
    with pytest.raises(BundleError, match=said):
        bundle.read(change(json.loads(made.text)))
