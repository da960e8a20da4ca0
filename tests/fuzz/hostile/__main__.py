"""Reads hostile files and prints what became of each."""

import json
import sys
from dataclasses import asdict

from tests.fuzz.hostile import KINDS, each


def main(words: list[str]) -> int:
    """Prints what became of each file, or with `--one-in=N` of one in so many. Returns 1 when the promise was broken."""
    kinds = [word for word in words if word in KINDS] or list(KINDS)
    broken = 0
    one_in = next((int(word.partition("=")[2]) for word in words if word.startswith("--one-in=")), 1)
    for one in each(kinds, one_in):
        broken += not one.kept
        if "--json" in words:
            print(json.dumps(asdict(one)), flush=True)
            continue
        sizes = f"{one.size / 1e6:7.2f} MB {one.server // 1_000_000:4} + {one.reader // 1_000_000:4} MB {one.work:5.1f} s {one.stall:5.2f} s"
        print(
            f"{sizes} {'' if one.kept else 'TOO MUCH '}{one.file[:60]:60} {'refused' if one.refused else 'taken'}: {one.said[:150]}",
            flush=True,
        )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
