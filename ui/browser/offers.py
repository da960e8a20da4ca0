"""The files that can be taken away of an assessment: each is told before it is made, and made of what is stored when it is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Final

from guidance.assessment import conclude
from guidance.case import rolepack
from guidance.case.evidence import MEDIA, clean
from guidance.case.record import Attached, Record, slug
from guidance.case.store import Stored
from guidance.disclosure import redaction
from guidance.disclosure.former import former
from guidance.disclosure.redaction import Disclosed
from guidance.partners.register.mapping import Columns
from guidance.team.desk import Desk
from guidance.team.log import Taken
from guidance.team.permissions import May
from guidance.team.trail import as_csv, as_json
from reports import letters, model, words, write
from reports.editions import Edition
from ui import settings
from ui.browser import concluded, state

FORMATS: Final = {
    ".pdf": ("PDF, the record in full", "application/pdf"),
    ".html": ("HTML, for any browser and screen reader", "text/html"),
    ".docx": ("Word, to edit", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("Excel, to follow the plan", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".zip": ("sign-off pack, all of these with evidence and a manifest", "application/zip"),
    ".json": ("JSON, the assessment itself, to open here again", "application/json"),
}
TRAILS: Final = {".csv": ("text/csv", as_csv), ".json": ("application/json", as_json)}
REDACTED: Final = "redacted-version"
"""What the files of a version to disclose are called: a title would be one more text to look at."""
TEMPLATE: Final = "list,entry_id,name,aliases,acronyms,name_zh,country_code,list_date,source_url,note\n"
"""A list of one's own, before anything is in it."""


@dataclass(frozen=True)
class Offer:
    """A file that can be taken away. `kind` and `which` say which one, as its address does; `taken` is what the team's log calls it, None
    for what holds nothing of the assessment."""

    assessment: str
    kind: str
    which: tuple[str, ...]
    taken: Taken | None
    name: str
    media: str
    make: Callable[[Desk], bytes]

    def given(self, desk: Desk) -> bytes:
        """The file, once it is logged that it was taken. Raises StoreError for whoever may not."""
        data = self.make(desk)
        return desk.taken_away(self.assessment, self.taken, self.name, data) if self.taken else data


class NoSuchFileError(Exception):
    """There is no such file, or not any more."""


def _check(is_there: bool) -> None:
    if not is_there:
        raise NoSuchFileError


def report(stored: Stored, suffix: str) -> Offer:
    """The whole report in one format."""
    id, name = stored.record.id, f"{slug(stored.record.title, set())}{suffix}"
    return Offer(id, "report", (suffix,), "report", name, FORMATS[suffix][1], partial(concluded.file, id, suffix))


def edition(stored: Stored, which: str) -> Offer:
    """One of the short editions."""
    id, name = stored.record.id, f"{slug(stored.record.title, set())}-{which}.pdf"
    made = partial(concluded.edition, id, Edition(which))
    return Offer(id, "edition", (which,), "report", name, FORMATS[".pdf"][1], made)


def letter(stored: Stored, key: str) -> Offer:
    """A draft by its key. Raises NoSuchFileError when no finding needs it any more."""
    case = concluded.case(stored)
    draft = next((each for each in letters.needed(case) if each.key == key), None)
    if draft is None:
        raise NoSuchFileError
    id, made = stored.record.id, partial(concluded.letter, stored.record.id, key)
    return Offer(id, "letter", (key,), "report", letters.name(case, draft), FORMATS[".docx"][1], made)


def questions(stored: Stored, role: str, suffix: str) -> Offer:
    """The open questions for a role."""
    _check(role in settings.catalogue().roles and suffix in (".xlsx", ".docx"))
    name, made = f"{slug(f'{stored.record.title} {role}', set())}{suffix}", partial(_questions, stored.record.id, role, suffix)
    return Offer(stored.record.id, "questions", (role, suffix), "questions", name, FORMATS[suffix][1], made)


def _questions(id: str, role: str, suffix: str, desk: Desk) -> bytes:
    record = desk.record(id).record
    return rolepack.render(state.assessed(record), record, role, suffix)


