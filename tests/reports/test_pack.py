"""The sign-off pack: whole, the same bytes twice, and every change of it noticed, though the manifest was written anew."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.assessment import conclude
from guidance.case.record import Attached, Record, Recorded, Signature, read_record
from guidance.disclosure.redaction import disclosed
from reports import house, model, pack, write
from reports.blocks import Report
from reports.pack import PackError
from reports.verify import verify

pytestmark = pytest.mark.slow

LOWFELL = Path(__file__).parents[2] / "examples" / "lowfell.json"
CATALOGUE = knowledge.load()
MINUTES = Attached(name="minutes.pdf", size=4, sha256=hashlib.sha256(b"%PDF").hexdigest())
"""A file of evidence, whose bytes are b"%PDF"."""


def lowfell() -> Record:
    record = read_record(LOWFELL.read_bytes(), CATALOGUE)
    name = Recorded(value="Lowfell", evidence="=HYPERLINK(1)", note="a note", files=(MINUTES,))
    return record.model_copy(update={"answers": {**record.answers, "profile.name": name}})


def report_on(record: Record, *signatures: Signature) -> Report:
    return model.build(conclude(CATALOGUE, record.facts(CATALOGUE)), record, signatures)


def pack_of(report: Report) -> bytes:
    return write.render(report, ".zip", {MINUTES.sha256: b"%PDF"}.get)


@pytest.fixture(scope="module")
def packed() -> bytes:
    return pack_of(report_on(lowfell()))


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def forged(files: dict[str, bytes], **said: object) -> bytes:
    """A pack of these files with a manifest that fits them, and says what is given besides."""
    manifest = json.loads(files["manifest.json"]) | said
    manifest["files"] = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "manifest.json"}
    return zipped(files | {"manifest.json": (json.dumps(manifest, indent=2, sort_keys=True) + "\n").encode()})


def test_it_holds_every_format_and_is_verified(packed: bytes) -> None:
    files = members(packed)
    evidence = f"evidence/{MINUTES.sha256[:12]} minutes.pdf"
    reports = {f"report{suffix}" for suffix in write.WRITERS}
    assert files.keys() == {"manifest.json", "evidence.csv", "decisions.csv", evidence, *reports}
    said = verify(packed, CATALOGUE)
    assert said.startswith("Proved: each of the 8 files is what the answers in report.json give again, byte for byte, under")
    assert "This does not prove who gave the answers or signed" in said
    alone = verify(files["report.json"], CATALOGUE)
    assert alone.startswith("Proved: the result follows from the answers in this file")
    assert "'=HYPERLINK(1)" in files["evidence.csv"].decode("utf-8-sig")


def test_the_same_report_gives_the_same_bytes(packed: bytes) -> None:
    assert pack_of(report_on(read_record(members(packed)["report.json"], CATALOGUE))) == packed


def test_it_holds_the_files_of_evidence_that_somebody_holds() -> None:
    lost = Attached(name="minutes.pdf", size=4, sha256="b" * 64)
    record = lowfell()
    answers = {"profile.name": replace(record.answers["profile.name"], files=(MINUTES, lost))}
    report = report_on(record.model_copy(update={"answers": answers}))
    data = pack_of(report)
    files = members(data)
    assert files[f"evidence/{MINUTES.sha256[:12]} minutes.pdf"] == b"%PDF"
    assert "evidence/bbbbbbbbbbbb minutes.pdf" not in files
    assert "evidence/bbbbbbbbbbbb minutes.pdf" in files["evidence.csv"].decode("utf-8-sig")
    assert "minutes.pdf" in files["report.html"].decode()
    assert verify(data, CATALOGUE).startswith("Proved: each of the 8 files")
    assert pack_of(report) == data


def test_the_review_s_forgery_is_named(packed: bytes) -> None:
    """Another PDF and another log of decisions, with a manifest that fits them."""
    other = members(pack_of(report_on(lowfell().model_copy(update={"title": "Nothing to see"}))))
    files = members(packed) | {name: other[name] for name in ("report.pdf", "decisions.csv")}
    files["decisions.csv"] = files["decisions.csv"].replace(b"research", b"somebody")
    with pytest.raises(pack.PackError, match=r"^decisions.csv, report.pdf: not what the answers in report.json give"):
        verify(forged(files), CATALOGUE)


def test_a_name_out_of_a_file_leads_nowhere_when_a_pack_is_unpacked() -> None:
    named = replace(lowfell().answers["profile.name"], files=(MINUTES.model_copy(update={"name": "a/../../../minutes.pdf"}),))
    record = lowfell()
    report = report_on(record.model_copy(update={"answers": {**record.answers, "profile.name": named}}))
    names = [name for name, _ in pack.members(report, {}, {MINUTES.sha256: b"%PDF"}.get)]
    assert names == ["evidence.csv", "decisions.csv", f"evidence/{MINUTES.sha256[:12]} minutes.pdf"]


NAMES = ["decisions.csv", "evidence.csv", f"evidence/{MINUTES.sha256[:12]} minutes.pdf", *(f"report{s}" for s in write.WRITERS)]


@pytest.mark.parametrize("name", NAMES)
def test_each_forged_file_is_named_though_the_manifest_fits(packed: bytes, name: str) -> None:
    files = members(packed)
    if name == "report.json":
        files[name] = files[name].replace(b'"at_least": 0', b'"at_least": 1')
    else:
        files[name] += b" "
    with pytest.raises(pack.PackError, match=rf"^{name}: not what the answers"):
        verify(forged(files), CATALOGUE)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_taken_out_is_missed_though_the_manifest_fits(packed: bytes, name: str) -> None:
    files = {other: data for other, data in members(packed).items() if other != name}
    if name.startswith("evidence/"):
        assert verify(forged(files), CATALOGUE).startswith("Proved: each of the 7 files"), "not everybody holds the evidence"
    else:
        with pytest.raises(pack.PackError, match=rf"{name}: the pack does not hold it|holds no report.json"):
            verify(forged(files), CATALOGUE)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"record_hash": "0" * 64}, "manifest.json: says something else than the report"),
        ({"signatures": [{"name": "A. Head", "role": "Owner", "at": "2026-11-25T10:00:00Z"}]}, "report.docx, report.html"),
        ({"program": {"version": "9.9", "hash": "0" * 64}, "record_hash": "0" * 64}, "manifest.json: says something else"),
    ],
)
def test_a_manifest_that_says_something_else_is_named(packed: bytes, change: dict, says: str) -> None:
    with pytest.raises(pack.PackError, match=says):
        verify(forged(members(packed), **change), CATALOGUE)


def test_where_another_program_made_it_only_what_is_the_same_is_proved(packed: bytes) -> None:
    """A forger may say so too: it is no success then."""
    files = members(packed)
    other = {"program": {"version": "9.9", "hash": "0" * 64}}
    assert verify(forged(files, **other), CATALOGUE).startswith("Proved: each of the 8 files")
    files["report.pdf"] += b" "
    with pytest.raises(pack.PackError) as error:
        verify(forged(files, **other), CATALOGUE)
    assert "it cannot be told whether these were changed: report.pdf. The manifest says that another program" in str(
        error.value
    )
    assert "Proved to follow from the answers: decisions.csv, " in str(error.value)
    files[NAMES[2]] += b" "
    with pytest.raises(pack.PackError, match=rf"^{NAMES[2]}: not what the answers"):
        verify(forged(files, **other), CATALOGUE)


def test_under_another_knowledge_base_it_says_how_little_is_proved(packed: bytes) -> None:
    files = members(packed)
    report = json.loads(files["report.json"])
    report["knowledge"]["hash"] = "0" * 64
    files["report.json"] = json.dumps(report).encode()
    with pytest.raises(pack.PackError) as error:
        verify(forged(files), CATALOGUE)
    assert "it was made under knowledge base" in str(error.value)
    assert "so the result cannot be compared. Verify it with the version of the program" in str(error.value)
    assert "whoever changed one could have written the manifest anew" in str(error.value)


def test_a_pack_with_signatures_and_an_own_look_is_verified(tmp_path: Path) -> None:
    (tmp_path / "style.toml").write_text('ink = "#101010"\naccent = "#003300"\n')
    look = house.read(tmp_path)
    record = lowfell()
    signed = Signature("A. Head", "Owner", datetime(2026, 11, 26, 9, 30, 1, 250, tzinfo=UTC), record.hash, CATALOGUE.version)
    data = pack_of(replace(report_on(record, signed), house=look))
    assert "Its signatures (1) are typed names." in verify(data, CATALOGUE, look=look)
    with pytest.raises(pack.PackError, match=r"made with another look\. Name its folder with --templates"):
        verify(data, CATALOGUE)


def test_a_redacted_pack_is_verified() -> None:
    assert verify(pack_of(report_on(disclosed(CATALOGUE, lowfell(), ["foia-43"]).record)), CATALOGUE).startswith("Proved")


def hidden_before(forged: dict[str, bytes], good: dict[str, bytes]) -> bytes:
    """A pack whose list names the good files only; a program that reads it from its beginning shows another report first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("report.pdf", forged["report.pdf"])
        archive.filelist.clear()
        archive.NameToInfo.clear()
        for name, data in good.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "made",
    [
        lambda forged, good: zipped(forged) + zipped(good),
        lambda _, good: b"PK#!/bin/sh\n" + zipped(good),
        hidden_before,
    ],
)
def test_what_stands_beside_the_files_that_the_pack_lists_is_named(
    packed: bytes, made: Callable[[dict[str, bytes], dict[str, bytes]], bytes]
) -> None:
    good = members(packed)
    forged = {**good, "report.pdf": b"%PDF-1.7 forged"}
    with pytest.raises(PackError, match=r"holds bytes beside the files that it lists"):
        verify(made(forged, good), CATALOGUE)


