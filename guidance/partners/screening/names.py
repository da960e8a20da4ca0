"""How a name is read: letters and hanzi apart, spelling evened out, words that say nothing dropped.

Nothing here knows an institution. All functions are pure, and reading what they gave back changes nothing.
"""

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from guidance.partners.screening.words import (
    ABBREVIATIONS,
    BODY_WORDS,
    COUNTRIES,
    EXONYMS,
    FOREIGN_FORMS,
    LEGAL_FORMS,
    ORDINALS,
    SPELLINGS,
    STOP_WORDS,
    UNNAMED,
    ZH_LEGAL,
)

HANZI = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003347f"
_HANZI_RUN = re.compile(f"[{HANZI}]+")
_HANZI_TEXT = re.compile(f"[{HANZI}（）()·]+")
_BRACKETS = re.compile(r"[（）()·]")
_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")
_WORD = re.compile(r"[^\W_]+")
_SPACE = re.compile(r"\s+")
_PLA_ZH = re.compile("^(?:中国)?人民解放军")
_PLA = re.compile(r"\b(?:(?:chinese|china) )?peoples liberation army\b")
_PRC = re.compile(r"\b(?:peoples republic of china|p ?r (?:of )?china|prc)\b")
_NUMBER = re.compile(r"\b(?:no|number) (10|[1-9])\b|\b(10|[1-9])(?:st|nd|rd|th)\b")
MAX_NAME = 500
"""The most characters of a name that are looked at; longer cells are not names."""


@cache
def _converter() -> object:
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=50_000)
def simplified(text: str) -> str:
    """The text with traditional hanzi made simplified."""
    return str(_converter().convert(text)) if _HANZI_RUN.search(text) else text  # type: ignore[attr-defined]


@lru_cache(maxsize=50_000)
def clean(text: str) -> str:
    """One line in Unicode's compatibility form, entities such as &amp; decoded, without stray spaces, of at most `MAX_NAME` characters."""
    plain = html.unescape(text[: 4 * MAX_NAME])
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", plain)).strip()[:MAX_NAME]


def is_unnamed(text: str) -> bool:
    """Whether the cell names nobody: empty, "N/A", "TBC", "various …"."""
    folded = clean(text).casefold().strip(" .-–—?/*")
    return not folded or not any(char.isalpha() for char in folded) or bool(UNNAMED.match(folded))


@lru_cache(maxsize=50_000)
def hanzi_runs(text: str) -> tuple[str, ...]:
    """The runs of hanzi in a text, as they stand, brackets inside them kept: 中国石油大学（北京）."""
    found = (match.strip("（）()·") for match in _HANZI_TEXT.findall(clean(text)))
    return tuple(_closed(run) for run in found if _HANZI_RUN.search(run))


def _closed(run: str) -> str:
    return run + ")" * (run.count("(") - run.count(")")) + "）" * (run.count("（") - run.count("）"))


def hanzi_name(text: str) -> str:
    """The key of a published name in hanzi, whatever stands between its runs; "" when it has none."""
    return hanzi_key("".join(hanzi_runs(text)))


@lru_cache(maxsize=50_000)
def hanzi_key(run: str) -> str:
    """What two spellings of one hanzi name share: simplified, without brackets and the words "People's Liberation Army"."""
    return _PLA_ZH.sub("", _BRACKETS.sub("", simplified(run)))


def zh_without_form(key: str) -> str:
    """A hanzi name without its legal form: 华为技术有限公司 → 华为技术."""
    return ZH_LEGAL.sub("", key)


def latin(text: str) -> str:
    """The text without its hanzi."""
    return _SPACE.sub(" ", _HANZI_TEXT.sub(lambda match: " " if _HANZI_RUN.search(match[0]) else match[0], clean(text))).strip()


