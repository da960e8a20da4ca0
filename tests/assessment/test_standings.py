"""What the real knowledge base says on half of the answers, and what must hold of it."""

import random
from functools import cache
from pathlib import Path

import pytest

from benchmarks.halves import cases, halved, names
from guidance import knowledge
from guidance.assessment import assess
from guidance.assessment.ahead import PROVISOS, may_go_ahead, negatives, of_the_whole
from guidance.assessment.asking import TRIAGE, about_more, next_questions, stakes, triage
from guidance.assessment.findings import Finding
from guidance.assessment.levels import near
from guidance.assessment.order import FEW, FIRST, Order, Place, first_screen, place
from guidance.curation.cases import known_answers
from guidance.inference.three_valued import Standing
from guidance.knowledge.catalogue import COMMON, WHO
from guidance.knowledge.entries import About, Tells
from guidance.language.conditions import Concern, Scope, Severity, atoms
from guidance.language.facts import NOT_SURE, Facts, firm
from guidance.language.rule import Firing

SEEDS = range(3)
HALVES = [
    pytest.param((name, seed), id=f"{name}-{seed}", marks=[pytest.mark.slow] if seed else [])
    for name in names()
    for seed in SEEDS
]


@cache
def whole():
    """The facts of every case, by its name."""
    return dict(cases(knowledge.load()))


@pytest.fixture(scope="module")
def catalogue():
    return knowledge.load()


@pytest.fixture(scope="module", params=HALVES)
def half(request, catalogue):
    """Half of a case, assessed once for all that must hold of it: pytest runs the tests of one parameter one after another."""
    name, seed = request.param
    return assess(catalogue, halved(whole()[name], name, seed))


def told(catalogue, whole, **activities):
    """A case of which only some facts are told."""
    day = catalogue.knowledge.published
    of = {name: known_answers(catalogue, name, answers, Scope.ACTIVITY) for name, answers in activities.items()}
    return Facts({**catalogue.switched(day), **known_answers(catalogue, "the organisation", whole)}, of, day)


def left_open(assessment):
    """Whether a whole case leaves answers open on purpose."""
    facts = assessment.facts
    given = [pair for about in (None, *facts.activities) for pair in facts.answers(about).items()]
    return assessment.live or any(answer == NOT_SURE for id, answer in given if not id.startswith("switch."))


@pytest.mark.slow
def test_on_complete_answers_nothing_is_presumed_and_the_level_is_the_level(catalogue):
    complete = [each for each in (assess(catalogue, facts) for facts in whole().values()) if not left_open(each)]
    assert len(complete) > len(whole()) // 2
    for assessment in complete:
        assert {finding.standing for finding in assessment.findings} <= {Standing.CERTAIN}
        assert all(level.settled for level in assessment.levels.values())


@pytest.mark.slow
def test_a_presumed_finding_names_an_open_question_and_a_level_lies_in_its_range(half):
    assessment, facts = half, half.facts
    for finding in assessment.findings:
        assert bool(finding.presumes) or finding.standing is not Standing.PRESUMED
        assert bool(finding.needs) is (finding.standing is Standing.POSSIBLE)
        assert finding.hooks <= finding.known
        for question, about in finding.presumes | finding.needs:
            assert facts.answers(about).get(question, NOT_SURE) == NOT_SURE
    for level in assessment.levels.values():
        if level.now is not None:
            assert level.at_least <= level.now <= level.at_most
        assert level.settled or level.until or level.nothing_to_assess


@pytest.mark.slow
def test_what_is_certain_of_half_of_the_answers_is_certain_of_all(catalogue, half, request):
    name, _ = request.node.callspec.params["half"]
    complete = {finding.key for finding in assess(catalogue, whole()[name]).certain}
    assert {finding.key for finding in half.certain} <= complete


@pytest.mark.slow
@pytest.mark.parametrize("half", HALVES[::5], indirect=True)
def test_silence_and_not_sure_read_the_same(catalogue, half):
    """An officer who says "not sure" is told what one who says nothing is told."""
    draw, facts = random.Random(0), half.facts

    def unsure(scope, given):
        left = [each.id for each in catalogue.asked_of(scope) if each.id not in given and each.read_by_rules]
        return {**given, **{id: NOT_SURE for id in left if draw.random() < 0.5}}

    activities = {name: unsure(Scope.ACTIVITY, given) for name, given in facts.activities.items()}
    other = Facts(unsure(Scope.ORGANISATION, facts.organisation), activities, facts.as_at)
    silent, said = assess(catalogue, firm(facts, "switch.")), assess(catalogue, other)
    assert [(each.key, each.standing, each.hooks) for each in said.findings] == [
        (each.key, each.standing, each.hooks) for each in silent.findings
    ]
    assert [(level.treat_as, level.until) for level in said.levels.values()] == [
        (level.treat_as, level.until) for level in silent.levels.values()
    ]


