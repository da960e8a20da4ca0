"""The role pack as a Word document: filled in as Word, LibreOffice or a hurried colleague would, and read back."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from guidance.assessment import assess
from guidance.case import rolepack
from guidance.case.record import MAX_TEXT, Recorded
from guidance.case.rolepack import RolePackError
from guidance.inference.three_valued import Asked
from guidance.knowledge.entries import Kind
from guidance.language.facts import NOT_SURE
from tests.case.test_rolepack import CATALOGUE, NOW, RECORD, made

SOFFICE = shutil.which("soffice")


@cache
def asked() -> tuple[Asked, ...]:
    """What the role is asked."""
    return tuple(rolepack.questions_for(assess(CATALOGUE, RECORD.facts(CATALOGUE)), RECORD, "security_lead"))


def document() -> Any:
    return Document(io.BytesIO(made(".docx")))


def saved(filled: Any, who: str = "R. Ashworth") -> bytes:
    filled.tables[0].cell(0, 1).text = who
    file = io.BytesIO()
    filled.save(file)
    return file.getvalue()


def back(data: bytes, name: str = "back.docx") -> rolepack.Returned:
    return rolepack.take_back(CATALOGUE, RECORD, name, data, NOW)


def by_clicking(cell: Any, texts: list[str]) -> None:
    """Chooses as Word does: the content of a control is replaced, and the mark of its prompt taken off."""
    for control in cell._tc.iter(qn("w:sdt")):
        text = control.find(".//" + qn("w:t"))
        if control.find(".//" + qn("w:dropDownList")) is not None:
            text.text = texts[0]
        elif control.getparent().findall(qn("w:r"))[-1].find(qn("w:t")).text.strip() in texts:
            text.text = "☒"


def by_typing(cell: Any, texts: list[str]) -> None:
    cell.text = "\n".join(text.upper() for text in texts)


def over_the_boxes(cell: Any, texts: list[str]) -> None:
    lines = [line.removeprefix("☐").strip() for line in cell.text.splitlines()]
    boxes = [line for line in lines if line]
    cell.text = "\n".join(f"{'x' if line in texts else '☐'} {line}" for line in boxes) if len(boxes) > 1 else texts[0]


def answers() -> dict[tuple[str, str | None], Any]:
    """An answer of its own kind to each question."""
    some: dict[Kind, Callable[[Any], Any]] = {
        Kind.ONE: lambda question: question.options[0].id,
        Kind.MANY: lambda question: [next(option.id for option in question.options if not option.alone)],
        Kind.NUMBER: lambda _: 3,
        Kind.TEXT: lambda _: "some text",
    }
    return {each: some[CATALOGUE.questions[each[0]].kind](CATALOGUE.questions[each[0]]) for each in asked()}


def fill(filled: Any, put: Callable[[Any, list[str]], None]) -> None:
    for table, ((id, _), value) in zip(filled.tables[1:], answers().items(), strict=True):
        question = CATALOGUE.questions[id]
        texts = [question.option(each).text for each in value] if isinstance(value, list) else [str(value)]
        if question.kind is Kind.ONE:
            texts = [question.option(value).text]
        (by_typing if question.kind in (Kind.NUMBER, Kind.TEXT) else put)(table.cell(0, 1), texts)
        table.cell(1, 1).text = "told on the phone"
        table.cell(2, 1).text = "file 7"


@pytest.mark.slow
@pytest.mark.parametrize("put", [by_clicking, by_typing, over_the_boxes])
def test_every_open_question_of_a_role_goes_out_and_comes_back(put: Callable[[Any, list[str]], None]) -> None:
    assert {CATALOGUE.questions[id].kind for id, _ in asked()} >= {Kind.ONE, Kind.MANY}
    filled = document()
    fill(filled, put)
    returned = back(saved(filled))
    assert returned.problems == ()
    expected = {id: value.upper() if value == "some text" else value for id, value in answers().items()}
    assert {id: each.value for id, each in returned.new.items()} == expected
    for each in returned.new.values():
        assert (each.by, each.at, each.note, each.evidence) == ("R. Ashworth", NOW, "told on the phone", "file 7")


def test_what_nobody_filled_in_is_no_answer() -> None:
    returned = back(saved(document()))
    assert (returned.new, returned.conflicts, returned.problems) == ({}, (), ())


def test_an_answer_that_is_there_stands_in_the_document() -> None:
    (id, about) = next(each for each in asked() if CATALOGUE.questions[each[0]].kind is Kind.MANY and each[1] is None)
    record = RECORD.model_copy(update={"answers": {**RECORD.answers, id: Recorded(value=NOT_SURE)}})
    filled = Document(io.BytesIO(made(".docx", record=record)))
    table = next(table for table in filled.tables[1:] if table.cell(3, 1).text == f"{about or ''}|{id}")
    assert "☒" in "".join(text.text for text in table.cell(0, 1)._tc.iter(qn("w:t")))


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_document_that_libreoffice_saved_is_read(tmp_path: Path) -> None:
    filled = document()
    fill(filled, by_clicking)
    (tmp_path / "sent.docx").write_bytes(saved(filled))
    command = [str(SOFFICE), f"-env:UserInstallation=file://{tmp_path}/home", "--headless", "--convert-to", "docx", "--outdir"]
    subprocess.run([*command, str(tmp_path / "out"), str(tmp_path / "sent.docx")], check=True, capture_output=True, timeout=120)
    returned = back((tmp_path / "out" / "sent.docx").read_bytes())
    assert returned.problems == ()
    assert set(returned.new) == set(asked())


def test_what_is_not_understood_is_named_with_its_place() -> None:
    filled = document()
    filled.tables[1].cell(0, 1).text = "perhaps"
    filled.tables[2].cell(0, 1).text = "yes"
    filled.tables[2].cell(3, 1).text = "lab|no.such"
    filled.tables[3].cell(0, 1).text = "some text"
    filled.tables[3].cell(2, 1).text = "x" * (MAX_TEXT + 1)
    returned = back(saved(filled))
    assert returned.new == {}
    assert returned.problems[0].startswith("question 1:")
    assert "question 2: the key 'lab|no.such' names no question" in returned.problems[1]
    assert returned.problems[2].startswith("question 3:")


def swapped(part: str, change: Callable[[bytes], bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made(".docx"))) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return file.getvalue()


ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "says"),
    [
        (lambda: b"", "the file is damaged or cut off"),
        (lambda: made(".docx")[:-100], "the file is damaged or cut off"),
        (lambda: made(".xlsx"), "is no document that was made here"),
        (lambda: saved(document(), who=" "), "nobody is named"),
        (lambda: swapped("word/document.xml", lambda xml: xml[:500]), "is no document that was made here"),
        (lambda: swapped("word/document.xml", lambda xml: b"\0" * 250_000_000), "would unpack to"),
        (lambda: b"x" * 5_000_001, "has 5,000,001 bytes"),
    ],
)
def test_another_file_is_refused(data: Callable[[], bytes], says: str) -> None:
    with pytest.raises(RolePackError, match=says):
        back(data())


def test_a_document_reads_no_other_file() -> None:
    filled = saved(document())
    with zipfile.ZipFile(io.BytesIO(filled)) as archive:
        xml = archive.read("word/document.xml").decode()
    head, body = xml.split("\n", 1)
    hostile = f"{head}\n{ENTITY.decode()}{body.replace('R. Ashworth', '&e;')}".encode()
    with pytest.raises(RolePackError):
        back(swapped("word/document.xml", lambda _: hostile))


def test_another_kind_of_file_is_refused() -> None:
    with pytest.raises(RolePackError, match=r"expected \.xlsx or \.docx"):
        back(b"", "back.odt")


def test_hostile_words_stay_words() -> None:
    name = "A\x07 <w:p/> {{ 7*7 }} =HYPERLINK(1)"
    record = RECORD.model_copy(update={"activities": [RECORD.activities[0].model_copy(update={"name": name})]})
    shown = [paragraph.text for paragraph in Document(io.BytesIO(made(".docx", record=record))).paragraphs]
    assert "A <w:p/> {{ 7*7 }} =HYPERLINK(1)" in shown
