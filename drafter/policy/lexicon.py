"""Concepts: sets of words, stems and phrases of one language, compiled for matching.

Every concept has a bit, and what a word can mean is a mask of bits, worked out once per word: a sentence that
lacks a concept is passed over with one ``&``. What an entry may be says :mod:`drafter.policy.entries`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

import regex

from drafter.policy.entries import FLAGS, Entries, Gapped
from drafter.policy.folding import SENTENCE, fold
from drafter.policy.language import LanguageWords, Marks
from drafter.policy.memo import Memo
from drafter.policy.phrasebook import Found, Phrasebook

SHORT = 2
"""Letters of the words that are known, to tell a word from a fragment of one."""
OWN, FOREIGN, HONORIFIC, STRAY, HEAD, UNKNOWN, PREDICATE = (1 << place for place in range(FLAGS))
"""What a word may be besides a concept: a frequent word of the language, one of another language, an
honorific, letters that are no word, the first word of a greeting or its like, a word that stands nowhere in
the policy, one that follows a name."""
_LETTERS = regex.compile(r"[\p{L}\p{M}]+")
_SHORTEST_BROKEN = 5
_MOST_PIECES = 24
_MAY_BREAK = re.compile(r"p(?!\|)|k(?=[p?])")
"""Where a broken word may begin. A word is known and a piece of another (k) or of none (w), or it is unknown
and a piece (p) or none (?). Two known words in a row stand for themselves."""
_NO_MARKS = Marks(frozenset(), {}, frozenset(), frozenset())


class Hit(NamedTuple):
    """Where something stands, in words: from ``start`` to before ``end``."""

    start: int
    end: int


class Lexicon:
    """All concepts of one language, compiled.

    Args:
        concepts: entries by concept name.
        words: the language's file.
        source: file name used in messages.
        marks: the words that mark the language.
        sample: text of the language, by which is judged what is met with often.

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
        sample: str = "",
    ) -> None:
        self.words = words
        entries = Entries(concepts, source)
        self._bits = entries.bits
        self._words = entries.words
        self._phrasebook = Phrasebook(entries.phrases, source)
        self._gapped, self.anchors = _by_anchor(entries.gapped, self._met(sample))
        whole, stems = entries.every_word()
        self._known = frozenset(whole.union(" ".join(marks.own).split()))
        self._short = frozenset(word for word in whole | stems | self._known if len(word) <= SHORT)
        self._vocabulary = sorted(word for word in whole | stems if len(word) >= _SHORTEST_BROKEN)
        self._flags = _flags(marks)
        self._inflected = marks.inflected
        self.masks = Memo(self.mask)
        self._looks = Memo(self.look)
        self._pairs = Memo(self._may_join)

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
        mask = self._words.of(word) | self._flags.get(word, 0)
        if len(word) <= SHORT and word not in self._short and _LETTERS.fullmatch(word):
            mask |= STRAY
        if not mask and word not in self._known and not word.endswith(self._inflected):
            mask = UNKNOWN
        return mask

    def look(self, word: str) -> str:
        """Return what a word, or a sentence mark, is in a row of words: see :data:`_MAY_BREAK`."""
        if word == SENTENCE:
            return "|"
        if self._is_piece(word):
            return "k" if word in self._known else "p"
        return "w" if word in self._known else "?"

    def _met(self, sample: str) -> Counter[int]:
        """Return how often each bit is met with in a text, by its number."""
        words = fold(sample)
        met: Counter[int] = Counter()
        for mask in (*map(self._words.of, words), *(means for _, _, means in self.phrases(words))):
            met.update(_numbers(mask))
        return met

    def phrases(self, words: Sequence[str]) -> list[Found]:
        """Return the phrases in a text; see :meth:`drafter.policy.phrasebook.Phrasebook.find`."""
        return self._phrasebook.find(words)

    def across_gaps(self, mask: int) -> Iterator[Gapped]:
        """Yield the entries with gaps all of whose parts are in the mask of a sentence."""
        for anchor in _numbers(mask & self.anchors):
            for others, entry in self._gapped[anchor]:
                if mask & others == others:
                    yield entry

    def fragments(self, words: Sequence[str]) -> list[int]:
        """Return the places of words that, with what follows them, may be a word that was broken apart.

        Args:
            words: words and sentence marks, a mark at the end.
        """
        is_piece, pairs = self._is_piece, self._pairs
        looks = "".join(map(self._looks.__getitem__, words))
        return [
            place
            for place in [found.start() for found in _MAY_BREAK.finditer(looks)]
            if is_piece(_glued(word := words[place], (after := words[place + 1])[0]))
            and (many := pairs[word, after])
            # Three pieces and more: what follows the first two must go on.
            and (many > 1 or is_piece(_glued(_glued(word, after), words[place + 2][0])))
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

    def _may_join(self, pair: tuple[str, str]) -> int:
        """Return 2 where two words may be the pieces of one, 1 where they may be the first of more, or 0."""
        said = _glued(*pair)
        return 2 if self._is_one(said, pair) else int(self._is_piece(said))

    def _join(self, words: Sequence[str], start: int) -> tuple[int, int] | None:
        """Return where a word begins whose pieces stand apart, and where it ends."""
        said = words[start]
        for end in range(start + 1, min(start + _MOST_PIECES, len(words))):
            said = _glued(said, words[end])
            if self._is_one(said, words[start : end + 1]):
                return start, end + 1
            if not self._is_piece(said):
                return None
        return None

    def _next_word(self, said: str) -> str:
        """Return the first word of some length, in their order, that does not stand before what is said."""
        place = bisect_left(self._vocabulary, said)
        return self._vocabulary[place] if place < len(self._vocabulary) else ""

    def _is_piece(self, said: str) -> bool:
        """Say whether some word of some length begins so."""
        return self._next_word(said).startswith(said)

    def _is_one(self, said: str, pieces: Sequence[str]) -> bool:
        """Say whether pieces are one word; words that stand for themselves are none: “for giving”."""
        # A stem must reach well into the last piece: “за контакт” is no “закон…”.
        shortest = max(_SHORTEST_BROKEN, len(pieces[0]) + 1, len(said) - len(pieces[-1]) // 2)
        return (
            len(said) >= _SHORTEST_BROKEN
            and (
                self._next_word(said) == said
                or any(said[:end] in self._words.stems for end in range(shortest, len(said) + 1))
            )
            and not all(piece in self._known for piece in pieces)
        )


def placed(parts: Sequence[Sequence[Hit]], gaps: Sequence[int]) -> Iterator[list[Hit]]:
    """Yield the places of an entry's parts that stand in order, a few words apart.

    Args:
        parts: for each part, where it stands.
        gaps: for each part, the most words between it and the one before.
    """
    earlier = [sorted(part, key=itemgetter(1)) for part in reversed(parts[:-1])]
    ends = [[hit.end for hit in part] for part in earlier]
    for last in parts[-1]:
        chosen = [last]
        for part, end, gap in zip(earlier, ends, reversed(gaps), strict=False):
            start = chosen[0].start
            before = max(part[bisect_left(end, start - gap) : bisect_right(end, start)], default=None)
            if before is None:
                break
            chosen.insert(0, before)
        else:
            yield chosen


def _numbers(mask: int) -> Iterator[int]:
    """Yield the numbers of the bits of a mask."""
    while mask:
        lowest = mask & -mask
        mask ^= lowest
        yield lowest.bit_length() - 1


def _by_anchor(
    entries: Sequence[Gapped], met: Counter[int]
) -> tuple[dict[int, list[tuple[int, Gapped]]], int]:
    """Return entries by the part of theirs that is met with least, and the mask of those parts.

    Args:
        entries: the entries; with each comes the mask of its other parts.
        met: how often each part is met with in ordinary text.
    """
    uses = Counter(chain.from_iterable(entry.parts for entry in entries))
    found: dict[int, list[tuple[int, Gapped]]] = defaultdict(list)
    shared: dict[int, int] = {}
    for entry in entries:
        anchor = min(entry.parts, key=lambda part: (met[part], uses[part]))
        others = sum(1 << part for part in set(entry.parts) if part != anchor)
        found[anchor].append((shared.setdefault(others, others), entry))
    return dict(found), sum(1 << anchor for anchor in found)


def _glued(said: str, more: str) -> str:
    """Return two pieces as one word; a letter written twice is written once, as in every folded word."""
    return said + more[1:] if said[-1] == more[0] else said + more


def _with_joins(words: Sequence[str], joins: Mapping[int, int]) -> tuple[list[str], list[int]]:
    said: list[str] = []
    places: list[int] = []
    place = 0
    while place < len(words):
        end = joins.get(place, place + 1)
        said.append(reduce(_glued, words[place:end]))
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
        (marks.predicates, PREDICATE),
    ):
        for word in words:
            flags[word] |= flag
    return dict(flags)
