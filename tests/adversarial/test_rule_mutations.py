"""Each part of each rule matters: with the part gone, an example of the rule fails."""

from __future__ import annotations

from functools import cache

import pytest

from drafter.choices import Language
from drafter.library import Shelf
from drafter.policy import concepts, examples
from drafter.policy import rule as rules
from drafter.policy.rule import Examples, Rule
from tests.adversarial.rule_mutations import in_words, mutants

SHELF = Shelf.of("policies")
RULES = {rule.id: rule for rule in rules.load(SHELF)}

KNOWN: dict[tuple[str, str], str] = {
    ("doubt.winback", "letters"): "the classifier knows the kind of letter, and finds it in no other",
}
"""Parts that no example can show to matter, by rule and part, with the reason."""


@cache
def given(language: Language) -> dict[str, Examples]:
    return {rule.id: found for rule, found in examples.of_rules(language, SHELF)}


@cache
def speechless() -> frozenset[str]:
    """Return the concepts that have no words in any language yet."""
    said = [
        {name for name, entries in concepts.entries(language, SHELF).items() if entries}
        for language in Language
    ]
    return frozenset(name for rule in RULES.values() for name in rule.concepts).difference(*said)


def is_noticed(mutant: Rule) -> bool:
    """Say whether an example of some language fails with a changed rule."""
    return any(
        next(examples.failing(mutant, given(language)[mutant.id], language, SHELF), None)
        for language in mutant.languages
    )


def changes_nothing(mutant: Rule, rule: Rule) -> bool:
    """Say whether a change touches only what finds nothing for want of words."""
    said = in_words(mutant, speechless())
    finds_nothing = said.forbid is not None and not said.forbid.sentence
    return finds_nothing or said == in_words(rule, speechless())


def unnoticed(rule: Rule) -> list[str]:
    return [
        part for part, mutant in mutants(rule) if not changes_nothing(mutant, rule) and not is_noticed(mutant)
    ]


@pytest.mark.parametrize("id", RULES)
def test_an_example_fails_when_a_part_of_a_rule_is_gone(id: str) -> None:
    known = [part for rule, part in KNOWN if rule == id]
    assert unnoticed(RULES[id]) == known
