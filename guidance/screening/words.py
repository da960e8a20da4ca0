"""Lists of general words: abbreviations, legal forms, places elsewhere. No entry stands for one institution."""

import re

STOP_WORDS = frozenset("of the for and in at on to de la von".split())

SPELLINGS = {
    "defence": "defense", "centre": "center", "centres": "centers", "programme": "program", "organisation": "organization",
    "labour": "labor", "aeronautic": "aeronautics", "astronautic": "astronautics", "telecommunication": "telecommunications",
    "sciences": "science", "technologies": "technology", "systems": "system", "materials": "material", "hongkong": "hong kong",
    "languages": "language", "limited": "ltd", "incorporated": "inc", "company": "co", "corporation": "corp",
    "intl": "international", "post": "posts", "studies": "study", "forces": "force",
    "supercomputing": "supercomputer",
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
    "astro": "astronautics", "astronaut": "astronautics", "mech": "mechanical", "elec": "electric", "pet": "petroleum",
    "petr": "petroleum", "geosci": "geoscience", "ind": "industry", "info": "information", "inf": "information",
    "appl": "applied", "comp": "computing", "comput": "computing", "grp": "group", "st": "state",
    "fdn": "foundation", "found": "foundation", "assoc": "association", "ltda": "ltd", "hk": "hong kong", "cas": "academy china science",
    "prov": "province", "sw": "southwest", "nw": "northwest", "ne": "northeast", "se": "southeast",
}  # fmt: skip
"""Usual abbreviations in addresses and bibliographies, written out."""

LEGAL_FORMS = frozenset("co ltd inc corp llc llp jsc pte".split())
FOREIGN_FORMS = frozenset("plc ag gmbh sa srl spa bv nv oy oyj ab asa kk pty llp sarl sas kg kgaa ooo pao zao sdn bhd".split())
"""Legal forms of other countries: a name that bears one is not a body of Greater China."""
WEAK_COMPANY = frozenset("technology group holdings holding international industry science tech china network information".split())
"""Words that a firm's everyday name leaves out."""

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
    "school college faculty department dept institute center centre laboratory lab campus hospital academy branch division section"
    " graduate unit office research group joint key state research library museum press".split()
)
"""What part of a larger body is called."""
ZH_UNITS = re.compile("(?:学院|学部|系|研究院|研究所|研究中心|实验室|中心|医院|校区|分校|研究生院|附属.*|部|所|院|班|办公室)$")

COUNTRY_MARKS = frozenset("china chinese prc taiwan macao macau hong kong hk".split())
CHINA_MARKS = frozenset("china chinese prc".split())
TAIWAN_MARKS = frozenset("taiwan roc taipei kaohsiung taichung hsinchu tainan taoyuan".split())
HONG_KONG_MARKS = frozenset("hongkong hk".split())
ZH_TAIWAN = re.compile("台湾|臺灣|中华民国|台北|臺北|高雄|台中|臺中")

ELSEWHERE = frozenset("""
    afghanistan albania algeria america american argentina armenia australia australian austria austrian azerbaijan bahrain
    bangladesh belarus belarusian belgian belgium bolivia bosnia brazil brazilian britain british bulgaria bulgarian cambodia
    cameroon canada canadian chile colombia croatia croatian cuba cyprus czech denmark danish dutch ecuador egypt egyptian england
    english estonia estonian ethiopia europe european finland finnish france french georgia german germany ghana greece greek
    hungarian hungary iceland india indian indonesia indonesian iran iranian iraq iraqi ireland irish israel israeli italian italy
    japan japanese jordan kazakhstan kazakh kenya korea korean kuwait kyrgyz laos latvia latvian lebanon libya lithuania lithuanian
    luxembourg malaysia malaysian malta mexican mexico moldova mongolian morocco myanmar nepal netherlands zealand nigeria norway
    norwegian oman pakistan pakistani palestine peru philippine philippines poland polish portugal portuguese qatar romania romanian
    russia russian saudi scotland scottish serbia serbian singapore singaporean slovak slovakia slovenia slovenian spain spanish
    sudan sweden swedish swiss switzerland syria syrian tajikistan tanzania thai thailand tunisia turkey turkish turkiye uganda uk
    ukraine ukrainian usa uae us uruguay uzbekistan venezuela vietnam vietnamese wales welsh yemen zambia zimbabwe

    london oxford cambridge manchester birmingham leeds sheffield liverpool nottingham bristol glasgow edinburgh cardiff belfast
    dublin aberdeen newcastle southampton leicester coventry warwick exeter durham york lancaster swansea dundee surrey sussex
    paris lyon grenoble toulouse marseille strasbourg berlin munich hamburg frankfurt dresden aachen stuttgart heidelberg bonn
    zurich geneva lausanne basel vienna graz amsterdam delft leiden utrecht rotterdam brussels leuven ghent copenhagen aarhus
    stockholm uppsala gothenburg lund oslo bergen trondheim helsinki aalto tampere rome milan turin bologna padua pisa naples
    madrid barcelona valencia lisbon porto athens warsaw krakow prague budapest bucharest sofia zagreb belgrade kiev kyiv kharkiv
    moscow petersburg novosibirsk tomsk samara kazan minsk istanbul ankara tehran isfahan shiraz baghdad cairo nairobi lagos
    johannesburg pretoria delhi mumbai bombay madras kanpur kharagpur roorkee guwahati chennai bangalore bengaluru hyderabad
    kolkata calcutta pune lahore karachi islamabad dhaka colombo kathmandu bangkok hanoi jakarta bandung manila kuala lumpur penang
    malaya seoul busan pusan daejeon incheon daegu gwangju ulsan pohang suwon tokyo osaka kyoto nagoya kobe sendai tohoku hokkaido
    kyushu tsukuba hiroshima yokohama sapporo fukuoka keio waseda toyota sydney melbourne brisbane perth adelaide canberra auckland
    wellington otago toronto montreal vancouver ottawa calgary alberta waterloo mcgill boston york chicago angeles francisco seattle
    houston dallas austin atlanta miami denver detroit pittsburgh philadelphia baltimore washington massachusetts california texas
    florida illinois michigan ohio pennsylvania virginia carolina minnesota wisconsin colorado arizona oregon utah iowa kansas
    missouri nebraska kentucky tennessee alabama louisiana oklahoma maryland delaware connecticut jersey hampshire vermont maine
    monterey stanford berkeley princeton harvard yale cornell duke rutgers purdue
    hanyang yonsei korea kaist postech sogang dongguk konkuk inha ajou kookmin soka tokai hosei meiji rikkyo doshisha chuo nihon
""".split())
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
