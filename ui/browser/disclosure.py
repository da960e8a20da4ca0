"""The version to disclose: what is marked, on what ground, what to look at by eye, and the files, made of the newest answers."""

from collections import Counter

from markupsafe import Markup

from guidance.assessment import Assessment, Finding
from guidance.case.record import Record
from guidance.case.store import Withheld
from guidance.disclosure import redaction
from reports import front, words
from ui import settings
from ui.browser import html, offers, state
from ui.browser.drawing import ONE_BY_ONE, Label, show, st
from ui.browser.part import part
from ui.browser.taking_away import button, downloads


@part
def draw(record: Record, assessment: Assessment) -> None:
    """The version for disclosure: what to leave out, on what ground, and the redacted files."""
    panel = st.expander(
        Label("A version to disclose, such as for a freedom of information request"),
        key=f"disclosure:{record.id}",
        on_change="rerun",  # the server remembers that it is open, also when a message appears above it
    )
    with panel:
        if panel.open:
            _panel(record, assessment)


def _panel(record: Record, assessment: Assessment) -> None:
    catalogue = assessment.catalogue
    st.write(
        Label(
            "Disclosure is a decision of your organisation; take advice. Mark answers on their pages, activities on "
            "theirs, and findings here."
        )
    )
    show(html.paragraph(redaction.PROMISE))
    _findings(record, assessment)
    grounds = st.multiselect(
        Label("Exemptions relied on, which the version then names"),
        list(catalogue.exemptions),
        format_func=lambda id: f"{catalogue.exemptions[id].act}, {catalogue.exemptions[id].title}",
        **ONE_BY_ONE,
    )
    show(html.bullets(f"{each.act}, {each.title}. {each.consider}" for each in catalogue.exemptions.values()))
    show(html.paragraph(_marked(record)))
    if st.toggle(Label("Make the version to disclose"), key=f"disclose:{record.id}"):
        _version(record.id, grounds)


def _marked(record: Record) -> str:
    marked = redaction.marked(record)
    counts = (
        words.count(marked.answers, "answer"),
        words.count(marked.activities, "activity", "activities"),
        words.count(marked.findings, "finding"),
    )
    return f"Marked to be left out: {', '.join(counts[:2])} and {counts[2]}."


def _findings(record: Record, assessment: Assessment) -> None:
    """The findings to choose from, as stored, whoever marked them."""
    titles = _titles(record, assessment)
    key = f"withheld:{record.id}"
    if set(st.session_state.get(key, ())) != set(record.withhold):
        st.session_state[key] = list(record.withhold)
    st.session_state[f"{key}:was"] = list(record.withhold)
    st.multiselect(
        Label("Findings to leave out, with what proves them"),
        list(titles),
        format_func=titles.__getitem__,
        key=key,
        on_change=_mark,
        args=(record.id, key),
        **ONE_BY_ONE,
    )


def _titles(record: Record, assessment: Assessment) -> dict[str, str]:
    """Each finding in words; where two activities have one name, with the activity's id. Marked ones that are gone come last."""
    titles = {each.key: _title(record, assessment, each) for each in redaction.markable(assessment)}
    often = Counter(titles.values())
    told = {key: title if often[title] == 1 else f"{title}, {key.partition('/')[0]}" for key, title in titles.items()}
    return told | {key: f"{key} (does not follow now)" for key in record.withhold if key not in told}


def _title(record: Record, assessment: Assessment, finding: Finding) -> str:
    about = record.activity(finding.activity).name if finding.activity else "The organisation"
    presumed = "" if finding.certain else ", presumed"
    weight = f"{words.SEVERITY[finding.severity]}{presumed}" if finding.stands else "cannot be told yet"
    return f"{about}: {assessment.catalogue.advice[finding.id].title} ({weight})"


def _mark(id: str, key: str) -> None:
    """Stores what was chosen or taken away, and nothing that the officer left as it was."""
    chosen, was = set(st.session_state[key]), set(st.session_state[f"{key}:was"])
    for finding in sorted(chosen ^ was):
        if state.append(id, Withheld(finding=finding, withhold=finding in chosen)):
            was ^= {finding}
    st.session_state[f"{key}:was"] = list(was)


def _version(id: str, grounds: list[str]) -> None:
    """What goes out as things stand now. The files are made of the newest answers and marks when a button is pressed."""
    record, made = offers.disclosed(state.store(), id, tuple(grounds))
    assert made.record.disclosure
    show(Markup('<p role="status">{}</p>').format(front.redacted(made.record.disclosure)))
    first, *looks = redaction.to_look_at(settings.catalogue(), record, made)
    show(html.paragraph(first))
    if looks:
        show(Markup("<h2>Look at these before it goes out</h2>{}").format(html.bullets(map(words.visible, looks))))
        label = Label("Download what to look at, for you only")
        button(offers.looks(state.stored(), *grounds), label, f"looks:{id}")
    downloads(lambda suffix: offers.redacted(state.stored(), suffix, *grounds), "redacted")
