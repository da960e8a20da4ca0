"""A phrase is found where a sentence says it and means it: not where it is denied, doubted or quoted."""

import pytest

from guidance.reading.phrases import PhraseError, faults, found, read
from guidance.reading.words import MOST_WORDS, sentences

LISTS = {"place": ["china", "hong-kong"]}


def said(phrase: str, text: str) -> str:
    """What a text says of a phrase: yes, unknown, or nothing."""
    each = [found(read(phrase, LISTS), sentence) for sentence in sentences(text)]
    known = [place for place in each if place]
    if not known:
        return ""
    return "unknown" if all(place.unknown for place in known) else "yes"


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("remote access", "They ask for remote access to it."),
        ("remote access", "They get remote and continuous access."),
        ("licence granted", "The licences that were granted stand."),
        ("parcel/box goes", "A box goes on Tuesday."),
        ("gift & condition", "With conditions, as always, came the gift."),
        ("end-use statement", "An end-use statement is on file."),
        ("in <place>", "It stands in Hong Kong."),
        ("not listed", "It was checked and is not listed."),
        ("licence", "There is no form, but the licence is here."),
        ("licence", "Nothing else matters: the licence came."),
        ("order", "In May the order came."),
    ],
)
def test_what_is_said_is_found(phrase: str, text: str) -> None:
    assert said(phrase, text) == "yes"


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("licence", "There is no licence."),
        ("licence", "We never had a licence."),
        ("licence", "It went without any export licence."),
        ("licence", "They don't hold a licence."),
        ("licence", "Nobody has seen the licence."),
        ("classified data", "It is not classified data."),
        ("licence", "Perhaps there is a licence."),
        ("licence", "There may be a licence."),
        ("licence", "If a licence comes, we ship."),
        ("licence", "Is there a licence?"),
        ("licence", "Somebody asked whether a licence is needed."),
        ("licence", 'He says "we got the licence last year".'),
        ("end-use statement", "In the end we use no statement."),
        ("remote access", "Remote working needs badges, lunch and then also some access."),
        ("gift & condition", "The gift came. Its condition is bad."),
    ],
)
def test_what_is_denied_doubted_or_quoted_is_not_found(phrase: str, text: str) -> None:
    assert said(phrase, text) == ""


@pytest.mark.parametrize(
    "text",
    ["We do not know whether there is a licence.", "It is unclear if a licence was given.", "Nobody knows of a licence."],
)
def test_what_is_not_known_is_told_as_not_known(text: str) -> None:
    assert said("licence", text) == "unknown"


def test_a_country_before_a_person_is_not_read() -> None:
    assert said("chinese company", "A Chinese company asked.") == "yes"
    assert said("chinese student/company", "A Chinese student of a company asked.") == ""


@pytest.mark.parametrize(
    "text",
    [
        "Dr Li is from Wuhan.",
        "Li Wei comes from Wuhan.",
        "She came here from Wuhan.",
        "He was born and brought up in Wuhan.",
        "Professor Chen grew up in Wuhan.",
        "Ms Li is a native of Wuhan.",
        "The applicant, who is originally from Wuhan, works on radar.",
        "An intern from Wuhan works here.",
        "Technicians from Wuhan work here.",
        "A letter came to Dr Wuhan Li.",
        "A letter came from Professor Li Wuhan.",
        "From: Wuhan Li\nTo: the office",
        "A Wuhan-born engineer joined us.",
    ],
)
def test_where_a_person_is_from_and_a_name_that_is_a_town_s_are_not_read(text: str) -> None:
    assert said("in/from/at/to/of wuhan", text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "The order came from Wuhan.",
        "The company is from Wuhan.",
        "It comes from Wuhan.",
        "They are from Wuhan.",
        "Dr Smith received samples from Wuhan.",
        "Professor Chen will speak in Wuhan.",
        "Our professor visits a plant in Wuhan.",
    ],
)
def test_where_a_thing_or_a_body_is_from_is_read(text: str) -> None:
    assert said("in/from/at/to/of wuhan", text) == "yes"


@pytest.mark.parametrize("person", ["co-author", "coauthor", "intern", "technician", "officer", "undergraduate", "physicist"])
def test_a_country_before_what_a_person_does_is_not_read(person: str) -> None:
    assert said(f"chinese {person}", f"Our Chinese {person} has written.") == ""
    assert list(faults(read(f"chinese {person}", LISTS)))


def test_a_country_apart_from_what_it_is_said_of_is_not_read() -> None:
    assert said("research project & chinese", "We employ a Chinese saxophonist on a research project.") == ""
    assert said("research project & chinese company", "A Chinese company pays for the research project.") == "yes"


@pytest.mark.parametrize("text", ["", "a &", "in <nowhere>", "a//b", "-"])
def test_a_phrase_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(PhraseError):
        read(text, LISTS)


@pytest.mark.parametrize("text", ["<place>", "chinese", "chinese student", "prc/chinese nationals"])
def test_a_phrase_about_persons_or_of_a_bare_place_is_a_fault(text: str) -> None:
    assert list(faults(read(text, LISTS)))


def test_a_sentence_without_an_end_is_read_in_pieces() -> None:
    pieces = list(sentences("word " * 1_000))
    assert all(len(piece.words) <= MOST_WORDS for piece in pieces)
    assert sum(len(piece.words) for piece in pieces) == 1_000
