"""Loads what the first page needs before anybody asks for it, and what reports need after it has gone out.

What is loaded then is taken out of the garbage collector's rounds.

A page makes thousands of short-lived objects, hardly any of them in cycles: the collector's usual rounds, one every 700, took a
sixth of the time of an answer."""

import gc
import sys
import threading
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

from click import Abort

from guidance.knowledge import KnowledgeError
from ui import settings

ROUND = 50_000
"""Objects more, before the collector looks at the young ones."""

_ROOT = Path(__file__).resolve().parents[2]


def script() -> Path:
    """app.py in a checkout, or where a wheel puts it."""
    return next(path for path in (_ROOT / "app.py", _ROOT / "ui" / "app.py") if path.exists())


def load() -> None:
    """Loads what the first page needs. A knowledge base with problems is left for the page to tell."""
    import ui.browser.shell  # noqa: F401

    with suppress(KnowledgeError):
        settings.catalogue()


def serve(script: Path, *options: str) -> None:
    """Runs Streamlit with a script in this process, loaded beforehand, until somebody stops it."""
    from streamlit.web import cli

    load()
    sys.argv = ["streamlit", "run", str(script), *options]
    with suppress(Abort):
        cli.main(standalone_mode=False)


@cache
def warm() -> None:
    """Starts the warm-up once a process."""

    def work() -> None:
        time.sleep(1.0)
        import reports.write  # noqa: F401

        _ = settings.catalogue().inference
        gc.collect()
        gc.freeze()
        gc.set_threshold(ROUND, 10, 10)

    threading.Thread(target=work, daemon=True, name="warm").start()
