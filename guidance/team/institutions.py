"""Several institutions on one program: a database each, and who signed somebody in decides which. No address names one."""

import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from guidance.case.record import Name
from guidance.case.store import StoreError
from guidance.knowledge.reader import mistake
from guidance.team.person import Person
from guidance.team.sign_ins import SignIns

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
_MOST: Final = 1_000_000


class Institution(BaseModel):
    """An institution: its name, the address of its database, and who signs its people in, as that says of itself.

    `client`, `secret_file`, `groups` and `email` are what its OpenID provider knows this program by, and are not for a proxy."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    database: str
    issuers: Annotated[tuple[Annotated[str, StringConstraints(min_length=1)], ...], Field(min_length=1)]
    client: str = ""
    secret_file: str = ""
    groups: str = ""
    email: str = ""


_FILE: Final = TypeAdapter(dict[Key, Institution])


def read(file: Path) -> Mapping[str, Institution]:
    """The institutions that a TOML file names, by their ids. Raises ValueError for a file that cannot be read or does not hold any,
    and where two have an issuer or a database in common."""
    try:
        with file.open("rb") as opened:
            found = _FILE.validate_python(tomllib.loads(opened.read(_MOST).decode()))
    except OSError as error:
        raise ValueError(f"{file}: cannot be read ({error.strerror})") from None
    except ValidationError as error:
        raise ValueError(f"{file}: {'; '.join(map(mistake, error.errors()))}") from None
    except ValueError as error:
        raise ValueError(f"{file}: is no TOML ({error})") from None
    if not found:
        raise ValueError(f"{file}: names no institution")
    _check_apart(file, found)
    return found


def _check_apart(file: Path, found: Mapping[str, Institution]) -> None:
    whose: dict[str, str] = {}
    for id, each in found.items():
        for what, said in (*(("issuer", issuer) for issuer in each.issuers), ("database", _place(file, each.database))):
            if (other := whose.setdefault(f"{what} {said}", id)) != id:
                raise ValueError(f"{file}: {other} and {id} have the {what} {said} in common; each needs its own")


def _place(file: Path, address: str) -> str:
    """An address without who asks there, which is all that can differ in two addresses of one database that are written alike."""
    try:
        url = make_url(address)
    except ArgumentError:
        raise ValueError(f"{file}: read the database {address!r}, expected a sqlite:// or postgresql:// address") from None
    return url._replace(username=None, password=None, drivername=url.get_backend_name()).render_as_string()


def by_issuer(institutions: Mapping[str, Institution]) -> Mapping[str, str]:
    """The id of the institution whose people an issuer signs in."""
    return {issuer: id for id, each in institutions.items() for issuer in each.issuers}


def whose(known: Mapping[str, str], issuer: str) -> str:
    """The id of the institution of an issuer. Raises PermissionError when it signs in the people of none."""
    if issuer not in known:
        raise PermissionError("Your institution is not one of those that this program serves. Tell whoever runs it.")
    return known[issuer]


class SignInsOfEach:
    """The sign-ins of several institutions, as `SignIns`: each in the database of its institution. A key begins with its institution's
    id, which says where to look; in another one's database nobody has that key."""

    def __init__(self, institutions: Mapping[str, Institution]) -> None:
        self.each: Mapping[str, SignIns] = {id: SignIns(each.database) for id, each in institutions.items()}
        self._whose = by_issuer(institutions)

    def of(self, person: Person) -> SignIns:
        """As `SignIns.of`. Raises PermissionError for whoever was signed in by an issuer of none."""
        return self.each[whose(self._whose, person.issuer)]

    def start(self, person: Person, sid: str = "") -> str:
        """As `SignIns.start`, in the institution of whoever signed them in. Raises PermissionError when that is none of these."""
        id = whose(self._whose, person.issuer)
        return f"{id}.{self.each[id].start(person, sid)}"

    def person(self, digested: str, used: bool = False) -> Person | None:
        """As `SignIns.person`."""
        id, _, own = digested.partition(".")
        found = self.each[id].person(own, used) if id in self.each else None
        return found if found and self._whose.get(found.issuer) == id else None

    def living(self, digested: Collection[str]) -> set[str]:
        """As `SignIns.living`. Where a database cannot be asked now, its sign-ins stay: each page asks for itself before it shows anything."""
        found: set[str] = set()
        for id, some in self._by_institution(digested):
            try:
                found |= {f"{id}.{each}" for each in self.each[id].living(some)}
            except StoreError:
                found |= {f"{id}.{each}" for each in some}
        return found

    def _by_institution(self, digested: Collection[str]) -> Iterator[tuple[str, set[str]]]:
        asked: dict[str, set[str]] = defaultdict(set)
        for each in digested:
            id, _, own = each.partition(".")
            asked[id].add(own)
        return ((id, some) for id, some in asked.items() if id in self.each)

    def end(self, digested: str) -> None:
        """As `SignIns.end`."""
        id, _, own = digested.partition(".")
        if id in self.each:
            self.each[id].end(own)

    def end_all(self, issuer: str, subject: str = "", sid: str = "") -> int:
        """As `SignIns.end_all`. Raises PermissionError for an issuer of none."""
        return self.each[whose(self._whose, issuer)].end_all(issuer, subject, sid)

    def close(self) -> None:
        """As `SignIns.close`."""
        for each in self.each.values():
            each.close()


AnySignIns: TypeAlias = SignIns | SignInsOfEach
"""Of one institution, or of several."""
