"""Brings a database to today's schema when told to."""

import sys

from guidance.case.store.database import Database

print("ready", flush=True)
sys.stdin.readline()
Database(sys.argv[1]).prepare()
