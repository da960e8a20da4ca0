"""The shape of the files of a knowledge folder, as a policy specialist writes them. `guidance knowledge schema` publishes it.

Most are YAML with one key at the top (`questions:`, `findings:`, `sources:` …) and a list under it."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, StrictFloat, StrictInt, StringConstraints, model_validator

from guidance.language.conditions import Scope, Severity
from guidance.language.facts import NOT_SURE, Answer
from guidance.language.text import MOST_CHARACTERS

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=80)]
QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*\.[a-z0-9_]+$", max_length=80)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
"""What conditions name by one word: a concern, a term; and a rule."""
When = Annotated[str, StringConstraints(min_length=1, max_length=MOST_CHARACTERS)]
"""A condition as text; `guidance.language.text` says which words it has."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1200)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=240, pattern=r"^[^\n]*$")]

ORDINARY: Final = "ordinary"
"""The presumption that a question is answered in its ordinary way."""


class _Entry(BaseModel):
    """An entry refuses keys it does not know: a misspelt key must not be lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Identified(_Entry):
    """An entry of a list."""

    id: str


class Kind(StrEnum):
    """How a question is answered."""

    ONE = "one"
    MANY = "many"
    NUMBER = "number"
    TEXT = "text"


class About(StrEnum):
    """What a question is about: a fact of the world, or something the organisation can change."""

    CIRCUMSTANCE = "circumstance"
    CONTROL = "control"


class Tells(StrEnum):
    """What an answer that is not the ordinary one tells: a fact of this case, its kind, or only who asks and where."""

    CASE = "case"
    KIND = "kind"
    FRAME = "frame"


class Enough(StrEnum):
    """What makes an answer that a pasted text says a proposal: said once anywhere, once in the first sentence, or in two ways."""

    ONCE = "once"
    OPENING = "opening"
    TWICE = "twice"


class Confidence(StrEnum):
    """How a source was seen: its own text, through somebody else's account, or from memory."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    RECALLED = "recalled"


class Option(_Entry):
    """One answer that can be chosen. `alone` marks an option that excludes all others ("none of these")."""

    id: Slug
    text: Line
    help: Line | None = None
    alone: bool = False
    happened: Annotated[
        bool, Field(description="Of a kind of case: it happened to somebody or came in, so nobody starts or continues it.")
    ] = False
    said: Annotated[
        list[Line],
        Field(
            description="Words by which people say it in a text. Endings do not count; / parts words for one place, - joins words, "
            "& joins parts in either order, <name> is a list in words.yaml. Never what a person is."
        ),
    ] = []


class WordList(Identified):
    """Words that phrases beside options name together, such as places or kinds of body. A hyphen joins words of one name.

    A list can hold another, as <name>."""

    id: Name
    words: Annotated[list[Line], Field(min_length=2)]
    sources: Annotated[list[Line], Field(description="Where the words come from, where more hangs on them than a phrase.")] = []


