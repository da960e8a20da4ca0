"""Questions for somebody else: a workbook or a document for one role, and its answers taken back with who gave them and when.

Nothing is merged over an answer that differs: both are shown, and the officer settles which stands."""

from guidance.rolepack.pack import Conflict, Returned, changes, questions_for, render, take_back
from guidance.rolepack.sheet import RolePackError

__all__ = ["Conflict", "Returned", "RolePackError", "changes", "questions_for", "render", "take_back"]
