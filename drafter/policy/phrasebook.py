"""Words in a row, found in one pass over a text's words, each of which is written as one character.

A word that stands in a phrase has a character of its own; any other has that of the longest stem it begins
with, among those that end a phrase. A phrase that ends with a stem is held once for every word and every
longer stem that begins so; thus a text is as short as it can be, and so are the phrases.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from math import isqrt
from typing import NamedTuple

from drafter.policy.memo import Memo
from drafter.policy.patterns import Patterns

_NO_WORD = "\x00\x00"
_LAST = chr(sys.maxunicode)


class Phrase(NamedTuple):
    """Words in a row; where ``open``, the last is the beginning of one."""

    words: tuple[str, ...]
    open: bool


class Phrasebook:
    """Phrases, ready to be found.

    Args:
        meanings: the mask of what each phrase means.
    """

    def __init__(self, meanings: Mapping[Phrase, int]) -> None:
        whole = sorted(set(chain.from_iterable(said.words[: -1 if said.open else None] for said in meanings)))
        stems = sorted({said.words[-1] for said in meanings if said.open})
        codes = iter(_codes(len(whole) + len(stems)))
        self._whole = dict(zip(whole, codes, strict=False))
        self._stems = dict(zip(stems, codes, strict=False))
        self._longest = max(map(len, stems), default=0)
        spelled: dict[str, int] = defaultdict(int)
        for (words, is_open), mask in meanings.items():
            begins = "".join(map(self._whole.__getitem__, words[:-1]))
            last = words[-1]
            ends = (
                [self._whole[last]]
                if not is_open
                else [
                    *map(self._whole.__getitem__, _beginning_with(last, whole)),
                    *map(self._stems.__getitem__, _beginning_with(last, stems)),
                ]
            )
            for end in ends:
                spelled[begins + end] |= mask
        self._patterns = Patterns({pattern: (mask, len(pattern)) for pattern, mask in spelled.items()})
        self._characters: Memo[str, str] = Memo(self._character)

    def find(self, words: Sequence[str]) -> list[tuple[int, int, int]]:
        """Return the phrases that stand in a text: the first word, the one after the last, and the meaning.

        Args:
            words: its folded words.
        """
        stream = "".join(map(self._characters.__getitem__, words))
        return [
            ((last + 1 - length) // 2, (last + 1) // 2, mask)
            for last, (mask, length) in self._patterns.find(stream)
        ]

    def _character(self, word: str) -> str:
        if word in self._whole:
            return self._whole[word]
        starts = (word[:end] for end in range(min(len(word), self._longest), 0, -1))
        return next((self._stems[start] for start in starts if start in self._stems), _NO_WORD)


def _beginning_with(start: str, ordered: Sequence[str]) -> Sequence[str]:
    """Return those of some words in order that begin so."""
    return ordered[bisect_left(ordered, start) : bisect_left(ordered, start + _LAST)]


def _codes(many: int) -> list[str]:
    """Return different codes of two characters: no character stands both first and second."""
    side = isqrt(many) + 1
    return [chr(1 + number // side) + chr(1 + side + number % side) for number in range(side * side)]
