"""Every reader of a file that somebody else wrote: valid files to begin with, and the errors that it may raise.

The readers work in this process, without the limits that the program puts around them: what they take is measured here."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import docx
import openpyxl

from guidance import knowledge
from guidance.assessment import assess, conclude
from guidance.case import rolepack
from guidance.case.record import Record, RecordError, read_record
from guidance.case.rolepack import RolePackError
from guidance.case.rolepack.pack import READERS
from guidance.knowledge import KnowledgeError
from guidance.knowledge.catalogue import Catalogue
from guidance.partners.register.limits import RegisterError
from guidance.partners.register.reading import parse
from guidance.partners.register.rows import interpret
from guidance.partners.screening import loaders
from guidance.partners.screening.loaders import ListError
from reports import json as report_json
from reports import model, write
from reports.pack import PackError
from reports.verify import verify
from tests import small
from tests.fuzz.mutate import Mutator, regrow_json, regrow_yaml, repack
from tests.partners.screening import test_loaders as lists

REGISTERS = Path(__file__).parents[1] / "partners" / "register" / "data"
EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True)
class Reader:
    """A reader under test. Only `raises` may come out of `read`; `seeds` are files that it takes."""

    read: Callable[[bytes], object]
    raises: type[Exception]
    seeds: tuple[bytes, ...]
    mutators: list[Mutator] = field(default_factory=list)


@cache
def small_catalogue() -> Catalogue:
    return knowledge.load_from(small.write(Path(mkdtemp())))


def small_record() -> Record:
    """A record with an answer of each kind."""
    told = {
        "note": "said at a meeting",
        "evidence": "file 7",
        "confidence": "believed",
        "by": "A. Officer",
        "at": "2026-05-01T10:00:00Z",
    }
    answers = {"profile.name": {"value": "Lowfell", **told}, "profile.kind": {"value": "university"}}
    activities = [
        {
            "id": "a",
            "name": "First",
            "answers": {"activity.leaves": {"value": ["goods", "files"]}, "activity.partners": {"value": 5, **told}},
        },
        {
            "id": "b",
            "name": "Second",
            "answers": {"activity.leaves": {"value": "not sure"}, "activity.partners": {"value": 0.5}},
        },
    ]
    data = {
        "format": 1,
        "id": "x",
        "title": "T",
        "as_at": "2026-07-01",
        "marking": "OFFICIAL",
        "answers": answers,
        "activities": activities,
    }
    return read_record(json.dumps(data), small_catalogue())


def report() -> bytes:
    """A JSON report on the small record."""
    record, catalogue = small_record(), small_catalogue()
    return report_json.to_bytes(report_json.document(conclude(catalogue, record.facts(catalogue)).assessment, record))


def a_pack() -> bytes:
    """A sign-off pack of the small record."""
    record, catalogue = small_record(), small_catalogue()
    return write.render(model.build(conclude(catalogue, record.facts(catalogue)), record), ".zip")


def content(name: str) -> Reader:
    """Reads the small knowledge base with one file of it changed."""
    folder = small.write(Path(mkdtemp()))

    def read(data: bytes) -> object:
        (folder / name).write_bytes(data)
        return knowledge.load_from(folder)

    return Reader(read, KnowledgeError, (small.FILES[name].encode(),), [regrow_yaml])


def list_file(file: str, *texts: str, mutators: tuple[Mutator, ...] = ()) -> Reader:
    return Reader(lambda data: loaders.parse(file, data), ListError, tuple(text.encode() for text in texts), list(mutators))


REGISTER = (
    "Ref,Partner,Country,Project,Type,Start,End,Value,Visitors in,TRL\n"
    'P1,"Tsinghua University; 北京航空航天大学",China,Rotor noise,Contract research,AY 2024/25,31.05.2029,"£60,000-120,000",3 (2 PhD),5-6\n'
    "P2,HIT,中国,,MoU,45809,TBC,€5k pa,four,TRL 3\n,,,,,,,,,\nTOTAL,,,,,,,see finance,,\n"
)


def register_book() -> bytes:
    """The register as a workbook."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in csv.reader(io.StringIO(REGISTER)):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def register(name: str, data: bytes) -> object:
    sheet = parse(name, data)[0]
    return interpret(sheet, sheet.proposed())