class Question(Identified):
    """One question. Its section, the part of the id before the dot, says whether it is asked once or of each activity."""

    id: QuestionId
    text: Line
    label: Annotated[Line, Field(description='A noun phrase for rule cards: "the control list check".')]
    kind: Kind = Kind.ONE
    about: About = About.CIRCUMSTANCE
    help: Text | None = None
    why: Text
    ask: Annotated[list[Slug], Field(min_length=1, description="Roles who can answer it, best first.")]
    options: list[Option] = []
    ordinary: Annotated[
        str | StrictInt | StrictFloat | list[str] | None,
        Field(description="What an ordinary, low-risk organisation or activity answers; controls that must stay low use it."),
    ] = None
    aim: Annotated[
        list[str] | None,
        Field(
            description="Of a control: the options that a decision of the organisation can bring about and that put the control "
            "in place. Left out, the ordinary answer; [] where the good answer is a fact that no decision makes true."
        ),
    ] = None
    as_good: Annotated[list[str], Field(description="Options that rules read just like the ordinary one, on purpose.")] = []
    presume: Annotated[
        str | StrictInt | StrictFloat | list[str] | None,
        Field(
            description="What it is taken to say while nobody has answered it: an option, a list of ticks, a number, or ordinary. "
            "Left out, the ordinary answer; of a tick list of controls, its none. Never misconduct, a fact about another party "
            "or a term that nobody read."
        ),
    ] = None
    presumed: Annotated[
        Line | None,
        Field(description="The presumption in words that claim nothing, where the option claims a check: no link is known."),
    ] = None
    decisive: Annotated[
        bool | dict[str, list[str]],
        Field(
            description="No level below L3 is given before it is answered; with other questions and options under it, only where "
            "those are answered so, or open."
        ),
    ] = False
    least: Annotated[
        int, Field(ge=0, le=4, description="The least level to treat the activity as while it is answered out of the ordinary.")
    ] = 0
    tells: Annotated[Tells, Field(description="Whether an answer is a fact of this case, its kind, or only the frame.")] = (
        Tells.CASE
    )
    remote: Annotated[
        bool,
        Field(
            description="Whoever saw it would have said so, or it holds for nobody today: no warning that needs another answer than "
            "the presumed one is reckoned with."
        ),
    ] = False
    told_by: Annotated[
        dict[str, list[str]],
        Field(
            description="Answers to other questions about the same activity that nobody gives unless this one is out of the ordinary: "
            "while it is open it counts as told."
        ),
    ] = {}
    enough: Annotated[
        Enough,
        Field(
            description="What makes an answer that a pasted text says a proposal, and not only a mention: said once anywhere, said in "
            "the first sentence or in two ways, or said in two ways. As measured on texts for which no word was written."
        ),
    ] = Enough.TWICE
    unless: Annotated[
        dict[str, list[str]],
        Field(
            description="Answers to other questions about the same activity beside which it is not asked unless somebody wants to."
        ),
    ] = {}
    minimum: float | None = None
    maximum: float | None = None
    unit: Line | None = None
    early: Annotated[
        bool, Field(description="Ask it as soon as it can matter, not only when what stands before it in a rule is settled.")
    ] = False
    read_by_rules: Annotated[bool, Field(description="False for a question that only the report prints.")] = True

    def is_telling(self, answer: Answer) -> bool:
        """Whether an answer is out of the ordinary; "not sure" is not, nor is any where no answer is the ordinary one."""
        if self.ordinary is None or answer == NOT_SURE:
            return False
        if isinstance(answer, int | float):
            return answer != self.ordinary
        given = answer if isinstance(answer, frozenset) else {answer}
        usual = self.ordinary if isinstance(self.ordinary, list) else [self.ordinary]
        return given.isdisjoint([*usual, *self.as_good])

    @model_validator(mode="after")
    def _options_fit_kind(self) -> "Question":
        chosen = self.kind in (Kind.ONE, Kind.MANY)
        if chosen and len(self.options) < 2:
            raise ValueError("a question answered by choosing needs at least two options")
        if not chosen and self.options:
            raise ValueError(f"a {self.kind} question has no options")
        ids = [option.id for option in self.options]
        texts = [option.text.casefold() for option in self.options]
        if len(set(ids)) < len(ids) or len(set(texts)) < len(texts):
            raise ValueError("two options share an id or a text")
        if self.kind is Kind.ONE and any(option.alone for option in self.options):
            raise ValueError("alone: is only for questions that allow several options")
        if self.aim is not None and (self.about is not About.CONTROL or not set(self.aim) <= set(ids)):
            raise ValueError("aim: names options of a control")
        return self

    @property
    def in_place(self) -> tuple[str, ...]:
        """The options of a control that count as the control in place."""
        if self.about is not About.CONTROL:
            return ()
        if self.aim is not None:
            return tuple(self.aim)
        return tuple(self.ordinary) if isinstance(self.ordinary, list) else (str(self.ordinary),)

    @property
    def presumption(self) -> str | int | float | list[str] | None:
        """What it is taken to say while nobody has answered it; None where nothing is presumed."""
        if self.presume is None and self.kind is Kind.MANY and self.about is About.CONTROL:
            alone = [option.id for option in self.options if option.alone]
            return alone if len(alone) == 1 else self.ordinary
        return self.ordinary if self.presume in (None, ORDINARY) else self.presume

    @property
    def section(self) -> str:
        """The section it is asked in."""
        return self.id.partition(".")[0]

    def option(self, id: str) -> Option:
        """The option of that id. Raises KeyError."""
        return {option.id: option for option in self.options}[id]


