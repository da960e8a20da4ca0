"""How names are read: properties that hold for every text, and examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.partners.screening import names

TEXTS = st.text(max_size=80) | st.lists(
    st.sampled_from(
        ["University", "of", "Xi'an", "北京大學", "（深圳）", "N.U.D.T.", "&", "Sci.", ",", "-", "Défense", "國防", "Ltd"]
    ),
    max_size=8,
).map(" ".join)


@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert names.clean(names.clean(text)) == names.clean(text)


@given(TEXTS)
def test_words_are_their_own_words(text: str) -> None:
    read = names.words(text)
    assert names.words(" ".join(read)) == read


@given(TEXTS, st.randoms())
def test_the_bag_does_not_depend_on_order(text: str, random) -> None:
    read = list(names.words(text))
    mixed = random.sample(read, len(read))
    assert names.bag(mixed) == names.bag(read)


@given(TEXTS)
def test_simplified_is_stable_and_keeps_latin(text: str) -> None:
    once = names.simplified(text)
    assert names.simplified(once) == once
    assert names.words(names.latin(once)) == names.words(names.latin(text))


@given(TEXTS)
def test_capitals_do_not_count(text: str) -> None:
    plain = text.encode("ascii", "ignore").decode()
    assert names.words(plain.upper()) == names.words(plain.lower())


@given(st.text(min_size=1))
def test_the_key_of_a_name_does_not_show_it(text: str) -> None:
    assert len(names.name_key(text)) == 16


@given(st.text(max_size=2000))
def test_nothing_that_a_cell_may_hold_is_an_error(text: str) -> None:
    (
        names.is_unnamed(text),
        names.segments(names.latin(text)),
        names.hanzi_runs(text),
        names.acronym(text),
        names.country_code(text),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xi’an Jiaotong University", "XIAN JIAOTONG UNIVERSITY"),
        ("N.U.D.T.", "NUDT"),
        ("National University of Defence Technology", "national university of defense technology"),
        ("Chinese People's Liberation Army Naval University of Engineering", "PLA Naval University of Engineering"),
        ("Běijīng Dàxué", "beijing daxue"),
        ("Ministry of Education of the People’s Republic of China", "Ministry of Education of the P.R. China"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert names.words(one) == names.words(other)


@pytest.mark.parametrize(
    "text", ["", " ", "N/A", "n/a", "TBC", "tbd", "-", "?", "various Chinese universities", "待定", "12345"]
)
def test_cells_that_name_nobody(text: str) -> None:
    assert names.is_unnamed(text)


@pytest.mark.parametrize("text", ["NUAA", "Test University", "Other Ltd", "北京大学"])
def test_cells_that_name_somebody(text: str) -> None:
    assert not names.is_unnamed(text)


def test_hanzi() -> None:
    assert names.hanzi_key("中國人民解放軍國防科技大學") == "国防科技大学"
    assert names.hanzi_name("中国石油大学（北京）") == "中国石油大学北京"
    assert names.zh_without_form("华为技术有限公司") == "华为技术"
    assert names.pinyin("重庆大学") == "chongqingdaxue"
    assert names.as_pinyin(names.words("Haerbin Gongye Daxue")) == names.as_pinyin(names.words("Harbin Gong Ye University"))


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("华科", "华中科技大学"),
        ("西工大", "西北工业大学"),
        ("上海交大", "上海交通大学"),
        ("浙大", "浙江大学"),
        ("复旦", "复旦大学"),
    ],
)
def test_shortened_hanzi(short: str, whole: str) -> None:
    assert names.abbreviates(short, whole)


@pytest.mark.parametrize(
    ("short", "whole"), [("华科", "西北工业大学"), ("北大", "北京航空航天大学"), ("大学", "北京大学"), ("北", "北京大学")]
)
def test_what_is_no_short_form(short: str, whole: str) -> None:
    assert not names.abbreviates(short, whole)


@pytest.mark.parametrize(
    ("text", "code"),
    [("China", "CN"), ("P.R. China", "CN"), ("PRC", "CN"), ("People's Republic of China", "CN"), ("中国", "CN"), ("Hong Kong SAR", "HK"), ("Taiwan", "TW"),
     ("UK", "UK"), ("Japan", "??"), ("", ""), ("n/a", ""), (None, "")],
)  # fmt: skip
def test_countries(text: str | None, code: str) -> None:
    assert names.country_code(text) == code
