"""The plan on the page of results: whose each action is, by when, how far it has got, and the form to change that."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from markupsafe import Markup

from guidance.assessment import Assessment
from guidance.case.plan import Settled, Status, parted
from guidance.case.record import FIRST_DAY, LAST_DAY, MAX_TEXT, Record
from guidance.case.store import ActionDue, ActionMoved, ActionOwned, ActionSettled
from reports import words
from reports.plan import NO_LONGER, STATUS, Action, Former, former, grouped
from reports.words import count
from ui.browser import concluded, html, shown, state, visit
from ui.browser.drawing import Label, plain, show, spoken, st
from ui.browser.part import part

SHOWN: Final = 10
"""Actions drawn at a time, each with its form."""
PARTS: Final = ("status", "owner", "due", "reason")
EVERY: Final = "Every action"
OVERDUE: Final = "Overdue"


@dataclass(frozen=True)
class _Line:
    """One line: an action that follows, or one that no longer does."""

    keys: tuple[str, ...]
    title: str
    where: str
    settled: Settled
    mark: Markup
    who: str
    by: str
    suggested: tuple[str, str]
    due: date | None
    follows: bool = True

    @property
    def overdue(self) -> bool:
        return not self.settled.status.closed and self.due is not None and self.due < date.today()


@part
def draw(record: Record, _assessment: Assessment) -> None:
    """The lines of the plan. Each stays where it came first until the officer looks for something else or leaves the page."""
    case = concluded.case(state.stored())
    lines = [*map(_following, grouped(case, case.acted_on)), *map(_gone, former(case))]
    show(Markup('<h2 id="plan">Action plan: who does what, by when</h2><p role="status">{}</p>').format(_told(lines)))
    if not lines:
        return
    wanted = _wanted(record, lines)
    here = visit.listed(key for line in wanted for key in line.keys)
    place = {key: number for number, key in enumerate(here)}
    listed = sorted((line for line in lines if line.keys[0] in place), key=lambda line: place[line.keys[0]])
    most = SHOWN + state.shown_more(f"plan-most:{record.id}")
    for line in listed[:most]:
        _line(record, line, case.name)
    if len(listed) > most:
        more = Label("Show {}").format(count(min(SHOWN, len(listed) - most), "more action"))
        st.button(more, key="plan-more", on_click=state.show_more, args=(f"plan-most:{record.id}", SHOWN))
    shown.echo()


def _following(action: Action) -> _Line:
    return _Line(
        action.keys,
        action.title,
        action.where,
        action.settled,
        html.tag(action.first.severity),
        action.owner,
        action.clock,
        (action.suggested_owner, action.case.deadline(action.first)),
        action.due,
    )


def _gone(gone: Former) -> _Line:
    said = gone.settled
    by = words.day(said.due) if said.due else "no day was set"
    mark = Markup('<span class="g-tag g-low">{}</span>').format(NO_LONGER)
    return _Line((gone.key,), gone.title, gone.where, said, mark, said.owner or "nobody", by, ("", ""), said.due, follows=False)


def _told(lines: list[_Line]) -> str:
    """How many actions there are, and how far they have got."""
    if not lines:
        return "No action follows from the answers so far."
    counts = Counter(line.settled.status for line in lines)
    parts = [f"{counts[status]} {said.lower()}" for status, said in STATUS.items() if counts[status]]
    late = sum(line.overdue for line in lines)
    return f"{count(len(lines), 'action')}: {', '.join(parts)}{f'; {late} overdue' if late else ''}."


def _wanted(record: Record, lines: list[_Line]) -> list[_Line]:
    """The lines to list: those of one kind, and with the words that are looked for."""
    kinds: dict[str, Callable[[_Line], bool]] = {
        EVERY: lambda _: True,
        **{said: partial(_is, status) for status, said in STATUS.items()},
        OVERDUE: lambda line: line.overdue,
        NO_LONGER: lambda line: not line.follows,
    }
    with st.container(horizontal=True, key="plan-filter"):
        kind = st.selectbox(Label("Show"), list(kinds), key=f"plan-show:{record.id}", on_change=visit.list_anew)
        said = st.text_input(
            Label("Find an action by its words, its owner or its activity"),
            key=f"plan-find:{record.id}",
            on_change=visit.list_anew,
        ).casefold()
    found = [line for line in lines if kinds[kind](line)]
    return [line for line in found if said in f"{line.title} {line.where} {line.who}".casefold()]


def _is(status: Status, line: _Line) -> bool:
    return line.settled.status is status


def _line(record: Record, line: _Line, named: Callable[[str | None], str]) -> None:
    name = f"w:{record.id}:plan:{hashlib.sha256(' '.join(line.keys).encode()).hexdigest()[:12]}"
    wrong, kept = state.unsettled(name)
    status = STATUS[line.settled.status]
    late = Markup(' <strong class="g-late">Overdue</strong>') if line.overdue else ""
    with st.container(key=f"action-{name[-12:]}"):
        show(
            Markup('<div class="g-action"><h3>{}</h3><p>{} {}</p><p><strong>{}</strong>{} · {} · {}</p></div>').format(
                line.title, line.mark, line.where, status, late, line.who, line.by
            )
        )
        with st.expander(Label("Change: {}").format(line.title)), st.form(f"form:{name}", border=False):
            which = _which(name, line, named)
            for each, draw_it in _FIELDS.items():
                state.view(f"{name}:{each}", kept.get(each, getattr(line.settled, each)), partial(draw_it, line))
            st.form_submit_button(
                Label("Save: {}").format(line.title), on_click=_save, args=(record.id, name, line.keys, line.settled, which)
            )
        if wrong:
            show(Markup('<div class="g-error" role="alert"><p>{}</p></div>').format(wrong))


def _which(name: str, line: _Line, named: Callable[[str | None], str]) -> str:
    """The widget that says for which of its activities an action is changed; "" where it has one."""
    if len(line.keys) == 1:
        return ""
    key = f"{name}:which"
    titles = {each: named(parted(each)[0]) for each in line.keys}
    st.multiselect(Label("Change it for"), list(titles), default=list(titles), format_func=titles.__getitem__, key=key)
    return key


def _status(_line: _Line, key: str, first: Status) -> None:
    st.radio(
        Label("Status"),
        list(Status),
        index=list(Status).index(first),
        format_func=lambda each: plain(STATUS[each]),
        key=key,
        horizontal=True,
    )


def _owner(line: _Line, key: str, first: str) -> None:
    suggested = spoken(f"Owner (we suggest: {line.suggested[0]})") if line.suggested[0] else Label("Owner")
    st.text_input(suggested, value=first, key=key, max_chars=200)


def _due(line: _Line, key: str, first: date | None) -> None:
    suggested = spoken(f"Due day (the clock: {line.suggested[1]})") if line.suggested[1] else Label("Due day")
    st.date_input(suggested, value=first, min_value=FIRST_DAY, max_value=LAST_DAY, format="DD/MM/YYYY", key=key)


def _reason(_line: _Line, key: str, first: str) -> None:
    st.text_input(Label("Why it is not needed, if it is not"), value=first, key=key, max_chars=MAX_TEXT)


_FIELDS: dict[str, Callable[..., None]] = {"status": _status, "owner": _owner, "due": _due, "reason": _reason}


def _save(id: str, name: str, keys: tuple[str, ...], drawn: Settled, which: str) -> None:
    """Stores what was changed in the form, and nothing else: a colleague may have changed the rest."""
    given = {each for each in PARTS if shown.given(f"{name}:{each}")}
    said: dict[str, Any] = {each: shown.value(f"{name}:{each}") for each in PARTS}
    said |= {each: said[each].strip() for each in ("owner", "reason")}
    changed = given | {
        each for each in PARTS if said[each] != getattr(drawn, each)
    }  # of two presses the second may know the older line
    chosen = tuple(key for key in keys if key in st.session_state[which]) if which else keys
    if not chosen:
        state.refuse(name, "Not saved: choose for which activity it is changed.", said)
    elif said["status"] is Status.NOT_NEEDED and not said["reason"]:
        state.refuse(name, "Not saved: say why it is not needed.", said)
    else:
        state.settle(id, name, _events(name, chosen, changed, said))


def _events(name: str, keys: tuple[str, ...], changed: set[str], said: dict[str, Any]) -> Iterator[tuple[ActionSettled, str]]:
    """What was changed, each part as an event of its own, with the widget that it was changed in."""
    made_on = {each: shown.made_on(f"{name}:{each}") for each in PARTS}
    if "owner" in changed:
        yield ActionOwned(actions=keys, owner=said["owner"], made_on=made_on["owner"]), f"{name}:owner"
    if "due" in changed:
        yield ActionDue(actions=keys, due=said["due"], made_on=made_on["due"]), f"{name}:due"
    if changed & {"status", "reason"}:
        reason = said["reason"] if said["status"] is Status.NOT_NEEDED else ""
        moved = ActionMoved(actions=keys, status=said["status"], reason=reason, made_on=made_on["status"])
        yield moved, f"{name}:status"
