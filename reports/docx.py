"""The report as a Word document, to be edited and circulated: real headings, tables with header rows, fields.

The same report gives the same bytes: dates are those of the record, and so are the times inside the file.
"""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell

from reports import words
from reports.blocks import Block, Bullets, Card, Cell, Paragraph, Part, Report, Section, Table
from reports.house import Style

STRIPES: Final = {"critical": "A61B1B", "high": "B45309", "medium": "B08800", "low": "2B6CA3", "enabling": "2E7D4F"}
FILLS: Final = {"critical": "A61B1B", "high": "FFE0C2", "medium": "FFF1C9", "low": "DCEAF7", "enabling": "DDF1E4"}
FONTS: Final = {
    "critical": RGBColor(0xFF, 0xFF, 0xFF),
    "high": RGBColor(0x5C, 0x2B, 0x00),
    "medium": RGBColor(0x5A, 0x43, 0x00),
    "low": RGBColor(0x0F, 0x3D, 0x66),
    "enabling": RGBColor(0x0B, 0x3D, 0x1F),
}
WIDTH: Final = 166
"""Millimetres between the margins of an A4 page."""
LABEL: Final = 38
"""Millimetres of the labels of a card."""


def render(report: Report) -> bytes:
    """The DOCX. The same report gives the same bytes."""
    written = _Writer(report).document
    file = io.BytesIO()
    written.save(file)
    return _with_fixed_times(file.getvalue())


