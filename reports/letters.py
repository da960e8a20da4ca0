"""Drafts of the letters and forms that findings need, filled from the answers, as Word documents. Nothing is sent, and nothing invented:
what is not known is a blank to fill in."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Mm
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel, ConfigDict, TypeAdapter

from guidance.assessment import Finding
from guidance.case.record import slug
from guidance.language.facts import NOT_SURE
from reports import docx, front, words
from reports.case import Case
from reports.house import PLAIN, House
from reports.plan import Action

FOLDER: Final = Path(__file__).parent / "templates" / "letters"
DRAFT: Final = "Draft – nothing has been sent"
"""What every page says."""
FACTS: Final = 8
"""The most answers that are named of one finding."""
MOST: Final = 600
"""Characters of one value."""
_OURS: Final = "\ue000\ue001\ue002\ue003"
"""Signs around a value and around a blank in what a template gives; no value can hold them."""
_PARTS: Final = re.compile("(\ue000[^\ue001]*\ue001|\ue002[^\ue003]*\ue003)")
_LABEL: Final = re.compile(r"^([^\ue000-\ue003]{1,120}?) :: (.*)$", re.DOTALL)
_STYLES: Final = (("### ", "Title"), ("# ", "Title"), ("## ", "Heading 2"), ("- ", "List Bullet"))
_NEW_PAGE: Final = "### "


class Letter(BaseModel):
    """A kind of letter: the findings that can need it, and the doors that it can go to, the likeliest first; none where it goes to others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    findings: tuple[str, ...]
    doors: tuple[str, ...] = ()

    def is_needed_for(self, finding: Finding) -> bool:
        """Whether a finding needs it in this case: one card speaks of what is told to a door and of what is not, and names the door
        only where the facts are such."""
        return finding.id in self.findings and (not self.doors or not set(self.doors).isdisjoint(finding.doors))


@dataclass(frozen=True)
class Draft:
    """A letter that findings about an activity, or (None) about the organisation, need."""

    id: str
    letter: Letter
    about: str | None
    findings: tuple[Finding, ...]

    @property
    def doors(self) -> tuple[str, ...]:
        """The doors it can go to that the findings name."""
        return tuple(door for door in self.letter.doors if any(door in each.doors for each in self.findings))

    @property
    def key(self) -> str:
        """An id that is unique in one assessment, and the stem of a file's name."""
        return f"{self.id.replace('_', '-')}-{self.about or 'organisation'}"


@cache
def kinds() -> dict[str, Letter]:
    """Every kind of letter by its id, which is the name of its template."""
    data = yaml.safe_load((FOLDER / "letters.yaml").read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, Letter]).validate_python(data)


def needed(case: Case) -> tuple[Draft, ...]:
    """The drafts that findings which are certain or presumed need. None in a version that is disclosed."""
    if case.record.disclosure:
        return ()
    stand: dict[str | None, list[Finding]] = {}
    for finding in case.acted_on:
        if finding.stands:
            stand.setdefault(finding.activity, []).append(finding)
    return tuple(
        Draft(id, letter, about, found)
        for id, letter in kinds().items()
        for about in (None, *case.activities)
        if (found := tuple(filter(letter.is_needed_for, stand.get(about, ()))))
    )


def render(case: Case, draft: Draft, look: House = PLAIN) -> bytes:
    """One draft as DOCX. The same case gives the same bytes."""
    document: Any = Document()
    docx.styles(document, look.style)
    _furniture(document, case, draft)
    for line in text(case, draft).split("\n"):
        if line.strip():
            _paragraph(document, line.strip())
    file = io.BytesIO()
    document.save(file)
    return docx.with_fixed_times(file.getvalue())


def name(case: Case, draft: Draft) -> str:
    """The name of its file."""
    return f"draft-{slug(case.record.title, set())}-{draft.key}.docx"


def text(case: Case, draft: Draft) -> str:
    """What the template gives, with signs around values and blanks."""
    partner = case.record.activity(draft.about).partner if draft.about else None
    return (
        _environment()
        .get_template(f"{draft.id}.j2")
        .render(
            letter=draft.letter,
            about=f"“{case.name(draft.about)}”" if draft.about else "our organisation as a whole",
            organisation=_organisation(case),
            partner=", ".join(filter(None, (partner.name, partner.country))) if partner else "",
            reference=f"{case.record.title}, as at {words.day(case.as_at)}, knowledge base {case.catalogue.version}",
            doors=[case.catalogue.doors[door] for door in draft.doors],
            findings=[_told(case, each) for each in draft.findings],
            sources="; ".join(dict.fromkeys(case.cites(each) for each in draft.findings)),
            fact=lambda question: _fact(case, draft.about, question),
            blank=lambda what: _Blank(what),
        )
    )


class _Blank(str):
    """What is not known and is to be filled in."""

    __slots__ = ()


def _told(case: Case, finding: Finding) -> dict[str, object]:
    action = Action(case, [finding])
    return {
        "title": case.advice(finding).title,
        "facts": case.facts(finding)[:FACTS],
        "owner": action.owner,
        "deadline": action.clock,
    }


def _organisation(case: Case) -> str:
    named = case.record.answers.get("profile.name")
    return front.organisation(case) if named and named.value != NOT_SURE else ""


def _fact(case: Case, about: str | None, question: str) -> str:
    """An answer in words; a blank where nobody knows."""
    said = case.record.of(about).get(question) if about else None
    if said is None or said.value in (NOT_SURE, "", []):
        return _Blank(case.catalogue.question(question))
    return words.answer(case.catalogue, question, said.value)


@cache
def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        finalize=_marked,
        autoescape=False,  # it makes no markup: a value is marked, and never read as a sign of the template's
    )


def _marked(value: Any) -> str:
    """A value with signs around it, on one line."""
    said = words.short("".join(sign for sign in words.visible(str(value)) if sign not in _OURS), MOST)
    return f"\ue002{said}\ue003" if isinstance(value, _Blank) else f"\ue000{said}\ue001"


def _paragraph(document: Any, line: str) -> None:
    style = next((style for sign, style in _STYLES if line.startswith(sign)), "Normal")
    rest = next((line.removeprefix(sign) for sign, _ in _STYLES if line.startswith(sign)), line)
    paragraph = document.add_paragraph(style=style)
    paragraph.paragraph_format.page_break_before = line.startswith(_NEW_PAGE)
    if label := _LABEL.match(rest):
        paragraph.add_run(f"{label[1]}: ").bold = True
        rest = label[2]
    for words_, blank in _runs(rest):
        run = paragraph.add_run(f"[{words_}]" if blank else words_)
        if blank:
            run.bold = True
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _runs(line: str) -> Iterator[tuple[str, bool]]:
    """The parts of a line, and whether each is a blank."""
    for part in _PARTS.split(line):
        if part:
            yield part.strip(_OURS), part.startswith("\ue002")


def _furniture(document: Any, case: Case, draft: Draft) -> None:
    """Margins, the mark on each page, and what the file says of itself."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(25)
    for where in (page.header, page.footer):
        where.paragraphs[0].add_run(f"{DRAFT}. {case.record.marking.value}").bold = True
    known, when = document.core_properties, datetime.combine(case.as_at, time())
    known.title = words.visible(f"{DRAFT}: {draft.letter.title}")[:255]
    known.author = known.last_modified_by = words.visible(case.record.prepared_by or "not stated")[:255]
    known.language, known.comments, known.revision = "en-GB", "", 1
    known.created = known.modified = when
