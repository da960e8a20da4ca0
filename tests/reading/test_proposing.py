"""Proposals rest on what a text says of a case: the same for the same text, never on a name or on what a person is, never too long."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as any_of

from guidance import knowledge
from guidance.language.facts import NOT_SURE
from guidance.reading.likeness import Likeness
from guidance.reading.proposing import KIND, MOST_CHARACTERS, Lexicon, Proposal, Reading, ReadingError
from guidance.reading.taking import READ, record_of
from guidance.reading.words import sentences

KNOWN = knowledge.load()
LEXICON = Lexicon(KNOWN)
DAY = date(2026, 11, 29)
MAIL = (
    "A Hong Kong distributor wants 40 units of our cameras. It will not say who the end users are. "
    "There is no classification on file. We do not know who owns the distributor."
)


def told(text: str) -> set[tuple[str, str]]:
    """All that is read of a text, mentions too."""
    reading = LEXICON.read(text)
    return {(each.question, each.option) for each in (*reading.proposals, *reading.mentioned)}


def test_a_mail_is_read_with_the_sentence_and_the_words_of_each_answer() -> None:
    reading = LEXICON.read(MAIL)
    proposals = {(each.question, each.option): each for each in reading.proposals}
    mentioned = {(each.question, each.option): each for each in reading.mentioned}
    supply = mentioned["activity.kind", "supply"]
    assert supply.sentence == "A Hong Kong distributor wants 40 units of our cameras."
    assert [supply.sentence[start:end] for start, end in supply.words] == ["distributor", "wants", "units"]
    assert "".join(piece for piece, _ in supply.marked) == supply.sentence
    assert ("partner.location", "hong_kong_macao") in proposals
    assert ("technology.control_list", "not_checked") in mentioned


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("A distributor does not want 40 units.", ("activity.kind", "supply")),
        ("Perhaps a donor will give a donation to the school.", ("activity.kind", "gift")),
        ("If we sign a memorandum, they come.", ("activity.kind", "agreement")),
        ("Nothing has been shipped to them.", ("activity.signs", "already_sent")),
        ("The classification is done: it was checked and is listed.", ("technology.control_list", "not_listed")),
    ],
)
def test_what_is_denied_or_doubted_is_not_proposed(text: str, never: tuple[str, str]) -> None:
    assert never not in told(text)


AGENT = (
    "Finance sees that the fees of 23 students of one recruitment agent came from eleven unrelated accounts. The agent asks for a refund "
    "of two of them to another account. A laptop was stolen from the agent's office last year."
)


def proposed(text: str) -> set[tuple[str, str]]:
    return {(each.question, each.option) for each in LEXICON.propose(text)}


def test_the_kind_is_what_the_whole_text_is_like_and_what_it_speaks_of_beside_is_a_mention() -> None:
    assert [option for question, option in proposed(AGENT) if question == KIND] == ["agent"]
    assert (KIND, "lost_device") in told(AGENT)
    (kind,) = [each for each in LEXICON.propose(AGENT) if each.question == KIND]
    assert kind.words, "the words are marked that make it so"


def test_a_lone_phrase_is_a_mention_however_short_the_text_is() -> None:
    assert not proposed("They asked about a licence. There is a donation.") & {(KIND, "licence"), (KIND, "gift")}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("A company in Wuhan called.", {"mainland"}),
        ("A company in Wuhan called. The money comes from a bank in Hong Kong.", set()),
        ("They were bought by a Hangzhou group.", {"controlled"}),
        ("Our history seminar is about China.", set()),
    ],
    ids=["one", "rivalled", "the same words", "what it is about"],
)
def test_one_answer_is_proposed_where_no_other_is_said_in_other_words(text: str, says: set[str]) -> None:
    assert {option for question, option in proposed(text) if question == "partner.location"} == says


def test_a_question_of_the_kind_that_was_read_needs_to_be_said_once() -> None:
    text = "The Sunday paper has sent a request under freedom of information for our agreements with a funder."
    longer = f"{text} The journalist wants them published, and we must answer the request within twenty working days."
    assert (KIND, "press_foi") in proposed(longer)
    assert ("activity.request_form", "foi") in proposed(longer)


def test_what_the_opening_says_of_whose_case_it_is_stands_against_what_comes_later() -> None:
    text = "Our spin-out in Belfast makes chips. A partner of ours works in Edinburgh, and a supplier in Cardiff."
    assert ("profile.nation", "ni") in proposed(text)


def test_what_the_kind_of_organisation_settles_is_not_proposed() -> None:
    assert not any(
        question == "profile.nation" for question, _ in proposed("Our university in Glasgow plans a joint laboratory.")
    )


def test_a_name_in_capitals_makes_a_text_like_nothing() -> None:
    names = "Mr Leaver Patent, Ms Gift Donation and Dr Investor Shares and Ms Royalty Licence Tenant and Ms Visit Delegation."
    assert not any(each.score for each in Likeness(KNOWN, KIND).ranked(names, list(sentences(names))))
    assert any(each.score for each in Likeness(KNOWN, KIND).ranked(names.lower(), list(sentences(names.lower()))))


def test_what_nobody_knows_is_read_as_not_sure() -> None:
    text = "The applicant applied for a PhD place. We do not know whether the project needs ATAS."
    assert ("team.atas", NOT_SURE) in told(text)


NAMES = any_of.sampled_from(
    [
        "Li",
        "Wei",
        "Zhang",
        "Min",
        "Wang",
        "Fang",
        "Henan",
        "Beijing",
        "Chen",
        "Hong",
        "Kong",
        "Macao",
        "Smith",
        "Mary",
        "Li-Hua",
        "Xi",
        "An",
        "Tibet",
        "Xinjiang",
        "Lhasa",
        "Jinping",
        "Ouyang",
    ]
)
PERSONS = any_of.sampled_from(
    [
        "Chinese",
        "PRC",
        "mainland",
        "Uyghur",
        "Tibetan",
        "Taiwanese",
        "Han",
        "American",
        "British",
        "national",
        "nationals",
        "citizen",
        "student",
        "students",
        "researcher",
        "scholar",
        "colleague",
        "passport",
        "Mandarin",
        "Cantonese",
        "born",
        "and",
        "of",
        "the",
        "a",
        "Dr",
        "Ms",
        "Professor",
        "family",
        "Dear",
        "Regards",
    ]
)
GLUE = any_of.sampled_from([" ", " ", " ", ", ", ". ", "\n", " – "])


@given(any_of.lists(any_of.tuples(any_of.one_of(NAMES, PERSONS), GLUE), max_size=40))
def test_no_text_of_names_and_nationalities_alone_gives_a_proposal(words: list[tuple[str, str]]) -> None:
    assert LEXICON.read("".join(word + glue for word, glue in words)) == Reading((), ())


@pytest.mark.parametrize("country", ["Chinese", "PRC", "American", "Uyghur", "British", "Tibet", "Hong Kong", "China"])
@pytest.mark.parametrize("person", ["student", "researcher", "colleague", "applicant", "professor"])
def test_the_nationality_of_a_person_changes_nothing(country: str, person: str) -> None:
    text = "The {} has applied for a PhD place in quantum computing research and will travel to a conference."
    assert told(text.format(f"{country} {person}")) == told(text.format(person))


TEXTS = any_of.lists(
    any_of.sampled_from([*re.findall(r"\S+", MAIL), "not", "\n\n", '"', "“", "licence", "China", "offers"]), max_size=80
)


@given(TEXTS)
def test_the_same_text_gives_the_same_proposals_one_option_each_and_spans_inside_the_sentence(words: list[str]) -> None:
    text = " ".join(words)
    reading = LEXICON.read(text)
    assert reading == LEXICON.read(text)
    proposals = (*reading.proposals, *reading.mentioned)
    assert len({(each.question, each.option) for each in proposals}) == len(proposals)
    for each in proposals:
        assert each.sentence in text
        assert all(0 <= start < end <= len(each.sentence) for start, end in each.words)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "x" * MOST_CHARACTERS,
        "a " * (MOST_CHARACTERS // 2),
        '"' * MOST_CHARACTERS,
        "." * MOST_CHARACTERS,
        "not order units customer wants " * (MOST_CHARACTERS // 40),
        "\x00\u202e\ud7ff<script>alert(1)</script> {{ 7*7 }} $(rm) " * 300,
        "🙂" * MOST_CHARACTERS,
    ],
    ids=["one word", "letters", "quotes", "stops", "words that are sought", "markup", "signs"],
)
def test_a_hostile_text_is_read(text: str) -> None:
    LEXICON.propose(text)


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(ReadingError, match=r"20,001 characters; the most that is read is 20,000"):
        LEXICON.propose("a" * (MOST_CHARACTERS + 1))


def taken(keep: bool) -> tuple[str, tuple[Proposal, ...]]:
    proposals = LEXICON.propose(MAIL)
    return record_of(KNOWN, proposals, "Cameras", DAY, "Officer", keep).to_json(), proposals


def test_what_is_taken_says_where_it_came_from_and_keeps_nothing_of_the_text() -> None:
    record, _ = taken(keep=False)
    assert f"{READ}, 2026-11-29; the text was not kept" in record
    for words in re.findall(r"\w+ \w+ \w+", MAIL):
        assert words not in record


def test_a_sentence_is_kept_when_asked() -> None:
    record, proposals = taken(keep=True)
    assert proposals
    assert all(f"“{each.sentence}”" in record for each in proposals)
