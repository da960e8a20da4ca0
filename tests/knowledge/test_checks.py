"""What must hold between content, rules and cases: each mistake is named with file, id, problem and remedy."""

from datetime import date
from pathlib import Path

import pytest

from guidance import checks, knowledge, wording
from guidance.catalogue import Catalogue
from guidance.language.conditions import Severity, activity, organisation
from guidance.language.rule import Obligation
from guidance.language.rulebase import RuleBase
from tests.guidance import small
from tests.language.writing import rule

RULE = "rules/topics/written.py"


def spoilt(content: Path, file: str, old: str, new: str) -> list[str]:
    small.change(content, file, old, new)
    catalogue, problems = knowledge.read(content, small.RULES)
    assert catalogue is not None
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "questions/small.yaml",
            "ordinary: university\n    why: Duties differ.\n    ask: [lead]",
            "ordinary: university\n    why: Duties differ.\n    ask: [boss]",
            "questions/small.yaml: profile.kind: there is no role 'boss'; correct the id or add it to guidance/content/roles.yaml",
        ),
        (
            "questions/small.yaml",
            "id: profile.name",
            "id: nowhere.name",
            "questions/small.yaml: nowhere.name: there is no section 'nowhere'; correct the id or add it to guidance/content/sections.yaml",
        ),
        (
            "questions/small.yaml",
            "id: activity.partners",
            "id: activity.partner",
            "rules/topics/small.py: amendment_counts_partners: there is no question 'activity.partners'; correct the id or add the question",
        ),
        (
            "questions/small.yaml",
            "{id: university,",
            "{id: uni,",
            "rules/topics/small.py: university_lets_goods_out: profile.kind has no option 'university'; use one of company, uni",
        ),
        (
            "questions/small.yaml",
            "kind: number\n    minimum: 0\n    maximum: 100",
            "options: [{id: one, text: One}, {id: more, text: More}]",
            "rules/topics/small.py: amendment_counts_partners: activity.partners is not answered with a number; test its options instead",
        ),
        (
            "sections.yaml",
            "title: The activity, scope: activity",
            "title: The activity, scope: organisation",
            "rules/topics/small.py: goods_leave: activity.leaves is asked of the organisation; name it with organisation.question(…)",
        ),
        (
            "advice/small.yaml",
            "owner: lead, deadline",
            "owner: boss, deadline",
            "advice/small.yaml: count: there is no role 'boss'; correct the id or add it to guidance/content/roles.yaml",
        ),
        (
            "advice/small.yaml",
            "- id: stop",
            "- id: halt",
            "rules/topics/small.py: university_lets_goods_out: there is no finding 'stop'; correct the id or add it to guidance/content/advice/small.yaml",
        ),
        (
            "sources/small.yaml",
            "id: act",
            "id: acts",
            "rules/topics/small.py: university_lets_goods_out: there is no source 'act'; correct the id or add it to guidance/content/sources/",
        ),
        (
            "doors/small.yaml",
            "sources: [act]",
            "sources: [deed s.1]",
            "doors/small.yaml: office: there is no source 'deed'; correct the id or add it to guidance/content/sources/",
        ),
        (
            "doors/small.yaml",
            "id: office",
            "id: bureau",
            "rules/topics/small.py: university_lets_goods_out: there is no door 'office'; correct the id or add it to guidance/content/doors/",
        ),
        (
            "switches.yaml",
            "id: amended",
            "id: changed",
            "rules/topics/small.py: amendment_counts_partners: there is no switch 'amended'; correct the id or add it to guidance/content/switches.yaml",
        ),
        (
            "switches.yaml",
            "source: act s.9",
            "source: deed s.9",
            "switches.yaml: amended: there is no source 'deed'; correct the id or add it to guidance/content/sources/",
        ),
    ],
)
def test_a_name_that_does_not_exist_is_named(content: Path, file: str, old: str, new: str, says: str) -> None:
    assert says in spoilt(content, file, old, new)


def test_a_go_ahead_is_no_duty_and_a_finding_has_one_subject(content: Path) -> None:
    kind = organisation.question("profile.kind")
    leaves = activity.question("activity.leaves")

    odd = [
        rule(
            "company_may",
            "A go-ahead that says it is a duty.",
            when=kind("company"),
            finds="stop",
            severity=Severity.ENABLING,
            obligation=Obligation.LEGAL,
            sources=["act"],
        ),
        rule(
            "files_stop",
            "The same finding about an activity.",
            when=leaves("files"),
            finds="stop",
            severity=Severity.LOW,
            sources=["act"],
        ),
    ]

    _, problems = knowledge.read(content, RuleBase.of(odd))
    assert [str(problem) for problem in problems] == [
        f"{RULE}: company_may: what may go ahead is no legal duty; use another obligation",
        "advice/small.yaml: stop: found both for the organisation and for an activity; make two findings",
    ]


