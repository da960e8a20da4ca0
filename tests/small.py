"""A knowledge base small enough to read: one of each kind of entry, and rules that use them all."""

from pathlib import Path

from guidance.language.conditions import activity, organisation

FILES = {
    "knowledge.yaml": """
version: "2026.1.1"
published: 2026-01-31
not_covered: [Everything else]
""",
    "common/sections.yaml": """
sections:
  - {id: profile, title: Your organisation, scope: organisation, intro: Who you are.}
  - {id: activity, title: The activity, scope: activity, intro: What is done.}
""",
    "common/roles.yaml": """
roles:
  - {id: lead, title: Activity lead, does: Knows what is done.}
""",
    "small/questions.yaml": """
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
    "small/findings.yaml": """
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
    "small/sources.yaml": """
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
    "small/doors.yaml": """
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
    "common/switches.yaml": """
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
    "small/topic.yaml": """
title: Small
summary: A topic for tests.
""",
    "small/rules.yaml": """
concerns:
  - {id: exposed, about: activity, words: something leaves}

terms:
  many: activity.partners >= 5

rules:
  - id: goods_leave
    reason: Goods are listed.
    when: activity.leaves is goods
    raises: exposed

  - id: university_lets_goods_out
    reason: A university needs a licence.
    when: |
      exposed
      and profile.kind is university
    finds: stop
    severity: critical
    obligation: legal
    sources: [act s.1]
    doors: [office]

  - id: amendment_counts_partners
    reason: Five partners are many.
    when: switch.amended is yes and many
    finds: count
    severity: low
    obligation: practice
    sources: [act s.2]

  - id: some_goods_leave
    reason: One is enough.
    when: some_activity(activity.leaves is goods)
    level: 3
""",
    "small/cases.yaml": """
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
""",
}

kind = organisation.question("profile.kind")
leaves = activity.question("activity.leaves")


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
