"""Everything that was concluded about each whole organisation is in every full format: findings, actions, doors, sources,
answers, and the questions that were not asked."""

import functools
import io
from collections.abc import Callable

import docx as python_docx
import pypdf
import pytest
import report_text
from docx.oxml.ns import qn

from guidance import knowledge
from guidance.assessment import assess, conclude, ledger
from guidance.case.record import Record, Recorded, RecordedActivity
from guidance.curation.organisation_cases import OrganisationCase, facts_of, read_organisations
from guidance.knowledge.catalogue import SWITCHES
from guidance.language.facts import Answers
from reports import editions, model, pdf
from reports.blocks import Report
from reports.editions import Edition

pytestmark = pytest.mark.slow

CASES = {case.id: case for case in read_organisations(knowledge.OWN)}


@functools.cache
def reported(id: str) -> Report:
    catalogue = knowledge.load()
    record = recorded(CASES[id])
    return model.build(conclude(catalogue, record.facts(catalogue)), record)


def recorded(case: OrganisationCase) -> Record:
    """The case as a saved assessment."""
    facts = facts_of(knowledge.load(), case)

    def answers(given: Answers) -> dict[str, Recorded]:
        return {
            id: Recorded(value=sorted(value) if isinstance(value, frozenset) else value)
            for id, value in given.items()
            if not id.startswith(f"{SWITCHES}.")
        }

    activities = [RecordedActivity(id=name, name=name, answers=answers(given)) for name, given in facts.activities.items()]
    return Record(id="case", title=case.says, as_at=facts.as_at, answers=answers(facts.organisation), activities=activities)


def must_occur(report: Report) -> set[str]:
    """Ids, and where a thing is printed by its name, names."""
    catalogue = knowledge.load()
    assessment = assess(catalogue, report.record.facts(catalogue))
    skipped = {question for entry in ledger.skipped(assessment) for question in entry.questions}
    names = {catalogue.advice[finding.id].title for finding in assessment.certain}
    names |= {catalogue.doors[door].name for finding in assessment.certain for door in finding.doors}
    ids = report_text.must_occur(report) | skipped
    return {report_text.squeezed(each) for each in ids | names}


def _of_docx(data: bytes) -> str:
    body = python_docx.Document(io.BytesIO(data)).element.body
    return report_text.squeezed("".join(each.text or "" for each in body.iter(qn("w:t"))))


READERS: dict[str, Callable[[bytes], str]] = {
    ".html": report_text.of_html,
    ".pdf": report_text.of_pdf,
    ".docx": _of_docx,
}


@pytest.mark.parametrize("suffix", READERS)
@pytest.mark.parametrize("case", CASES)
def test_all_of_it_is_in_every_full_format(case: str, suffix: str) -> None:
    report = reported(case)
    text = READERS[suffix](report_text.written(report, suffix))
    assert [each for each in sorted(must_occur(report)) if each not in text] == []


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("case", CASES)
def test_nothing_is_cut_with_an_ellipsis_in_any_edition(case: str, edition: Edition) -> None:
    catalogue = knowledge.load()
    record = recorded(CASES[case])
    paper = editions.build(edition, conclude(catalogue, record.facts(catalogue)), record)
    assert [said for said in report_text.texts(paper) if "…" in said or "..." in said] == []


@pytest.mark.parametrize("case", CASES)
def test_a_researcher_has_a_page_for_each_activity(case: str) -> None:
    catalogue = knowledge.load()
    record = recorded(CASES[case])
    paper = editions.build(Edition.RESEARCHER, conclude(catalogue, record.facts(catalogue)), record)
    pages = pypdf.PdfReader(io.BytesIO(pdf.render(paper))).pages
    assert len(pages) == max(len(record.activities), 1)
