"""Writing knowledge from the command line: a topic that is started passes every check, and a case is completed with what is ordinary."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from guidance import knowledge
from guidance.assessment import assess
from guidance.case.record import Recorded, read_record
from guidance.curation import complete
from guidance.curation.cases import cases_in, facts_of
from guidance.curation.starting import FILES
from tests import small
from ui.cli.main import main

ROOT = Path(__file__).parents[2]
ANY_DAY = knowledge.load().knowledge.published


def guidance(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def failed(result: Result) -> str:
    assert (result.exit_code, result.stdout) == (1, "")
    return result.stderr


# A new topic


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A knowledge folder in which a topic can begin, beside the schemas."""
    folder = small.write(tmp_path / "rules")
    (folder / "small/questions.yaml").rename(folder / "common/questions.yaml")
    opening = """
  - {id: activity.stage, text: How far is it?, label: the stage, ordinary: running, why: W., ask: [lead], options: [{id: running, text: It runs}, {id: ended, text: It has ended}]}
  - {id: partner.location, text: Where is the partner?, label: the place, ordinary: elsewhere, why: W., ask: [lead], options: [{id: mainland, text: There}, {id: elsewhere, text: Elsewhere}]}
"""
    with (folder / "common/questions.yaml").open("a") as file:
        file.write(opening)
    small.change(
        folder,
        "common/sections.yaml",
        "sections:\n",
        "sections:\n  - {id: partner, title: The partner, scope: activity, intro: Who.}\n",
    )
    small.change(
        folder,
        "small/rules.yaml",
        "concerns:\n",
        "concerns:\n  - {id: china_linked, about: activity, words: the partner is there}\n",
    )
    with (folder / "small/rules.yaml").open("a") as file:
        file.write("\n  - {id: partner_is_there, reason: R., when: partner.location is mainland, raises: china_linked}\n")
        file.write("  - {id: it_has_ended, reason: R., when: china_linked and activity.stage is ended, level: 1}\n")
    with (folder / "small/cases.yaml").open("a") as file:
        file.write(
            "  - {rule: partner_is_there, says: S, fires: {partner.location: mainland}, near_misses: [{partner.location: elsewhere}]}\n"
        )
        file.write(
            "  - {rule: it_has_ended, says: S, fires: {partner.location: mainland, activity.stage: ended}, near_misses: [{activity.stage: running}]}\n"
        )
    return folder


def problems(*folders: Path) -> list[str]:
    return [str(problem) for problem in complete.problems(folders, date(2026, 2, 1))[1]]


def test_a_topic_that_is_started_passes_every_check_and_asks_for_what_is_missing(base: Path) -> None:
    assert problems(base) == []
    result = guidance("knowledge", "new", "survey_drones", "--knowledge", base)
    assert result.exit_code == 0, result.output
    written = [base / "survey_drones" / f"{name}.yaml" for name in FILES]
    assert result.stdout.splitlines() == [str(path) for path in written]
    assert problems(base) == []
    assert all("# ? " in path.read_text() for path in written)
    assert "guidance knowledge check" in result.stderr


def test_what_is_started_affects_nobody_until_it_is_in_force(base: Path) -> None:
    before = knowledge.load_from(base)
    assert guidance("knowledge", "new", "survey_drones", "--knowledge", base).exit_code == 0
    (case,) = cases_in(base / "survey_drones/cases.yaml")
    draft = knowledge.load_from(base)
    today = facts_of(draft, case.model_copy(update={"as_at": ANY_DAY}))
    assert not [each for each in assess(draft, today).asked if each[0] == "activity.survey_drones"]
    assert {each.id for each in assess(draft, today).findings} == {each.id for each in assess(before, today).findings}
    small.change(base, "survey_drones/rules.yaml", "    starts: 2100-01-01\n", "")
    small.change(base, "survey_drones/cases.yaml", "    as_at: 2100-01-01\n", "")
    assert problems(base) == []
    assert "survey-drones" in {each.id for each in assess(knowledge.load_from(base), today).findings}


def test_each_mark_beside_the_schemas_names_its_own(base: Path) -> None:
    shutil.copytree(ROOT / "docs/schema", base.parent / "docs/schema")
    assert guidance("knowledge", "new", "survey_drones", "--knowledge", base).exit_code == 0
    assert not [problem for problem in problems(base) if problem.startswith("survey_drones")]
    assert (
        (base / "survey_drones/topic.yaml")
        .read_text()
        .startswith("# yaml-language-server: $schema=../../docs/schema/topic.json\n")
    )


def test_the_version_is_raised_when_it_is_the_released_one(base: Path) -> None:
    loaded = knowledge.load_from(base)
    path = base / "knowledge.yaml"
    path.write_text(f"{path.read_text()}released: {{version: 2026.1.1, hash: {loaded.hashes[0][:12]}}}\n")
    first = guidance("knowledge", "new", "one", "--knowledge", base)
    assert first.stdout.splitlines()[-1] == str(path)
    assert knowledge.load_from(base).knowledge.version == "2026.1.2"
    second = guidance("knowledge", "new", "two", "--knowledge", base)
    assert str(path) not in second.stdout.splitlines()
    assert problems(base) == []


