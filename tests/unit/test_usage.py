"""Rules of usage: what to write instead, one form throughout, how often, how long; and quoted words."""

from __future__ import annotations

from typing import Any

import pytest

from drafter.choices import Language
from drafter.policy.language import LanguageWords
from drafter.policy.lexicon import Lexicon
from drafter.policy.meaning import RuleSet
from drafter.policy.reading import Reading
from drafter.policy.rule import Rule
from drafter.policy.usage import Usage

WORDS = LanguageWords(
    language=Language.en, numbers=(), ones=(), money_units=(), time_units=(), within=(), digits=(), dot=(), months=(),
    function_words=(), longest_sentence=10,
)  # fmt: skip


def rule(**fields: Any) -> Rule:
    given = {"id": "own.rule", "severity": "warning", "why": "w", "tell_model": "t", "source": "s", **fields}
    return Rule.model_validate(given)


def judged(text: str, **fields: Any) -> list[tuple[str, str]]:
    made = rule(**fields)
    concepts = {
        "sorry": ["sorry"],
        "sue": ["sue you"],
        "reported": ["you wrote"],
        **made.entries(Language.en),
    }
    lexicon = Lexicon({name: list(entries) for name, entries in concepts.items()}, WORDS, "test")
    reading = Reading({"": text}, lexicon)
    found = [*Usage([made], lexicon).judge(reading), *RuleSet([made], lexicon).judge(reading)]
    return [(finding.quote, finding.suggestion) for finding in found]


def test_a_substitute_is_suggested() -> None:
    pairs = {"en": {"pursuant to": "under", "prior to": "before"}}
    assert judged("Pursuant to it, and prior to that.", substitute=pairs) == [
        ("Pursuant to", "under"),
        ("prior to", "before"),
    ]


def test_the_form_that_stands_less_often_is_the_odd_one() -> None:
    groups = {"en": [["apologise", "honour"], ["apologize", "honor"]]}
    assert judged("Honor it. We apologise. It is an honour.", consistency=groups) == [("Honor", "")]
    assert judged("We apologise. It is an honour.", consistency=groups) == []


def test_a_concept_may_stand_only_so_often() -> None:
    text = "Sorry. So sorry. Very sorry."
    assert judged(text, occurrence={"concept": "sorry", "at_most": 2}) == [("sorry", "")]
    assert judged(text, occurrence={"concept": "sorry", "at_most": 3}) == []


def test_a_very_long_sentence_is_hard_to_read() -> None:
    assert judged("One two three four five six seven eight nine ten eleven.", check="readability")
    assert not judged("One two three four five. Six seven eight nine ten eleven.", check="readability")


def test_phrases_of_one_language_stand_in_the_rule() -> None:
    assert judged("In a nutshell, no.", phrases={"en": ["in a nutshell"], "bg": ["накратко"]}) == [
        ("In a nutshell", "")
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You wrote “I will sue you” in May.", False),
        ("You wrote that we will sue you.", True),
        ("We say “I will sue you” in May.", True),
    ],
)
def test_the_customer_s_quoted_words_may_stand(text: str, found: bool) -> None:
    forbid = {"sentence": [{"all": ["sue"]}]}
    assert bool(judged(text, forbid=forbid, quotable=True)) is found
    assert judged(text, forbid=forbid)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"check": "readability", "occurrence": {"concept": "sorry", "at_most": 1}},
        {"check": "readability", "phrases": {"en": ["x"]}},
        {"occurrence": {"concept": "sorry", "at_most": 0}},
        {"substitute": {"xx": {"a": "b"}}},
        {"check": "spelling"},
    ],
)
def test_a_rule_that_is_not_one_check_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"own|needs|Input|input"):
        rule(**fields)
