"""Who owns or runs a body: only what a source says, with its day, and at the share that the law asks for."""

from datetime import date

import pytest

from guidance.case.record import Partner
from guidance.partners import lookup
from guidance.partners.screening import library
from guidance.partners.screening.lists import OfficialList
from guidance.partners.screening.loaders import ListError, load_bytes
from guidance.partners.screening.ownership import owners

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 25)
UK = """Report Date: 20-Nov-2026
Unique ID,Name 6,Name type,Designation Type,Address Country,Parent company
RUS9001,UNHEARD TOOLS LTD,Primary name,Entity,China,UNHEARD MOTHER CORPORATION
RUS9002,UNHEARD MOTHER CORPORATION,Primary name,Entity,China,
"""
BODIES = b"""list,entry_id,name,country_code
MINE,1,Inventive Daughter Optics Ltd,CN
"""


def stakes(text: str) -> OfficialList:
    return load_bytes("ownership-2026-10-01.csv", f"owned,owner,share,source,dated\n{text}".encode())


def told(*loaded: OfficialList, name: str = "Inventive Daughter Optics Ltd") -> dict[str, str]:
    lists = (load_bytes("uk.csv", UK.encode()), load_bytes("mine.csv", BODIES), *loaded)
    partner = lookup.again(lists, Partner(name=name, country="China"), DAY)
    return {id: str(given.value) for id, given in lookup.answers(lists, partner, {}).items()}


@pytest.mark.parametrize(
    ("share", "answer"), [("60", "controls"), ("50.5 %", "controls"), ("50", "minority"), ("25", "minority"), ("", "possible")]
)
def test_a_listed_owner_counts_at_the_share_that_uk_law_asks_for(share: str, answer: str) -> None:
    row = f"Inventive Daughter Optics Ltd,Unheard Mother Corporation,{share},annual report,2026-09-30\n"
    assert told(stakes(row))["partner.sanctions"] == answer


LEVEL_1 = (
    "LEI,Entity.LegalName,Entity.EntityCategory\n"
    "D,Inventive Daughter Optics Ltd,GENERAL\nM,Unheard Mother Corporation,GENERAL\n"
)
LEVEL_2 = (
    "Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,Relationship.RelationshipType,Relationship.RelationshipStatus,"
    "Registration.LastUpdateDate\nD,M,IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE,2026-05-04T00:00:00Z\n"
)


def test_gleif_names_who_consolidates_a_body_and_no_share() -> None:
    level_1, level_2 = load_bytes("lei2.csv", LEVEL_1.encode()), load_bytes("rr.csv", LEVEL_2.encode())
    assert told(level_1, level_2)["partner.sanctions"] == "possible"
    assert "partner.sanctions" not in told(level_2), "numbers alone tell nothing"
    lists = (load_bytes("mine.csv", BODIES), level_1, level_2)
    (owner,) = owners(library.index(lists), lists, "mine:1")
    assert str(owner) == "is consolidated by Unheard Mother Corporation, by GLEIF level 2 of 2026-05-04"


def test_an_owner_of_whom_gleif_s_names_have_none_is_named_by_its_number() -> None:
    lists = (
        load_bytes("mine.csv", BODIES),
        load_bytes("lei2.csv", LEVEL_1.replace("M,Unheard Mother Corporation,GENERAL\n", "").encode()),
        load_bytes("rr.csv", LEVEL_2.encode()),
    )
    (owner,) = owners(library.index(lists), lists, "mine:1")
    assert owner.name == "the body with the LEI M"


def test_without_a_source_nothing_is_said_of_an_owner() -> None:
    assert "partner.sanctions" not in told()
    assert "partner.sanctions" not in told(stakes("Inventive Daughter Optics Ltd,Harmless Holding,90,annual report,\n"))


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        ("Inventive Daughter Optics Ltd,Harbin Engineering University,50,a register,\n", "half"),
        ("Inventive Daughter Optics Ltd,Harbin Engineering University,30,a register,\nInventive Daughter Optics Ltd,Beihang University,20,a register,\n", "half"),
        ("Inventive Daughter Optics Ltd,Harbin Engineering University,49,a register,\n", "some"),
        ("Inventive Daughter Optics Ltd,Harbin Engineering University,,a register,\n", "some"),
    ],
)  # fmt: skip
def test_shares_of_listed_owners_are_added_up_for_the_united_states(rows: str, answer: str) -> None:
    assert told(stakes(rows))["partner.us_lists"] == answer


