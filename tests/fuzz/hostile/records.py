"""Saved assessments, reports and sign-off packs."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.fuzz.hostile.parts import listed, packed


def of_record(more: str, **fields: Any) -> bytes:
    said = {"format": 1, "id": "x", "title": "T", "as_at": "2026-07-01", **fields}
    return (json.dumps(said)[:-1] + ", " + more + "}").encode()


def repeated(start: bytes, piece: bytes, end: bytes, size: int) -> bytes:
    return start + b",".join([piece] * (size // (len(piece) + 1))) + end


def records() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    yield "an ordinary assessment", "a.json", (Path(__file__).parents[3] / "examples" / "northmoor.json").read_bytes
    head = of_record('"activities": [')[:-1]
    yield "1.5 million activities", "a.json", partial(repeated, head, b'{"id":"a"}', b"]}", 16_500_000)
    yield "20 million empty activities", "a.json", partial(repeated, head, b"{}", b"]}", 59_000_000)
    yield "20 million empty lists", "a.json", partial(repeated, head, b"[]", b"]}", 59_000_000)
    yield "29 million digits apart", "a.json", partial(repeated, head, b"1", b"]}", 59_000_000)
    yield "numbers of 900 digits", "a.json", partial(repeated, head, b"9" * 900, b"]}", 59_000_000)
    yield "a number of 5,000 digits", "a.json", lambda: of_record('"answers": {"profile.kind": {"value": ' + "9" * 5_000 + "}}")
    yield (
        "a number of 59 million digits",
        "a.json",
        lambda: of_record('"answers": {"profile.kind": {"value": ' + "9" * 59_000_000 + "}}"),
    )
    yield "fractions of 1,000 digits", "a.json", partial(repeated, head, b"0." + b"9" * 1_000, b"]}", 59_000_000)
    yield "nested 100,000 deep", "a.json", lambda: of_record('"answers": ' + "[" * 100_000 + "]" * 100_000)
    yield "nested 9 million deep", "a.json", lambda: of_record('"answers": ' + "[" * 9_000_000 + "]" * 9_000_000)
    yield "objects nested 3 million deep", "a.json", lambda: b'{"a":' * 3_000_000
    yield "a key twice", "a.json", lambda: of_record('"title": "U"')
    yield "a million keys that do not exist", "a.json", lambda: of_record(", ".join(f'"k{n}": 1' for n in range(1_000_000)))
    yield (
        "a million answers",
        "a.json",
        lambda: of_record('"answers": {' + ", ".join(f'"{n}":{{"value":1}}' for n in range(900_000)) + "}"),
    )
    yield "500 activities of 1,900 answers", "a.json", lambda: of_record(
        '"activities": [' + ",".join(f'{{"id":"a{a}","name":"A","answers":{{' + ",".join(f'"{n}":{{"value":1}}' for n in range(1_900)) + "}}" for a in range(500)) + "]"
    )  # fmt: skip
    yield "250 activities of 900 answers", "a.json", lambda: of_record(
        '"activities": [' + ",".join(f'{{"id":"a{a}","name":"A","answers":{{' + ",".join(f'"{n}":{{"value":1}}' for n in range(900)) + "}}" for a in range(250)) + "]"
    )  # fmt: skip
    yield "150 activities of 900 answers", "a.json", lambda: of_record(
        '"activities": [' + ",".join(f'{{"id":"a{a}","name":"A","answers":{{' + ",".join(f'"{n}":{{"value":1}}' for n in range(900)) + "}}" for a in range(150)) + "]"
    )  # fmt: skip
    yield (
        "a list of a million options",
        "a.json",
        lambda: of_record('"answers": {"profile.kind": {"value": [' + ",".join(['"he_england"'] * 1_400_000) + "]}}"),
    )
    yield (
        "200 notes of 95,000 characters",
        "a.json",
        lambda: of_record('"withhold": [' + ",".join(f'"{n}{"x" * 95_000}"' for n in range(200)) + "]"),
    )
    yield "5 million findings withheld", "a.json", lambda: of_record('"withhold": [' + ",".join(['"a"'] * 4_700_000) + "]")
    yield "19 MB of escapes", "a.json", lambda: of_record('"title": "' + "\\u4e2d" * 3_000_000 + '"')
    yield "half characters", "a.json", lambda: of_record('"withhold": [' + ",".join(['"\\ud800"'] * 100_000) + "]")
    yield "a record in a record in a record", "a.json", lambda: b'{"record":' * 100_000
    yield "spaces", "a.json", lambda: of_record('"prepared_by": ""' + " " * 59_000_000)


def a_pack(**members: bytes) -> bytes:
    import hashlib

    named = {name.replace("_", "."): data for name, data in members.items()}
    files = {name: hashlib.sha256(data).hexdigest() for name, data in named.items()}
    return packed({**named, "manifest.json": json.dumps({"files": files}).encode()})


def packs() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    from tests.fuzz import readers

    yield "an ordinary pack", "p.zip", readers.a_pack
    yield "190 MB of zeros", "p.zip", lambda: a_pack(report_pdf=bytes(190_000_000))
    yield "190 MB of zeros for a report", "p.zip", lambda: a_pack(report_json=bytes(190_000_000))
    yield "a manifest of 190 MB", "p.zip", lambda: packed({"manifest.json": b'{"files": {}' + b" " * 190_000_000 + b"}"})
    yield (
        "a manifest of 900 kB of lists",
        "p.zip",
        lambda: packed({"manifest.json": b'{"files": [' + b"[]," * 300_000 + b"0]}"}),
    )
    yield "a manifest with a key twice", "p.zip", lambda: packed({"manifest.json": b'{"files": {}, "files": {"a": "b"}}'})
    yield "a report of 6 million lists", "p.zip", lambda: a_pack(report_json=b'{"a": [' + b"[]," * 6_000_000 + b"0]}")
    yield "a list of 400,000 parts", "p.zip", partial(listed, 400_000)
    yield "1,900 files of 100 kB of zeros", "p.zip", lambda: a_pack(**{f"file{n}": bytes(100_000) for n in range(1_900)})
    yield (
        "a report of 1.5 million activities",
        "r.json",
        partial(repeated, of_record('"activities": [')[:-1], b'{"id":"a"}', b"]}", 16_500_000),
    )
