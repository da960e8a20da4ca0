"""The appendices: all answers, how each finding was concluded, the sources, and the signatures."""

from collections.abc import Iterable
from typing import Final

from guidance.assessment import Finding, Step
from guidance.catalogue import cited
from guidance.entries import Confidence, Source
from guidance.record import Recorded
from reports import words
from reports.blocks import Block, Card, Cell, Paragraph, Part, Section, Table
from reports.case import SEEN, Case
from rules.conditions import Scope
from rules.guideline import Guideline

MOST_OF_A_NOTE: Final = 1_500
MOST_OF_AN_ANSWER: Final = 800


def build(case: Case) -> tuple[Section, ...]:
    """The four appendices in order."""
    return (_answers(case), _reasoning(case), _sources(case), _signatures(case))


def sources_of(case: Case) -> tuple[Source, ...]:
    """Every source that a printed finding or door cites, in the order of the catalogue."""
    findings = (*case.assessment.certain, *case.untold)
    named = {cited(reference)[0] for finding in findings for reference in finding.sources}
    named |= {
        cited(reference)[0]
        for finding in case.assessment.certain
        for door in finding.doors
        for reference in case.catalogue.doors[door].sources
    }
    return tuple(source for id, source in case.catalogue.sources.items() if id in named)


def unseen(case: Case) -> tuple[Source, ...]:
    """The cited sources whose text nobody saw."""
    return tuple(source for source in sources_of(case) if source.confidence is Confidence.RECALLED)


def _answers(case: Case) -> Section:
    blocks: list[Block] = []
    for number, about in enumerate((None, *(activity.id for activity in case.record.activities))):
        given = case.record.of(about)
        scope = Scope.ORGANISATION if about is None else Scope.ACTIVITY
        order = [question.id for question in case.catalogue.asked_of(scope) if question.id in given]
        order += [id for id in given if id not in order]
        table: Block = Table(
            f"Answers: {words.short(case.name(about), 120)}",
            ("Question", "Answer", "Note and evidence", "Who and when"),
            tuple(_answer(case, id, given[id]) for id in order),
            (5, 6, 6, 5),
        )
        if not order:
            table = Paragraph("No question has been answered.")
        blocks.append(Section(f"answers-{number}", case.name(about), (table,)))
    return Section("answers", "Appendix A. Answers", tuple(blocks), new_page=True)


def _answer(case: Case, question: str, recorded: Recorded) -> tuple[Cell, ...]:
    said = words.answer(case.catalogue, question, recorded.value)
    notes = [words.cut(recorded.note, MOST_OF_A_NOTE)]
    if recorded.evidence:
        notes.append(f"Evidence: {words.cut(recorded.evidence, MOST_OF_A_NOTE)}")
    who = [recorded.by, words.moment(recorded.at), words.capital(recorded.confidence or "")]
    return (
        Cell(words.label(case.catalogue, question), id=question),
        Cell(words.cut(said, MOST_OF_AN_ANSWER)),
        Cell("\n".join(filter(None, notes))),
        Cell("\n".join(filter(None, who))),
    )


def _reasoning(case: Case) -> Section:
    blocks: list[Block] = [
        Paragraph(
            "Each finding follows from rules that fired on the answers. Its own rule comes first, then what that builds on."
        )
    ]
    blocks += [_chain(case, number, finding) for number, finding in enumerate(case.assessment.certain, 1)]
    if not case.assessment.certain:
        blocks = [Paragraph("No finding was made.")]
    return Section("reasoning", "Appendix B. How each finding was concluded", tuple(blocks))


def _chain(case: Case, number: int, finding: Finding) -> Card:
    parts: list[Part] = []
    for rule, steps in _by_rule(case.steps(finding)).items():
        answers = case.in_words((asked for step in steps for asked in step.answers), finding.activity)
        absent = dict.fromkeys(concern.words for step in steps for concern in step.absent)
        parts.append(Part(rule.reason, ""))
        parts.append(Part("Rule", case.catalogue.in_words(rule)))
        parts += [Part("Answers", "; ".join(answers))] if answers else []
        parts += [Part("Established that it is not so", "; ".join(absent))] if absent else []
    return Card(
        f"chain-{number}",
        f"{case.advice(finding).title}: {words.short(case.name(finding.activity), 80)}",
        tuple(parts),
        badge=Cell(words.SEVERITY[finding.severity], finding.severity),
        id=finding.key,
    )


def _by_rule(steps: Iterable[Step]) -> dict[Guideline, list[Step]]:
    """A rule that fired for several activities is printed once, with the answers of all of them."""
    same: dict[Guideline, list[Step]] = {}
    for step in steps:
        same.setdefault(step.rule, []).append(step)
    return same


def _sources(case: Case) -> Section:
    late = {source.id for source in case.catalogue.overdue(case.as_at)}
    rows = tuple(_source(source, source.id in late) for source in sources_of(case))
    table: Block = Table(
        "Sources cited", ("Source", "Publisher and address", "Version", "How seen, and last checked"), rows, (6, 8, 4, 5)
    )
    return Section(
        "sources", "Appendix C. Sources", (table if rows else Paragraph("No finding cites a source."),), new_page=True
    )


def _source(source: Source, late: bool) -> tuple[Cell, ...]:
    checked = (
        f"{words.capital(SEEN[source.confidence])}. {words.day(source.last_checked)}{'; overdue for review' if late else ''}"
    )
    url = str(source.url)
    return (
        Cell(source.title, id=source.id),
        Cell(source.publisher, url=url if url.startswith("https://") else "", id="" if url.startswith("https://") else url),
        Cell(source.version),
        Cell(checked),
    )


def _signatures(case: Case) -> Section:
    signing = [("Prepared by", case.record.prepared_by), ("Reviewed by the research security lead", "")]
    signing += [("Approved by the senior owner", ""), ("Received for the governing body", "")]
    rows = tuple((Cell(role), Cell(name), Cell(""), Cell("")) for role, name in signing)
    return Section(
        "signatures",
        "Appendix D. Signatures",
        (
            Paragraph("A signature approves the plan on the answers given. It does not make an answer true."),
            Table("Signatures", ("Role", "Name", "Signature", "Date"), rows, (6, 6, 6, 3), fill_in=True),
        ),
    )
