"""Screening: 10,000 names against a list of 20,000, as CPU seconds. Run as `python -m benchmarks.screening`.

The list: the names of the gazetteer, once as they are and then with a number of a branch, up to 20,000. The names: drawn from
the list, half of them with a slip of one letter. The same draw each time.
"""

import random
import resource
import time
from datetime import UTC, datetime

from guidance.partners.screening import gazetteer, library
from guidance.partners.screening.index import Index
from guidance.partners.screening.lists import Entry, OfficialList, Provenance
from guidance.partners.screening.match import resolve

NAMES, ENTRIES = 10_000, 20_000


def slip(draw: random.Random, name: str) -> str:
    """The name with two letters changed over, one left out, or one put twice."""
    at = draw.randrange(1, max(2, len(name) - 1))
    return draw.choice(
        (
            name[: at - 1] + name[at : at + 1] + name[at - 1] + name[at + 1 :],
            name[:at] + name[at + 1 :],
            name[:at] + name[at - 1 :],
        )
    )


def a_list() -> OfficialList:
    texts = sorted(
        {name.text for identity in gazetteer.load().identities.values() for name in identity.names if len(name.text) > 3}
    )
    names = [
        texts[number % len(texts)] + (f" {number // len(texts)}" if number >= len(texts) else "") for number in range(ENTRIES)
    ]
    entries = tuple(Entry(str(number), name) for number, name in enumerate(names))
    return OfficialList(
        "BENCH", "A list of the benchmark", "bench", entries, Provenance("benchmark", "", None, datetime.now(UTC), ENTRIES)
    )


def main() -> None:
    draw = random.Random(20_261_123)
    listed = a_list()
    names = [draw.choice(listed.entries).name for _ in range(NAMES)]
    asked = [slip(draw, name) if draw.random() < 0.5 else name for name in names]
    known = library.known()
    started = time.process_time()
    index = Index(known, (listed,))
    built = time.process_time()
    decisions = [resolve(index, name).decision for name in asked]
    done = time.process_time()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{NAMES:,} names against {ENTRIES:,} entries and {len(known.identities):,} bodies; CPU seconds")
    print(f"{built - started:9.1f}  index")
    print(
        f"{done - built:9.1f}  {NAMES:,} names: "
        + ", ".join(f"{decisions.count(kind)} {kind}" for kind in ("match", "review", "none"))
    )
    print(f"{memory:9.0f}  MiB at most")


if __name__ == "__main__":
    main()
