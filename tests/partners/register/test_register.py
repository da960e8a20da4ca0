"""An organisation's register: every row accounted for, every choice remarked, every bad file refused with its place."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from guidance import knowledge
from guidance.assessment import assess
from guidance.case.record import Partner, Record, Recorded
from guidance.partners import lookup
from guidance.partners.register import cells, intake, limits, reading
from guidance.partners.register.limits import RegisterError
from guidance.partners.register.mapping import Columns
from guidance.partners.register.queue import Sensitive
from guidance.partners.register.reading import read
from guidance.partners.register.rows import Register, interpret
from guidance.partners.register.titles import FIELDS
from ui.cli.main import main

DATA = Path(__file__).parent / "data"
SENSITIVE = Sensitive.of(knowledge.load())
DAY = date(2026, 11, 25)
TRUTH = list(csv.DictReader((DATA / "partnerships_messy_truth.csv").open(encoding="utf-8-sig")))
HEAD = "Partner,Country,Project,Type,Start,End,Value"


def known(name: str, country: str) -> bool:
    return lookup.is_known((), name, country)


def messy(name: str) -> tuple[Register, int]:
    """The messy register, and the number of its first row."""
    sheet = read(name, (DATA / name).read_bytes())
    return interpret(sheet, sheet.proposed(), known), sheet.rows[0].number


def of(text: str, **columns: str) -> Register:
    sheet = read("r.csv", text.encode())
    return interpret(sheet, Columns(columns) if columns else sheet.proposed())


# ---------------------------------------------------------------- the messy register


@pytest.mark.slow
@pytest.mark.parametrize("name", ["partnerships_messy.csv", "partnerships_messy.xlsx"])
def test_two_partners_in_a_cell_are_divided_and_duplicates_found(name: str) -> None:
    register, first = messy(name)
    twins = {int(each["row"]) for each in TRUTH if ";" in each["expected_ids"]}
    again = {int(each["row"]): int(each["duplicate_of"]) for each in TRUTH if each["duplicate_of"]}
    merged = {each.row - first + 1: each.into - first + 1 for each in register.merged}
    assert merged == again
    assert {each.row - first + 1 for each in register.partnerships if each.part} == twins - set(again)
    assert len(twins) == 15


@pytest.mark.slow
@pytest.mark.parametrize("name", ["partnerships_messy.csv", "partnerships_messy.xlsx"])
def test_amounts_and_whole_dates_are_those_of_the_truth(name: str) -> None:
    register, first = messy(name)
    wrong = []
    for each in register.partnerships:
        truth = TRUTH[each.row - first]
        pounds = each.value.pounds if each.value else None
        if (pounds or None) != (float(truth["value_gbp"]) if truth["value_gbp"] else None):
            wrong.append((each.row, truth["amount_as_entered"], each.value))
        for said, found in ((truth["start_as_entered"], each.starts), (truth["end_as_entered"], each.ends)):
            iso = truth["start_iso"] if found is each.starts else truth["end_iso"]
            if said and said[:2].isdigit() and said.count("/") + said.count("-") + said.count(".") == 2 and str(found) != iso:
                wrong.append((each.row, said, found))
    assert wrong == []


@pytest.mark.slow
def test_csv_and_workbook_say_the_same() -> None:
    (one, first), (other, second) = messy("partnerships_messy.csv"), messy("partnerships_messy.xlsx")
    assert [(p.partner, p.row - first) for p in one.partnerships] == [(p.partner, p.row - second) for p in other.partnerships]


@pytest.mark.slow
def test_partners_of_the_messy_register_are_those_of_the_truth() -> None:
    name = "partnerships_messy.xlsx"
    data = (DATA / name).read_bytes()
    sheet = read(name, data)
    found = intake.prepare(sheet, sheet.proposed(), data, DAY, SENSITIVE)
    first = sheet.rows[0].number
    single = [
        (
            each.partner.screening.identity if each.partner and each.partner.screening else "",
            TRUTH[row.row - first]["expected_ids"],
        )
        for row, each in zip(found.register.partnerships, found.activities, strict=True)
        if not row.part
    ]
    right = sum(got == expected or (not got and expected in ("", "NONE")) for got, expected in single)
    print(f"{right} of {len(single)} rows with one partner are right")
    assert right >= 0.97 * len(single)
    listed = [each for each in found.activities if each.partner and each.partner.screening and each.partner.screening.hits]
    assert len(listed) >= 50
    record = Record(id="m", title="m", as_at=DAY, activities=list(found.activities))
    record.facts(knowledge.load())


# ---------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("text", "first", "last", "remarked"),
    [
        ("2021-05-12", date(2021, 5, 12), date(2021, 5, 12), False),
        ("12/05/2021", date(2021, 5, 12), date(2021, 5, 12), False),
        ("31.05.2029", date(2029, 5, 31), date(2029, 5, 31), False),
        ("16 Sep 25", date(2025, 9, 16), date(2025, 9, 16), False),
        ("October 2022", date(2022, 10, 1), date(2022, 10, 31), True),
        ("10/2023", date(2023, 10, 1), date(2023, 10, 31), True),
        ("2021", date(2021, 1, 1), date(2021, 12, 31), True),
        ("AY 2024/25", date(2024, 8, 1), date(2025, 7, 31), True),
        ("45809", date(2025, 6, 1), date(2025, 6, 1), True),
        ("TBC", None, None, True),
        ("rolling", None, None, True),
        ("", None, None, False),
        ("31/02/2024", None, None, True),
        ("when it suits", None, None, True),
        ("12/05/1066", None, None, True),
    ],
)
def test_a_date(text: str, first: date | None, last: date | None, remarked: bool) -> None:
    found, remark = cells.day(text, last=False)
    assert (found, cells.day(text, last=True)[0], remark is not None) == (first, last, remarked)


@pytest.mark.parametrize(
    ("text", "low", "high", "currency", "plain"),
    [
        ("£120,000", 120_000, 120_000, "GBP", True),
        ("GBP 420,000.00", 420_000, 420_000, "GBP", True),
        ("£82.5k", 82_500, 82_500, "GBP", True),
        ("0.9m", 900_000, 900_000, "GBP", True),
        ("nil", 0, 0, "GBP", True),
        ("£ 310,000 pa", 310_000, 310_000, "GBP", False),
        ("£60,000-120,000", 60_000, 120_000, "GBP", False),
        ("£60-120k", 60_000, 120_000, "GBP", False),
        ("approx 5,000", 5_000, 5_000, "GBP", False),
        ("€175,500", 175_500, 175_500, "EUR", False),
        ("RMB 414,000", 414_000, 414_000, "CNY", False),
    ],
)
def test_an_amount(text: str, low: float, high: float, currency: str, plain: bool) -> None:
    money, remark = cells.money(text)
    assert money
    assert (money.low, money.high, money.currency) == (low, high, currency)
    assert (remark is None) is plain is (money.pounds is not None)


@pytest.mark.parametrize("text", ["in kind", "see finance", "lots", "=1+1", "12 34"])
def test_no_amount(text: str) -> None:
    money, remark = cells.money(text)
    assert money is None
    assert remark


@pytest.mark.parametrize(
    ("text", "count"), [("4", 4), ("four", 4), ("2 PGR", 2), ("3 (2 PhD, 1 PDRA)", 3), ("", None), ("some", None)]
)
def test_a_count(text: str, count: int | None) -> None:
    assert cells.number(text)[0] == count


@pytest.mark.parametrize(("text", "levels"), [("TRL 3", (3, 3)), ("5-6", (5, 6)), ("TRL5", (5, 5)), ("10", None), ("", None)])
def test_a_readiness_level(text: str, levels: tuple[int, int] | None) -> None:
    assert cells.readiness(text)[0] == levels


# ---------------------------------------------------------------- columns and rows


@pytest.mark.parametrize(
    "name", ["partnerships_messy.csv", "partnerships_messy.xlsx", "partnerships_sample.csv", "partnerships_sample.xlsx"]
)
def test_the_columns_are_proposed(name: str) -> None:
    sheet = read(name, (DATA / name).read_bytes())
    expected = set(FIELDS) - ({"partner_local", "partner_id"} if "messy" in name else set())
    assert set(sheet.proposed().columns) == expected
    assert Columns.from_json(sheet.proposed().to_json()) == sheet.proposed()


def test_a_mapping_that_does_not_fit_is_named() -> None:
    with pytest.raises(
        RegisterError, match=r"there is no field 'foo'.*there is no column 'B'.*no column is chosen for the partner"
    ):
        of("A,C\nx,y\n", foo="A", project="B")
    with pytest.raises(RegisterError, match="the column 'A' is used twice"):
        of("A,C\nx,y\n", partner="A", project="A")


def test_every_row_is_accounted_for() -> None:
    register = of(f"{HEAD}\nTsinghua University,China,P,Contract research,2024,2026,£5k\n,,,,,,\nTOTAL,,,,,,£5k\n"
                  "Tsinghua University,China,P,Contract research,2024,2026,£5k\nA; B,China,Q,MoU,,,\nn/a,China,,,,,\n")  # fmt: skip
    assert register.account.startswith(
        "6 rows read = 2 taken + 1 merged with another + 2 rejected + 0 left out + 1 blank; 1 more"
    )
    assert [each.partner for each in register.partnerships] == ["Tsinghua University", "A", "B"]
    assert [str(each)[:14] for each in register.rejected] == ["row 4, column ", "row 7, column "]


def test_rows_that_differ_in_more_than_their_reference_stay_apart() -> None:
    register = of(f"{HEAD}\nTsinghua University,China,P,Contract research,2024,2026,£5k\n"
                  "Tsinghua University,China,P,Contract research,2024,2026,£6k\nTsinghua University,China,R,Contract research,2024,2026,£5k\n"
                  "Peking University,China,P,Contract research,2024,2026,£5k\nTsinghua University,China,P,Contract research,2020,2022,£5k\n")  # fmt: skip
    assert len(register.partnerships) == 5


def test_a_formula_is_text_and_is_remarked() -> None:
    register = of(f'{HEAD}\n"=HYPERLINK(""http://e.invalid"")",China,P,MoU,,,\n')
    assert register.partnerships[0].partner.startswith("=HYPERLINK")
    assert "formulas are not worked out" in str(register.noted[0])


# ---------------------------------------------------------------- bad files


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 250_000_000)
    return file.getvalue()


BAD = {
    "empty.csv": (b"", "is empty"),
    "blank.csv": (b" \n \n", "is empty"),
    "binary.csv": (b"a,b\n\x00\x01\x02\xff\xfe,x\n", "row 2: is not text|holds binary data"),
    "cut.xlsx": ((DATA / "partnerships_messy.xlsx").read_bytes()[:20_000], "the file is damaged or cut off"),
    "old.xls": (b"\xd0\xcf\x11\xe0" + b"\0" * 100, r"is an old Excel file \(.xls\) or has a password"),
    "twice.csv": (b"Partner,Start,start\nA,1,2\n", "columns B and C are both titled 'start'"),
    "wide.csv": (b"Partner," + b",".join(b"c%d" % n for n in range(250)) + b"\n", "more than 200 columns"),
    "long.csv": (
        b'Partner,Notes\nA,"' + b"x" * 1_000_000 + b'"\n',
        "row 2, column B: has 1,000,000 characters; expected at most 32,767",
    ),
    "beyond.csv": (b"Partner,Country\nA,B,C\n", "row 2 has cells beyond the last column title"),
    "many.csv": (b"Partner,Country\n" + b"A,B\n" * 100_100, "more than 100,000 rows"),
    "large.csv": (b"Partner\n" + b"x" * 21_000_000, "has 21,000,008 bytes; the most that is read is 20,000,000"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_with_its_place(name: str) -> None:
    data, says = BAD[name]
    with pytest.raises(RegisterError, match=says) as told:
        read(name, data)
    assert name in str(told.value)


@pytest.mark.slow
def test_a_workbook_that_would_unpack_to_too_much_is_not_unpacked() -> None:
    with pytest.raises(RegisterError, match="would unpack to 250,000,000 bytes"):
        read("bomb.xlsx", bomb())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    sheet = read("r.csv", "Partner,Country\nUniversité de Fudan,China\n".encode(encoding))
    assert sheet.rows[0].cells[0] == "Université de Fudan"
    assert bool(sheet.notes) is (encoding == "cp1252")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(separator: str) -> None:
    assert read("r.csv", separator.join(["Partner", "Country"]).encode() + b"\nA" + separator.encode() + b"B\n").head == (
        "Partner",
        "Country",
    )


def test_a_preamble_and_other_sheets_are_passed_over() -> None:
    data = workbook(("Register of partnerships",), (), ("Partner", "Country", "Start"), ("A", "China", date(2024, 5, 1)))
    sheet = read("r.xlsx", data)
    assert sheet.head == ("Partner", "Country", "Start")
    assert [(line.number, line.cells) for line in sheet.rows] == [(4, ("A", "China", "2024-05-01"))]


def changed_sheet(data: bytes, change: Callable[[str], str]) -> bytes:
    """The workbook with the XML of its first sheet changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part.decode()) if name == "xl/worksheets/sheet1.xml" else part)
    return out.getvalue()


