"""Names of a whole sector: each row is what the look-up of one name says, whatever the parts and workers, and whoever is ended in between."""

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from guidance.partners import countries
from guidance.partners.screening import library
from guidance.partners.screening.match import resolve, screen
from guidance.sector import folder, screening
from guidance.sector.engine import Engine, Here, Workers
from guidance.sector.folder import JobError
from ui.cli.main import main

pytestmark = pytest.mark.slow

CASES = Path(__file__).parents[1] / "partners/screening/cases.csv"
LIST = "list,entry_id,name,aliases,country_code\nHOUSE,H-1,Northmoor Rocket Works,NRW Dynamics,CN\n"


@pytest.fixture(scope="module")
def asked() -> list[tuple[str, str, str]]:
    """Labelled names, and some that mean nobody."""
    with CASES.open(encoding="utf-8", newline="") as opened:
        known = [(row["case_id"], row["query"], ("China", "", "UK")[at % 3]) for at, row in enumerate(csv.DictReader(opened))]
    return [*known, ("007", "", ""), ("008", "Li, Wei", "China"), ("009", 'Institute "7", 哈尔滨', "P.R. China")]


@pytest.fixture
def names(asked: list[tuple[str, str, str]], tmp_path: Path) -> Path:
    file = tmp_path / "names.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([("id", "name", "country"), *asked])
    return file


def looked_up(names: Path, out: Path, engine: Engine | None = None, size: int = 50) -> screening.Outcome:
    return screening.run(out, screening.tasks(names, out, (), size), engine or Here(), lambda _: None)


def written(out: Path) -> dict[str, bytes]:
    return {str(file.relative_to(out)): file.read_bytes() for file in sorted(out.rglob("*")) if file.is_file()}


def said(out: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for part in sorted((out / screening.SCREENED).iterdir()):
        rows += pq.read_table(part).to_pylist()
    return rows


def test_each_row_says_what_the_look_up_of_one_name_says(asked, names, tmp_path):
    outcome = looked_up(names, tmp_path / "out")
    index = library.index()
    rows = said(tmp_path / "out")
    assert [(row["row"], row["id"], row["name"], row["country"]) for row in rows] == [
        (at, *each) for at, each in enumerate(asked, 1)
    ]
    for row, (_, name, country) in zip(rows, asked, strict=True):
        decision = resolve(index, name, countries.read(country).evidence)
        assert (row["decision"], row["bodies"]) == (decision.decision, [each.id for each in decision.candidates])
        hits = {hit.listing.entry.number for body in decision.candidates for hit in screen(index, body.id)}
        assert bool(row["listed"]) == bool(hits)
        assert all(any(number in line for line in row["listed"]) for number in hits)
    assert sum(each.match + each.review + each.none for each in outcome.done) == len(asked)
    assert sum(each.listed for each in outcome.done) == sum(bool(row["listed"]) for row in rows) > 0


def test_workers_write_the_same_bytes_and_other_parts_the_same_rows(names, tmp_path):
    looked_up(names, tmp_path / "here")
    looked_up(names, tmp_path / "workers", Workers(2))
    assert written(tmp_path / "here") == written(tmp_path / "workers")
    looked_up(names, tmp_path / "whole", size=10_000)
    assert said(tmp_path / "whole") == said(tmp_path / "here")


def test_a_csv_and_a_parquet_file_say_the_same(asked, names, tmp_path):
    parquet = tmp_path / "names.parquet"
    pq.write_table(pa.table(dict(zip(("ID", "Name", "Country"), map(list, zip(*asked, strict=True)), strict=True))), parquet)
    looked_up(names, tmp_path / "csv")
    looked_up(parquet, tmp_path / "parquet")
    assert said(tmp_path / "csv") == said(tmp_path / "parquet")


def test_what_is_done_is_not_done_again_and_the_rest_is(names, tmp_path):
    out = tmp_path / "out"
    looked_up(names, out)
    whole = written(out)
    (out / folder.DONE / "00001.json").unlink()
    (out / screening.SCREENED / "part-00001.parquet").write_bytes(b"cut short")
    before = (out / screening.SCREENED / "part-00000.parquet").stat().st_mtime_ns
    looked_up(names, out)
    assert written(out) == whole
    assert (out / screening.SCREENED / "part-00000.parquet").stat().st_mtime_ns == before


def test_other_names_are_another_job(names, tmp_path):
    looked_up(names, tmp_path / "out")
    whole = written(tmp_path / "out")
    names.write_text("name\nBeihang University\n", encoding="utf-8")
    with pytest.raises(JobError, match=r"another job \(its dataset differs\)"):
        looked_up(names, tmp_path / "out")
    assert written(tmp_path / "out") == whole


def test_a_part_that_is_damaged_is_named_and_the_others_are_done(names, tmp_path):
    out = tmp_path / "out"
    screening.tasks(names, out, (), 50)
    (out / screening.NAMES / "part-00000.parquet").write_bytes(b"PAR1 and no more")
    outcome = looked_up(names, out)
    assert list(outcome.failed) == [0]
    assert len(outcome.done) > 1


def test_a_list_of_ones_own_is_looked_at_and_one_that_changed_is_refused(tmp_path):
    names, official, out = tmp_path / "names.csv", tmp_path / "own-list.csv", tmp_path / "out"
    names.write_text("name\nNorthmoor Rocket Works\n", encoding="utf-8")
    official.write_text(LIST, encoding="utf-8")
    tasks = screening.tasks(names, out, (official,))
    assert screening.run(out, tasks, Here(), lambda _: None).done[0].listed == 1
    (out / folder.DONE / "00000.json").unlink()
    (out / screening.LISTS / official.name).write_text(LIST.replace("Rocket", "Peat"), encoding="utf-8")
    screening._index.cache_clear()
    assert "another list than the job names" in screening.run(out, tasks, Here(), lambda _: None).failed[0]


def test_a_worker_with_another_program_refuses(names, tmp_path):
    task = screening.tasks(names, tmp_path / "out", ())[0]
    with pytest.raises(JobError, match="another version of the program"):
        screening.screen_part(task.model_copy(update={"job": task.job.model_copy(update={"code": "0" * 64})}))


def test_a_list_in_no_form_that_is_known_is_refused_first(names, tmp_path):
    (tmp_path / "own-list.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    given = ["sector", "screen", str(names), "--out", str(tmp_path / "out"), "--list", str(tmp_path / "own-list.csv")]
    refused = CliRunner().invoke(main, given)
    assert refused.exit_code == 1
    assert "own-list.csv" in refused.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"nom;land\nx;y\n", "its columns are nom;land; expected one called name"),
        (b"name\n\xff\xfe\n", "UTF-8"),
        (b"name,country\nx,y,z\n", "expected a CSV"),
        (b"", "expected a CSV"),
        (b"PAR1 and no more", "Parquet"),
    ],
)
def test_names_that_cannot_be_read_are_refused_and_nothing_is_written(data: bytes, says: str, tmp_path):
    file = tmp_path / "names.csv"
    file.write_bytes(data)
    told = CliRunner().invoke(main, ["sector", "screen", str(file), "--out", str(tmp_path / "out")])
    assert told.exit_code == 1
    assert says in told.output
    assert str(file) in told.output
    assert not (tmp_path / "out").exists()
