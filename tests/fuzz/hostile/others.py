"""Evidence, mappings, content of a knowledge folder, and the look of reports."""

import struct
import zlib
from collections.abc import Callable, Iterator
from functools import partial

from tests.fuzz.hostile.parts import between, book, changed, listed
from tests.fuzz.hostile.role_packs import paragraphs


def evidence() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    begins = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "txt": b"", "eml": b""}
    for suffix, start in begins.items():
        yield f"2 MB of {suffix}", f"e.{suffix}", lambda start=start: start + b"a" * (2_000_000 - len(start))
    yield "a document of 190 MB of paragraphs", "e.docx", partial(paragraphs, 190_000_000)
    yield (
        "a workbook of 100 MB of styles",
        "e.xlsx",
        lambda: changed(book(), styles=between(b"<cellXfs", b"</cellXfs>", b"<xf/>" * 20_000_000)),
    )
    yield "a list of 40,000 parts", "e.docx", partial(listed, 40_000)
    yield "a name of a million characters", "a" * 1_000_000 + ".txt", lambda: b"a"


def mappings() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    yield "nested 50,000 deep", "m.json", lambda: b"[" * 50_000
    yield "a key twice", "m.json", lambda: b'{"partner": "A", "partner": "B"}'
    yield "20 MB", "m.json", lambda: b" " * 20_000_000


def contents() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    laughs = "a0: &a0 [x,x]\n" + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
    yield "billion laughs", "small/questions.yaml", laughs.encode
    yield "nested 400,000 deep", "small/questions.yaml", lambda: b"questions: " + b"[" * 400_000
    yield "a number of base sixty", "small/questions.yaml", lambda: b"questions: " + b"1:" * 240_000 + b"1"
    yield "95,000 empty questions", "small/questions.yaml", lambda: b"questions:\n" + b"- {}\n" * 95_000


def picture(width: int, height: int) -> bytes:
    """An empty PNG of one bit a pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer, row = zlib.compressobj(9), bytes(1 + (width + 7) // 8)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def looks() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    yield "an ordinary logo", "logo.png", lambda: picture(400, 200)
    yield "a logo of 3.6 milliards of pixels", "logo.png", lambda: picture(60_000, 60_000)
    yield (
        "a logo nested 200,000 deep",
        "logo.svg",
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 200_000 + b"</g>" * 200_000 + b"</svg>",
    )
    yield "a style nested 9,000 deep", "style.toml", lambda: b"ink=" + b"[" * 9_000
    yield "a style of a million dots", "style.toml", lambda: b"a" + b".a" * 900_000 + b"=1"
    yield "a template nested 50,000 deep", "report.css", lambda: b"{% if a %}" * 50_000
