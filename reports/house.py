"""An organisation's own look: colours, a logo, and templates of its own in place of ours.

A folder holds `style.toml` and, if wanted, any of our template files under their names. It is read whole and checked
before anything is rendered; nothing in it can read another file, run a script or open a connection.
"""

import base64
import hashlib
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

import jinja2
from defusedxml import DefusedXmlException, ElementTree
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from guidance.knowledge.reader import mistake

TEMPLATES: Final = Path(__file__).parent / "templates"
STYLE: Final = "style.toml"
MOST: Final = 2_000_000
"""Bytes of any one file."""
MOST_STYLE: Final = 10_000
"""Bytes of style.toml: its five keys take a few hundred, and reading many dots takes for ever."""
MOST_PIXELS: Final = 4_000_000
"""Pixels of a logo: an empty picture of 2 MB can have milliards, and takes gigabytes on a page."""
ENOUGH: Final = {"ink": 7.0, "quiet": 4.5, "accent": 4.5}
"""The contrast with white paper that each colour needs (WCAG 2.2: 7 to 1 for AAA, 4.5 to 1 for AA)."""
REACHES: Final = ("import", "include", "eval", "plugin", "read", "std")
"""Words of Typst with which a template could reach for files, packages, or code made from text."""
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""The rule in our HTML by which a browser runs no script and asks for nothing."""


def _colour(read: str) -> str:
    if not re.fullmatch("#[0-9a-fA-F]{6}", read):
        raise ValueError("expected a colour such as #12345b")
    return read


Colour = Annotated[str, AfterValidator(_colour)]


class HouseError(ValueError):
    """The folder cannot be used; the message says which file, what is wrong and what to do."""


class Style(BaseModel):
    """What style.toml says. Colours are #rrggbb on white paper; `logo` names a file beside it, `logo_alt` says what it shows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ink: Colour = "#1b1f24"
    quiet: Colour = "#4a545e"
    accent: Colour = "#12345b"
    logo: str = ""
    logo_alt: Annotated[str, StringConstraints(max_length=200)] = ""


@dataclass(frozen=True)
class House:
    """A look that was read and checked. `templates` are texts in place of ours; `logo` is an SVG or PNG file."""

    style: Style = field(default_factory=Style)
    templates: Mapping[str, str] = field(default_factory=dict)
    logo: bytes = b""

    @property
    def own_colours(self) -> bool:
        """Whether a colour differs from ours."""
        return self.style.model_dump(include=set(ENOUGH)) != Style().model_dump(include=set(ENOUGH))

    @property
    def png(self) -> bool:
        """Whether the logo is made of pixels."""
        return self.logo.startswith(b"\x89PNG")

    @property
    def logo_address(self) -> str:
        """The logo as a data: address."""
        kind = "png" if self.png else "svg+xml"
        return f"data:image/{kind};base64,{base64.b64encode(self.logo).decode()}"

    @property
    def logo_svg(self) -> str:
        """The logo as SVG; pixels are wrapped."""
        if not self.png:
            return self.logo.decode()
        width, height = _size(self.logo)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
            f'<image width="{width}" height="{height}" href="{self.logo_address}"/></svg>'
        )

    @property
    def hash(self) -> str:
        """SHA-256 of all that it changes; empty for ours."""
        if self == House():
            return ""
        parts = [self.style.model_dump_json(), *(f"{name}\n{text}" for name, text in sorted(self.templates.items()))]
        return hashlib.sha256("\0".join(parts).encode() + b"\0" + self.logo).hexdigest()

    def loader(self) -> jinja2.BaseLoader:
        """Its templates, and ours for the rest."""
        ours = jinja2.FileSystemLoader(TEMPLATES)
        return jinja2.ChoiceLoader([jinja2.DictLoader(self.templates), ours]) if self.templates else ours

    def check_html(self, html: str) -> None:
        """Refuses HTML of an own template that could run a script or reach out. Raises HouseError."""
        head = html.partition("<body")[0]
        before = head.partition(POLICY)
        if self.templates and (not before[1] or re.search(r"<(script|link|img|style|iframe|base)\b", before[0], re.IGNORECASE)):
            raise HouseError(
                f'report.html.j2: leave <meta http-equiv="Content-Security-Policy" content="{POLICY}"> first in head'
            )

    def check_typst(self, source: str) -> None:
        """Refuses Typst of an own template that could read files, load packages or make code of text. Raises HouseError."""
        if any(name.endswith(".typ.j2") for name in self.templates):
            bare = _NOT_CODE.sub(" ", source)
            for word in REACHES:
                if re.search(rf"(?<![\w-]){word}(?![\w-])", bare):
                    raise HouseError(f"the Typst templates use the word {word}; take it out, or write it inside quotes as text")


PLAIN: Final = House()
"""Our own look."""

