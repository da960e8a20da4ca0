"""`guidance knowledge vignettes`: it reads a paper, marks it, keeps the misses of held cases to itself, and the papers that are kept fit the knowledge."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guidance import knowledge
from guidance.curation.vignettes import check_vignettes, read_vignettes
from ui.cli.main import main
from ui.cli.vignettes import FOLDER

PAPER = """
vignettes:
  - id: X01
    title: A speaker
    paper: trial
    source: made up
    held: true
    told: A society invites a speaker, and the event stands.
    activities: [{name: talk, answers: {activity.kind: [event_pressure], terms.event_state: stands}}]
    must:
      - {number: 1, text: The event stands, by: [let-the-event-stand]}
      - {number: 2, text: What nothing says, wish: Say it}
"""


def marked(paper: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["knowledge", "vignettes", str(paper), *options])


def test_a_paper_is_marked(tmp_path: Path) -> None:
    paper = tmp_path / "trial.yaml"
    paper.write_text(PAPER, encoding="utf-8")
    result = marked(paper, "--json", "--held")
    assert result.exit_code == 0, result.output
    (case,) = json.loads(result.stdout)["vignettes"]
    assert case["must_anywhere"] == [1, 2]
    assert [miss["must"] for miss in case["missed"]] == [2]


def test_the_misses_of_a_held_case_are_not_named_unless_asked_for(tmp_path: Path) -> None:
    paper = tmp_path / "trial.yaml"
    paper.write_text(PAPER, encoding="utf-8")
    assert "What nothing says" not in marked(paper).stdout
    assert "What nothing says" in marked(paper, "--held").stdout


def test_a_paper_that_names_what_the_knowledge_does_not_have_is_refused(tmp_path: Path) -> None:
    paper = tmp_path / "trial.yaml"
    paper.write_text(PAPER.replace("let-the-event-stand", "let-the-event-sit"), encoding="utf-8")
    result = marked(paper)
    assert result.exit_code == 1
    assert "there is no finding 'let-the-event-sit'" in result.stderr


@pytest.mark.slow
def test_every_paper_fits_the_knowledge_and_one_is_held() -> None:
    cases = read_vignettes(sorted(FOLDER.glob("*.yaml")))
    assert cases
    assert [str(problem) for problem in check_vignettes(knowledge.load(), cases)] == []
    held = {each.paper for each in cases if each.held}
    assert held
    assert not held & {each.paper for each in cases if not each.held}
