"""Opens a database when told to, starts an assessment in it and prints its id."""

import sys
from datetime import date

from guidance import knowledge
from guidance.case.store import Store

catalogue = knowledge.load()
print("ready", flush=True)
sys.stdin.readline()
id = Store.open(sys.argv[1], catalogue).start("Opened at once", date(2026, 3, 1), "opener")
print(id, flush=True)
