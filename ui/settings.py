"""What whoever runs the program may set in its environment, and what is loaded because of that."""

import os
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import platformdirs

from guidance import knowledge
from guidance.knowledge.catalogue import Catalogue

KNOWLEDGE: Final = "GUIDANCE_KNOWLEDGE"
"""A knowledge folder in place of the one that comes with the product."""
OVERLAYS: Final = "GUIDANCE_OVERLAYS"
"""Folders with an institution's own topics, read beside it; several are separated as in PATH."""


def folders() -> tuple[Path, ...]:
    """The knowledge folder, then its overlays."""
    overlays = [Path(each) for each in os.environ.get(OVERLAYS, "").split(os.pathsep) if each]
    return Path(os.environ.get(KNOWLEDGE) or knowledge.OWN), *overlays


def catalogue() -> Catalogue:
    """The knowledge base of this process. Raises KnowledgeError when it has problems."""
    return loaded(folders())


def loaded(folders: tuple[Path, ...]) -> Catalogue:
    """The knowledge base of a folder and its overlays, read once. Raises KnowledgeError when it has problems."""
    return knowledge.load() if folders == (knowledge.OWN,) else _loaded(folders)


@lru_cache(maxsize=4)
def _loaded(folders: tuple[Path, ...]) -> Catalogue:
    return knowledge.load_from(*folders)


def database_url() -> str:
    """GUIDANCE_DATABASE, or an SQLite file in the user's data folder."""
    return os.environ.get("GUIDANCE_DATABASE") or f"sqlite:///{data_folder() / 'guidance.sqlite3'}"


def retention_days() -> int | None:
    """Days after its last change that an assessment is kept: GUIDANCE_RETENTION_DAYS; None when no period is set.

    Raises ValueError for what is no whole number of days, one or more."""
    written = os.environ.get("GUIDANCE_RETENTION_DAYS", "").strip()
    if not written:
        return None
    if not written.isascii() or not written.isdigit() or not 0 < int(written) <= MOST_DAYS:
        raise ValueError(f"GUIDANCE_RETENTION_DAYS: read {written!r}; expected a number of days, from 1 to {MOST_DAYS}")
    return int(written)


MOST_DAYS = 36_500


@cache
def data_folder() -> Path:
    """The user's data folder of this program."""
    return Path(platformdirs.user_data_dir("china-exposure-guidance"))
