"""From rows of a register to activities: the answers that a row gives, each marked with its row, and the partner looked up."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from guidance.case.record import FROM_REGISTER, MAX_ACTIVITIES, Confidence, Partner, Recorded, RecordedActivity, slug
from guidance.partners import countries, lookup
from guidance.partners.register.limits import RegisterError
from guidance.partners.register.mapping import Columns
from guidance.partners.register.reading import Sheet
from guidance.partners.register.rows import Known, Partnership, Register, interpret
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
"""Parts of cells that are looked up, to see whether a cell names several partners."""


@dataclass(frozen=True)
class Intake:
    """What an import would add: the account of rows, and the activities in the order of the register."""

    sheet: Sheet
    register: Register
    activities: tuple[RecordedActivity, ...]
    sha256: str


def prepare(
    sheet: Sheet,
    mapping: Columns,
    data: bytes,
    day: date,
    loaded: tuple[OfficialList, ...] = (),
    taken: Iterable[str] = (),
    progress: Callable[[float], object] = lambda _: None,
) -> Intake:
    """Reads every row, looks every partner up, and applies nothing. `taken`: ids of activities that are there already.

    `progress` is told the share that is done, 0 to 1. Raises RegisterError."""
    register = interpret(sheet, mapping, _known(sheet.file, loaded), MAX_ACTIVITIES)
    ids = set(taken)
    activities = []
    for number, each in enumerate(register.partnerships, 1):
        activity = _activity(each, sheet.file, day, loaded, ids)
        ids.add(activity.id)
        activities.append(activity)
        progress(number / len(register.partnerships))
    return Intake(sheet, register, tuple(activities), hashlib.sha256(data).hexdigest())


def _known(file: str, loaded: tuple[OfficialList, ...]) -> Known:
    """Whether a name can be looked up. Raises RegisterError after so many that no assessment would hold the activities."""
    looked_up: dict[tuple[str, str], bool] = {}

    def known(name: str, country: str) -> bool:
        if (name, country) not in looked_up:
            if len(looked_up) == LOOK_UPS:
                raise RegisterError(
                    f"{file}: more than {LOOK_UPS:,} parts of cells may be names of partners, joined by “and”, “/” or a new line; split "
                    f"the register, an assessment holds at most {MAX_ACTIVITIES} activities"
                )
            looked_up[name, country] = lookup.is_known(loaded, name, country)
        return looked_up[name, country]

    return known


def _activity(each: Partnership, file: str, day: date, loaded: tuple[OfficialList, ...], taken: set[str]) -> RecordedActivity:
    name = " with ".join(filter(None, (each.project or each.kind or "Arrangement", each.partner)))[:200]
    origin = f"{file[:150]}, row {each.row}{f', partner {each.part}' if each.part else ''}"
    answers = {id: _recorded(value, said, origin) for id, value, said in _answers(each, day)}
    partner = None
    if each.partner:
        screening = lookup.look_up(loaded, each.partner, each.country, day)
        partner = Partner(name=each.partner, country=each.country[:200], origin=origin, screening=screening)
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
