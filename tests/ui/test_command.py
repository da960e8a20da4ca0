"""The `guidance` command in this process: what it writes, what it prints, and how it fails."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from guidance import knowledge
from guidance.case.record import MAX_BYTES, read_record
from guidance.curation import assurance
from guidance.curation.schemas import all_schemas
from guidance.disclosure import redaction
from guidance.knowledge import OWN
from tests import small
from ui import settings
from ui.cli.main import main

ROOT = Path(__file__).parents[2]
LOWFELL = ROOT / "examples" / "lowfell.json"
NORTHMOOR = ROOT / "examples" / "northmoor.json"
PUBLISHED = str(knowledge.load().knowledge.published)


def guidance(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def said(result: Result, status: int) -> Iterator[str]:
    """The lines on standard error of a command that failed as it should."""
    assert (result.exit_code, result.stdout) == (status, "")
    assert isinstance(result.exception, SystemExit), result.exception
    yield from result.stderr.splitlines()


def test_version() -> None:
    assert guidance("--version").stdout == f"guidance, version {version('china-exposure-guidance')}\n"


@pytest.mark.slow
def test_a_report_as_json_is_a_saved_assessment_too(tmp_path: Path) -> None:
    out = tmp_path / "r.json"
    assert guidance("assess", LOWFELL, "--out", out).stdout == f"{out}\n"
    catalogue = knowledge.load()
    record = read_record(LOWFELL.read_bytes(), catalogue)
    assert read_record(out.read_bytes(), catalogue).model_dump(exclude={"knowledge"}) == record.model_dump(
        exclude={"knowledge"}
    )
    again = guidance("assess", out)
    assert (again.exit_code, again.stdout) == (0, guidance("assess", LOWFELL).stdout)


@pytest.mark.slow
def test_several_reports_in_one_go(tmp_path: Path) -> None:
    outs = [tmp_path / "a.html", tmp_path / "b.HTML", tmp_path / "c.json"]
    result = guidance("assess", LOWFELL, *(word for out in outs for word in ("--out", out)))
    assert (result.exit_code, result.stdout.splitlines()) == (0, [str(out) for out in outs])
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert sorted(tmp_path.iterdir()) == sorted(outs), "no half-written file stays behind"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("edition", "title"),
    [
        ("committee", "China exposure: paper for the committee"),
        ("officer", "China exposure: what to do"),
        ("researcher", "China exposure: what you may do"),
        ("record", "China exposure: assessment and guidance"),
    ],
)
def test_an_edition_for_each_reader(tmp_path: Path, edition: str, title: str) -> None:
    out = tmp_path / "r.html"
    assert guidance("assess", LOWFELL, "--edition", edition, "--out", out).exit_code == 0
    assert f"<h1>{title}</h1>" in out.read_text()


def test_an_edition_that_there_is_not_names_those_there_are(tmp_path: Path) -> None:
    (line,) = list(said(guidance("assess", LOWFELL, "--edition", "board", "--out", tmp_path / "r.pdf"), 2))[-1:]
    assert all(edition in line for edition in ("committee", "officer", "researcher", "record"))
    (line,) = said(guidance("assess", LOWFELL, "--edition", "committee", "--out", tmp_path / "r.xlsx"), 1)
    assert "this edition cannot be written as .xlsx; use .docx, .html, .pdf" in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_what_to_look_at_by_eye_is_told_and_not_disclosed(tmp_path: Path) -> None:
    record = read_record(LOWFELL.read_bytes(), knowledge.load())
    first, *rest = record.activities
    told = [
        first.model_copy(update={"name": "Falcon", "withhold": True}),
        rest[0].model_copy(update={"name": "A falcon count"}),
    ]
    file, out = tmp_path / "marked.json", tmp_path / "redacted.json"
    file.write_text(record.model_copy(update={"activities": told}).to_json(), encoding="utf-8")
    result = guidance("assess", file, "--redacted", "--exemption", "foia-43", "--out", out)
    assert (result.exit_code, result.stdout) == (0, f"{out}\n")
    assert " answers, 1 activity and 0 marked findings.\n" in result.stderr
    assert redaction.PROMISE in result.stderr
    assert "  Look at “falcon” (the withheld name “Falcon”): the name of A falcon count\n" in result.stderr
    assert "Look at" not in out.read_text(encoding="utf-8")
    assert "Falcon" not in out.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_pack_is_verified_and_a_forged_one_named(tmp_path: Path) -> None:
    pack = tmp_path / "pack.zip"
    guidance("assess", LOWFELL, "--out", pack)
    assert guidance("verify", pack, "--answers", LOWFELL).stdout.startswith("Proved: each of the 7 files")
    with zipfile.ZipFile(pack) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["report.pdf"] += b" "
    manifest = json.loads(files["manifest.json"])
    manifest["files"]["report.pdf"] = hashlib.sha256(files["report.pdf"]).hexdigest()
    files["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(pack, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    (line,) = said(guidance("verify", pack), 1)
    assert line.startswith(f"guidance: {pack}: report.pdf: not what the answers in report.json give.")


@pytest.mark.slow
def test_without_out_the_findings_are_listed() -> None:
    lines = guidance("assess", LOWFELL).stdout.splitlines()
    assert lines[0].startswith("Level of the organisation: L1 Standard controls.")
    assert sum(line.startswith(("critical", "high", "medium", "low")) for line in lines) <= 8
    assert not any(line.startswith(("critical", "high", "medium")) for line in lines)
    assert any(line.startswith("may go ahead") for line in lines)
    assert any("looked at, and does not apply here" in line for line in lines)


@pytest.mark.slow
def test_the_law_of_another_day(tmp_path: Path) -> None:
    out = tmp_path / "r.json"
    assert guidance("assess", LOWFELL, "--as-at", "2026-12-24", "--out", out).exit_code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["record"]["as_at"] == "2026-12-24"
    assert guidance("assess", LOWFELL, "--as-at", "2100-12-31", "--out", out).exit_code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--as-at", "9999-12-31"], "Invalid value for '--as-at': expected a day from 2000-01-01 to 2100-12-31"),
        (["--as-at", "0001-01-01"], "Invalid value for '--as-at': expected a day from 2000-01-01 to 2100-12-31"),
        (["--as-at", "tomorrow"], "Invalid value for '--as-at': 'tomorrow' does not match the format '%Y-%m-%d'"),
        (["--out", str(ROOT)], "is a directory"),
        (["--inn", "x"], "No such option '--inn'"),
    ],
)
def test_wrong_usage(words: list[str], says: str) -> None:
    assert says in list(said(guidance("assess", LOWFELL, *words), 2))[-1]


def test_a_missing_file(tmp_path: Path) -> None:
    assert "does not exist" in list(said(guidance("assess", tmp_path / "none.json"), 2))[-1]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "this is not a saved assessment"),
        (b"\xff\xfe\xfa", "this is not a saved assessment"),
        (LOWFELL.read_bytes()[:-100], "this is not a saved assessment"),
        (b"[" * 100_000, "this is not a saved assessment"),
        (b'{"format": 99}', "saved by a newer version"),
        (b'{"\\ud800\\n": 1, "id": "a", "title": "A", "as_at": "2026-01-01"}', "the entry: "),
        (b'{"a\\nb": 1, "id": "a", "title": "A", "as_at": "2026-01-01"}', r"'a\nb': no such key"),
        (b" " * (MAX_BYTES + 1), "more than 60,000,000 bytes"),
    ],
    ids=["empty", "binary", "cut", "deep", "newer", "surrogate", "newline", "large"],
)
def test_a_file_that_cannot_be_used_is_one_line(tmp_path: Path, data: bytes, says: str) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(data)
    (line,) = said(guidance("assess", file, "--out", tmp_path / "r.html"), 1)
    assert line.startswith(f"guidance: {file}: ")
    assert says in line
    assert not (tmp_path / "r.html").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["r.odt", "r", "r.", "folder/r.html"])
def test_a_report_that_cannot_be_written_is_one_line(tmp_path: Path, name: str) -> None:
    (line,) = said(guidance("assess", LOWFELL, "--out", tmp_path / name), 1)
    assert line.startswith(f"guidance: {tmp_path / name}: ")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(OWN, tmp_path / "rules"))


@pytest.mark.slow
def test_a_broken_copy_of_the_content_is_named(copy: Path) -> None:
    small.change(copy, "export_control/doors.yaml", "  - id: ecju\n", "  - id: ecjv\n")
    lines = list(said(guidance("knowledge", "check", "--knowledge", copy), 1))
    assert lines[0] == f"guidance: {len(lines) - 1} problems in the knowledge base"
    assert all(
        "there is no door 'ecju'; did you mean 'ecjv'?; correct the id or add it to doors.yaml" in line for line in lines[1:]
    )


OVERLAY = {
    "knowledge.yaml": "name: our-policy\nversion: '2026.1.1'\npublished: 2026-01-01\nnot_covered: []\n",
    "house_rules/topic.yaml": "title: House rules\nsummary: What we ask beside the law.\n",
    "house_rules/findings.yaml": """
