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
from drafter.policy.rule import Rule

_LABEL = "label"
_BRACKETED = regex.compile(r"\(([^()]{1,60})\)")


def judge(rules: Sequence[Rule], lexicon: Lexicon, reading: Reading) -> Iterator[Finding]:
    """Yield brackets that hold labels and words of no weight, and nothing else.

    Args:
        rules: the rules in force that name a check.
        lexicon: the language's concepts.
        reading: the text.
    """
    label = lexicon.bits((_LABEL,))
    for rule in rules if reading.mask & label else ():
        if rule.check == "bracketed_label":
            for section, text in reading.texts.items():
                for found in _BRACKETED.finditer(text):
                    if _is_label(
                        [lexicon.masks[word] for word in fold(found[1]) if word not in MARKS], label
                    ):
                        yield reading.finding_at(rule, section, found.span())


def _is_label(masks: Sequence[int], label: int) -> bool:
    return any(mask & label for mask in masks) and all(mask & (label | OWN) for mask in masks)
