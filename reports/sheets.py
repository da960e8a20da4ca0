"""The tables to work with in a spreadsheet: the action plan, the findings, the answers and the sources, a line for each."""

from collections.abc import Iterator

from guidance.assessment import Finding
from reports import words
from reports.blocks import Cell, Section, Sheet, Table
from reports.case import Case
from reports.plan import NO_LONGER, STATUS, Action, Former, former


def build(case: Case, answers: Section, sources: Section) -> tuple[Sheet, ...]:
    """The sheets in order. Answers and sources are those of the appendices."""
    return (
        plan(case),
        Sheet("Findings", _findings(case)),
        Sheet("Answers", _joined(answers)),
        Sheet("Sources", _joined(sources)),
    )


def plan(case: Case) -> Sheet:
    """The plan, with a list of what a status may be."""
    return Sheet("Action plan", _plan(case), tuple(STATUS.values()))


def _plan(case: Case) -> Table:
    """Here each finding is an action of its own, so that it can be followed for each activity."""
    rows = [_line(case, Action(case, [finding])) for finding in sorted(case.acted_on, key=case.urgency)]
    rows += [_gone(each) for each in former(case)]
    head = (
        "Status",
        "Owner",
        "Due",
        "By when",
        "Action",
        "Finding",
        "For",
        "Weight",
        "Whom to contact",
        "Why not needed",
        "Key",
    )
    return Table("Action plan", head, tuple(rows), (4, 5, 3, 6, 12, 8, 6, 3, 6, 5, 4))


def _line(case: Case, action: Action) -> tuple[Cell, ...]:
    finding = action.first
    return (
        Cell(STATUS[action.settled.status]),
        Cell(action.owner),
        Cell(action.due.isoformat() if action.due else ""),
        Cell(case.deadline(finding)),
        Cell(case.advice(finding).action),
        Cell(action.title),
        Cell(case.name(finding.activity)),
        action.badge,
        Cell("; ".join(case.catalogue.doors[id].name for id in finding.doors)),
        Cell(action.settled.reason),
        Cell(finding.key),
    )


def _gone(former: Former) -> tuple[Cell, ...]:
    said, nothing = former.settled, Cell("")
    due = said.due.isoformat() if said.due else ""
    known = (STATUS[said.status], said.owner, due, NO_LONGER)
    return (
        *map(Cell, known),
        nothing,
        Cell(former.title),
        Cell(former.where),
        nothing,
        nothing,
        Cell(said.reason),
        Cell(former.key),
    )


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
