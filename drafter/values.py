"""Finding known values in a text: all in one pass, the longest first, as whole words.

Slots are written back by it (the closed world), and what a model may not see is taken out by it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import ahocorasick


class Found(NamedTuple):
    """One value in a text.

    Attributes:
        start, end: offsets in the text.
        key: the value, as it was given.
    """

    start: int
    end: int
    key: str


class Values:
    """Values to look for.

    Args:
        keys: the values; empty ones are left out.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for key in keys:
            if key:
                self._automaton.add_word(key, key)
        self._automaton.make_automaton()

    def all_in(self, text: str) -> Iterator[Found]:
        """Yield every place at which a value stands, inside words too."""
        if len(self._automaton):
            for last, key in self._automaton.iter(text):
                yield Found(last - len(key) + 1, last + 1, key)


def apart(found: Iterable[Found]) -> list[Found]:
    """Return finds that do not overlap, in order: the longest wins, then the first."""
    taken: list[Found] = []
    for each in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if all(each.end <= other.start or each.start >= other.end for other in taken):
            taken.append(each)
    return sorted(taken)


def is_word_character(character: str) -> bool:
    """Say whether a character belongs to a word or a figure; empty text does not."""
    return bool(character) and unicodedata.category(character)[0] in "LMN"
