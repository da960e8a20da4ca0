"""What must hold between content, rules and cases: each mistake is named with file, id, problem and remedy."""

from datetime import date
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.curation import wording
from guidance.curation.cases import check_cases, check_ordinary
from guidance.knowledge import checks
from guidance.knowledge.catalogue import Catalogue
from tests import small


def spoilt(content: Path, file: str, old: str, new: str) -> list[str]:
    small.change(content, file, old, new)
    return [str(problem) for problem in knowledge.read(content)[1]]


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("small/questions.yaml", "ordinary: university\n    why: Duties differ.\n    ask: [lead]", "ordinary: university\n    why: Duties differ.\n    ask: [boss]", "small/questions.yaml, line 10: profile.kind: there is no role 'boss'; correct the id or add it to roles.yaml"),
        ("small/questions.yaml", "id: profile.name", "id: nowhere.name", "small/questions.yaml, line 3: nowhere.name: there is no section 'nowhere'; correct the id or add it to sections.yaml"),
        ("small/questions.yaml", "id: activity.partners", "id: activity.partner", "small/rules.yaml, line 6: many: read 'activity.partners'; there is no such question; did you mean 'activity.partner'?"),
        ("small/questions.yaml", "{id: university,", "{id: uni,", "small/rules.yaml, line 18: university_lets_goods_out: read 'university'; profile.kind has no such option; use one of company, uni"),
        ("small/questions.yaml", "kind: number\n    minimum: 0\n    maximum: 100", "options: [{id: one, text: One}, {id: more, text: More}]", "small/rules.yaml, line 6: many: read 'activity.partners >= 5'; activity.partners is not answered with a number; test its options instead"),
        ("common/sections.yaml", "title: The activity, scope: activity", "title: The activity, scope: organisation", "small/rules.yaml, line 9: goods_leave: the condition is about the organisation but raises a concern about the activity"),
        ("small/findings.yaml", "owner: lead, deadline", "owner: boss, deadline", "small/findings.yaml, line 10: count: there is no role 'boss'; correct the id or add it to roles.yaml"),
        ("small/findings.yaml", "- id: stop", "- id: halt", "small/rules.yaml, line 14: university_lets_goods_out: there is no finding 'stop'; correct the id or add it to findings.yaml"),
        ("small/sources.yaml", "id: act", "id: acts", "small/rules.yaml, line 14: university_lets_goods_out: there is no source 'act'; did you mean 'acts'?; correct the id or add it to sources.yaml"),
        ("small/doors.yaml", "sources: [act]", "sources: [deed s.1]", "small/doors.yaml, line 3: office: there is no source 'deed'; correct the id or add it to sources.yaml"),
        ("small/doors.yaml", "sources: [act]", "serves: [college]\n    sources: [act]", "small/doors.yaml, line 3: office: serves: profile.kind has no option 'college'; name one of its options"),
        ("small/doors.yaml", "sources: [act]", "serves: [company]", "small/doors.yaml, line 3: office: it says whom it serves, and cites nothing; name the text under sources:"),
        ("small/doors.yaml", "id: office", "id: bureau", "small/rules.yaml, line 14: university_lets_goods_out: there is no door 'office'; correct the id or add it to doors.yaml"),
        ("common/switches.yaml", "id: amended", "id: changed", "small/rules.yaml, line 27: amendment_counts_partners: read 'switch.amended'; there is no such question; did you mean 'switch.changed'?"),
        ("common/switches.yaml", "source: act s.9", "source: deed s.9", "common/switches.yaml, line 3: amended: there is no source 'deed'; correct the id or add it to sources.yaml"),
    ],
)  # fmt: skip
def test_a_name_that_does_not_exist_is_named(content: Path, file: str, old: str, new: str, says: str) -> None:
    found = spoilt(content, file, old, new)
    assert any(problem.startswith(says) for problem in found), found


