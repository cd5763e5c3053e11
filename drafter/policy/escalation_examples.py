"""The escalation rules' own examples: each bad one brings its rule in, no near miss does."""

from __future__ import annotations

from collections.abc import Iterator

from drafter.choices import Language
from drafter.library import Shelf
from drafter.policy.escalation import Screen
from drafter.policy.escalation_rule import EscalationRule, load_rules


def run(language: Language, shelf: Shelf) -> tuple[list[str], int]:
    """Run a language's examples with all rules loaded.

    Returns:
        What failed, a sentence each, and how many examples there are.
    """
    screen, rules = Screen.load(shelf), load_rules(shelf)
    failures = [failure for rule in rules for failure in _failures(screen, rule, language)]
    count = sum(len(rule.examples[language].bad) + len(rule.examples[language].ok) for rule in rules)
    return failures, count


def _failures(screen: Screen, rule: EscalationRule, language: Language) -> Iterator[str]:
    for text in rule.examples[language].bad:
        if not _quotes(screen, rule, text, language):
            yield f"{language} {rule.id}: does not apply to “{text}”"
    for text in rule.examples[language].ok:
        if quotes := _quotes(screen, rule, text, language):
            yield f"{language} {rule.id}: “{quotes[0]}” brings it in for the near miss “{text}”"


def _quotes(screen: Screen, rule: EscalationRule, text: str, language: Language) -> list[str]:
    return [sign.quote for sign in screen.screen(text, language).findings if sign.rule == rule.id]
