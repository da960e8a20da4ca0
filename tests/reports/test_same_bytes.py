"""The same answers give the same bytes: in another time zone, locale and process, in any order of answering, in any thread."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.assessment import conclude
from guidance.case.record import Record, read_record
from reports import model, write

EXAMPLES = Path(__file__).parents[2] / "examples"
SUFFIXES = [".pdf", ".html", ".docx", ".xlsx", ".json", ".zip"]
THREADS = 8

pytestmark = pytest.mark.slow


def turned(thing: object) -> object:
    """The same JSON with the keys of every object the other way round."""
    match thing:
        case dict():
            return {key: turned(value) for key, value in reversed(thing.items())}
        case list():
            return [turned(value) for value in thing]
        case _:
            return thing


def test_every_format_in_another_zone_locale_and_process_and_answered_in_another_order(tmp_path: Path) -> None:
    given = json.loads((EXAMPLES / "lowfell.json").read_text(encoding="utf-8"))

    def started(name: str, assessment: object, seed: str, zone: str, locale: str) -> subprocess.Popen[str]:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "in.json").write_text(json.dumps(assessment), encoding="utf-8")
        outs = [word for suffix in SUFFIXES for word in ("--out", str(folder / f"out{suffix}"))]
        return subprocess.Popen(
            [sys.executable, "-m", "ui.cli", "assess", str(folder / "in.json"), *outs],
            text=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "LANG": locale},
        )

    runs = [
        started("here", given, "0", "UTC", "C.UTF-8"),
        started("there", turned(given), "42", "Asia/Shanghai", "POSIX"),
    ]
    assert [run.wait() for run in runs] == [0, 0]
    for suffix in SUFFIXES:
        one, other = ((tmp_path / name / f"out{suffix}").read_bytes() for name in ("here", "there"))
        assert one == other, suffix


def test_in_any_thread() -> None:
    catalogue = knowledge.load()
    records = [read_record(path.read_bytes(), catalogue) for path in sorted(EXAMPLES.glob("*.json"))]

    def rendered(record: Record) -> bytes:
        return write.render(model.build(conclude(catalogue, record.facts(catalogue)), record), ".json")

    alone = [rendered(record) for record in records] * THREADS
    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(rendered, records * THREADS)) == alone
