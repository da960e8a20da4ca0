"""What Streamlit leaves undone for people with a keyboard, a screen reader or high contrast, and our own look."""

from html import escape
from pathlib import Path
from typing import Final

import streamlit as st

from ui import visit
from ui.html import plain, show

_STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")

SCRIPT: Final = f"<script>{Path(__file__).with_name('page.js').read_text(encoding='utf-8')}</script>"
"""The same on every page, so that a policy can name it by its hash."""


def style() -> None:
    """Puts the style sheet on the page."""
    show(f"<style>{_STYLE}</style>")


def title(heading: str, error: bool = False) -> None:
    """The page's heading, with the focus on it when the place has changed, and the title of the browser tab.

    The script runs only when the HTML that holds it is new."""
    st.set_page_config(
        page_title=f"{'Error: ' if error else ''}{heading} – China exposure guidance", page_icon="🧭", layout="wide"
    )
    st.title(plain(heading), anchor=False)
    place = "stopped" if error else visit.place()
    show(f'<span data-place="{escape(place)}" hidden></span>{SCRIPT}', script=True)