@lru_cache(maxsize=100_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a name in small letters: no marks, apostrophes or dots; American spelling; & is "and"."""
    plain = unicodedata.normalize("NFKD", clean(text).casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = _APOSTROPHES.sub("", plain).replace("&", " and ")
    plain = _DOTTED.sub(lambda match: match[0].replace(".", "") + " ", plain)
    found = " ".join(SPELLINGS.get(word, word) for word in _WORD.findall(plain) if not _HANZI_RUN.search(word))
    found = _PRC.sub("china", _PLA.sub("pla", found)).replace("air force", "airforce")
    return tuple(
        _NUMBER.sub(_ordinal, found.replace("traditional china", "china").replace("traditional chinese", "chinese")).split()
    )


def _ordinal(match: re.Match[str]) -> str:
    """ "No. 1" and "1st" as "first"."""
    return ORDINALS[int(match[1] or match[2])]


def content(read: Iterable[str]) -> tuple[str, ...]:
    """The words that carry the name: no articles and prepositions; "Chinese" counts as "China"."""
    return tuple("china" if word == "chinese" else word for word in read if word not in STOP_WORDS)


def bag(read: Iterable[str]) -> str:
    """The carrying words in a fixed order, so that "Peking, University of" and "Peking University" are the same."""
    return " ".join(sorted(content(read)))


_STEM = 5


def stems(read: Iterable[str]) -> str:
    """The beginnings of the carrying words in a fixed order, so that "Agriculture" and "Agricultural" are the same; "" for few."""
    found = sorted(word[:_STEM] for word in content(read))
    return " ".join(found) if len(found) > 2 else ""


def joined(read: Iterable[str]) -> str:
    """The carrying words without gaps, so that "Bei Hang" and "Beihang" are the same."""
    return "".join(content(read))


def without_form(read: tuple[str, ...]) -> tuple[str, ...]:
    """The words without the legal form at the end: "Ltd", "Co., Ltd.", "(HK) Co Limited"."""
    end = len(read)
    while end > 1 and read[end - 1] in LEGAL_FORMS:
        end -= 1
    return read[:end]


def is_foreign_form(read: tuple[str, ...]) -> bool:
    """Whether the name ends with a legal form that no body in Greater China has: plc, AG, GmbH."""
    return len(read) > 1 and read[-1] in FOREIGN_FORMS


def expanded(read: tuple[str, ...]) -> tuple[str, ...]:
    """The words with usual abbreviations written out: "Univ", "Inst", "Sci", "Natl"."""
    if len(read) > 1 and read[-1] == "comp":
        read = (*read[:-1], "co")
    written = " ".join(ABBREVIATIONS.get(word, word) for word in read)
    return tuple(written.replace("traditional chinese", "chinese").split())


@lru_cache(maxsize=50_000)
def pinyin(key: str) -> str:
    """A hanzi key in pinyin, letters joined: 重庆大学 → chongqingdaxue."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(key, errors="ignore")).replace("ü", "v")


def abbreviates(short: str, key: str) -> bool:
    """Whether a few hanzi are a usual way to shorten a university's name: the place or its first hanzi, then one or both of
    some of the words of two hanzi, then perhaps 大: 西工大, 北理工, 华科, 上海交大, 浙大; or the name without 大学: 复旦."""
    stem = key.removesuffix("大学")
    if short == stem:
        return True
    start = 2 + len(stem) % 2
    place, blocks = stem[:start], [stem[at : at + 2] for at in range(start, len(stem), 2)]
    left = short.removeprefix(place) if short.startswith(place) else short.removeprefix(place[0])
    if left in ("", short):
        return False
    if not blocks:
        return left == "大"
    left = left.removesuffix("大") if len(left) > 1 else left
    for block in blocks:
        left = left.removeprefix(block) if left.startswith(block) else left.removeprefix(block[0])
    return not left


_PINYIN_ENDS = {"university": "daxue", "college": "xueyuan", "institute": "xueyuan"}
_PINYIN_MARKS = ("daxue", "xueyuan", "xuexiao", "yanjiuyuan", "yanjiusuo", "gongsi", "yiyuan", "weiyuanhui", "zhongxin")


def as_pinyin(read: tuple[str, ...]) -> str:
    """The words as one pinyin key, or "" when the name does not end as a hanzi name does."""
    if len(read) < 2:
        return ""
    last = _PINYIN_ENDS.get(read[-1], read[-1])
    text = "".join(EXONYMS.get(word, word) for word in read[:-1]) + last
    return text if text.endswith(_PINYIN_MARKS) else ""


_ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*|[A-Z]{2,}")


def acronym(text: str) -> str:
    """The acronym that a text is, in small letters, or "": "N.U.D.T." and "SUSTech", not "Beihang"."""
    tight = re.sub(r"[.\s]", "", text) if re.fullmatch(r"(?:[A-Za-z]\.\s?)+[A-Za-z]?\.?", text.strip()) else text.strip()
    if re.fullmatch(r"[A-Za-z][A-Za-z/&-]{1,9}", tight) and _ACRONYM.match(tight):
        return re.sub(r"[^a-z]", "", tight.casefold())
    return ""


_CAPITALS = re.compile(r"[A-Z]{3,}(?= )")


def leading_capitals(text: str) -> str:
    """The capitals with which a firm's name begins, in small letters: "BGI Group"; "" when it begins otherwise."""
    match = _CAPITALS.match(text)
    return match[0].casefold() if match and not text.isupper() else ""


_IN_BRACKETS = re.compile(r"\s*\(([A-Z][A-Z&-]{1,9})\)$")


def and_acronym(text: str) -> tuple[str, ...]:
    """A published name, and the acronym that stands in brackets at its end: "Institute of Control Engineering (BICE)"."""
    match = _IN_BRACKETS.search(text)
    return (text[: match.start()], match[1]) if match and match.start() else (text,)


def segments(text: str) -> tuple[str, ...]:
    """The parts of an address-like name: between commas, brackets, dashes and semicolons, and after "at"."""
    parts = re.split(r"[,;()\[\]:/|]|\s[-–—]\s|–|—|\s+at\s+|\s-|-\s", text)
    return tuple(part.strip(" .'\"") for part in parts if part.strip(" .'\""))


_COUPLED = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2})|(?<=\bof)(?=[A-Z])|(?<=[a-z]{3}[.,])(?=[A-Z])")


