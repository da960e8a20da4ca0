"""JSON as it is meant: a key stands once in an object, a number has a size, and nothing is nested without end."""

import json
from typing import Any, Final

from guidance.knowledge.reader import shown

MOST_DIGITS: Final = 1_000
"""Digits of a number."""


def loads(text: str | bytes) -> Any:
    """The data of a JSON text. Raises ValueError in words, and where the place is known json.JSONDecodeError, which is one."""
    if not text.strip():
        raise ValueError("it is empty")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_int=_whole)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start:,} is not {error.encoding.upper()}") from None
    except json.JSONDecodeError as error:
        raise _NoJsonError(error.msg, error.doc, error.pos) from None


class _NoJsonError(json.JSONDecodeError):
    """The same, told to somebody who writes no JSON."""

    def __str__(self) -> str:
        if self.msg.startswith("Unterminated string") or not self.doc[self.pos :].strip():
            return f"it breaks off in line {self.lineno:,}, as if not all of it had been saved"
        return f"line {self.lineno:,}, column {self.colno:,} is no JSON ({self.msg})"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {shown(twice)} stands twice in one object; leave it once")
    return made


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"a number has {len(digits):,} digits; expected at most {MOST_DIGITS:,}")
    return int(digits)