findings:
  - id: tell-the-dean
    title: Tell the dean
    says: Our policy asks it.
    action: Write two lines to the dean.
    owner: lead
    deadline: {text: Before signature}
    safe_way: Go ahead once the dean knows.
""",
    "house_rules/sources.yaml": """
sources:
  - {id: our-policy, title: Our policy, publisher: Us, url: 'https://example.org/policy', version: '2026', last_checked: 2026-01-01, review_days: 900, confidence: verified, jurisdiction: UK, seen: The whole text.}
""",
    "house_rules/rules.yaml": """
rules:
  - id: dean_is_told
    reason: Our policy asks that the dean is told of each activity with a partner there.
    when: china_linked and activity.stage is not ended
    finds: tell-the-dean
    severity: low
    obligation: practice
    sources: [our-policy s.1]
""",
    "house_rules/cases.yaml": """
cases:
  - rule: dean_is_told
    says: An activity with a partner on the mainland
    fires: {partner.location: mainland, activity.stage: running}
    near_misses: [{activity.stage: ended}, {partner.location: elsewhere, partner.owner: 'no'}]
""",
}


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    owner = next(iter(knowledge.load().roles))
    for name, text in OVERLAY.items():
        file = tmp_path / "own" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("owner: lead", f"owner: {owner}"), encoding="utf-8")
    return tmp_path / "own"


@pytest.mark.slow
def test_an_overlay_is_checked_and_assessed_beside_the_rest(
    overlay: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(*options: object) -> str:
        report = tmp_path / "report.json"
        assert guidance("assess", NORTHMOOR, "--out", report, *options).exit_code == 0
        return report.read_text(encoding="utf-8")

    result = guidance("knowledge", "check", "--overlay", overlay, "--as-at", PUBLISHED)
    assert result.exit_code == 0, result.output
    assert f"Knowledge base {knowledge.load().version} + our-policy 2026.1.1 (" in result.stdout
    assert "Tell the dean" in found("--overlay", overlay)
    assert "Tell the dean" not in found()
    assert "Our policy asks that the dean" in guidance("explain", "dean_is_told", "--overlay", overlay).stdout
    monkeypatch.setenv("GUIDANCE_OVERLAYS", str(overlay))
    assert "Tell the dean" in found()


@pytest.mark.slow
def test_another_folder_takes_the_place_of_the_program_s_own(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small.change(copy, "knowledge.yaml", str(knowledge.load().knowledge.version), "2031.1.1")
    counts = json.loads(guidance("knowledge", "statistics", "--json", "--knowledge", copy).stdout)
    assert counts["version"] == "2031.1.1"
    monkeypatch.setenv("GUIDANCE_KNOWLEDGE", str(copy))
    assert json.loads(guidance("knowledge", "statistics", "--json").stdout)["version"] == "2031.1.1"
    assert settings.catalogue().knowledge.version == "2031.1.1"
    monkeypatch.setenv("GUIDANCE_KNOWLEDGE", str(copy / "none"))
    assert "does not exist" in list(said(guidance("knowledge", "statistics"), 2))[-1]


NOT_ALL = {"screening", "register", "knowledge", "store", "sector", "team"}
"""Groups whose commands do not all read it."""


def _commands() -> Iterator[tuple[str, click.Command]]:
    for name, command in main.commands.items():
        if name not in NOT_ALL:
            its = command.commands if isinstance(command, click.Group) else {"": command}
            yield from ((f"{name} {sub}".strip(), each) for sub, each in its.items())


@pytest.mark.parametrize(("name", "command"), list(_commands()), ids=lambda each: each if isinstance(each, str) else "")
def test_every_command_that_reads_knowledge_takes_another_folder(name: str, command: click.Command) -> None:
    assert {"--knowledge", "--overlay"} <= {word for option in command.params for word in option.opts}, name


def test_the_browser_is_told_which_knowledge_it_works_with(overlay: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.browser import warm

    told = []
    monkeypatch.setattr(warm, "serve", lambda *_: told.append(settings.folders()))
    for name in ("GUIDANCE_KNOWLEDGE", "GUIDANCE_OVERLAYS"):
        monkeypatch.setenv(name, "")
    assert guidance("run", "--overlay", overlay).exit_code == 0
    assert guidance("run").exit_code == 0
    assert told[0] == (OWN, overlay)


@pytest.mark.slow
def test_one_problem_is_one_problem(copy: Path) -> None:
    (copy / "common" / "roles.yaml").write_text("roles: [", encoding="utf-8")
    first, second = said(guidance("knowledge", "check", "--knowledge", copy), 1)
    assert first == "guidance: 1 problem in the knowledge base"
    assert second.startswith("common/roles.yaml, line 2, column 1: ")


def test_an_empty_folder_is_no_knowledge_base(tmp_path: Path) -> None:
    _, second = said(guidance("knowledge", "check", "--knowledge", tmp_path), 1)
    assert second.startswith("knowledge.yaml: No such file or directory")
    assert "does not exist" in list(said(guidance("knowledge", "check", "--knowledge", tmp_path / "none"), 2))[-1]


@pytest.mark.slow
def test_sources_fall_due() -> None:
    lines = list(said(guidance("knowledge", "check", "--as-at", "2031-01-01"), 1))
    without_a_word = [source for source in knowledge.load().sources.values() if not source.note]
    assert sum("was last checked on" in line for line in lines) == len(without_a_word)


@pytest.mark.slow
def test_missing_cases_are_named(copy: Path) -> None:
    for file in copy.glob("*/cases.yaml"):
        file.unlink()
    lines = list(said(guidance("knowledge", "check", "--knowledge", copy, "--as-at", PUBLISHED), 1))
    assert sum("no case fires this rule" in line for line in lines) == len(knowledge.load().rules.guidelines)


@pytest.mark.slow
def test_statistics_in_words_and_as_json_are_the_catalogue_s() -> None:
    counts = json.loads(guidance("knowledge", "statistics", "--json").stdout)
    assert counts == json.loads(json.dumps(assurance.statistics(knowledge.load())))
    words = dict(line.split(": ", 1) for line in guidance("knowledge", "statistics").stdout.splitlines())
    assert words.keys() == counts.keys()
    assert words["rules"] == str(counts["rules"])
    assert words["sources by confidence"] == ", ".join(f"{k} {v}" for k, v in counts["sources by confidence"].items())


@pytest.mark.slow
def test_schemas_are_written_to_a_new_folder(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "schema"
    result = guidance("knowledge", "schema", folder)
    assert result.stdout.splitlines() == [str(folder / name) for name in all_schemas()]
    assert {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()} == all_schemas()


@pytest.mark.slow
def test_a_shell_sees_the_same(tmp_path: Path) -> None:
    """Exit status, streams and no traceback, from another folder and in a plain locale."""
    file = tmp_path / "bad.json"
    file.write_text('{"format": 1, "id": "a", "title": "A", "as_at": "2026-01-01", "中": 1}', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "assess", "bad.json"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"guidance: bad.json: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_rule_card(tmp_path: Path) -> None:
    card = guidance("explain", "partner_is_sanctioned")
    assert "Applies: For each activity: if the UK sanctions check is either “A confirmed match" in card.stdout
    assert "legal duty; it binds the organisation" in card.stdout
    assert next(said(guidance("explain", "sanctions-match"), 1)).endswith("is made by partner_is_sanctioned")


@pytest.mark.slow
def test_why_a_finding_is_certain_open_or_excluded() -> None:
    lines = guidance("why", "defence-linked-asset", NORTHMOOR).stdout
    assert "Industrial sponsorship: seals for electric drivetrains: “Do not grant these rights" in lines
    assert "cannot be told yet. It depends on:\n  The rights that the other side gets. Ask: " in lines
    excluded = guidance("why", "defence-linked-asset", NORTHMOOR, "--activity", "soil-carbon").stdout
    assert excluded.splitlines()[1] == "  The rights that the other side gets: “None of these”"
    assert "there is no activity 'x'" in next(said(guidance("why", "defence-linked-asset", NORTHMOOR, "--activity", "x"), 1))
    assert "there is no finding 'x'" in next(said(guidance("why", "x", NORTHMOOR), 1))


@pytest.mark.slow
def test_the_rule_book_is_written(tmp_path: Path) -> None:
    assert guidance("rulebook", "--out", tmp_path / "rules.html").stdout == f"{tmp_path / 'rules.html'}\n"
    assert "partner_is_sanctioned" in (tmp_path / "rules.html").read_text()
    assert "use .html or .pdf" in next(said(guidance("rulebook", "--out", tmp_path / "rules.docx"), 1))


@pytest.mark.slow
def test_the_plan_is_listed_and_written_as_it_was_settled(tmp_path: Path) -> None:
    report = json.loads(guidance_json(tmp_path))
    key = next(each["key"] for each in report["findings"] if each["standing"] == "certain" and each["severity"] != "enabling")
    report["plan"] = [
        {"key": key, "owner": "=Zadie Quill", "due": "2027-02-14", "status": "doing", "title": "", "follows": True}
    ]
    saved = tmp_path / "saved.json"
    saved.write_text(json.dumps(report), encoding="utf-8")
    listed = guidance("plan", saved)
    assert listed.exit_code == 0
    (line,) = (line for line in listed.stdout.splitlines() if "Zadie Quill" in line)
    assert line.startswith("Doing       2027-02-14  =Zadie Quill: ")
    out = tmp_path / "plan.csv"
    assert guidance("plan", saved, "--out", out).stdout == f"{out}\n"
    assert "'=Zadie Quill" in out.read_text(encoding="utf-8")
    assert "Zadie Quill" not in guidance("plan", LOWFELL).stdout


def guidance_json(folder: Path) -> str:
    out = folder / "r.json"
    assert guidance("assess", NORTHMOOR, "--out", out).exit_code == 0
    return out.read_text(encoding="utf-8")


@pytest.mark.slow
def test_letters_are_drafted_into_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    made = guidance("letters", NORTHMOOR, "--out", folder)
    assert made.exit_code == 0
    assert sorted(made.stdout.splitlines()) == sorted(str(path) for path in folder.iterdir())
    assert all(path.name.startswith("draft-") and zipfile.is_zipfile(path) for path in folder.iterdir())


@pytest.mark.slow
def test_letters_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("a file")
    (line,) = said(guidance("letters", NORTHMOOR, "--out", tmp_path / "letters" / "below"), 1)
    assert str(tmp_path / "letters") in line
