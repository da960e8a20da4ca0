"""Answers one question over and over, and prints the version of each answer once it is acknowledged."""

import sys

from guidance import knowledge
from guidance.case.store import Answered, Store

url, id = sys.argv[1:]
store = Store.open(url, knowledge.load())
while True:
    version = store.record(id).version + 1
    event = Answered(question="profile.name", value=f"answer {version}", note="long " * 200)
    print(store.append(id, event, "writer"), flush=True)
