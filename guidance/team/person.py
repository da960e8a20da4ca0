"""Who somebody is: as the institution's identity provider says, never as somebody typed."""

from pydantic import BaseModel, ConfigDict


class Person(BaseModel):
    """A person who signed in. `issuer` and `subject` identify them for ever; name and e-mail may change and identify nobody."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    subject: str
    name: str
    email: str = ""
    groups: frozenset[str] = frozenset()
