"""The editions of a report: each for one reader, all from one case."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Final

from guidance.assessment import Conclusion
from guidance.case.plan import Plan
from guidance.case.record import Record, Signature
from reports import committee, model, officer, researcher
from reports.blocks import Paper
from reports.case import Case


class Edition(StrEnum):
    """Who it is for: the committee that decides, the officer who acts, the researcher, or whoever must see how it was concluded."""

    COMMITTEE = "committee"
    OFFICER = "officer"
    RESEARCHER = "researcher"
    RECORD = "record"


BUILDERS: Final[Mapping[Edition, Callable[[Case], Paper]]] = {
    Edition.COMMITTEE: committee.build,
    Edition.OFFICER: officer.build,
    Edition.RESEARCHER: researcher.build,
    Edition.RECORD: model.of,
}


def build(
    edition: Edition, conclusion: Conclusion, record: Record, signatures: Iterable[Signature] = (), plan: Plan | None = None
) -> Paper:
    """One edition of the report on a concluded assessment; signatures and plan as `model.build` takes them."""
    return BUILDERS[edition](Case.of(conclusion, record, signatures, plan))
