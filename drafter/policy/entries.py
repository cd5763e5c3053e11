"""Entries of concepts taken apart: words, stems, phrases, and entries with gaps.

An entry (see :mod:`drafter.policy.concepts` for the files) is one or more words. ``~`` after the last word
stands for any ending, ``‥`` between two parts for up to two words in between, ``…`` for up to five and ``……``
for up to fourteen, ``+`` for none; a part may be another concept, ``{repay}``. Every concept, and every part
that is none, has a bit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from drafter.errors import LibraryError, Problem
from drafter.policy.folding import MARKS, fold
from drafter.policy.masks import WordMasks
from drafter.policy.phrasebook import Phrase

FLAGS = 8
"""The lowest bits, which no concept has."""
SHORTEST_STEM = 2
_GAPS = {"+": 0, "‥": 2, "…": 5, "……": 14}
_GAP = re.compile("(……|[+…‥])")


class Gapped(NamedTuple):
    """An entry with gaps.

    Attributes:
        parts: the numbers of its parts' bits, in order.
        gaps: the most words before each.
        means: the number of its concept's bit.
    """

    parts: tuple[int, ...]
    gaps: tuple[int, ...]
    means: int


class Entries:
    """The entries of all concepts of one language.

    Args:
        concepts: entries by concept name.
        source: file name used in messages.

    Attributes:
        bits: the bit of each concept.
        words: what a word, or a word that begins so, can mean.
        phrases: what words in a row mean.
        gapped: the entries with gaps.

    Raises:
        LibraryError: an entry is empty, has ``~`` anywhere but at the end of a part's last word, or names a
            concept that does not exist.
    """

    def __init__(self, concepts: Mapping[str, Sequence[str]], source: str) -> None:
        self.bits = {name: 1 << place for place, name in enumerate(concepts, FLAGS)}
        self.words = WordMasks()
        self.phrases: dict[Phrase, int] = defaultdict(int)
        self.gapped: list[Gapped] = []
        self._parts: dict[str, int] = {}
        self._gaps: dict[tuple[int, ...], tuple[int, ...]] = {}
        problems = [
            Problem(source, name, f"`{entry}` cannot be matched", wanted)
            for name, entries in concepts.items()
            for entry in entries
            if (wanted := self._add(name, entry))
        ]
        if problems:
            raise LibraryError(problems)

    def every_word(self) -> tuple[set[str], set[str]]:
        """Return the whole words and the stems of all entries."""
        whole, stems = set(self.words.whole), set(self.words.stems)
        for phrase in self.phrases:
            whole.update(phrase.words[:-1])
            (stems if phrase.open else whole).add(phrase.words[-1])
        return whole, stems

    def _add(self, name: str, entry: str) -> str:
        """Take in one entry; return what would be right where it cannot be matched."""
        said = _GAP.split(entry)
        if len(said) == 1:
            return self._put(entry, self.bits[name])
        parts: list[int] = []
        for part in said[::2]:
            number, wanted = self._part(part.strip())
            if wanted:
                return wanted
            parts.append(number)
        gaps = (_GAPS["…"], *(_GAPS[gap] for gap in said[1::2]))
        shared = self._gaps.setdefault(gaps, gaps)
        self.gapped.append(Gapped(tuple(parts), shared, self.bits[name].bit_length() - 1))
        return ""

    def _part(self, said: str) -> tuple[int, str]:
        """Return the number of a part's bit, and what would be right where the part cannot be matched."""
        if said.startswith("{") and said.endswith("}"):
            named = self.bits.get(said[1:-1], 0)
            return named.bit_length() - 1, "" if named else "name a concept of this file between the braces"
        if said in self._parts:
            return self._parts[said], ""
        number = self._parts[said] = FLAGS + len(self.bits) + len(self._parts)
        return number, self._put(said, 1 << number)

    def _put(self, said: str, bit: int) -> str:
        if "{" in said:
            return "let a concept in braces stand alone, between gaps"
        stem = said.endswith("~")
        words = [word for word in fold(said) if word not in MARKS]
        if not words or "~" in said[:-1] or (stem and len(words[-1]) < SHORTEST_STEM):
            return "give words or longer stems, with `~` at the end of a part's last word only"
        if len(words) == 1:
            self.words.add(words[0], bit, stem=stem)
            return ""
        self.phrases[Phrase(tuple(words), stem)] |= bit
        return ""
