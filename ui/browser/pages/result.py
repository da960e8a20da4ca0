"""The result: what the report says, on the page, and the report to take away."""

from dataclasses import replace
from functools import partial

from markupsafe import Markup
from streamlit import cache_resource

from guidance.assessment import Assessment, DisagreementError, Finding, conclude
from guidance.case.record import Record, Signature, slug
from guidance.case.store import Signed
from reports import house, model, words, write
from reports import html as report_html
from reports.blocks import Report
from reports.editions import Edition, build
from ui import settings
from ui.browser import a11y, disclosure, html, state
from ui.browser.drawing import Label, plain, show, st
from ui.browser.html import alert, counted
from ui.browser.part import part
from ui.browser.places import link
from ui.browser.taking_away import downloads, editions, own_look

OPEN_AT_FIRST = "summary"
PICTURE = "overview"


def draw(record: Record, assessment: Assessment) -> None:
    """The result page."""
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
    html.report_style()
    show(Markup('<div class="g-panel"><p>{}</p><p>{}</p></div>').format(html.level(assessment.level), _how_far(assessment)))
    _out_of_date(record, assessment, signatures)
    name = slug(record.title, set())
    editions(name, partial(_edition, record, signatures))
    downloads(name, partial(write.render, report, held=partial(state.store().file, record.id)))
    disclosure.draw()
    _sign(record, assessment, signatures)
    for section in report.sections:
        fragment = Markup('<div class="g-report">{}</div>').format(report_html.fragment(section, 2))
        if section.anchor == OPEN_AT_FIRST:
            show(fragment)
        else:
            with st.expander(plain(section.heading)):
                if section.anchor == PICTURE:
                    _look_into()
                show(fragment)
    link("check", Label("Check your answers"), record.id)


@part
def _look_into(record: Record, assessment: Assessment) -> None:
    """The findings behind one field of the picture."""
    fields: dict[tuple[str | None, str], list[Finding]] = {}
    for finding in assessment.certain:
        fields.setdefault((finding.activity, finding.topic), []).append(finding)
    names = {None: "The organisation"} | {activity.id: activity.name for activity in record.activities}
    order = list(names)
    chosen = st.selectbox(
        Label("Look into a field of the picture"),
        sorted(fields, key=lambda field: (order.index(field[0]), field[1])),
        index=None,
        format_func=lambda field: (
            f"{names[field[0]]}: {assessment.catalogue.topics[field[1]].title} (findings: {len(fields[field])})"
        ),
        placeholder="Choose an activity and a topic",
        key=f"field:{record.id}",
    )
    if chosen:
        show(html.findings(assessment.catalogue, fields[chosen]))


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
        with st.form("sign", border=False, clear_on_submit=True):
            name = st.text_input(Label("Your name"), max_chars=200)
            role = st.text_input(Label("Your role"), max_chars=200)
            seen = st.session_state.setdefault(f"seen:{record.id}", record.hash)
            if st.form_submit_button(Label("Sign")) and name.strip() and role.strip():
                version = assessment.catalogue.version
                state.append(record.id, Signed(name=name.strip(), role=role.strip(), answers=seen, knowledge=version))
                st.rerun()
            st.session_state[f"seen:{record.id}"] = record.hash