@pytest.mark.slow
@pytest.mark.parametrize("half", HALVES[::7], indirect=True)
def test_the_engine_of_record_concludes_what_stands_from_the_answers_as_presumed(catalogue, half):
    """Rules that ask who is unsure stand aside: on completed answers nobody is."""
    facts = half.facts

    def completed(scope, given):
        taken = catalogue.presumptions.taken
        return {**{each.id: taken[each.id] for each in catalogue.asked_of(scope) if each.id in taken}, **given}

    activities = {name: completed(Scope.ACTIVITY, given) for name, given in facts.activities.items()}
    whole = Facts(completed(Scope.ORGANISATION, facts.organisation), activities, facts.as_at)
    fired = set(catalogue.inference.conclude(whole))
    reading = catalogue.reading(facts)
    sure = {
        firing
        for rule in catalogue.rules.guidelines
        for firing in (Firing(rule.name, about) for about in (facts.activities if rule.scope is Scope.ACTIVITY else (None,)))
        if reading.standing(rule, firing.activity) is Standing.CERTAIN
    }
    assert sure <= fired


@pytest.mark.slow
def test_the_first_screen_is_short_ordered_and_loses_nothing(half):
    order, screen = Order(half), first_screen(half)
    assert len(screen.warnings) <= FIRST
    shown = [*screen.warnings, *screen.more]
    assert [_pressing(entry.first) for entry in shown] == sorted(_pressing(entry.first) for entry in shown)
    assert all(entry.place <= Place.NEAR for entry in shown)
    ids = [entry.first.id for entry in order.entries]
    assert len(set(ids)) == len(ids), "one entry a finding, merged across activities"
    said = {finding.id: place(finding) for finding in half.findings if finding.warns}
    assert set(ids) >= {id for id, where in said.items() if where is not Place.BARE}
    assert len(screen.warnings) + len(screen.more) + len(screen.routine) + len(screen.house) == len(ids)
    for entry in screen.warnings:
        told_of = entry.first.hooks or (entry.first.step is not None and entry.first.peculiar)
        assert told_of or entry.first.certain, "what hangs on no fact told is no warning"


def _pressing(finding: Finding) -> tuple[bool, bool, Place]:
    """What is certain and critical stands first; then the steps of the kind of case, what is critical and what facts make certain, if
    no answer is missing and little is presumed; of each, what a fact sharpens."""
    critical, where = finding.severity is Severity.CRITICAL, place(finding)
    told = finding.certain and where <= Place.TOLD and finding.severity.rank >= Severity.MEDIUM.rank
    near = where is Place.NEAR or (len(finding.presumes) > FEW and not finding.certain)
    return not (critical and finding.certain), near or not (finding.step is not None or critical or told), where


@pytest.mark.slow
def test_what_may_go_ahead_has_few_provisos_and_nothing_heavy_against_it(catalogue, half):
    assessment, facts = half, half.facts
    for about in facts.activities:
        for card in may_go_ahead(assessment, about):
            assert len(card.provisos) <= PROVISOS
            if not card.finding.certain:
                whole = any(rule.name in of_the_whole(catalogue.rules) for rule in card.finding.rules)
                assert not whole or (assessment.levels[about].now or 0) <= 2
                assert card.provisos
                kinds = [
                    id for id, _ in card.provisos if id in catalogue.questions and catalogue.questions[id].tells is Tells.KIND
                ]
                assert not kinds, "no proviso asks what kind of case it is"
                assert card.finding.known, "it says the fact that it rests on"


@pytest.mark.slow
def test_what_does_not_apply_has_an_answer_that_settles_it(catalogue, half):
    assessment, facts = half, half.facts
    for about in facts.activities:
        for negative in negatives(assessment, about):
            warned = [each for each in assessment.about(about) if each.topic == negative.topic and each.warns and each.stands]
            assert not warned
            assert negative.because
            for question, whose in negative.because:
                assert facts.answers(whose).get(question, NOT_SURE) != NOT_SURE
            for question, whose in negative.unless:
                assert facts.answers(whose).get(question, NOT_SURE) == NOT_SURE


