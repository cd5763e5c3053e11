"""Words that a language is known to use, and sentences that are not made of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drafter.choices import Language
from drafter.library import Shelf
from drafter.policy import concepts, vocabulary
from drafter.policy.folding import fold
from drafter.policy.lexicon import UNHEARD
from drafter.policy.vocabulary import Vocabulary
from tests.unit.test_gate import PLAN, TEXTS, rules, spoiled

SHELF = Shelf.of("policies")
KNOWN = Vocabulary(map(vocabulary.stem, ["lantern", "boats", "oar"]))


@pytest.mark.parametrize("word", ["lantern", "lanterns", "lanterned", "boat", "boats", "boating", "oar"])
def test_a_word_is_known_by_all_but_its_ending(word: str) -> None:
    assert KNOWN.knows(word)


@pytest.mark.parametrize("word", ["latnern", "lntern", "baots", "oars", "ora", "zz", "a"])
def test_letters_out_of_place_make_it_another_word(word: str) -> None:
    assert not KNOWN.knows(word)
    assert not Vocabulary().knows(word)


@pytest.mark.parametrize("language", Language)
def test_the_words_of_rules_are_known_without_a_letter_that_uses_them(language: Language) -> None:
    lexicon = concepts.load(language, SHELF)
    said = " ".join(entry for entry in lexicon.words.numbers if "~" not in entry)
    assert not any(lexicon.masks[word] & UNHEARD for word in fold(said))


@pytest.mark.parametrize(
    "more",
    [
        "Yuor mnoey wlil be retrnued.",
        "W ewil lpa yo ub ack.",
        "Wr apy yuo bakc ni flul.",
        "Mange tusind tak skal De have.",
    ],
)
def test_a_sentence_of_broken_or_foreign_words_fails(more: str) -> None:
    assert "language.strange" in rules(spoiled(PLAN, TEXTS, reason=f"{TEXTS['reason']} {more}"))


@pytest.mark.parametrize(
    "more",
    [
        "The zymurgist in our cellar and the whole crew of the ferry send you their best regards.",
        "Our vermiculite is used up.",
        "[[company]] and [[product]] send regards.",
    ],
)
def test_a_rare_word_stands(more: str) -> None:
    assert "language.strange" not in rules(spoiled(PLAN, TEXTS, reason=f"{TEXTS['reason']} {more}"))


def test_what_is_strange_is_quoted_from_its_first_word_to_its_last() -> None:
    verdict = spoiled(PLAN, TEXTS, reason=f"{TEXTS['reason']} Your mnoey will be retruend soon.")
    (found,) = (each for each in verdict.findings if each.rule == "language.strange")
    assert found.quote == "mnoey will be retruend"


def test_the_terms_of_a_company_are_words() -> None:
    said = f"{TEXTS['reason']} Our Zymurgex trommelizer is used up."
    assert "language.strange" in rules(spoiled(PLAN, TEXTS, reason=said))
    plan = replace(PLAN, terms=("Zymurgex", "trommelizer"))
    assert "language.strange" not in rules(spoiled(plan, TEXTS, reason=said))
