"""Strings that are looked for in a stream of words, all in one pass."""

from __future__ import annotations

from collections.abc import Mapping

import ahocorasick

Meaning = tuple[int, int]
"""The mask of what a pattern means, and its length."""
Found = tuple[int, Meaning]
"""Where a pattern ends in a stream, and its meaning."""


class Patterns:
    """Patterns, each with its meaning; many mean the same, so the automaton holds the meanings' numbers.

    Args:
        meanings: the meaning of each pattern.
    """

    def __init__(self, meanings: Mapping[str, Meaning]) -> None:
        self._meanings = list(dict.fromkeys(meanings.values()))
        numbers = {meaning: number for number, meaning in enumerate(self._meanings)}
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        for pattern, meaning in meanings.items():
            self._automaton.add_word(pattern, numbers[meaning])
        self._automaton.make_automaton()

    def find(self, stream: str) -> list[Found]:
        """Return what stands in a stream, in order of its ends."""
        if not self._meanings:
            return []
        meanings = self._meanings
        return [(end, meanings[number]) for end, number in self._automaton.iter(stream)]
