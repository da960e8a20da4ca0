"""The appendices: all answers, how each finding was concluded, the sources, and the signatures."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from guidance.assessment import Finding
from guidance.case.record import Recorded
from guidance.knowledge.catalogue import cited
from guidance.knowledge.entries import Confidence, Source
from guidance.language.conditions import Scope
from guidance.language.rule import Guideline
from reports import reasons, together, words
from reports.blocks import Block, Cell, Paragraph, Section, Table
from reports.case import Case

MOST_OF_A_NOTE: Final = 1_500
MOST_OF_AN_ANSWER: Final = 800


def build(case: Case, answers: Section) -> tuple[Section, ...]:
    """The appendices in order; `answers`: those of each activity in its own place."""
    told = _answers_together(case, answers) if together.many(case) else answers
    return (told, _reasoning(case), _sources(case), reasons.not_asked(case), _signatures(case))


def sources_of(case: Case) -> tuple[Source, ...]:
    """Every source that a printed finding or door cites, in the order of the catalogue."""
    findings = (*case.printed, *case.untold)
    named = {cited(reference)[0] for finding in findings for reference in finding.sources}
    named |= {
        cited(reference)[0]
        for finding in case.printed
        for door in finding.doors
        for reference in case.catalogue.doors[door].sources
    }
    return tuple(source for id, source in case.catalogue.sources.items() if id in named)


def unseen(case: Case) -> tuple[Source, ...]:
    """The cited sources whose text nobody saw."""
    return tuple(source for source in sources_of(case) if source.confidence is Confidence.RECALLED)


def answers(case: Case) -> Section:
    """All answers, those of each activity in its own place."""
    blocks = [_answers_of(case, number, about) for number, about in enumerate((None, *(a.id for a in case.record.activities)))]
    return Section("answers", "Appendix A. Answers", tuple(blocks), new_page=True)


def _answers_of(case: Case, number: int, about: str | None) -> Section:
    given = case.record.of(about)
    if not given:
        return Section(f"answers-{number}", case.name(about), (Paragraph("No question has been answered."),))
    scope = Scope.ORGANISATION if about is None else Scope.ACTIVITY
    order = [question.id for question in case.catalogue.asked_of(scope) if question.id in given]
    order += [id for id in sorted(given) if id not in order]
    usual, _ = Counter(_who(recorded) for recorded in (given[id] for id in order)).most_common(1)[0]
    blocks: list[Block] = [Paragraph(f"Answered by {usual}, unless a row says otherwise.")] if usual else []
    rows = tuple(_answer(case, id, given[id], usual) for id in order)
    head = ("Question", "Answer", "Note, evidence, who and when")
    blocks.append(Table(f"Answers: {case.name(about)}", head, rows, (6, 8, 6)))
    return Section(f"answers-{number}", case.name(about), tuple(blocks))


def _answers_together(case: Case, each: Section) -> Section:
    """The same, where an answer that several activities have stands once. Question by question, in the order of the questionnaire."""
    usual = {about: _usual(case.record.of(about)) for about in case.activities}
    said = [
        (about, question, _answer(case, question, recorded, *usual[about]))
        for about in case.activities
        for question, recorded in case.record.of(about).items()
    ]
    order = case.catalogue.order
    said.sort(key=lambda one: (order.get(one[1], len(order)), one[1]))
    none = [about for about in case.activities if not case.record.of(about)]
    beside = [
        (about, (Cell(who or "nobody named"), Cell(evidence or "none named"))) for about, (who, evidence) in usual.items()
    ]
    blocks = [
        each.blocks[0],
        *together.table(
            case,
            "Answers about activities",
            ("Question", "Answer", "Note, evidence, who and when"),
            ((about, row) for about, _, row in said),
            (6, 7, 6, 4),
        ),
        *together.table(
            case,
            "Who answered about each, and on what evidence, unless a row says otherwise",
            ("Answered by", "Evidence"),
            beside,
            (8, 8, 4),
        ),
    ]
    if none:
        blocks.append(Paragraph(f"No question has been answered about {case.which(none)}."))
    return replace(each, blocks=tuple(blocks))


def _usual(given: Mapping[str, Recorded]) -> tuple[str, str]:
    """Who gave most of some answers, and the evidence that most of them have."""
    if not given:
        return "", ""
    who, evidence = (
        Counter(each).most_common(1)[0][0] for each in zip(*((_who(its), its.evidence) for its in given.values()), strict=True)
    )
    return who, evidence


def _who(recorded: Recorded) -> str:
    """Who gave an answer and when, with how sure they were; empty when nobody was named."""
    return ", ".join(filter(None, (recorded.by, words.moment(recorded.at), str(recorded.confidence or ""))))


def _answer(case: Case, question: str, recorded: Recorded, usual: str, evidence: str = "") -> tuple[Cell, ...]:
    """A row: what was answered, and what is said beside it but who gave it and on what evidence where that is as usual."""
    said = words.answer(case.catalogue, question, recorded.value)
    beside = [words.cut(recorded.note, MOST_OF_A_NOTE)]
    if recorded.evidence != evidence:
        beside.append(f"Evidence: {words.cut(recorded.evidence, MOST_OF_A_NOTE) or 'none named'}")
    if recorded.files:
        beside.append(f"Files: {', '.join(file.name for file in recorded.files)}")
    if recorded.withhold:
        beside.append("Left out of a version that is disclosed")
    if recorded.review:
        beside.append("To be looked at again")
    if _who(recorded) != usual:
        beside.append(_who(recorded) or "nobody named")
    return (
        Cell(words.label(case.catalogue, question), id=question),
        Cell(words.cut(said, MOST_OF_AN_ANSWER)),
        Cell("\n".join(filter(None, beside))),
    )


def _reasoning(case: Case) -> Section:
    """Each finding with its answers and the numbers of its rules, then each rule once."""
    numbers: dict[str, int] = {}
    for finding in case.printed:
        for step in case.steps(finding):
            numbers.setdefault(step.rule.name, len(numbers) + 1)
    if not numbers:
        return Section("reasoning", "Appendix B. How each finding was concluded", (Paragraph("No finding was made."),))
    blocks: list[Block] = [
        Paragraph(
            "Each finding follows from rules that fired on the answers. Its own rule comes first, then those that it builds on. "
            "The rules stand at the end of this appendix under their numbers."
        )
    ]
    merged, head = together.many(case), ("Finding", "Answers it rests on", "Rules")
    for about in (None,) if merged else (None, *case.activities):
        rows = tuple(_chain(case, finding, numbers) for finding in case.printed_about(about))
        if rows:
            blocks.append(Table(f"How concluded: {case.name(about)}", head, rows, (5, 13, 3)))
    if merged:
        blocks += together.table(case, "How concluded: activities", head, _chains(case, numbers), (5, 11, 3, 4))
    by_name = case.catalogue.rules.by_name
    rules = tuple(_rule(case, number, by_name[name]) for name, number in numbers.items())
    blocks.append(Table("The rules", ("No.", "When it applies", "Why"), rows=rules, widths=(1, 12, 6)))
    return Section("reasoning", "Appendix B. How each finding was concluded", tuple(blocks))


def _chains(case: Case, numbers: Mapping[str, int]) -> Iterator[tuple[str | None, tuple[Cell, ...]]]:
    """The rows about activities, those of one finding beneath each other."""
    first = {id: place for place, id in enumerate(dict.fromkeys(finding.id for finding in case.printed))}
    for finding in sorted(case.printed, key=lambda finding: first[finding.id]):
        if finding.activity is not None:
            title, *rest = _chain(case, finding, numbers)
            yield finding.activity, (replace(title, id=finding.id), *rest)


def _chain(case: Case, finding: Finding, numbers: Mapping[str, int]) -> tuple[Cell, ...]:
    steps = case.steps(finding)
    absent = dict.fromkeys(concern.words for step in steps for concern in step.absent)
    rests = [*case.facts(finding), *(f"not so: {words_}" for words_ in absent)]
    used = dict.fromkeys(str(numbers[step.rule.name]) for step in steps)
    return Cell(case.advice(finding).title, id=finding.key), Cell("; ".join(rests)), Cell(", ".join(used))


def _rule(case: Case, number: int, rule: Guideline) -> tuple[Cell, ...]:
    return Cell(str(number)), Cell(case.catalogue.in_words(rule), id=rule.name), Cell(rule.reason)


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
    parts = "; some paragraphs otherwise, as each finding says" if source.read else ""
    checked = f"{words.capital(words.SEEN[source.confidence])}{parts}. {words.day(source.last_checked)}{'; overdue for review' if late else ''}"
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
    given = [(each.role, each.name, "Signed in the program", words.moment(each.at)) for each in case.signatures]
    rows = tuple(tuple(map(Cell, row)) for row in (*given, *((role, name, "", "") for role, name in signing)))
    return Section(
        "signatures",
        "Appendix E. Signatures",
        (
            Paragraph("A signature approves the plan on the answers given. It does not make an answer true."),
            Table("Signatures", ("Role", "Name", "Signature", "Date"), rows, (6, 6, 6, 3), fill_in=True),
        ),
    )
