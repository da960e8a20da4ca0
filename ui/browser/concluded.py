"""What is concluded on a page and in its files. A conclusion is kept for as long as the answers and the knowledge base stay."""

import os
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from streamlit import cache_resource

from guidance.assessment import Conclusion, conclude
from guidance.case.record import Record, Signature
from guidance.case.store import Stored
from guidance.team.desk import Desk
from reports import house, letters, model, write
from reports.blocks import Report
from reports.case import Case
from reports.editions import Edition, build
from ui import settings

KEPT = 10
"""Conclusions and reports in memory."""


@cache
def own_look() -> house.House:
    """The organisation's own look, from the folder that GUIDANCE_TEMPLATES names. Raises HouseError."""
    folder = os.environ.get("GUIDANCE_TEMPLATES")
    return house.read(Path(folder)) if folder else house.PLAIN


def case(stored: Stored) -> Case:
    """The case as it is stored. Raises DisagreementError."""
    return Case.of(_concluded(_key(stored.record), stored.record), stored.record, stored.signatures, stored.plan)


def report(record: Record, signatures: Iterable[Signature]) -> Report:
    """The whole report without what is settled about actions, which changes more often. Raises DisagreementError and HouseError."""
    signed = tuple(signatures)
    return _report(f"{_key(record)} {len(signed)}", record, signed)


def file(id: str, suffix: str, desk: Desk) -> bytes:
    """The whole report in one format, of what is stored at this moment."""
    stored = desk.record(id)
    base = report(stored.record, stored.signatures)
    made = model.with_plan(base, case(stored)) if stored.plan else base
    return write.render(made, suffix, held=partial(desk.file, id))


def edition(id: str, which: Edition, desk: Desk) -> bytes:
    """One of the short editions as PDF, of what is stored at this moment."""
    stored = desk.record(id)
    paper = build(which, _concluded(_key(stored.record), stored.record), stored.record, stored.signatures, stored.plan)
    return write.render(replace(paper, house=own_look()), ".pdf")


def letter(id: str, key: str, desk: Desk) -> bytes:
    """A draft by its key, of what is stored at this moment; empty when no finding needs it any more."""
    now = case(desk.record(id))
    return next((letters.render(now, draft, own_look()) for draft in letters.needed(now) if draft.key == key), b"")


def _key(record: Record) -> str:
    return f"{record.hash} {settings.catalogue().hash}"


@cache_resource(show_spinner=False, max_entries=KEPT)
def _concluded(key: str, _record: Record) -> Conclusion:  # noqa: ARG001  (the key stands for the record)
    catalogue = settings.catalogue()
    return conclude(catalogue, _record.facts(catalogue))


@cache_resource(show_spinner=False, max_entries=KEPT)
def _report(key: str, _record: Record, _signatures: tuple[Signature, ...]) -> Report:  # noqa: ARG001  (as above)
    return replace(model.build(_concluded(_key(_record), _record), _record, _signatures), house=own_look())
