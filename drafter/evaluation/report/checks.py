"""Each check over every case: rates, difference, drawn interval, and what moved."""

from __future__ import annotations

from dataclasses import dataclass

from drafter.evaluation.comparison import ALL, Comparison, Tally
from drafter.evaluation.report.figures import percent, points
from drafter.evaluation.report.intervals import Drawing, Estimate, Scale, draw


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check.

    Attributes:
        tally: its counts.
        name: what it is called.
        gating: whether the gate looks at it.
        drawing: its interval.
    """

    tally: Tally
    name: str
    gating: bool
    drawing: Drawing


@dataclass(frozen=True, slots=True)
class Share:
    """A share of letters that the checks do not count, such as those that passed at once."""

    name: str
    base: str
    head: str
    delta: str


@dataclass(frozen=True, slots=True)
class Checks:
    """The table; ``edge`` is the right end of the drawn scale, in points."""

    rows: tuple[CheckRow, ...]
    edge: float
    shares: tuple[Share, ...]


def build(comparison: Comparison) -> Checks:
    """Return the table of checks."""
    scale = Scale.around_zero(estimate(tally) for tally in comparison.checks)
    gates = {ALL, *comparison.head.run.gates}
    rows = (
        CheckRow(
            tally,
            "All that gate" if tally.check == ALL else tally.check,
            tally.check in gates,
            draw(estimate(tally), scale, interval_in_words(tally)),
        )
        for tally in comparison.checks
    )
    return Checks(tuple(rows), scale.high, tuple(_shares(comparison)))


def estimate(tally: Tally) -> Estimate:
    """Return a tally's difference with its interval."""
    return Estimate(tally.delta, tally.interval.low, tally.interval.high)


def interval_in_words(tally: Tally) -> str:
    """Return a tally's difference in words, for a reader who does not see it drawn."""
    low, high = points(tally.interval.low), points(tally.interval.high)
    return f"{points(tally.delta)} points, 95 % interval {low} to {high}"


def _shares(comparison: Comparison) -> list[Share]:
    pairs = [
        ("Pass as first answered", comparison.base.first_try, comparison.head.first_try),
        ("Pass after repair", comparison.base.after_repair, comparison.head.after_repair),
        ("Take a section from a template", comparison.base.from_templates, comparison.head.from_templates),
    ]
    return [
        Share(name, percent(base), percent(head), points(head - base))
        for name, base, head in pairs
        if base is not None and head is not None
    ]
