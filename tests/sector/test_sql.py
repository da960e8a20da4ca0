"""The rules as SQL say what masks say, executed in DuckDB."""

import numpy as np
import pytest

from guidance import knowledge
from guidance.inference import masks
from guidance.language.conditions import Scope
from guidance.sector.sql import statement
from tests.sector.made import of_today, random_cases, written

duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed: it comes with `make setup-dev`")


@pytest.mark.slow
def test_duckdb_gives_the_three_values_of_every_rule_and_row(tmp_path):
    catalogue = knowledge.load()
    cases = sorted(random_cases(17, 60), key=lambda case: case.as_at)
    written(tmp_path, cases, 25)
    with duckdb.connect() as connection:
        connection.execute(f"SET file_search_path = '{tmp_path}'")
        connection.execute(statement(of_today()))
        found = {
            scope: connection.execute(f"SELECT * FROM {table}").fetchnumpy()
            for scope, table in ((Scope.ORGANISATION, "organisation_rules"), (Scope.ACTIVITY, "activity_rules"))
        }
    assert found[Scope.ORGANISATION]["assessment"].tolist() == [f"assessment-{number}" for number in range(len(cases))]
    at = dict.fromkeys(Scope, 0)
    for day in sorted({case.as_at for case in cases}):
        those = [case for case in cases if case.as_at == day]
        reading = masks.Reading(catalogue.rules, masks.Table.of(those, day))
        rows = {Scope.ORGANISATION: len(those), Scope.ACTIVITY: sum(len(case.activities) for case in those)}
        for rule in catalogue.rules.guidelines:
            mask, column = reading.rule(rule), found[rule.scope][rule.name][at[rule.scope] :][: rows[rule.scope]]
            assert (np.ma.filled(column, False) & ~_missing(column)).tolist() == mask.met.tolist(), rule.name
            assert (~np.ma.filled(column, True) & ~_missing(column)).tolist() == mask.unmet.tolist(), rule.name
        at = {scope: at[scope] + rows[scope] for scope in Scope}


def _missing(column):
    return np.ma.getmaskarray(column)
