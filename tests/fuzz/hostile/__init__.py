"""Files that are small and grow, or that take for ever: what each reader makes of them, in memory and work.

`python -m tests.fuzz.hostile` reads each of them as the program does and prints the table; `python -m tests.fuzz.hostile register`
those of one reader; with --json, a line of JSON for each. Each is read in a copy of a process that has loaded what the server has."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

from tests.fuzz.hostile.lists import lists, registries
from tests.fuzz.hostile.others import contents, evidence, looks, mappings
from tests.fuzz.hostile.reading import use, warm
from tests.fuzz.hostile.records import packs, records
from tests.fuzz.hostile.registers import registers
from tests.fuzz.hostile.role_packs import role_packs
from tests.fuzz.hostile.watched import Told, Watch, copied

KINDS: dict[str, Callable[[], Iterator[tuple[str, str, Callable[[], bytes]]]]] = {
    "role-pack": role_packs, "register": registers, "record": records, "pack": packs, "list": lists, "registry": registries,
    "evidence": evidence, "mapping": mappings, "content": contents, "look": looks,
}  # fmt: skip


def told(kind: str, title: str, name: str, data: bytes) -> Told:
    """What became of one file, read in this process; for a fresh one."""
    watch = Watch()
    refused = False
    try:
        said = use(kind, name, data)
    except ValueError as error:
        refused, said = True, str(error)
    watch.stop()
    return Told(f"{kind}: {title}", len(data), said, refused, watch.server, watch.reader, watch.work, watch.stall)


def chosen(kind: str, one_in: int = 1) -> list[tuple[str, str, Callable[[], bytes]]]:
    """The files of a kind: one in so many of them, beginning with the first, which is an ordinary one where there is any."""
    return list(KINDS[kind]())[::one_in]


def each(kinds: list[str], one_in: int = 1) -> Iterator[Told]:
    """Reads the files of some kinds, each in a copy of this process; another one has made it."""
    warm()
    for kind in kinds:
        for title, name, make in chosen(kind, one_in):
            data = copied(make)
            assert data, title
            read = copied(lambda: json.dumps(asdict(told(kind, title, name, data))).encode())  # noqa: B023  (at once)
            yield Told(**json.loads(read)) if read else Told(f"{kind}: {title}", len(data), "CRASHED", False, 0, 0, 999.0, 0)
