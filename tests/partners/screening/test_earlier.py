"""Bodies of which only the name is known, from the registry's edition of May 2021."""

import json

import pytest

from guidance.partners.screening import earlier, gazetteer, library
from guidance.partners.screening.index import Index
from guidance.partners.screening.loaders import load_bytes
from guidance.partners.screening.match import resolve, screen
from tests.partners.screening.test_loaders import ROR_RECORD

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Department of Physics, National Tsing Hua University, Hsinchu", "National Tsing Hua University"),
        ("China Foreign Affairs University", "China Foreign Affairs University"),
        ("School of Law, Shih Hsin University, Taipei, Taiwan", "Shih Hsin University"),
        ("Shanghai Institutes for International Studies", "Shanghai Institutes for International Studies"),
        ("The Chinese University of Hong Kong (Shenzhen)", "Chinese University of Hong Kong, Shenzhen"),
    ],
)
def test_a_body_that_the_registry_has_not_changed_since_its_first_release_is_known(index: Index, text: str, name: str) -> None:
    decision = resolve(index, text)
    assert (decision.decision, decision.candidates[0].name) == ("match", name)


def test_no_name_of_the_other_tables_is_taken_from_them() -> None:
    before, after = gazetteer.load().identities, earlier.added(gazetteer.load()).identities
    assert len(after) > len(before) + 3_000
    confirmed = {row["id"] for row in gazetteer.rows(earlier.TABLE) if row["id"].startswith("moe:")}
    assert {id for id, body in before.items() if after[id] != body} <= {gazetteer.load().merged.get(id, id) for id in confirmed}
    assert all(after[id].parents == () or id.startswith("ror:") for id in set(after) - set(before))


def test_an_english_name_that_the_registry_has_too_is_no_longer_our_translation_only(index: Index) -> None:
    decision = resolve(index, "Changsha University of Science and Technology")
    assert (decision.decision, decision.identity) == ("match", "moe:4143010536")


def test_where_the_registry_put_hong_kong_under_china_neither_is_said(index: Index) -> None:
    assert index.identities[resolve(index, "TCL (China)").identity or ""].countries == {"CN", "HK", "MO"}


@pytest.mark.parametrize(
    ("hospital", "university"),
    [
        ("Hospital of Far University", "Far University"),
        ("Far University Children's Hospital", "Far University"),
        ("Baokang Hospital Affiliated to Far University", "Far University"),
        ("Baokang Hospital Affiliated to Far University of Chinese Medicine", ""),
        ("Hospital of South Far University", ""),
    ],
)
def test_a_hospital_belongs_to_the_university_that_its_name_names_whole(hospital: str, university: str) -> None:
    def body(id: str, name: str, kind: str) -> gazetteer.Identity:
        return gazetteer.Identity(
            id, (gazetteer.Name(name, gazetteer.Kind.DISPLAY),), frozenset({"CN"}), kinds=frozenset({kind})
        )

    known = {"u": body("u", "Far University", "education"), "h": body("h", hospital, "healthcare")}
    related = earlier.with_hospitals(gazetteer.Gazetteer(known)).identities["h"].related  # type: ignore[arg-type]
    assert related == (("u",) if university else ())


def test_what_is_said_of_a_listed_university_is_said_of_its_hospital(index: Index) -> None:
    found = screen(index, resolve(index, "West China Second University Hospital of Sichuan University").identity or "")
    assert {(hit.code, hit.relation) for hit in found} == {("US-BIS-EL", "parent")}


def test_a_campus_and_a_hospital_are_among_the_candidates(index: Index) -> None:
    for text, name in (
        (
            "School of Science, The Chinese University of Hong Kong (Shenzhen), Shenzhen",
            "Chinese University of Hong Kong, Shenzhen",
        ),
        (
            "First Affiliated Hospital of Kunming Medical College Kunming",
            "First Affiliated Hospital of Kunming Medical University",
        ),
    ):
        decision = resolve(index, text)
        assert decision.decision == "review"
        assert name in {each.name for each in decision.candidates}


@pytest.mark.parametrize("text", ["Stanford Center at Peking University", "Oxford Centre, Fudan University"])
def test_a_centre_of_another_university_at_one_of_ours_is_for_review(index: Index, text: str) -> None:
    decision = resolve(index, text)
    assert (decision.decision, decision.candidates[0].name) == ("review", " ".join(text.split()[-2:]))


def test_the_registry_that_is_loaded_takes_their_place() -> None:
    loaded = load_bytes("ror-data-2026-06-23.json", json.dumps([ROR_RECORD]).encode())
    assert resolve(library.index(()), "Shih Hsin University").decision == "match"
    assert resolve(library.index((loaded,)), "Shih Hsin University").decision == "none"