class _Writer:
    """Lays blocks out in one document."""

    def __init__(self, report: Report) -> None:
        self.document: Any = Document()
        self.marks = 0
        _styles(self.document, report.house.style)
        self._properties(report)
        self._furniture(report)
        self._cover(report)
        self._contents(report)
        self._blocks(report.sections, 1)

    def _properties(self, report: Report) -> None:
        known, cover = self.document.core_properties, report.cover
        when = datetime.combine(report.cover.day, time())
        known.title = _clean(f"{cover.title}: {cover.organisation}")[:255]
        known.author = _clean(cover.author)[:255]
        known.last_modified_by = known.author
        known.subject = cover.about
        known.keywords = f"{cover.marking}; {cover.knowledge}"
        known.comments = ""
        known.language = "en-GB"
        known.created = known.modified = when
        known.revision = 1

    def _furniture(self, report: Report) -> None:
        page = self.document.sections[0]
        page.orientation = WD_ORIENT.PORTRAIT
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(22)
        page.top_margin, page.bottom_margin = Mm(24), Mm(22)
        head = page.header.paragraphs[0]
        _stops(head)
        _run(head, f"\t{report.cover.marking}").bold = True
        foot = page.footer.paragraphs[0]
        _stops(foot)
        _run(foot, report.cover.knowledge)
        _run(foot, f"\t{report.cover.marking}").bold = True
        _run(foot, "\tPage ")
        _field(foot, "PAGE")
        _run(foot, " of ")
        _field(foot, "NUMPAGES")

    def _cover(self, report: Report) -> None:
        cover = report.cover
        if report.house.png:
            self._empty("Normal").add_run().add_picture(io.BytesIO(report.house.logo), height=Mm(18))
            self._describe(report.house.style.logo_alt)
        self._paragraph(cover.title, "Title")
        self._paragraph(cover.organisation, "Subtitle")
        if cover.subject:
            self._paragraph(cover.subject)
        self._labelled(cover.facts, "About this report")

    def _describe(self, alt: str) -> None:
        """The text alternative of the one picture."""
        self.document.element.find(".//" + qn("wp:docPr")).set("descr", _clean(alt))

    def _contents(self, report: Report) -> None:
        """Contents that are there when the file opens; Word adds page numbers when the field is updated."""
        self._paragraph("Contents", "TOC Heading")
        lines = [(0, section.heading, section.anchor) for section in report.sections]
        at = 0
        for section in report.sections:
            at += 1
            inner = [
                (1, block.heading, block.anchor) for block in section.blocks if isinstance(block, Section) and block.listed
            ]
            lines[at:at] = inner
            at += len(inner)
        for number, (depth, heading, anchor) in enumerate(lines):
            paragraph = self._empty(f"TOC {depth + 1}")
            if number == 0:
                _mark(paragraph, "begin")
                _instruction(paragraph, r'TOC \o "1-2" \h \z \u')
                _mark(paragraph, "separate")
            _link_inside(paragraph, heading, anchor)
            if number == len(lines) - 1:
                _mark(paragraph, "end")

    def _blocks(self, blocks: Iterable[Block], depth: int) -> None:
        for block in blocks:
            match block:
                case Section():
                    self._section(block, depth)
                case Card():
                    self._card(block, depth)
                case Table():
                    self._table(block)
                case Bullets():
                    for item in block.items:
                        paragraph = self._empty("List Bullet")
                        if item.lead:
                            _run(paragraph, f"{item.lead}: ").bold = True
                        _run(paragraph, item.text)
                case Paragraph():
                    paragraph = self._paragraph(block.text)
                    paragraph.paragraph_format.keep_with_next = block.lead

    def _section(self, section: Section, depth: int) -> None:
        heading = self._heading(section.heading, depth, section.anchor)
        heading.paragraph_format.page_break_before = section.new_page
        if section.badge:
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.keep_with_next = True
            _badge(paragraph, section.badge)
        self._blocks(section.blocks, depth + 1)

    def _card(self, card: Card, depth: int) -> None:
        heading = self._heading("", depth, card.anchor)
        if card.badge:
            _badge(heading, card.badge)
            _run(heading, "  ")
        _run(heading, card.heading)
        self._labelled(card.parts, card.heading, card.badge.severity if card.badge else "")
        if card.id:
            self._paragraph(card.id, "Small print")

    def _labelled(self, parts: Iterable[Part], caption: str, severity: str = "") -> None:
        """Labelled texts as a table of two columns; a reason without a text takes a whole row."""
        every = tuple(parts)
        table = self._grid((LABEL, WIDTH - LABEL), caption, header=False)
        _side(table, STRIPES.get(severity, "B4BDC6"))
        for number, part in enumerate(every):
            added = table.add_row()
            label, said = _cells(added, table)
            _unsplit(added)
            if not part.text:
                whole = label.merge(said)
                _run(whole.paragraphs[0], part.label).bold = True
            else:
                _run(label.paragraphs[0], part.label)._r.style = _id("Label")
                _linked(said.paragraphs[0], part.text, part.url)
            if number < len(every) - 1:
                for cell in (label, said):
                    cell.paragraphs[0].paragraph_format.keep_with_next = number < 2
            if part.quiet:
                for run in (*label.paragraphs[0].runs, *said.paragraphs[0].runs):
                    run.font.size = Pt(7.5)

    def _table(self, block: Table) -> None:
        self._paragraph(block.caption, "Caption")
        total = sum(block.widths)
        table = self._grid([WIDTH * width / total for width in block.widths], block.caption, header=True)
        head = table.add_row()
        _set(head._tr.get_or_add_trPr(), "w:cantSplit")
        _set(head._tr.get_or_add_trPr(), "w:tblHeader")
        for cell, text in zip(_cells(head, table), block.head, strict=True):
            _run(cell.paragraphs[0], text)._r.style = _id("Table Head")
        for row in block.rows:
            added = table.add_row()
            if max(len(cell.text) for cell in row) <= 400:
                _unsplit(added)
            if block.fill_in:
                added.height = Mm(13)
            for cell, given in zip(_cells(added, table), row, strict=True):
                _cell(cell.paragraphs[0], given)

    def _grid(self, widths: Iterable[float], caption: str, header: bool) -> Any:
        sizes = [Mm(width) for width in widths]
        table = self.document.add_table(rows=0, cols=len(sizes))
        table._tbl.tblPr.style = _id("Report Table" if header else "Report Card")
        table.autofit = False
        for column, size in zip(table.columns, sizes, strict=True):
            column.width = size
        properties = table._tbl.tblPr
        look = properties.find(qn("w:tblLook"))
        if look is not None:
            properties.remove(look)
        _set(properties, "w:tblLook", val="0420" if header else "0080", firstRow=str(int(header)), firstColumn="1")
        _set(properties, "w:tblCaption", val=_clean(caption)[:250])
        return table

    def _heading(self, text: str, depth: int, anchor: str) -> Any:
        paragraph = self._empty(f"Heading {depth}")
        self.marks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        start.set(qn("w:id"), str(self.marks))
        start.set(qn("w:name"), _bookmark(anchor))
        end.set(qn("w:id"), str(self.marks))
        paragraph._p.append(start)
        if text:
            _run(paragraph, text)
        paragraph._p.append(end)
        return paragraph

    def _empty(self, style: str) -> Any:
        paragraph = self.document.add_paragraph()
        paragraph._p.style = _id(style)
        return paragraph

    def _paragraph(self, text: str, style: str = "Normal") -> Any:
        paragraph = self._empty(style)
        _run(paragraph, text)
        return paragraph


