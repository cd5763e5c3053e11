"""Words in a row, found in one pass over a text's words, each of which is written as a code.

A word that stands in a phrase has a code of its own; any other has that of the longest stem it begins with,
among those that end a phrase. A phrase that ends with a stem is held once for every word and every longer
stem that begins so. A text of codes is shorter than one of letters, and the automaton a third of the size.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from math import isqrt
from typing import NamedTuple

import ahocorasick

from drafter.errors import LibraryError, Problem
from drafter.policy.memo import Memo

_NO_WORD = "\x00\x00"
_CODE = len(_NO_WORD)
_LAST = chr(sys.maxunicode)
_MOST_HELD = 500_000

Found = tuple[int, int, int]
"""The number of the first word, that of the one after the last, and the mask of what they mean."""


class Phrase(NamedTuple):
    """Words in a row; where ``open``, the last is the beginning of one."""

    words: tuple[str, ...]
    open: bool


class Phrasebook:
    """Phrases, ready to be found.

    Args:
        meanings: the mask of what each phrase means.
        source: where they come from, for messages.

    Raises:
        LibraryError: phrases end with stems that too many words begin with.
    """

    def __init__(self, meanings: Mapping[Phrase, int], source: str) -> None:
        whole = sorted(set(chain.from_iterable(said.words[: -1 if said.open else None] for said in meanings)))
        stems = sorted({said.words[-1] for said in meanings if said.open})
        codes = iter(_codes(len(whole) + len(stems)))
        self._whole = dict(zip(whole, codes, strict=False))
        self._stems = dict(zip(stems, codes, strict=False))
        self._longest = max(map(len, stems), default=0)
        held: dict[str, int] = defaultdict(int)
        for said, mask in meanings.items():
            *before, last = said.words
            begins = "".join(map(self._whole.__getitem__, before))
            ends = [self._whole[last]] if not said.open else self._codes_from(last, whole, stems)
            for end in ends:
                held[begins + end] |= mask
            if len(held) > _MOST_HELD:
                raise LibraryError(
                    Problem(
                        source,
                        f"{' '.join(said.words)}~",
                        "begins as too many words do",
                        "give a longer stem",
                    )
                )
        self._hold(held)
        self._memo: Memo[str, str] = Memo(self._code)

    def find(self, words: Sequence[str]) -> list[Found]:
        """Return the phrases that stand in a text, in order of their ends.

        Args:
            words: its folded words.
        """
        if not self._meanings:
            return []
        meanings = self._meanings
        text = "".join(map(self._memo.__getitem__, words))
        found = []
        for last, number in self._automaton.iter(text):
            mask, length = meanings[number]
            end = (last + 1) // _CODE
            found.append((end - length, end, mask))
        return found

    def _hold(self, held: Mapping[str, int]) -> None:
        """Compile the automaton; many phrases mean the same, so it holds the numbers of the meanings."""
        meanings = {code: (mask, len(code) // _CODE) for code, mask in held.items()}
        self._meanings = list(dict.fromkeys(meanings.values()))
        numbers = {meaning: number for number, meaning in enumerate(self._meanings)}
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        for code, meaning in meanings.items():
            self._automaton.add_word(code, numbers[meaning])
        self._automaton.make_automaton()

    def _code(self, word: str) -> str:
        if word in self._whole:
            return self._whole[word]
        starts = (word[:end] for end in range(min(len(word), self._longest), 0, -1))
        return next((self._stems[start] for start in starts if start in self._stems), _NO_WORD)

    def _codes_from(self, start: str, whole: Sequence[str], stems: Sequence[str]) -> list[str]:
        """Return the codes of the words and of the stems that begin so."""
        words, longer = (_beginning_with(start, ordered) for ordered in (whole, stems))
        return [*map(self._whole.__getitem__, words), *map(self._stems.__getitem__, longer)]


def _beginning_with(start: str, ordered: Sequence[str]) -> Sequence[str]:
    """Return those of some words in order that begin so."""
    return ordered[bisect_left(ordered, start) : bisect_left(ordered, start + _LAST)]


def _codes(many: int) -> list[str]:
    """Return different codes of two characters: no character stands both first and second."""
    side = isqrt(many) + 1
    return [chr(1 + number // side) + chr(1 + side + number % side) for number in range(side * side)]
