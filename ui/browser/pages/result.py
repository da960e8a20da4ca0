"""The result: what the report says, on the page, and the report to take away."""

from dataclasses import replace
from functools import partial

from markupsafe import Markup
from streamlit import cache_resource

from guidance.assessment import Assessment, DisagreementError, Finding, conclude
from guidance.assessment.ahead import may_go_ahead
from guidance.assessment.order import Entry, Screen, first_screen
from guidance.case.record import Record, Signature, slug
from guidance.case.store import Signed
from guidance.team.desk import Desk
from reports import house, model, standings, words, write
from reports import html as report_html
from reports.blocks import Report, Section
from reports.editions import Edition, build
from ui import settings
from ui.browser import a11y, disclosure, html, press, signing, state
from ui.browser.drawing import Label, plain, show, st
from ui.browser.html import alert, counted
from ui.browser.places import link
from ui.browser.taking_away import downloads, editions, own_look

PICTURE = "overview"
"""The section of the report with the picture of all findings."""
PLAN = "plan"
FIRST = 8
"""What may go ahead, named before the rest is folded away."""
NAMED = 2
"""Activities named beside a warning that is about more."""
ROWS = 25
"""Rows of the picture that can be looked into; of more activities, those at the highest levels."""


def draw(record: Record, assessment: Assessment) -> None:
    """The result page: first what follows and what to do, then who does it, then what is taken away."""
    a11y.title("Result and report")
    try:
        signatures = state.store().record(record.id).signatures
        with st.spinner(
            Label("Working out the result")
        ):  # it keeps its place when there is nothing to wait for: panels stay open
            report = _report(f"{record.hash} {assessment.catalogue.hash} {len(signatures)}", record, signatures)
    except (DisagreementError, house.HouseError) as error:
        alert("No result", str(error))
        return
    state.read_result(record)
    html.report_style()
    screen = first_screen(assessment)
    going = _may_go_ahead(record, assessment)
    _in_view(assessment, len(screen.warnings), len(going))
    _out_of_date(record, assessment, signatures)
    _do_now(record, assessment, screen)
    _go_ahead(going)
    _plan(report)
    _take_away(record, report, signatures)
    disclosure.draw()
    if state.signed_in():
        signing.draw(record, assessment, signatures)
    else:
        _sign(record, assessment, signatures)
    _whole(record, assessment, report)
    link("check", Label("Check your answers"), record.id)


def _in_view(assessment: Assessment, warnings: int, going: int) -> None:
    """The level and the ways to the parts of the page. It stays in view and moves nothing."""
    with st.container(key="standing"):
        show(
            Markup(
                '<nav aria-label="On this page">{} <a href="#now">Do now: {}</a> <a href="#ahead">May go ahead: {}</a> '
                '<a href="#plan">Plan</a> <a href="#files">Files</a></nav>'
            ).format(html.mark(assessment.level), warnings, going)
        )


def _do_now(record: Record, assessment: Assessment, screen: Screen) -> None:
    """How to treat it all, and the first warnings with what each is about."""
    catalogue = assessment.catalogue
    cards = Markup("").join(html.finding(catalogue, each.first, _whom(record, each)) for each in screen.warnings)
    show(
        Markup(
            '<div class="g-panel"><p>{}</p><p>{}</p><p class="g-hint">{}</p></div><h2 id="now">What to do now</h2>{}<p class="g-hint">{}</p>'
        ).format(
            html.level(assessment.level),
            standings.level(catalogue, assessment.level),
            _how_far(assessment),
            cards or html.paragraph("Nothing that was told asks for anything on these answers."),
            standings.rest(catalogue, screen),
        )
    )


def _whom(record: Record, entry: Entry) -> str:
    about = [record.activity(each.activity).name if each.activity else "The organisation" for each in entry.findings]
    return words.some(about, NAMED)


def _may_go_ahead(record: Record, assessment: Assessment) -> list[Markup]:
    """What may go ahead, with its provisos and for whom: first what stands first of each activity, then of the organisation."""
    names = {each.id: each.name for each in record.activities} | {None: "The organisation"}
    cards = [(rank, about, card) for about in names for rank, card in enumerate(may_go_ahead(assessment, about))]
    whom: dict[str, list[str]] = {}
    for _, about, card in sorted(cards, key=lambda each: (each[0], each[1] is None)):
        whom.setdefault(standings.ahead(assessment.catalogue, card), []).append(names[about])
    return [
        Markup('<li>{}<span class="g-whom">{}</span></li>').format(said, words.some(those, NAMED))
        for said, those in whom.items()
    ]


def _go_ahead(going: list[Markup]) -> None:
    first, rest = (Markup("<ul>{}</ul>").format(Markup("").join(part)) for part in (going[:FIRST], going[FIRST:]))
    folded = Markup("<details><summary>{} more</summary>{}</details>").format(len(going) - FIRST, rest) if going[FIRST:] else ""
    none = html.paragraph("No rule says on these answers that a part of it may go ahead without conditions.")
    show(
        Markup('<div class="g-ahead"><h2 id="ahead">What may go ahead</h2>{}{}</div>').format(first if going else none, folded)
    )


def _plan(report: Report) -> None:
    """Who does what by when."""
    for section in report.sections:
        if section.anchor == PLAN:
            show(Markup('<span id="plan"></span>'))
            with st.expander(Label("Action plan: who does what, by when"), expanded=True):
                show(_fragment(section))


