"""Concepts: sets of words, stems and phrases of one language, compiled for matching.

An entry (see :mod:`drafter.policy.concepts` for the files) is one or more words. ``~`` after the
last word stands for any ending, ``…`` between two parts for up to five words in between and ``……`` for up to
fourteen; a part may be another concept, ``{repay}``. Every concept has a bit, and what a word can mean is a
mask of bits, worked out once per word: a sentence that lacks a concept is passed over with one ``&``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import itemgetter, or_
from typing import NamedTuple

import ahocorasick

from drafter.errors import LibraryError, Problem
from drafter.policy.folding import MARKS, REMEMBERED, SENTENCE, fold
from drafter.policy.language import LanguageWords, Marks

GAP = "…"
_WIDE = "\x05"
SHORT = 2
"""Letters of the words that are known, to tell a word from a fragment of one."""
OWN, FOREIGN, HONORIFIC, STRAY, HEAD = (1 << place for place in range(5))
"""What a word may be besides a concept: a frequent word of the language, one of another language, an
honorific, letters that are no word, the first word of a greeting or its like."""
_FIRST_CONCEPT = 1 << 5
_GAP_WORDS, _WIDE_GAP_WORDS = 5, 14
_SHORTEST_BROKEN = 5
_MOST_PIECES = 24
_SHORTEST_STEM = 2
_MAY_BREAK = re.compile(r"p(?!\|)|k(?=[p?])")
"""Where a broken word may begin. A word is known and a piece of another (k) or of none (w), or it is unknown
and a piece (p) or none (?). Two known words in a row stand for themselves."""
_NO_MARKS = Marks(frozenset(), {}, frozenset(), frozenset())


class Hit(NamedTuple):
    """Where something stands, in words: from ``start`` to before ``end``."""

    start: int
    end: int


class _Gapped(NamedTuple):
    """An entry with gaps: its parts in order, the most words before each, what all need, what they mean."""

    parts: tuple[int, ...]
    gaps: tuple[int, ...]
    needs: int
    means: int


class Lexicon:
    """All concepts of one language, compiled.

    Args:
        concepts: entries by concept name.
        words: the language's file.
        source: file name used in messages.
        marks: the words that mark the language.

    Attributes:
        masks: the mask of each folded word.
        anchors: the mask of the parts of which an entry with gaps needs one.

    Raises:
        LibraryError: an entry is empty, has ``~`` anywhere but at the end of a part's last word, or names a
            concept that does not exist.
    """

    def __init__(
        self,
        concepts: Mapping[str, Sequence[str]],
        words: LanguageWords,
        source: str,
        marks: Marks = _NO_MARKS,
    ) -> None:
        self.words = words
        self._bits = {name: _FIRST_CONCEPT << place for place, name in enumerate(concepts)}
        self._next_bit = _FIRST_CONCEPT << len(concepts)
        self._whole: dict[str, int] = defaultdict(int)
        self._stems: dict[str, int] = defaultdict(int)
        phrases: dict[str, int] = defaultdict(int)
        self._parts: dict[str, int] = {}
        gapped: list[_Gapped] = []
        problems = [
            Problem(source, name, f"`{entry}` cannot be matched", wanted)
            for name, entries in concepts.items()
            for entry in entries
            if (wanted := self._add(name, entry, phrases, gapped))
        ]
        if problems:
            raise LibraryError(problems)
        self._gapped, self.anchors = _by_anchor(gapped, reduce(or_, map(self._meaning, marks.own), 0))
        self._phrases = _automaton(phrases)
        whole, stems = self._every_word(phrases)
        self._known = frozenset(whole.union(" ".join(marks.own).split()))
        self._short = frozenset(word for word in whole | stems | self._known if len(word) <= SHORT)
        self._vocabulary = frozenset(word for word in whole | stems if len(word) >= _SHORTEST_BROKEN)
        self._pieces = frozenset(word[:end] for word in self._vocabulary for end in range(1, len(word) + 1))
        self._flags = _flags(marks)
        self.masks = _Masks(self)
        self._looks = _Looks(self)
        self._pairs = _Pairs(self)

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all concepts."""
        return frozenset(self._bits)

    def bits(self, names: Iterable[str]) -> int:
        """Return the mask of some concepts; names that are no concept count for nothing."""
        mask = 0
        for name in names:
            mask |= self._bits.get(name, 0)
        return mask

    def mask(self, word: str) -> int:
        """Return what a folded word can be, on its own and as the start of more; see :attr:`masks`."""
        mask = self._meaning(word) | self._flags.get(word, 0)
        if len(word) <= SHORT and word.isalpha() and word not in self._short:
            mask |= STRAY
        return mask

    def look(self, word: str) -> str:
        """Return what a word, or a sentence mark, is in a row of words: see :data:`_MAY_BREAK`."""
        if word == SENTENCE:
            return "|"
        if word in self._pieces:
            return "k" if word in self._known else "p"
        return "w" if word in self._known else "?"

    def _meaning(self, word: str) -> int:
        mask = self._whole.get(word, 0)
        stems = self._stems
        for end in range(_SHORTEST_STEM, len(word) + 1):
            if word[:end] in stems:
                mask |= stems[word[:end]]
        return mask

    def phrases(self, words: Sequence[str]) -> list[tuple[Hit, int]]:
        """Return the phrases that stand in a text, each with what it means.

        Args:
            words: its words and sentence marks, a mark at the end.
        """
        found: list[tuple[Hit, int]] = []
        if not self._phrases:
            return found
        stream = f" {' '.join(words)} "
        for offset, (means, length) in self._phrases.iter(stream):
            end = stream.count(" ", 0, offset)
            found.append((Hit(end - length, end), means))
        return found

    def across_gaps(self, mask: int) -> Iterator[_Gapped]:
        """Yield the entries with gaps all of whose parts are in the mask of a sentence."""
        live = mask & self.anchors
        while live:
            anchor = live & -live
            live ^= anchor
            for entry in self._gapped[anchor]:
                if mask & entry.needs == entry.needs:
                    yield entry

    def fragments(self, words: Sequence[str]) -> list[int]:
        """Return the places of words that, with what follows them, may be a word that was broken apart.

        Args:
            words: words and sentence marks, a mark at the end.
        """
        pieces, pairs = self._pieces, self._pairs
        looks = "".join(map(self._looks.__getitem__, words))
        return [
            place
            for place in [found.start() for found in _MAY_BREAK.finditer(looks)]
            if (word := words[place]) + (after := words[place + 1])[0] in pieces
            and (many := pairs[word, after])
            # Three pieces and more: what follows the first two must go on.
            and (many > 1 or word + after + words[place + 2][0] in pieces)
        ]

    def joined(self, words: Sequence[str]) -> tuple[list[str], list[int]] | None:
        """Return a sentence with words that were broken apart put together, or None where none were.

        Args:
            words: the sentence's words, and a sentence mark.

        Returns:
            The words, and for each the place of its first piece; the last is the number of ``words``.
        """
        places = self.fragments(words)
        joins = dict(found for place in places if (found := self._join(words, place)))
        return _with_joins(words, joins) if joins else None

    def may_join(self, word: str, after: str) -> int:
        """Return 2 where two words may be the pieces of one, 1 where they may be the first of more, or 0."""
        said = word + after
        return 2 if self._is_one(said, (word, after)) else int(said in self._pieces)

    def _join(self, words: Sequence[str], start: int) -> tuple[int, int] | None:
        """Return where a word begins whose pieces stand apart, and where it ends."""
        said = words[start]
        for end in range(start + 1, min(start + _MOST_PIECES, len(words))):
            said += words[end]
            if self._is_one(said, words[start : end + 1]):
                return start, end + 1
            if said not in self._pieces:
                return None
        return None

    def _is_one(self, said: str, pieces: Sequence[str]) -> bool:
        """Say whether pieces are one word; words that stand for themselves are none: “for giving”."""
        # A stem must reach well into the last piece: “за контакт” is no “закон…”.
        shortest = max(_SHORTEST_BROKEN, len(pieces[0]) + 1, len(said) - len(pieces[-1]) // 2)
        return (
            len(said) >= _SHORTEST_BROKEN
            and (
                said in self._vocabulary
                or any(said[:end] in self._stems for end in range(shortest, len(said) + 1))
            )
            and not all(piece in self._known for piece in pieces)
        )

    def _every_word(self, phrases: Iterable[str]) -> tuple[set[str], set[str]]:
        """Return the whole words and the stems of all entries."""
        whole, stems = set(self._whole), set(self._stems)
        for phrase in phrases:
            *before, last = phrase.split()
            whole.update(before)
            (whole if phrase.endswith(" ") else stems).add(last)
        return whole, stems

    def _add(self, name: str, entry: str, phrases: dict[str, int], gapped: list[_Gapped]) -> str:
        """Take in one entry; return what would be right where it cannot be matched."""
        if GAP not in entry:
            return self._put(entry, self._bits[name], phrases)
        parts: list[int] = []
        gaps: list[int] = []
        for part in map(str.strip, entry.replace(GAP + GAP, f"{GAP}{_WIDE}").split(GAP)):
            gaps.append(_WIDE_GAP_WORDS if part.startswith(_WIDE) else _GAP_WORDS)
            bit, wanted = self._part(part.removeprefix(_WIDE).strip(), phrases)
            if wanted:
                return wanted
            parts.append(bit)
        needs = 0
        for bit in parts:
            needs |= bit
        gapped.append(_Gapped(tuple(parts), tuple(gaps), needs, self._bits[name]))
        return ""

    def _part(self, said: str, phrases: dict[str, int]) -> tuple[int, str]:
        """Return the bit of a part of an entry, and what would be right where it cannot be matched."""
        if said.startswith("{") and said.endswith("}"):
            named = self._bits.get(said[1:-1], 0)
            return named, "" if named else "name a concept of this file between the braces"
        if said in self._parts:
            return self._parts[said], ""
        bit = self._parts[said] = self._next_bit
        self._next_bit <<= 1
        return bit, self._put(said, bit, phrases)

    def _put(self, said: str, bit: int, phrases: dict[str, int]) -> str:
        if "{" in said:
            return "let a concept in braces stand alone, between gaps"
        stem = said.endswith("~")
        words = [word for word in fold(said) if word not in MARKS]
        if not words or "~" in said[:-1] or (stem and len(words[-1]) < _SHORTEST_STEM):
            return "give words or longer stems, with `~` at the end of a part's last word only"
        if len(words) == 1:
            (self._stems if stem else self._whole)[words[0]] |= bit
            return ""
        phrases[f" {' '.join(words)}" if stem else f" {' '.join(words)} "] |= bit
        return ""


class _Pairs(dict[tuple[str, str], int]):
    """Maps two words in a row to whether they may be pieces of one; see :meth:`Lexicon.may_join`."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._lexicon = lexicon

    def __missing__(self, pair: tuple[str, str]) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        may = self[pair] = self._lexicon.may_join(*pair)
        return may


class _Looks(dict[str, str]):
    """Maps a word, or a sentence mark, to what it is in a row of words."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._lexicon = lexicon

    def __missing__(self, word: str) -> str:
        if len(self) >= REMEMBERED:
            self.clear()
        look = self[word] = self._lexicon.look(word)
        return look


class _Masks(dict[str, int]):
    """Maps a folded word to its mask."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._lexicon = lexicon

    def __missing__(self, word: str) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        mask = self[word] = self._lexicon.mask(word)
        return mask


def placed(parts: Sequence[Sequence[Hit]], gaps: Sequence[int]) -> Iterator[Hit]:
    """Yield where the parts of an entry stand in order, a few words apart.

    Args:
        parts: for each part, where it stands.
        gaps: for each part, the most words between it and the one before.
    """
    earlier = [sorted(part, key=itemgetter(1)) for part in parts[:-1]]
    ends = [[hit.end for hit in part] for part in earlier]
    for last in parts[-1]:
        first: Hit | None = last
        for part, end, gap in zip(reversed(earlier), reversed(ends), reversed(gaps), strict=False):
            first = first and _before(part, end, first.start, gap)
        if first:
            yield Hit(first.start, last.end)


def _before(hits: Sequence[Hit], ends: Sequence[int], start: int, gap: int) -> Hit | None:
    """Return the last of some hits, in order of their ends, that ends just before a place."""
    return max(hits[bisect_left(ends, start - gap) : bisect_right(ends, start)], default=None)


def _by_anchor(entries: Sequence[_Gapped], frequent: int) -> tuple[dict[int, list[_Gapped]], int]:
    """Return entries by the part of theirs that is met with least, and the mask of those parts.

    Args:
        entries: the entries.
        frequent: the mask of the parts that a frequent word of the language can be.
    """
    shared: dict[int, int] = defaultdict(int)
    for entry in entries:
        for part in entry.parts:
            shared[part] += 1
    found: dict[int, list[_Gapped]] = defaultdict(list)
    anchors = 0
    for entry in entries:
        anchor = min(entry.parts, key=lambda part: (bool(part & frequent), shared[part]))
        found[anchor].append(entry)
        anchors |= anchor
    return dict(found), anchors


def _automaton(phrases: Mapping[str, int]) -> ahocorasick.Automaton:
    """Return what finds phrases, each with what it means and its number of words, in a stream of words."""
    automaton = ahocorasick.Automaton()
    for phrase, means in phrases.items():
        automaton.add_word(phrase, (means, len(phrase.split())))
    automaton.make_automaton()
    return automaton


def _with_joins(words: Sequence[str], joins: Mapping[int, int]) -> tuple[list[str], list[int]]:
    said: list[str] = []
    places: list[int] = []
    place = 0
    while place < len(words):
        end = joins.get(place, place + 1)
        said.append("".join(words[place:end]))
        places.append(place)
        place = end
    return said, [*places, len(words)]


def _flags(marks: Marks) -> dict[str, int]:
    flags: dict[str, int] = defaultdict(int)
    heads = [head.split()[0] for head in marks.heads]
    for words, flag in (
        (marks.own, OWN),
        (marks.foreign, FOREIGN),
        (marks.honorifics, HONORIFIC),
        (heads, HEAD),
    ):
        for word in words:
            flags[word] |= flag
    return dict(flags)
