"""Hostile and broken files: a reader takes a file or says what is wrong with it, soon and in little memory; nothing else comes out.

Files are valid ones, changed a little, the same ones in each run. One that is found to break a reader is kept in
`corpus/<reader>/` and read again by every run of the tests."""

import hashlib
import os
import random
import time
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

from guidance import knowledge
from tests.fuzz.mutate import mutated
from tests.fuzz.readers import READERS_BY_NAME, Reader, reader

CORPUS = Path(__file__).parent / "corpus"
NAMES = sorted(READERS_BY_NAME)
SEALED = {"pack", "report"}
"""Readers that must refuse nearly every change."""
FEW = 2_000
MANY = int(os.environ.get("FUZZ_INPUTS", "1000000"))
"""Files in a night, over all readers."""
MOST_SECONDS = 1.0
"""CPU seconds of one file: a bound on work, far above what any takes, that a loop without end or a pattern that explodes exceeds."""
MOST_MEMORY = 64 * 2**20
"""Bytes for one file, which has a few kilobytes."""
MEASURED = 16
"""Memory is measured for one file of so many: measuring it makes Python slow."""


class FaultError(AssertionError):
    """A file that breaks a reader."""


def outcome(tried: Reader, data: bytes, memory: bool) -> str:
    """Whether the reader took the file or refused it. Raises FaultError."""
    knowledge.load()  # once, before any file is timed
    if memory:
        tracemalloc.start()
    started = time.thread_time()
    try:
        tried.read(data)
        said = "taken"
    except tried.raises as error:
        said = "refused"
        if not str(error):
            raise FaultError("an error without a word") from error
    except Exception as error:
        raise FaultError(f"{type(error).__name__}: {str(error)[:200]}") from error
    finally:
        spent = time.thread_time() - started
        peak = tracemalloc.get_traced_memory()[1] if memory else 0
        tracemalloc.stop()
    if spent > MOST_SECONDS:
        raise FaultError(f"{spent:.1f} s of CPU time")
    if peak > MOST_MEMORY:
        raise FaultError(f"{peak:,} bytes of memory")
    return said


def fuzz(name: str, inputs: int) -> Counter[str]:
    """Reads so many changed files. One that breaks the reader is written to the corpus and fails the test."""
    changed, told = reader(name), Counter[str]()
    for number in range(inputs):
        draw = random.Random(f"{name} {number}")
        data = mutated(draw, draw.choice(changed.seeds), changed.mutators)
        try:
            told[outcome(changed, data, number % MEASURED == 0)] += 1
        except FaultError as error:
            kept = CORPUS / name / hashlib.sha256(data).hexdigest()[:16]
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(data)
            pytest.fail(f"{name}, file {number}, kept as {kept.relative_to(CORPUS)}: {error}")
    return told


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_few_changed_files(name: str) -> None:
    told = fuzz(name, FEW // len(NAMES))
    assert told["refused"]
    assert told["taken"] or name in SEALED, "no changed file was taken: the changes are too rough to reach what follows syntax"


@pytest.mark.nightly
@pytest.mark.parametrize("name", NAMES)
def test_many_changed_files(name: str) -> None:
    told = fuzz(name, MANY // len(NAMES) + 1)
    print(f"{name}: {told.total():,} files, {told['taken']:,} taken, {told['refused']:,} refused")


@pytest.mark.slow
@pytest.mark.parametrize("file", sorted(CORPUS.glob("*/*")), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_what_was_found_once(file: Path) -> None:
    outcome(reader(file.parent.name), file.read_bytes(), memory=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_files_to_begin_with_are_taken(name: str) -> None:
    valid = reader(name)
    assert [outcome(valid, seed, memory=True) for seed in valid.seeds] == ["taken"] * len(valid.seeds)
