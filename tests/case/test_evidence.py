"""Files of evidence: which are kept, under what name, and what is refused."""

import hashlib
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance import knowledge
from guidance.case.evidence import MAX_FILE, MEDIA, EvidenceError, attached, clean
from guidance.case.record import Attached, Record, Recorded
from guidance.case.store import FileAdded, Store
from ui.browser import offers


def office() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return file.getvalue()


GOOD = {
    "minutes.pdf": b"%PDF-1.7 ...",
    "scan.PNG": b"\x89PNG\r\n\x1a\n...",
    "photo.jpg": b"\xff\xd8\xff...",
    "photo.jpeg": b"\xff\xd8\xff...",
    "contract.docx": office(),
    "list.xlsx": office(),
    "note.txt": "Vermerk für die Akte".encode(),
    "letter.eml": b"Subject: licence",
}


def test_each_kind_is_tried() -> None:
    assert {"." + name.rpartition(".")[2].lower() for name in GOOD} == set(MEDIA)


@pytest.mark.parametrize("name", GOOD)
def test_a_file_is_named_by_what_it_holds(name: str) -> None:
    file = attached(name, GOOD[name])
    assert (file.name, file.size, file.sha256) == (name, len(GOOD[name]), hashlib.sha256(GOOD[name]).hexdigest())


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("run.exe", b"MZ", r"expected \.docx, .*; save it as one of these"),
        ("page.html", b"<script>", "expected"),
        ("no suffix", b"x", "expected"),
        ("empty.pdf", b"", "is empty"),
        ("large.txt", b"x" * (MAX_FILE + 1), r"has 2,000,001 bytes; the most is 2,000,000"),
        ("page.pdf", b"<html>", r"is no \.pdf inside"),
        ("program.png", b"MZ\x90", r"is no \.png inside"),
        ("macro.docx", b"PK\x03\x04 cut", r"the file is damaged or cut off"),
        ("binary.txt", b"a\0b", r"is no \.txt inside"),
    ],
)
def test_another_file_is_refused_in_one_message(name: str, data: bytes, says: str) -> None:
    with pytest.raises(EvidenceError, match=says):
        attached(name, data)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/minutes.pdf", "minutes.pdf"),
        ("C:\\Users\\me\\minutes.pdf", "minutes.pdf"),
        ("a\x00b\u202efdp.pdf", "abfdp.pdf"),
        ('x"><img src=1>.pdf', "x---img src=1-.pdf"),
        (".pdf", "pdf"),
        ("", "file"),
    ],
)
def test_a_name_loses_folders_and_what_does_not_print(name: str, shown: str) -> None:
    assert clean(name) == shown


@given(st.text())
def test_any_name_can_be_kept(name: str) -> None:
    shown = clean(name)
    assert 1 <= len(shown) <= 120
    assert not set(shown) & set("/\\\0\n")
    assert clean(shown) == shown


@pytest.mark.parametrize(("named", "handed"), [("minutes", "minutes"), ("a/../minutes.exe", "minutes.exe"), ("..", "file")])
def test_a_name_out_of_a_saved_assessment_breaks_no_page_and_leads_nowhere(tmp_path: Path, named: str, handed: str) -> None:
    data = GOOD["minutes.pdf"]
    theirs = Attached(name=named, size=len(data), sha256=hashlib.sha256(data).hexdigest())
    record = Record(
        id="a", title="A review", as_at=date(2026, 11, 25), answers={"profile.kind": Recorded("he_wales", files=(theirs,))}
    )
    store = Store.open(tmp_path / "a.db", knowledge.load())
    id = store.open_record(record, "An officer")
    again = FileAdded(question="profile.funders", activity=None, file=attached("minutes.pdf", data), made_on=1)
    store.attach(id, again, data, "An officer")
    offer = offers.evidence(store.record(id), theirs.sha256)
    store.close()
    assert (offer.name, offer.media) == (handed, "application/octet-stream")
