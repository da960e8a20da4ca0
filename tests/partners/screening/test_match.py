"""Who is meant. The names here are others than those of the labelled cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.partners.screening import library
from guidance.partners.screening.decision import PERSON
from guidance.partners.screening.index import Index
from guidance.partners.screening.loaders import load_bytes
from guidance.partners.screening.match import UNKNOWN, Evidence, resolve, screen
from tests.partners.screening.test_names import TEXTS

pytestmark = pytest.mark.slow

NUDT, HEU, BUAA, SJTU = "ror:05d2yfz11", "ror:03x80pn82", "ror:00wk2mp56", "ror:0220qvk04"
PRC_NDU, TAIWAN_NDU = "nro:065", "ror:00hkj1v53"


@pytest.mark.parametrize(
    ("name", "id", "evidence"),
    [
        ("Harbin Engineering University", HEU, Evidence.NAME),
        ("哈尔滨工程大学", HEU, Evidence.HANZI),
        ("哈爾濱工程大學", HEU, Evidence.HANZI),
        ("Harbin Gongcheng Daxue", HEU, Evidence.PINYIN),
        ("University of Harbin Engineering", HEU, Evidence.ORDER),
        ("Harbin Engn. Univ.", HEU, Evidence.ABBREVIATED),
        ("Harbin Enginering Univeristy", HEU, Evidence.SPELLING),
        ("Beijing University of Aeronautics & Astronautics", BUAA, Evidence.NAME),
        ("Shangai Jiao Tong University", SJTU, Evidence.SPELLING),
        ("Huazhong Univ. of Science and Techno logy", "ror:00p991c53", Evidence.ABBREVIATED),
        ("College of Underwater Acoustics, Harbin Engineering University, Harbin, P.R. China", HEU, Evidence.PART),
        ("哈尔滨工程大学水声工程学院", HEU, Evidence.PART),
        ("Laboratory of Fluids of Harbin Engineering University", HEU, Evidence.PART),
        ("NUDT Changsha", NUDT, Evidence.PART),
    ],
)
def test_matches(index: Index, name: str, id: str, evidence: Evidence) -> None:
    decision = resolve(index, name)
    assert (decision.decision, decision.identity, decision.evidence) == ("match", id, evidence)
    assert decision.matched


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("School of Engineering Harbin Engineering University Harbin 150001 Heilongjiang China", HEU),
        ("Harbin Engineering University Department of Physics", HEU),
        ("School of Computing. Harbin Engineering University, Harbin, China", HEU),
        ("SchoolofShipbuilding,HarbinEngineeringUniversity,Harbin,China", HEU),
        ("College of PhysicsHarbin Engineering University, Harbin", HEU),
        ("Harb in Engineer ing University", HEU),
        ("1 Harbin Engineering University, Harbin, P. R. China", HEU),
        ("a) School of Law, Harbin Engineering University", HEU),
        ("School of Law &amp; Politics, Harbin Engineering University", HEU),
        ("Harbin Engineering University CN", HEU),
        ("State Key Laboratory of Fire Science, University of Science and Technology of China, Hefei, China", "ror:04c4dkn09"),
        ("National Laboratory of Pattern Recognition, Institute of Automation, Chinese Academy of Sciences", "ror:022c3hy66"),
        ("China University of Mining and Technology, Beijing", "ror:003ncxf91"),
        ("Guangxi University of Traditional Chinese Medicine", "ror:024v0gx67"),
        ("No. 1 Hospital of Wuhan", "ror:021ty3131"),
        ("China Medical University, Shenyang", "ror:032d4f246"),
        ("China Medical University, Taichung, Taiwan", "ror:00v408z34"),
    ],
)  # fmt: skip
def test_names_as_people_write_them(index: Index, name: str, id: str) -> None:
    decision = resolve(index, name)
    assert (decision.decision, decision.identity) == ("match", id)


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("School of Computing, Harbin, Engineering University, Harbin, China", HEU),
        ("Affiliated Hospital of Oceans, Harbin Engineering University", HEU),
        ("Harbin Engn Univ, Affiliated Hosp 1, Harbin, Peoples R China", HEU),
        ("Kidneys, The Ninth Affiliated Hospital of Harbin Engineering University, Harbin Engineering University, China", HEU),
        ("Baotou Medical University", "ror:04t44qh67"),
        ("Beijing Academy of Agriculture and Forestry Sciences", "ror:04trzn023"),
        ("Harbin Engineering University, of Applied Foo", HEU),
        ("Institute of Unheard Matters, Chinese Academy of Sciences", "ror:034t30j35"),
        ("Harbin Engineering University (Hong Kong)", HEU),
        ("Programme of Harbin Engineering University and others", HEU),
        ("BGI-Shenzhen", "ror:045pn2j94"),
    ],
)
def test_what_may_be_another_body_is_for_review_with_the_likely_one(index: Index, name: str, id: str) -> None:
    decision = resolve(index, name)
    assert decision.decision == "review"
    assert id in {each.id for each in decision.candidates}


@pytest.mark.parametrize(
    ("name", "id", "decision"),
    [
        ("中国科学院自动化研究所", "ror:034t30j35", "review"),
        ("浙江大学医学院附属第一医院", "ror:00a2xv884", "review"),
        ("清华大学微电子研究所", "ror:03cve4549", "match"),
        ("哈尔滨工程大学水声工程学院", "ror:03x80pn82", "match"),
        ("Ministry of Science and Technology", "ror:02kv4zf79", "review"),
    ],
)
def test_a_hospital_an_academy_s_institute_and_any_state_s_ministry_are_for_review(
    index: Index, name: str, id: str, decision: str
) -> None:
    found = resolve(index, name)
    assert (found.decision, found.candidates[0].id) == (decision, id)


def test_a_hospital_for_review_shows_the_university_too(index: Index) -> None:
    decision = resolve(index, "Tianjin Institute of Hearts 2nd Hospital of Tianjin Medical University Tianjin China")
    assert {"ror:03rc99w60", "ror:02mh8wx89"} <= {each.id for each in decision.candidates}


@pytest.mark.parametrize("rest", ["Chengdu", "Guangzhou"])
def test_a_city_behind_a_university_is_no_college_of_its_name(index: Index, rest: str) -> None:
    name = {
        "Chengdu": "University of Electronic Science and Technology of China",
        "Guangzhou": "South China University of Technology",
    }[rest]
    assert resolve(index, f"{name}, {rest}").identity == resolve(index, name).identity


def test_another_university_in_the_city_is_not_the_university_of_the_city(index: Index) -> None:
    assert resolve(index, "Department of Physics Shandong Unheard University Jinan China").decision != "match"


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("HEU", HEU), ("北航", BUAA), ("上交", SJTU), ("Harbin Engineering University and Shanghai Jiao Tong University", HEU), ("Tencent Holdings", "ror:00hhjss72"),
    ],
)  # fmt: skip
def test_short_names_and_two_names_are_for_review(index: Index, name: str, id: str) -> None:
    decision = resolve(index, name)
    assert decision.decision == "review"
    assert decision.identity == id
    assert decision.reasons


def test_a_shared_acronym_shows_everybody(index: Index) -> None:
    decision = resolve(index, "HNU")
    assert decision.decision == "review"
    assert len(decision.candidates) > 3


@pytest.mark.parametrize(
    "name",
    [
        "University of Leeds", "Kyoto University", "Southeast University, Dhaka", "Institute of Physics, Czech Academy of Sciences", "Normal University",
        "Institute of Technology", "Harbin Grill Ltd", "Shanghai Tours", "Nanjing Street Properties plc", "Hanyang University", "上海", "大学", "University",
    ],
)  # fmt: skip
def test_nobody_that_we_know(index: Index, name: str) -> None:
    decision = resolve(index, name)
    assert (decision.decision, decision.candidates) == ("none", ())
    assert UNKNOWN in decision.reasons


@pytest.mark.parametrize(
    ("name", "never"),
    [
        ("Harbin Normal University", HEU), ("Harbin University of Commerce", HEU), ("Shanghai Normal University", SJTU), ("Nanjing Medical University", "ror:01scyh794"),
        ("Tianjin Medical University", "ror:012tb2g32"), ("西安电子科技大学", "ror:04qr3zq92"), ("Northwest Normal University", "ror:01y0j0j86"),
        ("北京理工大学珠海学院", "ror:01skt4w74"), ("Beijing Institute of Technology, Zhuhai", "ror:01skt4w74"),
    ],
)  # fmt: skip
def test_near_misses_are_never_the_listed_body(index: Index, name: str, never: str) -> None:
    assert resolve(index, name).identity != never


@pytest.mark.parametrize("country", [None, "China", "Taiwan"])
@pytest.mark.parametrize("name", ["National Defense University", "National Defence University", "国防大学", "NDU"])
def test_the_two_national_defense_universities_are_always_for_review(index: Index, name: str, country: str | None) -> None:
    decision = resolve(index, name, country)
    assert decision.decision == "review"
    assert {PRC_NDU, TAIWAN_NDU} <= {each.id for each in decision.candidates} or name == "NDU"


def test_a_place_in_the_name_says_which(index: Index) -> None:
    assert resolve(index, "National Defense University, Taiwan").identity == TAIWAN_NDU
    assert resolve(index, "PLA National Defense University").identity == PRC_NDU


def test_lists_do_not_join_them(index: Index) -> None:
    assert {hit.code for hit in screen(index, PRC_NDU)} == {"CA-NRO"}
    assert not screen(index, TAIWAN_NDU)


def test_a_country_elsewhere_is_evidence_against(index: Index) -> None:
    assert resolve(index, "Northeastern University", "United States").decision == "review"
    assert resolve(index, "Northeastern Univeristy", "USA").decision == "none"
    assert resolve(index, "Northeastern University", "P.R. China").decision == "match"


@pytest.mark.parametrize(
    "name",
    ["The Hong Kong University of Science and Technology (Guangzhou)", "The Chinese University of Hong Kong, Shenzhen, China"],
)
def test_a_campus_elsewhere_may_be_a_body_of_its_own(index: Index, name: str) -> None:
    decision = resolve(index, name, "China")
    assert decision.decision == "review" or index.identities[decision.identity or ""].countries == {"CN"}
    assert resolve(index, name.split(" (")[0].split(", S")[0], "Hong Kong").decision == "match"


@pytest.mark.parametrize(
    "name",
    ["HIT (HIT)", "Zenith Global Ltd", "Sure Technology Ltd", "Kangda College of Wuhan University", "Beiging University"],
)
def test_what_several_could_mean_is_for_review(index: Index, name: str) -> None:
    assert resolve(index, name).decision == "review"


def test_a_joint_school_with_a_place_elsewhere_is_for_review(index: Index) -> None:
    decision = resolve(index, "Harbin Engineering University Southampton Joint College")
    assert (decision.decision, decision.identity) == ("review", HEU)
    assert resolve(index, "Northeastern University, Boston").decision == "none"


def test_a_country_never_makes_a_match(index: Index) -> None:
    assert resolve(index, "University of Leeds", "China").decision == "none"
    assert resolve(index, "HEU", "China").decision == "review"


def test_hits_by_kinship(index: Index) -> None:
    hospital = screen(index, "ror:007mrxy13")
    assert [(hit.code, hit.relation) for hit in hospital] == [("US-BIS-EL", "parent")]
    college = screen(index, "moe:4144013675")
    assert {hit.relation for hit in college} == {"related"}
    assert not any(hit.is_direct for hit in college)
    academy = screen(index, "ror:034t30j35")
    assert academy
    assert {hit.relation for hit in academy} == {"child"}


def test_an_alias_that_is_another_body_is_related_not_the_same(index: Index) -> None:
    hits = [hit for hit in screen(index, "ror:0270y6950") if hit.code == "CA-NRO"]
    assert [(hit.relation, hit.alias) for hit in hits] == [("related", "Harbin Normal University")]
    assert resolve(index, "Harbin Normal University").identity == "ror:0270y6950"


def test_names_that_nobody_confirmed_are_for_review() -> None:
    assert resolve(library.index(), "装备学院").decision == "review"


def test_nobody_knows_an_unknown_id(index: Index) -> None:
    assert screen(index, "ror:nowhere") == ()


@given(name=TEXTS, country=st.none() | st.sampled_from(["China", "Japan", "", "?", "TW"]))
def test_every_name_gets_a_decision_that_holds_together(index: Index, name: str, country: str | None) -> None:
    decision = resolve(index, name, country)
    assert (decision.decision == "none") == (not decision.candidates)
    assert bool(decision.reasons) == (decision.decision != "match")
    assert len({each.id for each in decision.candidates}) == len(decision.candidates)
    assert all(each.id in index.identities and each.matched and each.read for each in decision.candidates)


@given(st.data())
def test_every_body_is_found_by_its_own_name(index: Index, data) -> None:
    identity = index.identities[data.draw(st.sampled_from(sorted(index.identities)))]
    decision = resolve(index, identity.name)
    assert decision.decision == "none" or identity.id in {each.id for each in decision.candidates} or len(identity.name) < 5


@pytest.mark.parametrize("name", ["Yu, Patricia", "Hu, Example", "WANG, Xiaoming", "Prof. Li Wei", "Dr Wang"])
def test_a_person_is_never_matched(index: Index, name: str) -> None:
    decision = resolve(index, name, "China")
    assert (decision.decision, decision.candidates) == ("none", ())
    assert PERSON in decision.reasons


@pytest.mark.parametrize("name", ["Tencent, Shenzhen", "Tsinghua, University", "Fudan, Shanghai"])
def test_a_body_with_a_comma_is_no_person(index: Index, name: str) -> None:
    assert PERSON not in resolve(index, name, "China").reasons


def test_an_abbreviated_firm_of_a_list_is_for_review() -> None:
    listed = b"list,entry_id,name,country_code\nX,1,Guangzhou Madeup Communications Group,CN\nX,2,INVENTOIL OIL COMPANY,RU\n"
    index = library.index((load_bytes("own.csv", listed),))
    assert resolve(index, "GUANGZHOU MADEUP COMM GRP").identity == "x:1"
    assert resolve(index, "MADEUP GUANGZHOU").identity == "x:1"
    assert resolve(index, "INVENTOIL OIL COMP").identity == "x:2"


@pytest.mark.parametrize("text", ["HAIGE TECHNOLOGY & SRVCES", "HAIGE TECH & SRVCES"])
def test_a_firm_abbreviated_without_its_legal_form_is_for_review(text: str) -> None:
    listed = load_bytes("t.csv", b"list,entry_id,name,country_code\nX,4,Haige Technology and Services Co Ltd,CN\n")
    decision = resolve(library.index((listed,)), text)
    assert (decision.decision, decision.identity) == ("review", "x:4")


@pytest.mark.parametrize(
    ("name", "country", "decision"),
    [
        ("Northeastern University", None, "review"),
        ("School of Rail, Soochow University", None, "review"),
        ("東北大学", None, "review"),
        ("Northeastern University", "China", "match"),
        ("Soochow University, Suzhou", None, "match"),
        ("First Affiliated Hospital of Soochow University", None, "match"),
        ("东北大学", None, "match"),
    ],
)
def test_a_name_that_a_body_elsewhere_bears_too_is_for_review_alone(name: str, country: str | None, decision: str) -> None:
    assert resolve(library.index(), name, country).decision == decision
