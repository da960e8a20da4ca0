"""What hostile files are made of: archives, and ordinary files to begin with."""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DAY = date(2026, 11, 25)
NOISE = random.Random(7).randbytes(1_500_000).hex().encode()
"""What does not pack: a part that grows more than 200 times is refused for that alone, and would show nothing else."""


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip; a part that would be refused for packing too well gets a comment, or a tail, that does not pack."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def noisy(xml: bytes) -> bytes:
    """An XML part with as much noise as keeps it from being refused for packing too well."""
    noise = NOISE[: len(xml) // 120]
    return xml.replace(b"?>", b"?><!--" + noise + b"-->", 1) if b"?>" in xml[:200] else b"<!--" + noise + b"-->" + xml


def changed(data: bytes, **parts: Callable[[bytes], bytes]) -> bytes:
    """A zip with some parts changed, named without folder and suffix; a part that is not there is added to none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    for part, change in parts.items():
        name = next(name for name in held if Path(name).stem == part)
        held[name] = noisy(change(held[name]))
    return packed(held)


def before(end: bytes, more: bytes) -> Callable[[bytes], bytes]:
    """Puts something before the last of an end tag."""
    return lambda xml: more.join(xml.rpartition(end)[::2]).replace(more, more + end, 1) if end in xml else xml + more


def between(start: bytes, end: bytes, more: bytes) -> Callable[[bytes], bytes]:
    """Puts something in the place of what stands between two tags, the first of which may have attributes."""

    def change(xml: bytes) -> bytes:
        head, _, rest = xml.partition(start)
        assert rest, start
        _, _, tail = rest.partition(end)
        return head + start + b">" + more + end + tail

    return change


def listed(number: int) -> bytes:
    """A zip whose list names one part so many times."""
    body = packed({"a": b""})
    at = body.index(b"PK\x01\x02")
    entry, end = body[at:-22], body[-22:]
    every = entry * number
    # the count has two bytes; readers go by the size of the list
    return body[:at] + every + end[:8] + struct.pack("<HHII", number & 0xFFFF, number & 0xFFFF, len(every), at) + end[20:]


def lying(data: bytes, part: str, size: int) -> bytes:
    """A zip that says of a part that it has another size."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = next(info for info in archive.infolist() if Path(info.filename).stem == part)
    true, said = struct.pack("<II", info.compress_size, info.file_size), struct.pack("<II", info.compress_size, size)
    return data.replace(true, said)


@cache
def catalogue() -> Any:
    from guidance import knowledge

    return knowledge.load()


@cache
def record() -> Any:
    from guidance.case.record import Record, Recorded, RecordedActivity

    lab = RecordedActivity(id="lab", name="Laboratory", answers={"partner.location": Recorded(value="mainland")})
    answers = {"profile.kind": Recorded(value="he_england")}
    return Record(id="r", title="Northmoor", as_at=DAY, answers=answers, activities=[lab])


@cache
def role_pack(suffix: str) -> bytes:
    from guidance.assessment import assess
    from guidance.case import rolepack
    from tests.fuzz.readers import named

    data = rolepack.render(assess(catalogue(), record().facts(catalogue())), record(), "security_lead", suffix)
    return named(suffix, data)


HEAD = ("Partner", "Country", "Project", "Type", "Start", "End", "Value", "Subject", "Data")


@cache
def book(rows: int = 20) -> bytes:
    import openpyxl

    made, out = openpyxl.Workbook(), io.BytesIO()
    made.active.append(HEAD)
    for number in range(rows):
        made.active.append(("Tsinghua University", "China", f"P{number}", "MoU", "2024", "2026", number, "", ""))
    made.save(out)
    return out.getvalue()