THREE = workbook(("Partner", "Country"), ("A", "China"), ("B", "China"), ("C", "China"))


def test_what_a_workbook_says_of_its_size_is_not_believed() -> None:
    data = changed_sheet(THREE, lambda xml: xml.replace('<dimension ref="A1:B4"', '<dimension ref="A1:A2"'))
    assert data != THREE
    assert [line.cells for line in read("r.xlsx", data).rows] == [("A", "China"), ("B", "China"), ("C", "China")]


@pytest.mark.parametrize("number", ["2", "99999999999"])
def test_rows_that_would_be_left_out_without_a_word_are_refused(number: str) -> None:
    def change(xml: str) -> str:
        return (
            re.sub(r'<row r="4"', f'<row r="{number}"', xml)
            .replace('r="A4"', f'r="A{number}"')
            .replace('r="B4"', f'r="B{number}"')
        )

    with pytest.raises(RegisterError, match=r"row 2 follows row 3|more than 100,000 rows"):
        read("r.xlsx", changed_sheet(THREE, change))


def test_formatting_far_below_the_last_row_counts_for_nothing() -> None:
    book = openpyxl.load_workbook(io.BytesIO(THREE))
    book.active.cell(30_000, 1).number_format = "0.00"
    file = io.BytesIO()
    book.save(file)
    assert len(read("r.xlsx", file.getvalue()).rows) == 3


