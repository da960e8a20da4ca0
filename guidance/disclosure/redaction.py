"""The version that may be disclosed: a record without what is marked, and without what would give it away.

A report on such a record is a report on what remains, so nothing that was left out can be in it, in any format. It says
what follows from the disclosed answers alone; what rests on the others becomes "cannot be told". What cannot be told from an
everyday word stays in its notes and is named for somebody to look at.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any, Final

from guidance.assessment import Assessment, Finding, assess
from guidance.case.record import (
    LOOKED_UP,
    MAX_NAME,
    MAX_NOTE,
    MAX_TEXT,
    Disclosure,
    Partner,
    Record,
    Recorded,
    RecordedActivity,
)
from guidance.disclosure.former import NOTHING_FORMER, Former
from guidance.disclosure.traces import BLANK, Finder, Secret, without
from guidance.disclosure.traces import Kind as Of
from guidance.disclosure.vocabulary import Vocabulary
from guidance.inference.proof import Proof
from guidance.inference.three_valued import Asked, Standing
from guidance.knowledge.catalogue import Catalogue
from guidance.knowledge.entries import Kind
from guidance.language.facts import NOT_SURE
from guidance.partners.screening import gazetteer

PROMISE: Final = (
    "Left out are marked answers and activities, for each marked finding the answers that prove it, all files of evidence, "
    "and the names of those who prepared, answered and signed. Wherever else they stand, these are taken out too: the names"
    " of what is left out and of its partners, also abbreviated, with other accents, spaces or hyphens, in another "
    "order, or in the codes of web pages and addresses, and each word of them that a sentence writes with a capital and that is no everyday word; the names under which"
    " a partner was looked up; and of a text that was left out four words on end, three that are not all words of this "
    "field (the, us and the like not counted), or the whole of a shorter one with a rare word. What is too short or too common for that stays, and is listed. "
    "What was marked and then withdrawn or removed is left out alike, and so are earlier names and texts of what is left out; a saved"
    " file knows none of these. Activities get numbers in place of their ids."
)
"""What a version that is disclosed keeps back. Pages, the command line and SECURITY.md say it in these words."""
NOT_KEPT: Final = (
    "No program can find a name in translation, a nickname, or a description that fits one body only. Read every text that goes "
    "out. Words too short or too common to take out everywhere are listed here, with their places: change the text or mark the "
    "answer, then make the version again."
)
"""What it does not, and what somebody must do about it."""
SHORTEST_NUMBER: Final = 4
"""A number on a list of so few characters also stands for something else."""
PLACES: Final = 5
"""Places of one thing to look at that are told one by one."""
_NEUTRAL: Final = "redacted"
_LISTS_SAID: Final = re.compile(rf"{LOOKED_UP} [\d-]{{10}}: (?:[\w-]+ of (?:[\d-]{{10}}|unknown date)(?:, )?)*")


@dataclass(frozen=True)
class Place:
    """A text of the record. `activity`: its id as the officer knows it; `question` None: the title or a name."""

    activity: str | None
    question: str | None
    part: str


@dataclass(frozen=True)
class Look:
    """Words for somebody to look at before the version goes out. It repeats what is withheld: never disclose it."""

    words: str
    why: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Disclosed:
    """The record as it may be disclosed; what to look at first; how many places were blanked, and how many texts go out."""

    record: Record
    looks: tuple[Look, ...]
    blanked: int
    texts: int


@dataclass(frozen=True)
class Marked:
    """How much of an assessment is marked to be left out."""

    answers: int
    activities: int
    findings: int


def markable(assessment: Assessment) -> tuple[Finding, ...]:
    """The findings that say something about the answers: those that stand on some, and those that rest on a "not sure"."""
    known = set(assessment.catalogue.questions)
    not_sure = {
        (question, about)
        for about in (None, *assessment.facts.activities)
        for question, answer in assessment.facts.answers(about).items()
        if answer == NOT_SURE and question in known
    }
    presumed = (each for each in assessment.presumed if any(question in known for question, _ in each.known))
    return (*assessment.certain, *presumed, *(each for each in assessment.possible if each.settled_by & not_sure))


def marked(record: Record) -> Marked:
    """What is marked. A mark on a finding that follows no more counts: it may follow again."""
    return Marked(
        answers=sum(recorded.withhold for _, recorded in _answers(record)),
        activities=sum(activity.withhold for activity in record.activities),
        findings=len(record.withhold),
    )


def disclosed(
    catalogue: Catalogue,
    record: Record,
    exemptions: Iterable[str] = (),
    former: Former = NOTHING_FORMER,
) -> Disclosed:
    """The record as it may be disclosed. `exemptions`: ids of the catalogue, those that the organisation relies on.

    Left out are: marked answers and activities; for each marked finding, answers until it no longer follows; answers that
    the others give no reason to ask for; and what `PROMISE` says. `former`: what was said of it once, and by whom.
    What a marked answer says changes nothing in the result. Raises KeyError for an exemption that is not known."""
    named = [catalogue.exemptions[id].id for id in exemptions]
    kept = _unmarked(record)
    while revealing := _revealing(catalogue, kept):
        kept = _without(kept, revealing)
    left_out = Disclosure(
        answers=_count(record) - _count(kept),
        activities=len(record.activities) - len(kept.activities),
        findings=len(record.withhold),
        exemptions=named,
    )
    cleaner = _Cleaner(catalogue, Finder(Vocabulary(catalogue), _secrets(catalogue, record, kept, former)))
    scrubbed = cleaner.record(kept)
    return Disclosed(
        scrubbed.model_copy(update={"withhold": [], "disclosure": left_out}), cleaner.looks(), cleaner.blanked, cleaner.texts
    )


def to_look_at(catalogue: Catalogue, record: Record, made: Disclosed) -> list[str]:
    """What the officer must look at before it goes out, a line each. It repeats what is withheld: never disclose it."""
    return [
        f"Taken out of texts: {made.blanked} places. Texts that go out: {made.texts}. {NOT_KEPT}",
        *(f"Look at {_in_words(catalogue, record, look)}" for look in made.looks),
    ]


def _in_words(catalogue: Catalogue, record: Record, look: Look) -> str:
    places = [_where(catalogue, record, place) for place in look.places[:PLACES]]
    more = f"; and in {len(look.places) - PLACES} more" if len(look.places) > PLACES else ""
    return f"“{look.words}” ({look.why}): {'; '.join(places)}{more}"


def _where(catalogue: Catalogue, record: Record, place: Place) -> str:
    about = record.activity(place.activity).name if place.activity else "the organisation"
    if place.question is None:
        return f"{place.part} of {about}" if place.activity else place.part
    return f"{about}, {catalogue.questions[place.question].label}, {place.part}"


def _subjects(record: Record) -> Iterator[str | None]:
    yield None
    yield from (activity.id for activity in record.activities)


def _answers(record: Record) -> Iterator[tuple[Asked, Recorded]]:
    for about in _subjects(record):
        for id, recorded in record.of(about).items():
            yield (id, about), recorded


def _count(record: Record) -> int:
    return sum(1 for _ in _answers(record))


def _unmarked(record: Record) -> Record:
    marked = {asked for asked, recorded in _answers(record) if recorded.withhold}
    staying = [activity for activity in record.activities if not activity.withhold]
    return _without(record.model_copy(update={"activities": staying}), marked)


def _without(record: Record, left_out: set[Asked]) -> Record:
    def kept(about: str | None) -> dict[str, Recorded]:
        return {id: recorded for id, recorded in record.of(about).items() if (id, about) not in left_out}

    activities = [activity.model_copy(update={"answers": kept(activity.id)}) for activity in record.activities]
    return record.model_copy(update={"answers": kept(None), "activities": activities})


def _revealing(catalogue: Catalogue, kept: Record) -> set[Asked]:
    """The answers to leave out next: those that nobody would have been asked for, or some that a marked finding rests on."""
    now = assess(catalogue, kept.facts(catalogue))
    given = {asked for asked, _ in _answers(kept) if catalogue.questions[asked[0]].read_by_rules}
    unasked = given - now.asked
    if unasked:
        return unasked
    for finding in markable(now):
        if finding.key in kept.withhold and (rests := _rests_on(catalogue, now, finding, given)):
            return rests
    return set()


def _rests_on(catalogue: Catalogue, now: Assessment, finding: Finding, given: set[Asked]) -> set[Asked]:
    """Every "not sure" that keeps a finding open, or the one answer that a finding that stands can best do without."""
    if finding.standing is Standing.POSSIBLE:
        return set(finding.settled_by & given)
    if finding.standing is Standing.PRESUMED:
        return _least(catalogue, finding.hooks & given or finding.known & given)
    for rule in finding.rules:
        proof = Proof(now.reading).of(rule.when, finding.activity) & given
        if proof:
            return _least(catalogue, proof)
    return set()


def _least(catalogue: Catalogue, answers: Iterable[Asked]) -> set[Asked]:
    """One of the answers: an activity's before the organisation's, and the one that is asked last."""
    ordered = sorted(answers, key=lambda asked: (asked[1] is not None, catalogue.order[asked[0]], asked[1] or ""))
    return set(ordered[-1:])


def _secrets(catalogue: Catalogue, record: Record, kept: Record, former: Former) -> Iterator[Secret]:
    """What must stand nowhere; names come first, as they are the surest to be one."""
    gone = list(_gone(record, kept, former))
    left_out = list(_left_out(record, kept, former, {activity.id for activity in gone}))
    partners = {each.id: each.partner for each in (*gone, *record.activities)}
    for activity in gone:
        yield Secret(activity.name, Of.NAME)
        if activity.partner:
            yield Secret(activity.partner.name, Of.NAME)
    for (id, _), recorded in left_out:
        if catalogue.questions[id].kind is Kind.TEXT:
            yield Secret(str(recorded.value), Of.NAME)
    named = {record.prepared_by, *(recorded.by for _, recorded in _answers(record))} | former.people
    yield from (Secret(person, Of.PERSON) for person in sorted(named))
    files = {file.name for _, recorded in left_out for file in recorded.files}
    yield from (Secret(name, Of.FILE) for name in sorted(files))
    for activity in gone:
        if activity.partner:
            yield from _aliases(activity.partner)
    for (_, about), recorded in left_out:
        yield from _written(partners.get(about or ""), recorded)


def _gone(record: Record, kept: Record, former: Former) -> Iterator[RecordedActivity]:
    """The activities that are left out, as they stand and as they stood once."""
    here, staying = ({each.id for each in of.activities} for of in (record, kept))
    yield from (activity for activity in record.activities if activity.id not in staying)
    for id, stood in former.activities.items():
        if (id in here and id not in staying) or (id not in here and stood[-1].withhold):
            yield from stood


def _left_out(record: Record, kept: Record, former: Former, gone: Set[str]) -> Iterator[tuple[Asked, Recorded]]:
    """The answers that are left out, as they stand and as they stood once."""
    here, staying = ({asked for asked, _ in _answers(of)} for of in (record, kept))
    yield from ((asked, recorded) for asked, recorded in _answers(record) if asked not in staying)
    for asked, stood in former.answers.items():
        if asked[1] in gone or (asked in here and asked not in staying) or (asked not in here and stood and stood[-1].withhold):
            yield from ((asked, each) for each in stood)


def _aliases(partner: Partner) -> Iterator[Secret]:
    """The names and numbers under which a partner was looked up, and every name of the body that was found."""
    yield Secret(partner.origin, Of.FILE)
    if screening := partner.screening:
        body = gazetteer.load().identities.get(screening.identity)
        found = {screening.name, screening.matched, screening.identity.rpartition(":")[2]}
        found |= {name.text for name in body.names} if body else set()
        found |= {candidate.name for candidate in screening.candidates} | {hit.name for hit in screening.hits}
        found |= {hit.entry for hit in screening.hits if len(hit.entry) > SHORTEST_NUMBER}
        yield from (Secret(name, Of.ALIAS) for name in sorted(found))


def _written(partner: Partner | None, recorded: Recorded) -> Iterator[Secret]:
    """The texts beside an answer, without what looking a partner up wrote there: that tells nothing."""
    evidence, note = _LISTS_SAID.sub("", recorded.evidence), recorded.note
    if evidence != recorded.evidence:
        screening = partner.screening if partner else None
        note = note.removesuffix(f": {screening.evidence}") if screening else note
    yield Secret(evidence, Of.TEXT)
    yield Secret(note, Of.TEXT)


class _Cleaner:
    """Takes traces out of the texts of one record, and remembers what it left for somebody to look at."""

    def __init__(self, catalogue: Catalogue, finder: Finder) -> None:
        self._catalogue = catalogue
        self._finder = finder
        self._doubts: dict[tuple[str, str], dict[Place, None]] = {}
        self._spelt: dict[tuple[str, str], str] = {}
        self.blanked = 0
        self.texts = 0

    def record(self, record: Record) -> Record:
        """The record without traces, without files of evidence and without who answered; activities have neutral ids."""
        activities = [self._activity(number, activity) for number, activity in enumerate(record.activities, 1)]
        update = {
            "id": _NEUTRAL,
            "title": self._clean(record.title, Place(None, None, "the title"), MAX_NAME),
            "prepared_by": BLANK if record.prepared_by else "",
            "knowledge": "",
            "answers": self._answers(None, record.answers),
            "activities": activities,
        }
        return record.model_copy(update=update)

    def looks(self) -> tuple[Look, ...]:
        """What is left to look at, that with the most places last."""
        looks = [Look(self._spelt[doubt], doubt[1], tuple(places)) for doubt, places in self._doubts.items()]
        return tuple(sorted(looks, key=lambda look: (len(look.places), look.words.casefold(), look.why)))

    def _activity(self, number: int, activity: RecordedActivity) -> RecordedActivity:
        update = {
            "id": f"activity-{number}",
            "name": self._clean(activity.name, Place(activity.id, None, "the name"), MAX_NAME),
            "partner": None,
            "answers": self._answers(activity.id, activity.answers),
        }
        return activity.model_copy(update=update)

    def _answers(self, about: str | None, given: Mapping[str, Recorded]) -> dict[str, Recorded]:
        return {id: replace(recorded, **self._said(about, id, recorded)) for id, recorded in given.items()}

    def _said(self, about: str | None, id: str, recorded: Recorded) -> dict[str, Any]:
        value = recorded.value
        if self._catalogue.questions[id].kind is Kind.TEXT:
            value = self._clean(str(value), Place(about, id, "the answer"), MAX_TEXT)
        return {
            "value": value,
            "note": self._clean(recorded.note, Place(about, id, "the note"), MAX_NOTE),
            "evidence": self._clean(recorded.evidence, Place(about, id, "the evidence"), MAX_TEXT),
            "by": "",
            "files": (),
        }

    def _clean(self, text: str, place: Place, most: int) -> str:
        traces = self._finder.find(text)
        self.texts += bool(text)
        for trace in traces:
            if trace.sure:
                self.blanked += 1
            else:
                words = " ".join(text[trace.start : trace.end].split())
                doubt = (words.casefold(), trace.why)
                self._spelt.setdefault(doubt, words)
                self._doubts.setdefault(doubt, {})[place] = None
        return without(text, traces, most)