def _id(style: str) -> str:
    """The id of a style. Looking a style up by its name costs more than all the rest."""
    return style.replace(" ", "")


def _clean(text: str) -> str:
    """The text with hidden characters as their codes; what XML cannot hold is among them."""
    return words.visible(text)


def _run(paragraph: Any, text: str) -> Any:
    return paragraph.add_run(_clean(text))


def _cells(row: Any, table: Any) -> list[Any]:
    """The cells of a fresh row. Its own `cells` looks at the whole table each time."""
    cells = [_Cell(tc, table) for tc in row._tr.tc_lst]
    for cell in cells:
        cell.paragraphs[0]._p.style = _id("Table Text")
    return cells


def _cell(paragraph: Any, cell: Cell) -> None:
    if cell.severity:
        _badge(paragraph, cell)
    else:
        _run(paragraph, cell.text)
    if cell.url:
        _run(paragraph, "\n")
        _linked(paragraph, cell.url, cell.url)
    if cell.id:
        _run(paragraph, f"\n{cell.id}")._r.style = _id("Id")


def _badge(paragraph: Any, cell: Cell) -> None:
    run = _run(paragraph, f" {cell.text} ")
    run.bold, run.font.size = True, Pt(8.5)
    if cell.severity in FILLS:
        run.font.color.rgb = FONTS[cell.severity]
        _set(run._r.get_or_add_rPr(), "w:shd", val="clear", color="auto", fill=FILLS[cell.severity])


def _linked(paragraph: Any, text: str, url: str) -> None:
    if not url:
        _run(paragraph, text)
        return
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = _run(paragraph, text)
    run._r.style = _id("Hyperlink")
    link.append(run._r)
    paragraph._p.append(link)


def _link_inside(paragraph: Any, text: str, anchor: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), _bookmark(anchor))
    link.append(_run(paragraph, text)._r)
    paragraph._p.append(link)


def _bookmark(anchor: str) -> str:
    """A name of forty characters at most, as Word allows."""
    return f"_{anchor.replace('-', '_')}"[:40]


def _field(paragraph: Any, instruction: str) -> None:
    _mark(paragraph, "begin")
    _instruction(paragraph, instruction)
    _mark(paragraph, "separate")
    _run(paragraph, "1")
    _mark(paragraph, "end")


def _mark(paragraph: Any, kind: str) -> None:
    _set(paragraph.add_run()._r, "w:fldChar", fldCharType=kind)


def _instruction(paragraph: Any, text: str) -> None:
    said = OxmlElement("w:instrText")
    said.set(qn("xml:space"), "preserve")
    said.text = f" {text} "
    paragraph.add_run()._r.append(said)


def _set(parent: Any, tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)
    return element


def _unsplit(row: Any) -> None:
    _set(row._tr.get_or_add_trPr(), "w:cantSplit")


def _side(table: Any, colour: str) -> None:
    borders = OxmlElement("w:tblBorders")
    table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(borders)
    _set(borders, "w:left", val="single", sz="18", space="0", color=colour)