MERGED = [
    ("China", "Beihang University", "MoU", "2024-01-01"),
    ("China", "Beihang University", "Joint laboratory", "2024-02-01"),
    ("China", "Tsinghua University", "MoU", "2024-03-01"),
]


def merged_book() -> bytes:
    book = openpyxl.Workbook()
    for row in (
        ("Country", "Partner", "Agreement type", "Start date"),
        *((a, b, c, date.fromisoformat(d)) for a, b, c, d in MERGED),
    ):
        book.active.append(row)
    book.active.merge_cells("A2:A6")
    book.active.merge_cells("B2:B3")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def strict(data: bytes) -> bytes:
    """The workbook as Excel saves it under "Strict Open XML"."""
    out, main = io.BytesIO(), b"http://schemas.openxmlformats.org/"
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name).replace(main + b"spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main")
            new.writestr(name, part.replace(main + b"officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"))
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "strict.xlsx", "xls", "ods"])
def test_merged_cells_are_carried_down_whatever_the_kind_of_workbook(kind: str) -> None:
    data = {
        "xlsx": merged_book,
        "strict.xlsx": lambda: strict(merged_book()),
        "xls": (DATA / "merged.xls").read_bytes,
        "ods": (DATA / "merged.ods").read_bytes,
    }[kind]()
    sheet = read(f"r.{kind}", data)
    assert [line.cells for line in sheet.rows] == MERGED
    assert any("3 cells stood under a merged one" in note for note in sheet.notes)
    found = intake.prepare(sheet, sheet.proposed(), data, DAY, SENSITIVE)
    assert [each.partner.screening.name for each in found.activities if each.partner and each.partner.screening][:2] == [
        "Beihang University"
    ] * 2


