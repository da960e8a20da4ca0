"""What every event is."""

from pydantic import BaseModel, ConfigDict


class EventBase(BaseModel):
    """Something that happened to an assessment: closed, and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