def test_a_go_ahead_is_no_duty_and_a_finding_has_one_subject(content: Path) -> None:
    odd = """
rules:
  - {id: company_may, reason: It may., when: profile.kind is company, finds: stop, severity: enabling, obligation: legal, sources: [act s.1]}
  - {id: files_stop, reason: It stops., when: activity.leaves is files, finds: stop, severity: low, sources: [act s.1]}
"""
    (content / "small" / "rules.yaml").write_text(odd, encoding="utf-8")
    _, problems = knowledge.read(content)
    assert [str(problem) for problem in problems] == [
        "small/rules.yaml, line 3: company_may: what may go ahead is nobody's duty; use another obligation",
        "small/findings.yaml, line 3: stop: found both for the organisation and for an activity; make two findings",
    ]


SECOND = """
  - id: company_lets_goods_out
    reason: It leaves.
    when: profile.kind is company and activity.leaves is goods
    finds: stop
    severity: high
    sources: [act s.2]
"""


def test_a_card_is_not_printed_without_what_its_words_rest_on(content: Path) -> None:
    rules = content / "small" / "rules.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").rstrip() + SECOND, encoding="utf-8")
    (problem,) = map(str, knowledge.read(content)[1])
    assert problem == (
        "small/findings.yaml, line 3: stop: its words rest on act s.2, act s.1, and company_lets_goods_out, university_lets_goods_out "
        "would print them without all of these; write under sources: of the finding all that its words rest on; a rule that rests on more says that in adds:"
    )
    small.change(
        content, "small/findings.yaml", "safe_way: Apply first.", "safe_way: Apply first.\n    sources: [act s.1, act s.2]"
    )
    rules = knowledge.load_from(content).rules.guidelines
    assert {rule.sources for rule in rules if rule.finds == "stop"} == {("act s.1", "act s.2")}


def test_what_a_rule_adds_is_printed_with_what_the_words_rest_on(content: Path) -> None:
    rules = content / "small" / "rules.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").rstrip() + SECOND + "    adds: A company too.\n", encoding="utf-8")
    (problem,) = knowledge.read(content)[1]
    assert "its words rest on act s.1, and company_lets_goods_out would print" in str(problem)
    small.change(content, "small/findings.yaml", "safe_way: Apply first.", "safe_way: Apply first.\n    sources: [act s.1]")
    (rule,) = (rule for rule in knowledge.load_from(content).rules.guidelines if rule.name == "company_lets_goods_out")
    assert rule.sources == ("act s.1", "act s.2")


ADDED = "raises: exposed\n    adds: Goods have a list.\n    sources: [act s.3]"


def test_what_a_concern_adds_needs_a_card_that_says_it(content: Path) -> None:
    (problem,) = spoilt(content, "small/rules.yaml", "raises: exposed", ADDED)
    assert problem == (
        "small/rules.yaml, line 9: goods_leave: no card says what it adds to 'exposed'; name the concern under details: of a finding"
    )
    (problem,) = spoilt(
        content, "small/findings.yaml", "safe_way: Apply first.", "safe_way: Apply first.\n    details: [exposes]"
    )[:1]
    assert problem.startswith(
        "small/findings.yaml, line 3: stop: details: no rule that raises 'exposes' adds anything; did you mean 'exposed'?"
    )
    assert spoilt(content, "small/findings.yaml", "details: [exposes]", "details: [exposed]") == []


def test_a_detail_is_about_the_same_as_the_card(content: Path) -> None:
    small.change(content, "small/rules.yaml", "raises: exposed", ADDED)
    small.change(
        content, "small/rules.yaml", "switch.amended is yes and many", "switch.amended is yes and profile.kind is company"
    )
    (problem,) = spoilt(content, "small/findings.yaml", "safe_way: Ask.}", "safe_way: Ask., details: [exposed]}")
    assert problem.startswith("small/findings.yaml, line 10: count: details: 'exposed' is not about the organisation")


def test_a_concern_adds_nothing_without_a_source(content: Path) -> None:
    (problem,) = spoilt(content, "small/rules.yaml", "raises: exposed", "raises: exposed\n    adds: Goods have a list.")[:1]
    assert "what a rule adds is said with its source; add sources:" in problem


def test_a_source_of_a_finding_that_is_not_there_is_named_once(content: Path) -> None:
    (problem,) = spoilt(
        content, "small/findings.yaml", "safe_way: Apply first.", "safe_way: Apply first.\n    sources: [acts s.1]"
    )
    assert problem.startswith("small/findings.yaml, line 3: stop: there is no source 'acts'; did you mean 'act'?")