def _stops(paragraph: Any) -> None:
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(WIDTH / 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)


def _styles(document: Any, look: Style) -> None:
    """Sets the built-in styles and adds those that the blank document lacks."""
    styles = document.styles
    ink, quiet, accent = (RGBColor.from_string(colour[1:].upper()) for colour in (look.ink, look.quiet, look.accent))
    language = styles.element.find(".//" + qn("w:lang"))
    language.set(qn("w:val"), "en-GB")
    language.set(qn("w:eastAsia"), "zh-CN")
    language.set(qn("w:bidi"), "ar-SA")
    for name in ("TOC 1", "TOC 2", "Small print", "Table Text"):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    for name in ("Report Table", "Report Card"):
        styles.add_style(name, WD_STYLE_TYPE.TABLE).base_style = styles["Normal Table"]
    for name, size, before, after, colour in (
        ("Normal", 9.5, 3, 5, None), ("Title", 25, 60, 18, accent), ("Subtitle", 15, 0, 6, ink),
        ("TOC Heading", 13, 18, 6, accent), ("Caption", 8.5, 8, 3, quiet),
        ("Heading 1", 17, 20, 8, accent), ("Heading 2", 13, 15, 6, accent), ("Heading 3", 11, 12, 5, accent),
        ("Heading 4", 10.5, 10, 4, accent), ("List Bullet", 9.5, 0, 3, None), ("TOC 1", 9.5, 4, 1, None),
        ("TOC 2", 9, 0, 1, None), ("Table Text", 8.5, 0, 0, None), ("Small print", 7, 2, 4, quiet), ("Header", 8.5, 0, 0, None), ("Footer", 7.5, 0, 0, quiet),
    ):  # fmt: skip
        style = styles[name]
        style.font.size = Pt(size)
        style.font.italic = False
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        _font(style)
        if colour is not None:
            style.font.color.rgb = colour
        if name[:7] in ("Title", "Subtitl", "TOC Hea", "Caption", "Heading"):
            style.font.bold = True
            style.paragraph_format.keep_with_next = True
    for name in ("Header", "Footer"):
        for stops in styles[name].element.pPr.findall(qn("w:tabs")):
            styles[name].element.pPr.remove(stops)
    title = styles["Title"].element.pPr
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)
    styles["TOC 2"].paragraph_format.left_indent = Mm(6)
    styles["Hyperlink"].font.color.rgb, styles["Hyperlink"].font.underline = accent, True
    for name, bold, points, tone in (("Label", True, 8.5, quiet), ("Table Head", True, 8.5, accent), ("Id", False, 7, quiet)):
        font = styles.add_style(name, WD_STYLE_TYPE.CHARACTER).font
        font.bold, font.size, font.color.rgb = bold, Pt(points), tone
    for name in ("Report Table", "Report Card"):
        _table_style(styles[name], name == "Report Table")


def _table_style(style: Any, ruled: bool) -> None:
    style.font.size = Pt(8.5)
    style.paragraph_format.space_after = Pt(0)
    _font(style)
    properties = _set(style.element, "w:tblPr")
    if ruled:
        borders = _set(properties, "w:tblBorders")
        for edge in ("top", "bottom", "insideH"):
            _set(borders, f"w:{edge}", val="single", sz="4", space="0", color="B4BDC6")
    margins = _set(properties, "w:tblCellMar")
    for edge, wide in (("top", "50" if ruled else "20"), ("left", "90"), ("bottom", "50" if ruled else "20"), ("right", "90")):
        _set(margins, f"w:{edge}", w=wide, type="dxa")


def _font(style: Any) -> None:
    """One font for Latin and one for Chinese, by name, so that no theme decides."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name, font in (("ascii", "Arial"), ("hAnsi", "Arial"), ("cs", "Arial"), ("eastAsia", "Microsoft YaHei")):
        fonts.set(qn(f"w:{name}"), font)


def _with_fixed_times(data: bytes) -> bytes:
    """The same archive without the time at which it was written."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return file.getvalue()
