"""Changes a valid file a little, so that a reader follows it deep before it meets what is wrong."""

import copy
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from guidance.knowledge.reader import _Loader

TOKENS = [
    b"", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", "\u202e".encode(), "\u2028".encode(), "\U0001f600".encode(), "é".encode(), "虚".encode(),
    b" ", b"\n", b"\r", b"\t", b'"', b"'", b"`", b",", b";", b"|", b":", b"-", b"#", b"&a ", b"*a", b"!!python/object:os.system ", b"<<: ", b"<!--",
    b"]]>", b"<![CDATA[", b"<!DOCTYPE a [", b"&amp;", b"&#0;", b"&x;", b"<a>", b"</a>", b"<a>" * 300, b"[" * 3000, b"{" * 3000, b'{"a":' * 3000,
    b"[" * 60 + b"]" * 60, b"(" * 200, b" " * 5000, b"a" * 5000, b"a " * 3000, b"-" * 3000, b"9" * 5000, b"1e999", b"-1", b"0", b"1.5", b"NaN",
    b"Infinity", b"null", b"true", b"~", b"no", b"not sure", b"2026-13-45", b"0000-00-00", b"99999-01-01", b"2026-01-01T99:00:00Z", b"\\ud800", b"\\u0000",
    b"{}", b"[]", b'""', b"=HYPERLINK(1)", b"=" * 300, b"%s", b"{0}", b"../../etc",
]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 2**70, 1.5, 1e308, float("inf"), float("nan"), "", "a", "not sure", "\0", "\u202e", "é" * 3000, "2026-13-45", "2026-01-01",
    [], {}, [None], [[]], [{}], [1], ["a"], ["a", "a"], {"a": 1}, {"": []}, {"id": "a"}, {"value": 1}, "\ud800",
]  # fmt: skip

Mutator = Callable[[random.Random, bytes], bytes]


def flip(draw: random.Random, data: bytes) -> bytes:
    """Another byte somewhere."""
    at = draw.randrange(len(data) + 1)
    return data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :]


def cut(draw: random.Random, data: bytes) -> bytes:
    """Without some bytes."""
    at, length = draw.randrange(len(data) + 1), 2 ** draw.randrange(10)
    return data[:at] + data[at + length :]


def cut_off(draw: random.Random, data: bytes) -> bytes:
    """Without its end."""
    return data[: draw.randrange(len(data) + 1)]


def insert(draw: random.Random, data: bytes) -> bytes:
    """With a token that readers stumble over."""
    at = draw.randrange(len(data) + 1)
    return data[:at] + draw.choice(TOKENS) + data[at:]


def repeat(draw: random.Random, data: bytes) -> bytes:
    """Some bytes once more, or often, somewhere else."""
    at, length, to = draw.randrange(len(data) + 1), 2 ** draw.randrange(10), draw.randrange(len(data) + 1)
    return data[:to] + data[at : at + length] * draw.choice((1, 1, 2, 50)) + data[to:]


def reword(draw: random.Random, data: bytes) -> bytes:
    """A word or a sign in the place of another one: of the file itself, or one that readers stumble over."""
    words = re.findall(rb"\w+|\W", data)
    if not words:
        return insert(draw, data)
    words[draw.randrange(len(words))] = draw.choice(words) if draw.random() < 0.5 else draw.choice(TOKENS)
    return b"".join(words)


def swap_lines(draw: random.Random, data: bytes) -> bytes:
    """Two lines in each other's place."""
    lines = data.split(b"\n")
    one, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


BYTES: list[Mutator] = [flip, cut, cut_off, insert, repeat, reword, reword, reword, swap_lines]


def regrow_json(draw: random.Random, data: bytes) -> bytes:
    """Another value, key or shape somewhere in the tree of a JSON file."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return flip(draw, data)
    return json.dumps(_regrown(draw, tree)).encode()


def regrow_yaml(draw: random.Random, data: bytes) -> bytes:
    """Another value, key or shape somewhere in the tree of a YAML file."""
    try:
        tree = _regrown(draw, yaml.load(data, Loader=_Loader))
        return yaml.dump(tree, Dumper=yaml.CSafeDumper, allow_unicode=True).encode()
    except (yaml.YAMLError, ValueError, RecursionError):
        return flip(draw, data)


def repack(draw: random.Random, data: bytes) -> bytes:
    """A zip with one member changed, renamed, added or left out."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # whatever a broken zip raises: what is under test is the reader, not this
        return flip(draw, data)
    name = draw.choice(sorted(members) or ["a"])
    old = members.pop(name, b"")
    if draw.random() < 0.9:
        change = draw.choice([flip, insert, reword, regrow_json, regrow_json])
        members[name if draw.random() < 0.9 else "x" + name] = change(draw, old)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", draw.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for each, content in members.items():
            archive.writestr(each, content)
    return out.getvalue()


def mutated(draw: random.Random, data: bytes, more: list[Mutator]) -> bytes:
    """The file after one to four changes, by bytes or by the mutators of its kind."""
    for _ in range(draw.choice((1, 1, 1, 2, 3, 4))):
        data = draw.choice(more if more and draw.random() < 0.5 else BYTES)(draw, data)
    return data


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a tree that holds something: the table or list, and the key or number in it."""
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ():
        yield tree, key
        yield from _places(tree[key])


def _regrown(draw: random.Random, tree: Any) -> Any:
    places = list(_places(tree))
    if not places:
        return draw.choice(VALUES)
    (parent, key), (other, its) = draw.choice(places), draw.choice(places)
    old = parent[key]
    match draw.randrange(6):
        case 0 | 1:
            parent[key] = draw.choice(VALUES)
        case 2:
            parent[key] = copy.deepcopy(other[its])
        case 3:
            del parent[key]
        case 4:
            parent[key] = draw.choice(([old], {"a": old}, [old, old], str(old)))
        case _ if isinstance(parent, dict):
            parent[draw.choice([str(its), "a", "", "\u202e", "__class__"])] = old
        case _:
            parent.extend(parent[:100])
    return tree
