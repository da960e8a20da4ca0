"""The rule book holds every rule, in both formats, and its drawings say what its tables say."""

import re
from xml.etree import ElementTree

import pytest

from guidance import knowledge
from reports import diagram, html, pdf, rulebook

pytestmark = pytest.mark.slow

CATALOGUE = knowledge.load()


def test_every_rule_is_a_card_in_the_html() -> None:
    page = html.render(rulebook.build(CATALOGUE))
    shown = set(re.findall(r"<small>([a-z0-9_]+)</small>", page.decode()))
    assert shown == CATALOGUE.rules.by_name.keys()
    assert page == html.render(rulebook.build(CATALOGUE))


def test_every_rule_and_topic_is_set_in_the_pdf_which_meets_both_standards() -> None:
    book = rulebook.build(CATALOGUE)
    source = pdf.source(book).replace("\u200b", "")
    assert [rule for rule in CATALOGUE.rules.by_name if f'"{rule}"' not in source] == []
    assert [each.title for each in CATALOGUE.topics.values() if each.title not in source] == []
    assert pdf.render(book).startswith(b"%PDF-")  # the compiler refuses what is not PDF/A-3a and PDF/UA-1


@pytest.mark.parametrize("topic", CATALOGUE.topics)
def test_a_drawing_is_sound_and_has_every_link_of_the_table(topic: str) -> None:
    drawing = ElementTree.fromstring(diagram.svg(CATALOGUE, topic))
    lines = drawing.findall("{http://www.w3.org/2000/svg}line")
    told = diagram.leads_to(CATALOGUE, topic)
    assert len(lines) == sum(map(len, told.values()))
    rules = [rule for rule in CATALOGUE.rules.guidelines if rule.topic == topic]
    assert len(told) <= len(rules)
