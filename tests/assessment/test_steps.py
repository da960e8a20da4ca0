"""The steps of a kind of case: the least that it asks for, shown as steps, and no heavier rule hidden by a certain one."""

from dataclasses import replace
from datetime import date

import pytest

from guidance import knowledge
from guidance.assessment import assess
from guidance.assessment.order import Order, Place, first_screen, place
from guidance.curation.cases import known_answers
from guidance.inference.three_valued import Standing
from guidance.language.conditions import Scope, Severity
from guidance.language.facts import Facts
from tests import small

TALKS = {"activity.stage": "negotiating", "partner.location": "mainland"}
NO_LINK = {"technology.areas": ["none"], "partner.defence": "none_found"}


def assessed(it):
    """What is said of one activity of an English university."""
    catalogue = knowledge.load()
    day = catalogue.knowledge.published
    whole = {**catalogue.switched(day), **known_answers(catalogue, "the organisation", {"profile.kind": "he_england"})}
    return assess(catalogue, Facts(whole, {"it": known_answers(catalogue, "it", it, Scope.ACTIVITY)}, day))


def presumed_steps(assessment):
    found = [each for each in assessment.about("it") if each.warns and each.step is not None]
    return [each for each in found if each.standing is Standing.PRESUMED]


@pytest.mark.parametrize(("kind", "level"), [("contract_research", 2), ("licence", 3)])
def test_presumed_steps_of_a_kind_make_the_least_level_of_the_kind(kind, level):
    told = {**TALKS, **NO_LINK, "activity.kind": [kind], "activity.field": "engineering"}
    assert assessed(told).levels["it"].now == level


def test_steps_of_ordinary_research_lift_no_level_and_warn_of_nothing():
    told = {**TALKS, **NO_LINK, "activity.kind": ["research"], "activity.field": "climate"}
    assessment = assessed({**told, "activity.stage": "running", "partner.kind": "university", "technology.published": "all"})
    assert presumed_steps(assessment)
    assert assessment.levels["it"].now == 1
    assert not first_screen(assessment).warnings


def test_steps_that_stand_are_shown_as_steps_once_something_is_out_of_the_ordinary():
    assessment = assessed({**TALKS, "activity.kind": ["research"], "activity.field": "engineering"})
    steps = presumed_steps(assessment)
    assert [each.id for each in steps if each.tells is None], "one of them hangs on nothing that was told"
    assert all(place(each) <= Place.STEP for each in steps)


def titles(assessment):
    return [(entry.first.id, entry.place, entry.first.severity, entry.first.additions) for entry in Order(assessment).entries]


@pytest.mark.parametrize(
    ("kind", "finding"),
    [("research", "classify-first"), ("journey", "keep-the-talk-public"), ("know_how", "telling-is-a-transfer"), ("licence", "list-what-moves")],
)  # fmt: skip
def test_the_area_names_the_entries_in_every_kind_of_case_and_moves_nothing(kind, finding):
    told = {**TALKS, "activity.kind": [kind], "activity.field": "engineering", "technology.areas": ["quantum"]}
    told |= {"technology.leaves": ["files", "talk"], "technology.published": "some", "technology.control_list": "not_checked"}
    assessment = assessed(told)
    (found,) = (each for each in assessment.about("it") if each.id == finding)
    assert [rule.name for rule in found.details] == ["entries_for_quantum"]
    assert found.details[0].adds in found.in_this_case
    assert set(found.details[0].sources) <= set(found.sources)
    bare = replace(
        assessment.catalogue,
        advice={id: each.model_copy(update={"details": []}) for id, each in assessment.catalogue.advice.items()},
    )
    without = assess(bare, assessment.facts)
    assert not any(each.details for each in without.about("it"))
    assert titles(assessment) == titles(without)
    assert assessment.levels["it"].now == without.levels["it"].now


def test_a_detail_is_said_only_once_it_is_certain():
    told = {**TALKS, "activity.kind": ["research"], "activity.field": "engineering", "technology.leaves": ["files"]}
    said = [rule.raises.id for each in assessed({**told, "technology.areas": "not sure"}).about("it") for rule in each.details]
    assert set(said) == {"subject_to_look_up"}, "the field is told, and the area is not"


@pytest.fixture
def noted(tmp_path):
    """The small knowledge base, with a light certain rule beside the heavy one of the same finding."""
    folder = small.write(tmp_path / "content")
    with (folder / "small/rules.yaml").open("a") as rules:
        rules.write(
            """
  - id: what_goes_is_noted
    reason: What goes out is written down.
    when: exposed
    finds: stop
    severity: low
    obligation: practice
    sources: [act s.1]
"""
        )
    return knowledge.load_from(folder)


@pytest.mark.parametrize(
    ("kind", "stands", "severity"),
    [
        ({}, Standing.PRESUMED, Severity.CRITICAL),
        ({"profile.kind": "university"}, Standing.CERTAIN, Severity.CRITICAL),
        ({"profile.kind": "company"}, Standing.CERTAIN, Severity.LOW),
    ],
)
def test_a_certain_light_rule_hides_no_presumed_heavy_one(noted, kind, stands, severity):
    facts = Facts({**noted.switched(date(2026, 1, 31)), **kind}, {"it": {"activity.leaves": frozenset({"goods"})}})
    (found,) = assess(noted, facts).about("it")
    assert (found.standing, found.severity) == (stands, severity)
    assert {rule.name for rule in found.rules} >= {"what_goes_is_noted"}
    assert bool(found.presumes) is (stands is Standing.PRESUMED)
