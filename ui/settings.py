"""What whoever runs the program may set, from the environment."""

import os
from functools import cache
from pathlib import Path

import platformdirs


def database_url() -> str:
    """GUIDANCE_DATABASE, or an SQLite file in the user's data folder."""
    return os.environ.get("GUIDANCE_DATABASE") or f"sqlite:///{data_folder() / 'guidance.sqlite3'}"


def retention_days() -> int | None:
    """Days after its last change that an assessment is kept: GUIDANCE_RETENTION_DAYS; None when no period is set.

    Raises ValueError for what is no whole number of days, one or more."""
    written = os.environ.get("GUIDANCE_RETENTION_DAYS", "").strip()
    if not written:
        return None
    if not written.isascii() or not written.isdigit() or not 0 < int(written) <= MOST_DAYS:
        raise ValueError(f"GUIDANCE_RETENTION_DAYS: read {written!r}; expected a number of days, from 1 to {MOST_DAYS}")
    return int(written)


MOST_DAYS = 36_500


@cache
def data_folder() -> Path:
    """The user's data folder of this program."""
    return Path(platformdirs.user_data_dir("china-exposure-guidance"))
