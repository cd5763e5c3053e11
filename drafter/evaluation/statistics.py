"""The statistics of two runs on the same cases, from the standard library alone.

Sources: McNemar 1947 (exact form: binomial on the discordant pairs); Newcombe 1998, *Improved confidence
intervals for the difference between binomial proportions based on paired data*, method 10; Wilson 1927;
Holm 1979; Cohen 1960.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import comb, sqrt
from statistics import NormalDist

from drafter.evaluation.comparison import Interval

Z95 = NormalDist().inv_cdf(0.975)


def mcnemar(fixed: int, broken: int) -> float:
    """Return the exact two-sided p that ``fixed`` and ``broken`` pairs are a fair coin's.

    Args:
        fixed, broken: pairs that changed one way and the other.
    """
    pairs = fixed + broken
    tail = sum(comb(pairs, changed) for changed in range(min(fixed, broken) + 1))
    return min(1.0, tail / 2 ** (pairs - 1)) if pairs else 1.0


def wilson(passed: float, of: float) -> Interval:
    """Return the 95 % interval of a rate; counts may be effective ones, and so broken."""
    if of == 0:
        return Interval(0.0, 1.0)
    rate, squared = passed / of, Z95 * Z95
    middle = (rate + squared / (2 * of)) / (1 + squared / of)
    half = Z95 * sqrt(rate * (1 - rate) / of + squared / (4 * of * of)) / (1 + squared / of)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def newcombe(both: float, broken: float, fixed: float, neither: float) -> Interval:
    """Return the paired 95 % interval of the difference of two rates, head − base.

    Counts may be effective ones, and so broken.

    Args:
        both: pairs that pass in base and head.
        broken: pairs that pass in base alone.
        fixed: pairs that pass in head alone.
        neither: pairs that pass in neither.
    """
    pairs = both + broken + fixed + neither
    if pairs == 0:
        return Interval(-1.0, 1.0)
    base, head = both + broken, both + fixed
    of_base, of_head = wilson(base, pairs), wilson(head, pairs)
    base_rate, head_rate = base / pairs, head / pairs
    phi = _phi(both, broken, fixed, neither)
    delta = head_rate - base_rate
    low = _root(head_rate - of_head.low, of_base.high - base_rate, phi)
    high = _root(of_head.high - head_rate, base_rate - of_base.low, phi)
    return Interval(max(-1.0, delta - low), min(1.0, delta + high))


def _root(one: float, other: float, phi: float) -> float:
    return sqrt(max(0.0, one * one - 2 * phi * one * other + other * other))


def _phi(both: float, broken: float, fixed: float, neither: float) -> float:
    """Return the correlation of the pairs, corrected for continuity as Newcombe does where it is positive."""
    margins = (both + broken) * (fixed + neither) * (both + fixed) * (broken + neither)
    if margins == 0:
        return 0.0
    product = both * neither - broken * fixed
    if product > 0:
        product = max(product - (both + broken + fixed + neither) / 2, 0.0)
    return product / sqrt(margins)


def newcombe_repeated(pairs: Iterable[tuple[int, int]], epochs: int) -> Interval:
    """Return :func:`newcombe` for cases that were each run several times on both sides.

    The pairs are (base epoch, head epoch) of each case, counted as so many effective pairs as give the spread
    that the cases' own differences have: with one epoch, that is one pair a case.

    Args:
        pairs: epochs passed in base and in head, of each case.
        epochs: how often each case was run on each side.
    """
    counted = Counter(pairs)
    cases = counted.total()
    if cases == 0:
        return Interval(-1.0, 1.0)
    cells = [0.0, 0.0, 0.0, 0.0]
    square = 0.0
    for (base, head), times in counted.items():
        for place, chance in enumerate(
            (base * head, base * (epochs - head), (epochs - base) * head, (epochs - base) * (epochs - head))
        ):
            cells[place] += times * chance / epochs**2
        square += times * ((head - base) / epochs) ** 2
    delta = (cells[2] - cells[1]) / cases
    of_pairs = (cells[1] + cells[2]) / cases - delta**2
    of_cases = square / cases - delta**2
    effective = min(max(1.0, of_pairs / of_cases), epochs) if of_cases > 0 else epochs
    return newcombe(*(cell * effective for cell in cells))


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p values adjusted for all of them being looked at, in the order given."""
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda at: p_values[at])):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = highest
    return adjusted


def kappa(both: int, first_only: int, second_only: int, neither: int) -> float | None:
    """Return Cohen's kappa of two judges; None where chance alone would make them agree.

    Args:
        both, first_only, second_only, neither: how often each pair of answers was given.
    """
    total = both + first_only + second_only + neither
    if total == 0:
        return None
    first, second = both + first_only, both + second_only
    chance = (first * second + (total - first) * (total - second)) / total**2
    return None if chance == 1 else ((both + neither) / total - chance) / (1 - chance)
