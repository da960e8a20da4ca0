"""Each file as the program reads it."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.fuzz.hostile.parts import DAY, book, catalogue, record, role_pack


def use(kind: str, name: str, data: bytes) -> str:
    """Reads a file as the program does, whatever follows at once included. Raises the reader's own error."""
    from guidance.case import evidence, rolepack
    from guidance.case.record import read_record
    from guidance.partners import lookup
    from guidance.partners.register import intake, mapping, reading
    from guidance.partners.register.queue import Sensitive
    from guidance.partners.screening import loaders
    from reports.verify import verify

    match kind:
        case "role-pack":
            returned = rolepack.take_back(catalogue(), record(), name, data, datetime(2026, 11, 25, tzinfo=UTC))
            return f"{len(returned.new)} answers, {len(returned.problems)} problems"
        case "register":
            sheet = reading.read(name, data)
            found = intake.prepare(sheet, sheet.proposed(), data, DAY, Sensitive.of(catalogue()))
            return f"{len(sheet.rows)} rows, {len(found.activities)} activities"
        case "record":
            return f"{len(read_record(data, catalogue()).activities)} activities"
        case "pack":
            from tests.fuzz.readers import small_catalogue

            return verify(data, small_catalogue())
        case "list":
            loaded = (loaders.load_bytes(name, data),)
            lookup.look_up(loaded, "Harbin Engineering University", "China", DAY)
            return f"{len(loaded[0].entries)} entries"
        case "registry":
            return f"{len(loaders.load_bytes(name, data).bodies)} records"
        case "evidence":
            return evidence.attached(name, data).sha256[:12]
        case "mapping":
            return str(mapping.Columns.from_json(data.decode()))
        case "content":
            return put_into(name, data)
        case _:
            return dressed(name, data)


def put_into(name: str, data: bytes) -> str:
    """Reads a small knowledge base with one file of it changed."""
    from guidance import knowledge
    from tests import small

    folder = small.write(Path(tempfile.mkdtemp()))
    (folder / name).write_bytes(data)
    return knowledge.load_from(folder).version


def dressed(name: str, data: bytes) -> str:
    """Reads a folder with an own look and, when it is taken, makes a PDF with it."""
    from dataclasses import replace

    from guidance.assessment import conclude
    from reports import house, model, write

    folder = Path(tempfile.mkdtemp())
    if name.startswith("logo"):
        (folder / "style.toml").write_text(f'logo = "{name}"\nlogo_alt = "A logo"\n')
    (folder / name).write_bytes(data)
    look = house.read(folder)
    report = replace(model.build(conclude(catalogue(), record().facts(catalogue())), record()), house=look)
    return f"a PDF of {len(write.WRITERS['.pdf'](report)):,} bytes"


def warm() -> None:
    """Loads what the server has loaded before anybody gives it a file."""
    import reports.write  # noqa: F401
    import ui.browser.pages.others
    import ui.browser.pages.partners
    import ui.browser.shell  # noqa: F401
    from guidance.partners import lookup

    catalogue()
    lookup.look_up((), "Tsinghua University", "China", DAY)
    role_pack(".docx"), role_pack(".xlsx"), book(), record()
