"""The English reading says each word of the language, and leaves one way to read a sentence."""

import re

import pytest

from guidance import knowledge
from guidance.inference.english import english
from guidance.language.conditions import All, Any, Severity, activity, organisation, some_activity


class Plain:
    """Questions and options by their ids."""

    def question(self, question):
        return f"the {question.partition('.')[2]}"

    def option(self, question, option):
        return option.capitalize()


kind = organisation.question("profile.kind")
staff = organisation.question("profile.staff")
stage = activity.question("activity.stage")
sensitive = activity.concern("sensitive", "the work is sensitive")
pays = activity.concern("pays", "the partner pays, gives or sponsors")
unlicensed = activity.concern("unlicensed", "no licence is held", absent="a licence is held")


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (kind("a"), "the kind is “A”"),
        (kind("a", "b"), "the kind is either “A” or “B”"),
        (kind("a", "b", "c"), "the kind is one of “A”, “B” or “C”"),
        (~kind("a"), "the kind has an answer that is not “A”"),
        (~kind("a", "b"), "the kind has an answer that is neither “A” nor “B”"),
        (~kind("a", "b", "c"), "the kind has an answer that is none of “A”, “B” or “C”"),
        (staff.at_least(5), "the staff is at least 5"),
        (~staff.at_least(2.5), "the staff is below 2.5"),
        (kind.unsure(), "the kind was answered “not sure”"),
        (sensitive, "the work is sensitive"),
        (~sensitive, "it is not the case that the work is sensitive"),
        (~unlicensed, "a licence is held"),
        (activity.found(Severity.CRITICAL), "there is a critical finding about this activity"),
        (~organisation.found(Severity.CRITICAL), "there is no critical finding about the organisation"),
        (some_activity(sensitive & stage("live")), "for at least one activity (the work is sensitive and the stage is “Live”)"),
    ],
)
def test_each_word(condition, said):
    assert english(condition, Plain()) == said


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (kind("a") & staff.at_least(5) & sensitive, "the kind is “A” and the staff is at least 5 and the work is sensitive"),
        (kind("a") | staff.at_least(5), "the kind is “A” or the staff is at least 5"),
        (kind("a") & (staff.at_least(5) | sensitive), "the kind is “A” and (the staff is at least 5 or the work is sensitive)"),
        ((kind("a") & staff.at_least(5)) | sensitive, "(the kind is “A” and the staff is at least 5) or the work is sensitive"),
        (
            kind("a") & ~sensitive & stage("b"),
            "the kind is “A” and (it is not the case that the work is sensitive) and the stage is “B”",
        ),
        (pays & kind("a"), "(the partner pays, gives or sponsors) and the kind is “A”"),
        (pays | kind("a"), "(the partner pays, gives or sponsors) or the kind is “A”"),
        (kind("a") & ~unlicensed, "the kind is “A” and a licence is held"),
        (kind("a") & ~pays, "the kind is “A” and (it is not the case that the partner pays, gives or sponsors)"),
    ],
)
def test_brackets_stand_where_a_word_could_reach_further(condition, said):
    assert english(condition, Plain()) == said


def test_every_real_rule_reads_one_way():
    """Outside brackets and quotation marks a sentence joins with "and" alone or with "or" alone, and negates nothing."""
    catalogue = knowledge.load()
    for rule in catalogue.rules.guidelines:
        said = re.sub(r"“[^”]*”", "“”", catalogue.in_words(rule))
        said = re.sub(r"(either|one of|neither|none of) “”(, “”)*( or| nor) “”", "“”", said)
        while (outside := re.sub(r"\([^()]*\)", "…", said)) != said:
            inside = re.findall(r"\(([^()]*)\)", said)
            assert all(one_kind(level) for level in inside if "…" in level), catalogue.in_words(rule)
            said = outside
        if isinstance(rule.when, All | Any):
            assert one_kind(said), catalogue.in_words(rule)
            assert "it is not the case" not in said, catalogue.in_words(rule)


def one_kind(level):
    return len(set(re.findall(r" (and|or) ", level))) <= 1