def test_rows_that_hold_nothing_but_a_merged_cell_stay_blank() -> None:
    sheet = read("r.xlsx", merged_book())
    assert [line.number for line in sheet.rows] == [2, 3, 4]


def test_a_formula_that_no_program_has_worked_out_is_text() -> None:
    sheet = read("r.xlsx", workbook(("Partner", "Country"), ('=HYPERLINK("x","Tsinghua University")', "China")))
    assert sheet.rows[0].cells == ('=HYPERLINK("x","Tsinghua University")', "China")


def test_each_sheet_can_be_taken_and_one_that_cannot_be_read_hides_no_other() -> None:
    book = openpyxl.Workbook()
    for row in (("Partner", "Partner"), ("A", "B")):
        book.active.append(row)
    for title in ("2024", "2025"):
        page = book.create_sheet(title)
        for row in (("Partner", "Country", "Type"), (f"University {title}", "China", "MoU")):
            page.append(row)
    file = io.BytesIO()
    book.save(file)
    sheets = reading.read_sheets("r.xlsx", file.getvalue())
    assert [sheet.title for sheet in sheets] == ["2024", "2025"]
    assert sheets[0].others == ("2025",)
    assert "both titled 'Partner'" in sheets[0].notes[0]
    assert reading.titled(sheets, "2025").rows[0].cells[0] == "University 2025"
    with pytest.raises(RegisterError, match="there is no sheet '2026' with a table; expected one of 2024, 2025"):
        reading.titled(sheets, "2026")


