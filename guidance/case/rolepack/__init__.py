"""Questions for somebody else: a workbook or a document for one role, and its answers taken back with who gave them and when.

Nothing is merged over an answer that differs: both are shown, and the officer settles which stands."""

from guidance.case.rolepack.pack import Conflict, Returned, beside, changes, questions_for, read, render, take_back
from guidance.case.rolepack.sheet import Filled, RolePackError

__all__ = [
    "Conflict",
    "Filled",
    "Returned",
    "RolePackError",
    "beside",
    "changes",
    "questions_for",
    "read",
    "render",
    "take_back",
]
