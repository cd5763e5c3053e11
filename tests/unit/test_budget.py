"""Tokens are set aside before they are spent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from drafter.budget import Budget


def test_a_reservation_that_does_not_fit_is_refused_and_costs_nothing() -> None:
    budget = Budget(100)
    assert [budget.reserve(60), budget.reserve(41), budget.reserve(40)] == [True, False, True]
    assert budget.spent == 100


def test_settling_gives_back_what_was_not_used() -> None:
    budget = Budget(100)
    budget.reserve(100)
    budget.settle(100, 30)
    assert budget.spent == 30
    assert budget.reserve(70)


def test_an_unknown_cost_keeps_the_whole_reservation() -> None:
    budget = Budget(100)
    budget.reserve(100)
    budget.settle(100, None)
    assert not budget.reserve(1)


def test_a_cost_above_the_reservation_is_counted_in_full() -> None:
    budget = Budget(100)
    budget.reserve(10)
    budget.settle(10, 95)
    assert not budget.reserve(6)


def test_without_a_limit_everything_fits() -> None:
    assert Budget(None).reserve(10**12)


def test_eight_threads_never_overspend() -> None:
    budget = Budget(50_000)

    def spend(_: int) -> int:
        if not budget.reserve(100):
            return 0
        assert budget.spent <= 50_000
        budget.settle(100, 70)
        return 70

    with ThreadPoolExecutor(8) as pool:
        used = sum(pool.map(spend, range(8_000)))
    assert used == budget.spent
    assert 50_000 - 8 * 100 <= used <= 50_000
