"""Questions go out to a role and come back: nothing is lost, nothing is overwritten unseen."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from guidance import knowledge
from guidance.assessment import assess
from guidance.case import rolepack
from guidance.case.record import Confidence, Record, Recorded, RecordedActivity
from guidance.case.rolepack import RolePackError
from guidance.knowledge.entries import Kind

CATALOGUE = knowledge.load()
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
RECORD = Record(
    id="r", title="Northmoor", as_at="2026-11-25", answers={"profile.kind": Recorded(value="he_england", by="An officer")},
    activities=[RecordedActivity(id="lab", name="=Laboratory", answers={"partner.location": Recorded(value="mainland")})],
)  # fmt: skip


def made(suffix: str, role: str = "security_lead", record: Record = RECORD) -> bytes:
    return rolepack.render(assess(CATALOGUE, record.facts(CATALOGUE)), record, role, suffix)


def pack(role: str = "security_lead", record: Record = RECORD) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(made(".xlsx", role, record)))


def sent(book: openpyxl.Workbook, who: str = "R. Ashworth") -> bytes:
    book.active["B2"] = who
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def back(data: bytes, record: Record = RECORD) -> rolepack.Returned:
    return rolepack.take_back(CATALOGUE, record, "back.xlsx", data, NOW)


@pytest.mark.slow
def test_every_open_question_of_a_role_goes_out_and_comes_back() -> None:
    book = pack()
    page = book.active
    rows = list(page.iter_rows(min_row=5, values_only=True))
    asked = rolepack.questions_for(assess(CATALOGUE, RECORD.facts(CATALOGUE)), RECORD, "security_lead")
    assert [row[7] for row in rows] == [f"{about or ''}|{id}" for id, about in asked]
    for number, (id, _) in enumerate(asked, 5):
        question = CATALOGUE.questions[id]
        match question.kind:
            case Kind.ONE | Kind.MANY:
                page.cell(number, 5).value = question.options[0].text.upper()
            case Kind.NUMBER:
                page.cell(number, 5).value = 3
            case _:
                page.cell(number, 5).value = "some text"
        page.cell(number, 6).value = "told on the phone"
    returned = back(sent(book))
    assert returned.problems == ()
    assert set(returned.new) == set(asked)
    assert all((each.by, each.at, each.note) == ("R. Ashworth", NOW, "told on the phone") for each in returned.new.values())


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_the_same_assessment_gives_the_same_bytes(suffix: str) -> None:
    assert made(suffix, "lead") == made(suffix, "lead")


def test_what_differs_is_shown_and_what_was_not_confirmed_gives_way() -> None:
    book = pack()
    page = book.active
    keys = [row[7] for row in page.iter_rows(min_row=5, values_only=True)]
    number = next(n for n, key in enumerate(keys, 5) if CATALOGUE.questions[key.partition("|")[2]].kind is Kind.ONE)
    about, _, id = keys[number - 5].partition("|")
    options = CATALOGUE.questions[id].options
    page.cell(number, 5).value = options[1].text
    data = sent(book)

    def with_ours(ours: Recorded) -> Record:
        if not about:
            return RECORD.model_copy(update={"answers": {**RECORD.answers, id: ours}})
        lab = RECORD.activities[0]
        return RECORD.model_copy(update={"activities": [lab.model_copy(update={"answers": {**lab.answers, id: ours}})]})

    ours = Recorded(value=options[0].id, by="An officer")
    (conflict,) = back(data, with_ours(ours)).conflicts
    assert (conflict.ours, conflict.theirs.value) == (ours, options[1].id)
    assert dict(rolepack.changes(back(data, with_ours(ours)), frozenset())) == {}
    assert dict(rolepack.changes(back(data, with_ours(ours)), frozenset({conflict.asked}))) == {conflict.asked: conflict.theirs}
    assert back(data, with_ours(Recorded(value=options[1].id))).same == 1
    carried = Recorded(value=options[0].id, confidence=Confidence.UNCONFIRMED)
    assert list(back(data, with_ours(carried)).new) == [conflict.asked]


def test_what_is_not_understood_is_named_with_its_place() -> None:
    book = pack()
    book.active["E5"] = "perhaps"
    book.active["E6"] = book.active["D6"].value.splitlines()[0]
    book.active["H6"] = "lab|no.such"
    returned = back(sent(book))
    assert returned.new == {}
    assert "row 5, column E:" in returned.problems[0]
    assert "'perhaps'" in returned.problems[0]
    assert "row 6, column E: the key 'lab|no.such' names no question" in returned.problems[1]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (lambda: b"", "the file is damaged or cut off"),
        (lambda: b"PK\x03\x04rubbish", "the file is damaged or cut off"),
        (lambda: made(".docx"), "is no workbook that was made here"),
        (lambda: sent(pack(), who=""), "row 2, column B: nobody is named"),
        (
            (Path(__file__).parents[1] / "partners" / "register" / "data" / "partnerships_sample.xlsx").read_bytes,
            "row 4: expected the titles",
        ),
        (lambda: b"x" * 5_000_001, "has 5,000,001 bytes"),
    ],
)
def test_another_file_is_refused(data: Callable[[], bytes], says: str) -> None:
    with pytest.raises(RolePackError, match=says):
        back(data())
