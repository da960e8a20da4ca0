"""What Streamlit leaves undone for people with a keyboard, a screen reader or high contrast, and our own look."""

from pathlib import Path
from typing import Final

from markupsafe import Markup

from ui.browser import visit
from ui.browser.drawing import plain, show, st
from ui.gate import settings


def _ours(name: str) -> Markup:
    return Markup(Path(__file__).with_name(name).read_text(encoding="utf-8"))  # noqa: S704  (a file of the program)


_STYLE: Final = _ours("style.css")
SCRIPT: Final = Markup("<script>{}</script>").format(_ours("page.js"))
"""The same on every page, so that a policy can name it by its hash."""


def style() -> None:
    """Puts the style sheet on the page."""
    show(Markup("<style>{}</style>").format(_STYLE))


def title(heading: str, error: bool = False) -> None:
    """The page's heading, with the focus on it when the place has changed, and the title of the browser tab.

    The script runs only when the HTML that holds it is new."""
    st.set_page_config(
        page_title=f"{'Error: ' if error else ''}{heading} – China exposure guidance", page_icon="🧭", layout="wide"
    )
    st.title(plain(heading), anchor=False)
    place = "stopped" if error else visit.place()
    signed = Markup(" data-signed") if settings.is_on() else ""
    show(Markup('<span data-place="{}"{} hidden></span>{}').format(place, signed, SCRIPT), script=True)