def evidence(stored: Stored, sha256: str) -> Offer:
    """A file of evidence by its hash. Raises NoSuchFileError when no answer names it."""
    file = next((each for each in _attached(stored) if each.sha256 == sha256), None)
    if file is None:
        raise NoSuchFileError
    name, made = (
        clean(file.name),
        partial(_evidence, stored.record.id, sha256),
    )  # a saved file that was opened may name it anyhow
    media = MEDIA.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")
    return Offer(stored.record.id, "evidence", (sha256,), "evidence", name, media, made)


def _attached(stored: Stored) -> list[Attached]:
    answers = (stored.record.answers, *(each.answers for each in stored.record.activities))
    all = (*(said for each in answers for said in each.values()), *stored.kept.values())
    return [file for said in all for file in said.files]


def _evidence(id: str, sha256: str, desk: Desk) -> bytes:
    data = desk.file(id, sha256)
    if data is None:
        raise NoSuchFileError
    return data


def redacted(stored: Stored, suffix: str, *grounds: str) -> Offer:
    """The version to disclose in one format, with the exemptions relied on."""
    _check(set(grounds) <= settings.catalogue().exemptions.keys())
    id, made = stored.record.id, partial(_redacted, stored.record.id, suffix, grounds)
    return Offer(id, "redacted", (suffix, *grounds), "disclosed version", f"{REDACTED}{suffix}", FORMATS[suffix][1], made)


def _redacted(id: str, suffix: str, grounds: tuple[str, ...], desk: Desk) -> bytes:
    _, made = disclosed(desk, id, grounds)
    catalogue = settings.catalogue()
    made_of = model.build(conclude(catalogue, made.record.facts(catalogue)), made.record)
    return write.render(replace(made_of, house=concluded.own_look()), suffix)


def looks(stored: Stored, *grounds: str) -> Offer:
    """What to look at by eye before a version goes out."""
    _check(set(grounds) <= settings.catalogue().exemptions.keys())
    id, made = stored.record.id, partial(_looks, stored.record.id, grounds)
    return Offer(id, "looks", grounds, "disclosed version", f"look-at-before-disclosing-{id}.txt", "text/plain", made)


def _looks(id: str, grounds: tuple[str, ...], desk: Desk) -> bytes:
    return "\n".join(map(words.visible, redaction.to_look_at(settings.catalogue(), *disclosed(desk, id, grounds)))).encode()


def disclosed(desk: Desk, id: str, grounds: tuple[str, ...]) -> tuple[Record, Disclosed]:
    """The assessment as it is stored at this moment, and its version to disclose."""
    stored = desk.record(id)
    return stored.record, redaction.disclosed(settings.catalogue(), stored.record, grounds, former(desk.history(id)))


def trail(stored: Stored, suffix: str) -> Offer:
    """The log of the assessment, with its last hash."""
    media, write = TRAILS[suffix]
    name, id = f"{slug(stored.record.title, set())}-log{suffix}", stored.record.id
    return Offer(id, "trail", (suffix,), "history", name, media, lambda desk: write(desk, id).encode())


def template(stored: Stored) -> Offer:
    """An empty list of one's own."""
    return Offer(stored.record.id, "template", (), None, "list-template.csv", "text/csv", lambda _: TEMPLATE.encode())


def columns(stored: Stored, mapping: str) -> Offer:
    """Which column of a register is which, as chosen on the page. Raises ValueError when it is no mapping."""
    data = Columns.from_json(mapping).to_json().encode()
    return Offer(stored.record.id, "columns", (mapping,), None, "columns.json", "application/json", lambda _: data)


KINDS: Final[Mapping[str, Callable[..., Offer]]] = {
    each.__name__: each for each in (report, edition, letter, questions, evidence, redacted, looks, trail, template, columns)
}
"""Every kind of file: what is not here cannot be taken away."""


def found(desk: Desk, id: str, kind: str, which: tuple[str, ...]) -> Offer:
    """A file as its address names it, to whoever may see the assessment, or of evidence their part. Raises NoSuchFileError and StoreError."""
    if kind not in KINDS:
        raise NoSuchFileError
    stored = desk.part(id) if kind == "evidence" and not desk.may(May.READ, id) else desk.record(id)
    try:
        return KINDS[kind](stored, *which)
    except (KeyError, TypeError, ValueError):
        raise NoSuchFileError from None
