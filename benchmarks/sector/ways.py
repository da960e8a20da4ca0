"""Ways to get through a dataset, each run in a process of its own so that its CPU time and memory can be told from outside.

Run as `python -m benchmarks.sector.ways NAME DATASET OUT`."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path

import numpy as np

from guidance import knowledge
from guidance.assessment import assess
from guidance.inference import bits, masks
from guidance.knowledge import bundle
from guidance.knowledge.catalogue import SWITCHES, Catalogue
from guidance.language.conditions import Scope, Severity
from guidance.language.facts import Facts, firm
from guidance.sector import dataset, impact, job
from guidance.sector.columns import columns as columns_of
from guidance.sector.conclusions import Conclusions
from guidance.sector.engine import Here, Workers
from guidance.sector.law import Law

FEW = 300
"""Assessments that the slowest ways are tried on."""


def cases(catalogue: Catalogue, folder: Path, number: int) -> list[Facts]:
    """The assessments of the first part of a dataset, with the switches of their days."""
    said = dataset.described(folder)
    found = dataset.facts(said.questions, dataset.read_part(folder, said.parts[0]))
    each = [facts for facts, _ in zip((facts for _, facts in found), range(number), strict=False)]
    return [Facts({**f.organisation, **catalogue.switched(f.as_at)}, f.activities, f.as_at) for f in each]


def ours(workers: int, folders: tuple[Path, ...] = ()) -> Callable[[Path, Path], int]:
    """This program's command, with so many worker processes; 0 is in this process. `folders`: with what each row is treated as."""

    def run(folder: Path, out: Path) -> int:
        asked = bundle.of(knowledge.load())
        outcome = job.run(folder, out, asked, None, Workers(workers) if workers else Here(), lambda _: None, folders)
        assert not outcome.failed, outcome.failed
        return sum(each.activities for each in outcome.done)

    return run


def changed_rule(folder: Path, out: Path) -> int:
    """The impact of one changed rule: the first warning about activities that is high becomes critical."""
    asked = bundle.of(knowledge.load())
    said = json.loads(asked.text)
    high = {rule.name for rule in asked.rules.about[Scope.ACTIVITY] if rule.finds and rule.severity is Severity.HIGH}
    rule = next(each for each in said["rules"] if each["name"] in high)
    rule["severity"] = str(Severity.CRITICAL)
    found = impact.run(folder, out, [Law(asked), Law(bundle.read(json.dumps(said)))], Here(), lambda _: None)
    assert not found.failed, found.failed
    print(f"{rule['name']}: {found.steps[0].touched:,} assessments come out otherwise", file=sys.stderr, flush=True)
    return found.activities


def one_by_one(folder: Path, _out: Path) -> int:
    """`assess()` of each assessment."""
    catalogue = knowledge.load()
    every = cases(catalogue, folder, FEW)
    began = time.process_time()
    for case in every:
        assess(catalogue, case)
    return _timed(began, sum(len(case.activities) for case in every))


def pandas_loop(folder: Path, _out: Path) -> int:
    """Answers as dicts, one pandas frame a day, masks over it: standings of every rule."""
    catalogue = knowledge.load()
    every = cases(catalogue, folder, FEW * 10)
    began = time.process_time()
    for day, those in groupby(sorted(every, key=lambda case: case.as_at), key=lambda case: case.as_at):
        for _ in mask_standings(catalogue, list(those), day):
            pass
    return _timed(began, sum(len(case.activities) for case in every))


def mask_standings(catalogue: Catalogue, those: list[Facts], day: object) -> Iterator[tuple[str, Scope, np.ndarray]]:
    """How each rule stands by masks, as codes of `bits.STANDINGS`: for the cases of one day."""
    table = masks.Table.of([firm(case, f"{SWITCHES}.") for case in those], day)
    presumed = catalogue.presumptions
    answered, *ways = (masks.Reading(catalogue.rules, table, taken) for taken in (None, presumed.taken, presumed.ordinary))
    for rule in catalogue.rules.guidelines:
        said, asked = answered.rule(rule), ways if rule.severity and not rule.severity.rank else ways[:1]
        holds = np.logical_or.reduce([said.met, *(way.rule(rule).met for way in asked)])
        yield rule.name, rule.scope, (~said.unmet).astype(np.uint8) + holds + said.met


def duckdb(folder: Path, _out: Path) -> int:
    """The rules as SQL, by what was answered only: half of what the others work out."""
    import duckdb

    from guidance.sector.sql import statement

    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        connection.execute(f"SET file_search_path = '{folder}'")
        connection.execute(statement(bundle.of(knowledge.load())))
        (found,) = connection.execute("SELECT count(*) FROM activity_rules").fetchone() or (0,)
    return int(found)


def spark(folder: Path, out: Path) -> int:
    """This program's work on a part, handed out by Spark to two processes."""
    import psutil
    from pyspark.sql import SparkSession

    asked, described = bundle.of(knowledge.load()), dataset.described(folder)
    tasks = job.tasks(folder, out, asked, None)
    # else its workers are another Python, and it listens on an address of this machine
    os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    session.sparkContext.parallelize(tasks, len(tasks)).foreach(job.assess_part)
    used = 0.0
    for each in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            its = each.cpu_times()
            used += its.user + its.system + (its.children_user + its.children_system if each.name() != "java" else 0)
    print(json.dumps({"more": used}), flush=True)
    session.stop()
    return sum(part.activities for part in described.parts)


def digest(folder: Path, _out: Path) -> int:
    """Counts of every rule's standings by bits and by masks, over every part; raises AssertionError where they differ."""
    catalogue = knowledge.load()
    asked, described = bundle.of(catalogue), dataset.described(folder)
    law = Law(asked)
    for part in described.parts:
        tables = dataset.read_part(folder, part)
        columns = columns_of(law, dataset.opened(folder, part))
        conclusions = Conclusions(law, columns)
        ours = {rule.name: conclusions.standing(rule) for rule in asked.rules.guidelines}
        every = [facts for _, facts in dataset.facts(described.questions, tables)]
        days = np.array([each.toordinal() for each in columns.days])
        rows = {Scope.ORGANISATION: days, Scope.ACTIVITY: days[columns.owner]}
        for day in sorted(set(columns.days)):
            switched = catalogue.switched(day)
            those = [Facts({**f.organisation, **switched}, f.activities, day) for f in every if f.as_at == day]
            for name, scope, codes in mask_standings(catalogue, those, day):
                found = ours[name].codes(len(rows[scope]))[rows[scope] == day.toordinal()]
                assert np.array_equal(found, codes), (part.number, name, day)
        print(f"part {part.number}: {len(ours)} rules stand alike by bits and masks", file=sys.stderr, flush=True)
    return sum(part.activities for part in described.parts)


def _timed(began: float, activities: int) -> int:
    """Tells what this alone took: what comes before is no part of it."""
    print(json.dumps({"own": time.process_time() - began}), flush=True)
    return activities


WAYS: dict[str, Callable[[Path, Path], int]] = {
    "here": ours(0),
    "impact": changed_rule,
    "treat as": ours(0, (knowledge.OWN,)),
    "one worker": ours(1),
    "two workers": ours(2),
    "one by one": one_by_one,
    "pandas": pandas_loop,
    "duckdb": duckdb,
    "spark": spark,
    "digest": digest,
}


if __name__ == "__main__":
    assert bits.STANDINGS[3] == "certain"
    print(json.dumps({"activities": WAYS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))}), flush=True)
