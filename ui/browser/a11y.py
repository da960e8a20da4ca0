"""What Streamlit leaves undone for people with a keyboard, a screen reader or high contrast, and our own look."""

from pathlib import Path
from typing import Final

import streamlit as st

from ui.browser.html import plain, show

_STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")

SCRIPT: Final = f"<script>{Path(__file__).with_name('page.js').read_text(encoding='utf-8')}</script>"
"""The same on every page, so that a policy can name it by its hash."""


def finish(place: str) -> None:
    """Puts the style sheet on the page, and the focus on its heading when the place has changed.

    The script runs only when the HTML that holds it is new."""
    show(f'<style>{_STYLE}</style><span data-place="{place}" hidden></span>{SCRIPT}', script=True)


def title(heading: str, error: bool = False) -> None:
    """The page's heading and the title of the browser tab."""
    st.set_page_config(
        page_title=f"{'Error: ' if error else ''}{heading} – China exposure guidance", page_icon="🧭", layout="wide"
    )
    st.title(plain(heading), anchor=False)