@pytest.mark.slow
def test_the_triage_is_short_and_the_next_questions_are_open(catalogue, half):
    assessment, facts = half, half.facts
    for about in facts.activities:
        assert len(triage(assessment, about)) <= TRIAGE
        for stake in next_questions(assessment, about):
            assert (stake.question, stake.about) in assessment.live
        assert 0 <= about_more(assessment, about) <= len(list(catalogue.asked_of(Scope.ACTIVITY)))


ROUTINE = {
    "activity.kind": ["research"],
    "activity.field": "climate",
    "activity.stage": "running",
    "partner.location": "mainland",
    "partner.kind": "university",
    "partner.defence": "none_found",
    "technology.areas": ["none"],
    "technology.published": "all",
}


def test_a_routine_case_comes_out_green_and_says_what_does_not_apply(catalogue):
    assessment = assess(catalogue, told(catalogue, {"profile.kind": "he_england"}, air=ROUTINE))
    assert assessment.levels["air"].now == 1
    assert not first_screen(assessment).warnings, "no warning hangs on nothing"
    cards = may_go_ahead(assessment, "air")
    assert "climate-work" in {card.finding.id for card in cards}
    assert {"export_control", "nsi", "firs"} <= {negative.topic for negative in negatives(assessment, "air")}


def test_a_known_bad_fact_warns_at_once(catalogue):
    lab = {"activity.kind": ["joint_lab"], "activity.field": "engineering", "partner.defence": "industry"}
    lab |= {"activity.stage": "negotiating", "activity.renewal": "no"}
    assessment = assess(catalogue, told(catalogue, {"profile.kind": "he_england"}, lab=lab))
    assert assessment.levels["lab"].now == 3
    first = [entry.first for entry in first_screen(assessment).warnings]
    assert first[0].severity is Severity.HIGH
    assert ("partner.defence", "lab") in first[0].hooks


def test_a_language_chair_is_not_asked_about_technology(catalogue):
    chair = {"activity.kind": ["gift"], "activity.field": "humanities", "activity.stage": "negotiating"}
    assessment = assess(catalogue, told(catalogue, {"profile.kind": "he_england"}, chair=chair))
    asked = [question.id for question in triage(assessment, "chair")]
    asked += [stake.question for stake in next_questions(assessment, "chair")]
    assert not {"technology.areas", "technology.control_list", "technology.weapons", "technology.military_use"} & set(asked)


@pytest.mark.parametrize("kinds", [["society"], ["complaint"], ["event_pressure", "personal_pressure"]])
def test_a_case_of_people_and_speech_is_not_asked_about_technology(catalogue, kinds):
    def technical(*kinds):
        said = {"activity.kind": [*kinds], "activity.stage": "running", "activity.signs": ["at_risk"]}
        assessment = assess(catalogue, told(catalogue, {"profile.kind": "he_wales"}, x=said))
        asked = {question.id for question in triage(assessment, "x")} | {id for id, _ in assessment.levels["x"].until}
        asked |= {stake.question for stake in next_questions(assessment, "x")}
        return {id for id in asked if id.startswith("technology.")}

    assert technical(*kinds) == set()
    assert technical(*kinds, "research"), "what else the case is has its questions"


def test_the_kind_of_case_is_asked_first_until_it_is_told(catalogue):
    def first(**said):
        return next_questions(assess(catalogue, told(catalogue, {"profile.kind": "he_england"}, x=said)), "x", 1)[0].question

    assert first() == "activity.kind"
    assert first(**{"activity.stage": "running", "partner.location": "mainland"}) == "activity.kind"
    assert first(**{"activity.kind": ["gift"]}) != "activity.kind"


@pytest.mark.slow
def test_what_some_kinds_of_case_are_asked_waits_until_the_kind_is_told(catalogue):
    def ready(**said):
        return assess(catalogue, told(catalogue, {"profile.kind": "he_england"}, x=said)).ready

    at_first = ready()
    kinds = catalogue.questions["activity.kind"].options
    assert [kind.id for kind in kinds if not at_first <= ready(**{"activity.kind": [kind.id]})] == []
    first = {question for question, about in at_first if about == "x"}
    assert {Path(catalogue.files[f"questions:{id}"]).parent.name for id in first} == {COMMON}, "asked of any kind of case"
    assert len(first) <= TRIAGE + 3
    complaint = ("activity.complaint_about", "x")
    assert complaint not in at_first
    assert complaint in ready(**{"activity.kind": ["complaint"]})


def test_without_anything_decisive_no_level_is_given(catalogue):
    level = assess(catalogue, told(catalogue, {"profile.kind": "he_england"}, x={})).levels["x"]
    assert (level.now, str(level)) == (None, "no level yet")
    assert {question for question, _ in level.until} == {"partner.defence", "technology.areas"}


