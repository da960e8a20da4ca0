"""The rule book: every rule of the knowledge base as a card, by topic, for counsel to read, annotate and sign."""

from collections.abc import Iterator
from typing import Final

from guidance.knowledge.catalogue import Catalogue
from guidance.language.rule import Guideline
from reports import diagram, words
from reports.blocks import Block, Card, Cell, Cover, Paper, Paragraph, Part, Picture, Section, Table

MARKING: Final = "OFFICIAL"


def build(catalogue: Catalogue) -> Paper:
    """The rule book. The same knowledge base gives the same one."""
    topics = sorted(catalogue.topics, key=lambda topic: catalogue.topics[topic].title)
    sections = tuple(_topic(catalogue, number, topic) for number, topic in enumerate(topics, 1))
    return Paper(_cover(catalogue), (_how_to_read(), *sections))


def _cover(catalogue: Catalogue) -> Cover:
    knowledge = catalogue.knowledge
    facts = [
        ("Knowledge base", f"{knowledge.version}, published {words.day(knowledge.published)}"),
        ("Hash of the knowledge base", catalogue.hash),
        ("Rules", f"{len(catalogue.rules.guidelines)} in {len(catalogue.topics)} topics"),
    ]
    return Cover(
        title="China exposure: the rule book",
        organisation="For counsel and policy specialists",
        subject="Every rule, when it applies, why, whose duty it is, and what it rests on",
        marking=MARKING,
        knowledge=f"Knowledge base {catalogue.version}",
        facts=tuple(Part(label, text) for label, text in facts),
        author="China exposure guidance",
        day=knowledge.published,
        about="Every rule of the knowledge base by topic",
    )


def _how_to_read() -> Section:
    return Section(
        "how-to-read",
        "How to read this book",
        (
            Paragraph("A rule reads answers and concerns, and raises a concern, makes a finding or concludes a level."),
            Paragraph("Each topic opens with a drawing and the same in words, then its rules, then a table to be signed."),
            Paragraph("A rule that rests on a source which was only recalled says so. Check it before you agree."),
        ),
    )


def _topic(catalogue: Catalogue, number: int, topic: str) -> Section:
    text = catalogue.topics[topic]
    rules = [rule for rule in catalogue.rules.guidelines if rule.topic == topic]
    rows = tuple((Cell(effect), Cell("; ".join(parts))) for effect, parts in diagram.leads_to(catalogue, topic).items())
    blocks: list[Block] = [Paragraph(text.summary)] if text.summary else []
    blocks += [
        Picture(
            topic,
            diagram.svg(catalogue, topic),
            f"Which questions and concerns lead to what under “{text.title}”. The next table says the same.",
        ),
        Table(f"What rests on what: {text.title}", ("What follows", "What it rests on"), rows, (1, 2)),
        Section(f"{topic}-rules", "Rules", tuple(_card(catalogue, rule) for rule in rules)),
        Section(f"{topic}-signed", "Read and agreed", (_to_be_signed(text.title),)),
    ]
    return Section(topic, f"{number}. {text.title}", tuple(blocks), new_page=True)


def _card(catalogue: Catalogue, rule: Guideline) -> Card:
    parts = [
        Part("When", catalogue.in_words(rule)),
        Part("Why", rule.reason),
        Part("Said on cards", "" if rule.raises is None else rule.adds),
        Part("Rests on", f"{words.capital(rule.obligation)}; it binds {rule.bound}" if rule.finds else ""),
        Part("In force", _in_force(rule)),
        Part("Check before relying", catalogue.check_before_relying(rule) or ""),
        Part("Sources", "; ".join(_sources(catalogue, rule)), quiet=True),
    ]
    badge = Cell(words.SEVERITY[rule.severity], rule.severity) if rule.severity else None
    return Card(f"rule-{rule.name}", _effect(catalogue, rule), tuple(part for part in parts if part.text), badge, rule.name)


def _effect(catalogue: Catalogue, rule: Guideline) -> str:
    if rule.raises is not None:
        return f"Concern: {rule.raises.words}"
    if rule.finds:
        return catalogue.advice[rule.finds].title
    return f"Level {rule.level}" if rule.level is not None else "Answers that contradict each other"


def _in_force(rule: Guideline) -> str:
    if not rule.dated:
        return ""
    since = f"from {words.day(rule.starts)}" if rule.starts else "until now"
    return f"{since} to {words.day(rule.ends)}" if rule.ends else since


def _sources(catalogue: Catalogue, rule: Guideline) -> Iterator[str]:
    for citation in catalogue.citations(rule):
        source = citation.source
        place = f", {citation.paragraph}" if citation.paragraph else ""
        yield f"{source.title}{place} ({words.SEEN[citation.confidence]}, last checked {words.day(source.last_checked)})"


def _to_be_signed(title: str) -> Table:
    rows = tuple(
        (Cell(role), Cell(""), Cell(""), Cell("")) for role in ("Counsel", "Policy specialist", "Research security lead")
    )
    return Table(
        f"Read and agreed: {title}", ("Role", "Name and signature", "Date", "Remarks"), rows, (4, 6, 3, 8), fill_in=True
    )