_NOT_CODE: Final = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)


def read(folder: Path) -> House:
    """The look in a folder. Raises HouseError."""
    if not folder.is_dir():
        raise HouseError(f"{folder}: expected a folder with {STYLE} and templates; docs/templates.md says what goes into it")
    known = {path.name for path in TEMPLATES.iterdir() if path.is_file()}
    files = {path.name: _bytes(path) for path in sorted(folder.iterdir()) if not path.name.startswith(".")}
    style = _style(folder, files.pop(STYLE, b""))
    logo = _logo(folder, style, files)
    for name in files:
        if name not in known and name != style.logo:
            raise HouseError(f"{folder / name}: no template of that name; use {', '.join(sorted({*known, STYLE}))}")
    templates = {name: _text(folder / name, data) for name, data in files.items() if name in known}
    house = House(style, templates, logo)
    _check_syntax(folder, house)
    return house


def explained(error: jinja2.TemplateError) -> HouseError:
    """What went wrong in a template, with its place."""
    place = (
        f"{getattr(error, 'name', None) or 'a template'}, line {getattr(error, 'lineno', '?')}: "
        if hasattr(error, "lineno")
        else ""
    )
    return HouseError(f"{place}{error.message}; docs/templates.md lists the variables")


def contrast(front: str, back: str = "#ffffff") -> float:
    """The contrast of two colours by WCAG 2.2, from 1 to 21."""
    light, dark = sorted((_luminance(front), _luminance(back)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _bytes(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        raise HouseError(f"{path}: expected a file; links and folders are not followed")
    if path.stat().st_size > MOST:
        raise HouseError(f"{path}: has {path.stat().st_size:,} bytes; the most that is read is {MOST:,}")
    return path.read_bytes()


def _text(path: Path, data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise HouseError(f"{path}: is not UTF-8; save it as UTF-8") from None


def _style(folder: Path, data: bytes) -> Style:
    if len(data) > MOST_STYLE:
        raise HouseError(f"{folder / STYLE}: has {len(data):,} bytes; the most that is read is {MOST_STYLE:,}")
    try:
        style = Style.model_validate(tomllib.loads(_text(folder / STYLE, data)))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise HouseError(f"{folder / STYLE}: {error}") from None
    except ValidationError as error:
        raise HouseError(f"{folder / STYLE}: {'; '.join(map(mistake, error.errors()))}") from None
    for name, least in ENOUGH.items():
        colour = getattr(style, name)
        if contrast(colour) < least:
            raise HouseError(
                f"{folder / STYLE}: {name} {colour} has a contrast of {contrast(colour):.1f} to 1 on white; expected {least:g} to 1 "
                "or more; choose a darker colour"
            )
    return style


def _logo(folder: Path, style: Style, files: dict[str, bytes]) -> bytes:
    if not style.logo:
        return b""
    data = files.pop(style.logo, None)
    if data is None:
        raise HouseError(f"{folder / STYLE}: there is no file {style.logo!r} beside it; add it or take logo out")
    if not style.logo_alt:
        raise HouseError(f"{folder / STYLE}: say in logo_alt what the logo shows, for those who cannot see it")
    if not data.startswith(b"\x89PNG"):
        _check_svg(folder / style.logo, data)
    elif (pixels := math.prod(_size(data))) > MOST_PIXELS:
        raise HouseError(f"{folder / style.logo}: has {pixels:,} pixels; the most is {MOST_PIXELS:,}. Make it smaller")
    return data


def _size(png: bytes) -> tuple[int, int]:
    """Width and height, in pixels."""
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def _check_svg(path: Path, data: bytes) -> None:
    try:
        root: Any = ElementTree.fromstring(_text(path, data), forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise HouseError(f"{path}: expected a PNG or a plain SVG file: {error}") from None
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2]
        names = {str(name).rpartition("}")[2]: value for name, value in element.attrib.items()}
        outside = [v for name, v in names.items() if name in ("href", "src") and not v.startswith(("#", "data:image/"))]
        if tag in ("script", "foreignObject", "style") or any(name.lower().startswith("on") for name in names) or outside:
            raise HouseError(f"{path}: <{tag}> holds a script or reaches outside the file; take it out")
        if any("url(" in value.replace("url(#", "") for value in names.values()):
            raise HouseError(f"{path}: <{tag}> names an address outside the file; take it out")


def _check_syntax(folder: Path, house: House) -> None:
    environment = jinja2.Environment(autoescape=True)
    for name, text in house.templates.items():
        try:
            environment.parse(text, name)
        except jinja2.TemplateSyntaxError as error:
            raise HouseError(f"{folder / name}, line {error.lineno}: {error.message}; mend the template") from None
        except RecursionError:
            raise HouseError(f"{folder / name}: is nested too deep; mend the template") from None