def test_a_cell_far_away_is_refused_before_it_is_unpacked_into_memory() -> None:
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    with pytest.raises(RegisterError, match="more than 100,000 rows"):
        read("r.xlsx", changed_sheet(THREE, lambda xml: xml.replace("</sheetData>", far.decode())))


def test_entities_are_decoded_before_partners_are_told_apart() -> None:
    register = of(f"{HEAD}\nXi&#x27;an Jiaotong University &amp; Co; Fudan University,China,P,MoU,,,\n")
    assert [each.partner for each in register.partnerships] == ["Xi'an Jiaotong University & Co", "Fudan University"]


def test_an_encrypted_archive_is_refused() -> None:
    data = bytearray(THREE)
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    with pytest.raises(RegisterError, match="is encrypted; take the password off"):
        read("r.xlsx", bytes(data))


def test_a_firm_called_total_is_a_partner_and_a_line_of_totals_is_not() -> None:
    register = of(f"{HEAD}\nTotal Energies,China,Seals,Contract research,,,\nTotal,,,,,,£9\n")
    assert [each.partner for each in register.partnerships] == ["Total Energies"]
    assert len(register.rejected) == 1


def test_a_cell_that_swallowed_rows_is_pointed_out() -> None:
    swallowed = "\n".join(f"B{n},China,,,,," for n in range(12))
    sheet = read("r.csv", f'{HEAD}\n"A,China,,,,,\n{swallowed}",China,,,,,\n'.encode())
    assert "Cell A2 holds 13 lines" in sheet.notes[0]


@pytest.mark.slow
def test_many_rows_of_one_partner_are_read_in_time_that_grows_with_them() -> None:
    rows = "".join(f"Tsinghua University,China,P,Contract research,2024,2026,£{n}\n" for n in range(3_000))
    assert len(of(HEAD + "\n" + rows).partnerships) == 3_000


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
cell = st.one_of(
    texts, st.sampled_from(["", "=1+1", "Tsinghua University", "A; B", "TOTAL", "n/a", "AY 2024/25", "£5k", "1e999", "٣"])
)


