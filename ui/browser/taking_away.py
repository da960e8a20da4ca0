"""What is taken away from the pages: reports in every format, in the organisation's own look."""

import os
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from reports import house
from reports.editions import Edition
from ui.browser.drawing import Label, st

FORMATS = {
    ".pdf": ("PDF, the record in full", "application/pdf"),
    ".html": ("HTML, for any browser and screen reader", "text/html"),
    ".docx": ("Word, to edit", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("Excel, to follow the plan", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".zip": ("sign-off pack, all of these with evidence and a manifest", "application/zip"),
    ".json": ("JSON, the assessment itself, to open here again", "application/json"),
}

EDITIONS = {
    Edition.COMMITTEE: Label("For the committee: one or two pages to decide on (PDF)"),
    Edition.OFFICER: Label("For the officer: what to do (PDF)"),
    Edition.RESEARCHER: Label("For researchers: a page an activity (PDF)"),
}


@cache
def own_look() -> house.House:
    """The organisation's own look, from the folder that GUIDANCE_TEMPLATES names. Raises HouseError."""
    folder = os.environ.get("GUIDANCE_TEMPLATES")
    return house.read(Path(folder)) if folder else house.PLAIN


def editions(name: str, make: Callable[[Edition], bytes]) -> None:
    """A button for each short edition. `make` gives its PDF at each press, not before."""
    with st.container(horizontal=True, key="editions"):
        for edition, label in EDITIONS.items():
            st.download_button(
                label,
                data=partial(make, edition),
                file_name=f"{name}-{edition}.pdf",
                mime=FORMATS[".pdf"][1],
                on_click="ignore",
                key=f"edition-{edition}",
            )


def downloads(name: str, make: Callable[[str], bytes], part: str = "") -> None:
    """A button for each format. `make` gives the bytes for a suffix at each press, not before."""
    with st.container(horizontal=True, key=f"downloads{part}"):
        for suffix, (label, kind) in FORMATS.items():
            st.download_button(
                Label("Download {} {}").format(part, label) if part else Label("Download {}").format(label),
                data=partial(make, suffix),
                file_name=f"{name}{suffix}",
                mime=kind,
                on_click="ignore",
                key=f"download{part}{suffix[1:]}",
            )
