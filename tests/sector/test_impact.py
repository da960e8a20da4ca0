"""What a changed law does to a sector is what both laws say of every row, compared; and only what may differ is worked out."""

import json
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from guidance.inference.bits import STANDINGS
from guidance.knowledge import bundle
from guidance.knowledge.bundle import Bundle
from guidance.language.conditions import Scope
from guidance.sector import dataset, impact
from guidance.sector.columns import columns
from guidance.sector.comparing import HEAVY, Compared, compare
from guidance.sector.conclusions import Conclusions
from guidance.sector.dataset import Opened
from guidance.sector.engine import Here
from guidance.sector.folder import JobError
from guidance.sector.law import AT_LEAST, AT_MOST, Law
from guidance.sector.unlike import Unlike
from tests.sector.made import files, of_today, random_cases, written
from ui.cli.main import main

pytestmark = pytest.mark.slow

Rows = Counter[tuple[Scope, str, str, str, str]]


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("impact") / "dataset"
    written(folder, random_cases(29, 60), 30)
    return folder


def changed(change) -> Bundle:
    """The bundle of today with something else in it."""
    said = json.loads(of_today().text)
    change(said)
    return bundle.read(json.dumps(said))


def standing(law: Law, part: Opened) -> dict[tuple[Scope, str, str], list[str]]:
    """What a law says of everything, in every row: nothing is left out as alike."""
    conclusions = Conclusions(law, columns(law, part))
    said: dict[tuple[Scope, str, str], list[str]] = {}
    for scope in Scope:
        about = {name: codes.tolist() for name, codes in conclusions.about(scope).items()}
        spans = zip(about.pop(AT_LEAST), about.pop(AT_MOST), strict=True)
        said[scope, "level", ""] = [f"L{one}" if one == most else f"L{one} to L{most}" for one, most in spans]
        for name, codes in about.items():
            if name.startswith("door."):
                said[scope, "door", name.removeprefix("door.")] = ["named" if code >= 2 else "" for code in codes]
            else:
                heavy = conclusions.severities(scope, name)
                pairs = zip(codes, heavy.tolist(), strict=True)
                said[scope, "finding", name] = [f"{STANDINGS[code]}, {HEAVY[rank]}" if code else "" for code, rank in pairs]
    return said


def otherwise(before: Law, after: Law, source: Path) -> Rows:
    found: Rows = Counter()
    for part in dataset.described(source).parts:
        one, other = (standing(law, dataset.opened(source, part)) for law in (before, after))
        for key in one.keys() | other.keys():
            rows = len(next(iter((one.get(key) or other[key],))))
            pairs = zip(one.get(key) or [""] * rows, other.get(key) or [""] * rows, strict=True)
            found.update((*key, was, now) for was, now in pairs if was != now)
    return found


def counted(found: Compared) -> Rows:
    return Counter({(each.scope, each.what, each.id, each.before, each.after): each.times for each in found.changes})


def agree(before: Law, after: Law, source: Path) -> Rows:
    unlike = Unlike(before, after)
    parts = dataset.described(source).parts
    found = counted(impact.comparing.joined(compare(unlike, source, part) for part in parts))
    assert found == otherwise(before, after, source)
    return found


def some_rule(said: dict, random: Random, **has: bool) -> dict:
    return random.choice([rule for rule in said["rules"] if all((name in rule) is there for name, there in has.items())])


def severity(said: dict, random: Random) -> None:
    rule = some_rule(said, random, severity=True)
    rule["severity"] = random.choice([each for each in HEAVY.values() if each != rule["severity"]])


def gone(said: dict, random: Random) -> None:
    said["rules"].remove(some_rule(said, random, finds=True))


def doors(said: dict, random: Random) -> None:
    some_rule(said, random, finds=True, doors=True)["doors"] = ["cert_in_house"]


def dates(said: dict, random: Random) -> None:
    some_rule(said, random, ends=False)["ends"] = "2026-06-30"


def condition(said: dict, random: Random) -> None:
    """A rule takes the condition of another one about the same."""
    rule = some_rule(said, random)
    scopes = {each.name: each.scope for each in of_today().rules.guidelines}
    others = [each for each in said["rules"] if scopes[each["name"]] is scopes[rule["name"]] and "found_" not in each["when"]]
    free = [each for each in others if not any(word in each["when"] for word in ("concern", "absent"))]
    rule["when"] = random.choice(free)["when"]