class Unseekable(io.RawIOBase):
    """Where one cannot go back, so that the size of each member is written behind it."""

    def __init__(self) -> None:
        self.written = b""

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:
        self.written += bytes(data)
        return len(data)


def test_a_pack_that_was_packed_anew_by_another_program_is_verified(packed: bytes) -> None:
    stream = Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members(packed).items():
            archive.writestr(name, data)
    for again in (zipped(members(packed)), stream.written):
        assert "Proved" in verify(again, CATALOGUE)


def test_a_pack_may_name_its_folder_and_no_other(packed: bytes) -> None:
    """As `zip -r` writes it, with or without files of evidence in it."""
    assert "Proved" in verify(zipped({"evidence/": b"", **members(packed)}), CATALOGUE)
    for name, data in (("evidence/", b"more"), ("other/", b"")):
        with pytest.raises(PackError, match=rf"{name}: the pack holds it and the manifest does not name it"):
            verify(zipped({name: data, **members(packed)}), CATALOGUE)


def test_a_file_that_the_pack_holds_twice_is_named(packed: bytes) -> None:
    out = io.BytesIO(packed)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("report.pdf", b"another")
    with pytest.raises(pack.PackError, match=r"report.pdf: the pack holds it twice"):
        verify(out.getvalue(), CATALOGUE)


