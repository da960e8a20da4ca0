"""Checks that a converted knowledge folder says what an older tree said: rule by rule, entry by entry, firing by firing.

python tools/check_conversion.py OLD_TREE NEW_FOLDER

Both are read by their own code, the old one in a process of its own, and on the same facts: every case and near miss, every example,
every organisation and a thousand generated assessments."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from hashlib import sha256
from itertools import groupby, islice
from pathlib import Path
from typing import Any

GENERATED = 1000
SEED = 14


def plain(answers: Any) -> dict[str, Any]:
    return {id: sorted(value) if isinstance(value, frozenset) else value for id, value in answers.items()}


def given(answers: Any) -> dict[str, Any]:
    return {id: frozenset(value) if isinstance(value, list) else value for id, value in answers.items()}


def facts_of_old(catalogue: Any, old: Path) -> Iterator[tuple[str, Any]]:
    from guidance import cases, organisation_cases
    from guidance.record import read_record
    from tests.guidance.random_cases import assessments

    for place, (_, case) in enumerate(cases.read_cases(old / "tests" / "cases")):
        for number, change in enumerate((None, *case.near_misses)):
            yield f"case {place} {case.rule} {number}", cases.facts_of(catalogue, case, change)
    for path in sorted((old / "examples").glob("*.json")):
        yield f"example {path.stem}", read_record(path.read_bytes(), catalogue).facts(catalogue)
    for organisation in organisation_cases.read_organisations(old / "tests" / "organisations"):
        yield f"organisation {organisation.id}", organisation_cases.facts_of(catalogue, organisation)
    for number, facts in enumerate(islice(assessments(catalogue, SEED), GENERATED)):
        yield f"generated {number}", facts


def said(catalogue: Any, named: Iterable[tuple[str, Any]], inference: Any, three_valued: Any, masks: Any) -> dict[str, Any]:
    """Everything that a knowledge base holds and concludes, as text."""
    named = list(named)
    rules = [
        {**{field.name: repr(getattr(rule, field.name)) for field in fields(rule)}, "scope": str(rule.scope)}
        for rule in catalogue.rules.guidelines
    ]
    entries = {
        kind: [json.dumps(entry.model_dump(mode="json"), sort_keys=True) for entry in part.values()]
        for kind, part in catalogue.parts().items()
    }
    topics = {id: [text.title, text.summary] for id, text in catalogue.topics.items()}
    results = {}
    for name, facts in named:
        reading = three_valued.Reading(catalogue.rules, facts)
        truths = [
            [rule.name, about, reading.rule(rule, about)]
            for about in (None, *facts.activities)
            for rule in catalogue.rules.guidelines
            if (about is None) is (rule.scope == "organisation")
        ]
        asked = sorted(map(repr, reading.interview())), sorted(map(repr, reading.all_live()))
        results[name] = {
            "facts": [
                plain(facts.organisation),
                {each: plain(known) for each, known in facts.activities.items()},
                str(facts.as_at),
            ],
            "fired": [[firing.rule, firing.activity] for firing in inference.conclude(facts)],
            "truths": sha256(repr(truths).encode()).hexdigest(),
            "certain": sum(value is True for *_, value in truths),
            "asked": sha256(repr(asked).encode()).hexdigest(),
        }
    flags = {}
    for day, those in groupby(
        sorted((facts for _, facts in named), key=lambda facts: facts.as_at), key=lambda facts: facts.as_at
    ):
        table = masks.Table.of(list(those), day)
        reading = masks.Reading(catalogue.rules, table)
        digest = sha256()
        for rule in catalogue.rules.guidelines:
            mask = reading.rule(rule)
            digest.update(rule.name.encode() + mask.met.tobytes() + mask.unmet.tobytes())
        flags[str(day)] = [len(table.organisations), len(table.activities), digest.hexdigest()]
    return {"rules": rules, "entries": entries, "topics": topics, "results": results, "masks": flags}


def dump(old: Path, out: Path) -> None:
    """Run by the old tree's own code."""
    from rules.readings import masks, three_valued

    from guidance import knowledge

    catalogue = knowledge.load()
    out.write_text(json.dumps(said(catalogue, facts_of_old(catalogue, old), catalogue.inference, three_valued, masks)))


def main(old: Path, new: Path) -> int:
    from guidance import knowledge
    from guidance.inference import masks, three_valued
    from guidance.language.facts import Facts

    dumped = Path(f"/tmp/{os.getpid()}-old.json")
    environment = {**os.environ, "PYTHONPATH": str(old)}
    subprocess.run([sys.executable, __file__, "--dump", old, dumped], check=True, env=environment, cwd=old)
    before = json.loads(dumped.read_text())
    dumped.unlink()
    catalogue = knowledge.load_from(new)
    cases = [
        (name, Facts(given(whole), {each: given(known) for each, known in its.items()}, date.fromisoformat(day)))
        for name, (whole, its, day) in ((name, result["facts"]) for name, result in before["results"].items())
    ]
    after = json.loads(json.dumps(said(catalogue, cases, catalogue.inference, three_valued, masks)))
    same = True
    for kind, number in (
        ("rules", len(before["rules"])),
        ("topics", len(before["topics"])),
        ("masks", sum(map(sum, (each[:2] for each in before["masks"].values())))),
    ):
        same = report(kind, number, before[kind] == after[kind]) and same
    for kind in before["entries"]:
        same = report(kind, len(before["entries"][kind]), before["entries"][kind] == after["entries"][kind]) and same
    for kind in ("case", "example", "organisation", "generated"):
        names = [name for name in before["results"] if name.startswith(f"{kind} ")]
        for key in ("facts", "fired", "truths", "asked"):
            equal = all(before["results"][name][key] == after["results"][name][key] for name in names)
            number = sum(len(before["results"][name]["fired"]) for name in names) if key == "fired" else len(names)
            same = report(f"{kind}: {key}", number, equal) and same
    for one, other in zip(before["rules"], after["rules"], strict=True):
        for key in one:
            if one[key] != other[key]:
                print(f"{one['name']}: {key}\n  {one[key]}\n  {other[key]}")
    return 0 if same else 1


def report(what: str, number: int, same: bool) -> bool:
    print(f"{what:22} {number:7,} {'the same, in the same order' if same else 'DIFFERENT'}")
    return same


if __name__ == "__main__":
    if sys.argv[1] == "--dump":
        dump(*map(Path, sys.argv[2:]))
    else:
        sys.exit(main(*(Path(path).resolve() for path in sys.argv[1:])))
