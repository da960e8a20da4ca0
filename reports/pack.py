"""The sign-off pack: every format of a report with an index of evidence, a log of decisions and a manifest, in one zip."""

import csv
import hashlib
import io
import json
import platform
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from guidance.case.bulk import quoted
from guidance.case.evidence import MAX_FILE, clean
from guidance.case.record import MAX_BYTES, Attached, Name, Record
from guidance.files import strict_json
from guidance.files.archive import parts
from reports import words
from reports.blocks import Report
from reports.json import KnowledgeUsed

MANIFEST: Final = "manifest.json"
REPORT: Final = "report.json"
FORMAT: Final = 1
EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every member: a zip that says when it was made has other bytes each time."""
EVIDENCE: Final = ("Question", "Activity", "Answer", "Evidence", "Note", "Files")
ROOT: Final = Path(__file__).parents[1]
PACKAGES: Final = ("guidance", "reports", "rules")
LIBRARIES: Final = ("fonttools", "jinja2", "markupsafe", "pydantic", "python-docx", "lxml", "typst", "xlsxwriter")
"""What decides, besides our own code, which bytes a report has."""
EVIDENCE_FOLDER: Final = "evidence/"
MOST_MEMBERS: Final = 2_000
MOST_PACKED: Final = 60_000_000
"""Bytes of a pack."""
MOST_UNPACKED: Final = 200_000_000
"""Bytes of its files."""
MOST_READ: Final = {MANIFEST: 500_000, REPORT: MAX_BYTES}
"""Bytes of the members that are more than compared."""
_AT_A_TIME: Final = 1_000_000
_HEADER: Final = 30
"""Bytes before each member, whose last four say how long its name and what is put beside it are; both stand there too."""
_SIZES_FOLLOW: Final = 0x08
"""The flag of a member whose sizes stand behind it: whoever packed it could not go back."""
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


class Program(BaseModel):
    """What made the bytes. Reports of one version are the same bytes only where `hash` is the same: code, fonts, libraries."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    hash: str


