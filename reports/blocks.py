"""What a report is made of. `reports.model` builds one; templates only lay it out.

A report is a cover and a list of sections. A section holds blocks: paragraphs, lists, tables, cards (a finding, a door)
and further sections. What is in the model is in every format, because a writer lays out blocks and knows no content.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import ClassVar, Final, TypeAlias

from guidance.case.record import Record, Signature
from reports.house import PLAIN, House
from reports.json import Document


@dataclass(frozen=True)
class Cell:
    """One cell of a table, or one word that carries a severity.

    `severity` chooses shape and colour beside the text; `url` is always https and is printed; `id` is small print that
    ties the cell to the data."""

    text: str
    severity: str = ""
    url: str = ""
    id: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Running text. A lead belongs to what follows it and is not parted from it by the end of a page."""

    kind: ClassVar[str] = "paragraph"
    text: str
    lead: bool = False


@dataclass(frozen=True)
class Item:
    """One item of a list: a few leading words, then the text."""

    lead: str
    text: str


@dataclass(frozen=True)
class Bullets:
    """A list whose order does not count."""

    kind: ClassVar[str] = "bullets"
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Table:
    """A table with a caption and a header row; `widths` are relative. The first cell of a row names the row.

    A table to be filled in leaves room for handwriting; in one with upright heads those after the first are turned, so that many
    narrow columns fit."""

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    fill_in: bool = False
    upright: bool = False


@dataclass(frozen=True)
class Rung:
    """Who stands where on the ladder. `level`: 0 to 4, how to treat it now, or None while it is withheld; `highest`: the highest that the
    answers allow; `why`: what stands in the way."""

    name: str
    level: int | None
    highest: int
    why: str

    @property
    def said(self) -> str:
        """The level in short, with what it may rise to."""
        if self.level is None:
            return "Not known"
        return f"L{self.level}" if self.highest <= self.level else f"L{self.level}, may be L{self.highest}"


@dataclass(frozen=True)
class Ladder:
    """A picture made of a table: each row fills the steps from L0 up to its level. Place and word say it; colour only helps."""

    kind: ClassVar[str] = "ladder"
    caption: str
    rungs: tuple[Rung, ...]
    last: str = "Do not start yet"

    @property
    def steps(self) -> tuple[str, ...]:
        """What each level means, L0 first."""
        return "Go ahead", "Standard controls", "Signed mitigations", "Escalate first", self.last

    @property
    def table(self) -> Table:
        """The same in words, for a format that cannot draw it."""
        rows = tuple((Cell(each.name), Cell(each.said), Cell(each.why)) for each in self.rungs)
        return Table(self.caption, (WHO, "Level", IN_THE_WAY), rows, (6, 3, 9))


WHO: Final = "Who or what"
IN_THE_WAY: Final = "What stands in the way"


@dataclass(frozen=True)
class Part:
    """A labelled text: a part of a card, or a fact on the cover. `url` is always https and is printed.

    A quiet part is for reference and is set small."""

    label: str
    text: str
    url: str = ""
    quiet: bool = False


@dataclass(frozen=True)
class Card:
    """A finding, a door or a chain of reasoning. `id` is small print; `anchor` names the place in the document."""

    kind: ClassVar[str] = "card"
    anchor: str
    heading: str
    parts: tuple[Part, ...]
    badge: Cell | None = None
    id: str = ""

    @property
    def together(self) -> bool:
        """Whether it is short enough to be kept on one page."""
        return sum(len(part.label) + len(part.text) for part in self.parts) < 2500


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it.

    `badge` stands beside the heading, `new_page` starts a page, `landscape` has pages of its own that lie on their side, `listed` puts an
    inner section into the contents."""

    kind: ClassVar[str] = "section"
    anchor: str
    heading: str
    blocks: "tuple[Block, ...]"
    badge: Cell | None = None
    new_page: bool = False
    listed: bool = False
    landscape: bool = False


@dataclass(frozen=True)
class Picture:
    """A drawing with its text alternative. `svg` is made by the program, and every text in it is escaped."""

    kind: ClassVar[str] = "picture"
    name: str
    svg: str
    alt: str


Block: TypeAlias = Paragraph | Bullets | Table | Ladder | Card | Picture | Section


@dataclass(frozen=True)
class Cover:
    """What identifies the report, and what stands on every page. `day` is the day whose law applies."""

    title: str
    organisation: str
    subject: str
    marking: str
    knowledge: str
    facts: tuple[Part, ...]
    author: str
    day: date
    about: str


@dataclass(frozen=True)
class Sheet:
    """A table to work with in a spreadsheet. `choices` are what the first column may hold."""

    name: str
    table: Table
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attachment:
    """A file that travels inside the PDF."""

    name: str
    text: str
    about: str


@dataclass(frozen=True)
class Paper:
    """What can be laid out as HTML, PDF and Word. A short one has no cover page and no contents, and is set tighter."""

    cover: Cover
    sections: tuple[Section, ...]
    short: bool = field(default=False, kw_only=True)
    house: House = field(default=PLAIN, kw_only=True)

    @property
    def attached(self) -> Attachment | None:
        """The file that travels inside the PDF, if any."""
        return None


@dataclass(frozen=True)
class Report(Paper):
    """Everything that is handed over about one assessment. `record` is whole; `concluded` makes its JSON form, which no other needs.

    `sheets` are the same matter as `sections`, a line for each finding, answer and source. `signatures` are those that stand."""

    sheets: tuple[Sheet, ...]
    record: Record
    concluded: Callable[[], Document] = field(compare=False, repr=False)
    signatures: tuple[Signature, ...] = ()

    @cached_property
    def document(self) -> Document:
        """The record with its result as data."""
        return self.concluded()

    @property
    def attached(self) -> Attachment:
        """The answers as recorded."""
        return Attachment("assessment.json", self.record.to_json(), "The answers as recorded; the program opens this file.")
