"""Whether a sign-off pack, or a JSON report alone, is what its answers give again, byte for byte; and what that proves."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from guidance.assessment import Conclusion, DisagreementError, conclude
from guidance.case.plan import Plan, parse_report
from guidance.case.record import MAX_BYTES, Record, RecordError, Signature, check_record, within_limits
from guidance.knowledge.catalogue import Catalogue
from reports import json as report_json
from reports import model, pack
from reports.blocks import Report
from reports.house import PLAIN, House, HouseError
from reports.pack import Manifest, Member, PackError
from reports.write import WRITERS

MADE: Final = ("report.", "decisions.csv", "evidence.csv")
"""How the names of files begin that the program writes. A file of evidence has its hash in the answers."""
LOOKS: Final = ("report.docx", "report.html", "report.pdf")
"""The files in which an organisation's own look shows."""
NOT_PROVED: Final = (
    "This does not prove who gave the answers or signed, nor that nobody wrote the whole pack anew from other answers: compare it "
    "with the assessment as it stands (--answers), or its bytes with a copy or a hash kept elsewhere."
)


def verify(data: bytes, catalogue: Catalogue, now: Record | None = None, look: House = PLAIN) -> str:
    """Says what was proved: that the result and, of a pack, every file is what the answers give again, byte for byte.

    With `now`, the assessment as it stands, also that the answers are still those. `look` is the organisation's own, if the
    pack was made with one. Raises PackError, which says what was changed, or why it cannot be told here."""
    if not data.startswith(b"PK"):
        record, plan = _read(data, catalogue)
        _compare_result(data, catalogue, record, plan)
        _compare_answers(record, now)
        return (
            f"Proved: the result follows from the answers in this file under knowledge base {catalogue.version}, byte for byte. "
            f"{NOT_PROVED}"
        )
    said, files = pack.read(data)
    try:
        record, plan = _read(files[pack.REPORT].data, catalogue)
    except PackError as error:
        raise PackError(f"{error}. {_only_whole(files)}") from None
    _compare_files(said, files, _again(said, catalogue, record, plan, look))
    _compare_answers(record, now)
    signed = f" Its signatures ({len(said.signatures)}) are typed names." if said.signatures else ""
    return (
        f"Proved: each of the {len(files)} files is what the answers in {pack.REPORT} give again, byte for byte, under knowledge "
        f"base {catalogue.version}.{signed} {NOT_PROVED}"
    )


def _only_whole(files: Mapping[str, Member]) -> str:
    return f"The {len(files)} files are those that the manifest names; whoever changed one could have written the manifest anew"


def _read(data: bytes, catalogue: Catalogue) -> tuple[Record, Plan]:
    """The record and the plan of a JSON report that was made under this knowledge base. Raises PackError."""
    if len(data) > MAX_BYTES:
        raise PackError(f"the report has {len(data):,} bytes; the most that is read is {MAX_BYTES:,}")
    try:
        record, plan, made_under = within_limits(parse_report, data)
        if made_under and made_under.hash == catalogue.hash:
            check_record(catalogue, record)
    except RecordError as error:
        raise PackError(f"the report cannot be read: {error}") from None
    if made_under is None:
        raise PackError("this is a saved assessment, not a report: it holds answers and no result to verify")
    if made_under.hash != catalogue.hash:
        raise PackError(
            f"it was made under knowledge base {made_under.version} ({made_under.hash[:12]}); this is {catalogue.version}, under "
            "which other findings may follow, so the result cannot be compared. Verify it with the version of the program that "
            "made it"
        )
    return record, plan


def _compare_result(data: bytes, catalogue: Catalogue, record: Record, plan: Plan) -> None:
    again = report_json.to_bytes(report_json.document(_concluded(catalogue, record).assessment, record, plan))
    if again != data:
        raise PackError(
            "the same answers give another result: the report was changed after it was made, or another version of the program "
            "made it"
        )


def _concluded(catalogue: Catalogue, record: Record) -> Conclusion:
    try:
        return conclude(catalogue, record.facts(catalogue))
    except DisagreementError as error:
        raise PackError(str(error)) from None


def _compare_answers(record: Record, now: Record | None) -> None:
    if now and now.hash != record.hash:
        raise PackError(
            "it is out of date: the answers have changed since it was made. Make the report again before it is signed"
        )


def _again(said: Manifest, catalogue: Catalogue, record: Record, plan: Plan, look: House) -> Report:
    """The report that the answers give again, with the signatures that the manifest names."""
    signatures = [Signature(each.name, each.role, each.at, record.hash, catalogue.version) for each in said.signatures]
    return replace(model.build(_concluded(catalogue, record), record, signatures, plan), house=look)


def _compare_files(said: Manifest, files: Mapping[str, Member], report: Report) -> None:
    """Compares each file with the one made again. Raises PackError that names those that differ, and says what that means."""
    folder = pack.EVIDENCE_FOLDER
    held = {name[len(folder) :][:12]: file for name, file in files.items() if name.startswith(folder)}
    try:
        members = pack.members(report, WRITERS, lambda digest: _evidence(held, digest))
        made = {name: hashlib.sha256(data).hexdigest() for name, data in members}
    except HouseError as error:
        raise PackError(str(error)) from None
    lacking = sorted(made.keys() - files.keys())
    if lacking:
        raise PackError(
            f"{', '.join(lacking)}: the pack does not hold it, and its manifest does not say so; ask for the whole pack"
        )
    differ = [name for name in sorted(files) if made.get(name) != files[name].sha256]
    elsewhere = _made_elsewhere(said, report.house)
    unknown = [name for name in differ if name.startswith(tuple(start for starts in elsewhere.values() for start in starts))]
    forged = [name for name in differ if name not in unknown]
    if forged:
        raise PackError(
            f"{', '.join(forged)}: not what the answers in {pack.REPORT} give. Changed after the pack was made, and the manifest "
            "written anew: do not rely on the pack, ask for it again"
        )
    if unknown:
        same = ", ".join(sorted(files.keys() - set(unknown))) or "none"
        raise PackError(
            f"it cannot be told whether these were changed: {', '.join(unknown)}. {'; '.join(elsewhere)}. "
            f"Proved to follow from the answers: {same}. {_only_whole(files)}"
        )
    if said != pack.manifest(report, said.files).model_copy(update={"program": said.program}):
        raise PackError(f"{pack.MANIFEST}: says something else than the report; do not rely on the pack")


def _evidence(held: Mapping[str, Member], digest: str) -> bytes | None:
    """A file of evidence that the pack holds under its hash, if it has that hash."""
    file = held.get(digest[:12])
    return file.data if file is not None and file.sha256 == digest else None


def _made_elsewhere(said: Manifest, look: House) -> dict[str, tuple[str, ...]]:
    """Why some files may differ though nobody changed them: how their names begin, by the reason."""
    reasons: dict[str, tuple[str, ...]] = {}
    if said.program.hash != pack.program().hash:
        reasons[
            f"The manifest says that another program made the pack: version {said.program.version} ({said.program.hash[:12]}); this "
            f"is {pack.program().version} ({pack.program().hash[:12]}). Verify it with that one"
        ] = MADE
    if said.look != look.hash:
        reasons["The manifest says that it was made with another look. Name its folder with --templates"] = LOOKS
    return reasons
