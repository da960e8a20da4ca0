"""In which order the partnerships of a register are looked at: whom to settle, what works in a sensitive field, what is ordinary."""

import re
from enum import StrEnum
from typing import Final

from guidance.case.record import Screening
from guidance.partners.register.rows import Partnership


class Rank(StrEnum):
    """How soon somebody must look at an arrangement. It orders work; it is no level and clears nobody."""

    SETTLE = "must be settled"
    SENSITIVE = "sensitive field"
    ORDINARY = "ordinary"


ORDER: Final = tuple(Rank)

SENSITIVE_SUBJECTS: Final = ("CAH07", "CAH10", "CAH11")
"""Groups of the Common Aggregation Hierarchy: physical sciences, engineering and technology, computing."""

_SENSITIVE: Final = re.compile(
    r"artificial intelligence|\bai\b|machine learning|deep learning|computer vision|quantum|semiconduct|microelectronic|photonic|\blaser|"
    r"advanced material|composite|metamaterial|graphene|metallurg|alloy|ceramic|robot|autonom|drone|unmanned|\buavs?\b|aerospace|aero ?engine|"
    r"aviation|aircraft|rotor|turbine|propulsion|rocket|missile|hypersonic|satellite|space (?:tech|craft|sci)|remote sensing|radar|sonar|underwater|"
    r"acoustic|naval|marine eng|ship|nuclear|reactor|radiation|isotope|crypto|cyber|encrypt|5g|6g|wireless|telecom|antenna|synthetic bio|"
    r"gene edit|genom|biometric|facial recognition|surveillance|pathogen|virolog|toxin|explosive|energetic material|defen[cs]e|military|"
    r"dual.use|navigation|guidance system|high.performance comput|supercomput|additive manufactur|3d print|battery|sensor|control engineering",
    re.IGNORECASE,
)
"""Words of the fields in which knowledge is most often controlled or sought after."""
_TELLING: Final = ("subject", "project", "department", "kind", "notes", "data")
_CHECKED: Final = re.compile(r"\b(?:yes|y|licen[cs]|controlled|required|refer)", re.IGNORECASE)


def rank(each: Partnership, screening: Screening | None) -> Rank:
    """How soon to look at a partnership."""
    if screening is None or screening.hits or screening.decision == "review":
        return Rank.SETTLE
    words = " ".join(each.said.get(field, "")[:500] for field in _TELLING)
    coded = any(code in each.subject for code in SENSITIVE_SUBJECTS)
    if coded or _SENSITIVE.search(words) or _CHECKED.search(each.said.get("export_check", "")):
        return Rank.SENSITIVE
    return Rank.ORDINARY
