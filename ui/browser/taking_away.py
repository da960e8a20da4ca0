"""What is taken away from the pages: a button for each file, or where people sign in a link to the address at which it goes out."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.browser import handing_out, state, visitor
from ui.browser.drawing import Label, st

if TYPE_CHECKING:  # what writes reports takes half a second to load
    from guidance.case.store import Stored
    from ui.browser.offers import Offer


def button(offer: "Offer", label: Label, key: str) -> None:
    """The way to take a file away. It is made at each press, not before."""
    if state.signed_in():
        st.link_button(label, handing_out.address(offer, visitor.sign_in()), key=key)
        return
    st.download_button(
        label,
        data=lambda: offer.given(state.desk(None)),
        file_name=offer.name,
        mime=offer.media,
        on_click="ignore",
        key=key,
    )


def editions(stored: "Stored") -> None:
    """A button for each short edition."""
    from reports.editions import Edition
    from ui.browser import offers

    labels = {
        Edition.COMMITTEE: Label("For the committee: one or two pages to decide on (PDF)"),
        Edition.OFFICER: Label("For the officer: what to do (PDF)"),
        Edition.RESEARCHER: Label("For researchers: a page an activity (PDF)"),
    }
    with st.container(horizontal=True, key="editions"):
        for edition, label in labels.items():
            button(offers.edition(stored, edition), label, f"edition-{edition}")


def downloads(offer: "Callable[[str], Offer]", part: str = "") -> None:
    """A button for each format. `offer` gives the file for a suffix."""
    from ui.browser.offers import FORMATS

    with st.container(horizontal=True, key=f"downloads{part}"):
        for suffix, (label, _) in FORMATS.items():
            said = Label("Download {} {}").format(part, label) if part else Label("Download {}").format(label)
            button(offer(suffix), said, f"download{part}{suffix[1:]}")
