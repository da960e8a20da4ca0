"""Certain, presumed, possible or excluded: what each must mean, on random rule bases, presumptions and partial answers."""

from hypothesis import given
from hypothesis import strategies as st

from guidance.inference import bits, masks
from guidance.inference.experta.conclusion import Inference
from guidance.inference.grounds import Way
from guidance.inference.memos import MEMOS
from guidance.inference.three_valued import Reading, Standing
from guidance.language.conditions import Scope
from guidance.language.facts import NOT_SURE, Facts, Presumptions, firm
from guidance.language.rule import Firing
from tests.language.bases import QUESTIONS, TODAY, bases, facts


@st.composite
def presumptions(draw):
    """A presumption and an ordinary answer for every question."""
    taken, ordinary = ({question.id: draw(st.sampled_from(domain)) for question, domain in QUESTIONS.items()} for _ in range(2))
    return Presumptions(taken, ordinary)


def firings(rules, case):
    for rule in rules.guidelines:
        for about in case.activities if rule.scope is Scope.ACTIVITY else (None,):
            yield rule, about


def standings(rules, case, presumed):
    reading = Reading(rules, case, presumed)
    return {Firing(rule.name, about): reading.standing(rule, about) for rule, about in firings(rules, case)}


def completed(case, answers):
    """The case with every open question answered as some answers say."""

    def those(scope, given):
        open_ = {q.id: answers[q.id] for q in QUESTIONS if q.scope is scope and given.get(q.id, NOT_SURE) == NOT_SURE}
        return {**given, **open_}

    activities = {name: those(Scope.ACTIVITY, given) for name, given in case.activities.items()}
    return Facts(those(Scope.ORGANISATION, case.organisation), activities, case.as_at)


@given(bases(), presumptions(), st.lists(facts(), min_size=1, max_size=3))
def test_the_standings_are_what_masks_say_of_the_answers_and_of_the_presumptions(rules, presumed, cases):
    """Two readings that share no code: grounds of nodes, and masks over columns."""
    table = masks.Table.of([firm(case, "switch.") for case in cases], TODAY)
    answered, taken = masks.Reading(rules, table), masks.Reading(rules, table, presumed.taken)
    found = [standings(rules, case, presumed) for case in cases]
    for rule in rules.guidelines:
        sure, holds = answered.rule(rule), taken.rule(rule)
        rows = [
            each[Firing(rule.name, about)]
            for case, each in zip(cases, found, strict=True)
            for about in (case.activities if rule.scope is Scope.ACTIVITY else (None,))
        ]
        for row, standing in enumerate(rows):
            if sure.met[row]:
                assert standing is Standing.CERTAIN
            elif sure.unmet[row]:
                assert standing is Standing.EXCLUDED
            else:
                assert standing is (Standing.PRESUMED if holds.met[row] else Standing.POSSIBLE)


@given(bases(), presumptions(), st.lists(facts(), max_size=3))
def test_the_standings_are_what_bits_say_of_the_answers_and_of_the_presumptions(rules, presumed, cases):
    columns = bits.Columns.of(cases, bits.Legend(rules)).firm("switch.")
    answered, taken = bits.Reading(rules, columns), bits.Reading(rules, columns, presumed.taken)
    found = [standings(rules, case, presumed) for case in cases]
    for rule in rules.guidelines:
        rows = [
            str(each[Firing(rule.name, about)])
            for case, each in zip(cases, found, strict=True)
            for about in (case.activities if rule.scope is Scope.ACTIVITY else (None,))
        ]
        codes = bits.standing(rule, answered, [taken]).codes(len(rows))
        assert [bits.STANDINGS[code] for code in codes] == rows, rule


@given(bases(), presumptions(), facts(), st.data())
def test_what_is_certain_or_excluded_stays_so_whatever_is_answered_next(rules, presumed, case, data):
    before = standings(rules, case, presumed)
    more = {question.id: data.draw(st.sampled_from(domain)) for question, domain in QUESTIONS.items()}
    after = standings(rules, completed(case, more), presumed)
    for firing, standing in before.items():
        if standing in (Standing.CERTAIN, Standing.EXCLUDED):
            assert after[firing] is standing
        assert after[firing] in (Standing.CERTAIN, Standing.EXCLUDED), "complete answers leave nothing presumed"


@given(bases(), presumptions(), facts())
def test_what_is_presumed_names_what_nobody_answered(rules, presumed, case):
    reading = Reading(rules, case, presumed)
    for rule, about in firings(rules, case):
        ground = reading.ground(rule, about)
        assert ground is None or rule in reading.not_excluded(about)
        if ground is None:
            continue
        for questions in (ground.needs, ground.presumed):
            for question, whose in reading.named(questions, about):
                assert case.answers(whose).get(question, NOT_SURE) == NOT_SURE
        for question, whose in reading.named(ground.known, about):
            assert question in case.answers(whose)
        assert reading.named(ground.hooks, about) <= reading.named(ground.known, about)
        assert not ground.needs & ground.presumed
        standing = reading.standing(rule, about)
        assert (standing is Standing.PRESUMED) is (bool(ground.presumed) and not ground.needs)


@given(bases(unsure=False), presumptions(), facts())
def test_answering_as_presumed_changes_nothing(rules, presumed, case):
    before = standings(rules, case, presumed)
    after = standings(rules, completed(case, presumed.taken), presumed)
    stands = (Standing.CERTAIN, Standing.PRESUMED)
    assert {firing: standing in stands for firing, standing in before.items()} == {
        firing: standing in stands for firing, standing in after.items()
    }


@given(bases(unsure=False), presumptions(), facts())
def test_the_engine_of_record_concludes_the_same_from_the_completed_answers(rules, presumed, case):
    stands = {
        firing
        for firing, standing in standings(rules, case, presumed).items()
        if standing in (Standing.CERTAIN, Standing.PRESUMED)
    }
    assert set(Inference(rules).conclude(completed(case, presumed.taken))) == stands


@given(bases(), presumptions(), facts())
def test_a_hook_would_not_do_if_it_were_answered_in_the_ordinary_way(rules, presumed, case):
    """With all hooks answered in the ordinary way the ground is gone: if the rule still holds, it rests on something else."""
    reading = Reading(rules, case, presumed)
    for rule, about in firings(rules, case):
        ground = reading.ground(rule, about)
        if ground is None or not ground.hooks:
            continue
        hooks = reading.named(ground.hooks, about)

        def usual(whose, given, hooks=hooks):
            return {**given, **{id: presumed.ordinary[id] for id, whom in hooks if whom == whose}}

        activities = {name: usual(name, given) for name, given in case.activities.items()}
        changed = Reading(rules, Facts(usual(None, case.organisation), activities, case.as_at), presumed)
        assert changed.ground(rule, about) != ground


@given(bases(), presumptions(), facts(), st.randoms(use_true_random=False))
def test_the_order_of_answering_does_not_matter(rules, presumed, case, draw):
    """Grounds are kept from answer to answer: on any way to a case they are those of the case read afresh."""
    steps = [(None, id) for id in case.organisation] + [(name, id) for name in case.activities for id in case.activities[name]]
    draw.shuffle(steps)
    given = {None: {}, **{name: {} for name in case.activities}}

    def reading():
        now = Facts(dict(given[None]), {name: dict(given[name]) for name in case.activities}, case.as_at)
        found = Reading(rules, now, presumed)
        return [found.ground(rule, about, way) for rule, about in firings(rules, case) for way in Way]

    reading()
    for about, id in steps:
        given[about][id] = case.answers(about)[id]
        last = reading()
    if steps:
        MEMOS.forget()
        assert reading() == last
