"""The audit trail of one assessment, to be taken away: who did what, and the last hash, which seals all before it."""

import csv
import io
import json

from guidance.assessment import assess
from guidance.case.bulk import quoted
from guidance.case.store import Store, StoredEvent
from guidance.knowledge.catalogue import Catalogue
from guidance.team.desk import Desk

HEAD = ("seq", "at", "by", "person", "kind", "event", "hash")


def as_json(store: Store | Desk, id: str) -> str:
    """The trail as JSON. Raises StoreError when there is none, or the chain does not hold."""
    events = _verified(store, id)
    rows = [dict(zip(HEAD, _row(each), strict=True)) | {"event": json.loads(_row(each)[5])} for each in events]
    told = {"assessment": id, "events": len(events), "last_hash": events[-1].hash, "trail": rows}
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def as_csv(store: Store | Desk, id: str) -> str:
    """The trail as CSV, an event a row; the hash of the last row seals all of them. Raises StoreError as `as_json`."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(HEAD)
    table.writerows([quoted(cell) for cell in _row(each)] for each in _verified(store, id))
    return out.getvalue()


DECIDED = ("assessment", "title", "step", "name", "person", "said", "at", "stands")


def decisions(store: Store, catalogue: Catalogue) -> str:
    """Every sign-off of every assessment on the list, as CSV, under the knowledge of today. What lapsed is there too, and says so."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(DECIDED)
    for summary in sorted(store.assessments(), key=lambda each: each.started):
        if summary.readable:
            stored = store.record(summary.id)
            assessment = assess(catalogue, stored.record.facts(catalogue)) if stored.signatures else None
            for each in stored.signatures:
                stands = (
                    "yes"
                    if assessment and each.stands(stored.record, assessment)
                    else "no: the answers or the knowledge changed since"
                )
                said = (each.step or "signed", each.name, each.person or "", each.role, each.at.isoformat(), stands)
                table.writerow(quoted(cell) for cell in (summary.id, summary.title, *said))
    return out.getvalue()


def _verified(store: Store | Desk, id: str) -> tuple[StoredEvent, ...]:
    store.verify(id)
    return store.history(id)


def _row(event: StoredEvent) -> tuple[str, ...]:
    said = event.event.model_dump_json(exclude={"kind"}, exclude_none=True)
    return str(event.seq), event.at.isoformat(), event.by, event.person or "", event.event.kind, said, event.hash
