"""A data dump of the Research Organization Registry (CC0), as CSV or JSON: a newer gazetteer, and bodies elsewhere in the world.

Records are the registry's version 2. Withdrawn ones are left out.
"""

import re
from collections.abc import Iterator
from typing import Any

from guidance.partners.screening import names
from guidance.partners.screening.gazetteer import Identity, from_ror
from guidance.partners.screening.loaders import reading
from guidance.partners.screening.loaders.reading import ListError, Row, Source, json, table, within_limits


def _kept(row: dict[str, str]) -> bool:
    return row["status"] != "withdrawn" and bool(row["name"])


def load_json(source: Source) -> tuple[Identity, ...]:
    """The JSON dump: a list of records. Raises ListError."""
    records = json(source)
    if not isinstance(records, list):
        raise ListError(source.file, "a list of records", read=type(records).__name__)
    return tuple(from_ror(row) for position, record in enumerate(records, 1) if _kept(row := _record(source, position, record)))


def _record(source: Source, position: int, record: Any) -> dict[str, str]:
    try:
        texts = [(str(name["value"]), name["types"], name.get("lang")) for name in record["names"]]
        place = record["locations"][0]["geonames_details"] if record["locations"] else {}
        kin = [(each["type"], each["id"].rsplit("/", 1)[-1]) for each in record.get("relationships", ())]
        shown = next((text for text, types, _ in texts if "ror_display" in types), "")
        return _row(
            record["id"], record["status"], record["types"], shown, texts,
            str(place.get("country_code") or ""), str(place.get("country_subdivision_name") or ""), str(place.get("name") or ""), kin,
        )  # fmt: skip
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ListError(
            source.file, f"a record of ROR's version 2 ({type(error).__name__}: {error})", row=position, column="record"
        ) from None


def _row(
    id: str,
    status: str,
    types: list[str],
    shown: str,
    texts: list[tuple[str, Any, Any]],
    country: str,
    region: str,
    city: str,
    kin: list[tuple[str, str]],
) -> dict[str, str]:
    zh = [text for text, kinds, _ in texts if names.hanzi_runs(text) and "acronym" not in kinds and text != shown]
    others = [text for text, kinds, _ in texts if "acronym" not in kinds and text != shown and text not in zh]
    short = [text for text, kinds, _ in texts if "acronym" in kinds]
    by = {kind: "|".join(other for sort, other in kin if sort == kind) for kind in ("parent", "related", "successor")}
    return {
        "ror_id": id.rsplit("/", 1)[-1], "status": status, "types": "|".join(types), "name": shown, "name_zh": zh[0] if zh else "",
        "other_names": "|".join([*others, *zh[1:]]), "acronyms": "|".join(short), "country_code": country, "region": region, "city": city,
        "parent_ids": by["parent"], "related_ids": by["related"], "successor_ids": by["successor"],
        "n_children": str(sum(sort == "child" for sort, _ in kin)),
    }  # fmt: skip


_COLUMNS = ("id", "status", "types", "names.types.ror_display", "locations.geonames_details.country_code")


def load_csv(source: Source) -> tuple[Identity, ...]:
    """The CSV dump of version 2: columns such as `names.types.ror_display`, values divided by `; `. Raises ListError."""
    return tuple(from_ror(row) for each in table(source, _COLUMNS) if _kept(row := _flat(each)))


_LANGUAGE = re.compile("^(?:[a-z]{2,3}|no_lang_code): ")


def _values(row: Row, column: str) -> list[str]:
    """The names in a cell, without the language that may stand before each."""
    return [_LANGUAGE.sub("", text) for text in (part.strip() for part in row[column].split(";")) if text]


def _flat(row: Row) -> dict[str, str]:
    texts: list[tuple[str, Any, Any]] = [
        (text, ["label"], None) for column in ("names.types.label", "names.types.alias") for text in _values(row, column)
    ]
    texts += [(text, ["acronym"], None) for text in _values(row, "names.types.acronym")]
    shown = row["names.types.ror_display"]
    at = "locations.geonames_details"
    return _row(
        row["id"], row["status"], [part.strip() for part in row["types"].split(";")], shown, texts,
        row[f"{at}.country_code"].split(";")[0].strip(), row[f"{at}.country_subdivision_name"].split(";")[0].strip(),
        row[f"{at}.name"].split(";")[0].strip(), list(_kin(row["relationships"])),
    )  # fmt: skip


def _kin(text: str) -> Iterator[tuple[str, str]]:
    """Relationships as the CSV has them: `parent: https://ror.org/…; child: …`, several ids of one kind divided by commas."""
    for part in text.split(";"):
        kind, _, ids = part.strip().partition(":")
        for id in ids.split(","):
            if id.strip():
                yield kind.strip().casefold(), id.strip().rsplit("/", 1)[-1]


def load(source: Source) -> tuple[Identity, ...]:
    """The records of a dump in either form, read within the limits of `bounded`. Raises ListError."""
    return within_limits(parse, source)


def parse(file: str, data: bytes) -> tuple[Identity, ...]:
    """The same, in this process and without those limits. Raises ListError."""
    source = reading.source(file, data)
    return load_json(source) if source.text().lstrip().startswith("[") else load_csv(source)