class Section(Identified):
    """A page of the questionnaire."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$")]
    title: Annotated[Line, Field(max_length=32)]
    scope: Scope
    intro: Text
    unless: Annotated[
        dict[str, list[str]],
        Field(
            description="Answers about the same activity beside which nothing of this page is asked unless somebody wants to, as of a question."
        ),
    ] = {}


class Deadline(_Entry):
    """By when. `days` counts from the date of the assessment (0: at once) and may be left out where an event decides."""

    text: Line
    days: Annotated[int, Field(ge=0, le=730)] | None = None
    statutory: Annotated[bool, Field(description="The clock is set by law or by a term; otherwise it is our suggestion.")] = (
        False
    )


class Advice(Identified):
    """What we say about a finding. `check` names what nobody saw in the source and must be checked before relying on it."""

    id: Slug
    title: Line
    says: Annotated[Text, Field(description="What the fact means and what the law, term or practice expects.")]
    action: Text
    owner: Slug
    deadline: Deadline
    safe_way: Annotated[Text, Field(description="A lawful way to get the good of the activity.")]
    meanwhile: Annotated[Text | None, Field(description="What can go on while the action is under way.")] = None
    check: Text | None = None
    sources: Annotated[
        list[Line], Field(description="What these words rest on, whichever rule finds it: each of its rules cites them too.")
    ] = []
    details: Annotated[
        list[Name], Field(description="Concerns: what a rule that raises one of them adds is said beside these words too.")
    ] = []


class Pinpoint(_Entry):
    """A paragraph of a source as rules cite it, with what was seen of it: one article may have been read and another not."""

    at: Annotated[Line, Field(description='The paragraph, in the words of the citation: "art.18".')]
    confidence: Confidence
    seen: Annotated[Line, Field(description="What was seen of it, and where.")]


class Source(Identified):
    """An official text, with how and when it was last seen. `read`: paragraphs that were seen otherwise than the whole."""

    id: Slug
    title: Line
    publisher: Line
    url: HttpUrl
    version: Annotated[Line, Field(description="Date of the version relied on, or how the copy is dated.")]
    last_checked: date
    review_days: Annotated[int, Field(ge=1, le=1100)]
    confidence: Confidence
    jurisdiction: Literal["UK", "GB", "England", "Scotland", "Wales", "Northern Ireland", "EU", "US", "China", "International"]
    seen: Annotated[Line, Field(description="What was seen, and where.")]
    procedure: Annotated[Line | None, Field(description="How to check it again.")] = None
    note: Annotated[Text | None, Field(description="Why it is overdue, or what is wrong with it.")] = None
    read: Annotated[list[Pinpoint], Field(description="Paragraphs whose confidence is not that of the whole.")] = []


class Door(Identified):
    """An authority or team to contact."""

    id: Slug
    name: Line
    body: Line
    why: Text
    form: Annotated[Text, Field(description="What to send, and how.")]
    signs: Line
    clock: Text
    meanwhile: Annotated[Text, Field(description="What not to do until it has answered.")]
    url: HttpUrl | None = None
    contact: Line | None = None
    serves: Annotated[
        list[str],
        Field(description="Kinds of organisation whom it serves, as `profile.kind` names them; without it, everybody."),
    ] = []
    sources: list[str] = []


class Role(Identified):
    """Somebody in the organisation who answers a question or owns an action."""

    id: Slug
    title: Line
    does: Line


class Exemption(Identified):
    """A ground on which a law on freedom of information lets a public body withhold something. It decides nothing here."""

    id: Slug
    title: Line
    act: Line
    consider: Annotated[Line, Field(description="When to think of it.")]
    source: str


class SwitchValue(_Entry):
    """What was known from a day on."""

    since: date
    value: Literal["yes", "no", "unknown"]
    why: Line


class Dated(Protocol):
    """What a switch says from a day on."""

    @property
    def since(self) -> date:
        """From this day on."""

    @property
    def value(self) -> str:
        """Yes, no or unknown."""


def value_on(day: date, values: Iterable[Dated]) -> str:
    """What a switch says on a day: "yes", "no" or "unknown"."""
    known = [each for each in values if each.since <= day]
    return max(known, key=lambda each: each.since).value if known else "unknown"


class Switch(Identified):
    """A dated fact about the law itself. Rules read it as the question `switch.<id>`."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
    asks: Line
    values: Annotated[list[SwitchValue], Field(min_length=1)]
    source: str
    owner: Line
    last_checked: date
    review_days: Annotated[int, Field(ge=1, le=1100)]

    def at(self, day: date) -> str:
        """ "yes", "no" or "unknown" on a day."""
        return value_on(day, self.values)


