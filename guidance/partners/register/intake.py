"""From rows of a register to activities: the answers that a row gives, each marked with its row, and the partner looked up."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from guidance.case.record import FROM_REGISTER, MAX_ACTIVITIES, Confidence, Partner, Recorded, RecordedActivity, Screening, slug
from guidance.partners import countries, lookup
from guidance.partners.register.limits import RegisterError
from guidance.partners.register.mapping import Columns
from guidance.partners.register.queue import ORDER, Rank, Sensitive, rank
from guidance.partners.register.reading import Sheet
from guidance.partners.register.rows import Filtered, LeftOut, Partnership, Register, interpret
from guidance.partners.screening.lists import OfficialList

KINDS: Mapping[str, str] = {
    r"joint lab|joint cent|joint institute": "joint_lab",
    r"contract research|consultan|ktp|knowledge transfer": "contract_research",
    r"research grant|collaborative research|\bcra\b|co-funded|research collab": "research",
    r"csc|scholarship|studentship": "scholarship",
    r"dual award|\btne\b|articulation|phd co|co-supervis|joint degree|2\+2|campus": "teaching",
    r"exchange|visit|honorary|placement": "exchange",
    r"donation|gift|sponsor|philanthrop": "gift",
    r"licen[cs]": "licence",
    r"invest|equity|spin": "investment",
    r"supply|sale of": "supply",
    r"purchase|procure": "purchase",
    r"conference|dialogue|workshop": "dialogue",
}
"""Words of a type of arrangement to an answer of `activity.kind`. A memorandum of understanding says nothing of that."""

FIELDS: Mapping[str, str] = {
    "CAH01": "health", "CAH02": "health", "CAH06": "food", "CAH07": "basic_science", "CAH09": "basic_science",
    "CAH10": "engineering", "CAH11": "computing", "CAH15": "social", "CAH16": "social", "CAH17": "social", "CAH19": "humanities",
    "CAH20": "humanities", "CAH22": "social", "CAH25": "humanities",
}  # fmt: skip
"""Groups of the Common Aggregation Hierarchy to an answer of `activity.field`. Groups that span several fields say nothing:
biosciences may be biotechnology, and psychology may be health."""

FIVE_YEARS = 5 * 365
LOOK_UPS = 5_000
"""Names that are looked up for one register: partners, and parts of cells that may name one."""
HALF = 0.5
"""The share of the work that is done when the rows are read."""


@dataclass(frozen=True)
class Wanted:
    """Which rows are wanted. `countries`: codes, none for all; a row whose country is not understood stays, and so does one that
    bears the name of a body of Greater China or on a list. `ranks`: which part of the queue. `most`: activities there is room for."""

    countries: frozenset[str] = frozenset()
    ranks: frozenset[Rank] = frozenset(Rank)
    most: int = MAX_ACTIVITIES


ALL = Wanted()


@dataclass(frozen=True)
class Intake:
    """What an import would add: the account of rows, and the activities in the order of the register.

    `queue`: how many activities of each rank there are, those included that are left out."""

    sheet: Sheet
    register: Register
    activities: tuple[RecordedActivity, ...]
    sha256: str
    queue: Mapping[Rank, int]


def prepare(
    sheet: Sheet,
    mapping: Columns,
    data: bytes,
    day: date,
    sensitive: Sensitive,
    loaded: tuple[OfficialList, ...] = (),
    taken: Iterable[str] = (),
    progress: Callable[[float], object] = lambda _: None,
    wanted: Wanted = ALL,
) -> Intake:
    """Reads every row, looks every partner up, and applies nothing. `sensitive`: the fields that come early in the queue. `taken`: ids of activities that are there already.

    `progress` is told the share that is done, 0 to 1. Raises RegisterError."""
    looked_up = _LookUps(sheet.file, loaded, day)
    left_out = _left_out(loaded, wanted.countries) if wanted.countries else None
    register = interpret(sheet, mapping, looked_up.known, left_out, lambda share: progress(share * HALF))
    ranks: list[Rank] = []
    for number, each in enumerate(register.partnerships, 1):
        ranks.append(rank(each, looked_up.screening(each), sensitive))
        progress(HALF + HALF * number / len(register.partnerships))
    register = _chosen(register, ranks, wanted)
    ids = set(taken)
    activities = []
    for each in register.partnerships:
        activity = _activity(each, sheet.file, day, loaded, ids, looked_up)
        ids.add(activity.id)
        activities.append(activity)
    queue = {each: ranks.count(each) for each in ORDER}
    return Intake(sheet, register, tuple(activities), hashlib.sha256(data).hexdigest(), queue)


def found_countries(sheet: Sheet, mapping: Columns) -> Mapping[str, int]:
    """How many rows name each country, by code, the commonest first; "" for rows of which it is not understood or not said."""
    title = mapping.columns.get("country")
    if title not in sheet.head:
        return {}
    place = sheet.head.index(title)
    counts = Counter(code for line in sheet.rows for code in countries.read(line.cells[place]).codes or {""})
    return dict(counts.most_common())


def _left_out(loaded: tuple[OfficialList, ...], wanted: frozenset[str]) -> LeftOut:
    """Leaves out a row that is wholly of other countries, unless its partner bears a name that would be missed."""

    def left_out(partner: str, country: str) -> str:
        where = countries.read(country)
        if not where.codes or not where.whole or where.codes & wanted or lookup.bears_a_name(loaded, partner):
            return ""
        return f"{' and '.join(map(countries.name, sorted(where.codes)))}: not a country of interest"

    return left_out


def _chosen(register: Register, ranks: list[Rank], wanted: Wanted) -> Register:
    """The register with the rows whose turn it is, whole rows at a time; every other is listed with the reason."""
    best: dict[int, Rank] = {}
    for each, its in zip(register.partnerships, ranks, strict=True):
        best[each.row] = min(best.get(each.row, its), its, key=ORDER.index)
    sizes = Counter(each.row for each in register.partnerships)
    room, out = wanted.most, dict[int, str]()
    for row in sorted(best, key=lambda row: (ORDER.index(best[row]), row)):
        if best[row] not in wanted.ranks:
            out[row] = f"{best[row]}: left out as chosen"
        elif sizes[row] > room:
            out[row] = (
                f"{best[row]}: there is room for {wanted.most:,} activities, and those that come first in the queue are taken"
            )
        else:
            room -= sizes[row]
    kept = tuple(each for each in register.partnerships if each.row not in out)
    filtered = (*register.filtered, *(Filtered(row, why) for row, why in sorted(out.items())))
    return replace(register, partnerships=kept, filtered=filtered)


class _LookUps:
    """Names looked up for a register, each once. Raises RegisterError after so many that nobody would wait."""

    def __init__(self, file: str, loaded: tuple[OfficialList, ...], day: date) -> None:
        self._file, self._loaded, self._day = file, loaded, day
        self._found: dict[tuple[str, str], Screening] = {}

    def known(self, name: str, country: str) -> bool:
        """Whether a name is that of a body that may be meant."""
        return self._look_up(name, country).decision != "none"

    def screening(self, each: Partnership) -> Screening | None:
        """What is known of the partner; None where none is named."""
        return self._look_up(each.partner, each.country) if each.partner else None

    def _look_up(self, name: str, country: str) -> Screening:
        asked = name, country
        if asked not in self._found:
            if len(self._found) == LOOK_UPS:
                raise RegisterError(
                    f"{self._file}: more than {LOOK_UPS:,} different names of partners, or parts of cells that may be names, joined by "
                    "“and”, “/” or a new line; choose the countries of interest, or split the register"
                )
            self._found[asked] = lookup.look_up(self._loaded, name, country, self._day)
        return self._found[asked]


def _activity(
    each: Partnership, file: str, day: date, loaded: tuple[OfficialList, ...], taken: set[str], looked_up: _LookUps
) -> RecordedActivity:
    name = " with ".join(filter(None, (each.project or each.kind or "Arrangement", each.partner)))[:200]
    origin = f"{file[:150]}, row {each.row}{f', partner {each.part}' if each.part else ''}"
    answers = {id: _recorded(value, said, origin) for id, value, said in _answers(each, day)}
    partner = None
    if each.partner:
        partner = Partner(name=each.partner, country=each.country[:200], origin=origin, screening=looked_up.screening(each))
        answers |= lookup.answers(loaded, partner, answers)
    return RecordedActivity(id=slug(name, taken), name=name, partner=partner, answers=answers)


def _recorded(value: str | list[str], said: str, origin: str) -> Recorded:
    note = f"{FROM_REGISTER}{said}"[:2000]
    return Recorded(value=value, note=note, evidence=origin, confidence=Confidence.UNCONFIRMED)


def _answers(each: Partnership, day: date) -> Iterator[tuple[str, str | list[str], str]]:
    """Question, answer, and what the row said."""
    kinds = [kind for words, kind in KINDS.items() if re.search(words, each.kind, re.IGNORECASE)]
    if kinds:
        yield "activity.kind", kinds, each.kind
    field = FIELDS.get(re.sub(r".*?(CAH\d\d).*", r"\1", each.subject, flags=re.DOTALL))
    if field:
        yield "activity.field", field, each.subject
    stage = _stage(each, day)
    if stage:
        yield "activity.stage", stage, f"{each.said.get('starts', '')} to {each.said.get('ends', '')}"
    if location := _location(countries.read(each.country)):
        yield "partner.location", location, each.country


def _stage(each: Partnership, day: date) -> str | None:
    if each.ends and each.ends < day:
        return "ended" if (day - each.ends).days <= FIVE_YEARS else None
    return "running" if each.starts and each.starts <= day else None


def _location(where: countries.Where) -> str | None:
    if not where.whole or not where.codes:
        return None
    if where.codes == {"CN"}:
        return "mainland"
    return "hong_kong_macao" if where.codes <= {"HK", "MO"} else None
