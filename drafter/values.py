"""Finding known values in a text: all in one pass, the longest first, as whole words.

Slots are written back by it (the closed world), and what a model may not see is taken out by it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import ahocorasick

_MANY = 100
"""From so many values on, one pass over a single text is worth the time it takes to prepare it."""


class Found(NamedTuple):
    """One value in a text.

    Attributes:
        start, end: offsets in the text.
        key: the value, as it was given.
    """

    start: int
    end: int
    key: str

    def overlaps(self, other: Found) -> bool:
        """Say whether two values share a character."""
        return self.start < other.end and other.start < self.end


class Values:
    """Values to look for.

    Args:
        keys: the values; empty ones are left out.
        lasting: whether they are looked for in many texts.
    """

    def __init__(self, keys: Iterable[str], *, lasting: bool = False) -> None:
        self._keys = [key for key in keys if key]
        self._in_one_pass = lasting or len(self._keys) > _MANY

    def all_in(self, text: str) -> Iterator[Found]:
        """Yield every place at which a value stands, inside words too."""
        if self._in_one_pass:
            for last, key in self._automaton.iter(text):
                yield Found(last - len(key) + 1, last + 1, key)
            return
        for key in self._keys:
            start = text.find(key)
            while start >= 0:
                yield Found(start, start + len(key), key)
                start = text.find(key, start + 1)

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        automaton = ahocorasick.Automaton()
        for key in self._keys:
            automaton.add_word(key, key)
        automaton.make_automaton()
        return automaton


def apart(found: Iterable[Found]) -> list[Found]:
    """Return finds that do not overlap, in order: the longest wins, then the first."""
    in_order = sorted(found)
    if all(one.end <= other.start for one, other in pairwise(in_order)):
        return in_order
    taken: list[Found] = []
    for each in sorted(in_order, key=lambda each: (each.start - each.end, each.start)):
        if not any(map(each.overlaps, taken)):
            taken.append(each)
    return sorted(taken)


def is_word_character(character: str) -> bool:
    """Say whether a character belongs to a word or a figure; empty text does not."""
    return character.isalnum() or (bool(character) and unicodedata.category(character)[0] in "LMN")
