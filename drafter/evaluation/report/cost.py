"""What letters cost: tokens, requests and time. Prices are the provider's and are not known here."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass
from math import ceil

from drafter.evaluation.comparison import Comparison, Side
from drafter.evaluation.report.evidence import Evidence
from drafter.evaluation.report.figures import count, seconds, signed
from drafter.evaluation.report.intervals import Drawing, Estimate, Scale, draw

_ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class CostRow:
    """One figure on both sides, with the difference in percent of base."""

    name: str
    base: str
    head: str
    change: str


@dataclass(frozen=True, slots=True)
class Cost:
    """The figures, and how long letters took, drawn from the 5th to the 95th percentile with the median."""

    rows: tuple[CostRow, ...]
    times: tuple[tuple[str, Drawing], ...]
    longest: str
    failed: tuple[tuple[str, int, int], ...]


def build(comparison: Comparison, base: Evidence, head: Evidence) -> Cost:
    """Return the cost of both runs."""
    one, two = comparison.base, comparison.head
    rows = [
        _row("Requests a letter", _each(one.requests, one), _each(two.requests, two), places=2),
        _row("Repairs a letter", _each(_repairs(base), one), _each(_repairs(head), two), places=2),
        _row("Tokens in, a letter", _each(one.prompt_tokens, one), _each(two.prompt_tokens, two)),
        _row("Tokens out, a letter", _each(one.completion_tokens, one), _each(two.completion_tokens, two)),
        _row("Tokens in, all", one.prompt_tokens, two.prompt_tokens),
        _row("Tokens out, all", one.completion_tokens, two.completion_tokens),
    ]
    rows = [row for row in rows if (row.base, row.head) not in {("0", "0"), ("0.00", "0.00")}]
    rows += [
        _time("Median time", one.seconds_median, two.seconds_median),
        _time("95th percentile", one.seconds_p95, two.seconds_p95),
    ]
    spreads = [
        (name, _spread(each.seconds)) for name, each in (("Base", base), ("Head", head)) if each.seconds
    ]
    scale = Scale.from_zero(spread.high for _, spread in spreads)
    times = tuple((name, draw(spread, scale, _says(spread), difference=False)) for name, spread in spreads)
    return Cost(tuple(rows), times, seconds(scale.high), _failed(base.outcomes, head.outcomes))


def _each(total: int, side: Side) -> float:
    return total / side.finished if side.finished else 0.0


def _repairs(evidence: Evidence) -> int:
    return sum(times for (purpose, _), times in evidence.outcomes.items() if purpose == "repair")


def _row(name: str, base: float, head: float, places: int = 0) -> CostRow:
    def shown(value: float) -> str:
        return f"{value:.{places}f}" if places else count(value)

    return CostRow(name, shown(base), shown(head), _change(base, head))


def _time(name: str, base: float, head: float) -> CostRow:
    return CostRow(name, seconds(base), seconds(head), _change(base, head))


def _change(base: float, head: float) -> str:
    return f"{signed((head / base - 1) * 100)}\u202f%" if base else "–"


def _spread(times: array[float]) -> Estimate:
    ordered = sorted(times)

    def percentile(share: float) -> float:
        return ordered[max(0, ceil(share * len(ordered)) - 1)]

    return Estimate(percentile(0.5), percentile(0.05), percentile(0.95))


def _says(spread: Estimate) -> str:
    low, high = seconds(spread.low), seconds(spread.high)
    return f"median {seconds(spread.value)}, nine in ten between {low} and {high}"


def _failed(
    base: Counter[tuple[str, str]], head: Counter[tuple[str, str]]
) -> tuple[tuple[str, int, int], ...]:
    """Return how requests failed, on both sides."""
    sides = [_by_outcome(base), _by_outcome(head)]
    names = sorted({name for side in sides for name in side if name != _ANSWERED})
    return tuple((name, sides[0][name], sides[1][name]) for name in names)


def _by_outcome(outcomes: Counter[tuple[str, str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (_, outcome), times in outcomes.items():
        found[outcome] += times
    return found