@pytest.mark.slow
def test_a_level_waits_for_the_area_or_the_partner_only_while_it_can_decide(catalogue):
    """Who stands behind the partner decides little where no sensitive area is touched, and the area little where the lists were checked
    and the partner is known; a deal is never light for all that."""
    work = {"activity.kind": ["research"], "activity.field": "engineering", "partner.location": "mainland"}
    known = work | {"partner.defence": "none_found"}
    checked = known | {"technology.control_list": "not_listed"}
    levels = {}
    for name, answers in (
        ("nothing", work),
        ("no area", work | {"technology.areas": ["none"]}),
        ("partner", known),
        ("list", work | {"technology.control_list": "not_listed"}),
        ("partner and list", checked),
        *((kind, checked | {"activity.kind": [kind]}) for kind in ("investment", "licence", "joint_lab", "past_deal")),
    ):
        assessment = assess(catalogue, told(catalogue, {"profile.kind": "he_england"}, lab=answers))
        levels[name] = assessment.levels["lab"].now
    assert [name for name, level in levels.items() if level is None] == ["nothing", "partner", "list"]
    assert [name for name, level in levels.items() if level and level >= 3] == [
        "investment",
        "licence",
        "joint_lab",
        "past_deal",
    ]


def test_a_stated_pressure_is_never_nothing(catalogue):
    level = assess(catalogue, told(catalogue, {"profile.kind": "he_england", "campus.pressure": ["open"]})).level
    assert (level.now or 0) >= 2


def test_an_organisation_without_activity_has_no_level(catalogue):
    assert str(assess(catalogue, told(catalogue, {"profile.kind": "he_england"})).level) == "no activity yet"


def test_what_hangs_on_facts_stands_before_what_hangs_on_presumptions(catalogue):
    name, seed = HALVES[0].values[0]
    order = Order(assess(catalogue, halved(whole()[name], name, seed)))
    places = [place(entry.first) for entry in order.entries]
    assert places == sorted(places)


def test_stakes_are_counted(catalogue):
    lab = {"activity.kind": ["joint_lab"], "activity.field": "engineering", "partner.defence": "industry"}
    assessment = assess(catalogue, told(catalogue, {"profile.kind": "he_england"}, lab=lab))
    found = stakes(assessment, ("lab",))
    assert [stake.worth for stake in found] == sorted((stake.worth for stake in found), reverse=True)


def test_an_answer_that_follows_on_another_tells_of_it(catalogue):
    """Whoever says that nobody weighed the say of the other side says that it has one."""
    lectures = {"activity.kind": ["teaching"], "activity.field": "humanities", "activity.stage": "negotiating"}
    told_of = lectures | {"activity.speech_assessment": "none"}
    levels, cards = {}, {}
    for name, answers in (
        ("nothing", lectures),
        ("weighed", told_of),
        ("refused", told_of | {"activity.say_over_content": ["no"]}),
    ):
        assessment = assess(catalogue, told(catalogue, {"profile.kind": "he_wales"}, lectures=answers))
        levels[name] = assessment.levels["lectures"].now
        cards[name] = {card.finding.id for card in may_go_ahead(assessment, "lectures") if not card.finding.certain}
        denied = {id for card in may_go_ahead(assessment, "lectures") for id, _ in card.provisos}
        assert name != "weighed" or "activity.say_over_content" not in denied
    assert levels["weighed"] == 3 > levels["nothing"] == levels["refused"]
    assert cards["weighed"] < cards["nothing"], "what rests on there being no say is not said"


@pytest.mark.parametrize(
    ("more", "reckoned"),
    [({}, True), ({"technology.areas": ["materials"]}, True), ({"technology.areas": ["none"]}, False)],
)
def test_a_listing_is_reckoned_with_unless_the_know_how_lies_outside_every_area(catalogue, more, reckoned):
    """Nobody compared what a visitor sees with the lists. Whether it may be listed hangs on what was told of the areas."""
    visit = {
        "activity.kind": ["research"],
        "activity.stage": "negotiating",
        "activity.field": "engineering",
        "partner.location": "mainland",
        "technology.published": "some",
        "technology.leaves": ["visitor"],
    }
    assessment = assess(catalogue, told(catalogue, {"profile.kind": "he_wales"}, visit=visit | more))
    waiting = {
        finding.id
        for finding in assessment.about("visit")
        if near(finding) and ("technology.control_list", "visit") in finding.needs
    }
    assert bool(waiting) is reckoned


