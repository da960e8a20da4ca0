"""A file that was chosen is read once, not again with each answer on its page; what it holds is kept until another is chosen."""

from collections.abc import Callable
from typing import Any, TypeVar

from ui.browser.drawing import st

Found = TypeVar("Found")


def read(place: str, file: Any, reader: Callable[[str, bytes], Found], refusal: type[Exception]) -> Found:
    """What a file of an uploader holds. `place`: a name for the uploader. Raises `refusal` where the reader did."""
    kept = st.session_state.get(_key(place))
    if not kept or kept[0] != file.file_id:
        kept = file.file_id, _outcome(file, reader, refusal)
        st.session_state[_key(place)] = kept
    outcome: Any = kept[1]
    if isinstance(outcome, refusal):
        raise outcome.with_traceback(None)
    found: Found = outcome
    return found


def _outcome(file: Any, reader: Callable[[str, bytes], Found], refusal: type[Exception]) -> Found | Exception:
    try:
        return reader(file.name, file.getvalue())
    except refusal as error:
        return error


def forget(place: str) -> None:
    """Lets go of what was read."""
    st.session_state.pop(_key(place), None)


def _key(place: str) -> str:
    return f"read:{place}"
