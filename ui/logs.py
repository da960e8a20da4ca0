"""The program's log as JSON lines without content, where a deployment asks for that."""

import json
import logging
import os
import traceback
from datetime import UTC, datetime
from typing import Final

from streamlit import logger as of_streamlit

SETTING: Final = "GUIDANCE_LOG"
"""`json`: JSON lines. Not set: as each library writes."""
OURS: Final = ("guidance", "reports", "ui")
"""Whose messages hold no answer. Of other libraries' messages only what was no part of any text is kept."""
FRAMES: Final = 20
"""The innermost places of an error that are named."""


class Lines(logging.Formatter):
    """A record as one line of JSON: when, how grave, whose, where, and of an error its kind and places, never its words."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. The words of an error, and texts that another library put together, may quote an answer: they are left out."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "place": f"{record.module}:{record.lineno}",
            "message": _message(record),
        }
        if record.exc_info and (error := record.exc_info[1]):
            places = traceback.extract_tb(error.__traceback__)[-FRAMES:]
            line["error"] = type(error).__name__
            line["places"] = [f"{each.filename.rpartition('/')[2]}:{each.lineno} {each.name}" for each in places]
        return json.dumps(line)  # in ASCII: some letters end a line for whoever reads it


def _message(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in OURS:
        return record.getMessage()
    return str(record.msg) if record.args else ""  # a text with places for what is put in, or one that was put together


def set_up() -> None:
    """Makes this process log as the deployment says. Raises ValueError for a setting that cannot be understood."""
    asked = os.environ.get(SETTING, "")
    if asked not in ("", "json"):
        raise ValueError(f"{SETTING}: read {asked!r}, expected json, or nothing")
    if not asked:
        return
    if not logging.root.handlers:
        logging.root.addHandler(logging.StreamHandler())
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    known = [each for each in logging.root.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    for each in (logging.root, *known):
        _as_lines(each)
    made = of_streamlit.setup_formatter

    def setup_formatter(logger: logging.Logger) -> None:
        made(logger)
        _as_lines(logger)

    of_streamlit.setup_formatter = setup_formatter  # each of its loggers has a handler of its own, also those it makes later


def _as_lines(logger: logging.Logger) -> None:
    for handler in logger.handlers:
        handler.setFormatter(Lines())
