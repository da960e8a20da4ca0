"""What OpenSanctions publishes, under the licence that the user has for it: `targets.simple.csv`, or FollowTheMoney, one entity
a line. Bodies only: persons are not screened."""

from collections.abc import Iterator
from datetime import date
from json import JSONDecodeError
from typing import Any

from guidance.files import strict_json
from guidance.partners.screening.lists import Entry, OfficialList
from guidance.partners.screening.loaders.reading import ListError, Source, day, day_in_name, listed, table
from guidance.partners.screening.loaders.us import sorted_names

LICENCE = "OpenSanctions: CC BY-NC 4.0, or the licence that you have from them"
_BODIES = {"Company", "Organization", "PublicBody", "LegalEntity"}
_UNSURE = "LegalEntity"
"""What OpenSanctions calls an entity of which it does not know whether it is a person."""


def _left(count: int) -> str:
    return f"bodies only: {count} persons, vessels and other things are left out" if count else ""


def _is_body(schema: str, name: str) -> bool:
    from guidance.partners.screening.names import sounds_like_body

    return schema in _BODIES and (schema != _UNSURE or sounds_like_body(name))


def load_csv(source: Source) -> OfficialList:
    """`targets.simple.csv`: id, schema, name, aliases, countries, …, several values divided by `;`."""
    left = 0
    dates: list[date] = []
    taken: list[tuple[int, Entry]] = []
    for row in table(source, ("id", "schema", "name", "aliases", "countries")):
        dates += [found] if (found := day(row["last_seen"][:10])) else []
        if not _is_body(row["schema"], row["name"]):
            left += 1
            continue
        places = frozenset(code.strip().upper() for code in row["countries"].split(";") if len(code.strip()) == 2)
        note = row["dataset"]
        taken.append(
            (row.number, sorted_names(row["id"], row["name"], row["aliases"].split(";"), places, row["first_seen"][:10], note))
        )
    return _listed(source, taken, max(dates, default=None), left)


def load_lines(source: Source) -> OfficialList:
    """FollowTheMoney: a JSON object a line, with id, schema and properties."""
    left = 0
    dates: list[date] = []
    taken: list[tuple[int, Entry]] = []
    for number, each in _objects(source):
        texts = _values(each, "name", number, source)
        dates += [found] if (found := day(str(each.get("last_seen") or "")[:10])) else []
        if not texts or not _is_body(str(each.get("schema")), texts[0]):
            left += 1
            continue
        others = [*texts[1:], *_values(each, "alias", number, source), *_values(each, "weakAlias", number, source)]
        places = frozenset(
            code.upper() for code in (*_values(each, "country", number, source), *_values(each, "jurisdiction", number, source))
        )
        datasets = each.get("datasets")
        note = "; ".join(map(str, datasets)) if isinstance(datasets, list) else ""
        taken.append((number, sorted_names(str(each.get("id") or ""), texts[0], others, places, "", note[:200])))
    return _listed(source, taken, max(dates, default=None), left)


def _objects(source: Source) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(source.text().splitlines(), 1):
        if not line.strip():
            continue
        try:
            each = strict_json.loads(line)
        except JSONDecodeError as error:
            raise ListError(
                source.file, f"a JSON object ({error.msg}); the file may be cut off", row=number, column=str(error.colno)
            ) from None
        except ValueError as error:
            raise ListError(source.file, f"JSON ({error})", row=number) from None
        if not isinstance(each, dict):
            raise ListError(source.file, "a JSON object for each entity, one a line", row=number, read=line)
        yield number, each


def _values(each: dict[str, Any], name: str, number: int, source: Source) -> list[str]:
    properties = each.get("properties")
    if not isinstance(properties, dict):
        raise ListError(source.file, "an object named properties", row=number, column="properties", read=str(properties))
    found = properties.get(name) or []
    if not isinstance(found, list):
        raise ListError(source.file, "a list", row=number, column=name, read=str(found))
    return [str(text) for text in found]


def _listed(source: Source, taken: list[tuple[int, Entry]], dated: date | None, left: int) -> OfficialList:
    return listed("OPENSANCTIONS", source, taken, dated or day_in_name(source.file), licence=LICENCE, left_out=_left(left))