class Signed(BaseModel):
    """A signature that the reports print: a typed name, which nothing here proves."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    role: Name
    at: AwareDatetime


class Manifest(BaseModel):
    """What the pack says of itself: what it was made of and with, and the SHA-256 of each file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = FORMAT
    knowledge: KnowledgeUsed
    program: Program = Program(version="an earlier one", hash="")
    look: Annotated[str, Field(description="Hash of the organisation's own look; empty for ours.")] = ""
    record_hash: str
    signatures: list[Signed] = []
    files: dict[str, str]

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        return (json.dumps(self.model_dump(mode="json"), indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


@cache
def program() -> Program:
    """This program, with a hash of all that decides which bytes it writes."""
    digest = hashlib.sha256()
    for file in sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*") if _counts(file)):
        digest.update(f"{file.relative_to(ROOT).as_posix()} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    libraries = [f"{name} {version(name)}" for name in LIBRARIES]
    libraries += [f"python {'.'.join(platform.python_version_tuple()[:2])}", f"zlib {zlib.ZLIB_RUNTIME_VERSION}"]
    digest.update("\n".join(libraries).encode())
    return Program(version=version("china-exposure-guidance"), hash=digest.hexdigest())


def _counts(file: Path) -> bool:
    return file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")


def render(
    report: Report, writers: Mapping[str, Callable[[Report], bytes]], held: Callable[[str], bytes | None] = lambda _: None
) -> bytes:
    """The pack. The same report gives the same bytes. `held` gives a file of evidence by its hash, where somebody holds it."""
    files = dict(members(report, writers, held))
    files[MANIFEST] = manifest(report, {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}).to_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in sorted(files.items()):
            member = zipfile.ZipInfo(name, EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            member.create_system = 3
            archive.writestr(member, data)
    return out.getvalue()


def members(
    report: Report, writers: Mapping[str, Callable[[Report], bytes]], held: Callable[[str], bytes | None]
) -> Iterator[tuple[str, bytes]]:
    """Each file of the pack but the manifest, the quickest to make first."""
    yield "evidence.csv", _csv(EVIDENCE, _evidence(report.record))
    yield "decisions.csv", _csv(("When", "Who", "Activity", "Question", "Answer", "How sure"), _decisions(report.record))
    for digest, file in {file.sha256: file for _, _, recorded in _answers(report.record) for file in recorded.files}.items():
        data = held(digest)
        if data is not None:
            yield _member_name(file), data
    for suffix, writer in writers.items():
        yield f"report{suffix}", writer(report)


def manifest(report: Report, files: Mapping[str, str]) -> Manifest:
    """What the pack of a report says of itself. `files`: the SHA-256 of each by name."""
    return Manifest(
        knowledge=report.document.knowledge,
        program=program(),
        look=report.house.hash,
        record_hash=report.record.hash,
        signatures=[Signed(name=each.name, role=each.role, at=each.at) for each in report.signatures],
        files=dict(files),
    )


@dataclass(frozen=True)
class Member:
    """A file of a pack: its fingerprint, and its bytes if they are to be read."""

    sha256: str
    data: bytes


def read(data: bytes) -> tuple[Manifest, dict[str, Member]]:
    """The manifest of a pack and its other files, each with the hash that the manifest names. Raises PackError."""
    files = _members(data)
    try:
        said = Manifest.model_validate(strict_json.loads(files.pop(MANIFEST).data))
    except (KeyError, ValueError) as error:
        why = f" ({error})" if isinstance(error, ValueError) and not isinstance(error, ValidationError) else ""
        raise PackError(f"this is no sign-off pack: expected {MANIFEST} with a list of files{why}") from None
    for name in sorted(said.files.keys() | files.keys()):
        if name not in files:
            raise PackError(f"{name}: the manifest names it and the pack does not hold it; ask for the whole pack again")
        if name not in said.files:
            raise PackError(f"{name}: the pack holds it and the manifest does not name it; do not rely on it")
        if files[name].sha256 != said.files[name]:
            raise PackError(f"{name}: was changed after the pack was made; ask for the pack again")
    if REPORT not in files:
        raise PackError(f"the pack holds no {REPORT}, so nothing can be concluded again")
    return said, files


def _members(data: bytes) -> dict[str, Member]:
    if len(data) > MOST_PACKED or parts(data) > MOST_MEMBERS:
        raise PackError(
            f"the pack is too large: expected at most {MOST_MEMBERS:,} files of {MOST_PACKED:,} bytes together, packed"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if sum(info.file_size for info in infos) > MOST_UNPACKED:
                raise PackError(
                    f"the pack is too large: its files would have {sum(info.file_size for info in infos):,} bytes; the most is {MOST_UNPACKED:,}"
                )
            twice = [name for name, count in Counter(info.filename for info in infos).items() if count > 1]
            if twice:
                raise PackError(f"{twice[0]}: the pack holds it twice, so programs may show different ones; do not rely on it")
            if not _follow_each_other(data, infos, archive.start_dir):
                raise PackError(
                    "the pack holds bytes beside the files that it lists, which a program that reads it from its beginning may show; "
                    "do not rely on it"
                )
            return {info.filename: _member(archive, info) for info in infos if not _is_our_folder(info)}
    except PackError:
        raise
    except _DAMAGED as error:
        raise PackError(f"the pack is damaged: {error}; ask for it again") from None


def _is_our_folder(info: zipfile.ZipInfo) -> bool:
    """Whether a member is only the name of the folder of evidence, which some programs write down when they pack a folder again."""
    return info.filename == EVIDENCE_FOLDER and info.file_size == info.compress_size == 0


def _follow_each_other(data: bytes, infos: Iterable[zipfile.ZipInfo], end: int) -> bool:
    """Whether an archive holds nothing but the members that its list names, from its first byte up to that list."""
    at = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset != at:
            return False
        lengths = data[at + _HEADER - 4 : at + _HEADER]
        at += _HEADER + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little") + info.compress_size
        if info.flag_bits & _SIZES_FOLLOW:
            at += 16 if data.startswith(b"PK\x07\x08", at) else 12
    return at == end


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    """A member, and no more of it than it says it has, whatever is packed into it. Raises PackError."""
    if info.compress_type not in _PACKING:
        raise PackError(f"{info.filename}: is packed in another way than a sign-off pack; ask for the pack again")
    most = MAX_FILE if info.filename.startswith(EVIDENCE_FOLDER) else MOST_READ.get(info.filename)
    if most and info.file_size > most:
        raise PackError(f"{info.filename}: has {info.file_size:,} bytes; the most that is read is {most:,}")
    read, kept, left = hashlib.sha256(), io.BytesIO(), info.file_size
    with archive.open(info) as member:
        while left and (piece := member.read(min(left, _AT_A_TIME))):
            left -= len(piece)
            read.update(piece)
            if most:
                kept.write(piece)
    return Member(read.hexdigest(), kept.getvalue())


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
    """Where a file stands in the pack, if it is held; two files with one name stand apart. The name may come out of a file: no folders."""
    return f"{EVIDENCE_FOLDER}{file.sha256[:12]} {clean(file.name)}"


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
