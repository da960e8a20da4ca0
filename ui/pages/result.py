"""placeholder until the report model lands"""

from guidance.assessment import Assessment
from guidance.record import Record


def draw(record: Record, assessment: Assessment) -> None:
    """The result."""
