"""A knowledge base small enough to read: one of each kind of entry, and rules that use them all."""

from dataclasses import replace
from pathlib import Path

from guidance.language.conditions import Severity, activity, organisation, some_activity
from guidance.language.rule import Obligation
from guidance.language.rulebase import RuleBase, TopicText
from tests.language.writing import rule

FILES = {
    "knowledge.yaml": """
version: "2026.1.1"
published: 2026-01-31
not_covered: [Everything else]
""",
    "sections.yaml": """
sections:
  - {id: profile, title: Your organisation, scope: organisation, intro: Who you are.}
  - {id: activity, title: The activity, scope: activity, intro: What is done.}
""",
    "roles.yaml": """
roles:
  - {id: lead, title: Activity lead, does: Knows what is done.}
""",
    "questions/small.yaml": """
questions:
  - id: profile.name
    text: What is your organisation called?
    label: the name
    kind: text
    why: It is printed on the report.
    ask: [lead]
    read_by_rules: false
  - id: profile.kind
    text: What kind of organisation are you?
    label: the kind of organisation
    ordinary: university
    why: Duties differ.
    ask: [lead]
    options:
      - {id: university, text: University}
      - {id: company, text: Company}
  - id: activity.leaves
    text: What leaves the UK?
    label: what leaves
    ordinary: [nothing]
    kind: many
    why: Only what leaves can need a licence.
    ask: [lead]
    options:
      - {id: goods, text: Goods}
      - {id: files, text: Files}
      - {id: nothing, text: Nothing, alone: true}
  - id: activity.partners
    text: How many partners are there?
    label: the number of partners
    ordinary: 1
    kind: number
    minimum: 0
    maximum: 100
    why: Many partners need a register.
    ask: [lead]
""",
    "advice/small.yaml": """
findings:
  - id: stop
    title: Stop
    says: Something leaves without a licence.
    action: Stop it.
    owner: lead
    deadline: {text: At once, days: 0, statutory: true}
    safe_way: Apply first.
  - {id: count, title: Count, says: There are many., action: Count them., owner: lead, deadline: {text: Soon}, safe_way: Ask.}
""",
    "sources/small.yaml": """
sources:
  - id: act
    title: The Act
    publisher: A publisher
    url: https://example.org/act
    version: as enacted
    last_checked: 2026-01-01
    review_days: 90
    confidence: verified
    jurisdiction: UK
    seen: The whole text.
""",
    "doors/small.yaml": """
doors:
  - id: office
    name: The office
    body: A department
    why: It decides.
    form: Write to it.
    signs: The lead
    clock: Ten days
    meanwhile: Send nothing.
    sources: [act]
""",
    "switches.yaml": """
switches:
  - id: amended
    asks: whether the amendment is in force
    values:
      - {since: 2026-01-01, value: no, why: Not yet made.}
      - {since: 2026-06-01, value: yes, why: Made on that day.}
    source: act s.9
    owner: The legal adviser
    last_checked: 2026-01-01
    review_days: 30
""",
}

CASES = """
cases:
  - rule: goods_leave
    says: A crate goes out
    fires: {activity.leaves: [goods]}
    near_misses: [{activity.leaves: [nothing]}]
  - rule: university_lets_goods_out
    says: A university sends a crate
    fires: {activity.leaves: [goods], profile.kind: university}
    near_misses: [{profile.kind: company}]
  - rule: amendment_counts_partners
    says: Five partners once the amendment is in force
    fires: {activity.partners: 5, switch.amended: yes}
    near_misses: [{activity.partners: 4}, {switch.amended: no}]
  - rule: some_goods_leave
    says: One activity sends a crate
    fires: {activity.leaves: [goods]}
    near_misses: [{activity.leaves: [files]}]
"""

kind = organisation.question("profile.kind")
amended = organisation.question("switch.amended")
leaves = activity.question("activity.leaves")
partners = activity.question("activity.partners")
exposed = activity.concern("exposed", "something leaves")


small = [
    rule("goods_leave", "Goods are listed.", when=leaves("goods"), raises=exposed),
    rule(
        "university_lets_goods_out",
        "A university needs a licence.",
        when=exposed & kind("university"),
        finds="stop",
        severity=Severity.CRITICAL,
        obligation=Obligation.LEGAL,
        sources=["act s.1"],
        doors=["office"],
    ),
    rule(
        "amendment_counts_partners",
        "Five partners are many.",
        when=amended("yes") & partners.at_least(5),
        finds="count",
        severity=Severity.LOW,
        obligation=Obligation.PRACTICE,
        sources=["act s.2"],
    ),
    rule("some_goods_leave", "One is enough.", when=some_activity(leaves("goods")), level=3),
]


RULES = RuleBase.of([replace(each, topic="small") for each in small], {"small": TopicText("Small", "A topic for tests.")})


def write(folder: Path) -> Path:
    """Writes the content to a folder, and returns the folder."""
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Changes one file of the content; what is changed must stand there once."""
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
