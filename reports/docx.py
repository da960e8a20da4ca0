"""The report as a Word document, to be edited and circulated: real headings, tables with header rows, fields.

Jinja writes the body as XML, in which every value is escaped; python-docx does the rest of the file. The same report gives
the same bytes: dates are those of the record, and so are the times inside the file.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from functools import cache
from itertools import count
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError
from markupsafe import Markup, escape

from reports import words
from reports.blocks import Paper, Section, Table
from reports.house import PLAIN, House, HouseError, Style, explained

STRIPES: Final = {"critical": "A61B1B", "high": "B35900", "medium": "8A6A00", "low": "1D5C96", "enabling": "00703C"}
TONES: Final = {
    "critical": {"front": "FFFFFF", "back": "A61B1B"},
    "high": {"front": "5C2B00", "back": "FFE0C2"},
    "medium": {"front": "5A4300", "back": "FFF1C9"},
    "low": {"front": "0F3D66", "back": "DCEAF7"},
    "enabling": {"front": "0B3D1F", "back": "DDF1E4"},
}
WIDTH: Final = 166
"""Millimetres between the margins of an A4 page."""
LABEL: Final = 38
"""Millimetres of the labels of a card."""


def render(report: Paper) -> bytes:
    """The DOCX. The same report gives the same bytes. Raises HouseError for an own template that cannot be used."""
    document: Any = Document()
    styles(document, report.house.style)
    _properties(document, report)
    _furniture(document, report)
    if report.house.png:
        _logo(document, report)
    end = document.element.body.sectPr
    for element in list(_body(document, report)):
        end.addprevious(element)
    file = io.BytesIO()
    document.save(file)
    return with_fixed_times(file.getvalue())


def _body(document: Any, report: Paper) -> Iterator[Any]:
    """Cover, contents and sections as elements."""

    def relation(url: str) -> str:
        if not url.startswith("https://"):
            raise HouseError(f"body.docx.j2: {url!r} is no https address; only those are linked")
        made: str = document.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return made

    marks = count(1)
    house = report.house
    template = (_environment() if house == PLAIN else _made(house)).get_template("body.docx.j2")
    try:
        xml = template.render(
            report=report,
            lines=_contents(report),
            relation=relation,
            count=lambda: next(marks),
            widths_of=_widths,
            wide=WIDTH,
            label=LABEL,
            tones=TONES,
            stripes=STRIPES,
        )
        body: Any = parse_xml(xml.encode())
    except TemplateError as error:
        raise explained(error) from None
    except XMLSyntaxError as error:
        raise HouseError(f"body.docx.j2: the XML is broken: {error}") from None
    if body.tag != qn("w:body"):
        raise HouseError("body.docx.j2: expected one w:body, as in our own template")
    yield from body


@cache
def _environment() -> SandboxedEnvironment:
    return _made(PLAIN)


def _made(house: House) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(loader=house.loader(), autoescape=True, undefined=StrictUndefined, finalize=_shown)
    environment.filters |= {"lines": _lines, "twips": lambda mm: round(mm * 1440 / 25.4), "bookmark": _bookmark}
    return environment


def _shown(value: Any) -> Any:
    return value if isinstance(value, Markup) else words.visible(str(value))


def _lines(text: str) -> Markup:
    """A text as runs hold it: hidden characters as their codes, with line breaks and tabs."""
    parts = [
        Markup("<w:tab/>").join(Markup('<w:t xml:space="preserve">%s</w:t>') % escape(part) for part in line.split("\t"))
        for line in words.visible(text).split("\n")
    ]
    return Markup("<w:br/>").join(parts)


def _bookmark(anchor: str) -> str:
    """A name of forty characters at most, as Word allows."""
    return f"_{anchor.replace('-', '_')}"[:40]


def _widths(table: Table) -> list[float]:
    return [WIDTH * width / sum(table.widths) for width in table.widths]


def _contents(report: Paper) -> list[tuple[int, str, str]]:
    """Depth, heading and anchor of each line of the contents."""
    lines = []
    for section in report.sections:
        lines.append((1, section.heading, section.anchor))
        lines += [(2, each.heading, each.anchor) for each in section.blocks if isinstance(each, Section) and each.listed]
    return lines


def _properties(document: Any, report: Paper) -> None:
    known, cover = document.core_properties, report.cover
    when = datetime.combine(cover.day, time())
    known.title = words.visible(f"{cover.title}: {cover.organisation}")[:255]
    known.author = words.visible(cover.author)[:255]
    known.last_modified_by = known.author
    known.subject = cover.about
    known.keywords = f"{cover.marking}; {cover.knowledge}"
    known.comments = ""
    known.language = "en-GB"
    known.created = known.modified = when
    known.revision = 1


def _furniture(document: Any, report: Paper) -> None:
    page = document.sections[0]
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


def _logo(document: Any, report: Paper) -> None:
    document.add_paragraph().add_run().add_picture(io.BytesIO(report.house.logo), height=Mm(18))
    document.element.find(".//" + qn("wp:docPr")).set("descr", words.visible(report.house.style.logo_alt))


def _run(paragraph: Any, text: str) -> Any:
    return paragraph.add_run(words.visible(text))


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


def _stops(paragraph: Any) -> None:
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(WIDTH / 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)


def styles(document: Any, look: Style) -> None:
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
    for name, bold, points, tone in (
        ("Label", True, 8.5, quiet),
        ("Label Small", True, 7.5, quiet),
        ("Quiet", False, 7.5, ink),
        ("Table Head", True, 8.5, accent),
        ("Id", False, 7, quiet),
    ):
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


def with_fixed_times(data: bytes) -> bytes:
    """The same archive without the time at which it was written."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return file.getvalue()
