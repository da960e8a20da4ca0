"""What the title of a column means, in English and in other languages: its words, not the whole of it, are looked up.

>>> max(meaning("UNIVERSITY/ORGANIZATION").fields), max(meaning("Laufzeitende").fields), max(meaning("SignedOn").fields)
('partner', 'ends', 'starts')
>>> meaning("Fudan University").certain
False
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

PARTNER: Final = "partner"
COUNTRY: Final = "country"
CLOSE: Final = 88
"""The rapidfuzz ratio, 0 to 100, from which a misspelt word is taken for one that we know."""
MISSPELT: Final = 6
"""Letters from which a word may be misspelt."""
LONG: Final = 80
"""Characters beyond which a cell is no title."""
MOST: Final = 0.6
"""The share of the words of a title that must be known for it to be a certain one."""

_WORDS: Final[Mapping[str, str]] = {
    "partner": r"partner(?!ship|schaft)\w*|\w*partner(?:s|in)?|partenaires?|counterpart\w*|contraparte|collaborators?|giftors?|donors?|givers?|licensees?|licensors?|mitra|ortak\w*|kumppan\w*|"
    r"sponsors?|grantors?|socios?|soci[oa]|cocontractant|партнер\w*",
    "body": r"universit\w*|\w*universitat\w*|universidad\w*|institution\w*|institut[eos]?|institutes|institucion\w*|instituic\w*|instelling\w*|"
    r"istitut\w*|istituzion\w*|organi[sz]\w*|orgs?|affiliations?|kurum\w*|organism\w*|compan(?:y|ies)|firms?|firma|unternehmen|entreprise|empresa|bedrijf|azienda|"
    r"entit(?:y|ies|e|es)|entidad\w*|ente|heis?|colleges?|\w*hochschulen?|\w*einrichtung|etablissements?|ateneo|supplier|customer|client|vendor|вуз\w*|университет\w*|uczelni\w*",
    "name": r"names?|\w*namen?|noms?|nombre|naam|nome|bezeichnung|denomin\w*",
    "nationality": r"nationalit\w*|citizenships?|staatsangehorig\w*|nationalite|nacionalidad",
    "english": r"english|englisch\w*|anglais\w*|ingles|inglese|latin|roman\w*",
    "country": r"countr(?:y|ies)|negara|maa|nations?|\w*land|pays|pais(?:es)?|paese|staat|kraj|gwlad|ulke|zeme|orszag|страна",
    "place": r"location|territor\w*|regions?|region|standort|lieu|lugar|luogo|jurisdiction",
    "local": r"local|native|hanzi|script",
    "chinese": r"chinese|chinesisch\w*|chinois\w*|chino",
    "registry": r"ror|grid|isni",
    "id": r"id|ids|identifier|ref|refs|references?|referenz|numbers?|nummer|no|nr|num|numero|codes?|kennung|aktenzeichen|kennzeichen",
    "kind": r"types?|kinds?|categor\w*|kategorie|art|\w+art|typ|\w+typ|\w+type|rodzaj|turu|вид|тип|loai|soort|tipos?|tipologia|nature|modalidad",
    "agreement": r"agreements?|partnerschaft\w*|arrangements?|contracts?|partnerships?|collaborations?|cooperations?|co|operations?|\w*kooperation\w*|\w*vertrag\w*|"
    r"\w*abkommen|vereinbarung\w*|accords?|conventions?|convenios?|acuerdos?|contratos?|contrats?|cooperacion|cooperazione|overeenkomst\w*|"
    r"samenwerking\w*|accord[oi]|convenzion[ei]|contratt[oi]|activit(?:y|ies)|relationships?|gifts?|engagements?|linkages?|instrument|"
    r"[gc]ytundeb\w*|umow\w*|smlouv\w*|\w*avtal\w*|\w*aftale\w*|szerzodes\w*|anlasma\w*|sopimus\w*|соглашен\w*|договор\w*",
    "project": r"projects?|programm?es?|programs?|projekt\w*|vorhaben|projets?|proyectos?|progett[oi]|purpose",
    "title": r"titles?|descriptions?|beschreibung|titel|titre|titulo|titolo|objet|objeto|oggetto|thema",
    "department": r"departments?|dept|depts|schools?|facult\w*|units?|divisions?|fakultat\w*|fachbereich|abteilung|departe?ment\w*|departamento|"
    r"afdeling|composante|adran|wydzial|facolta|dipartimento|lehrstuhl",
    "lead": r"leads?|pi|investigators?|owners?|contacts?|managers?|coordinators?|koordinator\w*|coordina\w+|ansprechpartner\w*|"
    r"verantwortlich\w*|\w*beauftragte\w*|koordynator\w*|coordenador\w*|kontaktperson\w*|yhteyshenkilo\w*|leiter\w*|\w*leitung|responsables?|responsabil[ei]|contactpersoon|referente|supervisors?|champion",
    "reach": r"e|email|mail|phone|telephone|tel|telefon|fax|address|adresse|website|url|web|postcode",
    "subject": r"cah|hecos|disciplin\w*|fields?|subjects?|fach|fachgebiet|\w*gebiet|domaines?|area|ambito|specialism",
    "start": r"starts?|starting|begin\w*|\w*beginn|commence\w*|sign\w*|effective|beginn|abgeschlossen|abschluss\w*|unterzeichn\w*|debut|"
    r"inicio|inizio|aanvang|ondertek\w*|ingangsdatum|since|established|received|startdatum|\w+start|signature|suscripcion|stipula|"
    r"decorrenza|firma|dechrau|podpis\w*|rozpocz\w*|zawarci\w*|startdato|underskrift\w*|zahajen\w*|alka\w*|kezdet\w*|baslang[iı]c|imza\w*|"
    r"подписан\w*|начал\w*|ky|arrival",
    "from": r"from|von|vom|desde|depuis|ab|dal|van|od|dates?|datum|fecha|data",
    "end": r"ends?|ending|\w*ende|expir\w*|until|terminat\w*|ablauf\w*|\w*ablauf|fin|vencimiento|termino|einde|einddatum|eind|scadenza|fine|"
    r"finali\w*|enddatum|echeance|renewal|caducidad|validity|finish\w*|departure|"
    r"gorffen|zakonczeni\w*|wygas\w*|ukonceni\w*|slutdat\w*|udlob\w*|utlop\w*|paatty\w*|vege|lejarat\w*|bitis|окончан\w*|истечен\w*|het",
    "to": r"to|bis|till|tot|hasta|al|au|ate|do|до",
    "check": r"check|checked|reminder|flag|status|days|remaining|elapsed|reviewed",
    "value": r"values?|amounts?|funding|funds|budgets?|income|costs?|prices?|\w*betrag|\w*summe|montants?|importes?|montos?|bedrag|import[oi]|"
    r"valore|\w*wert|finanzierung|financement|fees?|gbp|usd|eur",
    "people": r"visitors?|visiting|personnel|staff|students?|people|scholars?|researchers?|mobility",
    "in": r"in|inbound|incoming",
    "out": r"out|outbound|outgoing",
    "doctoral": r"pgrs?|phds?|doctoral|doctorate|doktorand\w*|doctorant\w*|doctorand\w*|promovend\w*",
    "data": r"data|daten|donnees|datos|gegevens|dati",
    "trl": r"trl|readiness",
    "export": r"export\w*|ecju|ctrl|chk",
    "notes": r"notes?|comments?|remarks?|bemerkung\w*|anmerkung\w*|remarques?|commentaires?|observacion\w*|opmerking\w*|notizen|commenti",
    "own": r"own|our|ours|home|uk|us|internal|applicant|campus|eigen\w*",
    "filler": r"of|the|and|or|a|an|on|for|by|with|der|die|das|des|du|de|la|le|el|il|di|della|del|dello|van|und|et|y|e|o|total|shared|level|"
    r"controls?|technology|principal|joint|date|datum|fecha|foreign|main|full|auslandisch\w*|etranger\w*|extranjer\w*|straniera?|currency|valid|"
    r"research|exchanged|related|academic|international|external|other|which|who|is|the|s|year|held|where|based|located|from|hq|nom",
}  # fmt: skip
"""Meanings, and the words that have them, without accents and case; a word may have several."""

_SIGNS: Final[Mapping[str, str]] = {
    "partner": r"合作方|合作单位|合作院校|合作学校|伙伴|협력|상대|파트너|교류대학|相手",
    "body": r"校名|机构名|機関名|企業名|会社名|大学|大學|机构|機構|学校|學校|院校|单位|대학|기관|学校名",
    "country": r"^国$|^國$|国家|國家|国别|国名|국가|나라|国・地域",
    "nationality": r"国籍|國籍|국적",
    "kind": r"类型|類型|类别|유형|종류|種別|種類",
    "agreement": r"协议|協議|협정|合作类|协定|協定",
    "start": r"开始|開始|签署|签订|签约|시작|체결|締結|협정일|協定日",
    "end": r"结束|到期|有效期|有効期限|満了|终止|종료|만료|終了",
    "project": r"项目|項目|프로젝트|プロジェクト",
    "department": r"学部|院系|학과|학부",
    "lead": r"负责人|負責人|联系人|聯繫人|담당자|担当",
    "value": r"金额|金額|금액|经费",
    "notes": r"备注|備註|비고|備考",
}
"""The same for writing without spaces: parts of a title."""


@dataclass(frozen=True)
class _Field:
    """What a title must mean to be of a field. `points` for each meaning; one of `needs` must be there, and none of `never`."""

    needs: tuple[frozenset[str], ...]
    points: Mapping[str, float]
    never: frozenset[str] = frozenset()


def _field(needs: str, never: str = "", **points: float) -> _Field:
    wanted = tuple(frozenset(each.split()) for each in needs.split("|"))
    return _Field(wanted, points, frozenset(never.split()))


FIELDS: Final[Mapping[str, _Field]] = {
    PARTNER: _field(
        "partner|body", "country place id registry kind local start end lead reach notes value people project check own subject doctoral nationality",
        partner=6, body=3, name=1, english=0.5,
    ),
    "partner_local": _field("local|chinese name", "body country place id kind start end", local=6, chinese=4, name=1, partner=3),
    "partner_id": _field("registry|partner id", "country agreement", registry=6, partner=3, id=3),
    COUNTRY: _field("country|place", "own lead reach check nationality", country=5, place=3, partner=1),
    "kind": _field(
        "kind|agreement", "partner body country id start end lead value own people project title notes check name subject nationality", kind=4, agreement=2.5
    ),
    "project": _field("project|title", "id start end lead kind value country partner department notes check", project=4, title=3),
    "department": _field("department", "partner body country id lead kind value", department=4),
    "lead": _field("lead", "reach start end country", lead=5, project=0.5),
    "subject": _field("subject", "partner start end", subject=3.5, id=0.5),
    "starts": _field("start|from", "end to lead check value in out", start=5, **{"from": 2}),
    "ends": _field("end|to", "start lead check value", end=5, to=2, **{"from": 0.5}),
    "value": _field("value", "end check", value=5),
    "visitors_in": _field("people in", "doctoral", people=3, **{"in": 3}),
    "visitors_out": _field("people out", "doctoral", people=3, out=3),
    "doctoral": _field("doctoral", "lead", doctoral=5),
    "data": _field("data", "start end lead people id kind", data=1.5),
    "trl": _field("trl", trl=5),
    "export_check": _field("export", "value lead", export=5),
    "reference": _field("id", "country registry reach people body department lead partner value", id=4),
    "notes": _field("notes", notes=4),
}  # fmt: skip
"""Fields of a register, and what a title must mean to be of one."""

_VAGUE: Final = frozenset({"place", "from", "to", "end"})
"""Meanings that a title may well not have: what stands under it decides."""
_FIRM: Final = frozenset({"country", "start"})


@dataclass(frozen=True)
class Meaning:
    """The fields that a title may be of, and how well each fits. `known`: the share of its words that are known."""

    fields: Mapping[str, float] = field(default_factory=dict)
    known: float = 0.0
    vague: bool = False

    @property
    def certain(self) -> bool:
        """Whether it can be nothing but a title: names of bodies have words like "university" too, among others."""
        return bool(self.fields) and self.known >= MOST

    @property
    def best(self) -> float:
        """How well the best of its fields fits."""
        return max(self.fields.values(), default=0.0)


@lru_cache(maxsize=2_000)
def meaning(title: str) -> Meaning:
    """What a title means. A text too long for a title, or one that is a formula or a number, means nothing."""
    if len(title) > LONG or not re.search(r"[^\W\d_]", title):
        return Meaning()
    words = _words(title)
    meant = {word: _meanings(word) for word in words}
    signs = {each for each, sign in _SIGNS.items() if re.search(sign, title)}
    all_meant = frozenset().union(signs, *meant.values())
    unknown = sum(not each for each in meant.values()) if not signs else 0
    fields = {
        name: sum(rule.points.get(each, 0.0) for each in all_meant) - unknown / 2
        for name, rule in FIELDS.items()
        if any(need <= all_meant for need in rule.needs) and not rule.never & all_meant
    }
    known = 1 - unknown / len(words) if words else 1.0
    return Meaning(fields, known, bool(all_meant & _VAGUE) and not all_meant & _FIRM)


_BODY: Final = re.compile(
    r"universi|colleg|institut|academ|hochschul|polytechn|politecn|facult|school|hospital|laborator|foundation|corporation|ecole|"
    r"\b(?:ltd|inc|co|corp|gmbh|llc|plc|company|group|centre|center)\b|大学|大學|学院|學院|公司|研究|科学|대학|연구",
)


def tells_nationality(title: str) -> bool:
    """Whether a title speaks of the nationality of somebody, which is never read for a country unless an officer says so."""
    return any("nationality" in _meanings(word) for word in _words(title)) or bool(re.search(_SIGNS["nationality"], title))


def names_a_body(cell: str) -> bool:
    """Whether a cell looks like the name of a university, institute or firm."""
    return len(cell) <= LONG * 3 and bool(_BODY.search(_bare(cell)))


def _words(title: str) -> list[str]:
    apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})", " ", title)
    return [word for word in re.sub(r"[\W\d_]+", " ", _bare(apart)).split() if word]


def _bare(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))


@lru_cache(maxsize=5_000)
def _meanings(word: str) -> frozenset[str]:
    found = frozenset(each for each, pattern in _WORDS.items() if re.fullmatch(pattern, word))
    if found or len(word) < MISSPELT:
        return found
    close = process.extractOne(word, _SPELT, scorer=fuzz.ratio, score_cutoff=CLOSE)
    return _meanings(close[0]) if close else found


_SPELT: Final = ("partner", "university", "institution", "organisation", "country", "agreement", "arrangement", "department",
                 "faculty", "project", "programme", "reference", "territory", "cooperation", "collaboration", "investigator", "funding",
                 "visitors", "doctoral", "comments", "location", "discipline")  # fmt: skip
"""Words that are also known when they are misspelt."""
