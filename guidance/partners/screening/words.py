"""Lists of general words: abbreviations, legal forms, places elsewhere. No entry stands for one institution."""

import re
from importlib.resources import files

STOP_WORDS = frozenset(["of", "the", "for", "and", "in", "at", "on", "to", "de", "la", "von"])

SPELLINGS = {
    "defence": "defense", "centre": "center", "centres": "centers", "programme": "program", "organisation": "organization",
    "labour": "labor", "aeronautic": "aeronautics", "astronautic": "astronautics", "telecommunication": "telecommunications",
    "sciences": "science", "technologies": "technology", "systems": "system", "materials": "material", "hongkong": "hong kong",
    "languages": "language", "limited": "ltd", "incorporated": "inc", "company": "co", "corporation": "corp",
    "intl": "international", "post": "posts", "studies": "study", "forces": "force",
    "supercomputing": "supercomputer", "communications": "communication", "services": "service",
}  # fmt: skip
"""One spelling or number for the same word, on both sides of a comparison."""

ABBREVIATIONS = {
    "univ": "university", "uni": "university", "inst": "institute", "sci": "science", "tech": "technology", "technol": "technology",
    "natl": "national", "nat": "national", "def": "defense", "elect": "electronic", "electr": "electronic", "eng": "engineering",
    "engn": "engineering", "engg": "engineering", "engr": "engineering", "agr": "agricultural", "agric": "agricultural",
    "med": "medical", "acad": "academy", "dept": "department", "lab": "laboratory", "labs": "laboratory", "ctr": "center",
    "cent": "central", "telecomms": "telecommunications", "telecom": "telecommunications", "telecommun": "telecommunications",
    "comm": "communication", "commun": "communication", "mil": "military", "sch": "school", "coll": "college", "hosp": "hospital",
    "res": "research", "norm": "normal", "chem": "chemical", "phys": "physics", "polytech": "polytechnic", "minist": "ministry",
    "econ": "economics", "fin": "finance", "int": "international", "aero": "aeronautics", "aeronaut": "aeronautics",
    "astro": "astronautics", "tcm": "chinese medicine", "astronaut": "astronautics", "mech": "mechanical", "elec": "electric", "pet": "petroleum",
    "petr": "petroleum", "geosci": "geoscience", "ind": "industry", "info": "information", "inf": "information",
    "chin": "chinese", "comms": "communication", "srvces": "service", "srvcs": "service", "svcs": "service", "svc": "service",
    "appl": "applied", "comp": "computing", "comput": "computing", "grp": "group", "st": "state",
    "fdn": "foundation", "found": "foundation", "assoc": "association", "ltda": "ltd", "hk": "hong kong", "cas": "china academy science",
    "prov": "province", "sw": "southwest", "nw": "northwest", "ne": "northeast", "se": "southeast",
}  # fmt: skip
"""Usual abbreviations in addresses and bibliographies, written out."""

ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
"""Hospitals and schools that bear a number are written "No. 1", "1st" and "First"."""
LEGAL_FORMS = frozenset(["co", "ltd", "inc", "corp", "llc", "llp", "jsc", "pte"])
FOREIGN_FORMS = frozenset(
    [
        "plc",
        "ag",
        "gmbh",
        "sa",
        "srl",
        "spa",
        "bv",
        "nv",
        "oy",
        "oyj",
        "ab",
        "asa",
        "kk",
        "pty",
        "llp",
        "sarl",
        "sas",
        "kg",
        "kgaa",
        "ooo",
        "pao",
        "zao",
        "sdn",
        "bhd",
    ]
)
"""Legal forms of other countries: a name that bears one is not a body of Greater China."""
WEAK_COMPANY = frozenset(
    [
        "technology",
        "group",
        "holdings",
        "holding",
        "international",
        "industry",
        "science",
        "tech",
        "china",
        "network",
        "information",
        "communication",
        "service",
        "investment",
        "investments",
        "trading",
        "enterprise",
        "enterprises",
    ]
)
"""Words that a firm's everyday name leaves out."""

BODY_WORDS = frozenset(
    [
        "academy",
        "administration",
        "agency",
        "airlines",
        "armed",
        "army",
        "arsenal",
        "association",
        "authority",
        "bank",
        "base",
        "biotechnology",
        "brigade",
        "bureau",
        "center",
        "college",
        "committee",
        "commission",
        "communication",
        "communications",
        "company",
        "complex",
        "consulting",
        "consortium",
        "construction",
        "corporation",
        "council",
        "defense",
        "department",
        "directorate",
        "electronic",
        "electronics",
        "energy",
        "engineering",
        "enterprise",
        "enterprises",
        "establishment",
        "export",
        "exports",
        "factory",
        "federation",
        "firm",
        "force",
        "foundation",
        "fund",
        "gas",
        "genomics",
        "group",
        "holding",
        "holdings",
        "hospital",
        "import",
        "industrial",
        "industries",
        "industry",
        "institute",
        "institution",
        "instruments",
        "international",
        "investment",
        "investments",
        "laboratory",
        "logistics",
        "limited",
        "machinery",
        "manufacturing",
        "marine",
        "maritime",
        "materials",
        "microelectronics",
        "ministry",
        "movement",
        "navy",
        "network",
        "office",
        "oil",
        "optoelectronics",
        "organization",
        "partners",
        "partnership",
        "party",
        "petroleum",
        "photonics",
        "pla",
        "plant",
        "plc",
        "police",
        "production",
        "products",
        "program",
        "research",
        "school",
        "science",
        "sciences",
        "semiconductor",
        "semiconductors",
        "service",
        "services",
        "ship",
        "shipping",
        "shipyard",
        "society",
        "solutions",
        "state",
        "steel",
        "supply",
        "system",
        "systems",
        "technic",
        "technical",
        "technologies",
        "technology",
        "telecom",
        "trade",
        "trading",
        "transport",
        "union",
        "university",
        "works",
        "co",
        "corp",
        "ltd",
        "inc",
        "llc",
        "llp",
        "lp",
        "jsc",
        "pjsc",
        "ojsc",
        "oao",
        "ooo",
        "zao",
        "pao",
        "gmbh",
        "sas",
        "sarl",
        "srl",
        "spa",
        "bv",
        "nv",
        "fze",
        "fzco",
        "fzc",
        "dmcc",
        "pte",
        "pty",
        "sdn",
        "bhd",
        "kft",
        "doo",
        "aps",
        "kg",
        "bvba",
        "eood",
        "ead",
        "plc",
    ]
)
"""Words that the names of bodies have and those of persons have not."""
ZH_LEGAL = re.compile("(?:集团)?(?:股份|责任)?(?:有限)?(?:责任)?公司$|集团$")
ZH_WEAK = re.compile("(?:科学|科技|技术|集团|控股|股份)+$")