@given(st.lists(st.lists(cell, min_size=7, max_size=7), max_size=12), st.booleans())
def test_the_account_adds_up_whatever_the_rows(rows: list[list[str]], as_workbook: bool) -> None:
    if as_workbook:
        clean = [[openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", each) for each in row] for row in rows]
        data = workbook(tuple(HEAD.split(",")), *map(tuple, clean))
    else:
        out = io.StringIO()
        csv.writer(out).writerows([HEAD.split(","), *rows])
        data = out.getvalue().encode()
    try:
        sheet = read("r.csv", data)
        register = interpret(sheet, sheet.proposed())
    except RegisterError:
        return
    assert (
        register.rows == len(sheet.rows) == register.taken + len(register.merged) + len(register.rejected) + len(register.blank)
    )


# ---------------------------------------------------------------- facts into rules


def looked_up(name: str, country: str = "China") -> dict[str, object]:
    partner = Partner(name=name, country=country, screening=lookup.look_up((), name, country, DAY))
    return {id: each.value for id, each in lookup.answers((), partner, {}).items()}


@pytest.mark.slow
def test_what_looking_up_gives() -> None:
    found = looked_up("Beihang University")
    assert found["partner.identity"] == "known"
    assert found["partner.us_lists"] == "listed"
    assert found["partner.defence"] == "seven_sons"
    assert found["partner.location"] == "mainland"
    assert "partner.sanctions" not in found, "no entry is no answer"
    assert looked_up("HIT")["partner.identity"] == "several"
    assert "partner.us_lists" not in looked_up("HIT"), "a shared acronym is no match"
    assert looked_up("Academy of Nowhere in Particular")["partner.identity"] == "unknown"
    assert looked_up("Beihang University")["partner.lists_age"] == "missing", "what comes with the program is a part"


def test_an_officers_answer_is_kept_and_an_earlier_lookup_gives_way() -> None:
    screening = lookup.look_up((), "Beihang University", "China", DAY)
    partner = Partner(name="Beihang University", screening=screening)
    ours = lookup.answers((), partner, {})
    assert lookup.answers((), partner, ours) == ours
    theirs = {"partner.defence": Recorded(value="none_found", evidence="their own search")}
    assert "partner.defence" not in lookup.answers((), partner, theirs)


def test_a_choice_settles_and_only_among_the_candidates() -> None:
    review = lookup.look_up((), "HIT", "China", DAY)
    assert review.decision == "review"
    chosen = lookup.choose((), review, review.candidates[0].id, DAY)
    assert (chosen.decision, chosen.identity) == ("settled", review.candidates[0].id)
    nobody = lookup.choose((), review, "", DAY)
    assert (nobody.decision, nobody.identity, nobody.hits) == ("settled", "", [])
    with pytest.raises(KeyError):
        lookup.choose((), review, "ror:nothing", DAY)


def test_a_partner_that_nobody_identified_is_a_finding() -> None:
    data = f"{HEAD}\nHIT,China,P,Contract research,2024,2030,£5k\n".encode()
    sheet = read("r.csv", data)
    found = intake.prepare(sheet, sheet.proposed(), data, DAY, SENSITIVE)
    record = Record(id="r", title="r", as_at=DAY, activities=list(found.activities))
    result = assess(knowledge.load(), record.facts(knowledge.load()))
    assert "identify-the-partner" in {finding.id for finding in result.certain}
    assert found.activities[0].answers["activity.kind"].evidence == "r.csv, row 2"


# ---------------------------------------------------------------- the command


def test_the_command_says_what_became_of_each_row_and_writes_only_when_told(tmp_path: Path) -> None:
    file, out, mapping = tmp_path / "r.csv", tmp_path / "out.json", tmp_path / "map.json"
    file.write_text(f"{HEAD}\nTsinghua University,China,P,Contract research,2024,2030,£5k\nTOTAL,,,,,,\n")
    told = CliRunner().invoke(main, ["register", "import", str(file), "--save-mapping", str(mapping)])
    assert told.exit_code == 0
    assert "2 rows read = 1 taken + 0 merged with another + 1 rejected + 0 left out + 0 blank" in told.output
    assert not out.exists()
    told = CliRunner().invoke(
        main, ["register", "import", str(file), "--mapping", str(mapping), "--out", str(out), "--remarks"]
    )
    assert told.exit_code == 0
    assert '"partner.identity"' in out.read_text()
    told = CliRunner().invoke(main, ["register", "import", str(file), "--into", str(out), "--out", str(out)])
    assert told.exit_code == 0
    assert out.read_text().count('"origin"') == 2


def test_the_command_names_a_bad_file(tmp_path: Path) -> None:
    file = tmp_path / "cut.xlsx"
    file.write_bytes((DATA / "partnerships_messy.xlsx").read_bytes()[:9_000])
    told = CliRunner().invoke(main, ["register", "import", str(file), "--out", str(tmp_path / "out.json")])
    assert told.exit_code == 1
    assert "cut.xlsx: the file is damaged or cut off" in told.output
    assert not (tmp_path / "out.json").exists()


def test_the_limits_are_those_that_are_printed() -> None:
    assert (limits.MAX_ROWS, limits.MAX_COLUMNS, limits.MAX_CELL) == (100_000, 200, 32_767)
