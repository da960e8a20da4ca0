"""Events in, state out."""

from guidance.store.events import (
    ActivityAdded,
    ActivityRemoved,
    ActivityRenamed,
    ActivityRestored,
    Answered,
    Described,
    Event,
    Imported,
    Removed,
    Restored,
    Started,
    StoredEvent,
    StoreError,
    Withdrawn,
    Withheld,
    fold,
)
from guidance.store.store import Conflict, Store, Stored, Summary

__all__ = [
    "ActivityAdded",
    "ActivityRemoved",
    "ActivityRenamed",
    "ActivityRestored",
    "Answered",
    "Conflict",
    "Described",
    "Event",
    "Imported",
    "Removed",
    "Restored",
    "Started",
    "Store",
    "StoreError",
    "Stored",
    "StoredEvent",
    "Summary",
    "Withdrawn",
    "Withheld",
    "fold",
]
