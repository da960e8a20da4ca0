"""What whoever runs the program may set in its environment, and what is loaded because of that."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import platformdirs

from guidance import knowledge
from guidance.case.store import StoreError
from guidance.knowledge.catalogue import Catalogue
from guidance.team.institutions import Institution, by_issuer, read, whose
from guidance.team.person import Person

KNOWLEDGE: Final = "GUIDANCE_KNOWLEDGE"
"""A knowledge folder in place of the one that comes with the product."""
INSTITUTIONS: Final = "GUIDANCE_INSTITUTIONS"
"""A file that names several institutions, each with a database of its own."""
OVERLAYS: Final = "GUIDANCE_OVERLAYS"
"""Folders with an institution's own topics, read beside it; several are separated as in PATH."""
NAMES: Final = (
    *("ADDRESS", "DATABASE", "INSTITUTIONS", "KNOWLEDGE", "LISTS", "LOG", "OVERLAYS", "RETENTION_DAYS", "SIGN_IN", "TEMPLATES"),
    *("OIDC_CLIENT", "OIDC_EMAIL", "OIDC_GROUPS", "OIDC_ISSUER", "OIDC_SECRET", "OIDC_SECRET_FILE"),
    *("PROXY_ISSUERS", "PROXY_SECRET", "PROXY_SECRET_FILE", "PROXY_SIGN_OUT"),
    *("MAIL_FROM", "SMTP", "SMTP_PASSWORD", "SMTP_USER"),
)
"""All that can be set, without the GUIDANCE_ before it; docs/deploy.md says what each is."""
_LIKE: Final = 0.75
"""How like one of them a name is that was meant to be it: of 1, as difflib counts."""


def check_names(given: Mapping[str, str] = os.environ) -> None:
    """Checks that no setting is misspelt: without `GUIDANCE_SIGN_IN` whoever reaches the port comes in, and nothing would say so.

    Raises ValueError. A name that is like none of ours is somebody else's, and so is one that ends in _PORT: Kubernetes sets such for a
    service."""
    for name in sorted(given):
        ours, _, rest = name.partition("_")
        if ours != "GUIDANCE" or rest in NAMES or rest.endswith("PORT"):
            continue
        if meant := get_close_matches(rest.upper(), NAMES, 1, _LIKE):
            raise ValueError(f"{name} is no setting; GUIDANCE_{meant[0]} is one: write that, or take it away")


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


def institutions() -> Mapping[str, Institution]:
    """The institutions that the file GUIDANCE_INSTITUTIONS names has, by id; none where all people are of one. Raises ValueError."""
    file = os.environ.get(INSTITUTIONS)
    return _institutions(Path(file)) if file else {}


@cache
def _institutions(file: Path) -> Mapping[str, Institution]:
    return read(file)


def institution_of(person: Person) -> str:
    """The id of somebody's institution; "" where all people are of one. Raises PermissionError for whoever is of none."""
    known = institutions()
    return whose(by_issuer(known), person.issuer) if known else ""


def database_of(person: Person | None) -> str:
    """The database of somebody's institution. Raises StoreError for whoever is of none, or did not sign in where there are several."""
    known = institutions()
    if not known:
        return database_url()
    if person is None:
        raise StoreError("nobody signed in, so no institution can be told")
    try:
        return known[institution_of(person)].database
    except PermissionError as error:
        raise StoreError(str(error)) from None


def database(given: str | None) -> str:
    """The database that a command is told of: by an address, a file, or the id of an institution. Raises StoreError where it needs to be."""
    try:
        known = institutions()
    except ValueError as error:
        raise StoreError(str(error)) from None
    if known and not given:
        raise StoreError(f"there are several institutions; give --database with one of {', '.join(known)}")
    return known[given].database if given and given in known else given or database_url()


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
