"""Pieces of HTML that several pages show."""

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup

from guidance.assessment import Finding, Level
from guidance.assessment.order import Screen
from guidance.knowledge.catalogue import Catalogue, Citation
from guidance.knowledge.entries import Confidence
from guidance.language.conditions import Severity
from guidance.language.rule import Obligation
from reports import standings, words
from ui.browser.drawing import show

NOTHING: Final = Markup()

SEVERITY_WORDS = {
    Severity.CRITICAL: "Critical",
    Severity.HIGH: "High",
    Severity.MEDIUM: "Medium",
    Severity.LOW: "Low",
    Severity.ENABLING: "May go ahead",
}


def numbers(some: Iterable[int]) -> str:
    """Numbers in an attribute."""
    return " ".join(str(number) for number in some)


def told(messages: Iterable[tuple[str, str]]) -> Markup:
    """Messages that stand over the page, each with its role: status or alert."""
    return NOTHING.join(Markup('<p role="{}">{}</p>').format(role, text) for role, text in messages)


def paragraph(text: str, style: str = "") -> Markup:
    """One paragraph of HTML."""
    return Markup('<p class="g-{}">{}</p>').format(style, text) if style else Markup("<p>{}</p>").format(text)


def bullets(items: Iterable[str]) -> Markup:
    """A list of texts, as HTML."""
    return Markup("<ul>{}</ul>").format(NOTHING.join(Markup("<li>{}</li>").format(item) for item in items))


def alert(heading: str, text: str) -> None:
    """Shows what went wrong."""
    show(Markup('<div class="g-error" role="alert"><h2>{}</h2><p>{}</p></div>').format(heading, text))


def report_style() -> None:
    """Gives parts of a report on the page the look of the report."""
    from reports import html as report_html  # most pages show none

    own = Markup(report_html.style().replace(":root", "&"))  # noqa: S704  (our style sheet)
    show(Markup("<style>.g-report {{{}}}</style>").format(own))


def tag(severity: Severity) -> Markup:
    """The severity as a word in its own shape and colour."""
    return Markup('<span class="g-tag g-{}">{}</span>').format(severity, SEVERITY_WORDS[severity])


def mark(value: Level) -> Markup:
    """A level in two signs."""
    return Markup('<span class="g-level g-{}">{}</span>').format(
        *(("open", "L?") if value.now is None else (f"l{value.now}", f"L{value.now}"))
    )


def level(value: Level) -> Markup:
    """A level, how to treat it until more is known, or that none is given yet."""
    said = str(value)[:1].upper() + str(value)[1:]
    if value.now is None:
        return Markup('<span class="g-level g-open">{}</span>').format(said)
    return Markup('<span class="g-level g-l{}">{}</span>').format(value.now, said)


def treated(catalogue: Catalogue, value: Level) -> Markup:
    """How to treat what is in hand: the level, and what it asks for."""
    if value.settled and not value.nothing_to_assess:
        return Markup("<p>{}</p><p>{}</p>").format(level(value), standings.means(value))
    return Markup("<p>{}</p><p>{}</p>").format(mark(value), standings.level(catalogue, value))


def finding(catalogue: Catalogue, found: Finding, whom: str = "") -> Markup:
    """A finding as a card that opens. `whom`: what it is about, where that is not said above."""
    advice = catalogue.advice[found.id]
    check = next((text for rule in found.rules if (text := catalogue.check_before_relying(rule))), None)
    owner = catalogue.roles[advice.owner].title
    parts = [
        paragraph(standings.standing(catalogue, found), "hint") if not found.certain else NOTHING,
        *(paragraph(added) for added in found.in_this_case),
        paragraph(advice.says),
        _said("What to do", advice.action),
        _said("Who, by when", f"{owner}; {advice.deadline.text}"),
        _said("Safe way", advice.safe_way),
        _said("Check before relying", check) if check else NOTHING,
        _said("Rests on", f"{ground(found)}; {sources(catalogue, found)}"),
    ]
    return Markup('<details class="g-finding g-edge-{}"><summary>{} {}{}{}</summary>{}</details>').format(
        found.severity,
        tag(found.severity),
        advice.title,
        "" if found.certain else f" ({found.standing})",
        Markup('<span class="g-whom">{}</span>').format(whom) if whom else NOTHING,
        NOTHING.join(parts),
    )


def _said(what: str, text: str) -> Markup:
    return Markup("<p><strong>{}:</strong> {}</p>").format(what, text)


def findings(catalogue: Catalogue, found: Iterable[Finding]) -> Markup:
    """Findings as cards, one below the other."""
    return NOTHING.join(finding(catalogue, each) for each in found)


def rest(catalogue: Catalogue, screen: Screen) -> Markup:
    """What the rest is, beside the warnings of the first screen; the topics about which nothing was told are folded."""
    further = standings.further(screen)
    said = paragraph(further, "hint") if further else NOTHING
    if not screen.untold:
        return said
    return Markup(
        '{}<details class="g-hint"><summary>Not looked at, as nothing was told: {}</summary><p>{}.</p></details>'
    ).format(said, words.count(len(screen.untold), "topic"), standings.topics(catalogue, screen))


def more(number: int, whose: str) -> str:
    """About how many questions are still to come."""
    return f"About {words.count(number, 'more question')} for {whose}." if number else f"Nothing more to ask about {whose}."


def ground(found: Finding) -> str:
    """What a finding rests on, and whose duty it is where it is somebody else's."""
    return f"{found.obligation} ({found.bound})" if found.obligation is Obligation.OTHERS else str(found.obligation)


def sources(catalogue: Catalogue, found: Finding) -> str:
    """The titles of a finding's sources with their paragraphs, in one line, and how each that was not verified was seen."""
    cited = (citation for rule in found.said_by for citation in catalogue.citations(rule))
    return "; ".join(dict.fromkeys(f"{c.source.title} {c.paragraph}".strip() + _seen(c) for c in cited))


def _seen(citation: Citation) -> str:
    return "" if citation.confidence is Confidence.VERIFIED else f" ({words.SEEN[citation.confidence]})"


def table(caption: str, head: list[str], rows: list[list[str]], first_is_header: bool = True) -> Markup:
    """A table with caption and headers. Cells are text, or HTML that is `Markup`."""
    heads = NOTHING.join(Markup('<th scope="col">{}</th>').format(cell) for cell in head)
    body = NOTHING.join(Markup("<tr>{}</tr>").format(_row(row, first_is_header)) for row in rows)
    return Markup(
        '<div class="g-scroll" role="region" aria-label="{0}" tabindex="0"><table class="g-table">'
        "<caption>{0}</caption><thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>"
    ).format(caption, heads, body)


def _row(row: list[str], first_is_header: bool) -> Markup:
    cells = [Markup("<td>{}</td>").format(cell) for cell in row]
    if first_is_header and row:
        cells[0] = Markup('<th scope="row">{}</th>').format(row[0])
    return NOTHING.join(cells)
