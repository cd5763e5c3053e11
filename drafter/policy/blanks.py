"""Blanks left to be filled in that read as words: a pair of brackets with nothing but labels in it.

“(your name)” is one; “(it was a Monday)” is not. Blanks in other forms are words of the rules, or shapes that
no word has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from drafter.policy.finding import Finding
from drafter.policy.folding import MARKS, fold
from drafter.policy.lexicon import OWN, Lexicon
from drafter.policy.reading import Reading
from drafter.policy.rule import Checks

_LABEL = "label"
_OPENING = "(«‹<"
_BRACKETED = regex.compile(r"[(«‹<]([^()«»‹›<>]{1,60})[)»›>]")
_ASIDE = regex.compile(r"\((?![^()]*\[\[)[^()]*\p{L}[^()]*\)?")

_TO_FILL_IN = regex.compile(
    r"[\[{<][^\[\]{}<>\n]{0,60}[\]}>]|[\[\]{}<>]"
    r"|(?<![\p{L}\p{M}\p{N}])[XxХх]{3,}(?![\p{L}\p{M}\p{N}])|_{2,}|(?<!\S)(?:…|\.{3,})(?!\S)"
)


def judge(checks: Checks, lexicon: Lexicon, reading: Reading) -> Iterator[Finding]:
    """Yield brackets that hold labels and words of no weight, and nothing else; or any that hold words.

    Args:
        checks: the rules in force that name a check.
        lexicon: the language's concepts.
        reading: the text.
    """
    if not any(bracket in text for text in reading.texts.values() for bracket in _OPENING):
        return
    label = lexicon.bits((_LABEL,))
    for section, text in reading.texts.items():
        for rule in checks.get("bracketed_label", ()):
            for found in _BRACKETED.finditer(text):
                words = [word for word in fold(found[1]) if word not in MARKS]
                if _is_label([lexicon.masks[word] for word in words], label):
                    yield reading.finding_at(rule, section, found.span())
        for rule in checks.get("brackets", ()):
            for found in _ASIDE.finditer(text):
                yield reading.finding_at(rule, section, found.span())


def _is_label(masks: Sequence[int], label: int) -> bool:
    return any(mask & label for mask in masks) and all(mask & (label | OWN) for mask in masks)


def drawn(text: str, bare: str) -> Iterator[Finding]:
    """Yield a blank that a person left in other signs than words: brackets, a row of x, a line, points.

    Args:
        text: the text.
        bare: the same with every allowed term blanked out, of the same length.
    """
    if found := _TO_FILL_IN.search(bare):
        yield Finding.at("slot.bracket", "", text, found.span(), "A blank was left to be filled in.")
