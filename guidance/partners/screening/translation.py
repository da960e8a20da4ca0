"""English for a hanzi name that nobody has translated: place in pinyin, field by a table, and the sort of school.

What comes out is one usual way to write the name, not the official one; it is only ever a reason to look (*review*).
"""

from collections.abc import Iterator
from functools import cache

from guidance.partners.screening.words import EXONYMS

FIELDS = {
    "师范": ("Normal",), "科技": ("University of Science and Technology",), "理工": ("University of Technology", "University of Science and Technology"),
    "工业": ("University of Technology", "Polytechnic University"), "农业": ("Agricultural",), "林业": ("Forestry",), "农林": ("Agriculture and Forestry",),
    "医科": ("Medical",), "医学": ("Medical",), "中医药": ("University of Traditional Chinese Medicine", "University of Chinese Medicine"),
    "中医": ("University of Traditional Chinese Medicine", "University of Chinese Medicine"), "药科": ("Pharmaceutical",),
    "财经": ("University of Finance and Economics",), "经贸": ("University of Economics and Business",), "商业": ("University of Commerce",),
    "工商": ("Technology and Business",), "政法": ("University of Political Science and Law",), "外国语": ("Foreign Studies", "International Studies"),
    "体育": ("Sport", "Sports", "University of Physical Education"), "民族": ("Minzu", "University for Nationalities"),
    "交通": ("Jiaotong", "Transportation"), "邮电": ("University of Posts and Telecommunications",), "电力": ("University of Electric Power",),
    "石油": ("Petroleum",), "石油化工": ("University of Petrochemical Technology",), "海洋": ("Ocean",), "美术": ("Academy of Fine Arts",),
    "音乐": ("Conservatory of Music",), "艺术": ("University of the Arts", "Arts"), "建筑": ("Jianzhu",), "纺织": ("Textile",),
    "工程": ("Engineering", "Institute of Technology"), "信息工程": ("University of Information Engineering",), "航空": ("Aeronautical",),
    "警察": ("Police",), "化工": ("University of Chemical Technology",), "传媒": ("University of Media and Communications",), "海事": ("Maritime",),
    "电子科技": ("University of Electronic Science and Technology", "University of Electronic Technology"), "": ("",),
    "科技师范": ("Normal University of Science and Technology",), "技术师范": ("Technology and Normal",), "工程技术": ("University of Engineering and Technology",),
    "经济": ("University of Economics",), "财经政法": ("University of Economics and Law",), "应用技术": ("University of Applied Technology",),
}  # fmt: skip
"""Usual English for the field of a school. A text with its own "University" or "Academy" stands before the place or after it."""
PLACE_WORDS = {"华北": "North China", "华东": "East China", "华南": "South China", "华中": "Central China", "东北": "Northeast", "西北": "Northwest", "西南": "Southwest",
    "东南": "Southeast", "中国": "China", "中央": "Central", "首都": "Capital", "国际": "International"}  # fmt: skip
_SCHOOL = {"University", "Academy", "Conservatory", "Institute"}
_ENGLISH = {
    pinyin: word for word, pinyin in EXONYMS.items() if word not in {"hongkong", "macau", "canton", "mongolia", "inner"}
}


@cache
def place(hanzi: str) -> str:
    """A place in English letters: 哈尔滨 → Harbin, 华北 → North China, 陕西 → Shaanxi."""
    from pypinyin import lazy_pinyin

    if hanzi in PLACE_WORDS:
        return PLACE_WORDS[hanzi]
    if hanzi == "陕西":
        return "Shaanxi"
    if hanzi == "内蒙古":
        return "Inner Mongolia"
    spelt = "".join(lazy_pinyin(hanzi))
    return (_ENGLISH.get(spelt, spelt) if spelt != "shanxi" else spelt).capitalize()


def english(key: str, places: frozenset[str]) -> Iterator[str]:
    """English names of a hanzi key such as 湖南中医药大学; none when place or field are not understood."""
    sorts = ("University",) if key.endswith("大学") else ("College", "University", "Institute") if key.endswith("学院") else ()
    stem = key[:-2]
    start = next((stem[:end] for end in (4, 3, 2) if stem[:end] in places or stem[:end] in PLACE_WORDS), "")
    field = stem.removeprefix(start)
    if not sorts or not start or field not in FIELDS:
        return
    for text in FIELDS[field]:
        if _SCHOOL & set(text.split()):
            yield f"{place(start)} {text}"
        else:
            yield from (" ".join(f"{place(start)} {text} {sort}".split()) for sort in sorts)
