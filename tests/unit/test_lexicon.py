"""Concepts: what an entry matches, alone, in phrases, across gaps and where words are broken apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafter.choices import Language
from drafter.errors import LibraryError
from drafter.library import Shelf
from drafter.policy import concepts
from drafter.policy.language import VARIANT, LanguageWords
from drafter.policy.lexicon import Lexicon
from drafter.policy.memo import REMEMBERED
from drafter.policy.parse import Hit
from drafter.policy.reading import Reading

WORDS = LanguageWords(
    language=Language.en, numbers=(), ones=(), money_units=(), time_units=(), within=(), digits=(), dot=(), months=(),
    function_words=(),
)  # fmt: skip


def lexicon(**concepts: list[str]) -> Lexicon:
    return Lexicon(concepts, WORDS, "test")


def found(text: str, **concepts: list[str]) -> list[str]:
    """Return the quotes of all hits of the concept ``it`` in a text."""
    made = lexicon(**concepts)
    reading = Reading({"": text}, made)
    bit = made.bits(["it"])
    return [
        text[slice(*span)]
        for sentence in reading.sentences
        for hit in sentence.parse.hits_of(bit)
        for span in [reading.span(sentence, hit)]
    ]


@pytest.mark.parametrize(
    ("entry", "text", "quotes"),
    [
        ("refund", "A refund, now.", ["refund"]),
        ("refund", "No refunds.", []),
        ("refund~", "No refunds.", ["refunds"]),
        ("money back", "Your money, back again.", ["money, back"]),
        ("money back", "It is money we owe. Back again he came.", []),
        ("money ba~", "Money backwards.", ["Money backwards"]),
        ("give + back", "We give back.", ["give back"]),
        ("give + back", "We give it back.", []),
        ("give ‥ back", "We give it all back.", ["give it all back"]),
        ("give ‥ back", "We give it one time back.", []),
        ("give … back", "We give it all back.", ["give it all back"]),
        ("give … back", "We give one two three four five six back.", []),
        (
            "give …… back",
            "We give one two three four five six back.",
            ["give one two three four five six back"],
        ),
        ("give … back", "Back we give.", []),
        ("{we} … back", "Our firm sends it back.", ["Our firm sends it back"]),
        ("{we} … back", "They send it back.", []),
        ("refund", "A re fund.", ["re fund"]),
        ("refund", "A r-e-f-u-n-d.", ["r-e-f-u-n-d"]),
        ("refund", "The re or fund.", []),
        ("forgiving", "Thank you for giving.", []),
    ],
)
def test_an_entry_matches(entry: str, text: str, quotes: list[str]) -> None:
    assert found(text, it=[entry], we=["our firm", "we"], known=["for", "giving"]) == quotes


@pytest.mark.parametrize("entry", ["", "~", "a~b c", "{nobody} … back", "a … "])
def test_an_entry_that_cannot_be_matched_is_refused(entry: str) -> None:
    with pytest.raises(LibraryError, match="cannot be matched"):
        lexicon(it=[entry])


def test_a_rule_over_an_unknown_concept_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "own.yaml").write_text(
        "rules: [{id: own.rule, severity: error, languages: [en], forbid: {sentence: [{all: [no_such]}]}, "
        "why: w, tell_model: t, source: own}]",
        encoding="utf-8",
    )
    with pytest.raises(LibraryError, match=r"own\.rule.*no_such.*no concept of en"):
        concepts.load(Language.en, Shelf.of("policies", tmp_path))


@given(st.text(alphabet="ab c.,", max_size=60))
def test_every_word_is_read_once_and_counted(text: str) -> None:
    reading = Reading({"": text}, lexicon(it=["a b", "b … c", "ca~"]))
    words = [word for sentence in reading.as_written for word in sentence.parse.words]
    assert reading.counts[""] == len(words)
    firsts = [sentence.first for sentence in reading.as_written]
    assert firsts == [
        sum(len(before.parse.words) for before in reading.as_written[:place]) for place in range(len(firsts))
    ]


def test_a_flood_of_words_is_forgotten_again() -> None:
    made = lexicon(it=["refund"])
    Reading({"": " ".join(f"w{number}x" for number in range(REMEMBERED + 50))}, made)
    assert len(made.masks) <= REMEMBERED


def test_a_sentence_that_comes_again_is_read_once_wherever_it_stands() -> None:
    made = lexicon(it=["refund"])
    first, again = Reading({"a": "No refund. Thanks."}, made), Reading({"b": "Dear friend. No refund."}, made)
    assert first.as_written[0].parse is again.as_written[1].parse
    assert again.span(again.as_written[1], Hit(1, 2)) == (16, 22)


def test_a_flood_of_sentences_is_forgotten_again() -> None:
    made = lexicon(it=["refund"])
    kept = made.parses(["a refund"])[0]
    assert made.parses(["a refund"])[0] is kept
    assert len(made.parses([f"it is w{number}x" for number in range(2_000)])) == 2_000
    assert made.parses(["a refund"])[0] is not kept


def test_a_sentence_longer_than_sentences_are_is_not_remembered() -> None:
    made, said = lexicon(it=["refund"]), "refund " * 2_000
    assert made.parses([said])[0] is not made.parses([said])[0]


def test_a_word_longer_than_words_are_is_read_and_not_remembered() -> None:
    made = lexicon(it=["refund", "wor~"])
    Reading({"": "refund " + "wor" * 40}, made)
    assert list(made.masks) == ["refund", "\x02"]
    assert made.masks["wor" * 40] == made.bits(["it"])


def test_a_wrong_variant_that_folds_into_its_right_spelling_is_none() -> None:
    malay = concepts.load(Language.ms, Shelf.of("policies"))
    assert malay.masks["kamis"] & malay.bits((VARIANT,))
    assert not malay.masks["jumat"] & malay.bits((VARIANT,))
