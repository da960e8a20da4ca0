"""A large register: rows filtered to countries of interest and ranked into a queue, and each that gives no activity listed."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance.case.record import MAX_ACTIVITIES, read_record
from guidance.knowledge import load
from guidance.partners.register import intake
from guidance.partners.register.intake import Intake, Wanted
from guidance.partners.register.limits import RegisterError
from guidance.partners.register.queue import ORDER, Rank, Sensitive
from guidance.partners.register.reading import parse
from ui.cli.main import main

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 25)
SENSITIVE = Sensitive.of(load())
HEAD = ("Partner", "Country", "Project", "Type", "Start", "Export control check")
ROWS = (
    ("Fudan University", "China", "Poetry", "MoU", "2024", ""),
    ("Beihang University", "China (PRC)", "Poetry", "MoU", "2024", ""),
    ("Fudan University", "China", "Quantum sensing", "Research", "2024", ""),
    ("University of Heidelberg", "Germany", "Poetry", "MoU", "2024", ""),
    ("Beihang University", "Germany", "A branch", "MoU", "2024", ""),
    ("Somebody", "Overseas", "Poetry", "MoU", "2024", ""),
    ("Nobody", "", "Poetry", "MoU", "2024", ""),
    ("Fudan University", "China", "Poetry", "MoU", "2024", ""),
    ("", "", "", "", "", ""),
    ("TOTAL", "", "", "", "", ""),
    ("Fudan University", "UK/China", "Verse", "MoU", "2024", "Yes, refer"),
)


def text(rows: tuple[tuple[str, ...], ...] | list[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *rows])
    return out.getvalue().encode()


def taken(data: bytes, wanted: Wanted = intake.ALL) -> Intake:
    sheet = parse("r.csv", data)[0]
    return intake.prepare(sheet, sheet.proposed(), data, DAY, SENSITIVE, wanted=wanted)


def listed(found: Intake) -> set[int]:
    """The rows that are named as giving no activity."""
    said = [
        line.rpartition("row")[2].removeprefix("s")
        for line in found.register.not_taken()
        if not line.startswith(("row", "rejected"))
    ]
    ranges = [re.findall(r"(\d+)(?:-(\d+))?", each) for each in said]
    runs = {row for first, last in chain(*ranges) for row in range(int(first), int(last or first) + 1)}
    return runs | {each.row for each in (*found.register.rejected, *found.register.merged)}


def test_rows_of_other_countries_are_left_out_only_when_that_is_chosen_and_no_known_body_is_hidden() -> None:
    everything = taken(text(ROWS))
    assert everything.register.filtered == ()
    found = taken(text(ROWS), Wanted(frozenset({"CN"})))
    assert [(each.row, each.why) for each in found.register.filtered] == [(5, "Germany: not a country of interest")]
    partners = [each.partner for each in found.register.partnerships]
    assert partners.count("Beihang University") == 2, "a listed body stays, whatever its country is said to be"
    assert {"Somebody", "Nobody"} <= set(partners), "what is not understood or not given is no evidence"


def test_the_queue_orders_what_to_look_at_first() -> None:
    found = taken(text(ROWS))
    assert found.queue == {Rank.SETTLE: 2, Rank.SENSITIVE: 2, Rank.UNKNOWN: 2, Rank.ORDINARY: 2}
    first = taken(text(ROWS), Wanted(ranks=frozenset({Rank.SETTLE})))
    assert {each.partner for each in first.register.partnerships} == {"Beihang University"}
    assert {each.why for each in first.register.filtered} == {
        "sensitive field: left out as chosen",
        "partner not recognised: left out as chosen",
        "ordinary: left out as chosen",
    }
    room = taken(text(ROWS), Wanted(most=3))
    assert [each.row for each in room.register.partnerships] == [3, 4, 6], (
        "those first in the queue, in the order of the register"
    )
    assert "there is room for 3 activities" in room.register.filtered[0].why
    assert list(ORDER) == list(Rank)


@pytest.mark.parametrize(
    ("project", "type", "rank"),
    [
        ("Semiconductor lasers", "MoU", Rank.SENSITIVE), ("nanocomposites", "MoU", Rank.SENSITIVE), ("Ships and ports", "MoU", Rank.SENSITIVE),
        ("dual use items", "MoU", Rank.SENSITIVE), ("Use of AI in teaching", "MoU", Rank.SENSITIVE), ("UAVs", "MoU", Rank.SENSITIVE),
        ("A scholarship", "Scholarship", Rank.ORDINARY), ("Relationship of two poets", "Partnership", Rank.ORDINARY),
        ("Said in verse", "MoU", Rank.ORDINARY),
    ],
)  # fmt: skip
def test_the_knowledge_base_says_which_field_is_sensitive(project: str, type: str, rank: Rank) -> None:
    found = taken(text([("Fudan University", "China", project, type, "2024", "")]))
    assert found.queue[rank] == 1


@pytest.mark.parametrize(
    ("partner", "country", "rank"),
    [
        ("Zhonghang Precision Trading", "China", Rank.UNKNOWN), ("Zhonghang Precision Trading", "", Rank.UNKNOWN),
        ("Zhonghang Precision Trading", "Germany/China", Rank.UNKNOWN), ("Zhonghang Precision Trading", "Germany", Rank.ORDINARY),
        ("Fudan University", "China", Rank.ORDINARY),
    ],
)  # fmt: skip
def test_a_partner_of_whom_nothing_is_known_comes_before_what_is_ordinary(partner: str, country: str, rank: Rank) -> None:
    found = taken(text([(partner, country, "Poetry", "MoU", "2024", "")]))
    assert found.queue[rank] == 1


def test_a_subject_is_sensitive_by_its_group_and_a_base_that_does_not_say_is_refused() -> None:
    assert SENSITIVE.subjects == ("CAH07", "CAH10", "CAH11")
    with pytest.raises(RegisterError, match="no list of words 'sensitive_work'"):
        Sensitive.of(replace(load(), words={}))


@pytest.mark.slow
def test_more_activities_than_five_hundred_are_taken_and_opened_again() -> None:
    rows = [("Fudan University", "China", f"Project {n}", "MoU", "2024", "") for n in range(MAX_ACTIVITIES + 20)]
    found = taken(text(rows))
    assert len(found.activities) == MAX_ACTIVITIES > 500
    assert len(found.register.filtered) == 20
    assert len({each.id for each in found.activities}) == MAX_ACTIVITIES


partners = st.sampled_from([*(row[0] for row in ROWS), "A; B", "Fudan University and Peking University", "=1+1", "n/a"])
countries = st.sampled_from([row[1] for row in ROWS] + ["France", "P.R. China", "Hong Kong", "x", "Taiwan, Republic of China"])
cell = st.sampled_from(["", "Poetry", "laser", "MoU", "2024", "AY 2024/25", "yes"])
a_row = st.tuples(partners, countries, cell, cell, cell, cell)
wanted = st.builds(
    Wanted,
    st.sampled_from([frozenset[str](), frozenset({"CN"}), frozenset({"FR", "HK"})]),
    st.sampled_from([frozenset(Rank), frozenset({Rank.SETTLE}), frozenset({Rank.ORDINARY, Rank.SENSITIVE})]),
    st.integers(0, 12),
)


@given(st.lists(a_row, max_size=25), wanted)
@settings(max_examples=60)
def test_every_row_gives_activities_or_is_listed_with_the_reason(rows: list[tuple[str, ...]], wanted: Wanted) -> None:
    found = taken(text(rows), wanted)
    register = found.register
    assert register.rows == len(rows) == register.accounted
    gave = {each.row for each in register.partnerships}
    assert gave | listed(found) == set(range(2, len(rows) + 2))
    assert not gave & listed(found)
    assert len(found.activities) == len(register.partnerships) <= wanted.most
    assert all(each.why for each in register.filtered)


# ---------------------------------------------------------------- the command


def run(*given: object) -> str:
    told = CliRunner().invoke(main, ["register", "import", *map(str, given)])
    assert told.exit_code == 0, told.output
    return told.output


def test_the_command_offers_countries_and_queue_and_says_which_columns_are_not_read(tmp_path: Path) -> None:
    file, out, mapping = tmp_path / "r.csv", tmp_path / "out.json", tmp_path / "map.json"
    file.write_bytes(text(ROWS))
    told = run(file)
    assert (
        "rows by country: China 5, not understood or not given 4, Germany 2, United Kingdom 1; --country leaves out the others"
        in told
    )
    assert "fields without a column: partner_local, partner_id, department" in told
    assert "columns that are not read: none" in told
    told = run(
        file,
        "--country",
        "P.R. China",
        "--only",
        "settle",
        "--column",
        "notes=Project",
        "--save-mapping",
        mapping,
        "--out",
        out,
    )
    assert "left out, Germany: not a country of interest: row 5" in told
    assert "notes = 'Project'" in told
    assert len(read_record(out.read_bytes(), load()).activities) == 2
    assert '"notes": "Project"' in mapping.read_text()
    assert "notes = 'Project'" in run(file, "--mapping", mapping)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("--country", "Nowhere"), "read 'Nowhere'; expected the name or the code of a country"),
        (("--column", "partner"), "read 'partner'; expected FIELD=TITLE"),
        (("--column", "partner=Nothing"), "there is no column 'Nothing'"),
        (("--sheet", "x"), "there is no sheet 'x'"),
    ],
)
def test_the_command_names_a_choice_that_cannot_be(tmp_path: Path, given: tuple[str, ...], says: str) -> None:
    file = tmp_path / "r.csv"
    file.write_bytes(text(ROWS))
    told = CliRunner().invoke(main, ["register", "import", str(file), *given])
    assert told.exit_code == 1
    assert says in told.output


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_read() -> None:
    places = ("Germany", "France", "India", "China")
    rows = [(f"University of {n % 900}", places[n % 4], f"Project {n}", "MoU", "2024", "") for n in range(100_000)]
    found = taken(text(rows), Wanted(frozenset({"CN"})))
    assert found.register.rows == 100_000 == found.register.accounted
    assert len(found.activities) == MAX_ACTIVITIES
    assert sum(found.queue.values()) == 25_000
