"""What is looked at: the lists that the program carries, those that the user loaded, and the index of them all."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache

import yaml

from guidance.partners.screening import earlier, gazetteer
from guidance.partners.screening.gazetteer import DATA, Gazetteer
from guidance.partners.screening.index import Index
from guidance.partners.screening.lists import NO_LISTS, REGISTRY, OfficialList, newest
from guidance.partners.screening.loaders import reading, template
from guidance.partners.screening.loaders.ror import WHERE


def provenance() -> list[dict[str, object]]:
    """What the program carries: file, title, publisher, url, dated, licence, extract; `list` for those that are lists."""
    found: list[dict[str, object]] = yaml.safe_load((DATA / "provenance.yaml").read_text(encoding="utf-8"))
    return found


@cache
def embedded() -> tuple[OfficialList, ...]:
    """The lists that the program carries: extracts of the UK Sanctions List and of the US BIS Entity List."""
    lists = []
    for each in provenance():
        if "list" in each:
            file = str(each["file"])
            read = template.load(reading.source(file, (DATA / file).read_bytes()))
            dated = each["dated"]
            assert isinstance(dated, date)
            about = replace(read.provenance, dated=dated, licence=str(each["licence"]), extract=str(each["extract"]))
            lists.append(replace(read, provenance=about))
    return tuple(lists)


def looked_at(loaded: Iterable[OfficialList] = ()) -> tuple[OfficialList, ...]:
    """The lists in use: the loaded ones, each in the place of an embedded one with its code; the registry is none."""
    return newest((*embedded(), *(each for each in loaded if each.code not in NO_LISTS)))


def registry(loaded: Iterable[OfficialList]) -> OfficialList | None:
    """The registry that the user loaded, or None: then only the records that the program carries are known."""
    return next((each for each in reversed(tuple(loaded)) if each.code == REGISTRY), None)


def ask_for_registry() -> str:
    """What to say where the registry is not loaded."""
    carried = sum(1 for _ in gazetteer.rows("ror_greater_china.csv"))
    named = sum(not row["id"].startswith("moe:") for row in gazetteer.rows(earlier.TABLE))
    return (
        f"The program carries {carried:,} of the bodies of Greater China in the Research Organization Registry, and of {named:,} more the "
        f"name alone, as of May 2021; a partner that is not among them is not known. Load the whole of it: the newest ZIP at {WHERE}"
    )


@lru_cache(maxsize=1)
def index(loaded: tuple[OfficialList, ...] = ()) -> Index:
    """The index of the gazetteer and the lists in use. Takes about two seconds, then is kept."""
    newer = registry(loaded)
    return Index(known(newer), looked_at(loaded))


def known(newer: OfficialList | None = None) -> Gazetteer:
    """The bodies that are known: those that the program carries, or with those of the registry that the user loaded."""
    found = gazetteer.assemble(newer.bodies) if newer else earlier.added(gazetteer.load())
    return earlier.with_hospitals(found)
