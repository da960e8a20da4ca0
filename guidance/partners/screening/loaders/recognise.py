"""Which list a file is, seen from its content; and what a file is that is no list, or one that is not to be used any more."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from guidance.partners.screening.loaders import canada, gleif, ofac, opensanctions, ror, stakes, template, uk, us, world
from guidance.partners.screening.loaders.reading import ListError, Reader, Source, separator

_BEGINS = 200_000
_UK = "the UK Sanctions List: https://www.gov.uk/government/publications/the-uk-sanctions-list, as CSV, XML or ODS"
_RETIRED = f"the list that took its place; this is OFSI's consolidated list, retired on 28 January 2026. Load {_UK}"
_OFAC = "sdn.xml or consolidated.xml from https://sanctionslist.ofac.treas.gov"
_KNOWN = (
    "a list in one of the forms we know (UK Sanctions List, US Consolidated Screening List, OFAC, BIS Entity List, section 1260H, "
    "UN, EU, OpenSanctions, Canada); any other can be put into the CSV template with the columns list, entry_id, name"
)


@dataclass(frozen=True)
class Look:
    """The beginning of a file."""

    source: Source
    text: str

    @cached_property
    def start(self) -> str:
        """The text without space before it."""
        return self.text.lstrip()

    @cached_property
    def first(self) -> str:
        """The first line."""
        return self.start.split("\n", 1)[0]

    @cached_property
    def titles(self) -> frozenset[str]:
        """The cells of the first two lines, in small letters."""
        lines = self.start.split("\n", 2)[:2]
        return frozenset(cell.strip(' "\r').casefold() for line in lines for cell in line.split(separator(line)))

    @cached_property
    def root(self) -> str:
        """The name of the first element of an XML file."""
        match = re.search(r"<([A-Za-z_][\w.:-]*)", self.start)
        return match[1].rpartition(":")[2] if match and self.start.startswith("<") else ""

    @cached_property
    def is_page(self) -> bool:
        """Whether it is a web page."""
        return self.start.startswith("<") and ("<html" in self.text[:2000].casefold() or self.root in ("html", "head", "body"))

    def has(self, *titles: str) -> bool:
        """Whether all of some columns are there."""
        return set(titles) <= self.titles


@dataclass(frozen=True)
class Kind:
    """A sort of file: how it is known, and its reader; or, for one that is not to be used, what it is and where to go."""

    fits: Callable[[Look], bool]
    reader: Reader | None = None
    refusal: str = ""


def _is_ftm(look: Look) -> bool:
    return look.start.startswith("{") and '"schema"' in look.first and '"properties"' in look.first


_KINDS = (
    Kind(
        lambda look: (
            look.first.startswith(("Report Date", '"Report Date')) or look.has("unique id", "name 6", "designation type")
        ),
        uk.load_csv,
    ),
    Kind(
        lambda look: look.has("group type", "alias type", "group id"),
        refusal=_RETIRED,
    ),
    Kind(
        lambda look: look.root in ("ArrayOfFinancialSanctionsTarget", "FinancialSanctionsTarget"),
        refusal=_RETIRED,
    ),
    Kind(lambda look: look.has("alt_names", "source_list_url"), us.load_csl_csv),
    Kind(lambda look: look.has("schema", "aliases", "countries", "dataset"), opensanctions.load_csv),
    Kind(lambda look: look.has("entity_logicalid", "namealias_wholename"), world.load_eu_csv),
    Kind(lambda look: look.has("list", "entry_id", "name"), template.load),
    Kind(lambda look: look.has("owned", "owner"), stakes.load),
    Kind(
        lambda look: look.has("relationship.startnode.nodeid", "relationship.endnode.nodeid"),
        gleif.load_owners,
    ),
    Kind(lambda look: look.has("lei", "entity.legalname"), gleif.load_names),
    Kind(
        lambda look: bool(re.match(r'"?\d+"?,"?\d+"?,"?(?:aka|fka|nka)"?,', look.first)),
        refusal=f"names; this is OFAC's file of aliases alone. Load {_OFAC}, which hold names and aliases",
    ),
    Kind(
        lambda look: bool(re.match(r'"?\d+"?,"?\d+"?,', look.first)) and len(look.first.split(",")) < 12,
        refusal=f"names; this looks like OFAC's file of addresses alone. Load {_OFAC}",
    ),
    Kind(
        lambda look: bool(re.match(r'"?\d+"?,\s*"[^"]+",\s*"?(?:-0-|individual|vessel|aircraft|entity)', look.first)),
        ofac.load_csv,
    ),
    Kind(lambda look: look.has("id", "names.types.ror_display"), ror.load_csv),
    Kind(lambda look: look.start.startswith("["), ror.load_json),
    Kind(lambda look: look.start.startswith('{"code":"ROR"'), ror.load_kept),
    Kind(_is_ftm, opensanctions.load_lines),
    Kind(lambda look: look.start.startswith("{") and '"results"' in look.text, us.load_csl_json),
    Kind(
        lambda look: look.is_page and "part 744" in look.text.casefold() and "entity list" in look.text.casefold(),
        us.load_entity_page,
    ),
    Kind(lambda look: "1260H" in look.text and "military compan" in look.text.casefold(), us.load_1260h),
    Kind(lambda look: look.is_page, canada.load),
    Kind(lambda look: look.root == "sdnList", ofac.load_xml),
    Kind(
        lambda look: look.root == "Sanctions",
        refusal=f"the plain form; this is OFAC's advanced XML. Load {_OFAC}",
    ),
    Kind(lambda look: look.root == "CONSOLIDATED_LIST", world.load_un),
    Kind(lambda look: look.root == "export" and "sanctionEntity" in look.text, world.load_eu_xml),
    Kind(lambda look: "<Designation" in look.text and look.start.startswith("<"), uk.load_xml),
    Kind(
        lambda look: look.root in ("DIV5", "DIV9", "DIV1", "DIV6", "ECFR", "CFRGRANULE", "DLPSTEXTCLASS"), us.load_entity_list
    ),
)


def reader(source: Source) -> Reader:
    """The reader for a file. Raises ListError for a file that is none of ours, saying what it is where that can be seen."""
    look = Look(source, source.beginning(_BEGINS))
    found = next((kind for kind in _KINDS if kind.fits(look)), None)
    if found is None:
        what = f"; this is XML whose first element is <{look.root}>" if look.root else ""
        what = "; this is JSON of another kind" if look.start.startswith("{") else what
        raise ListError(source.file, _KNOWN + what, read=look.first)
    if found.reader is None:
        raise ListError(source.file, found.refusal, read=look.first)
    return found.reader
