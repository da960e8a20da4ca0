"""An officer in a process of their own, who acts on pages that may be out of date; prints each answer of the store as JSON."""

import json
import random
import sys

from guidance import knowledge
from guidance.case.store import (
    Conflict,
    EvidenceWritten,
    FileAdded,
    FileRemoved,
    NoteWritten,
    PartSaid,
    ReviewMarked,
    Store,
    ValueGiven,
    ValueWithdrawn,
    WithholdMarked,
)
from tests.case.store.test_parts import MINUTES, PDF

QUESTIONS = {"profile.kind": ["he_england", "he_wales", "company"], "campus.lists": ["none", "not sure"]}


def chosen(chance: random.Random, made_on: int, who: str, number: int) -> PartSaid:
    """What the officer does next."""
    question = chance.choice(list(QUESTIONS))
    about = {"question": question, "made_on": made_on}
    text = f"{who} {number}"
    return chance.choice(
        [
            lambda: ValueGiven(**about, value=chance.choice(QUESTIONS[question])),
            lambda: ValueWithdrawn(**about),
            lambda: NoteWritten(**about, note=text),
            lambda: EvidenceWritten(**about, evidence=text),
            lambda: ReviewMarked(**about, review=chance.random() < 0.5),
            lambda: WithholdMarked(**about, withhold=chance.random() < 0.5),
            lambda: FileAdded(**about, file=MINUTES),
            lambda: FileRemoved(**about, sha256=MINUTES.sha256),
        ]
    )()


def main() -> None:
    url, id, who, acts = sys.argv[1:]
    store, chance = Store.open(url, knowledge.load()), random.Random(who)
    print("ready", flush=True)
    sys.stdin.readline()
    drawn = 1
    for number in range(int(acts)):
        if chance.random() < 0.6:
            drawn = store.record(id).version
        event = chosen(chance, drawn, who, number)
        try:
            version = store.attach(id, event, PDF, who) if isinstance(event, FileAdded) else store.append(id, event, who)
            print(json.dumps({"kind": event.kind, "version": version}), flush=True)
        except Conflict as told:
            print(json.dumps({"kind": event.kind, "told": told.latest.by, "version": told.version}), flush=True)
    store.close()


if __name__ == "__main__":
    main()
