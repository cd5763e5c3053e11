"""The clause in which a value stands: what it is told of stands there too."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container
from typing import NamedTuple

from drafter.policy.parse import Hit, Parse

PARTING = "parting"
"""The concept of the words that part clauses where no mark does."""
_SHORT = 4
"""The most words of a clause that only adds a value to another: “the date of delivery, that is …”."""


class Clause(NamedTuple):
    """Where a clause stands, and whether it says too little to stand by itself."""

    extent: Hit
    is_short: bool


def around(parse: Parse, place: int, parting: int, values: Container[str]) -> Clause:
    """Return the clause a value stands in; another value of its kind ends it too.

    Args:
        parse: the sentence.
        place: where the value stands.
        parting: the mask of :data:`PARTING`.
        values: the words of the values that end each other's clauses.
    """
    parted = [hit.start for hit in parse.hits_of(parting)]
    others = [each for each, word in enumerate(parse.words) if word in values and each != place]
    borders = sorted({0, *parse.clause_ends(), *parted, *others, len(parse.words)})
    number = bisect_right(borders, place)
    extent = Hit(borders[number - 1], borders[number])
    return Clause(extent, extent.end - extent.start <= _SHORT)


def stand_in(parse: Parse, mask: int, within: Hit) -> list[Hit]:
    """Return where any of some concepts stands in a part of a sentence."""
    return [hit for hit in parse.hits_of(mask) if within.start <= hit.start and hit.end <= within.end]
