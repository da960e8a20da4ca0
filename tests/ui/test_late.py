"""An answer that comes when its page was left already: sent as a browser sends it, over the line to a real server, in an order that is forced."""

from collections.abc import Iterator

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from guidance import knowledge
from guidance.case.record import Record, read_record
from guidance.case.store import Store
from tests.team.world import DAY
from tests.ui.conftest import ROOT, App

pytestmark = pytest.mark.slow
QUESTION = "profile.kind"
LOWFELL = ROOT / "examples" / "lowfell.json"


@pytest.fixture
def line(app: App) -> Iterator[ClientConnection]:
    address = f"ws://127.0.0.1:{app.port}/_stcore/stream"
    with connect(address, origin=app.url, subprotocols=[Subprotocol("streamlit")], max_size=None, proxy=None) as opened:  # type: ignore[arg-type]
        yield opened


def ask(line: ClientConnection, query: str, page: str, part: str = "", **given: str | bool | list[str]) -> list[Delta]:
    """What is drawn for a request. `given`: what its widgets hold, by their ids."""
    message = BackMsg()
    message.rerun_script.query_string, message.rerun_script.page_name, message.rerun_script.fragment_id = query, page, part
    for id, value in given.items():
        widget = message.rerun_script.widget_states.widgets.add(id=id)
        if isinstance(value, bool):
            widget.bool_value = value
        elif isinstance(value, list):
            widget.string_array_value.data.extend(value)
        else:
            widget.string_value = value
    line.send(message.SerializeToString())
    drawn = []
    while True:
        got = line.recv(timeout=120)
        assert isinstance(got, bytes)
        said = ForwardMsg.FromString(got)
        if said.WhichOneof("type") == "delta":
            drawn.append(said.delta)
        if said.WhichOneof("type") == "script_finished":
            return drawn


def drawn_of(drawn: list[Delta], kind: str, question: str) -> Delta:
    """The first widget of a question."""
    elements = ((each, each.new_element) for each in drawn if each.new_element.WhichOneof("type") == kind)
    return next(each for each, element in elements if question in getattr(element, kind).id)


def radio(drawn: list[Delta]) -> Delta:
    return drawn_of(drawn, "radio", QUESTION)


@pytest.mark.parametrize("then", ["overview", "check"])
def test_an_answer_on_a_page_that_was_left_is_stored(line: ClientConnection, app: App, then: str) -> None:
    catalogue = knowledge.load()
    store = Store.open(app.database, catalogue)
    id = store.open_record(Record(id="x", title="Late", as_at=DAY), "a test")
    section = catalogue.questions[QUESTION].section
    shown = radio(ask(line, f"a={id}", section))
    assert shown.fragment_id
    ask(line, f"a={id}", then)
    chosen = shown.new_element.radio.options[1]
    drawn = ask(line, f"a={id}", section, shown.fragment_id, **{shown.new_element.radio.id: chosen})
    given = store.record(id).record.answers[QUESTION].value
    assert given == catalogue.questions[QUESTION].options[1].id
    assert not [
        each for each in drawn if each.new_element.WhichOneof("type") == "radio" and QUESTION in each.new_element.radio.id
    ], "the page that is open stays"
    back = radio(ask(line, f"a={id}", section)).new_element.radio
    assert back.options[back.default] == chosen
    store.close()


@pytest.mark.parametrize(("kind", "question"), [("checkbox", "profile.funders"), ("multiselect", "profile.exposures")])
def test_a_tick_on_a_page_that_was_left_is_stored(line: ClientConnection, app: App, kind: str, question: str) -> None:
    catalogue = knowledge.load()
    store = Store.open(app.database, catalogue)
    id = store.open_record(Record(id="x", title="Late", as_at=DAY), "a test")
    section = catalogue.questions[question].section
    shown = drawn_of(ask(line, f"a={id}", section), kind, question)
    ask(line, f"a={id}", "overview")
    widget = getattr(shown.new_element, kind)
    given = True if kind == "checkbox" else [widget.options[0]]
    drawn = ask(line, f"a={id}", section, shown.fragment_id, **{widget.id: given})
    assert not [each for each in drawn if each.new_element.WhichOneof("type") == "exception"]
    assert store.record(id).record.answers[question].value == [catalogue.questions[question].options[0].id]
    store.close()


def test_of_one_question_on_two_pages_what_comes_late_does_not_undo_what_is_given_next(
    line: ClientConnection, app: App
) -> None:
    catalogue = knowledge.load()
    store = Store.open(app.database, catalogue)
    id = store.open_record(Record(id="x", title="Late", as_at=DAY), "a test")
    section = catalogue.questions[QUESTION].section
    before, here = (radio(ask(line, f"a={id}", page)) for page in (section, "triage"))
    options = before.new_element.radio.options
    for shown, page, chosen in ((before, section, options[1]), (here, "triage", options[2])):
        ask(line, f"a={id}", page, shown.fragment_id, **{shown.new_element.radio.id: chosen})
    assert store.record(id).record.answers[QUESTION].value == catalogue.questions[QUESTION].options[2].id
    store.close()


def test_what_was_chosen_on_a_list_that_has_a_successor_stays(line: ClientConnection, app: App) -> None:
    """A list is one widget: who chooses on the one that shows an older state does not give back what was chosen meanwhile."""
    catalogue, question = knowledge.load(), "data.kinds"
    store = Store.open(app.database, catalogue)
    record = read_record(LOWFELL.read_bytes(), catalogue)
    id, about = store.open_record(record, "a test"), "language-exchange"
    section, query = catalogue.questions[question].section, f"a={id}&act={about}"
    texts = {each.id: each.text for each in catalogue.questions[question].options}
    alone = next(each.id for each in catalogue.questions[question].options if each.alone)

    def stored() -> object:
        return store.record(id).record.activity(about).answers[question].value

    def choose(on: Delta, *options: str) -> list[Delta]:
        widget = on.new_element.multiselect
        here[widget.id] = [texts[each] for each in options]
        return ask(line, query, section, on.fragment_id, **here)

    here: dict[str, list[str]] = {}
    first = drawn_of(ask(line, query, section), "multiselect", question)
    before = stored()
    assert isinstance(before, list)
    second = drawn_of(choose(first, *before, alone), "multiselect", question)
    assert stored() == [alone]
    choose(first, *before, alone, "genetic")
    assert stored() == ["genetic"]
    choose(second, alone, "technical")
    assert stored() == ["genetic", "technical"]
    store.close()
