"""How long it is from one day of a case to another, as people tell it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from drafter.phrases import Phrases
from drafter.wording import Unit

_DAYS: dict[Unit, float] = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}
_LONGEST_IN_DAYS = 62
"""The most days that are told as days."""


@lru_cache(maxsize=128)
def told(days: frozenset[dt.date], phrases: Phrases) -> str:
    """Return all ways to tell how long it is between any two days, one a line, in figures or one word.

    Args:
        days: the days.
        phrases: of the language.
    """
    distances = {abs(one - two).days for one, two in combinations(days, 2)}
    spans = dict.fromkeys(span for distance in distances for span in _spans(distance))
    return "\n".join(said for unit, count in spans for said in phrases.durations_told(unit, count))


def _spans(distance: int) -> Iterator[tuple[Unit, int]]:
    """Yield a distance in days in each unit, as whole units that have passed, and as the nearest number."""
    for unit, length in _DAYS.items():
        if unit != "day" or distance <= _LONGEST_IN_DAYS:
            yield from (
                (unit, count) for count in (int(distance / length), round(distance / length)) if count
            )
