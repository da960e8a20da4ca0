"""The Word document and the workbook: whole, the same twice, accessible, and deaf to what a text says."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import docx as python_docx
import openpyxl
import pytest
import report_text
from docx.oxml.ns import qn
from report_text import HOSTILE

from reports import words, xlsx
from reports.blocks import Ladder, Report, Section, Table

pytestmark = pytest.mark.slow


def _opened(report: Report) -> Any:
    return python_docx.Document(io.BytesIO(report_text.written(report, ".docx")))


def _book(report: Report) -> Any:
    return openpyxl.load_workbook(io.BytesIO(report_text.written(report, ".xlsx")))


def _of_docx(opened: Any) -> str:
    return report_text.squeezed("".join(each.text or "" for each in opened.element.body.iter(qn("w:t"))))


def _cells(report: Report) -> Iterator[Any]:
    for page in _book(report):
        for row in page.iter_rows():
            yield from row


def test_every_text_of_the_model_is_in_the_document(report: Report) -> None:
    text = _of_docx(_opened(report))
    said = [said for said in report_text.texts(report) if said != report.cover.marking and said != report.cover.knowledge]
    captions = {block.caption for block in report_text.blocks(report) if isinstance(block, Table)}
    assert captions
    assert [each for each in said if report_text.squeezed(words.visible(each)) not in text] == []


def test_ids_of_every_rule_occur(golden: Report) -> None:
    must = report_text.must_occur(golden)
    text = _of_docx(_opened(golden))
    assert [id for id in must if id not in text] == []
    values = " ".join(str(cell.value) for cell in _cells(golden))
    assert [id for id in must if id not in values] == []


def test_ids_occur_in_both(report: Report) -> None:
    text, values = _of_docx(_opened(report)), " ".join(str(cell.value) for cell in _cells(report))
    assert [id for id in report_text.must_occur(report) if id not in text or id not in values] == []


def test_document_is_accessible(report: Report) -> None:
    opened = _opened(report)
    styles = [each.style.name for each in opened.paragraphs]
    headings = [int(name[8:]) for name in styles if name.startswith("Heading ")]
    expected = [block for block in report_text.blocks(report) if block.kind in ("section", "card")]
    assert styles.count("Title") == 1
    assert len(headings) == len(expected)
    assert all(after <= before + 1 for before, after in zip([0, *headings], headings, strict=False))
    tables = [block for block in report_text.blocks(report) if isinstance(block, Table | Ladder)]
    ruled = [table for table in opened.tables if table.style.name == "Report Table"]
    assert len(ruled) == len(tables)
    for table in ruled:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table.rows[0]._tr.trPr.find(qn("w:cantSplit")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
    assert not [each for each in opened.paragraphs if not each.text.strip()]
    language = opened.styles.element.find(".//" + qn("w:lang"))
    assert (language.get(qn("w:val")), language.get(qn("w:eastAsia"))) == ("en-GB", "zh-CN")


def test_document_says_what_it_is(some: Report) -> None:
    opened = _opened(some)
    known = opened.core_properties
    assert known.title == f"{some.cover.title}: {some.cover.organisation}"
    assert known.created.date() == known.modified.date() == some.record.as_at
    page = opened.sections[0]
    assert page.header.paragraphs[0].text.strip() == some.cover.marking
    assert some.cover.marking in page.footer.paragraphs[0].text
    assert some.cover.knowledge in page.footer.paragraphs[0].text
    fields = [each.text.strip() for each in page.footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_contents_are_filled_and_lead_somewhere(some: Report) -> None:
    body = _opened(some).element.body
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    inside = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink")) if link.get(qn("w:anchor"))]
    assert len(inside) >= len(some.sections)
    assert set(inside) <= marks
    assert len(marks) == len(list(body.iter(qn("w:bookmarkStart"))))


def test_only_https_is_linked(hostile: Report) -> None:
    links = [each for each in _opened(hostile).part.rels.values() if each.is_external]
    assert links
    assert all(each.target_ref.startswith("https://") for each in links)


def test_no_text_becomes_a_formula_or_a_link(hostile: Report) -> None:
    evil = replace(
        hostile,
        sheets=tuple(
            replace(sheet, table=replace(sheet.table, rows=tuple(tuple(map(_evil, row)) for row in sheet.table.rows)))
            for sheet in hostile.sheets
        ),
    )
    for report in (hostile, evil):
        cells = [cell for cell in _cells(report) if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s"}
        assert not [cell for cell in cells if cell.hyperlink]
    with zipfile.ZipFile(io.BytesIO(xlsx.render(evil))) as file:
        assert not [name for name in file.namelist() if "externalLink" in name or "vba" in name.lower()]
        assert not [name for name in file.namelist() if "<f>" in file.read(name).decode()]


def _evil(cell: Any) -> Any:
    return replace(cell, text=["=1+1", "+1", "-1", "@SUM(1)", "https://example.org", "1.5", HOSTILE][len(cell.text) % 7])


@pytest.mark.parametrize("sample", ["some", "empty"])
def test_workbook_can_be_worked_with(request: pytest.FixtureRequest, sample: str) -> None:
    report: Report = request.getfixturevalue(sample)
    book = _book(report)
    assert book.sheetnames == ["Action plan", "Findings", "Answers", "Sources"]
    for page, sheet in zip(book, report.sheets, strict=True):
        (table,) = page.tables.values()
        assert [column.name for column in table.tableColumns] == list(sheet.table.head)
        assert page.max_row == max(len(sheet.table.rows), 1) + 1 or not sheet.table.rows
        assert page.freeze_panes == "B2"
        assert page.oddHeader.center.text == f"&B{report.cover.marking}" or report.cover.marking in page.oddHeader.center.text
        assert report.cover.marking in page.oddFooter.center.text
        assert page.oddFooter.left.text == report.cover.knowledge
    (choice,) = book["Action plan"].data_validations.dataValidation
    assert choice.type == "list"
    assert "Doing" in choice.formula1
    assert book.properties.created.date() == report.record.as_at


def test_sections_and_sheets_tell_the_same_findings(golden: Report) -> None:
    keys = {finding.key for finding in golden.document.findings if finding.certain}
    assert {row[0].text for row in golden.sheets[1].table.rows} == keys
    assert isinstance(golden.sections[0], Section)