def clocks(content: Path, file: str, old: str, new: str) -> list[str]:
    """What is said of the clocks, once nothing else is wrong."""
    assert spoilt(content, file, old, new) == []
    return [str(problem) for problem in checks.check_clocks(knowledge.load_from(content))]


CLOCK = "small/findings.yaml, line 3: stop: its clock is statutory, and no rule that makes it cites the paragraph of a law that was seen"


def test_a_clock_is_statutory_only_where_a_law_is_cited_with_its_paragraph(content: Path) -> None:
    (problem,) = clocks(content, "small/rules.yaml", "sources: [act s.1]", "sources: [act]")
    assert problem.startswith(CLOCK)


def test_a_term_sets_a_clock_without_a_paragraph(content: Path) -> None:
    small.change(content, "small/rules.yaml", "sources: [act s.1]", "sources: [act]")
    assert clocks(content, "small/rules.yaml", "obligation: legal", "obligation: term") == []


def test_a_paragraph_that_nobody_saw_sets_no_clock(content: Path) -> None:
    read = "    read: [{at: s.1, confidence: recalled, seen: Not seen.}]\n    version: as enacted"
    (problem,) = clocks(content, "small/sources.yaml", "    version: as enacted", read)
    assert problem.startswith(CLOCK)


def test_what_was_seen_of_a_paragraph_is_said_of_one_that_is_cited(content: Path) -> None:
    read = "    read: [{at: s.99, confidence: recalled, seen: Not seen.}]\n    version: as enacted"
    (problem,) = spoilt(content, "small/sources.yaml", "    version: as enacted", read)
    assert problem.startswith("small/sources.yaml, line 3: act: no rule cites 's.99' in these words")


@pytest.mark.parametrize(
    ("severity", "obligation", "wrong"),
    [("low", "legal", True), ("low", "term", True), ("low", "others\n    bound: the partner", True), ("high", "practice", True), ("low", "practice", False), ("enabling", "practice", False)],
)  # fmt: skip
@pytest.mark.parametrize("through", ["not found(activity, medium)", "calm", "not calm"])
def test_no_duty_falls_because_something_else_was_found(
    content: Path, severity: str, obligation: str, wrong: bool, through: str
) -> None:
    small.change(
        content,
        "small/rules.yaml",
        "words: something leaves}",
        "words: something leaves}\n  - {id: calm, about: activity, words: all is calm}",
    )
    small.change(
        content,
        "small/rules.yaml",
        "  - id: some_goods_leave",
        "  - {id: it_is_calm, reason: R., when: 'not found(activity, medium)', raises: calm}\n\n  - id: some_goods_leave",
    )
    small.change(
        content, "small/rules.yaml", "exposed\n      and profile.kind", f"{through}\n      and exposed\n      and profile.kind"
    )
    small.change(
        content,
        "small/rules.yaml",
        "severity: critical\n    obligation: legal",
        f"severity: {severity}\n    obligation: {obligation}",
    )
    _, problems = knowledge.read(content)
    said = [
        "small/rules.yaml, line 15: university_lets_goods_out: it falls away because something else was found; leave not found(…) out of what it rests on"
    ]
    assert [str(problem) for problem in problems] == said * wrong


def found(content: Path, old: str, new: str) -> list[str]:
    small.change(content, "small/cases.yaml", old, new)
    return [str(problem) for problem in check_cases(knowledge.load_from(content))]


