"""Countries as registers write them: understood, or no evidence at all."""

from collections import defaultdict
from datetime import date

import pytest

from guidance.partners import countries, lookup
from guidance.partners.register import intake

DAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("China", "CN"),
        ("CHINA", "CN"),
        ("China (PRC)", "CN"),
        ("P.R. China", "CN"),
        ("P. R. China", "CN"),
        ("PR of China", "CN"),
        ("China, People's Republic of", "CN"),
        ("People’s Republic of China (PRC)", "CN"),
        ("Volksrepublik China", "CN"),
        ("Chine (République populaire de)", "CN"),
        ("中国", "CN"),
        ("中華人民共和國", "CN"),
        ("China - Beijing", "CN"),
        ("Xi'an, China", "CN"),
        ("Shenzhen", "CN"),
        ("Kiina", "CN"),
        ("Китай", "CN"),
        ("República Popular da China", "CN"),
        ("Trung Quốc", "CN"),
        ("chn", "CN"),
        ("Mainland China", "CN"),
        ("Hong Kong (Special Administrative Region of China)", "HK"),
        ("Hong Kong SAR, China", "HK"),
        ("China, Hong Kong SAR", "HK"),
        ("Hong-Kong", "HK"),
        ("Macau S.A.R.", "MO"),
        ("Taiwan, Republic of China", "TW"),
        ("Republic of China (Taiwan)", "TW"),
        ("Taiwan, Province of China", "TW"),
        ("中華民國", "TW"),
        ("Taipei", "TW"),
        ("UK/China", "CN GB"),
        ("China and UK", "CN GB"),
        ("Hong Kong/Macau", "HK MO"),
        ("China (incl. Hong Kong)", "CN HK"),
        ("China (excluding Hong Kong and Macao)", "CN"),
        ("China, excl. Hong Kong SAR", "CN"),
        ("中国（不含港澳台）", "CN"),
        ("UK; China (other than Hong Kong)", "CN GB"),
        ("Non-China", ""),
        ("Asia outside China", ""),
        ("China, Hong Kong, Macao", "CN HK MO"),
        ("China, Hong Kong and Macao", "CN HK MO"),
        ("Hong Kong SAR China", "HK"),
        ("CHN-HKG", "HK"),
        ("UK-China", "CN GB"),
        ("中華人民共和国", "CN"),
        ("КНР", "CN"),
        ("홍콩", "HK"),
        ("St. Louis, MO", ""),
        ("Kansas City, MO, USA", "US"),
        ("Boston, MA, USA", "US"),
        ("Macao (MO)", "MO"),
        ("Berlin, Germany, DE", "DE"),
        ("Guinea-Bissau", "GW"),
        ("Bosnia and Herzegovina", "BA"),
        ("Korea, Republic of", "KR"),
        ("Deutschland", "DE"),
        ("Heidelberg, Germany", "DE"),
        ("Burma", "MM"),
        ("U.S.A.", "US"),
        ("NO", "NO"),
        ("no", ""),
        ("Overseas", ""),
        ("Indochina", ""),
        ("", ""),
        ("China " * 100, ""),
    ],
)
def test_a_country_is_what_is_written(written: str, codes: str) -> None:
    assert " ".join(sorted(countries.read(written).codes)) == codes


def test_no_spelling_stands_for_two_countries_and_each_code_is_known() -> None:
    meant: defaultdict[str, set[str]] = defaultdict(set)
    for row in countries._table():
        assert countries.name(row["code"]) == row["name"]
        for spelling in (row["name"], *row["also"].split("|"), *row["places"].split("|")):
            meant[countries._plain(spelling)].add(row["code"])
            if spelling:
                assert countries.read(spelling).codes == {row["code"]}
    del meant[""]
    assert {spelling: codes for spelling, codes in meant.items() if len(codes) > 1} == {}
    assert len(countries._table()) == 250


@pytest.mark.slow
@pytest.mark.parametrize(
    "country", ["China (PRC)", "China, People's Republic of", "UK/China", "Xi'an, China", "Nowhereland", "", "Chnia"]
)
@pytest.mark.parametrize("name", ["School of Physics, Beihang University", "Harbin Inst. of Technology", "Beihang University"])
def test_no_spelling_of_a_country_hides_a_listed_partner(name: str, country: str) -> None:
    found = lookup.look_up((), name, country, DAY)
    assert found.decision == "match"
    assert found.hits


def test_what_is_not_understood_is_said_and_is_no_evidence() -> None:
    said = lookup.look_up((), "Beihang University", "Nowhereland", DAY).reasons
    assert said == ["the country as written, “Nowhereland”, is none known here: it counted for nothing"]
    assert lookup.look_up((), "Beihang University", "", DAY).reasons == []
    assert lookup.look_up((), "Beihang University", "n/a", DAY).reasons == []


@pytest.mark.parametrize(
    ("written", "evidence"),
    [("Germany", "DE"), ("Germany / Qinghia", ""), ("UK/China", "CN"), ("China; Taiwan", ""), ("Macau", "MO")],
)
def test_a_body_fits_if_it_may_be_in_any_of_the_countries(written: str, evidence: str) -> None:
    assert countries.read(written).evidence == evidence


@pytest.mark.parametrize(
    ("written", "location"),
    [("China (excluding Hong Kong and Macao)", "mainland"), ("China, Hong Kong, Macao", None), ("St. Louis, MO", None)],
)
def test_a_place_is_answered_only_where_it_is_told(written: str, location: str | None) -> None:
    assert intake._location(countries.read(written)) == location
