"""Words that stand in pieces."""

from __future__ import annotations

import pytest

from drafter.choices import Language
from drafter.library import Shelf
from drafter.policy import broken, concepts
from drafter.policy import rule as rules
from drafter.policy.reading import Reading

SHELF = Shelf.of("policies")
CHECKS = rules.by_check(rules.load(SHELF))


def found(text: str, language: Language = Language.en) -> list[tuple[str, str]]:
    lexicon = concepts.load(language, SHELF)
    reading = Reading({"": text}, lexicon)
    return [(each.rule, each.quote) for each in broken.judge(CHECKS, lexicon, reading)]


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("en", "We have sent the del ivery note.", "language.apart"),
        ("en", "The del ivery is fr om us.", "language.broken"),
        ("en", "You m ust write to us.", "language.broken"),
        ("en", "We sent you a short e-mail about vitamin C.", ""),
        ("fil", "Maaari ninyong i-download ang resibo.", ""),
        ("id", "A was, kami menunggu.", "language.broken"),
        ("bg", "Диванът е у Вас.", ""),
        ("te", "మీకు ఫోన్ చే స్తాము.", "language.apart"),
    ],
)
def test_words_in_pieces_are_found(language: str, text: str, rule: str) -> None:
    rules_found = {each for each, _ in found(text, Language(language))}
    assert rules_found >= ({rule} - {""})
    assert bool(rules_found) is bool(rule)


def test_an_odd_word_beside_a_known_one_is_no_piece_of_it() -> None:
    # “Yourcuffs” begins as “your” does, and is no word for that.
    assert found("We have pressed your cuffs.") == []
    assert found("We have pressed the order HL.") == []


def test_two_words_in_pieces_are_an_error_and_one_a_warning() -> None:
    severities = {rule.id: str(rule.severity) for rule in rules.load(SHELF)}
    assert (severities["language.apart"], severities["language.broken"]) == ("warning", "error")
    assert found("The del ivery came.") == [("language.apart", "del ivery")]
    assert found("The del ivery came fr om us.")[0] == ("language.broken", "del ivery")