def presumption(said: dict, random: Random) -> None:
    question = random.choice([each for each in said["questions"] if "taken" in each and each.get("options")])
    question["taken"] = random.choice([each for each in question["options"] if each != question["taken"]])


def tells(said: dict, random: Random) -> None:
    question = random.choice([each for each in said["questions"] if "tells" not in each])
    question["tells"] = "frame"


KINDS = {each.__name__: each for each in (severity, gone, doors, dates, condition, presumption, tells)}


def fitting(kind, seed: int) -> Bundle:
    """A changed bundle whose rules fit together; a change that makes a circle is drawn again."""
    random = Random(seed)
    while True:
        try:
            return changed(lambda said: kind(said, random))
        except bundle.BundleError:
            continue


def test_a_changed_rule_is_what_both_laws_say_compared(source):
    agree(Law(of_today()), Law(fitting(severity, 1)), source)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 4))
@pytest.mark.parametrize("kind", KINDS)
def test_changes_at_random_are_what_both_laws_say_compared(kind, seed, source):
    agree(Law(of_today()), Law(fitting(KINDS[kind], seed)), source)


@pytest.mark.slow
def test_days_and_a_switch_are_what_both_laws_say_compared(source):
    laws = impact.periods(of_today(), date(2026, 12, 31), date(2027, 4, 1))
    by_days = [agree(one, other, source) for one, other in pairwise(laws)]
    assert any(by_days)
    ids = list(of_today().switches)[:4]
    by_switch = [agree(*impact.thrown(of_today(), {id: value}), source) for id in ids for value in ("yes", "no")]
    assert any(by_switch)


def test_the_same_law_changes_nothing_and_looks_at_no_row_whole(source):
    found = agree(Law(of_today()), Law(bundle.read(of_today().text)), source)
    assert not found


@pytest.mark.slow
def test_cases_and_counts_are_those_of_all_parts_and_the_same_command_goes_on(source, tmp_path):
    laws = [Law(of_today()), Law(fitting(severity, 1))]
    whole = impact.run(source, tmp_path / "whole", laws, Here(), lambda _: None)
    assert whole.steps[0].changes
    assert whole.assessments == 60
    assert all(0 < len(each.cases) == min(3, each.times) for each in whole.steps[0].changes)
    impact.run(source, tmp_path / "again", laws, Here(), lambda _: None)
    (tmp_path / "again" / "done" / "00001.json").unlink()
    before = (tmp_path / "again" / "done" / "00000.json").stat().st_mtime_ns
    assert impact.run(source, tmp_path / "again", laws, Here(), lambda _: None) == whole
    assert (tmp_path / "again" / "done" / "00000.json").stat().st_mtime_ns == before
    assert files(tmp_path / "again") == files(tmp_path / "whole")
    with pytest.raises(JobError, match="another job"):
        impact.run(source, tmp_path / "again", laws[::-1], Here(), lambda _: None)


def test_the_command_writes_text_and_data(source, tmp_path):
    old = tmp_path / "old.json"
    old.write_text(fitting(severity, 1).text)
    done = CliRunner().invoke(main, ["sector", "impact", str(source), "--from", str(old), "--out", str(tmp_path / "result")])
    assert done.exit_code == 0, done.output
    text = (tmp_path / "result" / "impact.md").read_text(encoding="utf-8")
    data = json.loads((tmp_path / "result" / "impact.json").read_bytes())
    assert text.startswith("# What changes for 60 assessments and ")
    assert "Not alike: 1 rule: " in text
    (step,) = data["steps"]
    assert step["changes"]
    for each in step["changes"]:
        assert each["topic"] or each["what"] in ("level", "door")
        for case in each["cases"]:
            assert case in text
    for wrong in (["--days", "2026-01-01", "2026-02-01"], ["--throw", "nobody=yes"], ["--throw", "nobody=perhaps"]):
        refused = CliRunner().invoke(main, ["sector", "impact", str(source), *wrong, "--from", str(old), "--out", "no"])
        assert refused.exit_code == 2


def test_the_command_says_which_part_failed_and_writes_no_text(source, tmp_path):
    copy = tmp_path / "dataset"
    said = written(copy, random_cases(29, 12), 6)
    file = copy / "activities" / said.parts[1].file
    file.write_bytes(file.read_bytes()[:-9])
    switch = next(iter(of_today().switches))
    words = ["sector", "impact", str(copy), "--throw", f"{switch}=yes", "--out", str(tmp_path / "result")]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1
    assert "part 1: " in done.output
    assert not (tmp_path / "result" / "impact.md").exists()
