"""Streamlit, as far as the pages use it, with the types that keep an officer's text from acting as markup.

HTML is `Markup`; whatever Streamlit reads as Markdown is a `Label`. Both escape what is put into them unless it is one already, and mypy
refuses a plain string where one of them is wanted. Ruff lets no other module of the pages import Streamlit's own drawing functions."""

import re
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any, Final, LiteralString, NoReturn, Protocol, cast

import streamlit
from markupsafe import Markup

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=\"'])")


class Label(str):
    """Text that Streamlit may read as Markdown: our own words, in which everything else was escaped. Made of a constant, or by `plain`
    and `spoken`; `format` escapes what it puts in."""

    __slots__ = ()

    def __new__(cls, text: LiteralString = "") -> "Label":
        """Our own words. Somebody else's go through `plain`."""
        return super().__new__(cls, text)

    def format(self, *given: object, **named: object) -> "Label":
        """With what is given in its places, escaped unless it is a label."""
        return _label(_PUTS_IN.vformat(self, given, named))


class _PutsIn(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        return value if isinstance(value, Label) else plain(format(value, format_spec))


_PUTS_IN: Final = _PutsIn()


def _label(text: str) -> Label:
    return str.__new__(Label, text)


@lru_cache(maxsize=4096)
def plain(text: str) -> Label:
    """Text for a widget's label or any other place where Streamlit reads Markdown: shown as typed, on one line."""
    return _label(_MARKDOWN.sub(r"\\\1", " ".join(text.split())))


_LOOKS_LIKE = {"\\": "＼", "`": "｀", "*": "＊", "_": "＿", "[": "［", "<": "＜", "$": "＄", "~": "～", "&": "＆", ":": "：", "@": "＠",
               ".": "．", ")": "）", "#": "＃", "-": "－", "+": "＋", ">": "＞", "=": "＝", "|": "｜"}  # fmt: skip
_BEGINS = re.compile(r"[\\`*_\[<$~|]|&(?=#?\w+;)|:(?=\S)|@(?=\w)|(?<=[-<=])[->=]|(?<=www)\.|^[#\-+>=]")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")


@lru_cache(maxsize=4096)
def spoken(text: str) -> Label:
    """Text for a label that Streamlit also gives to screen readers, as it is written: nothing in it may be escaped.

    What would begin markup is shown by a sign that looks like it."""
    line = _NUMBERED.sub(lambda found: found[1] + _LOOKS_LIKE[found[2]], " ".join(text.split()))
    return _label(_BEGINS.sub(lambda found: _LOOKS_LIKE[found[0]], line))


class _Made(str):
    """HTML made here. Streamlit takes the indent off any other text, which on a long one costs more than sending it."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return self


def show(html: Markup, script: bool = False) -> None:
    """Puts HTML on the page. `script`: a script in it, which must be ours, runs."""
    streamlit.html(_Made(html), unsafe_allow_javascript=script)


ONE_BY_ONE: Final[Mapping[str, Any]] = {"filter_mode": "contains", "select_all": False}
"""For a list of which each entry says something of its own: what is typed must stand in an entry, and Enter takes one of them, never
all that match."""


class Streamlit(Protocol):
    """What the pages use of Streamlit. A label, and what helps with it, is a `Label`; options of lists it shows
    as plain text, those of radio buttons as Markdown."""

    session_state: Any
    query_params: Any
    sidebar: AbstractContextManager[Any]
    user: Any

    def button(self, label: Label, *, help: Label | None = None, **more: Any) -> bool: ...
    def checkbox(self, label: Label, *, help: Label | None = None, **more: Any) -> bool: ...
    def data_editor(self, data: Any, *, key: str, **more: Any) -> Any: ...
    def date_input(self, label: Label, *, help: Label | None = None, **more: Any) -> Any: ...
    def download_button(self, label: Label, *given: Any, help: Label | None = None, **more: Any) -> bool: ...
    def expander(self, label: Label, **more: Any) -> Any: ...
    def file_uploader(self, label: Label, *, help: Label | None = None, **more: Any) -> Any: ...
    def form_submit_button(self, label: Label, *, help: Label | None = None, **more: Any) -> bool: ...
    def header(self, body: Label, *, help: Label | None = None, **more: Any) -> Any: ...
    def link_button(self, label: Label, url: str, *, help: Label | None = None, **more: Any) -> Any: ...
    def multiselect(self, label: Label, options: Iterable[Any], *, help: Label | None = None, **more: Any) -> Any: ...
    def number_input(self, label: Label, *, help: Label | None = None, **more: Any) -> Any: ...
    def page_link(self, page: Any, *, label: Label, help: Label | None = None, **more: Any) -> Any: ...
    def popover(self, label: Label, *, help: Label | None = None, **more: Any) -> Any: ...
    def progress(self, value: float, text: Label | None = None) -> Any: ...
    def radio(
        self,
        label: Label,
        options: Iterable[Any],
        *,
        format_func: Callable[[Any], Label],
        help: Label | None = None,
        **more: Any,
    ) -> Any: ...
    def selectbox(self, label: Label, options: Iterable[Any], *, help: Label | None = None, **more: Any) -> Any: ...
    def spinner(self, text: Label) -> AbstractContextManager[Any]: ...
    def text_area(self, label: Label, *, help: Label | None = None, **more: Any) -> Any: ...
    def text_input(self, label: Label, *, help: Label | None = None, **more: Any) -> Any: ...
    def title(self, body: Label, **more: Any) -> Any: ...
    def toggle(self, label: Label, *, help: Label | None = None, **more: Any) -> bool: ...
    def write(self, text: Label) -> None: ...

    def columns(self, spec: Any, **more: Any) -> Any: ...
    def container(self, **more: Any) -> Any: ...
    def form(self, key: str, **more: Any) -> AbstractContextManager[Any]: ...
    def navigation(self, pages: Any, **more: Any) -> Any: ...
    def rerun(self, **more: Any) -> NoReturn: ...
    def set_page_config(self, **more: Any) -> None: ...
    def switch_page(self, page: Any, **more: Any) -> NoReturn: ...


def chosen_in(title: str, options: Sequence[str], several: bool, help: Label) -> Any:
    """A column of a table in which options are chosen, one or several. Its title and its options are shown as plain text."""
    column = streamlit.column_config.MultiselectColumn if several else streamlit.column_config.SelectboxColumn
    return column(title, options=list(options), help=help)


st: Final = cast(Streamlit, streamlit)
"""Streamlit itself."""
