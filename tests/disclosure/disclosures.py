"""Random assessments in which every text is a secret of its own, some of them marked, and a search for what was marked.

`python -m tests.disclosure.disclosures ROUNDS` prints how many secrets were sought in how many formats, and how many were found."""

import io
import random
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

import pikepdf
import pypdf

from guidance import knowledge
from guidance.assessment import assess, conclude
from guidance.case.record import Attached, Candidate, ListHit, Partner, Record, Recorded, RecordedActivity, Screening
from guidance.disclosure import redaction
from guidance.knowledge.catalogue import Catalogue
from guidance.language.facts import Facts
from reports import model, write
from tests.random_cases import assessments

FORMATS = (".json", ".html", ".docx", ".xlsx", ".pdf", ".zip")
EVERYDAY = (
    "the partner",
    "a contract",
    "told us",
    "in China",
    "data",
    "the university",
    "by May",
    "and",
    "pays for",
    "research",
)
SPELT = (
    str,
    str.upper,
    str.lower,
    lambda said: said.replace(" ", "\u00a0"),
    lambda said: said.replace(" ", "  "),
    lambda said: said.replace(" ", "-"),
    lambda said: said.replace(" ", ""),
    lambda said: f"{said[:3]}\u200b{said[3:]}",
    lambda said: f"{said}'s",
    lambda said: " ".join(reversed(said.split())),
)
"""How a name is written where somebody else mentions it."""


@dataclass(frozen=True)
class Thing:
    """A name or text, and whose it is: an answer, an activity, or (None) a person's. `own`: words that nothing else has."""

    said: str
    own: frozenset[str]
    whose: tuple[str | None, str | None] | None
    kind: str


@dataclass(frozen=True)
class Case:
    """An assessment, what is in it, and the own words of everything that is marked and of all people."""

    record: Record
    things: tuple[Thing, ...]
    secrets: frozenset[str]


