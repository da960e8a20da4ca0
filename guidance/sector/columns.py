"""A part of a dataset as rules read it: each answer a code, column by column."""

from collections.abc import Container, Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guidance.inference.bits import Codes, Column, Columns, Flags, Legend
from guidance.knowledge.bundle import BundledQuestion
from guidance.knowledge.entries import Kind
from guidance.language.conditions import Scope
from guidance.language.facts import NOT_SURE, Answer
from guidance.sector.dataset import BETWEEN, UNSURE, Opened
from guidance.sector.law import Law

ONE_BYTE: Final = 256
Rows = Mapping[Scope, NDArray[np.intp]]
"""Some organisations of a part, and some of their activities, in ascending order."""


def columns(law: Law, part: Opened, only: Container[str] | None = None) -> Columns:
    """A part under one law, as `under` has it."""
    return under([law], part, only)[0]


def under(laws: Sequence[Law], part: Opened, only: Container[str] | None = None, rows: Rows | None = None) -> list[Columns]:
    """A part as rules read it under some laws: with the switches of each assessment's own day, or of one day for all.

    `only`: the questions that are read. `rows`: what is kept of the part."""
    owner = part.about[Scope.ACTIVITY]["owner"].to_numpy().astype(np.intp)
    as_at = part.about[Scope.ORGANISATION]["as_at"]
    if rows is not None:
        owner = np.searchsorted(rows[Scope.ORGANISATION], owner[rows[Scope.ACTIVITY]])
        as_at = as_at.take(pa.array(rows[Scope.ORGANISATION]))
    kept = {scope: None if rows is None else pa.array(rows[scope]) for scope in Scope}
    read: list[dict[str, Column]] = [{} for _ in laws]
    days = [_days(as_at, law.day) for law in laws]
    for id, scope in {id: each.scope for law in laws for id, each in law.legend.questions.items()}.items():
        if only is not None and id not in only:
            continue
        said, unsure = (_taken(part.column(scope, name), kept[scope]) for name in (id, f"{id}{UNSURE}"))
        number = len(part.about[scope]) if rows is None else len(rows[scope])
        made: dict[object, Column] = {}
        for its, law, (each, at) in zip(read, laws, days, strict=True):
            if id not in law.legend.questions:
                continue
            if id not in law.bundle.questions:
                its[id] = _by_day(law.legend, id, [law.switched(day).get(id) for day in each], at)
                continue
            question = law.bundle.questions[id]
            alike = law.legend.options.get(id), law.legend.type_of(id), question.kind
            if alike not in made:
                made[alike] = _column(law.legend, question, said, unsure, number)
            its[id] = made[alike]
    return [
        Columns(law.legend, tuple(each[number] for number in at), owner, its)
        for its, law, (each, at) in zip(read, laws, days, strict=True)
    ]


def _taken(column: pa.Array | None, rows: pa.Array | None) -> pa.Array | None:
    return column if column is None or rows is None else column.take(rows)


def _days(as_at: pa.ChunkedArray, day: date | None) -> tuple[list[date], Codes]:
    """The days whose law applies, each once, and which of them each assessment has."""
    if day is not None:
        return [day], np.zeros(len(as_at), dtype=np.intp)
    coded = as_at.combine_chunks().dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices.to_numpy()


def _by_day(legend: Legend, id: str, said: Sequence[Answer | None], at: Codes) -> Column:
    codes = [legend.code(id, answer) if answer is not None else 0 for answer in said]
    return Column(
        np.array(codes, dtype=legend.type_of(id))[at],
        np.array([answer not in (None, NOT_SURE) for answer in said], dtype=bool)[at],
        np.array([answer == NOT_SURE for answer in said], dtype=bool)[at],
    )


def _column(legend: Legend, question: BundledQuestion, said: pa.Array | None, unsure: pa.Array | None, rows: int) -> Column:
    """A column of a file; one that it does not have was never asked."""
    type = legend.type_of(question.id)
    if said is None:
        return Column(np.zeros(rows, dtype=type), np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool))
    if question.kind is Kind.NUMBER:
        assert unsure is not None
        numbers = said.fill_null(0.0).to_numpy(zero_copy_only=False).astype(type)
        return Column(numbers, _valid(said), unsure.fill_null(False).to_numpy(zero_copy_only=False))
    texts: list[str] = said.dictionary.to_pylist()
    codes = [legend.bits(question.id, text.split(BETWEEN)) for text in texts]
    answered, is_unsure = _valid(said), np.zeros(rows, dtype=bool)
    at = np.frombuffer(
        said.indices.buffers()[1], dtype=np.int32, count=rows, offset=said.indices.offset * 4
    )  # of no answer: any
    if NOT_SURE in texts:
        is_unsure = answered & (at == texts.index(NOT_SURE))
    return Column(_picked(codes, at, type), answered & ~is_unsure, is_unsure)


def _picked(codes: Sequence[int], at: NDArray[np.int32], type: Any) -> Codes:
    """The code of the text of each row. A look-up by bytes costs a fraction of one by numbers."""
    if len(codes) <= ONE_BYTE and np.dtype(type).itemsize == 1:
        table = bytes(codes).ljust(ONE_BYTE, b"\0")
        return np.frombuffer(at.astype(np.uint8).tobytes().translate(table), dtype=type)
    return np.array([*codes, 0], dtype=type).take(at, mode="clip")


def _valid(array: pa.Array) -> Flags:
    """The rows that say something."""
    bits, rows = array.buffers()[0], len(array)
    if bits is None:
        return np.ones(rows, dtype=bool)
    flags = np.unpackbits(np.frombuffer(bits, dtype=np.uint8), bitorder="little", count=array.offset + rows)
    return flags[array.offset :].view(bool)
