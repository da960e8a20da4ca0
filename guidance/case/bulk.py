"""Many assessments at once, by masks over columns: the findings of a whole folder in one table."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
import pandas as pd

from guidance.case.record import Record
from guidance.inference.masks import Flags, Mask, Reading, Table
from guidance.inference.three_valued import Standing
from guidance.knowledge.catalogue import SWITCHES, Catalogue
from guidance.language.conditions import Scope, Severity
from guidance.language.facts import firm
from guidance.language.rule import Guideline

COLUMNS = ["assessment", "title", "as_at", "activity", "finding", "severity", "standing"]


def findings(catalogue: Catalogue, records: Sequence[Record]) -> pd.DataFrame:
    """One row for each finding that is not excluded, heaviest first within an assessment.

    `activity` is empty for a finding about the organisation; `standing` is "certain", "presumed" or "possible"."""
    by_day = sorted(range(len(records)), key=lambda number: records[number].as_at)
    rows = [
        row
        for _, numbers in groupby(by_day, key=lambda number: records[number].as_at)
        for row in _of_one_day(catalogue, [records[number] for number in numbers])
    ]
    table = pd.DataFrame(rows, columns=[*COLUMNS, "_rank", "_stands"])
    table = table.sort_values(["_stands", "_rank"], ascending=[True, False], kind="stable")
    table = table.drop_duplicates(["assessment", "activity", "finding"])
    table = table.sort_values(["assessment", "_rank"], ascending=[True, False], kind="stable")
    return table.drop(columns=["_rank", "_stands"]).reset_index(drop=True)


def _of_one_day(catalogue: Catalogue, records: list[Record]) -> Iterator[list[object]]:
    facts = [firm(record.facts(catalogue), f"{SWITCHES}.") for record in records]
    table = Table.of(facts, records[0].as_at)
    answered, presumed, ordinary = (
        Reading(catalogue.rules, table, taken)
        for taken in (None, catalogue.presumptions.taken, catalogue.presumptions.ordinary)
    )
    for rule in catalogue.rules.guidelines:
        if rule.finds:
            holds = presumed.rule(rule).met
            if rule.severity is Severity.ENABLING:
                holds = holds | ordinary.rule(rule).met
            yield from _rows(records, table, rule, answered.rule(rule), holds)


def _rows(records: list[Record], table: Table, rule: Guideline, mask: Mask, presumed: Flags) -> Iterator[list[object]]:
    names = [activity.id for record in records for activity in record.activities]
    for number in np.flatnonzero(~mask.unmet):
        about = rule.scope is Scope.ACTIVITY
        record = records[int(table.owner[number])] if about else records[int(number)]
        standing = Standing.CERTAIN if mask.met[number] else Standing.PRESUMED if presumed[number] else Standing.POSSIBLE
        activity = names[number] if about else ""
        severity = rule.severity
        assert severity is not None
        said = [record.id, record.title, record.as_at, activity, rule.finds, str(severity), str(standing)]
        yield [*said, severity.rank, list(Standing).index(standing)]


def safe_for_spreadsheets(table: pd.DataFrame) -> pd.DataFrame:
    """The table with every text that a spreadsheet could take for a formula quoted by an apostrophe."""
    return table.map(lambda cell: quoted(cell) if isinstance(cell, str) else cell)


def quoted(cell: str) -> str:
    """A text that a spreadsheet could take for a formula, quoted by an apostrophe; any other as it is."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell
