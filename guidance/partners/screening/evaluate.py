"""How good is the matching: labelled cases, our resolver, and two usual scorers side by side."""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process, utils

from guidance.partners.screening.hits import kin_of
from guidance.partners.screening.index import Index
from guidance.partners.screening.lists import OfficialList
from guidance.partners.screening.loaders import reading
from guidance.partners.screening.loaders.reading import Source, table, within_limits
from guidance.partners.screening.match import resolve, screen

COLUMNS = ("case_id", "query", "expected_id", "expected_lists", "expected_decision", "category")
FUZZY = 90
"""From this score on the usual scorers say "match"."""
NOBODY = "NONE"


@dataclass(frozen=True)
class Case:
    """A name and who it means. `right`: ids that count as right, empty when it means nobody; `lists`: codes of the lists that
    name that body."""

    id: str
    query: str
    country: str
    expected: str
    right: frozenset[str]
    lists: frozenset[str]
    decision: str
    category: str


@dataclass(frozen=True)
class Prediction:
    """What a method said: match, review or none; the id ("" for none); the codes of the lists with a direct hit."""

    decision: str
    id: str = ""
    lists: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Score:
    """Counts in one scope. `false`: said, and wrong; `missed`: there, and not said rightly."""

    said: int
    said_right: int
    there: int
    found: int

    @property
    def precision(self) -> float:
        """Of what was said, the share that is right; 1 when nothing was said."""
        return self.said_right / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        """Of what is there, the share that was found; 1 when nothing is there."""
        return self.found / self.there if self.there else 1.0


def read_cases(source: Source) -> list[Case]:
    """The cases of a file, read within the limits of `bounded`. Raises ListError."""
    return within_limits(parse, source)


def parse(file: str, data: bytes) -> list[Case]:
    """The same, in this process and without those limits. Raises ListError."""
    cases = []
    for row in table(reading.source(file, data), COLUMNS):
        expected = "" if row["expected_id"] == NOBODY else row["expected_id"]
        also = {part.strip() for part in row["also_accept"].replace("|", ";").split(";")}
        lists = frozenset(part.strip() for part in row["expected_lists"].split(";") if part.strip())
        cases.append(
            Case(
                row["case_id"],
                row.cells["query"],
                row["country"],
                expected,
                frozenset({expected, *also} - {""}),
                lists,
                row["expected_decision"],
                row["category"],
            )
        )
    return cases


_ID = re.compile("0[0-9a-z]{8}")
AFFILIATION_COLUMNS = ("case_id", "text", "ror_ids")
"""The columns of affiliations as authors wrote them: the text, and the bodies in it, by the registry's ids, divided by spaces."""


@dataclass(frozen=True)
class Affiliation:
    """A string as somebody wrote it, and the ids of the bodies that stand in it."""

    id: str
    text: str
    right: frozenset[str]


def read_affiliations(source: Source) -> list[Affiliation]:
    """The affiliations of a file, read within the limits of `bounded`. Raises ListError."""
    return within_limits(parse_affiliations, source)


def parse_affiliations(file: str, data: bytes) -> list[Affiliation]:
    """The same, in this process and without those limits. A row that names no id, but a body in words, is left out. Raises ListError."""
    return [
        Affiliation(row["case_id"], row.cells["text"], frozenset(f"ror:{id}" for id in row["ror_ids"].split()))
        for row in table(reading.source(file, data), AFFILIATION_COLUMNS)
        if all(_ID.fullmatch(id) for id in row["ror_ids"].split())
    ]


def are_affiliations(source: Source) -> bool:
    """Whether a file of cases holds affiliations: its header says so."""
    header = source.text().split("\n", 1)[0].strip().replace('"', "").split(",")
    return set(AFFILIATION_COLUMNS) <= set(header)


