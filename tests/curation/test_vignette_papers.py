"""The papers of vignettes fit the knowledge base, are held as they should be, and the command marks every stage of them."""

import json

from click.testing import CliRunner

from guidance import knowledge
from guidance.curation.vignettes import HELD, check_vignettes, read_vignettes, stages
from ui.cli.main import main
from ui.cli.vignettes import FOLDER

READ = read_vignettes(sorted(FOLDER.glob("*.yaml")))


def test_what_a_paper_names_is_in_the_knowledge_base() -> None:
    assert [str(problem) for problem in check_vignettes(knowledge.load(), READ)] == []


def test_every_third_case_of_a_paper_is_held() -> None:
    assert [each.id for each in READ if each.held is not (int(each.id[1:3]) % HELD == 0)] == []


def test_the_command_marks_every_stage() -> None:
    result = CliRunner().invoke(main, ["knowledge", "vignettes", "--json"])
    assert result.exit_code == 0, result.output
    assert [mark["id"] for mark in json.loads(result.stdout)["vignettes"]] == [n for each in READ for n, _ in stages(each)]