def test_an_overlay_that_is_not_there_is_made(base: Path, tmp_path: Path) -> None:
    own = tmp_path / "Our Policy"
    assert guidance("knowledge", "new", "survey_drones", "--knowledge", base, "--overlay", own).exit_code == 0
    assert guidance("knowledge", "new", "more", "--knowledge", base, "--overlay", own).exit_code == 0
    assert problems(base, own) == []
    loaded = knowledge.load_from(base, own)
    assert [overlay.knowledge.name for overlay in loaded.overlays] == ["our-policy"]
    assert {"survey_drones", "more"} <= set(loaded.topics)


@pytest.mark.parametrize(
    ("topic", "says"),
    [
        ("Survey drones", "name the topic in small letters, digits and underscores"),
        ("../out", "name the topic in small letters"),
        ("odd__name_", "name the topic in small letters"),
        ("small", "there is a topic small already; choose another name"),
        ("common", "common has a meaning of its own; choose another name"),
        ("import", "import has a meaning of its own"),
        ("null", "null has a meaning of its own"),
        ("stage", "activity.stage stands in common/questions.yaml already; choose another name"),
        ("stop", "stop stands in small/findings.yaml already; choose another name"),
    ],
)
def test_a_topic_that_cannot_begin_leaves_nothing_behind(base: Path, topic: str, says: str) -> None:
    before = sorted(base.rglob("*"))
    assert says in failed(guidance("knowledge", "new", topic, "--knowledge", base))
    assert sorted(base.rglob("*")) == before


@pytest.mark.parametrize("topic", ["no", "on", "unsure", "x", "a_" * 19 + "aa"])
def test_any_name_that_is_taken_makes_a_topic_that_passes(base: Path, topic: str) -> None:
    assert guidance("knowledge", "new", topic, "--knowledge", base).exit_code == 0
    assert problems(base) == []


def test_an_overlay_takes_no_name_that_the_base_has(base: Path, tmp_path: Path) -> None:
    own = tmp_path / "policy"
    for topic in ("common", "stage", "small"):
        assert "choose another name" in failed(guidance("knowledge", "new", topic, "--knowledge", base, "--overlay", own))
    assert not own.exists()


def test_a_knowledge_of_another_shape_says_what_it_lacks(tmp_path: Path) -> None:
    folder = small.write(tmp_path / "content")
    assert "a new topic begins with activity.stage" in failed(guidance("knowledge", "new", "x", "--knowledge", folder))


# Filling


def test_an_assessment_is_filled_with_ordinary_answers_until_none_can_matter(tmp_path: Path) -> None:
    catalogue = knowledge.load()
    lowfell = json.loads((ROOT / "examples/lowfell.json").read_text())
    given = {id: lowfell["activities"][0]["answers"][id] for id in ("activity.kind", "partner.location")}
    given["activity.field"] = {"value": "not sure", "note": "Ask the lead."}
    bare = {
        **lowfell,
        "answers": {"profile.kind": {"value": "he_wales"}},
        "activities": [{**lowfell["activities"][0], "answers": given}],
    }
    file, out = tmp_path / "a.json", tmp_path / "b.json"
    file.write_text(json.dumps(bare))
    assert guidance("knowledge", "fill", file, "--out", out).stdout == f"{out}\n"
    assert guidance("knowledge", "fill", file).stdout == out.read_text(encoding="utf-8")
    record = read_record(out.read_bytes(), catalogue)
    complete = assess(catalogue, record.facts(catalogue))
    assert not complete.live
    assert record.answers["profile.kind"].value == "he_wales"
    assert record.activities[0].answers["activity.field"] == Recorded("not sure", note="Ask the lead.")
    added = record.activities[0].answers.keys() - given.keys()
    assert added
    assert {(id, record.activities[0].id) for id in added} <= complete.asked, "a question that is not asked gets no answer"
    assert all(record.activities[0].answers[id].value == catalogue.questions[id].ordinary for id in added)


def test_what_is_complete_stays_as_it_is(tmp_path: Path) -> None:
    example = ROOT / "examples/lowfell.json"
    record = read_record(example.read_bytes(), knowledge.load())
    assert guidance("knowledge", "fill", example).stdout == record.to_json()


def test_a_case_is_filled_so_that_it_can_be_pasted() -> None:
    file = knowledge.OWN / "scholarships/cases.yaml"
    result = guidance("knowledge", "fill", file, "--rule", "scheme_is_in_good_order")
    whole, *_ = yaml.safe_load(result.stdout)["cases"]
    case, *_ = [each for each in cases_in(file) if each.rule == "scheme_is_in_good_order"]
    assert case.fires.items() <= whole["fires"].items()
    assert len(whole["fires"]) > len(case.fires)
    catalogue = knowledge.load()
    again = case.model_copy(update={"fires": whole["fires"], "ordinary": False})
    assert facts_of(catalogue, again).activities == facts_of(catalogue, case).activities


def test_a_rule_that_has_no_case_there_is_named() -> None:
    says = failed(guidance("knowledge", "fill", knowledge.OWN / "scholarships/cases.yaml", "--rule", "licence_missing"))
    assert "no case of the rule 'licence_missing'; there are those of rules_are_unread_in_sensitive_work, " in says


def test_a_file_that_cannot_be_filled_is_one_message(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text("case: []")
    assert "expected one key at the top, 'cases'" in failed(guidance("knowledge", "fill", file))
