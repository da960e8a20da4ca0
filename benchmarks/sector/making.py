"""A made sector: whole organisations whose answers are those of the cases that the knowledge is tested with, changed a little.

Each organisation takes its answers, and those of each of its activities, from a case (seven of ten from a whole organisation, the
others from a case of one rule, with ordinary answers beside). Then 3 of 100 answers become another one, 2 "not sure", and 4 are taken
away; one organisation in ten is a draft with half of its answers gone. So an activity has about as many answers as a real one."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
import pyarrow as pa

from guidance import knowledge
from guidance.curation.cases import facts_of as facts_of_case
from guidance.curation.cases import read_cases, with_ordinary_answers
from guidance.curation.organisation_cases import facts_of, read_organisations
from guidance.knowledge import bundle
from guidance.knowledge.catalogue import Catalogue
from guidance.language.conditions import Scope
from guidance.language.facts import NOT_SURE, Facts
from guidance.sector import dataset
from guidance.sector.dataset import ABOUT, UNSURE, WORDS, Described, Row
from guidance.sector.importing import PART

SEED: Final = 20261129
MEAN: Final = 8.6
"""Activities of an organisation."""
MOST: Final = 500
WHOLE: Final = 0.7
OTHERWISE, NOT_KNOWN, GONE, DRAFT = 0.03, 0.02, 0.04, 0.1
CASES_OF_RULES: Final = 400
"""Of all of them: completing one takes some milliseconds."""
DAYS: Final = (date(2026, 6, 1), date(2026, 11, 29), date(2027, 4, 1))
GROUP: Final = "profile.kind"


def made(folder: Path, activities: int, seed: int = SEED) -> Described:
    """Writes a dataset of about so many activities, in parts of whole organisations."""
    catalogue = knowledge.load()
    asked = dataset.asked(bundle.of(catalogue).questions)
    whole, of_rules = (_Pool(asked, cases) for cases in _cases(catalogue))
    parts, left = [], activities
    while left > 0:
        random = np.random.default_rng([seed, len(parts)])
        tables = _part(random, catalogue.version, whole, of_rules, min(left, PART))
        parts.append(dataset.write_part(folder, len(parts), tables))
        left -= parts[-1].activities
    described = Described(knowledge=catalogue.version, group=GROUP, questions=asked, parts=tuple(parts))
    dataset.describe(folder, described)
    return described


def _cases(catalogue: Catalogue) -> Iterator[list[Facts]]:
    yield [facts_of(catalogue, case) for case in read_organisations(knowledge.OWN)]
    every = [case for _, case in read_cases(knowledge.OWN)]
    few = Random(SEED).sample(every, min(CASES_OF_RULES, len(every)))
    yield [with_ordinary_answers(catalogue, facts_of_case(catalogue, case)) for case in few]


class _Pool:
    """Cases as the tables of one part, and which activities each has."""

    def __init__(self, asked: tuple[dataset.Asked, ...], cases: list[Facts]) -> None:
        kept = [case for case in cases if case.activities]
        rows = [Row(str(number), str(number), "", case) for number, case in enumerate(kept)]
        self.tables = {scope: table.unify_dictionaries() for scope, table in dataset.laid_out(asked, GROUP, rows).items()}
        counts = np.array([len(case.activities) for case in kept])
        self.counts, self.firsts = counts, np.cumsum(counts) - counts


def _part(random: np.random.Generator, version: str, whole: _Pool, of_rules: _Pool, least: int) -> Mapping[Scope, pa.Table]:
    """Organisations until they have so many activities; the last one may have more."""
    mean = random.lognormal(np.log(MEAN) - 0.5, 1.0, size=least)
    counts = np.minimum(mean.round().astype(int), MOST)
    counts = counts[: int(np.searchsorted(np.cumsum(counts), least)) + 1]
    pools = (whole, of_rules)
    sorts = (random.random(len(counts)) >= WHOLE).astype(int)
    drafts = random.random(len(counts)) < DRAFT
    owner = np.repeat(np.arange(len(counts)), counts)
    sizes = np.array([len(pool.counts) for pool in pools])
    case = (random.random(len(counts)) * sizes[sorts]).astype(int)
    firsts, its = (np.empty(len(counts), dtype=int) for _ in range(2))
    for sort, pool in enumerate(pools):
        firsts[sorts == sort] = pool.firsts[case[sorts == sort]]
        its[sorts == sort] = pool.counts[case[sorts == sort]]
    chosen = firsts[owner] + (random.random(len(owner)) * its[owner]).astype(int)
    organisation = np.arange(len(counts)) - (random.random(len(counts)) < 0.1)  # some hand in two assessments
    names = _names(random, len(counts))
    about = {
        "assessment": pa.array(_names(random, len(counts))),
        "organisation": pa.array([names[max(number, 0)] for number in organisation]),
        "as_at": pa.array([DAYS[number] for number in random.integers(0, len(DAYS), len(counts))], pa.date32()),
        "knowledge": pa.array([version] * len(counts)).dictionary_encode(),
        "owner": pa.array(owner, pa.int32()),
        "activity": pa.array(_names(random, len(owner))),
    }
    rows = {Scope.ORGANISATION: (sorts, case, drafts), Scope.ACTIVITY: (sorts[owner], chosen, drafts[owner])}
    tables = {}
    for scope, (sort, at, draft) in rows.items():
        both = [pool.tables[scope] for pool in pools]
        joined = pa.concat_tables(both).unify_dictionaries().combine_chunks()
        taken = joined.take(pa.array(at + sort * len(both[0])))
        columns = {name: about[name] if name in about else taken[name].combine_chunks() for name in taken.column_names}
        given = {name: column for name, column in columns.items() if name not in ABOUT[scope]}
        columns |= _changed(random, given, draft)
        if scope is Scope.ORGANISATION:
            columns["group"] = columns[GROUP]
        tables[scope] = pa.Table.from_arrays(list(columns.values()), schema=both[0].schema)
    return tables


def _changed(random: np.random.Generator, given: Mapping[str, pa.Array], draft: np.ndarray) -> dict[str, pa.Array]:
    """Answers with some of them otherwise, "not sure" or gone."""
    changed = {}
    for name, column in given.items():
        if name.endswith(UNSURE):
            continue
        toss = random.random(len(column))
        gone = (toss < GONE) | (draft & (random.random(len(column)) < 0.5))
        unsure = (toss >= GONE) & (toss < GONE + NOT_KNOWN)
        if column.type == WORDS:
            changed[name] = _text_changed(random, column, toss, unsure, gone)
            continue
        no, yes = pa.nulls(len(column), column.type), pa.array(np.ones(len(column), dtype=bool))
        mask = gone | unsure
        answered = pa.compute.is_valid(given[f"{name}{UNSURE}"])
        changed[name] = pa.compute.if_else(pa.array(mask), no, column)
        none = pa.nulls(len(column), pa.bool_())
        flag = pa.compute.if_else(pa.compute.and_(pa.array(unsure), answered), yes, given[f"{name}{UNSURE}"])
        changed[f"{name}{UNSURE}"] = pa.compute.if_else(pa.array(gone), none, flag)
    return {name: changed[name] for name in given}


def _text_changed(
    random: np.random.Generator, column: pa.DictionaryArray, toss: np.ndarray, unsure: np.ndarray, gone: np.ndarray
) -> pa.DictionaryArray:
    texts = column.dictionary.to_pylist()
    if NOT_SURE not in texts:
        texts.append(NOT_SURE)
    at = column.indices.fill_null(-1).to_numpy().copy()
    given = at >= 0
    other = given & (toss >= GONE + NOT_KNOWN) & (toss < GONE + NOT_KNOWN + OTHERWISE)
    at[other] = random.integers(0, len(texts), int(other.sum()))
    at[given & unsure] = texts.index(NOT_SURE)
    return pa.DictionaryArray.from_arrays(pa.array(at, pa.int32(), mask=~given | gone), pa.array(texts, pa.string()))


def _names(random: np.random.Generator, number: int) -> list[str]:
    """Ids such as the pseudonyms of an import: as hard to pack."""
    text = random.bytes(12 * number).hex()
    return [text[place : place + 24] for place in range(0, len(text), 24)]
