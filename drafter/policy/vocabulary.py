"""The words that letters of a language are known to use (``policies/vocabularies/<language>.txt``).

Written by ``make train`` from the labelled rows that are not held out. What stands in none of them may be a
word of an odd trade; several in one sentence are another language, or words with letters out of place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from drafter.choices import Language
from drafter.library import Shelf

_SHORTEST_STEM = 4
_ENDING = 2
"""Letters at the end of a word that inflection may change."""


def stem(word: str) -> str:
    """Return the part of a folded word that it is known by: a short one whole."""
    return word[: max(_SHORTEST_STEM, len(word) - _ENDING)]


class Vocabulary:
    """Known words.

    Args:
        stems: their stems; see :func:`stem`.
    """

    def __init__(self, stems: Iterable[str] = ()) -> None:
        self._stems = sorted(stems)

    def __getstate__(self) -> str:
        """Return the stems as one text, which is read faster than as many."""
        return " ".join(self._stems)

    def __setstate__(self, state: str) -> None:
        """Take the stems from one text."""
        self._stems = state.split()

    def knows(self, word: str) -> bool:
        """Say whether a folded word is known, if with another ending; a short one must be the very word."""
        begin = stem(word)
        if len(word) <= _SHORTEST_STEM:
            return self._first_from(begin) == begin
        least = max(_SHORTEST_STEM, len(begin) - _ENDING)
        return self._first_from(begin).startswith(begin) or any(
            self._first_from(begin[:size]) == begin[:size] for size in range(least, len(begin))
        )

    def holds(self, word: str, *, longer_than: str) -> bool:
        """Say whether a folded word is known as it stands, by a stem that is longer than its beginning."""
        begin = stem(word)
        return len(begin) > len(longer_than) and self._first_from(begin) == begin

    def _first_from(self, begin: str) -> str:
        """Return the first stem that does not come before a text in order; empty where all do."""
        place = bisect_left(self._stems, begin)
        return self._stems[place] if place < len(self._stems) else ""


def file(language: Language) -> str:
    """Return where on the policies shelf a language's vocabulary lies."""
    return f"vocabularies/{language}.txt"


def load(language: Language, shelf: Shelf) -> Vocabulary:
    """Return a language's vocabulary.

    Raises:
        LibraryError: its file is missing.
    """
    return Vocabulary(shelf.text(file(language)).split())