class Maker:
    """Makes one assessment."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.things: list[Thing] = []
        self.starts: set[str] = set()

    def word(self) -> str:
        """A word that is not nearly another's."""
        while True:
            made = "".join(self.draw.choice("bdfgklmnprstvz") + self.draw.choice("aeiou") for _ in range(5))
            if made[:6] not in self.starts:
                self.starts.add(made[:6])
                return made

    def thing(self, kind: str, whose: tuple[str | None, str | None] | None, *words: str) -> str:
        own = [self.word() for _ in words if _ == "*"]
        left = iter(own)
        said = " ".join(next(left).capitalize() if word == "*" else word for word in words)
        said = said.lower() + ".pdf" if kind == "file" else said
        self.things.append(Thing(said, frozenset(own), whose, kind))
        return said

    def text(self, whose: tuple[str | None, str | None]) -> str:
        words = [*self.draw.sample(EVERYDAY, 4), "*", "*"]
        self.draw.shuffle(words)
        return self.thing("text", whose, *words)

    def record(self, catalogue: Catalogue, facts: Facts) -> Record:
        person = self.thing("person", None, "*", "*")
        activities = [self.activity(catalogue, facts, about) for about in facts.activities]
        record = Record(
            id=f"about-{self.word()}",
            title=f"Review, {self.mention()}",
            as_at=facts.as_at,
            prepared_by=person,
            answers=self.answers(catalogue, facts, None),
            activities=activities,
        )
        return self.marked(catalogue, self.gossip(record))

    def activity(self, catalogue: Catalogue, facts: Facts, id: str) -> RecordedActivity:
        name, partner = self.thing("name", (None, id), "Project", "*"), self.thing("name", (None, id), "*", "Institute")
        alias, listed = self.thing("alias", (None, id), "*", "Academy"), self.thing("alias", (None, id), "*", "Factory")
        hit = ListHit(list="UK-SL", title="A list", entry="1", name=listed, relation="same")
        found = Candidate(id="x:1", name=alias, evidence="the name")
        screening = Screening(day=date(2026, 1, 2), decision="match", name=alias, matched=alias, candidates=[found], hits=[hit])
        return RecordedActivity(
            id=id, name=name, partner=Partner(name=partner, screening=screening), answers=self.answers(catalogue, facts, id)
        )

    def answers(self, catalogue: Catalogue, facts: Facts, about: str | None) -> dict[str, Recorded]:
        given = facts.answers(about)
        return {id: self.answer(value, (id, about)) for id, value in given.items() if id in catalogue.questions}

    def answer(self, value: object, whose: tuple[str, str | None]) -> Recorded:
        some = self.draw.random
        file = Attached(name=self.thing("file", whose, "*"), size=1, sha256=f"{self.draw.getrandbits(256):064x}")
        return Recorded(
            value=sorted(value) if isinstance(value, frozenset) else value,
            note=self.text(whose) if some() < 0.5 else "",
            evidence=self.text(whose) if some() < 0.3 else "",
            files=(file,),
            by=self.thing("person", None, "*", "*") if some() < 0.1 else "",
            withhold=some() < 0.15,
        )

    def mention(self) -> str:
        """What another text says of a thing: a name in any spelling, a text whole or from its second word on."""
        thing = self.draw.choice(self.things)
        if thing.kind == "text":
            return " ".join(thing.said.split()[self.draw.choice((0, 1)) :])
        return self.draw.choice(SPELT if thing.kind != "file" else SPELT[:3])(thing.said)

    def gossip(self, record: Record) -> Record:
        def told(given: dict[str, Recorded]) -> dict[str, Recorded]:
            return {
                id: replace(each, note=f"{each.note} -- {self.mention()}.") if self.draw.random() < 0.4 else each
                for id, each in given.items()
            }

        activities = [activity.model_copy(update={"answers": told(activity.answers)}) for activity in record.activities]
        return record.model_copy(update={"answers": told(record.answers), "activities": activities})

    def marked(self, catalogue: Catalogue, record: Record) -> Record:
        activities = [activity.model_copy(update={"withhold": self.draw.random() < 0.4}) for activity in record.activities]
        found = redaction.markable(assess(catalogue, record.facts(catalogue)))
        findings = [finding.key for finding in self.draw.sample(found, min(len(found), self.draw.randint(0, 2)))]
        return record.model_copy(update={"activities": activities, "withhold": findings})

    def case(self, catalogue: Catalogue, facts: Facts) -> Case:
        record = self.record(catalogue, facts)
        gone = {activity.id for activity in record.activities if activity.withhold}

        def is_marked(thing: Thing) -> bool:
            if thing.whose is None:
                return True
            question, about = thing.whose
            return about in gone or (question is not None and record.of(about)[question].withhold)

        secrets = frozenset(word for thing in self.things if is_marked(thing) for word in thing.own)
        return Case(record, tuple(self.things), secrets)


def contents(data: bytes) -> Iterator[bytes]:
    """The bytes of a file, and those of everything inside it, unpacked."""
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from contents(archive.read(name))
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Stream):
                    try:
                        yield thing.read_bytes()
                    except pikepdf.PdfError:
                        yield thing.read_raw_bytes()
                else:
                    yield repr(thing).encode()
        yield from (page.extract_text().encode() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def a_case(seed: int) -> Case:
    """An assessment from a seed."""
    catalogue = knowledge.load()
    return Maker(seed).case(catalogue, next(islice(assessments(catalogue, seed), seed % 7, None)))


def found_in(case: Case, formats: Iterable[str]) -> Iterator[tuple[str, bool, str]]:
    """Each secret with whether it is in each format of the version to disclose."""
    catalogue = knowledge.load()
    kept = redaction.disclosed(catalogue, case.record, ["foia-43"]).record
    report = model.build(conclude(catalogue, kept.facts(catalogue)), kept)
    for suffix in formats:
        seen = b"\n".join(contents(write.render(report, suffix))).lower()
        for secret in sorted(case.secrets):
            yield secret, secret.encode() in seen, suffix


if __name__ == "__main__":
    checked = leaked = 0
    for seed in range(1_000, 1_000 + int(sys.argv[1])):
        for secret, is_there, suffix in found_in(a_case(seed), FORMATS):
            checked += 1
            if is_there:
                leaked += 1
                print(f"seed {seed}: {secret} is in {suffix}")
    print(f"{checked:,} secret x format checks in {sys.argv[1]} assessments and {len(FORMATS)} formats: {leaked} found")
    sys.exit(leaked > 0)