def test_the_small_cases_are_sound(catalogue: Catalogue) -> None:
    assert list(check_cases(catalogue)) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("rule: goods_leave", "rule: goods_left", "small/cases.yaml, line 3: goods_left: there is no such rule; did you mean 'goods_leave'?; correct the name or take the case out"),
        ("rule: goods_leave", "rule: goods_left", "small/rules.yaml, line 9: goods_leave: no case fires this rule; add one to small/cases.yaml"),
        ("fires: {activity.partners: 5,", "fires: {activity.partners: 4,", "small/cases.yaml, line 11: amendment_counts_partners: the rule does not fire in its case; correct the case or the rule"),
        ("{activity.partners: 4},", "{activity.partners: 6},", "small/cases.yaml, line 11: amendment_counts_partners: the rule fires in the near miss {'activity.partners': 6}; correct the case or the rule"),
        ("{activity.partners: 4},", "{activity.partner: 4},", "small/cases.yaml, line 11: amendment_counts_partners: there is no question 'activity.partner'; correct the case"),
        ("fires: {activity.partners: 5, switch.amended: yes}", "fires: {activity.partners: 5, switch.changed: yes}", "small/cases.yaml, line 11: amendment_counts_partners: there is no switch 'switch.changed'; correct the case"),
        ("{switch.amended: no}", "{switch.amended: maybe}", "small/cases.yaml, line 11: amendment_counts_partners: switch.amended: read 'maybe'; expected yes, no or unknown; correct the case"),
        ("[{profile.kind: company}]", "[{profile.kind: firm}]", "small/cases.yaml, line 7: university_lets_goods_out: university_lets_goods_out: profile.kind: read 'firm'; expected one of university, company, or “not sure”; correct the case"),
        ("[{profile.kind: company}]", "[{profile.kind: company}]\n    also: [{activity.left: [goods]}]", "small/cases.yaml, line 7: university_lets_goods_out: there is no question 'activity.left'; correct the case"),
        ("[{profile.kind: company}]", "[{profile.kind: company}]\n    also: [{profile.kind: company}]", "small/cases.yaml, line 7: university_lets_goods_out: profile.kind is asked of the organisation; move it from also: to fires:; correct the case"),
        ("fires: {activity.leaves: [goods], profile.kind: university}", "fires: {profile.kind: university}", "small/cases.yaml, line 7: university_lets_goods_out: the rule does not fire in its case; correct the case or the rule"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_case_is_named(content: Path, old: str, new: str, says: str) -> None:
    assert says in found(content, old, new)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("cases: [", "small/cases.yaml, line 2, column 1: did not find expected node content; mend the YAML there"),
        (
            "cases: [{rule: goods_leave, like: nothing, says: x, fires: {}, near_misses: [{}]}]",
            "small/cases.yaml: goods_leave: like: no earlier case of 'nothing'; correct it or move this down",
        ),
        (
            "cases: [{rule: goods_leave, says: x, fires: {activity.partners: true}, near_misses: [{}]}]",
            "small/cases.yaml, line 1: goods_leave: fires.activity.partners.str: Input should be a valid string; read True",
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_named(content: Path, text: str, says: str) -> None:
    (content / "small" / "cases.yaml").write_text(text, encoding="utf-8")
    assert says in [str(problem) for problem in check_cases(knowledge.load_from(content))]


def ordinary(content: Path, old: str, new: str) -> list[str]:
    small.change(content, "small/questions.yaml", old, new)
    return [str(problem) for problem in check_ordinary(knowledge.load_from(content))]


def test_an_ordinary_answer_is_there_and_fits(content: Path) -> None:
    file = "small/questions.yaml, line "
    assert ordinary(content, "    ordinary: university\n", "") == [
        f"{file}10: profile.kind: it has no ordinary answer; add ordinary: with what a low-risk organisation answers"
    ]
    assert ordinary(content, "ordinary: 1\n", "ordinary: 101\n")[1:] == [
        f"{file}29: activity.partners: ordinary: activity.partners: read 101; expected a number from 0 to 100, or “not sure”; correct ordinary:"
    ]
    assert ordinary(content, "ordinary: [nothing]", "ordinary: [nothing, files]")[1:2] == [
        f"{file}18: activity.leaves: ordinary: activity.leaves: read ['nothing', 'files']; expected either the option that stands alone, or others without it, or “not sure”; correct ordinary:"
    ]


def idle(content: Path, file: str, old: str, new: str) -> list[str]:
    small.change(content, file, old, new)
    return [str(problem) for problem in checks.check_idle(knowledge.load_from(content))]


def test_what_no_rule_uses_is_named(content: Path) -> None:
    assert idle(content, "small/questions.yaml", "    read_by_rules: false\n", "") == [
        "small/questions.yaml, line 3: profile.name: is read by no rule; correct the mark, or the rules"
    ]
    small.change(content, "small/questions.yaml", "kind: text\n", "kind: text\n    read_by_rules: false\n")
    assert idle(content, "small/questions.yaml", "maximum: 100\n", "maximum: 100\n    read_by_rules: false\n") == [
        "small/questions.yaml, line 30: activity.partners: is marked read_by_rules: false, but a rule reads it; correct the mark, or the rules"
    ]
    small.change(content, "small/questions.yaml", "maximum: 100\n    read_by_rules: false\n", "maximum: 100\n")
    more = "{id: spare, title: Spare, says: S., action: A., owner: lead, deadline: {text: Soon}, safe_way: Ask.}"
    assert idle(content, "small/findings.yaml", "  - {id: count", f"  - {more}\n  - {{id: count") == [
        "small/findings.yaml, line 10: spare: no rule finds this; add the rule or take the advice out"
    ]
    switch = (
        (content / "common" / "switches.yaml")
        .read_text(encoding="utf-8")
        .replace("switches:\n", "")
        .replace("amended", "spare")
    )
    (content / "common" / "switches.yaml").write_text(
        (content / "common" / "switches.yaml").read_text(encoding="utf-8") + switch
    )
    assert [str(p) for p in checks.check_idle(knowledge.load_from(content))][-1:] == [
        "common/switches.yaml, line 13: spare: no rule reads this switch; read it in a rule or take it out"
    ]


def test_an_overdue_source_is_named_unless_it_says_why(content: Path) -> None:
    def overdue(day: date) -> list[str]:
        return [str(p) for p in checks.check_sources(knowledge.load_from(content), day)]

    assert overdue(date(2026, 4, 1)) == []
    assert overdue(date(2026, 4, 2)) == [
        "small/sources.yaml, line 3: act: was last checked on 2026-01-01, and is due every 90 days; check it and set last_checked, or say in note why it is overdue"
    ]
    small.change(content, "small/sources.yaml", "seen: The whole text.", "seen: The whole text.\n    note: The site is down.")
    assert overdue(date(2026, 4, 2)) == []


def loaded(content: Path, file: str, old: str, new: str) -> Catalogue:
    small.change(content, file, old, new)
    return knowledge.load_from(content)


def test_an_option_that_no_rule_tells_from_the_ordinary_one_is_marked(content: Path) -> None:
    third = "      - {id: company, text: Company}\n"
    catalogue = loaded(content, "small/questions.yaml", third, f"{third}      - {{id: school, text: School}}\n")
    found = [str(problem) for problem in checks.check_options(catalogue)]
    assert [line for line in found if "'school'" in line] == []
    small.change(content, "small/questions.yaml", "    ordinary: university\n", "    ordinary: company\n")
    found = [str(problem) for problem in checks.check_options(knowledge.load_from(content))]
    assert found == [
        "small/questions.yaml, line 10: profile.kind: no rule tells 'school' from the ordinary answer; read it in a rule, or list it in as_good:"
    ]
    small.change(
        content, "small/questions.yaml", "    ordinary: company\n", "    ordinary: company\n    as_good: [school, university]\n"
    )
    found = [str(problem) for problem in checks.check_options(knowledge.load_from(content))]
    assert found == [
        "small/questions.yaml, line 10: profile.kind: rules tell 'university' from the ordinary answer; take it out of as_good:"
    ]


def test_a_text_about_what_a_person_is_is_found_by_the_check(content: Path) -> None:
    catalogue = loaded(content, "small/questions.yaml", "Duties differ.", "We ask whether staff are Chinese citizens.")
    (problem,) = wording.check_persons(catalogue)
    assert (problem.file, problem.id) == ("small/questions.yaml", "profile.kind")


@pytest.mark.slow
def test_a_text_that_is_hard_to_read_is_found(content: Path) -> None:
    hard = (
        "Notwithstanding the aforementioned considerations concerning organisational responsibilities, institutional representatives "
        "undertaking internationally collaborative investigations necessarily demonstrate comprehensive understanding of applicable "
        "regulatory frameworks governing technological dissemination, whatever circumstances may otherwise subsequently prevail."
    )
    catalogue = loaded(content, "small/questions.yaml", "Duties differ.", hard)
    (problem,) = wording.check_readability(catalogue)
    assert (problem.file, problem.id) == ("small/questions.yaml", "profile.kind")
    assert "readability index" in problem.problem
