"""The record copy: PDF/A-3a and PDF/UA-1 in one file, with the record attached. Jinja writes Typst, Typst sets it.

Every interpolated value becomes a Typst string literal, so an answer is data and never code. The compiler sees an empty
folder, the fonts of `reports/fonts` and nothing else. The same report gives the same bytes.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import typst
from fontTools.ttLib import TTFont
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from reports import words
from reports.blocks import Block, Paper, Picture, Section
from reports.house import PLAIN, House, HouseError, explained

FONTS: Final = Path(__file__).parent / "fonts"
LINE: Final = 30
"""A word without a break that is longer than this many characters may be broken."""


def render(report: Paper) -> bytes:
    """The PDF. Raises typst.TypstError when the report cannot be set to the two standards, HouseError when an own template
    is the reason."""
    when = datetime.combine(report.cover.day, time(), UTC)
    with TemporaryDirectory() as empty:
        compiler = typst.Compiler(
            source(report).encode(),
            root=empty,
            package_path=empty,
            package_cache_path=empty,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs=inputs(report),
        )
        try:
            pdf = compiler.compile(format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=when)
        except typst.TypstError as error:
            if report.house.templates or report.house.logo:
                own = "Typst templates" if report.house.templates else "logo"
                raise HouseError(f"the {own} cannot be set: {error}") from None
            raise
    assert isinstance(pdf, bytes)
    return pdf


def inputs(report: Paper) -> dict[str, str]:
    """What travels beside the source: the attached file, and the drawings by name."""
    drawn = {f"picture-{each.name}": each.svg for each in _pictures(report.sections)}
    logo = {"logo": report.house.logo_svg} if report.house.logo else {}
    return drawn | logo | ({"attached": report.attached.text} if report.attached else {})


def _pictures(blocks: Iterable[Block]) -> Iterator[Picture]:
    for block in blocks:
        match block:
            case Section():
                yield from _pictures(block.blocks)
            case Picture():
                yield block


def source(report: Paper) -> str:
    """The report as Typst source. Raises HouseError for an own template that cannot be used."""
    house = report.house
    try:
        made = (_environment() if house == PLAIN else _made(house)).get_template("report.typ.j2").render(report=report)
    except TemplateError as error:
        raise explained(error) from None
    house.check_typst(made)
    return made


def literal(value: object) -> Markup:
    """A value as a Typst string literal; what the template itself has written stays as it is."""
    if isinstance(value, Markup):
        return value
    text = _breakable(_printable(words.visible(str(value))))
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", " ")
    return Markup(f'"{escaped}"')  # noqa: S704  (a literal of another language, made here)


@cache
def glyphs() -> frozenset[str]:
    """The characters that the bundled fonts can print."""
    maps: list[Any] = [TTFont(path, lazy=True).getBestCmap() for path in sorted(FONTS.glob("*.ttf"))]
    return frozenset(chr(point) for known in maps for point in known)


def _printable(text: str) -> str:
    known = glyphs()
    return text if known.issuperset(text) else "".join(c if c in known or c in "\n\t" else words.code(c) for c in text)


def _breakable(text: str) -> str:
    """The text with a place to break in every very long word; a hash stays whole, so that it can be copied."""
    return _WORD.sub(_broken, text)


def _broken(word: re.Match[str]) -> str:
    whole = word.group()
    return whole if _HASH.fullmatch(whole) else "\u200b".join(whole[at : at + LINE] for at in range(0, len(whole), LINE))


_WORD: Final = re.compile(rf"[^\s/-]{{{LINE + 1},}}")
_HASH: Final = re.compile("[0-9a-f]{64}")


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


@cache
def _environment() -> SandboxedEnvironment:
    return _made(PLAIN)


def _made(house: House) -> SandboxedEnvironment:
    return SandboxedEnvironment(
        loader=house.loader(),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=literal,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