def _take_away(record: Record, report: Report, signatures: tuple[Signature, ...]) -> None:
    """The report as files."""
    show(Markup('<h2 id="files">Take the report away</h2>'))
    name = slug(record.title, set())

    desk = state.store()

    def edition(which: Edition) -> bytes:
        made = f"{name}-{which}.pdf"
        return state.take_away(desk, record.id, "report", made, lambda _: _edition(record, signatures, which))

    def whole(suffix: str) -> bytes:
        def made(now: Desk) -> bytes:
            return write.render(report, suffix, held=partial(now.file, record.id))

        return state.take_away(desk, record.id, "report", f"{name}{suffix}", made)

    editions(name, edition)
    downloads(name, whole)


def _whole(record: Record, assessment: Assessment, report: Report) -> None:
    """Every section of the report, folded; under the picture of all findings, what stands behind its rows."""
    st.header(Label("The whole report"), anchor=False)
    for section in report.sections:
        if section.anchor != PLAN:
            with st.expander(plain(section.heading)):
                show(_fragment(section))
                if section.anchor == PICTURE:
                    _behind(record, assessment)


def _fragment(section: Section) -> Markup:
    return Markup('<div class="g-report">{}</div>').format(report_html.fragment(section, 3))


def _behind(record: Record, assessment: Assessment) -> None:
    """The findings behind each row of the picture. The browser opens and shuts them: nothing is asked of the program, nothing moves."""
    by_row: dict[str | None, list[Finding]] = {}
    for finding in assessment.certain:
        by_row.setdefault(finding.activity, []).append(finding)
    names = {None: "The organisation"} | {activity.id: activity.name for activity in record.activities}
    rows = sorted(
        (about for about in names if about in by_row),
        key=lambda about: (about is not None, -(assessment.levels[about].now or 0)),
    )
    show(Markup("<h4>Look into a row</h4>"))
    for about in rows[:ROWS]:
        show(_row(assessment, names[about], about, by_row[about]))
    if len(rows) > ROWS:
        show(html.paragraph(f"{counted(len(rows) - ROWS, 'more row')}: what stands behind them is under each activity below."))


def _row(assessment: Assessment, name: str, about: str | None, found: list[Finding]) -> Markup:
    catalogue = assessment.catalogue
    by_topic: dict[str, list[Finding]] = {}
    for finding in found:
        by_topic.setdefault(finding.topic, []).append(finding)
    topics = Markup("").join(
        Markup("<h5>{}</h5>{}").format(catalogue.topics[topic].title, html.findings(catalogue, by_topic[topic]))
        for topic in catalogue.topics
        if topic in by_topic
    )
    return Markup('<details class="g-row"><summary>{} {}: {}</summary>{}</details>').format(
        html.mark(assessment.levels[about]), name, counted(len(found), "finding"), topics
    )


def _how_far(assessment: Assessment) -> str:
    if not assessment.live:
        return "Every question that can change the result is answered."
    return f"{counted(len(assessment.live), 'open question')} can still change this result. What is said here holds whatever the answers are."


@cache_resource(show_spinner=False, max_entries=10)
def _report(key: str, _record: Record, _signatures: tuple[Signature, ...] = ()) -> Report:  # noqa: ARG001  (the key stands for them)
    catalogue = settings.catalogue()
    report = model.build(conclude(catalogue, _record.facts(catalogue)), _record, _signatures)
    return replace(report, house=own_look())


def _edition(record: Record, signatures: tuple[Signature, ...], edition: Edition) -> bytes:
    """One of the short editions as PDF."""
    catalogue = settings.catalogue()
    paper = build(edition, conclude(catalogue, record.facts(catalogue)), record, signatures)
    return write.render(replace(paper, house=own_look()), ".pdf")


def _out_of_date(record: Record, assessment: Assessment, signatures: tuple[Signature, ...]) -> None:
    """Says which signatures no longer stand."""
    gone = [each for each in signatures if not each.stands(record, assessment.catalogue.version)]
    if gone:
        names = "; ".join(f"{each.name}, {each.role}, {words.moment(each.at)}" for each in gone)
        show(
            Markup(
                '<div class="g-error" role="alert"><h2>Out of date</h2><p>The answers or the knowledge base have changed since '
                "this was signed: {}. Reports made before the change are out of date; make them again, and have them signed "
                "again.</p></div>"
            ).format(names)
        )


def _sign(record: Record, assessment: Assessment, signatures: tuple[Signature, ...]) -> None:
    with st.expander(Label("Sign this result")):
        standing = [each for each in signatures if each.stands(record, assessment.catalogue.version)]
        show(html.bullets(f"{each.name}, {each.role}: signed {words.moment(each.at)}" for each in standing))
        st.write(
            Label("A signature approves the plan on the answers given. It lapses when an answer or the knowledge base changes.")
        )
        name, role = f"sign-name:{record.id}", f"sign-role:{record.id}"
        with st.form("sign", border=False):
            st.text_input(Label("Your name"), max_chars=200, key=name)
            st.text_input(Label("Your role"), max_chars=200, key=role)
            seen = (record.id, record.hash, assessment.catalogue.version)
            press.submit(Label("Sign"), _signed, *seen, key="sign-result", says=[name, role], empties=[name, role])


def _signed(id: str, answers: str, knowledge: str, name: str, role: str) -> str:
    """Signs the answers that the page showed; what was wrong with that."""
    if not (name and role):
        return "Not signed: write your name and your role."
    state.append(id, Signed(name=name, role=role, answers=answers, knowledge=knowledge))
    return ""