def role_pack(suffix: str) -> Reader:
    """Takes back the questions for the role that is asked most, with nothing filled in but the name."""
    record, catalogue = small_record().model_copy(update={"answers": {}}), small_catalogue()
    role = next(iter(catalogue.roles))
    data = rolepack.render(assess(catalogue, record.facts(catalogue)), record, role, suffix)
    return Reader(
        lambda data: rolepack.beside(
            catalogue, record, READERS[suffix](f"back{suffix}", data), datetime(2026, 7, 1, tzinfo=UTC)
        ),
        RolePackError,
        (named(suffix, data),),
        [repack, repack],
    )


def named(suffix: str, data: bytes) -> bytes:
    """The same file with a name where whoever answers writes it."""
    file = io.BytesIO()
    made: Any = openpyxl.load_workbook(io.BytesIO(data)) if suffix == ".xlsx" else docx.Document(io.BytesIO(data))
    if suffix == ".xlsx":
        made.active["B2"] = "R. Ashworth"
    else:
        made.tables[0].cell(0, 1).text = "R. Ashworth"
    made.save(file)
    return file.getvalue()


@cache
def reader(name: str) -> Reader:
    """A reader by its name; the name is the folder of its corpus."""
    return READERS_BY_NAME[name]()


READERS_BY_NAME: dict[str, Callable[[], Reader]] = {
    "record": lambda: Reader(
        lambda data: read_record(data, small_catalogue()),
        RecordError,
        (small_record().to_json().encode(), report()),
        [regrow_json],
    ),
    "record-whole": lambda: Reader(
        lambda data: read_record(data, knowledge.load()),
        RecordError,
        ((EXAMPLES / "lowfell.json").read_bytes(),),
        [regrow_json],
    ),
    "report": lambda: Reader(lambda data: verify(data, small_catalogue()), PackError, (report(),), [regrow_json]),
    "pack": lambda: Reader(lambda data: verify(data, small_catalogue()), PackError, (a_pack(),), [repack, repack, repack]),
    **{f"content-{Path(name).stem}": partial(content, name) for name in small.FILES if not name.endswith("cases.yaml")},
    "uk-csv": lambda: list_file("uk.csv", lists.UK_CSV),
    "uk-xml": lambda: list_file("uk.xml", lists.UK_XML),
    "us-csl-json": lambda: list_file("csl.json", lists.CSL_JSON, mutators=(regrow_json,)),
    "us-csl-csv": lambda: list_file("csl.csv", lists.CSL_CSV),
    "us-entity-list": lambda: list_file("ecfr.xml", lists.ECFR),
    "us-1260h": lambda: list_file("fr.txt", lists.FR_1260H),
    "canada": lambda: list_file("page.html", lists.CANADA),
    "us-entity-page": lambda: list_file("ecfr.html", lists.ECFR_PAGE),
    "ofac-xml": lambda: list_file("sdn.xml", lists.OFAC_XML),
    "ofac-csv": lambda: list_file("sdn.csv", lists.OFAC_CSV),
    "un": lambda: list_file("un.xml", lists.UN_XML),
    "eu-xml": lambda: list_file("eu.xml", lists.EU_XML),
    "eu-csv": lambda: list_file("eu.csv", lists.EU_CSV),
    "opensanctions-csv": lambda: list_file("targets.simple.csv", lists.OS_CSV),
    "opensanctions-lines": lambda: list_file("entities.ftm.json", lists.OS_LINES),
    "template": lambda: list_file("1286.csv", lists.TEMPLATE),
    "ror-json": lambda: list_file("ror.json", json.dumps([lists.ROR_RECORD]), mutators=(regrow_json,)),
    "list-ods": lambda: Reader(
        lambda data: loaders.parse("uk.ods", data), ListError, (lists.opendocument(lists.UK_CSV),), [repack, repack]
    ),
    "list-xlsx": lambda: Reader(
        lambda data: loaders.parse("uk.xlsx", data), ListError, (lists.workbook(lists.UK_CSV),), [repack, repack]
    ),
    "register-csv": lambda: Reader(
        lambda data: register("r.csv", data), RegisterError, (REGISTER.encode(), REGISTER.encode("utf-16"))
    ),
    "register-xlsx": lambda: Reader(lambda data: register("r.xlsx", data), RegisterError, (register_book(),), [repack, repack]),
    "register-ods": lambda: Reader(
        lambda data: register("r.ods", data), RegisterError, ((REGISTERS / "merged.ods").read_bytes(),), [repack]
    ),
    "ror-csv": lambda: list_file("ror.csv", lists.ROR_CSV),
    **{f"role-pack-{suffix[1:]}": partial(role_pack, suffix) for suffix in (".xlsx", ".docx")},
}