EXONYMS = {
    "harbin": "haerbin", "hohhot": "huhehaote", "urumqi": "wulumuqi", "lhasa": "lasa", "tibet": "xizang", "canton": "guangzhou",
    "qiqihar": "qiqihaer", "mongolia": "menggu", "inner": "nei", "xian": "xian", "shaanxi": "shanxi", "macau": "aomen",
    "macao": "aomen", "hongkong": "xianggang", "taipei": "taibei", "taiyuen": "taiyuan",
}  # fmt: skip
"""Places whose usual English name is not their pinyin."""

UNNAMED = re.compile(
    r"(?:n/?a|tb[acd]|none|nil|unknown|not (?:known|applicable|stated|yet .*)|various\b.*|several\b.*|multiple\b.*|to be .*|pending"
    r"|test|see .*|other|others|misc.*|confidential|待定|无|不详)$"
)

UNITS = frozenset(
    [
        "school",
        "college",
        "faculty",
        "department",
        "dept",
        "institute",
        "center",
        "centre",
        "laboratory",
        "lab",
        "campus",
        "hospital",
        "academy",
        "branch",
        "division",
        "section",
        "graduate",
        "unit",
        "office",
        "research",
        "group",
        "joint",
        "key",
        "state",
        "research",
        "library",
        "museum",
        "press",
        "garden",
        "observatory",
        "station",
    ]
)
"""What part of a larger body is called."""
INNER_UNITS = frozenset(
    [
        "school",
        "faculty",
        "department",
        "dept",
        "laboratory",
        "lab",
        "division",
        "section",
        "unit",
        "office",
        "key",
        "state",
        "library",
    ]
)
"""Units that are never a body of their own beside a hospital or an institute."""
ZH_UNITS = re.compile("(?:学院|学部|系|研究院|研究所|研究中心|实验室|中心|医院|校区|分校|研究生院|附属.*|部|所|院|班|办公室)$")

ZH_HOSPITALS = re.compile("医院$")
ZH_INSTITUTES = re.compile("(?:研究院|研究所|中心|实验室|所|院)$")

DIRECTIONS = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "central",
        "new",
        "northern",
        "southern",
        "eastern",
        "western",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
    ]
)
"""Words with which the name of a place or a body may begin."""
COUNTRY_MARKS = frozenset(["china", "chinese", "prc", "taiwan", "macao", "macau", "hong", "kong", "hk"])
CHINA_MARKS = frozenset(["china", "chinese", "prc"])
TAIWAN_MARKS = frozenset(["taiwan", "roc", "taipei", "kaohsiung", "taichung", "hsinchu", "tainan", "taoyuan"])
HONG_KONG_MARKS = frozenset(["hongkong", "hk"])
ZH_TAIWAN = re.compile("台湾|臺灣|中华民国|台北|臺北|高雄|台中|臺中")

ELSEWHERE = frozenset((files("guidance.partners.screening") / "data" / "elsewhere.txt").read_text(encoding="utf-8").split())
"""Countries, what belongs to them, and places of learning outside Greater China. Used as evidence against, never for."""

COUNTRIES = {
    "china": "CN", "prc": "CN", "p r china": "CN", "pr china": "CN", "peoples republic of china": "CN", "cn": "CN", "chn": "CN",
    "mainland china": "CN", "中国": "CN", "中华人民共和国": "CN", "中国大陆": "CN", "hong kong": "HK", "hong kong sar": "HK",
    "hk": "HK", "hkg": "HK", "hong kong china": "HK", "hong kong sar china": "HK", "香港": "HK", "中国香港": "HK", "macao": "MO",
    "macau": "MO", "mo": "MO", "mac": "MO", "macau sar": "MO", "macao sar": "MO", "澳门": "MO", "taiwan": "TW", "tw": "TW",
    "twn": "TW", "roc": "TW", "taiwan roc": "TW", "taiwan province of china": "TW", "republic of china": "TW", "台湾": "TW",
    "中国台湾": "TW", "iran": "IR", "ir": "IR", "irn": "IR", "islamic republic of iran": "IR", "iran islamic republic of": "IR",
    "russia": "RU", "ru": "RU", "rus": "RU", "russian federation": "RU",
}  # fmt: skip
"""How a country is written, and its ISO code. What is not here and not empty is some other country."""
ELSEWHERE_TOO = frozenset(
    {"northeastern university", "northwest university", "southeast university", "soochow university", "東北大学"}
)
"""Names that a body elsewhere bears too, in Boston and London, Kirkland, Dhaka, Taipei and Sendai: alone they are for review."""