def test_goods_outside_every_area_may_be_listed_all_the_same(catalogue):
    answers = {"technology.areas": frozenset({"none"}), "technology.leaves": frozenset({"goods", "files"})}
    assert "technology.control_list" not in catalogue.remote_beside(answers)
    assert "technology.control_list" in catalogue.remote_beside(answers | {"technology.leaves": frozenset({"files"})})


SALE = {
    "activity.kind": ["supply"],
    "activity.stage": "running",
    "activity.field": "engineering",
    "partner.location": "mainland",
    "partner.kind": "private_company",
    "partner.sanctions": "none_on_date",
    "partner.end_use": "written",
    "partner.end_user": "named",
    "technology.areas": ["none"],
    "technology.control_list": "not_listed",
    "technology.leaves": ["goods"],
    "deal.shipment": ["direct"],
}


def test_a_proviso_asks_for_what_a_possible_warning_would_need(catalogue):
    """Goods that leave could serve repression if somebody said so: that is asked, and silences nothing until it is said."""
    cards = {}
    for name, more in (("told", {}), ("said", {"technology.repression": "clear"})):
        assessment = assess(catalogue, told(catalogue, {"profile.kind": "company"}, order=SALE | more))
        cards[name] = {card.finding.id: card for card in may_go_ahead(assessment, "order")}
    assert "technology.repression" in {id for id, _ in cards["told"]["ship-the-settled-order"].provisos}
    assert "ship-the-settled-order" not in cards["said"]


def test_nothing_whole_goes_ahead_while_nobody_said_what_kind_of_case_it_is(catalogue):
    kindless = {id: answer for id, answer in ROUTINE.items() if id != "activity.kind"}
    shown = {}
    for name, answers in (("told", ROUTINE), ("kindless", kindless)):
        assessment = assess(catalogue, told(catalogue, {"profile.kind": "he_england"}, air=answers))
        shown[name] = {card.finding.id for card in may_go_ahead(assessment, "air")}
    assert "climate-work" in shown["told"]
    assert "climate-work" not in shown["kindless"]


def test_talks_with_a_state_body_wait_for_who_directs_them(catalogue):
    """No low level and no card is given before it; where the kind of case is not known it is not what decides."""
    talks = {"activity.kind": ["dialogue"], "activity.field": "humanities", "activity.stage": "running"}
    talks |= {"partner.location": "mainland", "partner.kind": "government", "technology.published": "all"}
    open_, said, kindless = (
        assess(catalogue, told(catalogue, {"profile.kind": "he_england"}, talks=answers)).levels["talks"]
        for answers in (talks, talks | {"terms.directed": ["nothing"]}, {**talks, "activity.kind": NOT_SURE})
    )
    assert open_.now is None
    assert open_.until == (("terms.directed", "talks"),)
    assert said.now is not None
    assert ("terms.directed", "talks") not in kindless.until or kindless.now is not None


def rests_on_a_warning(rules, condition):
    """Whether a condition asks for something to be found."""
    concerns = [atom for atom in atoms(condition) if isinstance(atom, Concern)]
    raisers = [rule for concern in concerns for rule in rules.raised_by.get(concern, ())]
    return any(concern.of_findings for concern in concerns) or any(rests_on_a_warning(rules, rule.when) for rule in raisers)


@pytest.mark.slow
def test_no_proviso_asks_for_a_fact_that_is_out_of_the_ordinary(catalogue, half):
    """What may go ahead may do so where every fact that nobody told is the ordinary one; and no proviso is what an answer denies, or who asks."""
    assessment, facts = half, half.facts

    def ordinary(scope, given):
        taken = catalogue.ordinary[scope]
        return {**{id: taken[id] for id in taken if catalogue.questions[id].about is About.CIRCUMSTANCE}, **given}

    activities = {name: ordinary(Scope.ACTIVITY, given) for name, given in facts.activities.items()}
    usual = catalogue.reading(Facts(ordinary(Scope.ORGANISATION, facts.organisation), activities, facts.as_at))
    for about in facts.activities:
        denied = {WHO, *catalogue.told_by_others(facts.answers(about))}
        for card in may_go_ahead(assessment, about):
            if not card.finding.certain:
                assert denied.isdisjoint(id for id, _ in card.finding.presumes)
                rules = [rule for rule in card.finding.rules if not rests_on_a_warning(catalogue.rules, rule.when)]
                assert not rules or any(usual.standing(rule, about) is not Standing.EXCLUDED for rule in rules), card.finding.id
