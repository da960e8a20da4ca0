"""Saved assessments as columns: a Parquet dataset in parts of whole organisations.

    DATASET/dataset.json                        what stands in it, and the parts with their hashes
    DATASET/organisations/part-00000.parquet    one row an assessment
    DATASET/activities/part-00000.parquet       one row an activity of the assessments in the part of the same number

An answer is text, as an assessment has it: an option, or the options ticked, joined by `|`; a number has a column beside that says
whether it is "not sure". No text that somebody wrote is in it, and no name; docs/sector.md publishes the columns."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from guidance.knowledge.bundle import BundledQuestion
from guidance.knowledge.entries import Kind
from guidance.knowledge.reader import mistake
from guidance.language.conditions import Scope
from guidance.language.facts import NOT_SURE, Answer, Answers, Facts

FORMAT: Final = 1
NAME: Final = "dataset.json"
BETWEEN: Final = "|"
"""Stands between ticked options."""
UNSURE: Final = ".not_sure"
"""Ends the name of the column that says whether a number is "not sure"."""
WORDS: Final = pa.dictionary(pa.int32(), pa.string())
ABOUT: Final = {
    Scope.ORGANISATION: {
        "assessment": pa.string(),
        "organisation": pa.string(),
        "group": WORDS,
        "as_at": pa.date32(),
        "knowledge": WORDS,
    },
    Scope.ACTIVITY: {"owner": pa.int32(), "activity": pa.string()},
}
"""The columns before those of the questions. `owner`: the row of its assessment in the same part."""
FOLDERS: Final = {Scope.ORGANISATION: "organisations", Scope.ACTIVITY: "activities"}


class DatasetError(ValueError):
    """A dataset cannot be read or written; the message says which file, what was read, what was expected and what to do."""


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Asked(_Said):
    """A question that has a column."""

    id: str
    scope: Scope
    kind: Kind
    options: tuple[str, ...] = ()
    unit: str = ""


class Part(_Said):
    """A part, and the SHA-256 of its two files."""

    number: Annotated[int, Field(ge=0)]
    organisations: int
    assessments: int
    activities: int
    sha256: dict[Scope, str]

    @property
    def file(self) -> str:
        """The name of its files."""
        return f"part-{self.number:05}.parquet"


class Described(_Said):
    """What dataset.json says. `group`: the question whose answer tables are broken down by."""

    format: Annotated[int, Field(ge=FORMAT, le=FORMAT)] = FORMAT
    knowledge: str
    group: str
    questions: tuple[Asked, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Row:
    """An assessment on its way into a dataset. Ids are pseudonyms already."""

    assessment: str
    organisation: str
    knowledge: str
    facts: Facts


def asked(questions: Mapping[str, BundledQuestion]) -> tuple[Asked, ...]:
    """The questions that get a column."""
    every = questions.values()
    return tuple(Asked(id=e.id, scope=e.scope, kind=e.kind, options=e.options, unit=e.unit) for e in every)


def schema(questions: Sequence[Asked], scope: Scope) -> pa.Schema:
    """The columns of the table of one scope."""
    columns = [pa.field(name, type) for name, type in ABOUT[scope].items()]
    for each in questions:
        if each.scope is scope and each.kind is Kind.NUMBER:
            columns.append(pa.field(each.id, pa.float64(), metadata={"unit": each.unit} if each.unit else None))
            columns.append(pa.field(f"{each.id}{UNSURE}", pa.bool_()))
        elif each.scope is scope:
            columns.append(pa.field(each.id, WORDS))
    return pa.schema(columns)


def laid_out(questions: Sequence[Asked], group: str, rows: Sequence[Row]) -> Mapping[Scope, pa.Table]:
    """Assessments as the tables of one part."""
    every = [row.facts for row in rows]
    about: dict[str, Sequence[Any]] = {
        "assessment": [row.assessment for row in rows],
        "organisation": [row.organisation for row in rows],
        "group": [_text(group_of) if (group_of := row.facts.organisation.get(group)) is not None else None for row in rows],
        "as_at": [facts.as_at for facts in every],
        "knowledge": [row.knowledge for row in rows],
        "owner": [number for number, facts in enumerate(every) for _ in facts.activities],
        "activity": [name for facts in every for name in facts.activities],
    }
    said = {
        Scope.ORGANISATION: [facts.organisation for facts in every],
        Scope.ACTIVITY: [answers for facts in every for answers in facts.activities.values()],
    }
    return {
        scope: pa.Table.from_arrays(
            [
                _array(
                    about[field.name] if field.name in ABOUT[scope] else _answers(answers, field.name, field.type), field.type
                )
                for field in schema(questions, scope)
            ],
            schema=schema(questions, scope),
        )
        for scope, answers in said.items()
    }


def _answers(rows: Sequence[Answers], name: str, type: pa.DataType) -> list[Any]:
    if type == WORDS:
        return [None if (answer := row.get(name)) is None else _text(answer) for row in rows]
    if type == pa.float64():
        return [None if (answer := row.get(name)) == NOT_SURE else answer for row in rows]
    return [None if (answer := row.get(name.removesuffix(UNSURE))) is None else answer == NOT_SURE for row in rows]


def _array(values: Sequence[Any], type: pa.DataType) -> pa.Array:
    return pa.array(values, pa.string()).dictionary_encode() if type == WORDS else pa.array(values, type)


def _text(answer: Answer) -> str:
    return BETWEEN.join(sorted(answer)) if isinstance(answer, frozenset) else str(answer)


def write_part(folder: Path, number: int, tables: Mapping[Scope, pa.Table]) -> Part:
    """Writes a part; how it is described."""
    part = Part(number=number, organisations=0, assessments=0, activities=0, sha256={})
    for scope, table in tables.items():
        (folder / FOLDERS[scope]).mkdir(parents=True, exist_ok=True)
        whole = table.unify_dictionaries().combine_chunks()
        pq.write_table(whole, folder / FOLDERS[scope] / part.file, compression="zstd", row_group_size=max(len(whole), 1))
    organisations = tables[Scope.ORGANISATION]
    return part.model_copy(
        update={
            "organisations": len(organisations["organisation"].unique()),
            "assessments": len(organisations),
            "activities": len(tables[Scope.ACTIVITY]),
            "sha256": {scope: digest(folder / name / part.file) for scope, name in FOLDERS.items()},
        }
    )


def describe(folder: Path, said: Described) -> None:
    """Writes what stands in a dataset; the last that is written of it."""
    (folder / NAME).write_text(said.model_dump_json(indent=1) + "\n", encoding="utf-8")


def described(folder: Path) -> Described:
    """What stands in a dataset. Raises DatasetError."""
    file = folder / NAME
    try:
        return Described.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise DatasetError(
            f"{file}: {mistake(error.errors()[0])}; make the dataset again with `guidance sector import`"
        ) from None
    except OSError as error:
        said = error.strerror or "cannot be read"
        raise DatasetError(f"{file}: {said}; expected a dataset that `guidance sector import` made") from None


def sha256(folder: Path) -> str:
    """The hash of what is said of a dataset, which names every part by its own."""
    return digest(folder / NAME)


@dataclass(frozen=True, eq=False)
class Opened:
    """The files of a part, which are the ones that were written. A column is read when it is asked for: all of them at once take several
    times the memory, and longer."""

    files: Mapping[Scope, pq.ParquetFile]

    @cached_property
    def about(self) -> Mapping[Scope, pa.Table]:
        """What is not said to a question."""
        return {scope: file.read(columns=list(ABOUT[scope]), use_threads=False) for scope, file in self.files.items()}

    @cached_property
    def _names(self) -> Mapping[Scope, frozenset[str]]:
        return {scope: frozenset(file.schema_arrow.names) for scope, file in self.files.items()}

    def column(self, scope: Scope, name: str) -> pa.Array | None:
        """A column; None where there is no such one."""
        if name not in self._names[scope]:
            return None
        return self.files[scope].read(columns=[name], use_threads=False)[name].combine_chunks()


def opened(folder: Path, part: Part) -> Opened:
    """The files of a part. Raises DatasetError for one that is missing, or is not the one that was written."""
    files = {}
    for scope, name in FOLDERS.items():
        file = folder / name / part.file
        try:
            data = file.read_bytes()
            if hashlib.sha256(data).hexdigest() != part.sha256[scope]:
                raise DatasetError(
                    f"{file}: the file was changed or damaged after it was written; restore a copy or import again"
                )
            files[scope] = pq.ParquetFile(pa.BufferReader(data))  # pq.read_table would load pandas
        except (OSError, pa.ArrowInvalid) as error:
            raise DatasetError(f"{file}: {error}; restore a copy or import again") from None
    return Opened(files)


def read_part(folder: Path, part: Part) -> Mapping[Scope, pa.Table]:
    """The whole tables of a part. Raises DatasetError."""
    return {scope: file.read(use_threads=False) for scope, file in opened(folder, part).files.items()}


def digest(file: Path) -> str:
    """The SHA-256 of a file, read piece by piece. Raises OSError."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def facts(questions: Sequence[Asked], tables: Mapping[Scope, pa.Table]) -> Iterator[tuple[str, Facts]]:
    """The assessments of a part, each with its id, as they were given. Switches are not in them."""
    whole, each = (tables[scope].to_pylist() for scope in (Scope.ORGANISATION, Scope.ACTIVITY))
    of: list[dict[str, Answers]] = [{} for _ in whole]
    for row in each:
        of[row["owner"]][row["activity"]] = _given(questions, Scope.ACTIVITY, row)
    for number, row in enumerate(whole):
        yield row["assessment"], Facts(_given(questions, Scope.ORGANISATION, row), of[number], row["as_at"])


def _given(questions: Sequence[Asked], scope: Scope, row: Mapping[str, Any]) -> dict[str, Answer]:
    given = {each.id: _read(each.kind, row, each.id) for each in questions if each.scope is scope}
    return {id: answer for id, answer in given.items() if answer is not None}


def _read(kind: Kind, row: Mapping[str, Any], id: str) -> Answer | None:
    if kind is Kind.NUMBER and row[f"{id}{UNSURE}"]:
        return NOT_SURE
    said: Answer | None = row[id]
    if kind is Kind.MANY and isinstance(said, str) and said != NOT_SURE:
        return frozenset(said.split(BETWEEN))
    return said
