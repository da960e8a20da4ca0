"""Several institutions in one process: the file that names them, and sign-ins that stay with their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from guidance.case.store import StoreError
from guidance.team.institutions import SignInsOfEach, read
from guidance.team.person import Person
from guidance.team.sign_ins import digest
from ui import settings
from ui.cli.main import main

ADA = Person(issuer="https://login.northmoor.example", subject="1", name="Ada")
ZOE = Person(issuer="https://login.eastvale.example", subject="1", name="Zoe")


def written(folder: Path, **changes: str) -> Path:
    """A file of two institutions, with some of it changed."""
    lines = {
        "north": f"[northmoor]\nname = 'Northmoor'\ndatabase = 'sqlite:///{folder}/northmoor.db'\nissuers = ['{ADA.issuer}']\n",
        "east": f"[eastvale]\nname = 'Eastvale'\ndatabase = 'sqlite:///{folder}/eastvale.db'\nissuers = ['{ZOE.issuer}', 'https://old']\n",
    }
    file = folder / "institutions.toml"
    file.write_text("".join((lines | changes).values()))
    return file


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[SignInsOfEach]:
    rows = SignInsOfEach(read(written(tmp_path)))
    yield rows
    rows.close()


def test_each_signs_in_to_their_own_database(rows: SignInsOfEach) -> None:
    ada, zoe = digest(rows.start(ADA)), digest(rows.start(ZOE))
    assert (rows.person(ada), rows.person(zoe)) == (ADA, ZOE)
    assert {id: each.people() for id, each in rows.each.items()} == {"northmoor": (ADA,), "eastvale": (ZOE,)}
    assert rows.of(ADA).people() == (ADA,)
    own = ada.partition(".")[2]
    for forged in (f"eastvale.{own}", own, f"none.{own}", f".{own}", f"northmoor.northmoor.{own}", ""):
        assert rows.person(forged) is None


def test_a_sign_in_of_another_issuer_in_that_database_is_none(rows: SignInsOfEach) -> None:
    key = rows.each["northmoor"].start(ZOE)
    assert rows.each["northmoor"].person(digest(key)) == ZOE
    assert rows.person(f"northmoor.{digest(key)}") is None


def test_whoever_is_of_none_is_let_in_nowhere(rows: SignInsOfEach) -> None:
    stranger = ADA.model_copy(update={"issuer": "https://login.elsewhere.example"})
    with pytest.raises(PermissionError, match="not one of those"):
        rows.start(stranger)
    with pytest.raises(PermissionError):
        rows.end_all(stranger.issuer, "1")
    assert [each.people() for each in rows.each.values()] == [(), ()]


def test_ending_reaches_its_own_only(rows: SignInsOfEach) -> None:
    ada, zoe, again = (digest(rows.start(each)) for each in (ADA, ZOE, ADA))
    assert rows.living([ada, zoe, again, "none.x", "x"]) == {ada, zoe, again}
    rows.end(ada)
    assert rows.living([ada, zoe, again]) == {zoe, again}
    assert rows.end_all(ADA.issuer, subject="1") == 1
    assert rows.living([ada, zoe, again]) == {zoe}


def test_a_database_that_is_away_ends_nobody_s_pages_elsewhere(rows: SignInsOfEach, tmp_path: Path) -> None:
    ada, zoe, gone = (digest(rows.start(each)) for each in (ADA, ZOE, ZOE))
    rows.end(gone)
    (tmp_path / "northmoor.db").rename(tmp_path / "away")
    assert rows.living([ada, zoe, gone]) == {ada, zoe}
    with pytest.raises(StoreError):
        rows.person(ada)
    assert rows.person(zoe) == ZOE


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"north": "", "east": ""}, "names no institution"),
        ({"north": "x ="}, "is no TOML"),
        ({"north": "[Northmoor]\nname='N'\ndatabase='sqlite:///n'\nissuers=['i']\n"}, "Northmoor"),
        ({"north": "[northmoor]\nname='N'\ndatabase='sqlite:///n'\nissuers=[]\n"}, "issuers"),
        ({"north": "[northmoor]\nname='N'\ndatabase='sqlite:///n'\n"}, "issuers"),
        ({"north": "[northmoor]\nname='N'\ndatabase='sqlite:///n'\nissuers=['i']\nother='x'\n"}, "other"),
        ({"north": "[northmoor]\nname='N'\ndatabase='nowhere'\nissuers=['i']\n"}, "read the database 'nowhere'"),
        ({"north": "[northmoor]\nname='N'\ndatabase='sqlite:///n'\nissuers=['https://old']\n"}, "issuer https://old in common"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, changes: dict[str, str], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read(written(tmp_path, **changes))


def test_two_institutions_never_share_a_database(tmp_path: Path) -> None:
    one = "[northmoor]\nname='N'\ndatabase='postgresql+psycopg://northmoor:secret@db/both'\nissuers=['a']\n"
    two = "[eastvale]\nname='E'\ndatabase='postgresql+psycopg://eastvale@db/both'\nissuers=['b']\n"
    with pytest.raises(ValueError, match="northmoor and eastvale have the database") as refused:
        read(written(tmp_path, north=one, east=two))
    assert "secret" not in str(refused.value)


def test_a_command_says_which_institution_it_is_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.INSTITUTIONS, str(written(tmp_path)))
    grant = ["team", "grant", "officer", "--group", "officers", "--by", "Head of IT"]
    refused = CliRunner().invoke(main, grant)
    assert refused.exit_code == 1
    assert "give --database with one of northmoor, eastvale" in refused.output
    for command in (["store", "verify"], ["store", "backup", str(tmp_path / "b.db")], ["store", "deletions"], ["remind"]):
        assert "give --database with one of northmoor, eastvale" in CliRunner().invoke(main, command).output
    assert CliRunner().invoke(main, ["team", "institutions"]).exit_code == 0
    assert CliRunner().invoke(main, [*grant, "--database", "eastvale"]).exit_code == 0
    listed = {id: CliRunner().invoke(main, ["team", "list", "--database", id]).output for id in ("northmoor", "eastvale")}
    assert listed == {"northmoor": "", "eastvale": "officer  group:officers  institution\n"}


def test_every_database_is_brought_to_today_s_schema_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.INSTITUTIONS, str(written(tmp_path)))
    done = CliRunner().invoke(main, ["team", "institutions"])
    assert done.output == "northmoor  Northmoor: ready\neastvale  Eastvale: ready\n"
    (tmp_path / "northmoor.db").write_bytes(b"no database" * 100)
    done = CliRunner().invoke(main, ["team", "institutions"])
    assert done.exit_code == 1
    assert "eastvale  Eastvale: ready\n" in done.output
    assert "northmoor  Northmoor: " in done.output
    assert "it is damaged or is no database" in done.output
