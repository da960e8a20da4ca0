"""How exposed organisations are, counted by topic from assessments: the counts that `tables` decides about."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from guidance.case import bulk
from guidance.case.record import Record
from guidance.disclosure.tables import ALL, Count
from guidance.inference.three_valued import Standing
from guidance.knowledge.catalogue import Catalogue
from guidance.language.conditions import Severity
from guidance.language.facts import NOT_SURE

NATION: Final = "Nation"
KIND: Final = "Kind of organisation"
YEAR: Final = "Year"
BREAKDOWNS: Final = (NATION, KIND, YEAR)
TOGETHER: Final = frozenset({YEAR})
"""Breakdowns of which an organisation can stand behind several groups."""
UNSAID: Final = "Not said"
NAMELESS: Final = ""
"""Whoever is behind the assessments that do not say whose they are."""
UNIVERSITY: Final = "University or higher-education provider"
"""All universities are of one kind here: by nation they would be a part of a cell of another breakdown, and bound it."""
_NATIONS: Final = {"he_england": "england", "he_scotland": "scotland", "he_wales": "wales", "he_ni": "ni"}
"""The nation of a university follows from its kind, and is not asked."""


@dataclass(frozen=True)
class Exposure:
    """Counts by topic, nation, kind of organisation and year, and how many organisations and assessments they are of.

    `unnamed`: assessments that do not say whose they are."""

    counts: tuple[Count, ...]
    organisations: int
    assessments: int
    unnamed: int


def exposure(catalogue: Catalogue, records: Sequence[Record]) -> Exposure:
    """Counts the activities, and organisations as a whole, about which a warning of a topic is certain or presumed.

    Assessments are of one organisation when they give the same name of it. Those without a name may all be of one, so they count as one, of
    which nation and kind are not said: as many organisations they would show what a single one told. Nation and kind are those of the newest
    assessment of an organisation, so that it stands behind one group of each."""
    whose = [_organisation(record) for record in records]
    newest = {name: record for record, name in sorted(zip(records, whose, strict=True), key=lambda each: each[0].as_at)}
    groups = {name: _groups(catalogue, record) for name, record in newest.items()}
    if NAMELESS in groups:
        groups[NAMELESS] = UNSAID, UNSAID
    counted: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for number, topic in _exposed(catalogue, records):
        name, year = whose[number], str(records[number].as_at.year)
        nation, kind = groups[name]
        for place in ((ALL, ALL), (NATION, nation), (KIND, kind), (YEAR, year)):
            counted[topic, *place][name] += 1
    topics = dict.fromkeys(topic for topic in catalogue.topics if (topic, ALL, ALL) in counted)
    every = places(catalogue, groups.values(), {str(record.as_at.year) for record in records})
    counts = tuple(_count(topic, *place, counted[topic, *place]) for topic in topics for place in every)
    return Exposure(counts, len(newest), len(records), whose.count(NAMELESS))


def places(catalogue: Catalogue, groups: Iterable[tuple[str, str]], years: Iterable[str]) -> list[tuple[str, str]]:
    """Every cell of a topic, in the order of the questionnaire; a cell with nothing in it is one too."""
    nations, kinds = (
        [each for each in dict.fromkeys([*first, *_options(catalogue, question).values(), UNSAID]) if each in used]
        for first, question, used in zip(
            ((), (UNIVERSITY,)), ("profile.nation", "profile.kind"), map(set, zip(*groups, strict=True)), strict=True
        )
    )
    return [
        (ALL, ALL),
        *((NATION, each) for each in nations),
        *((KIND, each) for each in kinds),
        *((YEAR, each) for each in sorted(years)),
    ]


def _count(topic: str, breakdown: str, group: str, each: Counter[str]) -> Count:
    return Count(topic, breakdown, group, each.total(), len(each), max(each.values(), default=0))


def _exposed(catalogue: Catalogue, records: Sequence[Record]) -> Iterator[tuple[int, str]]:
    """The topics of the warnings that stand, once for each activity and for the organisation; with the number of the record."""
    topic_of = topics_of(catalogue)
    numbered = [record.model_copy(update={"id": f"a{number}"}) for number, record in enumerate(records)]
    found = bulk.findings(catalogue, numbered)
    stands = found["standing"].isin([str(Standing.CERTAIN), str(Standing.PRESUMED)])
    found = found[stands & (found["severity"] != str(Severity.ENABLING))]
    seen = {
        (int(id.removeprefix("a")), activity, topic_of[finding])
        for id, activity, finding in zip(found["assessment"], found["activity"], found["finding"], strict=True)
    }
    yield from ((number, topic) for number, _, topic in sorted(seen))


def topics_of(catalogue: Catalogue) -> dict[str, str]:
    """The topic of the heaviest rule that makes each finding."""
    by_weight = sorted(catalogue.rules.guidelines, key=lambda rule: rule.severity.rank if rule.severity else 0)
    return {rule.finds: rule.topic for rule in by_weight if rule.finds}


def _organisation(record: Record) -> str:
    name = record.answers.get("profile.name")
    return " ".join(str(name.value).split()).casefold() if name else NAMELESS


def _groups(catalogue: Catalogue, record: Record) -> tuple[str, str]:
    said = {id: str(recorded.value) for id, recorded in record.answers.items()}
    return nation(catalogue, said), kind(catalogue, said)


def nation(catalogue: Catalogue, said: Mapping[str, str]) -> str:
    """The nation of an organisation, by what it answered."""
    named = _NATIONS.get(said.get("profile.kind", ""), said.get("profile.nation", NOT_SURE))
    return _text(catalogue, "profile.nation", named)


def kind(catalogue: Catalogue, said: Mapping[str, str]) -> str:
    """The kind of an organisation, by what it answered."""
    named = said.get("profile.kind", NOT_SURE)
    return UNIVERSITY if named in _NATIONS else _text(catalogue, "profile.kind", named)


def _text(catalogue: Catalogue, question: str, option: str) -> str:
    return _options(catalogue, question).get(option, UNSAID)


def _options(catalogue: Catalogue, question: str) -> dict[str, str]:
    """The options of a question and their texts; none where a knowledge base does not ask it."""
    asked = catalogue.questions.get(question)
    return {each.id: each.text for each in asked.options} if asked else {}
