"""`make screenshots` takes a picture of every page that an officer can come to."""

from tests.ui.screenshots import SIGNED_IN, pages
from ui.browser import shell


def test_every_page_is_taken() -> None:
    assert set(pages()) == set(shell._pages()) - SIGNED_IN
