"""What a deployment says about signing in, read once, when the program starts."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from guidance.team.institutions import AnySignIns, Institution, SignInsOfEach
from guidance.team.person import Person
from guidance.team.sign_ins import SignIns
from ui import settings

SIGN_IN: Final = "GUIDANCE_SIGN_IN"
"""How people sign in: `oidc`, or `proxy`. Not set: one person at this machine, who need not."""
ISSUER: Final = "GUIDANCE_OIDC_ISSUER"
CLIENT: Final = "GUIDANCE_OIDC_CLIENT"
SHARED_WITH_PROVIDER: Final = "GUIDANCE_OIDC_SECRET"
GROUPS: Final = "GUIDANCE_OIDC_GROUPS"
EMAIL: Final = "GUIDANCE_OIDC_EMAIL"
SHARED_WITH_PROXY: Final = "GUIDANCE_PROXY_SECRET"
IN_FILES: Final = {SHARED_WITH_PROVIDER: "GUIDANCE_OIDC_SECRET_FILE", SHARED_WITH_PROXY: "GUIDANCE_PROXY_SECRET_FILE"}
"""Where each secret may stand in place of the environment."""
PROXY_ISSUERS: Final = "GUIDANCE_PROXY_ISSUERS"
PROXY_SIGN_OUT: Final = "GUIDANCE_PROXY_SIGN_OUT"

LEAST: Final = 32
"""Characters of a secret that a proxy shares with the program."""
_HERE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Oidc:
    """An OpenID provider, and what it knows this program by. `groups`: the claim that holds a person's groups or roles.

    `vouches`: the institution gives out every address, so the provider need not say of each that it was verified."""

    issuer: str
    client: str
    secret: str
    groups: str
    vouches: bool = False


@dataclass(frozen=True)
class Proxy:
    """A proxy that signs people in, and the secret by which it is known. `sign_out`: its own address for signing out, or empty.

    `issuers`: those whose word it passes on that is believed. A federation's metadata names hundreds, and each can say of its people
    what it likes: an address, a group."""

    secret: str
    issuers: frozenset[str]
    sign_out: str


Providers = Mapping[str, Oidc]
"""An OpenID provider for each institution, by its id."""


def chosen(ours: str, given: Mapping[str, str] = os.environ) -> Oidc | Providers | Proxy | None:
    """How people sign in to the deployment at the origin `ours`; None when they need not. Raises ValueError for what is missing."""
    way, institutions = given.get(SIGN_IN, ""), settings.institutions()
    if not way and institutions:
        raise ValueError(
            f"{settings.INSTITUTIONS} is set: set {SIGN_IN} too, because who signs somebody in says whose they are"
        )
    if not way:
        return None
    if way not in ("oidc", "proxy"):
        raise ValueError(f"{SIGN_IN}: read {way!r}, expected oidc or proxy, or nothing for one person at this machine")
    if not ours.startswith("https:"):
        raise ValueError(f"{SIGN_IN} is {way}: set GUIDANCE_ADDRESS to the https: address at which people open the program")
    if way == "proxy":
        return _proxy(given, institutions)
    return {id: _provider(id, each) for id, each in institutions.items()} or _oidc(given)


def _provider(id: str, institution: Institution) -> Oidc:
    """The provider of one of several institutions, whose part of their file stands for the settings of one."""
    if len(institution.issuers) != 1:
        raise ValueError(f"{settings.INSTITUTIONS}, {id}: expected one issuer where {SIGN_IN} is oidc")
    told = {ISSUER: institution.issuers[0], CLIENT: institution.client, GROUPS: institution.groups, EMAIL: institution.email}
    file = {IN_FILES[SHARED_WITH_PROVIDER]: institution.secret_file}
    try:
        return _oidc({SIGN_IN: "oidc", **told, **file})
    except ValueError as error:
        raise ValueError(f"{settings.INSTITUTIONS}, {id}: {error}") from None


def _oidc(given: Mapping[str, str]) -> Oidc:
    issuer = _needed(given, ISSUER, "the address of your provider, as its discovery document says it")
    if not is_safe(issuer):
        raise ValueError(
            f"{ISSUER}: read {issuer!r}, expected an https: address; anybody on the way could read and change http:"
        )
    client = _needed(given, CLIENT, "the id under which your provider knows this program")
    email = given.get(EMAIL, "")
    if email not in ("", "trusted"):
        raise ValueError(f"{EMAIL}: read {email!r}, expected trusted, or nothing to believe verified addresses only")
    return Oidc(issuer, client, _secret(given, SHARED_WITH_PROVIDER), given.get(GROUPS) or "groups", email == "trusted")


def _proxy(given: Mapping[str, str], institutions: Mapping[str, Institution]) -> Proxy:
    secret = _secret(given, SHARED_WITH_PROXY)
    if len(secret) < LEAST or not re.fullmatch(r"[\x21-\x7e]+", secret):
        raise ValueError(
            f"{SHARED_WITH_PROXY}: expected {LEAST} signs or more, without spaces; make one with: openssl rand -hex 32"
        )
    issuers = [issuer for each in institutions.values() for issuer in each.issuers]
    issuers = issuers or _needed(given, PROXY_ISSUERS, "whoever may say who somebody is, as the proxy names them").split()
    return Proxy(secret, frozenset(issuers), given.get(PROXY_SIGN_OUT, ""))


def is_safe(address: object) -> bool:
    """Whether what goes to an address can be read and changed by nobody on the way."""
    try:
        parts = urlsplit(str(address))
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE))


def _needed(given: Mapping[str, str], name: str, what: str) -> str:
    if not given.get(name):
        raise ValueError(f"{SIGN_IN} is {given[SIGN_IN]}: set {name} to {what}")
    return given[name]


def _secret(given: Mapping[str, str], name: str) -> str:
    """A secret, or the first line of the file that holds it."""
    file = given.get(IN_FILES[name])
    if not file:
        return _needed(given, name, f"the secret, or {IN_FILES[name]} to a file that holds it")
    try:
        return Path(file).read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, ValueError) as error:
        raise ValueError(f"{IN_FILES[name]}: {file} cannot be read ({error})") from None


def is_on() -> bool:
    """Whether people sign in."""
    return bool(os.environ.get(SIGN_IN))


def rows() -> AnySignIns:
    """The sign-ins of this process, in the database of the assessments; where there are several institutions, in that of each."""
    file = os.environ.get(settings.INSTITUTIONS)
    return _of_each(file) if file else _rows(settings.database_url())


def people_like(person: Person) -> tuple[Person, ...]:
    """Who has signed in lately at somebody's institution. Raises StoreError."""
    return rows().of(person).people()


@cache
def _of_each(_: str) -> SignInsOfEach:
    return SignInsOfEach(settings.institutions())


@cache
def _rows(url: str) -> SignIns:
    return SignIns(url)
