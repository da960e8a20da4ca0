"""What gives a withheld name or text away is found however it is written; everyday words are left, and named."""

from functools import cache

import pytest

from guidance import knowledge
from guidance.disclosure.traces import BLANK, Finder, Kind, Secret, without
from guidance.disclosure.vocabulary import Telling, Vocabulary

QUOKKA = Secret("Project Quokka", Kind.NAME)
HARBIN = Secret("Harbin Engineering University", Kind.NAME)
BLADES = Secret("Joint laboratory on low-noise rotor blades", Kind.NAME)
ASHWORTH = Secret("Rowan Ashworth", Kind.PERSON)
PROMISE = Secret("The dean met officers in Chengdu and promised the rotor data by Easter", Kind.TEXT)


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary(knowledge.load())


def left(secret: Secret, text: str) -> str:
    return without(text, Finder(vocabulary(), [secret]).find(text), 1_000)


def doubts(secret: Secret, text: str) -> list[str]:
    return [text[trace.start : trace.end] for trace in Finder(vocabulary(), [secret]).find(text) if not trace.sure]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("secret", "text"),
    [
        (QUOKKA, "Project Quokka"),
        (QUOKKA, "PROJECT QUOKKA"),
        (QUOKKA, "project  quokka"),
        (QUOKKA, "Project\u00a0Quokka"),
        (QUOKKA, "project-quokka"),
        (QUOKKA, "Project_Quokka"),
        (QUOKKA, "Project\nQuokka"),
        (QUOKKA, "ProjectQuokka"),
        (QUOKKA, "projectquokka"),
        (QUOKKA, "Project%20Quokka"),
        (QUOKKA, "Quokka"),
        (QUOKKA, "quokka"),
        (QUOKKA, "quokkas"),
        (QUOKKA, "Quök\u00adka"),
        (QUOKKA, "Qu\u200bokka"),
        (QUOKKA, "Quo\u0308kka"),
        (QUOKKA, "Ｑｕｏｋｋａ"),
        (QUOKKA, "quok-\nka"),
        (QUOKKA, "Quokka Project"),
        (QUOKKA, "&#81;uokka"),
        (QUOKKA, "&amp;#81;uokka"),
        (QUOKKA, "&amp;amp;#x51;uokka"),
        (QUOKKA, "&#38;#81;uokka"),
        (QUOKKA, "&#81uokka"),
        (QUOKKA, "Quokk&#97;"),
        (QUOKKA, "&#81;&#117;&#111;&#107;&#107;&#97;"),
        (QUOKKA, "Project&nbsp;Quokka"),
        (QUOKKA, "Quo&shy;kka"),
        (QUOKKA, "Qu&ouml;kka"),
        (QUOKKA, "Project%20%51uokka"),
        (QUOKKA, "%51uokk%61"),
        (QUOKKA, "%2551uokka"),
        (Secret("Zürn", Kind.NAME), "Z%C3%BCrn"),
        (Secret("Zürn", Kind.NAME), "Z&uuml;rn"),
        (Secret("A&amp;Quokka", Kind.NAME), "A&Quokka"),
        (QUOKKA, "Quo<wbr>kka"),
        (QUOKKA, "Project <a href='x'>Quo</a>kka"),
        (QUOKKA, "Quo&lt;/b&gt;kka"),
        (Secret("Zürn", Kind.NAME), "Z%FCrn"),
        (Secret("Ħamrun Żebbuġ", Kind.NAME), "Hamrun Zebbug"),
        (Secret("Hamrun Lodz", Kind.NAME), "Ħamrun Łódź"),
        (Secret("Ŋanja", Kind.NAME), "Nganja"),
        (Secret("Centre for Wombat and Quokka Studies", Kind.NAME), "CWAQS"),
        (Secret("Centre for Wombat and Quokka Studies", Kind.NAME), "C.F.W.Q.S"),
        (Secret("Müller Kälte GmbH", Kind.NAME), "Mueller Kaelte"),
        (Secret("Mu\u0308ller", Kind.NAME), "MUELLER"),
        (Secret("Bright Star Ltd", Kind.NAME), "Brightstar"),
        (Secret("Harbin Falcon Valley Ltd", Kind.NAME), "falconvalley"),
        (Secret("Zhao Qiming", Kind.PERSON), "qimingzhao"),
        (Secret("哈尔滨工程大学", Kind.ALIAS), "&#21704;&#23572;&#28392;&#24037;&#31243;&#22823;&#23398;"),
        (Secret("哈尔滨", Kind.NAME), "%E5%93%88%E5%B0%94%E6%BB%A8"),
        (Secret("Falcon", Kind.NAME), "Falcon"),
        (Secret("Project Falcon", Kind.NAME), "Falcon"),
        (Secret("Project Falcon", Kind.NAME), "Project Falcons"),
        (Secret("Orca", Kind.NAME), "orcas"),
        (Secret("Ｐroject Łódź", Kind.NAME), "project lodz"),
        (Secret("QX", Kind.NAME), "QX"),
        (Secret("Grant EP/X012345/1", Kind.NAME), "EP-X012345"),
        (Secret("Grant EP/X012345/1", Kind.NAME), "012345"),
        (HARBIN, "Harbin Eng. Univ"),
        (HARBIN, "University of Harbin, Engineering"),
        (HARBIN, "HEU"),
        (HARBIN, "H.E.U"),
        (BLADES, "low-noise rotor blades"),
        (BLADES, "rotor blades, low noise"),
        (Secret("哈尔滨工程大学", Kind.ALIAS), "哈爾濱工程大學"),
        (Secret("华为技术有限公司", Kind.NAME), "华为技术"),
        (Secret("Beihang University", Kind.ALIAS), "beihang univ"),
        (ASHWORTH, "Ashworth"),
        (ASHWORTH, "R. Ashworth"),
        (ASHWORTH, "Ashworth, Rowan"),
        (Secret("May Brown", Kind.PERSON), "May Brown"),
        (Secret("Zanzibar-scan.pdf", Kind.FILE), "zanzibar scan"),
        (Secret("minutes.pdf", Kind.FILE), "Minutes.pdf"),
        (Secret("Quokkalab", Kind.TEXT), "quokkalab"),
        (Secret("Huawei pays", Kind.TEXT), "Huawei pays"),
        (PROMISE, "dean met officers in Chengdu and promised the rotor data by Easter"),
        (PROMISE, "promised rotor data"),
        (PROMISE, "MET OFFICERS; IN CHENGDU, AND PROMISED"),
        (Secret("他答应把转子数据交给他们", Kind.TEXT), "答应把转子数据"),
    ],
)
def test_it_is_taken_out_however_it_is_written(secret: Secret, text: str) -> None:
    assert left(secret, f"We saw that {text} was told") == f"We saw that {BLANK} was told"


