"""The sign-off pack: whole, the same bytes twice, and every change of it noticed."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.assessment import conclude
from guidance.record import Attached, Recorded, read_record
from reports import model, pack, write

pytestmark = pytest.mark.slow

LOWFELL = Path(__file__).parents[2] / "examples" / "lowfell.json"
CATALOGUE = knowledge.load()


@pytest.fixture(scope="module")
def packed() -> bytes:
    record = read_record(LOWFELL.read_bytes(), CATALOGUE)
    answers = {**record.answers, "profile.name": Recorded(value="Lowfell", evidence="=HYPERLINK(1)", note="a note")}
    record = record.model_copy(update={"answers": answers})
    return write.render(model.build(conclude(CATALOGUE, record.facts(CATALOGUE)), record), ".zip")


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_it_holds_every_format_and_is_verified(packed: bytes) -> None:
    files = members(packed)
    assert files.keys() == {"manifest.json", "evidence.csv", "decisions.csv", *(f"report{suffix}" for suffix in write.WRITERS)}
    assert pack.verify(packed, CATALOGUE).startswith(
        f"{len(files) - 1} files are as they were made. The answers give the same result"
    )
    assert pack.verify(files["report.json"], CATALOGUE).startswith("The answers give the same result")
    assert "'=HYPERLINK(1)" in files["evidence.csv"].decode("utf-8-sig")


def test_the_same_report_gives_the_same_bytes(packed: bytes) -> None:
    record = read_record(members(packed)["report.json"], CATALOGUE)
    assert write.render(model.build(conclude(CATALOGUE, record.facts(CATALOGUE)), record), ".zip") == packed


def test_it_holds_the_files_of_evidence_that_somebody_holds() -> None:
    held, lost = (Attached(name="minutes.pdf", size=4, sha256=letter * 64) for letter in "ab")
    answers = {"profile.name": Recorded(value="Lowfell", files=(held, lost))}
    record = read_record(LOWFELL.read_bytes(), CATALOGUE).model_copy(update={"answers": answers})
    report = model.build(conclude(CATALOGUE, record.facts(CATALOGUE)), record)
    data = write.render(report, ".zip", {held.sha256: b"%PDF"}.get)
    files = members(data)
    assert files["evidence/aaaaaaaaaaaa minutes.pdf"] == b"%PDF"
    assert "evidence/bbbbbbbbbbbb minutes.pdf" not in files
    assert "evidence/bbbbbbbbbbbb minutes.pdf" in files["evidence.csv"].decode("utf-8-sig")
    assert "minutes.pdf" in files["report.html"].decode()
    assert pack.verify(data, CATALOGUE).startswith(f"{len(files) - 1} files are as they were made.")
    assert write.render(report, ".zip", {held.sha256: b"%PDF"}.get) == data


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
        pack.verify(zipped(change(members(packed))), CATALOGUE)


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
        pack.verify((json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode(), CATALOGUE)


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04 not a zip", b"{}", b"[" * 100_000, LOWFELL.read_bytes()])
def test_what_is_no_pack_is_refused_in_one_message(data: bytes) -> None:
    with pytest.raises(pack.PackError):
        pack.verify(data, CATALOGUE)


def test_a_report_on_other_answers_is_out_of_date(packed: bytes) -> None:
    catalogue = knowledge.load()
    made_of = read_record(zipfile.ZipFile(io.BytesIO(packed)).read("report.json"), catalogue)
    assert "byte for byte" in pack.verify(packed, catalogue, made_of)
    with pytest.raises(pack.PackError, match="it is out of date: the answers have changed"):
        pack.verify(packed, catalogue, made_of.model_copy(update={"title": "Another title"}))
