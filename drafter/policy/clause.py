"""The clauses of a sentence: what a value is told of stands in its own."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Sequence
from typing import NamedTuple

from drafter.policy.parse import Hit, Parse

PARTING = "parting"
"""The concept of the words that part clauses where no mark does."""
_SHORT = 4
"""The most words of a clause that only adds a value to another: “the date of delivery, that is …”."""


class Clause(NamedTuple):
    """Where a clause stands, and whether it says too little to stand by itself."""

    start: int
    end: int
    is_short: bool


class Clauses:
    """A sentence taken apart once, however many values stand in it.

    Args:
        parse: the sentence.
        parting: the mask of :data:`PARTING`.
        values: the words of the values that end each other's clauses.

    Attributes:
        size: the number of its words.
    """

    def __init__(self, parse: Parse, parting: int, values: Container[str]) -> None:
        self._parse = parse
        self.size = len(parse.words)
        self._parted = {hit.start for hit in parse.hits_of(parting)}
        self._borders = sorted({0, *parse.clause_ends(), *self._parted, self.size})
        self._values = [place for place, word in enumerate(parse.words) if word in values]
        self._hits: dict[int, Sequence[Hit]] = {}

    def around(self, place: int) -> Clause:
        """Return the clause of a word; a value ends it, unless it is that word."""
        border = bisect_right(self._borders, place)
        before, after = bisect_left(self._values, place), bisect_right(self._values, place)
        start, end = self._borders[border - 1], self._borders[border]
        start = max(start, *self._values[before - 1 : before]) if before else start
        end = min(end, *self._values[after : after + 1]) if after < len(self._values) else end
        return Clause(start, end, end - start <= _SHORT)

    def goes_on(self, end: int) -> bool:
        """Say whether what follows a clause goes on with it: no “and” or “but” begins it."""
        return end < self.size and end not in self._parted

    def hits_in(self, start: int, end: int, mask: int) -> list[Hit]:
        """Return where any of some concepts stands in a part of the sentence."""
        if mask not in self._hits:
            self._hits[mask] = self._parse.hits_of(mask)
        return [hit for hit in self._hits[mask] if start <= hit.start and hit.end <= end]
