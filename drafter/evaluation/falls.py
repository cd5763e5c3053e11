"""Whether cases fell from base to head by more than chance: an exact test on repeated runs.

Each case was run ``epochs`` times in base and in head. If a change did nothing, then given how often a case
passed in both together, which of those passes came in head is a draw without replacement (hypergeometric).
The statistic is the sum over cases of the squared fall, ``max(0, base − head)²``: a case that breaks weighs
more than two that waver, and a rise elsewhere does not hide it. Its distribution given the totals is the
convolution of the cases' own, so the p value is exact; with one epoch it is the one-sided exact McNemar test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import comb, exp, sqrt
from statistics import NormalDist

EXACT_UP_TO = 600
"""Cases that can move at all, up to which the distribution is convolved; above it is as good as normal."""

_NORMAL = NormalDist()

Pair = tuple[int, int]
"""Epochs passed in base and in head."""


def p_value(pairs: Iterable[Pair], epochs: int) -> float:
    """Return the one-sided p that cases fell as much as they did by chance.

    Args:
        pairs: passes of each case.
        epochs: how often each case was run on each side.
    """
    counted = Counter(pairs)
    fallen = sum(_fall(base, head) * times for (base, head), times in counted.items())
    totals = Counter[int]()
    for (base, head), times in counted.items():
        if 0 < base + head < 2 * epochs:
            totals[base + head] += times
    if fallen == 0:
        return 1.0
    if totals.total() > EXACT_UP_TO:
        return _normal_tail(totals, fallen, epochs)
    return min(1.0, sum(_distribution(totals, epochs)[fallen:]))


def _fall(base: int, head: int) -> int:
    return max(0, base - head) ** 2


@lru_cache(maxsize=256)
def _of_total(total: int, epochs: int) -> Mapping[int, float]:
    """Return the chance of each squared fall for a case with so many passes on both sides together."""
    ways = comb(2 * epochs, total)
    chances: dict[int, float] = {}
    for head in range(max(0, total - epochs), min(epochs, total) + 1):
        fall = _fall(total - head, head)
        chances[fall] = chances.get(fall, 0.0) + comb(epochs, head) * comb(epochs, total - head) / ways
    return chances


def _distribution(totals: Mapping[int, int], epochs: int) -> list[float]:
    chances = [1.0]
    for total, times in totals.items():
        kernel = _of_total(total, epochs)
        for _ in range(times):
            longer = [0.0] * (len(chances) + max(kernel))
            for fall, chance in kernel.items():
                end = fall + len(chances)
                longer[fall:end] = [a + chance * b for a, b in zip(longer[fall:end], chances, strict=True)]
            chances = longer
    return chances


def _moments(chances: Mapping[int, float]) -> tuple[float, float]:
    mean = sum(fall * chance for fall, chance in chances.items())
    return mean, sum(fall * fall * chance for fall, chance in chances.items()) - mean * mean


def _normal_tail(totals: Mapping[int, int], fallen: int, epochs: int) -> float:
    mean = variance = 0.0
    for total, times in totals.items():
        of_one = _moments(_of_total(total, epochs))
        mean += of_one[0] * times
        variance += of_one[1] * times
    return 1 - _NORMAL.cdf((fallen - 0.5 - mean) / sqrt(variance))


def smallest_drop(passes: Iterable[int], epochs: int, *, alpha: float, power: float = 0.8) -> float | None:
    """Return the smallest fall of the pass rate that a comparison with such a base would show.

    The fall is one of the same odds ratio for every case, which is the hardest to see: one that breaks a few
    cases outright shows sooner. Normal approximation; the chance of a pass of each case is drawn towards the
    mean of all, as one run of few epochs says little about one case.

    Args:
        passes: epochs passed, of each case.
        epochs: how often each case was run.
        alpha: p below which the test calls it a fall.
        power: how often the fall is to be seen.

    Returns:
        The fall in rate, or None where not even the fall to nothing would be seen.
    """
    counted = Counter(passes)
    rates = [(_shrunk(passed, epochs, counted), times) for passed, times in counted.items()]
    low, high = 0.0, 12.0
    if not rates or _power(rates, high, epochs, alpha) < power:
        return None
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (low, middle) if _power(rates, middle, epochs, alpha) >= power else (middle, high)
    cases = sum(times for _, times in rates)
    return sum((rate - _tilted(rate, high)) * times for rate, times in rates) / cases


def _shrunk(passed: int, epochs: int, counted: Mapping[int, int]) -> float:
    """Return the chance of a pass by the beta-binomial fitted to all cases by moments."""
    cases = sum(counted.values())
    mean = sum(passes * times for passes, times in counted.items()) / (cases * epochs)
    mean = min(max(mean, 0.5 / (cases * epochs)), 1 - 0.5 / (cases * epochs))
    spread = sum(times * (passes / epochs - mean) ** 2 for passes, times in counted.items()) / cases
    alone = mean * (1 - mean) / epochs
    between = max(1e-4, spread - alone) if epochs > 1 else alone
    weight = max(0.0, mean * (1 - mean) / between - 1)
    return (passed + mean * weight) / (epochs + weight)


def _tilted(rate: float, shift: float) -> float:
    odds = rate / max(1e-12, 1 - rate) * exp(-shift)
    return odds / (1 + odds)


def _power(rates: Iterable[tuple[float, int]], shift: float, epochs: int, alpha: float) -> float:
    excess = spread = null = 0.0
    for rate, times in rates:
        mean, variance, null_variance = _excess(rate, _tilted(rate, shift), epochs)
        excess += mean * times
        spread += variance * times
        null += null_variance * times
    if spread <= 0:
        return 0.0
    return _NORMAL.cdf((excess - _NORMAL.inv_cdf(1 - alpha) * sqrt(null)) / sqrt(spread))


@lru_cache(maxsize=4096)
def _excess(base_rate: float, head_rate: float, epochs: int) -> tuple[float, float, float]:
    """Return mean and variance of one case's fall above what chance gives it, and the variance by chance."""
    mean = square = null = 0.0
    for base in range(epochs + 1):
        for head in range(epochs + 1):
            chance = _binomial(base, epochs, base_rate) * _binomial(head, epochs, head_rate)
            expected, variance = _moments(_of_total(base + head, epochs))
            above = _fall(base, head) - expected
            mean += chance * above
            square += chance * above * above
            null += chance * variance
    return mean, square - mean * mean, null


def _binomial(passed: int, epochs: int, rate: float) -> float:
    return comb(epochs, passed) * rate**passed * (1 - rate) ** (epochs - passed)
