"""Hands over what somebody has who leaves, and stops for good once so many rows are written: it is there to be killed."""

import sys
from typing import Any

from sqlalchemy import event

from guidance import knowledge
from guidance.case.store import Store
from guidance.team.desk import Desk
from guidance.team.handing_over import Whom

url, rows, *whom = sys.argv[1:]
store = Store.open(url, knowledge.load())
written = []


def wait(_: Any, __: Any, statement: str, *___: Any) -> None:
    if statement.startswith("INSERT"):
        written.append(statement)
        if len(written) == int(rows):
            print("written", flush=True)
            sys.stdin.read()


event.listen(store.database.engine, "after_cursor_execute", wait)
Desk(store, None).hand_over(Whom(*whom), "a test")
