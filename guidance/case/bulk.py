"""Many assessments at once, by bits over columns: the findings of a whole folder in one table."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from guidance.case.record import Record
from guidance.inference.bits import STANDINGS, Columns, Legend, Reading, Stands, standing
from guidance.inference.three_valued import Standing
from guidance.knowledge.catalogue import SWITCHES, Catalogue
from guidance.language.conditions import Scope, Severity
from guidance.language.rule import Guideline

COLUMNS = ["assessment", "title", "as_at", "activity", "finding", "severity", "standing"]


def findings(catalogue: Catalogue, records: Sequence[Record]) -> pd.DataFrame:
    """One row for each finding that is not excluded, heaviest first within an assessment.

    `activity` is empty for a finding about the organisation; `standing` is "certain", "presumed" or "possible"."""
    rows = list(_stood(catalogue, records))
    table = pd.DataFrame(rows, columns=[*COLUMNS, "_rank", "_stands", "_record"])
    table = table.sort_values(["_stands", "_rank"], ascending=[True, False], kind="stable")
    table = table.drop_duplicates(["_record", "activity", "finding"])  # two organisations may hand over one id
    table = table.sort_values(["assessment", "_record", "_rank"], ascending=[True, True, False], kind="stable")
    return table.drop(columns=["_rank", "_stands", "_record"]).reset_index(drop=True)


def _stood(catalogue: Catalogue, records: Sequence[Record]) -> Iterator[list[object]]:
    rules, presumed = catalogue.rules, catalogue.presumptions
    columns = Columns.of([record.facts(catalogue) for record in records], Legend(rules)).firm(f"{SWITCHES}.")
    answered, taken, ordinary = (Reading(rules, columns, each) for each in (None, presumed.taken, presumed.ordinary))
    for rule in rules.guidelines:
        if rule.finds:
            ways = (taken, ordinary) if rule.severity is Severity.ENABLING else (taken,)
            yield from _rows(records, columns, rule, standing(rule, answered, ways))


def _rows(records: Sequence[Record], columns: Columns, rule: Guideline, stands: Stands) -> Iterator[list[object]]:
    names = [activity.id for record in records for activity in record.activities]
    codes = stands.codes(columns.rows(rule.scope))
    for number in np.flatnonzero(codes):
        about = rule.scope is Scope.ACTIVITY
        whose = int(columns.owner[number]) if about else int(number)
        record = records[whose]
        activity = names[number] if about else ""
        severity, stood = rule.severity, Standing(STANDINGS[codes[number]])
        assert severity is not None
        said = [record.id, record.title, record.as_at, activity, rule.finds, str(severity), str(stood)]
        yield [*said, severity.rank, list(Standing).index(stood), whose]


def safe_for_spreadsheets(table: pd.DataFrame) -> pd.DataFrame:
    """The table with every text that a spreadsheet could take for a formula quoted by an apostrophe."""
    return table.map(lambda cell: quoted(cell) if isinstance(cell, str) else cell)


def quoted(cell: str) -> str:
    """A text that a spreadsheet could take for a formula, quoted by an apostrophe; any other as it is."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell
