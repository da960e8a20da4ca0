"""The accessible document: one self-contained HTML file with no script, ready for the screen and for print."""

import base64
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from reports import words
from reports.blocks import Paper, Section
from reports.house import PLAIN, TEMPLATES, House, explained


def render(report: Paper) -> bytes:
    """The HTML in UTF-8. The same report gives the same bytes. Raises HouseError for an own template that cannot be used."""
    house = report.house
    try:
        html = (_environment() if house == PLAIN else _made(house)).get_template("report.html.j2").render(report=report)
    except TemplateError as error:
        raise explained(error) from None
    house.check_html(html)
    return html.encode("utf-8", "replace")


def fragment(section: Section, depth: int) -> Markup:
    """One section as HTML to stand in a page of its own; its heading has the level `depth`, 1 to 6."""
    blocks: Any = _environment().get_template("blocks.html.j2").module
    made: Markup = blocks.section(section, depth)
    return made


def style() -> str:
    """The style sheet of the document."""
    return (TEMPLATES / "report.css").read_text(encoding="utf-8")


def shown(value: Any) -> Any:
    """Text with hidden controls and overrides shown as their codes; autoescape does the rest."""
    return value if isinstance(value, Markup) else words.visible(str(value))


@cache
def _environment() -> SandboxedEnvironment:
    return _made(PLAIN)


def _made(house: House) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=house.loader(),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["base64"] = lambda text: base64.b64encode(text.encode()).decode()
    return environment
