"""The result: what the report says, on the page, and the report to take away."""

from functools import partial

from markupsafe import Markup

from guidance.assessment import Assessment, DisagreementError, Finding, assess
from guidance.assessment.ahead import may_go_ahead, negatives
from guidance.assessment.held import held
from guidance.assessment.order import Entry, Screen, first_screen
from guidance.case.record import Record, Signature
from guidance.case.store import Signed
from reports import house, letters, standings, words
from reports import html as report_html
from reports.blocks import Report, Section
from reports.words import count
from ui import settings
from ui.browser import a11y, action_plan, concluded, disclosure, html, offers, press, signing, since_signed, state, visitor
from ui.browser.drawing import Label, plain, show, st
from ui.browser.html import alert
from ui.browser.places import link
from ui.browser.taking_away import button, downloads, editions

PICTURE = "overview"
"""The section of the report with the picture of all findings."""
ON_THE_PAGE = ("summary", "plan")
"""The sections that the page tells above, with what is settled at this moment."""
FIRST = 8
"""What may go ahead, named before the rest is folded away."""
LOOKED_AT = 5
"""Of so many activities at most the page says what does not apply to each; the report says it of all."""
NAMED = 2
"""Activities named beside a warning that is about more."""
ROWS = 25
"""Rows of the picture that can be looked into; of more activities, those at the highest levels."""


def draw(record: Record, assessment: Assessment) -> None:
    """The result page: first what follows and what to do, then who does it, then what is taken away."""
    a11y.title("Result and report")
    try:
        signatures = state.stored().signatures
        with st.spinner(
            Label("Working out the result")
        ):  # it keeps its place when there is nothing to wait for: panels stay open
            report = concluded.report(record, signatures)
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
    _looked_at(record, assessment)
    action_plan.draw()
    _take_away()
    _letters()
    disclosure.draw()
    if state.signed_in():
        signing.draw(record, assessment, signatures)
    else:
        _sign(record, assessment, signatures)
    _whole(record, assessment, report)
    link("versions", Label("Versions, comparison and log"), record.id)
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
            '<div class="g-panel"><p><strong>{}</strong></p><p class="g-hint">{}</p></div><h2 id="now">What to do now</h2>{}{}'
        ).format(
            standings.level(catalogue, assessment.level),
            _how_far(assessment),
            cards or html.paragraph("Nothing that was told asks for anything on these answers."),
            html.rest(catalogue, screen),
        )
    )


def _whom(record: Record, entry: Entry) -> str:
    about = [record.activity(each.activity).name if each.activity else "The organisation" for each in entry.findings]
    return words.some(about, NAMED)


def _may_go_ahead(record: Record, assessment: Assessment) -> list[Markup]:
    """What may go ahead, with its provisos and for whom: first what stands first of each activity, then of the organisation."""
    names = {each.id: each.name for each in record.activities} | {None: "The organisation"}
    told = [
        (rank, about, said)
        for about in names
        for rank, said in enumerate(standings.together(assessment.catalogue, may_go_ahead(assessment, about)))
    ]
    whom: dict[str, list[str]] = {}
    for _, about, said in sorted(told, key=lambda each: (each[0], each[1] is None)):
        whom.setdefault(said, []).append(names[about])
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


def _looked_at(record: Record, assessment: Assessment) -> None:
    """What was looked at and does not apply, with the fact that settles it; open where the case is one."""
    if len(record.activities) > LOOKED_AT:
        return
    for activity in record.activities:
        if found := negatives(assessment, activity.id):
            said = html.bullets(standings.negative(assessment, record, each) for each in found)
            shut = Markup("") if len(record.activities) > 1 else Markup(" open")
            show(
                Markup("<details{}><summary>Looked at, and does not apply to {}: {}</summary>{}</details>").format(
                    shut, activity.name, count(len(found), "topic"), said
                )
            )


def _take_away() -> None:
    """The report as files, of what is stored when a button is pressed."""
    show(Markup('<h2 id="files">Take the report away</h2>'))
    editions(state.stored())
    downloads(partial(offers.report, state.stored()))


def _letters() -> None:
    """The drafts that findings need; mostly few."""
    case = concluded.case(state.stored())
    drafts = letters.needed(case)
    if not drafts:
        return
    show(
        Markup(
            '<h3>Letters and forms to begin with</h3><p class="g-hint">{}. Each is filled from the answers; what is not known is a blank. Read it, '
            "change it, and decide who sends it.</p>"
        ).format(letters.DRAFT)
    )
    with st.container(horizontal=True, key="letters"):
        for draft in drafts:
            label = Label("Draft: {}, for {}").format(draft.letter.title, case.name(draft.about))
            button(offers.letter(state.stored(), draft.key), label, f"letter-{draft.key}")


def _whole(record: Record, assessment: Assessment, report: Report) -> None:
    """The report but for what the page says already, folded; under the picture of all findings, what stands behind its rows."""
    st.header(Label("The whole report"), anchor=False)
    for section in report.sections:
        if section.anchor not in ON_THE_PAGE:
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
        show(html.paragraph(f"{count(len(rows) - ROWS, 'more row')}: what stands behind them is under each activity below."))


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
        html.mark(assessment.levels[about]), name, count(len(found), "finding"), topics
    )


def _how_far(assessment: Assessment) -> str:
    return standings.left(assessment) + (" What is said here holds whatever the answers are." if assessment.live else "")


def _out_of_date(record: Record, assessment: Assessment, signatures: tuple[Signature, ...]) -> None:
    """Says which signatures no longer stand."""
    gone = [each for each in signatures if not each.stands(record, assessment)]
    if gone:
        names = "; ".join(f"{each.name}, {each.role}, {words.moment(each.at)}" for each in gone)
        show(
            Markup(
                '<div class="g-error" role="alert"><h2>Out of date</h2><p>The answers, or something in the knowledge base that bears on '
                "the result, have changed since this was signed: {}. Reports made before the change are out of date; make them again, "
                "and have them signed again.</p>{}</div>"
            ).format(names, since_signed.list_of(record, assessment, gone[-1]))
        )


def _sign(record: Record, assessment: Assessment, signatures: tuple[Signature, ...]) -> None:
    with st.expander(Label("Sign this result")):
        standing = [each for each in signatures if each.stands(record, assessment)]
        show(html.bullets(since_signed.line(assessment, each) for each in standing))
        st.write(
            Label(
                "A signature approves the plan on the answers given. It lapses when an answer changes, or something in the knowledge base "
                "that bears on the result."
            )
        )
        name, role = f"sign-name:{record.id}", f"sign-role:{record.id}"
        with st.form("sign", border=False):
            visitor.ask_name(Label("Your name"), key=name)
            st.text_input(Label("Your role"), max_chars=200, key=role)
            seen = (record.id, record.hash, assessment.catalogue.version)
            press.submit(Label("Sign"), _signed, *seen, key="sign-result", says=[name, role], empties=[name, role])


def _signed(id: str, answers: str, knowledge: str, name: str, role: str) -> str:
    """Signs the answers that the page showed; what was wrong with that."""
    if not (name and role):
        return "Not signed: write your name and your role."
    catalogue = settings.catalogue()
    signed = held(assess(catalogue, state.store().record(id).record.facts(catalogue)))
    state.append(id, Signed(name=visitor.named(name), role=role, answers=answers, knowledge=knowledge, held=signed))
    return ""