def uncoupled(text: str) -> str:
    """The text with words divided that were run together: "SciencesHuaqiao University"."""
    return _COUPLED.sub(" ", text)


_MARK = re.compile(r"^[\W_]*(?:\d{1,2}|[a-z])(?:[\s.)\]}:*]+)(?=[A-Z])|^[\W_]*\d{1,2}(?=[A-Z][a-z])")


_TITLED = re.compile(r"^(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|mme)\.?\s+[^,;]+$", re.IGNORECASE)
_SURNAME_FIRST = re.compile(r"^([A-Z][a-z]+|[A-Z]{2,}),\s*([A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,2})$")


def person(text: str) -> tuple[str, ...]:
    """The words of a text that has the form of a person's name, "Surname, Given" or with a title before it; else nothing."""
    if _TITLED.match(text) or _SURNAME_FIRST.match(text):
        return words(text)
    return ()


def sounds_like_body(text: str) -> bool:
    """Whether a name has a word that bodies have and persons have not: "Co", "University", 公司."""
    return (bool(hanzi_runs(text)) and len(hanzi_name(text)) > _LONG_PERSON) or bool(BODY_WORDS & set(expanded(words(text))))


_LONG_PERSON = 4


def without_mark(text: str) -> str:
    """The text without the number or letter of a footnote before it: "1 School of Law", "a) Wuhan University"."""
    return _MARK.sub("", text)


def name_key(text: str) -> str:
    """A fixed mark of a name that does not repeat it: letters and digits only, hashed, 16 hexadecimal digits."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return hashlib.sha256("".join(char for char in plain if char.isalnum()).encode()).hexdigest()[:16]


def country_code(text: str | None) -> str:
    """The ISO code of a country as written in a register, "" when nothing is written, "??" for one that we do not know."""
    if not text or is_unnamed(text):
        return ""
    run = "".join(hanzi_runs(text))
    read = simplified(run) if run else " ".join(words(text)).replace("the ", "")
    return COUNTRIES.get(read) or ("".join(read.split()).upper() if len(read) == 2 else "??")
