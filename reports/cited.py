"""Sources by number: a citation is a number, a paragraph and a mark, and a list at the end says what they mean."""

from collections.abc import Iterable, Iterator
from typing import Final

from guidance.assessment import Finding
from guidance.knowledge.catalogue import Citation
from guidance.knowledge.entries import Confidence, Source
from reports import words
from reports.blocks import Block, Cell, Paragraph, Table
from reports.case import Case, beside, https

MARK: Final = {Confidence.VERIFIED: "", Confidence.SECONDARY: "†", Confidence.RECALLED: "‡"}
"""How each confidence of a citation is marked."""
KEY: Final = f"Marks at a source: † {words.SEEN[Confidence.SECONDARY]}; ‡ {words.SEEN[Confidence.RECALLED]}; none: verified."


class Numbers:
    """Gives each source a number at its first use."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._numbers: dict[str, int] = {}

    def of(self, findings: Iterable[Finding]) -> str:
        """What findings rest on, as "[3] art.18†; [7]‡"; empty for none."""
        catalogue = self._case.catalogue
        cited = (
            citation
            for finding in findings
            for rule in (*finding.rules, *beside(finding))
            for citation in catalogue.citations(rule)
        )
        return "; ".join(dict.fromkeys(map(self._line, cited)))

    def _line(self, citation: Citation) -> str:
        number = self._numbers.setdefault(citation.source.id, len(self._numbers) + 1)
        place = f" {citation.paragraph}" if citation.paragraph else ""
        return f"[{number}]{place}{MARK[citation.confidence]}"

    def list(self) -> Iterator[Block]:
        """Every source that has a number."""
        if self._numbers:
            yield Paragraph(KEY, lead=True)
            rows = tuple(self._row(number, self._case.catalogue.sources[id]) for id, number in self._numbers.items())
            yield Table("Sources by number", ("No.", "Source and address"), rows, (1, 20))

    @staticmethod
    def _row(number: int, source: Source) -> tuple[Cell, ...]:
        linked = https(source.url)
        said = f"{source.title} ({source.version})"
        return Cell(f"[{number}]"), Cell(said if linked else f"{said}, {source.url}", url=linked)
