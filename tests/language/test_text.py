"""A condition as text: each word of the language, what is read back as it was written, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance import knowledge
from guidance.language.conditions import Concern, Scope, Severity, activity, organisation, some_activity
from guidance.language.text import (
    DEEPEST,
    MOST,
    MOST_ATOMS,
    MOST_CHARACTERS,
    MOST_WAYS,
    Asked,
    ConditionError,
    Vocabulary,
    parse,
    written,
)
from tests.language.bases import CONCERNS, QUESTIONS, conditions

kind = organisation.question("profile.kind")
staff = organisation.question("profile.staff")
stage = activity.question("activity.stage")
note = activity.question("activity.note")
sensitive = activity.concern("sensitive", "the work is sensitive")
a, b = stage("idea"), kind("school")
WORDS = Vocabulary(
    {
        "profile.kind": Asked(kind, ("school", "company", "import", "10_20", "under-ten")),
        "profile.staff": Asked(staff, number=True),
        "activity.stage": Asked(stage, ("idea", "running", "ended")),
        "activity.note": Asked(note),
    },
    {"sensitive": sensitive, "begun": stage("running", "ended"), "either": a | b, "both": a & b},
)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("activity.stage is idea", stage("idea")),
        ("activity.stage in (idea, running)", stage("idea", "running")),
        ("activity.stage is not idea", ~stage("idea")),
        ("activity.stage not in (idea, running)", ~stage("idea", "running")),
        ("profile.kind is 'import'", kind("import")),
        ("profile.kind in ('10_20', 'under-ten', school)", kind("10_20", "under-ten", "school")),
        ("profile.staff >= 5", staff.at_least(5)),
        ("profile.staff < 2.5", ~staff.at_least(2.5)),
        ("profile.staff >= -1", staff.at_least(-1)),
        ("unsure(activity.stage)", stage.unsure()),
        ("unsure(activity.note)", note.unsure()),
        ("sensitive", sensitive),
        ("not sensitive", ~sensitive),
        ("found(activity, critical)", activity.found(Severity.CRITICAL)),
        ("not found(organisation, low)", ~organisation.found(Severity.LOW)),
        ("some_activity(sensitive and activity.stage is idea)", some_activity(sensitive & a)),
        ("activity.stage is idea and profile.kind is school and sensitive", a & b & sensitive),
        ("activity.stage is idea or profile.kind is school or sensitive", a | b | sensitive),
        ("(activity.stage is idea and profile.kind is school) or sensitive", (a & b) | sensitive),
        ("activity.stage is idea and (profile.kind is school or sensitive)", a & (b | sensitive)),
    ],
)
def test_each_word_is_read_and_written_back(text, condition):
    assert parse(text, WORDS) == condition
    assert written(condition) == text


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("begun", stage("running", "ended")),
        ("not begun", ~stage("running", "ended")),
        ("either and sensitive", (a | b) & sensitive),
        ("both and sensitive", a & b & sensitive),
        ("both or sensitive", (a & b) | sensitive),
        ("not both", ~a | ~b),
        ("not (either or sensitive)", ~a & ~b & ~sensitive),
        ("not not sensitive", sensitive),
        ("not profile.staff >= 5", ~staff.at_least(5)),
        ("activity.stage in (idea)", a),
        ("activity.stage in (idea,)", a),
        ("activity.stage is (idea)", a),
        ("activity.stage is 'idea'", a),
        ("((activity.stage is idea))", a),
        ("  activity.stage is idea\n  and profile.kind is school\n", a & b),
        ("activity.stage is idea and profile.kind is school or sensitive", (a & b) | sensitive),
        ("(activity.stage is idea and profile.kind is school) and sensitive", a & b & sensitive),
    ],
)
def test_what_may_be_written_otherwise(text, condition):
    assert parse(text, WORDS) == condition
    assert parse(written(condition), WORDS) == condition


DRAWN = Vocabulary(
    {
        question.id: Asked(
            question,
            () if question.id.endswith("number") else tuple("xyz" if "many" in question.id else "abc"),
            question.id.endswith("number"),
        )
        for question in QUESTIONS
    },
    {concern: Concern(Scope.ACTIVITY, concern, "it holds") for concern in CONCERNS},
)


@given(st.sampled_from(Scope).flatmap(lambda about: conditions(about, tuple(DRAWN.names.values()), depth=3)))  # type: ignore[arg-type]
def test_any_condition_is_read_back_as_it_was_written(condition):
    text = written(condition)
    assert parse(text, DRAWN) == condition
    assert written(parse(text, DRAWN)) == text


@pytest.mark.slow
def test_every_real_condition_is_read_back_as_it_was_written():
    catalogue = knowledge.load()
    for rule in catalogue.rules.guidelines:
        text = written(rule.when)
        assert parse(text, catalogue.vocabulary) == rule.when, rule.name
        assert written(parse(text, catalogue.vocabulary)) == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("activity.stag is idea", "line 1, column 1: read 'activity.stag'; there is no such question; did you mean 'activity.stage'?"),
        ("activity.stage is ideas", "line 1, column 19: read 'ideas'; activity.stage has no such option; did you mean 'idea'?; use one of ended, idea, running"),
        ("activity.stage in (idea, ran)", "line 1, column 26: read 'ran'; activity.stage has no such option"),
        ("sensitiv", "line 1, column 1: read 'sensitiv'; there is no concern or term of that name; did you mean 'sensitive'?"),
        ("both\nand sensitive\nand activity.stage is over", "line 3, column 23: read 'over'; activity.stage has no such option"),
        ("activity.stage", "say what the answer is, as in activity.kind is research"),
        ("activity is idea", "read 'activity'; expected a question by its section and name"),
        ("activity", "it is a section; name a question of it, as in activity.kind is …"),
        ("activity.stage.idea is x", "expected a question by its section and name"),
        ("sensitive is idea", "read 'sensitive'; expected a question by its section and name"),
        ("activity.stage is idea, running", "options stand in brackets"),
        ("activity.stage is (idea, running)", "several options are written in (…), or not in (…)"),
        ("activity.stage in ()", "name at least one option"),
        ("activity.stage in (idea, idea)", "an option stands twice; take one out"),
        ("activity.stage == idea", "write is, or is not"),
        ("activity.stage = idea", "cannot be read at"),
        ("activity.stage is idea is running", "compare one question at a time, and join with and"),
        ("activity.stage is 5", "read '5'; expected an option by its id"),
        ("activity.stage is not sensitive()", "expected an option by its id"),
        ("activity.stage >= 5", "activity.stage is not answered with a number; test its options instead"),
        ("activity.note is idea", "activity.note has no such option; it has none; test unsure(…)"),
        ("profile.staff is five", "profile.staff is answered with a number; compare it with >= or <"),
        ("profile.staff > 5", "numbers are compared with >= (at least) or < (below)"),
        ("profile.staff <= 5", "numbers are compared with >= (at least) or < (below)"),
        ("profile.staff >= five", "read 'five'; expected a number"),
        ("profile.staff >= 1e999", "read '1e999'; expected a number"),
        ("profile.staff >= True", "expected a number"),
        ("profile.kind is import", "line 1, column 17: 'import' has a meaning of its own; put it in quotation marks: 'import'"),
        ("activity.import is idea", "line 1, column 10: no question is called 'import', a word of Python; give it another id"),
        ("a & b", "line 1, column 3: '&' does not belong in a condition; write and"),
        ("sensitive # often", "'#' does not belong in a condition; write the remark above the condition"),
        ("activity.stage is “idea”", "'“' does not belong in a condition"),
        ("", "nothing stands here; expected a question"),
        (" \n ", "nothing stands here; expected a question"),
        ("(sensitive", "'(' was never closed"),
        ("sensitive) or (sensitive", "line 1, column 10: cannot be read at ') or (sensitive'"),
        ("sensitive and", "line 1, column 14: cannot be read at its end"),
        (" sensitive\n and sensitive\n and not\n", "line 3, column 9: cannot be read at its end"),
        ("sensitive or\n", "line 1, column 13: cannot be read at its end"),
        ("sensitive sensitive", "cannot be read at"),
        ("'sensitive'", "read \"'sensitive'\"; expected a question"),
        ("5", "read '5'; expected a question"),
        ("5 and sensitive", "read '5'; expected a question"),
        ("unsure(5)", "read '5'; expected a question by its section and name"),
        ("unsure(profile.kind, profile.kind)", "unsure(…) takes one question"),
        ("some_activity()", "some_activity(…) takes one condition"),
        ("some_activity(x=sensitive)", "expected a question"),
        ("found(activity, grave)", "expected found(activity, …) or found(organisation, …) with one of enabling, low, medium, high, critical"),
        ("found(critical)", "expected found(activity, …)"),
        ("unsur(profile.kind)", "there is no word 'unsur'; did you mean 'unsure'?"),
        ("not unsure(profile.kind)", "have no opposite; raise a concern on it, and say not of that"),
        ("not some_activity(sensitive)", "have no opposite"),
        ("sensitive if sensitive else sensitive", "expected a question"),
        ("__import__('os').system('ls')", "expected a question"),
        ("activity.__class__ is idea", "there is no such question"),
        ("open('file')", "there is no word 'open'"),
        ("-sensitive", "expected a question"),
    ],
)  # fmt: skip
def test_what_is_no_condition_says_where_what_was_read_and_what_was_expected(text, says):
    with pytest.raises(ConditionError) as error:
        parse(text, WORDS)
    assert says in str(error.value)


def test_every_mistake_of_a_condition_is_named():
    with pytest.raises(ConditionError) as error:
        parse("sensitiv\nand (activity.stag is idea or activity.stage in (idea, over, past))\nand not both2", WORDS)
    assert [(each.line, each.column) for each in error.value.mistakes] == [(1, 1), (2, 6), (2, 56), (2, 62), (3, 9)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sensitive or " * 400 + "sensitive", f"at most {MOST_CHARACTERS:,} characters"),
        (" and ".join(["sensitive"] * (MOST_ATOMS + 1)), f"of at most {MOST_ATOMS}; raise concerns"),
        (" and ".join(["either"] * 9), f"in 512 ways, of at most {MOST_WAYS}; raise concerns"),
        ("(" * 150 + "sensitive" + ")" * 150, None),
        ("(" * 300 + "sensitive" + ")" * 300, "too many nested parentheses"),
        ("sensitive or (sensitive and (" * (DEEPEST // 2 + 1) + "sensitive" + "))" * (DEEPEST // 2 + 1), "at most 12 deep"),
        ("not " * 900 + "sensitive", "at most 12 deep"),
        ("profile.staff >= " + "9" * 3900, "expected a number, 1,000,000,000,000 at most"),
        ("profile.kind is " + "x" * 3900, "has no such option"),
        ("x" + ".x" * 1900 + " is y", "expected a question"),
    ],
)
def test_a_condition_is_bounded(text, says):
    if says is None:
        assert parse(text, WORDS) is not None
        return
    with pytest.raises(ConditionError) as error:
        parse(text, WORDS)
    assert says in str(error.value)
    assert all(len(str(mistake)) < 500 for mistake in error.value.mistakes)


@given(st.text(alphabet="aA_.,()<>='\" \n-159andotris&#é", max_size=60))
def test_any_text_is_a_condition_or_says_why_not(text):
    try:
        condition = parse(text, WORDS)
    except ConditionError as error:
        condition, mistakes = None, error.mistakes
    if condition is None:
        assert mistakes
        assert all(1 <= each.line <= text.count("\n") + 1 and each.column >= 1 and each.message for each in mistakes)
    else:
        assert parse(written(condition), WORDS) == condition


@given(st.integers(-MOST, MOST) | st.floats(-MOST, MOST))
def test_numbers_are_read_back(number):
    assert parse(written(staff.at_least(number)), WORDS) == staff.at_least(number)
