"""The one door for user text: nothing that somebody typed becomes markup."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from guidance import knowledge
from guidance.assessment import LEVELS, Finding, Level, assess
from guidance.knowledge.entries import Confidence
from guidance.language.conditions import Severity
from guidance.language.facts import Facts
from guidance.language.rule import Obligation
from reports import standings
from reports.words import count
from ui.browser import html
from ui.browser.drawing import Label, plain, spoken
from ui.browser.html import SEVERITY_WORDS, paragraph, table, tag

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
ASCII_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
HARMLESS = set("%,/;?@")
"""Punctuation that begins nothing in Markdown, nor in what Streamlit adds to it."""
TYPED = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60)
MARKUP = st.lists(
    st.sampled_from(
        [*ASCII_PUNCTUATION, "a", "1", " ", "  ", "\n", "\n\n", "\t", "    ", "```", "---", "1. ", "- ", "> ", "# ", "| ",
         "<b>", "</p>", "<script>", "![x](y)", "[x](javascript:y)", "[x]: /y", "&lt;", "&#60;", ":red[x]", "$x$", "==", "http://x.y"]
    ),
    max_size=20,
).map("".join)  # fmt: skip
EXAMPLES = ["**b**", "_b_", "# x", "1. x", "1) x", "- x", "> x", "    x", "a  \nb", "a\\\nb", "[x]: /y", "| a |\n|---|", "<b>x</b>", "&lt;", "<!-- x -->", "\\*x\\*", "~~x~~", "![i](http://e.invalid/i.png)"]  # fmt: skip


@given(TYPED | MARKUP)
def test_no_markdown_survives(text: str) -> None:
    said = " ".join(text.split())
    rendered = MARKDOWN.render(plain(text))
    assert rendered == (f"<p>{_said(rendered)}</p>\n" if said else "")
    assert "<" not in _said(rendered)
    assert unescape(_said(rendered)) == said


@pytest.mark.parametrize("text", EXAMPLES)
def test_known_markup_is_shown_as_typed(text: str) -> None:
    assert unescape(_said(MARKDOWN.render(plain(text)))) == " ".join(text.split())
    assert MARKDOWN.render(text) != MARKDOWN.render(plain(text)), "it would have been markup"


def _said(rendered: str) -> str:
    return rendered.removeprefix("<p>").removesuffix("</p>\n")


@pytest.mark.parametrize("character", ASCII_PUNCTUATION)
def test_every_character_that_can_begin_markup_is_escaped(character: str) -> None:
    assert plain(character) == (character if character in HARMLESS else f"\\{character}")


@given(TYPED | MARKUP)
def test_a_label_is_one_line_and_safe_inside_another(text: str) -> None:
    assert len(plain(text).splitlines()) <= 1
    rendered = MARKDOWN.render(f"Remove: {plain(text)}")
    assert unescape(_said(rendered)) == f"Remove: {' '.join(text.split())}".strip()


@given(TYPED | MARKUP)
def test_what_is_put_into_a_label_is_escaped_once(text: str) -> None:
    assert Label("Remove: {}").format(text) == Label("{}").format(Label("Remove: {}").format(text)) == f"Remove: {plain(text)}"


@given(TYPED | MARKUP)
def test_a_spoken_label_has_no_markup_and_nothing_to_escape(text: str) -> None:
    rendered = MARKDOWN.render(spoken(text))
    assert "\\" not in spoken(text)
    assert unescape(_said(rendered)) == spoken(text)
    assert "<" not in _said(rendered)


def test_our_own_words_are_spoken_as_they_are_written() -> None:
    for question in knowledge.load().questions.values():
        for text in (question.text, question.label, *(option.text for option in question.options)):
            assert spoken(text) == " ".join(text.split())


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 findings"), (1, "1 finding"), (2, "2 findings"), (1_000, "1,000 findings")]
)
def test_what_is_counted_is_one_or_more(number: int, said: str) -> None:
    assert count(number, "finding") == said
    assert count(1, "activity", "activities") == "1 activity"
    assert count(2, "activity", "activities") == "2 activities"


class Parts(HTMLParser):
    """The tags of some HTML, with their attributes, and its text."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(str(markup))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


