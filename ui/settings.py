"""What this process was told by its environment, and what it loads because of that."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Final

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
