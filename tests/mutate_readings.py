"""Plants faults in the readings, one at a time in a copy, and counts how many the agreement tests notice.

python -m tests.mutate_readings          all of them
python -m tests.mutate_readings pattern  those whose file or change contains the word
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = [
    "tests/inference/test_english.py",
    "tests/inference/test_meaning.py",
    "tests/inference/test_conditions.py",
    "tests/inference/test_readings_agree.py",
]
ENOUGH = 0.95


@dataclass(frozen=True)
class Mutant:
    """A fault: in a file, one text in place of another (the first, where it occurs more than once)."""

    file: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.file}: {' '.join(self.old.split())[:60]}  ->  {' '.join(self.new.split())[:60]}"


CONDITIONS, CONCLUSION = "guidance/language/conditions.py", "guidance/inference/experta/conclusion.py"
ENGLISH, THREE, NODES, MEMOS, MASKS, PATTERN = (
    f"guidance/inference/{name}.py"
    for name in ("english", "three_valued", "nodes", "memos", "masks", "bits", "experta/patterns")
)

MUTANTS = [
    Mutant(CONDITIONS, "answer >= least", "answer > least"),
    Mutant(CONDITIONS, "answer < limit", "answer <= limit"),
    Mutant(CONDITIONS, "not answer.isdisjoint(values)", "answer <= frozenset(values)"),
    Mutant(CONDITIONS, "lambda answer: not _one_of(answer, values)", "lambda answer: _one_of(answer, values)"),
    Mutant(CONDITIONS, "isinstance(answer, int | float) and answer >=", "not isinstance(answer, frozenset | str) or answer >="),
    Mutant(ENGLISH, '" and ".join(_bracketed(part, words, Any)', '" and ".join(_bracketed(part, words, All)'),
    Mutant(ENGLISH, '" or ".join(_bracketed(part, words, All)', '" and ".join(_bracketed(part, words, All)'),
    Mutant(ENGLISH, "for at least one activity ({english(inner, words)})", "{english(inner, words)}"),
    Mutant(ENGLISH, "concern.absent or f", "f"),
    Mutant(ENGLISH, "it is not the case that {concern.words}", "{concern.words}"),
    Mutant(ENGLISH, "is at least {least:g}", "is more than {least:g}"),
    Mutant(ENGLISH, "is below {limit:g}", "is at least {limit:g}"),
    Mutant(ENGLISH, "'either', 'or', 'one of'", "'neither', 'nor', 'none of'"),
    Mutant(ENGLISH, 'chosen = f"not {options[0]}"', 'chosen = f"{options[0]}"'),
    Mutant(ENGLISH, "', '.join(options[:-1])", "', '.join(options[1:-1])"),
    Mutant(ENGLISH, 'return f"({said})" if far else said', "return said"),
    Mutant(ENGLISH, r"\b(and|or|it is not the case)\b", r"\b(and|it is not the case)\b"),
    Mutant(NODES, " or answer == NOT_SURE else self.test", " else self.test"),
    Mutant(NODES, "known: Truth = not self.decides", "known: Truth = self.decides"),
    Mutant(
        NODES, "            if value is None:\n                known = None\n        return known\n", "        return known\n"
    ),
    Mutant(NODES, "return None if value is None else not value", "return not value"),
    Mutant(NODES, "self.name in view.in_force and self.when.value(view)", "self.when.value(view)"),
    Mutant(NODES, "for activity in view.activities]", "for activity in view.activities[:1]]"),
    Mutant(NODES, "decides=False", "decides=True"),
    Mutant(
        NODES,
        "            return self.bit\n        return self.bit | WAITS",
        "            return 0\n        return self.bit | WAITS",
    ),
    Mutant(
        NODES,
        "            return self.bit\n        return self.bit | WAITS",
        "            needed = True\n        return self.bit | WAITS",
    ),
    Mutant(NODES, "return self.bit | WAITS if needed else 0", "return self.bit | WAITS"),
    Mutant(NODES, "return self.bit | WAITS if needed else 0", "return self.bit if needed else 0"),
    Mutant(NODES, "if every & WAITS or part.value(view) is self.decides:", "if every & WAITS:"),
    Mutant(NODES, "if every & WAITS or part.value(view) is self.decides:", "if part.value(view) is self.decides:"),
    Mutant(NODES, "own << number * self.nodes.width", "own << self.nodes.width"),
    Mutant(NODES, "own = questions & self.nodes.of_activities", "own = questions"),
    Mutant(THREE, "yield name, None if whole else whose", "yield name, whose"),
    Mutant(THREE, "for whose in (about, *self.facts.activities)", "for whose in (None, *self.facts.activities)"),
    Mutant(NODES, "needed = needed and self.value(view) is None", "pass"),
    Mutant(NODES, "        if self.value(view) is not None:\n            return 0\n", ""),
    Mutant(
        NODES, "super().__init__(Scope.ORGANISATION, [inner], Reach.ACROSS)", "super().__init__(Scope.ORGANISATION, [inner])"
    ),
    Mutant(NODES, "else Reach.WHOLE)", "else Reach.OWN)"),
    Mutant(THREE, "name, its.answers[0], shared)", "name, its.answers[0])"),
    Mutant(THREE, "kept(Reach.ACROSS, tuple(each), *said)", "kept(Reach.ACROSS, tuple(each))"),
    Mutant(NODES, "            self.rests_on |= part.rests_on\n", ""),
    Mutant(MEMOS, "                self.values[node.place] = 0\n", ""),
    Mutant(MEMOS, "                self.met.pop(2 * node.place, None)\n", ""),
    Mutant(MEMOS, "                self.met.pop(2 * node.place + 1, None)\n", ""),
    Mutant(MEMOS, "self.reads[node.seat] = None", "pass"),
    Mutant(NODES, "        if needed:\n            asked = memo", "        if False:\n            asked = memo"),
    Mutant(NODES, "self._resting[node.whole, node.reach, question].append", "self._resting[True, node.reach, question].append"),
    Mutant(THREE, "memos[self._nodes.reach]", "memos[Reach.WHOLE]"),
    Mutant(MASKS, "self.met & other.met, self.unmet | other.unmet", "self.met & other.met, self.unmet & other.unmet"),
    Mutant(MASKS, "return Mask(self.unmet, self.met)", "return Mask(~self.met, self.met)"),
    Mutant(MASKS, "_lookup(codes, known) & ~met", "~met"),
    Mutant(MASKS, "answer != NOT_SURE for answer", "True for answer"),
    Mutant(MASKS, "if not rule.in_force(self.table.as_at):", "if False:"),
    Mutant(MASKS, "(codes >= 0) & ~said", "~said"),
    Mutant(MASKS, "weights=~mask.unmet", "weights=mask.met"),
    Mutant(
        MASKS,
        "mask.met[self.table.owner], mask.unmet[self.table.owner]",
        "mask.met[self.table.owner * 0], mask.unmet[self.table.owner * 0]",
    ),
    Mutant(MASKS, "return np.array([*flags, False]", "return np.array([*flags, True]"),
    Mutant(PATTERN, '{i}") for i, part in enumerate(parts)))', '") for i, part in enumerate(parts)))'),
    Mutant(PATTERN, "        if variable:\n            answers.setdefault(variable, {})\n", ""),
    Mutant(PATTERN, "{subject: {}} if subject else {}", "{}"),
    Mutant(PATTERN, '_alternatives(inner, f"some{path}"', '_alternatives(inner, "some"'),
    Mutant(
        PATTERN,
        "case Any(parts):\n            return [way for i, part in enumerate(parts)",
        "case Any(parts):\n            return [way for i, part in enumerate(parts[:2])",
    ),
    Mutant(PATTERN, "engine.Concern(name=name, standing=engine.HOLDS, **", "engine.Concern(name=name, **"),
    Mutant(PATTERN, "NOT(engine.Concern(name=name, **", "NOT(engine.Concern(name=name, standing=engine.HOLDS, **"),
    Mutant(PATTERN, "                absences.append(engine.NOT(engine.Concern(name=name, **_about(whose))))\n", ""),
    Mutant(PATTERN, "getattr(engine.MATCH, variable) if variable else WHOLE", "getattr(engine.MATCH, variable or 'anyone')"),
    Mutant(PATTERN, "all(meets(answer)", "any(meets(answer)"),
    Mutant(PATTERN, "engine.InForce(rule=dated)] if dated else []", "] if dated else []"),
    Mutant(CONCLUSION, "if answer != NOT_SURE and question", "if question"),
    Mutant(CONCLUSION, "if rule.dated and rule.in_force(facts.as_at)", "if rule.dated"),
    Mutant(CONCLUSION, "    yield from _undecided(rules, facts)\n", ""),
    Mutant(CONCLUSION, "        yield from _not_sure(answers, name)\n", ""),
    Mutant(CONCLUSION, "            self._engine.reset()\n", ""),
]


def main(word: str = "") -> int:
    """Reports each mutant, killed or survived; 0 when enough were killed in each file."""
    chosen = [mutant for mutant in MUTANTS if word in str(mutant)]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in ("rules", "guidance", "tests"):
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", copy)
        if not _passes(copy):
            raise SystemExit("the tests fail without any fault; mend that first")
        survivors = [mutant for mutant in chosen if not _killed(copy, mutant)]
    enough = True
    for file in dict.fromkeys(mutant.file for mutant in chosen):
        planted, left = (sum(mutant.file == file for mutant in some) for some in (chosen, survivors))
        print(f"{file}: {planted - left} of {planted} killed")
        enough = enough and planted - left >= ENOUGH * planted
    print(*(f"survived: {mutant}" for mutant in survivors), sep="\n")
    return 0 if enough else 1


def _killed(copy: Path, mutant: Mutant) -> bool:
    path = copy / mutant.file
    good = path.read_text()
    if mutant.old not in good:
        raise SystemExit(f"{mutant}: the text is not there any more; plant the fault elsewhere")
    path.write_text(good.replace(mutant.old, mutant.new, 1))
    try:
        killed = not _passes(copy)
    finally:
        path.write_text(good)
    print("killed  " if killed else "SURVIVED", mutant, flush=True)
    return killed


def _passes(copy: Path) -> bool:
    run = subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-qx", "-p", "no:cacheprovider", *TESTS],
        cwd=copy,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(copy), "HYPOTHESIS_PROFILE": "mutants"},
    )
    return run.returncode == 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
