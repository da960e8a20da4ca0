"""A data dump of the Research Organization Registry (CC0), as CSV, JSON or ZIP: a newer and fuller gazetteer.

Records are the registry's version 2. Withdrawn ones are left out.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from guidance.partners.countries import GREATER_CHINA
from guidance.partners.screening import names
from guidance.partners.screening.gazetteer import Identity, from_ror
from guidance.partners.screening.lists import REGISTRY, OfficialList, Provenance
from guidance.partners.screening.loaders import reading
from guidance.partners.screening.loaders.reading import ListError, Row, Source, day_in_name, json


def _kept(row: dict[str, str]) -> bool:
    return row["status"] != "withdrawn" and bool(row["name"])


LICENCE = "CC0 1.0"
WHERE = "https://doi.org/10.5281/zenodo.6347574"
"""Where the registry's data dumps are."""


def load_json(source: Source) -> OfficialList:
    """The JSON dump: a list of records. Raises ListError."""
    records = json(source)
    if not isinstance(records, list):
        raise ListError(source.file, "a list of records", read=type(records).__name__)
    return _registry(source, (_record(source, position, record) for position, record in enumerate(records, 1)))


def _registry(source: Source, rows: Iterable[dict[str, str]]) -> OfficialList:
    """The bodies of Greater China, and those elsewhere that one of them belongs to. The rest of the world is left out."""
    bodies: list[Identity] = []
    elsewhere: dict[str, dict[str, str]] = {}
    count = withdrawn = 0
    for row in rows:
        count += 1
        if not _kept(row):
            withdrawn += 1
        elif row["country_code"] in GREATER_CHINA or not row["country_code"]:
            bodies.append(from_ror(row))
        elif int(row["n_children"] or 0):
            elsewhere[f"ror:{row['ror_id']}"] = row
    over = [from_ror(elsewhere[id]) for id in sorted({id for body in bodies for id in body.parents} & set(elsewhere))]
    if not bodies:
        raise ListError(source.file, "records of China, Hong Kong, Macao or Taiwan", read=f"{count} records")
    left = f"{count - len(bodies) - len(over)} records are left out: bodies elsewhere, and {withdrawn} withdrawn ones"
    provenance = Provenance(
        source.file, source.sha256, day_in_name(source.file), source.read_at, count, licence=LICENCE, left_out=left
    )
    return OfficialList(REGISTRY, "Research Organization Registry", "ror", (), provenance, (*bodies, *over))


def load_kept(source: Source) -> OfficialList:
    """What was kept of a dump: the bodies alone, as JSON. Raises ListError."""
    try:
        found: OfficialList = _kept_form().validate_json(source.data)
    except ValueError as error:
        raise ListError(
            source.file, f"the registry as it was kept ({str(error).splitlines()[0]}); load its dump again"
        ) from None
    if found.code != REGISTRY or found.entries:
        raise ListError(source.file, "the registry as it was kept", read=found.code)
    return found


def kept(official: OfficialList) -> bytes:
    """The registry to keep: a fiftieth of its dump, and read in a moment."""
    return _kept_form().dump_json(official)


@cache
def _kept_form() -> TypeAdapter[OfficialList]:
    return TypeAdapter(OfficialList)


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


def load_csv(source: Source) -> OfficialList:
    """The CSV dump of version 2: columns such as `names.types.ror_display`, values divided by `; `. Raises ListError."""
    return _registry(source, (_flat(row) for row in _rows(source)))


def _rows(source: Source) -> Iterator[Row]:
    """The rows, read one by one: the dump as one text would fill the memory."""
    lines = io.TextIOWrapper(io.BytesIO(source.data), encoding="utf-8-sig", newline="")
    reader = csv.reader(lines, strict=True)
    number = 1
    previous = csv.field_size_limit(reading.MAX_CELL)
    try:
        head = [cell.strip() for cell in next(reader, [])]
        if missing := [column for column in _COLUMNS if column not in head]:
            raise ListError(
                source.file, "a column of this name, as ROR's version 2 has it", column=missing[0], read=", ".join(head)
            )
        for number, cells in enumerate(reader, 2):
            if len(cells) != len(head):
                raise ListError(
                    source.file,
                    f"{len(head)} cells, as in the header; the file may be cut off",
                    row=number,
                    read=", ".join(cells),
                )
            yield Row(number, dict(zip(head, cells, strict=True)))
    except csv.Error as error:
        raise ListError(source.file, f"a CSV row ({error})", row=number) from None
    except UnicodeDecodeError as error:
        raise ListError(source.file, "text in UTF-8", row=number, read=str(error)) from None
    finally:
        csv.field_size_limit(previous)


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