@pytest.mark.parametrize(
    ("secret", "text", "looks"),
    [
        (QUOKKA, "The PQ board", ["PQ"]),
        (QUOKKA, "The Qoukka plan and the Quoka plan", ["Qoukka", "Quoka"]),
        (Secret("Orqa", Kind.NAME), "The orqalab and theorqateam", ["orqalab", "theorqateam"]),
        (Secret("e", Kind.NAME), "Three e or E, were there", ["e"]),
        (Secret("AI", Kind.NAME), "AI said so", ["AI"]),
        (Secret("QX", Kind.NAME), "qx, not qxy", ["qx"]),
        (Secret("X9", Kind.NAME), "x9 or X 9", ["x9", "X 9"]),
        (HARBIN, "see heu.example", ["heu"]),
        (
            Secret("Contract ZQX-2026/42, tel 0451 8251 9213", Kind.TEXT),
            "zqx202642 or 045182519213",
            ["zqx202642", "045182519213"],
        ),
        (Secret("Foot Ball Ltd", Kind.NAME), "They play football", ["football"]),
        (Secret("China", Kind.NAME), "He was in China", ["China"]),
        (Secret("Falcon", Kind.NAME), "a falcon flew", ["falcon"]),
        (Secret("Joint laboratory", Kind.NAME), "there is a joint laboratory", ["joint laboratory"]),
        (HARBIN, "a visit to Harbin", ["Harbin"]),
        (HARBIN, "Harbin University", ["Harbin University"]),
        (BLADES, "Rotor blades cost more", ["Rotor blades"]),
        (Secret("华为技术有限公司", Kind.NAME), "华为", ["华为"]),
        (Secret("北京航空航天大学", Kind.NAME), "与北航合作，不是航大", ["北航"]),
        (Secret("哈爾濱工業大學", Kind.ALIAS), "哈工大的人说", ["哈工大"]),
        (Secret("国防科技大学", Kind.NAME), "國防科大", ["國防科大"]),
        (Secret("Tsinghua University", Kind.ALIAS), "Tsinghua said so", ["Tsinghua"]),
        (ASHWORTH, "RA said so", ["RA"]),
        (Secret("see email", Kind.TEXT), "Dates: see email", ["see email"]),
        (Secret("Huawei pays for all of it, and for more than that", Kind.TEXT), "Huawei said so", ["Huawei"]),
    ],
)
def test_what_may_be_an_everyday_word_is_left_and_named(secret: Secret, text: str, looks: list[str]) -> None:
    assert left(secret, text) == text
    assert doubts(secret, text) == looks


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        (QUOKKA, "the project goes on; the board met"),
        (Secret("e", Kind.NAME), "These are the elements"),
        (Secret("Ann", Kind.NAME), "The plan was cannily announced"),
        (Secret("Orion", Kind.NAME), "The criterion stands"),
        (HARBIN, "an engineering school at a university"),
        (BLADES, "The laboratory makes a rotor with noise; interviews on blades"),
        (Secret("Research partnership with a university in China", Kind.NAME), "The partner in China is a university"),
        (Secret("A. Officer", Kind.PERSON), "The Research Security Officer said so"),
        (Secret("Mark Page", Kind.PERSON), "Page 3, mark 4"),
        (Secret("minutes.pdf", Kind.FILE), "Minutes of the board"),
        (PROMISE, "The officers of the university met the dean"),
        (Secret("中国科学院", Kind.NAME), "中国的科学"),
        (Secret("", Kind.NAME), "anything"),
        (QUOKKA, "R&D; 100% of it, 5%ab and %zz, A&B, &nothing; &#; &#0; &#1114112; %FF%FE"),
        (Secret("—", Kind.NAME), "anything — else"),
    ],
)
def test_everyday_words_that_are_part_of_a_name_stay(secret: Secret, text: str) -> None:
    assert left(secret, text) == text


