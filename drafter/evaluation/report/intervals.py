"""Intervals to draw: an estimate, how far it may be off, and where that lies on a common scale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

_STEPS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)


class Leaning(StrEnum):
    """What an interval around a difference says."""

    better = "better"
    worse = "worse"
    unclear = "unclear"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the interval it lies in; all in the same unit."""

    value: float
    low: float
    high: float

    @property
    def leaning(self) -> Leaning:
        """Return what it says as a difference: an interval that holds zero says nothing."""
        if self.low > 0:
            return Leaning.better
        return Leaning.worse if self.high < 0 else Leaning.unclear


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of numbers, drawn from the left edge (0 %) to the right one (100 %)."""

    low: float
    high: float

    @classmethod
    def around_zero(cls, estimates: Iterable[Estimate]) -> Scale:
        """Return the smallest even scale, zero in its middle, that holds every interval."""
        reach = max((abs(edge) for one in estimates for edge in (one.low, one.high)), default=0)
        edge = next((step for step in _STEPS if reach <= step), _STEPS[-1])
        return cls(-edge, edge)

    @classmethod
    def from_zero(cls, values: Iterable[float]) -> Scale:
        """Return a scale from zero to a little over the largest value."""
        return cls(0.0, max(values, default=0.0) * 1.05 or 1.0)

    @classmethod
    def of_rates(cls, estimates: Iterable[Estimate]) -> Scale:
        """Return a scale that ends at 100 % and begins at the tenth below the lowest interval."""
        lowest = min((one.low for one in estimates), default=0.0)
        return cls(max(0.0, (ceil(lowest * 10) - 1) / 10), 1.0)

    def percent(self, value: float) -> float:
        """Return where a value lies, in percent of the width; values outside lie on the edge."""
        share = (value - self.low) / (self.high - self.low)
        return round(100 * min(1.0, max(0.0, share)), 2)


@dataclass(frozen=True, slots=True)
class Drawing:
    """An interval on a scale: percent of the width, and what a reader hears instead.

    Attributes:
        low, value, high: places in percent.
        zero: place of zero, None where the scale does not hold it.
        leaning: colour and word.
        says: the interval in words.
    """

    low: float
    value: float
    high: float
    zero: float | None
    leaning: Leaning
    says: str


def draw(estimate: Estimate, scale: Scale, says: str, *, difference: bool = True) -> Drawing:
    """Return an interval as it is drawn.

    Args:
        estimate: value and interval.
        scale: the scale shared by all rows.
        says: the interval in words.
        difference: whether the value is a difference, whose sign is good or bad.
    """
    return Drawing(
        scale.percent(estimate.low),
        scale.percent(estimate.value),
        scale.percent(estimate.high),
        scale.percent(0) if scale.low < 0 < scale.high else None,
        estimate.leaning if difference else Leaning.unclear,
        says,
    )
