"""The sign-off pack: every format of a report with an index of evidence, a log of decisions and a manifest, in one zip.

`verify` opens a pack, or the JSON report alone, and concludes the assessment again: the same answers under the same
knowledge base must give the same bytes.
"""

import csv
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from guidance.assessment import conclude
from guidance.bulk import quoted
from guidance.knowledge.catalogue import Catalogue
from guidance.record import MAX_BYTES, Attached, Record, RecordError, read_record
from reports import json as report_json
from reports import words
from reports.blocks import Report

MANIFEST: Final = "manifest.json"
REPORT: Final = "report.json"
FORMAT: Final = 1
EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every member: a zip that says when it was made has other bytes each time."""
EVIDENCE: Final = ("Question", "Activity", "Answer", "Evidence", "Note", "Files")
MOST_MEMBERS: Final = 2_000
_PACKING: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises on a damaged file."""


class PackError(ValueError):
    """A pack or report cannot be verified, or was changed; the message says what, and what to do."""


def render(
    report: Report, writers: Mapping[str, Callable[[Report], bytes]], held: Callable[[str], bytes | None] = lambda _: None
) -> bytes:
    """The pack. The same report gives the same bytes. `held` gives a file of evidence by its hash, where somebody holds it."""
    members = {f"report{suffix}": writer(report) for suffix, writer in writers.items()}
    files = {file.sha256: file for _, _, recorded in _answers(report.record) for file in recorded.files}
    for digest, file in files.items():
        data = held(digest)
        if data is not None:
            members[_member_name(file)] = data
    members["evidence.csv"] = _csv(EVIDENCE, _evidence(report.record))
    members["decisions.csv"] = _csv(("When", "Who", "Activity", "Question", "Answer", "How sure"), _decisions(report.record))
    manifest = {
        "format": FORMAT,
        "knowledge": report.document.knowledge.model_dump(mode="json"),
        "record_hash": report.record.hash,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(members.items())},
    }
    members[MANIFEST] = (json.dumps(manifest, indent=2, sort_keys=True) + "\n").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in sorted(members.items()):
            member = zipfile.ZipInfo(name, EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            member.create_system = 3
            archive.writestr(member, data)
    return out.getvalue()


def verify(data: bytes, catalogue: Catalogue, now: Record | None = None) -> str:
    """Says what was verified: the result again from the answers and, for a pack, every file.

    With `now`, the assessment as it stands, also that the answers are still those. Raises PackError."""
    if not data.startswith(b"PK"):
        return _verified(data, catalogue, now)
    members = _members(data)
    try:
        files: dict[str, str] = json.loads(members[MANIFEST])["files"]
        names = sorted(files.keys() | members.keys() - {MANIFEST})
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise PackError(f"this is no sign-off pack: expected {MANIFEST} with a list of files") from None
    for name in names:
        if name not in members:
            raise PackError(f"{name}: the manifest names it and the pack does not hold it; ask for the whole pack again")
        if name not in files:
            raise PackError(f"{name}: the pack holds it and the manifest does not name it; do not rely on it")
        if hashlib.sha256(members[name]).hexdigest() != files[name]:
            raise PackError(f"{name}: was changed after the pack was made; ask for the pack again")
    if REPORT not in members:
        raise PackError(f"the pack holds no {REPORT}, so nothing can be concluded again")
    return f"{len(files)} files are as they were made. {_verified(members[REPORT], catalogue, now)}"


def _verified(data: bytes, catalogue: Catalogue, now: Record | None) -> str:
    """Concludes the assessment of a JSON report again. Raises PackError."""
    try:
        record = read_record(data, catalogue)
        made_under = json.loads(data)["knowledge"]
        if not isinstance(made_under, dict):
            raise PackError("this is a saved assessment, not a report: it holds answers and no result to verify")
    except (RecordError, KeyError, TypeError, ValueError) as error:
        raise error if isinstance(error, PackError) else PackError(f"the report cannot be read: {error}") from None
    if made_under.get("hash") != catalogue.hash:
        raise PackError(
            f"it was made under knowledge base {made_under.get('version')} ({str(made_under.get('hash'))[:12]}); this is "
            f"{catalogue.version}. Verify it with the version of the program that made it"
        )
    again = report_json.to_bytes(report_json.document(conclude(catalogue, record.facts(catalogue)).assessment, record))
    if again != data:
        raise PackError("the same answers give another result: the report was changed after it was made")
    if now and now.hash != record.hash:
        raise PackError(
            "it is out of date: the answers have changed since it was made. Make the report again before it is signed"
        )
    return f"The answers give the same result again, byte for byte, under knowledge base {catalogue.version}."


def _members(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_MEMBERS or sum(info.file_size for info in infos) > 10 * MAX_BYTES:
                raise PackError(
                    f"the pack is too large: expected at most {MOST_MEMBERS} files of {10 * MAX_BYTES:,} bytes together"
                )
            return {info.filename: _member(archive, info) for info in infos}
    except PackError:
        raise
    except _DAMAGED as error:
        raise PackError(f"the pack is damaged: {error}; ask for it again") from None


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of a member, and no more of them than it says it has, whatever is packed into it. Raises PackError."""
    if info.compress_type not in _PACKING:
        raise PackError(f"{info.filename}: is packed in another way than a sign-off pack; ask for the pack again")
    with archive.open(info) as member:
        return member.read(info.file_size)


def _answers(record: Record) -> Iterator[tuple[str, str, Any]]:
    for about in (None, *(activity.id for activity in record.activities)):
        for question, recorded in record.of(about).items():
            yield about or "", question, recorded


def _evidence(record: Record) -> Iterator[tuple[str, ...]]:
    for about, question, recorded in _answers(record):
        if recorded.evidence or recorded.note or recorded.files:
            files = "; ".join(map(_member_name, recorded.files))
            yield question, about, _said(recorded.value), recorded.evidence, recorded.note, files


def _member_name(file: Attached) -> str:
    """Where a file stands in the pack, if it is held; two files with one name stand apart."""
    return f"evidence/{file.sha256[:12]} {file.name}"


def _decisions(record: Record) -> list[tuple[str, ...]]:
    return sorted(
        (words.moment(recorded.at), recorded.by, about, question, _said(recorded.value), str(recorded.confidence or ""))
        for about, question, recorded in _answers(record)
    )


def _said(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _csv(head: tuple[str, ...], rows: Iterator[tuple[str, ...]] | list[tuple[str, ...]]) -> bytes:
    """A table in UTF-8; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([[quoted(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig", "replace")