def test_a_text_stays_within_its_bounds_when_blanks_are_longer_than_what_they_hide() -> None:
    text = "Quokka " * 28
    made = without(text, Finder(vocabulary(), [QUOKKA]).find(text), 200)
    assert len(made) <= 200
    assert without("Quokka, Quokka " * 20, Finder(vocabulary(), [QUOKKA]).find("Quokka, Quokka " * 20), 200).endswith("…")


def test_a_name_in_a_tag_of_a_web_page_is_found_too() -> None:
    assert left(QUOKKA, "<a href='/quokka'>Told</a> <Quokka>") == f"<a href='/{BLANK}'>Told</a> <{BLANK}>"


def test_nothing_to_find_is_nothing_found() -> None:
    assert Finder(vocabulary(), []).find("Any text at all, with Quokka in it") == []


@pytest.mark.parametrize(
    ("word", "telling"),
    [
        ("the", Telling.NOTHING),
        ("ltd", Telling.NOTHING),
        ("x", Telling.NOTHING),
        ("university", Telling.FIELD),
        ("partner", Telling.FIELD),
        ("china", Telling.FIELD),
        ("harbin", Telling.FIELD),
        ("may", Telling.FIELD),
        ("2026", Telling.FIELD),
        ("falcon", Telling.COMMON),
        ("quokka", Telling.OWN),
        ("huawei", Telling.OWN),
        ("012345", Telling.OWN),
    ],
)
def test_how_much_a_word_tells(word: str, telling: Telling) -> None:
    assert vocabulary().telling(word) is telling


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["a" * 100_000, "quokka " * 14_000, "China, " * 14_000, "a b " * 25_000, "university of " * 7_000]
)
def test_the_longest_notes_are_read(text: str) -> None:
    secrets = [QUOKKA, HARBIN, Secret("China", Kind.NAME), Secret(text, Kind.TEXT), Secret("A B", Kind.PERSON)]
    finder = Finder(vocabulary(), secrets)
    assert len(without(f"{text} Quokka", finder.find(f"{text} Quokka"), 100_000)) <= 100_000
