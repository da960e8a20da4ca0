"""The tables to work with in a spreadsheet: the action plan, the findings, the answers and the sources, a line for each."""

from collections.abc import Iterator
from typing import Final

from guidance.assessment import Finding
from reports import words
from reports.blocks import Cell, Section, Sheet, Table
from reports.case import Case

STATUS: Final = ("Open", "Under way", "Waiting for an answer", "Done", "Not pursued, reason on file")


def build(case: Case, answers: Section, sources: Section) -> tuple[Sheet, ...]:
    """The sheets in order. Answers and sources are those of the appendices."""
    return (
        Sheet("Action plan", _plan(case), STATUS),
        Sheet("Findings", _findings(case)),
        Sheet("Answers", _joined(answers)),
        Sheet("Sources", _joined(sources)),
    )


def _plan(case: Case) -> Table:
    """Here each finding is an action of its own, so that it can be followed for each activity."""
    rows = tuple(
        (
            Cell(STATUS[0]),
            Cell(case.role(case.advice(finding).owner)),
            Cell(due.isoformat() if (due := case.due(finding)) else ""),
            Cell(case.deadline(finding)),
            Cell(case.advice(finding).action),
            Cell(case.advice(finding).title),
            Cell(case.name(finding.activity)),
            Cell(words.SEVERITY[finding.severity], finding.severity),
            Cell("; ".join(case.catalogue.doors[id].name for id in finding.doors)),
            Cell(finding.key),
        )
        for finding in sorted(case.warnings, key=case.urgency)
    )
    head = ("Status", "Owner", "Due", "By when", "Action", "Finding", "For", "Weight", "Whom to contact", "Key")
    return Table("Action plan", head, rows, (4, 5, 3, 6, 12, 8, 6, 3, 6, 4))


def _findings(case: Case) -> Table:
    rows = tuple(_finding(case, finding) for finding in case.printed)
    head = (
        "Key",
        "For",
        "Weight",
        "Finding",
        "What led to this",
        "What it means",
        "What to do",
        "Safe way",
        "Rests on",
        "Sources",
    )
    return Table("Findings", head, rows, (4, 6, 3, 8, 10, 12, 12, 10, 4, 8))


def _finding(case: Case, finding: Finding) -> tuple[Cell, ...]:
    advice = case.advice(finding)
    return (
        Cell(finding.key),
        Cell(case.name(finding.activity)),
        Cell(words.SEVERITY[finding.severity], finding.severity),
        Cell(advice.title),
        Cell("; ".join(case.facts(finding))),
        Cell(advice.says),
        Cell(advice.action),
        Cell(advice.safe_way),
        Cell(words.capital(finding.obligation)),
        Cell(case.cites(finding)),
    )


def _joined(section: Section) -> Table:
    """The tables of a section as one, with ids in a column of their own and the heading of each table first."""
    tables = list(_tables(section))
    rows = tuple(
        (Cell(heading), Cell(row[0].id), Cell(row[0].text), *(_plain(cell) for cell in row[1:]))
        for heading, table in tables
        for row in table.rows
    )
    first = tables[0][1] if tables else Table("", ("What",), (), (6,))
    return Table(section.heading, ("Where", "Id", *first.head), rows, (6, 5, *first.widths))


def _plain(cell: Cell) -> Cell:
    return Cell("\n".join(filter(None, (cell.text, cell.url or cell.id))))


def _tables(section: Section) -> Iterator[tuple[str, Table]]:
    for block in section.blocks:
        if isinstance(block, Section):
            yield from _tables(block)
        elif isinstance(block, Table):
            yield section.heading, block
