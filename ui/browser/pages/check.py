"""Check your answers: short at first, what is doubtful one choice away, and a way to change each answer that leads back here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from guidance.assessment import Assessment
from guidance.case import journey
from guidance.case.journey import Place
from guidance.case.record import Confidence, Record, Recorded, taken_from_register
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Question
from guidance.language.facts import NOT_SURE
from reports import standings, words
from reports.words import count
from ui.browser import a11y, html, press
from ui.browser.drawing import Label, plain, show, st
from ui.browser.places import link_to

ALL = "All"
SHORT = 30
"""Up to so many rows of a choice are shown at once; more are folded, one fold for the organisation and for each activity."""


@dataclass(frozen=True)
class _Row:
    """A question that is asked, where it stands, and what was answered."""

    place: Place
    question: Question
    answer: Recorded | None

    @property
    def asked(self) -> Asked:
        return self.question.id, self.place.activity


def draw(record: Record, assessment: Assessment) -> None:
    """The answers that were chosen to be shown."""
    a11y.title("Check your answers")
    press.button(Label("Continue: result and report"), press.lead, "result", record.id, key="to-result", type="primary")
    _changed(record, assessment)
    _contradictions(record, assessment)
    rows = [
        _Row(place, question, record.of(place.activity).get(question.id))
        for place in journey.places(assessment, record)
        for question in journey.questions(assessment, place)
    ]
    chosen = _chosen(record, _choices(assessment, rows))
    for about in (None, *(activity.id for activity in record.activities)):
        those = [row for row in chosen if row.place.activity == about]
        if those:
            _fold(record, assessment, about, those, len(chosen) <= SHORT)


def _choices(assessment: Assessment, rows: list[_Row]) -> Mapping[str, list[_Row]]:
    """What can be shown, by its name."""
    presumed = frozenset[Asked]().union(*(finding.presumes for finding in assessment.presumed))
    tests: dict[str, Callable[[_Row, Recorded], bool]] = {
        "Not sure": lambda _, said: said.value == NOT_SURE,
        "To be looked at again": lambda _, said: said.review,
        "Carried over, not confirmed": lambda _, said: said.confidence is Confidence.UNCONFIRMED,
        "From the register": lambda _, said: taken_from_register(said),
    }
    said = {name: [row for row in rows if row.answer and test(row, row.answer)] for name, test in tests.items()}
    missing = [row for row in rows if not row.answer]
    return {ALL: rows, "Not answered": missing, "Presumed": [row for row in missing if row.asked in presumed]} | said


def _chosen(record: Record, choices: Mapping[str, list[_Row]]) -> list[_Row]:
    name = st.radio(
        Label("Show"),
        list(choices),
        format_func=lambda name: plain(f"{name}: {len(choices[name])}"),
        key=f"show:{record.id}",
        horizontal=True,
        persist_state="session",
    )
    if not choices[name]:
        st.write(Label("There is none."))
    return choices[name]


def _fold(record: Record, assessment: Assessment, about: str | None, rows: list[_Row], short: bool) -> None:
    """The rows about the organisation or one activity. Only those of an open fold are drawn."""
    name = record.activity(about).name if about else "Your organisation"
    came_back = "q" in st.query_params and st.query_params.get("act") == about
    panel = st.expander(
        plain(f"{name}: {count(len(rows), 'question')}"),
        key=f"rows:{record.id}:{about or ''}:{short}",
        expanded=short or came_back,
        on_change="rerun",
    )
    with panel:
        if panel.open:
            for section, those in groupby(rows, lambda row: row.place.section):
                show(Markup("<h2 class='g-part'>{}</h2>").format(assessment.catalogue.sections[section].title))
                for row in those:
                    _draw(record, assessment.catalogue, row)


def _draw(record: Record, catalogue: Catalogue, row: _Row) -> None:
    id, about = row.asked
    with st.container(horizontal=True, key=f"row-{about or 'org'}-{id.replace('.', '-')}"):
        show(Markup('<dl class="g-answer"><dt>{}</dt><dd>{}</dd></dl>').format(row.question.text, _answer(catalogue, row)))
        link_to(row.place, Label("Change: {}").format(row.question.label), record.id, q=id)


def _answer(catalogue: Catalogue, row: _Row) -> Markup:
    if row.answer is None:
        taken = standings.taken(catalogue, row.question.id)
        meanwhile = Markup(' <span class="g-hint">Taken meanwhile, where a warning hangs on it: {}</span>').format(taken)
        return Markup("<em>Not answered.</em>{}").format(meanwhile if taken else "")
    note = Markup('<br><span class="g-hint">Note: {}</span>').format(row.answer.note[:300]) if row.answer.note else ""
    return Markup("{}{}").format(catalogue.answer(row.question.id, row.answer.value), note)


def _changed(record: Record, assessment: Assessment) -> None:
    """What stands now of the question that the officer comes back from."""
    id, about = st.query_params.get("q"), st.query_params.get("act")
    question = assessment.catalogue.questions.get(id or "")
    here = about is None or about in {each.id for each in record.activities}
    if question and here:
        answer = record.of(about).get(question.id)
        said = assessment.catalogue.answer(question.id, answer.value) if answer else "not answered"
        show(Markup('<p role="status">{} Now: <strong>{}</strong></p>').format(question.text, said))


def _contradictions(record: Record, assessment: Assessment) -> None:
    for found in assessment.contradictions:
        answers = html.bullets(words.told(assessment, record, found.answers, None))
        show(
            Markup(
                '<div class="g-error" role="alert"><h2>Answers that cannot all be right</h2><p>{} Correct one of '
                "them:</p>{}</div>"
            ).format(found.rule.reason, answers)
        )