@given(TYPED | MARKUP)
def test_a_paragraph_holds_the_text_and_no_other_tag(text: str) -> None:
    for made, attributes in ((paragraph(text), {}), (paragraph(text, "hint"), {"class": "g-hint"})):
        parts = Parts(made)
        assert parts.tags == [("p", attributes)]
        assert parts.text == text


@given(TYPED | MARKUP, TYPED | MARKUP)
def test_a_table_escapes_its_caption_and_its_cells(caption: str, cell: str) -> None:
    parts = Parts(table(caption, ["Question", "Answer"], [["Name", cell], []]))
    assert [name for name, _ in parts.tags] == [
        "div",
        "table",
        "caption",
        "thead",
        "tr",
        "th",
        "th",
        "tbody",
        "tr",
        "th",
        "td",
        "tr",
    ]
    assert parts.tags[0][1]["aria-label"] == caption
    assert parts.text == f"{caption}QuestionAnswerName{cell}"


def test_the_first_cell_of_a_row_is_its_header() -> None:
    assert '<th scope="row">a</th><td>b</td>' in table("T", ["A", "B"], [["a", "b"]])
    assert "<td>a</td><td>b</td>" in table("T", ["A", "B"], [["a", "b"]], first_is_header=False)


def test_every_severity_has_a_word() -> None:
    assert [SEVERITY_WORDS[severity] for severity in Severity] == ["May go ahead", "Low", "Medium", "High", "Critical"]
    assert tag(Severity.HIGH) == '<span class="g-tag g-high">High</span>'


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (Level(2, 2, ()), LEVELS[2]),
        (Level(1, 3, (), 2), f"Treat as {LEVELS[2]} (the answers allow L1 to L3)"),
        (Level(0, 3, ()), "No level yet"),
        (Level(0, 0, (), nothing_to_assess=True), "No activity yet"),
    ],
)
def test_a_level_reads_as_far_as_it_is_known(level: Level, words: str) -> None:
    assert Parts(html.level(level)).text == words


@pytest.mark.slow
def test_a_finding_says_what_who_by_when_and_why() -> None:
    catalogue = knowledge.load()
    for rule in catalogue.rules.guidelines:
        if rule.finds:
            advice = catalogue.advice[rule.finds]
            text = Parts(html.finding(catalogue, Finding(rule.finds, None, (rule,), frozenset()))).text
            for said in (advice.title, advice.says, advice.action, advice.safe_way, advice.deadline.text):
                assert said in text
            assert catalogue.roles[advice.owner].title in text
            assert SEVERITY_WORDS[rule.severity or Severity.LOW] in text
            assert rule.obligation is not Obligation.OTHERS or f"somebody else's duty ({rule.bound})" in text
            assert all(citation.source.title in text for citation in catalogue.citations(rule))
            assert ("Check before relying" in text) is (catalogue.check_before_relying(rule) is not None)
            unseen = {c.source.title for c in catalogue.citations(rule) if c.confidence is Confidence.RECALLED}
            assert text.count("(recalled; check before relying)") >= len(unseen)
            assert unseen or "(recalled" not in text


def test_a_list_escapes_each_item() -> None:
    assert html.bullets(["<b>", "a & b"]) == "<ul><li>&lt;b&gt;</li><li>a &amp; b</li></ul>"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "Nothing more to ask about this activity."),
        (1, "About 1 more question for this activity."),
        (12, "About 12 more questions for this activity."),
    ],
)
def test_what_is_still_to_come_is_counted_in_words(number: int, said: str) -> None:
    assert html.more(number, "this activity") == said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("activities", "said"),
    [
        (1, r"About \d+ more questions can change this result\."),
        (standings.COUNTED, r"Questions that can change this result are open about 11 activities\."),
    ],
)
def test_what_is_open_is_one_number_that_an_officer_can_work_through(activities: int, said: str) -> None:
    gift = {"activity.kind": frozenset({"gift"})}
    facts = Facts({"profile.kind": "he_wales"}, {f"gift {number}": gift for number in range(activities)})
    told = standings.left(assess(knowledge.load(), facts))
    assert re.fullmatch(said, told)
    assert all(int(number) < 100 for number in re.findall(r"\d+", told))