def changed(name: str, change: Callable[[bytes], bytes]) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda files: {**files, name: change(files[name])}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (changed("report.pdf", lambda data: data + b" "), "report.pdf: was changed"),
        (changed("decisions.csv", lambda data: data.replace(b"research", b"somebody")), "decisions.csv: was changed"),
        (
            lambda files: {name: data for name, data in files.items() if name != "report.docx"},
            "report.docx: the manifest names it",
        ),
        (lambda files: {**files, "more.txt": b"x"}, "more.txt: the pack holds it"),
        (changed("manifest.json", lambda _: b"{}"), "this is no sign-off pack"),
    ],
)
def test_a_changed_pack_is_named(packed: bytes, change: Callable[[dict[str, bytes]], dict[str, bytes]], says: str) -> None:
    with pytest.raises(pack.PackError, match=says):
        verify(zipped(change(members(packed))), CATALOGUE)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: data["levels"][0].update(at_least=0, at_most=0, words="L0 Go ahead"), "another result"),
        (lambda data: data["findings"].pop(), "another result"),
        (lambda data: data["knowledge"].update(hash="0" * 64), "made under knowledge base"),
        (lambda data: data["record"]["answers"]["profile.kind"].update(value="king"), "expected one of"),
    ],
)
def test_a_changed_report_is_named(packed: bytes, change: Callable[[dict], object], says: str) -> None:
    data = json.loads(members(packed)["report.json"])
    change(data)
    with pytest.raises(pack.PackError, match=says):
        verify((json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode(), CATALOGUE)


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04 not a zip", b"{}", b"[" * 100_000, LOWFELL.read_bytes()])
def test_what_is_no_pack_is_refused_in_one_message(data: bytes) -> None:
    with pytest.raises(pack.PackError):
        verify(data, CATALOGUE)


def test_a_report_on_other_answers_is_out_of_date(packed: bytes) -> None:
    catalogue = knowledge.load()
    made_of = read_record(zipfile.ZipFile(io.BytesIO(packed)).read("report.json"), catalogue)
    assert "byte for byte" in verify(packed, catalogue, made_of)
    with pytest.raises(pack.PackError, match="it is out of date: the answers have changed"):
        verify(packed, catalogue, made_of.model_copy(update={"title": "Another title"}))
