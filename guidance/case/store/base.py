"""What every event is, and what is raised when one cannot be stored."""

from pydantic import BaseModel, ConfigDict


class EventBase(BaseModel):
    """Something that happened to an assessment: closed, and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class StoreError(Exception):
    """The store cannot do what was asked; the message says what is wrong and what to do. Nothing was changed."""