def cases(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    return folder


def found(catalogue: Catalogue, folder: Path) -> list[str]:
    return [str(problem) for problem in checks.check_cases(catalogue, folder)]


def test_the_small_cases_are_sound(catalogue: Catalogue, tmp_path: Path) -> None:
    assert found(catalogue, cases(tmp_path / "cases", small.CASES)) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("rule: goods_leave", "rule: goods_left", "small.yaml: goods_left: there is no such rule; correct the name or take the case out"),
        ("rule: goods_leave", "rule: goods_left", "rules/topics/small.py: goods_leave: no case fires this rule; add one to tests/cases/small.yaml"),
        ("fires: {activity.partners: 5,", "fires: {activity.partners: 4,", "small.yaml: amendment_counts_partners: the rule does not fire in its case; correct the case or the rule"),
        ("{activity.partners: 4},", "{activity.partners: 6},", "small.yaml: amendment_counts_partners: the rule fires in the near miss {'activity.partners': 6}; correct the case or the rule"),
        ("{activity.partners: 4},", "{activity.partner: 4},", "small.yaml: amendment_counts_partners: there is no question 'activity.partner'; correct the case"),
        ("fires: {activity.partners: 5, switch.amended: yes}", "fires: {activity.partners: 5, switch.changed: yes}", "small.yaml: amendment_counts_partners: there is no switch 'switch.changed'; correct the case"),
        ("{switch.amended: no}", "{switch.amended: maybe}", "small.yaml: amendment_counts_partners: switch.amended: read 'maybe'; expected yes, no or unknown; correct the case"),
        ("[{profile.kind: company}]", "[{profile.kind: firm}]", "small.yaml: university_lets_goods_out: university_lets_goods_out: profile.kind: read 'firm'; expected one of university, company, or “not sure”; correct the case"),
        ("[{profile.kind: company}]", "[{profile.kind: company}]\n    also: [{activity.left: [goods]}]", "small.yaml: university_lets_goods_out: there is no question 'activity.left'; correct the case"),
        ("[{profile.kind: company}]", "[{profile.kind: company}]\n    also: [{profile.kind: company}]", "small.yaml: university_lets_goods_out: profile.kind is asked of the organisation; move it from also: to fires:; correct the case"),
        ("fires: {activity.leaves: [goods], profile.kind: university}", "fires: {profile.kind: university}", "small.yaml: university_lets_goods_out: the rule does not fire in its case; correct the case or the rule"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_case_is_named(catalogue: Catalogue, tmp_path: Path, old: str, new: str, says: str) -> None:
    assert small.CASES.count(old) == 1
    assert says in found(catalogue, cases(tmp_path / "cases", small.CASES.replace(old, new)))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("cases: [", "the cases: small.yaml, line 2, column 1: did not find expected node content; mend the YAML there"),
        (
            "cases: [{rule: goods_leave, like: nothing, says: x, fires: {}, near_misses: [{}]}]",
            "the cases: small.yaml: goods_leave: like: no earlier case of 'nothing'; correct it or move this down",
        ),
        (
            "cases: [{rule: goods_leave, says: x, fires: {activity.partners: true}, near_misses: [{}]}]",
            "the cases: small.yaml: goods_leave: fires.activity.partners.str: Input should be a valid string; read True",
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_named(catalogue: Catalogue, tmp_path: Path, text: str, says: str) -> None:
    folder = cases(tmp_path / "cases", text)
    (problem,) = found(catalogue, folder)
    assert problem.startswith(f"{folder}: {says}")
    assert problem.endswith("; see the format in docs/knowledge.md")


def ordinary(content: Path, old: str, new: str) -> list[str]:
    small.change(content, "questions/small.yaml", old, new)
    return [str(problem) for problem in checks.check_ordinary(knowledge.load_from(content, small.RULES))]


def test_an_ordinary_answer_is_there_and_fits(content: Path) -> None:
    file = "questions/small.yaml: "
    assert ordinary(content, "    ordinary: university\n", "") == [
        f"{file}profile.kind: it has no ordinary answer; add ordinary: with what a low-risk organisation answers"
    ]
    assert ordinary(content, "ordinary: 1\n", "ordinary: 101\n")[1:] == [
        f"{file}activity.partners: ordinary: activity.partners: read 101; expected a number from 0 to 100, or “not sure”; correct ordinary:"
    ]
    assert ordinary(content, "ordinary: [nothing]", "ordinary: [nothing, files]")[1:2] == [
        f"{file}activity.leaves: ordinary: activity.leaves: read ['nothing', 'files']; expected either the option that stands alone, or others without it, or “not sure”; correct ordinary:"
    ]


def idle(content: Path, file: str, old: str, new: str) -> list[str]:
    small.change(content, file, old, new)
    return [str(problem) for problem in checks.check_idle(knowledge.load_from(content, small.RULES))]


def test_what_no_rule_uses_is_named(content: Path) -> None:
    assert idle(content, "questions/small.yaml", "    read_by_rules: false\n", "") == [
        "questions/small.yaml: profile.name: is read by no rule; correct the mark, or the rules"
    ]
    small.change(content, "questions/small.yaml", "kind: text\n", "kind: text\n    read_by_rules: false\n")
    assert idle(content, "questions/small.yaml", "maximum: 100\n", "maximum: 100\n    read_by_rules: false\n") == [
        "questions/small.yaml: activity.partners: is marked read_by_rules: false, but a rule reads it; correct the mark, or the rules"
    ]
    small.change(content, "questions/small.yaml", "maximum: 100\n    read_by_rules: false\n", "maximum: 100\n")
    more = "{id: spare, title: Spare, says: S., action: A., owner: lead, deadline: {text: Soon}, safe_way: Ask.}"
    assert idle(content, "advice/small.yaml", "  - {id: count", f"  - {more}\n  - {{id: count") == [
        "advice/small.yaml: spare: no rule finds this; add the rule or take the advice out"
    ]
    switch = (content / "switches.yaml").read_text(encoding="utf-8").replace("switches:\n", "").replace("amended", "spare")
    (content / "switches.yaml").write_text((content / "switches.yaml").read_text(encoding="utf-8") + switch)
    assert [str(p) for p in checks.check_idle(knowledge.load_from(content, small.RULES))][-1:] == [
        "switches.yaml: spare: no rule reads this switch; read it in a rule or take it out"
    ]


def test_an_overdue_source_is_named_unless_it_says_why(content: Path) -> None:
    def overdue(day: date) -> list[str]:
        return [str(p) for p in checks.check_sources(knowledge.load_from(content, small.RULES), day)]

    assert overdue(date(2026, 4, 1)) == []
    assert overdue(date(2026, 4, 2)) == [
        "sources/small.yaml: act: was last checked on 2026-01-01, and is due every 90 days; check it and set last_checked, or say in note why it is overdue"
    ]
    small.change(content, "sources/small.yaml", "seen: The whole text.", "seen: The whole text.\n    note: The site is down.")
    assert overdue(date(2026, 4, 2)) == []


def loaded(content: Path, file: str, old: str, new: str) -> Catalogue:
    small.change(content, file, old, new)
    return knowledge.load_from(content, small.RULES)


def test_an_option_that_no_rule_tells_from_the_ordinary_one_is_marked(content: Path) -> None:
    third = "      - {id: company, text: Company}\n"
    catalogue = loaded(content, "questions/small.yaml", third, f"{third}      - {{id: school, text: School}}\n")
    found = [str(problem) for problem in checks.check_options(catalogue)]
    assert [line for line in found if "'school'" in line] == []
    small.change(content, "questions/small.yaml", "    ordinary: university\n", "    ordinary: company\n")
    found = [str(problem) for problem in checks.check_options(knowledge.load_from(content, small.RULES))]
    assert found == [
        "questions/small.yaml: profile.kind: no rule tells 'school' from the ordinary answer; read it in a rule, or list it in as_good:"
    ]
    small.change(
        content, "questions/small.yaml", "    ordinary: company\n", "    ordinary: company\n    as_good: [school, university]\n"
    )
    found = [str(problem) for problem in checks.check_options(knowledge.load_from(content, small.RULES))]
    assert found == [
        "questions/small.yaml: profile.kind: rules tell 'university' from the ordinary answer; take it out of as_good:"
    ]


def test_a_text_about_what_a_person_is_is_found_by_the_check(content: Path) -> None:
    catalogue = loaded(content, "questions/small.yaml", "Duties differ.", "We ask whether staff are Chinese citizens.")
    (problem,) = wording.check_persons(catalogue)
    assert (problem.file, problem.id) == ("questions/small.yaml", "profile.kind")


def test_a_text_that_is_hard_to_read_is_found(content: Path) -> None:
    hard = (
        "Notwithstanding the aforementioned considerations concerning organisational responsibilities, institutional representatives "
        "undertaking internationally collaborative investigations necessarily demonstrate comprehensive understanding of applicable "
        "regulatory frameworks governing technological dissemination, whatever circumstances may otherwise subsequently prevail."
    )
    catalogue = loaded(content, "questions/small.yaml", "Duties differ.", hard)
    (problem,) = wording.check_readability(catalogue)
    assert (problem.file, problem.id) == ("questions/small.yaml", "profile.kind")
    assert "readability index" in problem.problem
