"""The one door for user text: nothing an officer or a file wrote reaches the page except through here."""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

import streamlit as st

from guidance.assessment import Finding, Level
from guidance.knowledge.catalogue import Catalogue, Citation
from guidance.knowledge.entries import Confidence
from guidance.language.conditions import Severity
from reports import standings, words

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=\"'])")

SEVERITY_WORDS = {
    Severity.CRITICAL: "Critical",
    Severity.HIGH: "High",
    Severity.MEDIUM: "Medium",
    Severity.LOW: "Low",
    Severity.ENABLING: "May go ahead",
}


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Text for a widget label or any other place where Streamlit reads Markdown: shown as typed, on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


_LOOKS_LIKE = {"\\": "＼", "`": "｀", "*": "＊", "_": "＿", "[": "［", "<": "＜", "$": "＄", "~": "～", "&": "＆", ":": "：", "@": "＠",
               ".": "．", ")": "）", "#": "＃", "-": "－", "+": "＋", ">": "＞", "=": "＝", "|": "｜"}  # fmt: skip
_BEGINS = re.compile(r"[\\`*_\[<$~|]|&(?=#?\w+;)|:(?=\S)|@(?=\w)|(?<=[-<=])[->=]|(?<=www)\.|^[#\-+>=]")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")


@lru_cache(maxsize=4096)
def spoken(text: str) -> str:
    """Text for a label that Streamlit also gives to screen readers, as it is written: nothing in it may be escaped.

    What would begin markup is shown by a sign that looks like it."""
    line = _NUMBERED.sub(lambda found: found[1] + _LOOKS_LIKE[found[2]], " ".join(text.split()))
    return _BEGINS.sub(lambda found: _LOOKS_LIKE[found[0]], line)


def counted(number: int, one: str, more: str = "") -> str:
    """A number with what is counted: 1 finding, 2 findings."""
    return f"{number:,} {one if number == 1 else more or f'{one}s'}"


def numbers(some: Iterable[int]) -> str:
    """Numbers in an attribute."""
    return " ".join(str(number) for number in some)


def told(messages: Iterable[tuple[str, str]]) -> str:
    """Messages that stand over the page, each with its role: status or alert."""
    return "".join(f'<p role="{escape(role)}">{escape(text)}</p>' for role, text in messages)


class _Made(str):
    """HTML made here. Streamlit takes the indent off any other text, which on a long one costs more than sending it."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return self


def show(html: str, script: bool = False) -> None:
    """Puts HTML on the page. Escape what an officer or a file wrote. `script`: a script in it, which must be ours, runs."""
    st.html(_Made(html), unsafe_allow_javascript=script)


def paragraph(text: str, style: str = "") -> str:
    """One paragraph of HTML."""
    return f'<p class="g-{style}">{escape(text)}</p>' if style else f"<p>{escape(text)}</p>"


def bullets(items: Iterable[str]) -> str:
    """A list of texts, as HTML."""
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"


def alert(heading: str, text: str) -> None:
    """Shows what went wrong."""
    show(f'<div class="g-error" role="alert"><h2>{escape(heading)}</h2><p>{escape(text)}</p></div>')


def report_style() -> None:
    """Gives parts of a report on the page the look of the report."""
    from reports import html as report_html  # most pages show none

    own = report_html.style().replace(":root", "&")
    show(f"<style>.g-report {{{own}}}</style>")


def tag(severity: Severity) -> str:
    """The severity as a word in its own shape and colour."""
    return f'<span class="g-tag g-{severity}">{SEVERITY_WORDS[severity]}</span>'


def level(value: Level) -> str:
    """A level, how to treat it until more is known, or that none is given yet."""
    said = escape(str(value)[:1].upper() + str(value)[1:])
    if value.now is None:
        return f'<span class="g-level g-open">{said}</span>'
    return f'<span class="g-level g-l{value.now}">{said}</span>'


def finding(catalogue: Catalogue, found: Finding) -> str:
    """A finding as a card that opens."""
    advice = catalogue.advice[found.id]
    check = next((text for rule in found.rules if (text := catalogue.check_before_relying(rule))), None)
    parts = [
        paragraph(standings.standing(catalogue, found), "hint") if not found.certain else "",
        *(paragraph(added) for added in found.additions),
        paragraph(advice.says),
        f"<p><strong>What to do:</strong> {escape(advice.action)}</p>",
        f"<p><strong>Who, by when:</strong> {escape(catalogue.roles[advice.owner].title)}; {escape(advice.deadline.text)}</p>",
        f"<p><strong>Safe way:</strong> {escape(advice.safe_way)}</p>",
        f"<p><strong>Check before relying:</strong> {escape(check)}</p>" if check else "",
        f"<p><strong>Rests on:</strong> {escape(found.obligation)}; {escape(sources(catalogue, found))}</p>",
    ]
    return (
        f'<details class="g-finding g-edge-{found.severity}"><summary>{tag(found.severity)} '
        f"{escape(advice.title)}{'' if found.certain else f' ({found.standing})'}</summary>"
        f"{''.join(parts)}</details>"
    )


def findings(catalogue: Catalogue, found: Iterable[Finding]) -> str:
    """Findings as cards, one below the other."""
    return "".join(finding(catalogue, each) for each in found)


def sources(catalogue: Catalogue, found: Finding) -> str:
    """The titles of a finding's sources with their paragraphs, in one line, and how each that was not verified was seen."""
    cited = (citation for rule in found.rules for citation in catalogue.citations(rule))
    return "; ".join(dict.fromkeys(f"{c.source.title} {c.paragraph}".strip() + _seen(c) for c in cited))


def _seen(citation: Citation) -> str:
    return "" if citation.confidence is Confidence.VERIFIED else f" ({words.SEEN[citation.confidence]})"


def table(caption: str, head: list[str], rows: list[list[str]], first_is_header: bool = True) -> str:
    """A table with caption and headers. Cells are HTML already: escape user text before it comes here."""
    heads = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body = "".join("<tr>" + _row(row, first_is_header) + "</tr>" for row in rows)
    return (
        f'<div class="g-scroll" role="region" aria-label="{escape(caption)}" tabindex="0"><table class="g-table">'
        f"<caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: list[str], first_is_header: bool) -> str:
    cells = [f"<td>{cell}</td>" for cell in row]
    if first_is_header and row:
        cells[0] = f'<th scope="row">{row[0]}</th>'
    return "".join(cells)
