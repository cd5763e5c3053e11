"""The statistics against scipy, published examples and brute force."""

from __future__ import annotations

import itertools
import random
from math import comb

import pytest
from scipy import stats

from drafter.evaluation import falls
from drafter.evaluation.statistics import holm, kappa, mcnemar, newcombe, newcombe_repeated, wilson


def test_mcnemar_is_the_two_sided_binomial_test() -> None:
    for fixed, broken in itertools.product(range(41), repeat=2):
        wanted = stats.binomtest(fixed, fixed + broken).pvalue if fixed + broken else 1.0
        assert mcnemar(fixed, broken) == pytest.approx(wanted, abs=1e-12)


def test_wilson_is_scipys() -> None:
    for of in (1, 7, 24, 200):
        for passed in range(0, of + 1, max(1, of // 12)):
            wanted = stats.binomtest(passed, of).proportion_ci(method="wilson")
            found = wilson(passed, of)
            assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high), abs=1e-9)


def test_newcombe_gives_the_published_interval() -> None:
    # Newcombe 1998, method 10, for 20, 12, 2 and 16 pairs: 0.0562 to 0.3292.
    found = newcombe(both=20, broken=2, fixed=12, neither=16)

    assert (found.low, found.high) == pytest.approx((0.0562, 0.3292), abs=5e-5)


def test_newcombe_of_one_epoch_is_that_of_the_pairs() -> None:
    pairs = [(1, 1)] * 20 + [(1, 0)] * 2 + [(0, 1)] * 12 + [(0, 0)] * 16

    found, plain = newcombe_repeated(pairs, 1), newcombe(20, 2, 12, 16)

    assert (found.low, found.high) == pytest.approx((plain.low, plain.high), abs=1e-9)


@pytest.mark.parametrize("epochs", [1, 3])
def test_the_paired_interval_holds_the_truth_about_as_often_as_it_says(epochs: int) -> None:
    rng = random.Random(4)
    held = 0
    for _ in range(400):
        rates = [rng.betavariate(6, 1.2) for _ in range(96)]
        worse = [rate * 0.9 for rate in rates]
        truth = sum(worse) / 96 - sum(rates) / 96
        pairs = [
            (_passes(rng, before, epochs), _passes(rng, after, epochs))
            for before, after in zip(rates, worse, strict=True)
        ]
        interval = newcombe_repeated(pairs, epochs)
        held += interval.low <= truth <= interval.high

    assert 0.92 <= held / 400 <= 0.99


def _passes(rng: random.Random, rate: float, epochs: int) -> int:
    return sum(rng.random() < rate for _ in range(epochs))


def test_holm_adjusts_as_in_holms_example() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


def test_kappa_is_agreement_beyond_chance() -> None:
    assert kappa(20, 5, 10, 15) == pytest.approx(0.4)
    assert kappa(10, 0, 0, 10) == 1.0
    assert kappa(10, 0, 0, 0) is None
    assert kappa(0, 0, 0, 0) is None


def test_with_one_epoch_the_test_of_falls_is_the_one_sided_mcnemar() -> None:
    for broken, fixed in itertools.product(range(1, 15), range(15)):
        pairs = [(1, 0)] * broken + [(0, 1)] * fixed + [(1, 1)] * 3
        wanted = stats.binomtest(broken, broken + fixed, alternative="greater").pvalue
        assert falls.p_value(pairs, 1) == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize(
    "pairs",
    [[(3, 0), (2, 2), (3, 1)], [(3, 2), (3, 2), (1, 3), (2, 0)], [(0, 3), (3, 3), (2, 1)]],
)
def test_the_test_of_falls_is_the_share_of_all_ways_to_share_out_the_passes(
    pairs: list[tuple[int, int]],
) -> None:
    epochs = 3
    ways = [
        [
            (head, comb(3, head) * comb(3, base + after - head))
            for head in range(4)
            if 0 <= base + after - head <= 3
        ]
        for base, after in pairs
    ]
    seen = sum(max(0, base - head) ** 2 for base, head in pairs)
    hits = every = 0
    for chosen in itertools.product(*ways):
        weight, fallen = 1, 0
        for (head, count), (base, after) in zip(chosen, pairs, strict=True):
            weight *= count
            fallen += max(0, base + after - 2 * head) ** 2
        every += weight
        hits += weight * (fallen >= seen)

    assert falls.p_value(pairs, epochs) == pytest.approx(hits / every, abs=1e-12)


def test_for_many_cases_the_normal_tail_is_near_the_exact_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(3)
    rates = [rng.betavariate(6, 1.2) for _ in range(500)]
    pairs = [(_passes(rng, rate, 3), _passes(rng, rate * 0.97, 3)) for rate in rates]
    exact = falls.p_value(pairs, 3)
    monkeypatch.setattr(falls, "EXACT_UP_TO", 10)

    assert falls.p_value(pairs, 3) == pytest.approx(exact, abs=0.01)


def test_what_did_not_fall_is_no_fall() -> None:
    assert falls.p_value([(1, 3), (3, 3), (0, 0)], 3) == 1.0
    assert falls.p_value([], 3) == 1.0


def test_the_smallest_drop_is_seen_about_four_times_in_five() -> None:
    rng = random.Random(8)
    cases, epochs, alpha = 200, 3, 0.04
    rates = [rng.betavariate(6, 1.2) for _ in range(cases)]
    drop = falls.smallest_drop([_passes(rng, rate, epochs) for rate in rates], epochs, alpha=alpha)
    assert drop is not None
    shift = _shift_of(rates, drop)
    seen = 0
    for _ in range(200):
        pairs = [(_passes(rng, rate, epochs), _passes(rng, _worse(rate, shift), epochs)) for rate in rates]
        seen += falls.p_value(pairs, epochs) < alpha

    assert 0.65 <= seen / 200 <= 0.92


def _worse(rate: float, shift: float) -> float:
    odds = rate / (1 - rate) * shift
    return odds / (1 + odds)


def _shift_of(rates: list[float], drop: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        fallen = sum(rate - _worse(rate, middle) for rate in rates) / len(rates)
        low, high = (middle, high) if fallen > drop else (low, middle)
    return low


def test_a_base_that_never_passes_cannot_fall() -> None:
    assert falls.smallest_drop([], 3, alpha=0.04) is None
    assert falls.smallest_drop([0] * 20, 3, alpha=0.04) is None