class ConcernEntry(_Entry):
    """A derived fact that rules raise and other rules test."""

    id: Name
    about: Scope
    words: Annotated[Line, Field(description='Completes "It is a concern that …".')]
    absent: Annotated[
        Line | None, Field(description='Says that it does not hold, where "it is not the case that …" would read badly.')
    ] = None


class RuleEntry(_Entry):
    """One rule: a condition and one effect, `raises`, `finds` with `severity`, `level` or `contradicts`."""

    id: Annotated[Name, Field(description="Says the fact: licence_is_held. Unique among all rules.")]
    reason: Annotated[Text, Field(description="Why this follows, in one sentence; printed on the rule card.")]
    when: When
    raises: Annotated[Name | None, Field(description="A concern.")] = None
    finds: Annotated[Slug | None, Field(description="A finding.")] = None
    severity: Severity | None = None
    level: StrictInt | None = None
    contradicts: Annotated[bool, Field(description="The answers cannot all hold.")] = False
    obligation: Annotated[
        Literal["legal", "term", "others", "practice", "judgement"],
        Field(description="others: the duty of somebody else, whom bound: names."),
    ] = "judgement"
    bound: Annotated[Line, Field(description="Whose duty it is, when it is not the reader's.")] = "the organisation"
    sources: Annotated[list[Line], Field(description='Ids, each with its paragraph after a space: "eco-2008 art.18".')] = []
    doors: list[Slug] = []
    adds: Annotated[
        str,
        Field(
            max_length=240,
            description="For the card when this rule is met: how a fact sharpens the step. Beside raises:, for each card with its details:.",
        ),
    ] = ""
    step: Annotated[
        StrictInt | None, Field(description="Its place, 1 to 20, among the steps an expert takes in such a case.")
    ] = None
    starts: Annotated[date | None, Field(description="First day in force.")] = None
    ends: Annotated[date | None, Field(description="Last day in force.")] = None


class Rules(_Entry):
    """The rules of a topic, with the concerns that they raise. `terms` are parts of conditions that have a name in this file; a
    term may use those above it."""

    concerns: list[ConcernEntry] = []
    terms: dict[Name, When] = {}
    rules: list[RuleEntry]


class Terms(_Entry):
    """The concerns that rules of many topics raise and test, and the terms that all topics may use."""

    concerns: list[ConcernEntry] = []
    terms: dict[Name, When] = {}


class Topic(_Entry):
    """What a topic says of itself."""

    title: Annotated[Line, Field(max_length=48)]
    summary: Text


Version = Annotated[str, StringConstraints(pattern=r"^\d{4}\.\d{1,2}\.\d+$")]


class Released(_Entry):
    """The content that was last released: its version, and the first twelve digits of its hash, as reports print them."""

    version: Version
    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]


class Knowledge(_Entry):
    """What identifies a knowledge base. An overlay has a name."""

    name: Annotated[Slug | None, Field(description="Of an overlay: who keeps it, such as northmoor-policy.")] = None
    version: Version
    published: date
    released: Annotated[
        Released | None, Field(description="What was last released; once the content differs, so must the version.")
    ] = None
    not_covered: list[Line]
    looked_at: Annotated[
        list[Slug], Field(description="Topics of which the report says that they were looked at and do not apply, and why.")
    ] = []
