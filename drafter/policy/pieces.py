"""Words that were broken apart: “re fund”, “r-e-f-u-n-d”. Their pieces are put together and read again."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import reduce

from drafter.policy.folding import SENTENCE
from drafter.policy.memo import Memo

_SHORTEST_BROKEN = 5
_MOST_PIECES = 24
_MAY_BREAK = re.compile(r"p(?!\|)|k(?=[p?])")
"""Where a broken word may begin. A word is known and a piece of another (k) or of none (w), or it is unknown
and a piece (p) or none (?). Two known words in a row stand for themselves."""


class Pieces:
    """Puts words together that were broken apart.

    Args:
        words: the words that are looked for, and the beginnings of words.
        stems: the beginnings that are looked for on their own.
        known: words that stand for themselves.
    """

    def __init__(self, words: Iterable[str], stems: Container[str], known: Container[str]) -> None:
        self._vocabulary = sorted(word for word in set(words) if len(word) >= _SHORTEST_BROKEN)
        self._stems = stems
        self._known = known
        self._looks = Memo(self._look)
        self._starts = Memo(self._may_start)
        self._pairs = Memo(self._may_join)

    def broken(self, words: Sequence[str]) -> list[int]:
        """Return the places of words that, with what follows them, may be a word that was broken apart.

        Args:
            words: words and sentence marks, a mark at the end.
        """
        looks = "".join(map(self._looks.__getitem__, words))
        places = [found.start() for found in _MAY_BREAK.finditer(looks)]
        return [place for place in places if self._may_go_on(*words[place : place + 3])]

    def joined(self, words: Sequence[str]) -> tuple[list[str], list[int]] | None:
        """Return a sentence's words with those that were broken apart put together, or None where none were.

        Returns:
            The words, and for each the place of its first piece; the last is the number of ``words``.
        """
        row = [*words, SENTENCE]
        joins = dict(found for place in self.broken(row) if (found := self._join(row, place)))
        return _with_joins(words, joins) if joins else None

    def _may_go_on(self, first: str, second: str, third: str) -> bool:
        """Say whether a word may have been broken into two that stand in a row, or into more."""
        if not self._starts[first, second[0]]:
            return False
        many = self._pairs[first, second]
        # Three pieces and more: what follows the first two must go on.
        return many > 1 or (many == 1 and self._is_piece(glued(glued(first, second), third[0])))

    def _look(self, word: str) -> str:
        """Return what a word, or a sentence mark, is in a row of words: see :data:`_MAY_BREAK`."""
        if word == SENTENCE:
            return "|"
        if self._is_piece(word):
            return "k" if word in self._known else "p"
        return "w" if word in self._known else "?"

    def _may_start(self, pair: tuple[str, str]) -> bool:
        """Say whether a word and the letter after it may begin a word."""
        return self._is_piece(glued(*pair))

    def _may_join(self, pair: tuple[str, str]) -> int:
        """Return 2 where two words may be the pieces of one, 1 where they may be the first of more, or 0."""
        said = glued(*pair)
        return 2 if self._is_one(said, pair) else int(self._is_piece(said))

    def _join(self, words: Sequence[str], start: int) -> tuple[int, int] | None:
        """Return where a word begins whose pieces stand apart, and where it ends."""
        said = words[start]
        for end in range(start + 1, min(start + _MOST_PIECES, len(words))):
            said = glued(said, words[end])
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
                or any(said[:end] in self._stems for end in range(shortest, len(said) + 1))
            )
            and not all(piece in self._known for piece in pieces)
        )


def glued(said: str, more: str) -> str:
    """Return two pieces as one word; a letter written twice is written once, as in every folded word."""
    return said + more[1:] if said[-1] == more[0] else said + more


def _with_joins(words: Sequence[str], joins: Mapping[int, int]) -> tuple[list[str], list[int]]:
    said: list[str] = []
    places: list[int] = []
    place = 0
    while place < len(words):
        end = joins.get(place, place + 1)
        said.append(reduce(glued, words[place:end]))
        places.append(place)
        place = end
    return said, [*places, len(words)]