DAUGHTER = "Inventive Daughter Optics Ltd"


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        ("{d},Middle Holding,60,r,\nMiddle Holding,Unheard Mother Corporation,51,r,\n", "controls"),
        (
            "{d},Middle Holding,60,r,\nMiddle Holding,Top Holding,100,r,\nTop Holding,Unheard Mother Corporation,75,r,\n",
            "controls",
        ),
        ("{d},Middle Holding,60,r,\nMiddle Holding,Unheard Mother Corporation,25,r,\n", "minority"),
        ("{d},Middle Holding,50,r,\nMiddle Holding,Unheard Mother Corporation,100,r,\n", "minority"),
        ("{d},Middle Holding,60,r,\nMiddle Holding,Unheard Mother Corporation,,r,\n", "possible"),
        ("{d},Middle Holding,,r,\nMiddle Holding,Unheard Mother Corporation,25,r,\n", "minority"),
        ("{d},Middle Holding,60,r,\nMiddle Holding,{d},60,r,\nMiddle Holding,Unheard Mother Corporation,60,r,\n", "controls"),
    ],
)
def test_an_owner_of_an_owner_counts_where_each_level_is_more_than_half(rows: str, answer: str) -> None:
    assert told(stakes(rows.format(d=DAUGHTER)))["partner.sanctions"] == answer


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        ("{d},Middle Holding,50,r,\nMiddle Holding,Harbin Engineering University,50,r,\n", "half"),
        ("{d},Middle Holding,50,r,\nMiddle Holding,Harbin Engineering University,49,r,\n", "some"),
        ("{d},Middle Holding,30,r,\n{d},Beihang University,25,r,\nMiddle Holding,Harbin Engineering University,60,r,\n", "half"),
        ("{d},Middle Holding,100,r,\nMiddle Holding,Harbin Engineering University,25,r,\nMiddle Holding,Beihang University,25,r,\n", "half"),
        ("{d},Harbin Engineering University,30,one,\n{d},Harbin Engineering University,30,two,\n", "some"),
    ],
)  # fmt: skip
def test_what_is_half_owned_by_listed_bodies_passes_its_own_shares_on(rows: str, answer: str) -> None:
    assert told(stakes(rows.format(d=DAUGHTER)))["partner.us_lists"] == answer


def test_an_owner_of_an_owner_is_named_with_who_stands_between() -> None:
    loaded = (
        load_bytes("mine.csv", BODIES),
        stakes(f"{DAUGHTER},Middle Holding,60,a,\nMiddle Holding,Far Holding,26,b,2026-01-02\n"),
    )
    assert [str(owner) for owner in owners(library.index(loaded), loaded, "mine:1")] == [
        "is owned by Middle Holding (60 %), by a of 2026-10-01",
        "Middle Holding, above it, is owned by Far Holding (26 %), by b of 2026-01-02",
    ]


def test_a_ring_of_owners_and_a_long_line_end() -> None:
    ring = f"{DAUGHTER},A Holding,60,r,\nA Holding,B Holding,60,r,\nB Holding,A Holding,60,r,\nB Holding,{DAUGHTER},60,r,\n"
    line = "".join(f"Holding No {n},Holding No {n + 1},60,r,\n" for n in range(100))
    loaded = (load_bytes("mine.csv", BODIES), stakes(f"{ring}A Holding,Holding No 0,60,r,\n{line}"))
    assert len(owners(library.index(loaded), loaded, "mine:1")) < 20


def test_each_owner_has_its_source_and_day() -> None:
    row = "Inventive Daughter Optics Ltd,Unheard Mother Corporation,60,annual report,2026-09-30\n"
    loaded = (load_bytes("uk.csv", UK.encode()), load_bytes("mine.csv", BODIES), stakes(row))
    index = library.index(loaded)
    (owner,) = owners(index, loaded, "mine:1")
    assert str(owner) == "is owned by Unheard Mother Corporation (60 %), by annual report of 2026-09-30"
    mother = owners(index, loaded, "uksl:RUS9001")[0]
    assert (mother.id, mother.source, mother.dated, mother.share) == (
        "uksl:RUS9002",
        "UK Sanctions List",
        date(2026, 11, 20),
        None,
    )
    assert owners(index, loaded, "nobody") == ()


def test_the_registry_and_the_ministry_say_who_is_above() -> None:
    index = library.index()
    told = [str(owner) for owner in owners(index, (), "ror:03x80pn82")]
    assert "is supervised by 工业和信息化部, by Ministry of Education of the People's Republic of China of 2017-05-31" in told
    (academy,) = [owner for owner in owners(index, (), "ror:048y1rc66") if owner.how == "belongs to"]
    assert (academy.id, academy.dated) == ("ror:034t30j35", date(2026, 6, 23))


def test_an_ownership_file_is_read_strictly() -> None:
    loaded = stakes("A Co,B Co,101,x,\nA Co,,5,x,\nA Co,B Co,half,x,\nA Co,B Co,5,x,\n")
    assert [(stake.owned, stake.owner, stake.share) for stake in loaded.stakes] == [("A Co", "B Co", 5.0)]
    assert [(each.row, each.column) for each in loaded.provenance.rejected] == [(2, "share"), (3, "owner"), (4, "share")]
    assert loaded.stakes[0].dated == date(2026, 10, 1)
    with pytest.raises(ListError, match="rows with owned and owner"):
        stakes("")
