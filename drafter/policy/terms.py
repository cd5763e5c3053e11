"""Terms: what may stand in a letter as it is written, in any language; a company's, and the policy's own."""

from __future__ import annotations

from functools import lru_cache

import regex

from drafter.policy.folding import fold
from drafter.slots import SLOT


def blank(text: str, terms: tuple[str, ...]) -> str:
    """Return a text with slots and terms blanked out by spaces, its length unchanged."""
    if "[[" in text:
        text = SLOT.sub(lambda found: " " * len(found.group()), text)
    if terms:
        text = _pattern(terms).sub(lambda found: " " * len(found.group()), text)
    return text


@lru_cache(maxsize=128)
def _pattern(terms: tuple[str, ...]) -> regex.Pattern[str]:
    either = "|".join(regex.escape(term) for term in sorted(terms, key=len, reverse=True))
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}\p{{N}}])(?:{either})(?![\p{{L}}\p{{M}}\p{{N}}])")


@lru_cache(maxsize=512)
def words(terms: tuple[str, ...]) -> frozenset[str]:
    """Return the words of terms, as they are written."""
    return frozenset(word for term in terms for word in regex.findall(r"[\p{L}\p{M}]+", term))


@lru_cache(maxsize=512)
def folded_words(terms: tuple[str, ...]) -> frozenset[str]:
    """Return the words of terms, folded."""
    return frozenset(word for term in terms for word in fold(term))