@dataclass(frozen=True)
class Placed:
    """What was said of an affiliation. `verdict`: found (the right body, or the one that it is a part of or that is a part of
    it), review (the right one among the candidates), wrong (matched to another), ours (matched to a body that only we name, where the right one is not known), missed (for review, and
    not among them) or none; `known`: whether one of its bodies is in the gazetteer at all."""

    affiliation: Affiliation
    decision: str
    ids: tuple[str, ...]
    known: bool
    verdict: str


def place(index: Index, affiliation: Affiliation) -> Placed:
    """Looks an affiliation up."""
    right = frozenset(index.gazetteer_id(id) for id in affiliation.right)
    decision = resolve(index, affiliation.text)
    ids = tuple(each.id for each in decision.candidates)
    known = bool(right & set(index.identities))
    if decision.decision == "match":
        told = known or ids[0].startswith("ror:")
        verdict = "found" if right & (set(ids) | kin_of(index, ids[0])) else "wrong" if told else "ours"
    elif decision.decision == "review":
        verdict = "review" if right & set(ids) else "missed"
    else:
        verdict = "none"
    return Placed(affiliation, decision.decision, ids, known, verdict)


@dataclass(frozen=True)
class Share:
    """How many of some affiliations: all of them, those whose body is known, and of these what became of them. `wrong` counts
    the wrong matches among all, known or not."""

    all: int
    known: int
    found: int
    review: int
    wrong: int

    @property
    def reached(self) -> float:
        """Of those whose body is known, the share found, or for review with the right body among the candidates."""
        return (self.found + self.review) / self.known if self.known else 1.0

    @property
    def wrongly(self) -> float:
        """Of all, the share that was matched to another body."""
        return self.wrong / self.all if self.all else 0.0


def share(placed: Iterable[Placed]) -> Share:
    """The counts."""
    rows = list(placed)
    known = [each for each in rows if each.known]
    counts = {verdict: sum(each.verdict == verdict for each in known) for verdict in ("found", "review")}
    return Share(len(rows), len(known), counts["found"], counts["review"], sum(each.verdict == "wrong" for each in rows))


