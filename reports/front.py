"""What stands before everything else: what identifies a report, and what a disclosed version must say first."""

from collections.abc import Iterator
from typing import Final

from guidance.case.record import Disclosure
from guidance.language.facts import NOT_SURE
from reports import words
from reports.blocks import Block, Bullets, Cover, Item, Paragraph, Part, Section
from reports.case import Case

REDACTED: Final = "REDACTED VERSION"
TITLE: Final = "China exposure: assessment and guidance"
EVERYWHERE: Final = (
    "This report is guidance, not legal advice. It does not replace a lawyer, a licensing authority or a regulator.",
    "Absence from a list is never clearance. A list shows what was on it on one day; note which list, and when.",
    "It rests on the answers given. Nobody has checked them against the world; a wrong answer gives wrong guidance.",
    "It speaks of institutions, technology and terms. It says nothing about any person and must not be used to judge one.",
)


def cover(case: Case, title: str = TITLE, hashes: bool = True) -> Cover:
    """What identifies a report. A short edition leaves the hashes to its last page."""
    record, knowledge = case.record, case.catalogue.knowledge
    name = organisation(case)
    facts = [
        ("Date as at", words.day(record.as_at)),
        ("Marking", REDACTED if record.disclosure else record.marking.value),
        ("Prepared by", record.prepared_by or "not stated"),
        ("Knowledge base", f"{knowledge.version}, published {words.day(knowledge.published)}"),
    ]
    if hashes:
        facts += fingerprints(case)
    if record.disclosure:
        facts.append(("Version", f"Redacted for disclosure. {words.capital(_left_out(record.disclosure))}."))
    return Cover(
        title=title,
        organisation=words.cut(name, 160),
        subject=record.title if record.title != name else "",
        marking=REDACTED if record.disclosure else record.marking.value,
        knowledge=f"Knowledge base {case.catalogue.version}",
        facts=tuple(Part(label, text) for label, text in facts),
        author=record.prepared_by or "not stated",
        day=record.as_at,
        about=f"Findings, levels and actions as at {record.as_at.isoformat()}",
    )


def organisation(case: Case) -> str:
    """The name of the organisation, or else of the assessment."""
    named = case.record.answers.get("profile.name")
    return str(named.value) if named and named.value != NOT_SURE else case.record.title


def fingerprints(case: Case) -> list[tuple[str, str]]:
    """The hashes by which somebody can tell that it is about these answers under this knowledge."""
    return [("Hash of the knowledge base", case.catalogue.hash), ("Hash of the answers", case.record.hash)]


def _left_out(left_out: Disclosure) -> str:
    """What is missing from a version that is disclosed."""
    parts = [
        words.count(left_out.answers, "answer"),
        words.count(left_out.activities, "activity", "activities"),
        words.count(left_out.findings, "finding"),
    ]
    return f"withheld: {', '.join(parts[:2])} and {parts[2]}"


def redacted(left_out: Disclosure) -> str:
    """What a reader of a version that is disclosed must know first, in words."""
    return (
        f"This is a redacted version; {_left_out(left_out)}. All that it says follows from the disclosed answers alone. "
        "Levels are ranges where they rest on what is withheld, and further findings may exist."
    )


def disclosure(case: Case) -> Iterator[Section]:
    """The section before all others in a version that is disclosed."""
    left_out = case.record.disclosure
    if left_out:
        blocks: list[Block] = [Paragraph(redacted(left_out))]
        grounds = [case.catalogue.exemptions[id] for id in left_out.exemptions if id in case.catalogue.exemptions]
        if grounds:
            blocks.append(Paragraph("The organisation relies on:", lead=True))
            blocks.append(Bullets(tuple(Item(ground.act, f"{ground.title}.") for ground in grounds)))
        yield Section("version", "About this version", tuple(blocks))
