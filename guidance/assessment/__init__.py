"""From answers to findings: what is certain, presumed and possible, in which order, at which level, and why."""

from guidance.assessment.assessing import (
    Assessment,
    Conclusion,
    Contradiction,
    DisagreementError,
    Step,
    assess,
    conclude,
    explain,
)
from guidance.assessment.findings import Finding
from guidance.assessment.levels import LEVELS, Level

__all__ = [
    "LEVELS",
    "Assessment",
    "Conclusion",
    "Contradiction",
    "DisagreementError",
    "Finding",
    "Level",
    "Step",
    "assess",
    "conclude",
    "explain",
]