def halves(placed: Iterable[Placed], seed: int) -> tuple[list[Placed], list[Placed]]:
    """Two halves, drawn by chance, the same for the same seed: one to work with, one to check on."""
    rows = list(placed)
    random.Random(seed).shuffle(rows)  # noqa: S311  (nothing secret)
    return rows[: len(rows) // 2], rows[len(rows) // 2 :]


Method = Callable[[Case], Prediction]


def ours(index: Index) -> Method:
    """The layered resolver."""

    def predict(case: Case) -> Prediction:
        decision = resolve(index, case.query, case.country or None)
        if not decision.identity:
            return Prediction(decision.decision)
        return Prediction(decision.decision, decision.identity, _direct(index, decision.identity))

    return predict


def _direct(index: Index, id: str) -> frozenset[str]:
    return frozenset(hit.code for hit in screen(index, id) if hit.is_direct)


def scorer(index: Index, score: Callable[..., float]) -> Method:
    """A scorer of rapidfuzz over all names, for the identity, and over the names of the lists, for the hits."""
    everybody = [(id, name.text) for id, identity in index.identities.items() for name in identity.names]
    listed = [(id, text) for id, text in everybody if id in index.listings]
    texts = [utils.default_process(text) for _, text in everybody]
    listed_texts = [utils.default_process(text) for _, text in listed]

    def best(query: str, pairs: list[tuple[str, str]], choices: list[str]) -> str:
        found = process.extractOne(utils.default_process(query), choices, scorer=score, score_cutoff=FUZZY)
        return pairs[found[2]][0] if found else ""

    def predict(case: Case) -> Prediction:
        id = best(case.query, everybody, texts)
        hit = best(case.query, listed, listed_texts)
        return Prediction("match" if id else "none", id, _direct(index, hit) if hit else frozenset())

    return predict


def methods(index: Index) -> dict[str, Method]:
    """What is compared."""
    return {
        "resolver": ours(index),
        f"token_set_ratio >= {FUZZY}": scorer(index, fuzz.token_set_ratio),
        f"WRatio >= {FUZZY}": scorer(index, fuzz.WRatio),
    }


def is_right_identity(case: Case, said: Prediction) -> bool:
    """Whether the right body was named, or rightly none."""
    return said.id in case.right if said.id else not case.expected


def is_right_list(case: Case, said: Prediction) -> bool:
    """Whether the right lists were named, or rightly none."""
    return said.lists == case.lists


def identity_score(pairs: Iterable[tuple[Case, Prediction]], decisions: frozenset[str]) -> Score:
    """The identity scope, over what was said with one of some decisions."""
    rows = [(case, said if said.decision in decisions else Prediction("none")) for case, said in pairs]
    said_right = sum(bool(said.id) and is_right_identity(case, said) for case, said in rows)
    found = sum(bool(case.expected and said.id) and is_right_identity(case, said) for case, said in rows)
    return Score(sum(bool(said.id) for _, said in rows), said_right, sum(bool(case.expected) for case, _ in rows), found)


def list_score(pairs: Iterable[tuple[Case, Prediction]], decisions: frozenset[str]) -> Score:
    """The list scope, over what was said with one of some decisions."""
    rows = [(case, said if said.decision in decisions else Prediction("none")) for case, said in pairs]
    right = sum(bool(said.lists) and is_right_list(case, said) for case, said in rows)
    return Score(sum(bool(said.lists) for _, said in rows), right, sum(bool(case.lists) for case, _ in rows), right)


BOTH, AUTO = frozenset({"match", "review"}), frozenset({"match"})


@dataclass(frozen=True)
class Evaluation:
    """The predictions of each method for the cases, in their order."""

    cases: list[Case]
    predictions: dict[str, list[Prediction]]
    lists: tuple[OfficialList, ...] = ()

    def pairs(self, method: str) -> list[tuple[Case, Prediction]]:
        """Each case with what the method said."""
        return list(zip(self.cases, self.predictions[method], strict=True))

    def scores(self, method: str) -> dict[str, Score]:
        """Scores by scope: of match and review together, and of match alone."""
        pairs = self.pairs(method)
        return {
            "identity, match + review": identity_score(pairs, BOTH),
            "identity, match alone": identity_score(pairs, AUTO),
            "list, match + review": list_score(pairs, BOTH),
            "list, match alone": list_score(pairs, AUTO),
        }

    def by_category(self, method: str) -> dict[str, tuple[int, int, int]]:
        """Category → cases, right in the identity scope, right in the list scope."""
        found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for case, said in self.pairs(method):
            counts = found[case.category]
            counts[0] += 1
            counts[1] += is_right_identity(case, said)
            counts[2] += is_right_list(case, said)
        return {category: (counts[0], counts[1], counts[2]) for category, counts in sorted(found.items())}

    def near_misses_matched(self, method: str) -> list[str]:
        """The near-misses that were matched to the wrong body or list, without review."""
        return [
            case.id
            for case, said in self.pairs(method)
            if case.category == "near_miss"
            and said.decision == "match"
            and not (is_right_identity(case, said) and is_right_list(case, said))
        ]

    def wrong(self, method: str) -> list[tuple[Case, Prediction]]:
        """What was not right in one of the scopes."""
        return [
            (case, said)
            for case, said in self.pairs(method)
            if not (is_right_identity(case, said) and is_right_list(case, said))
        ]


def evaluate(index: Index, cases: list[Case]) -> Evaluation:
    """All methods on all cases. Of the lists that a case names, those count that are loaded."""
    codes = {each.code for each in index.lists}
    cases = [
        replace(case, lists=case.lists & codes, right=frozenset(index.gazetteer_id(id) for id in case.right)) for case in cases
    ]
    return Evaluation(cases, {name: [predict(case) for case in cases] for name, predict in methods(index).items()}, index.lists)
