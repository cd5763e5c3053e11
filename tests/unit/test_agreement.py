"""Kappa of a judge against people, and when it lets the judge decide."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from drafter.evaluation.agreement import MIN_KAPPA, MIN_LABELS, Agreement, Opinion, grouped


def test_kappa_is_that_of_a_worked_example() -> None:
    # 50 proposals, two readers: 20 both yes, 15 both no, 5 and 10 apart (a textbook's example).
    agreement = Agreement(20, 5, 10, 15)
    assert agreement.observed == pytest.approx(0.7)
    assert agreement.kappa == pytest.approx(0.4)


def test_the_interval_holds_the_true_kappa_nineteen_times_in_twenty() -> None:
    rng = random.Random(4)
    truth = Agreement(400, 60, 90, 450).kappa
    assert truth is not None
    population = [(True, True)] * 400 + [(True, False)] * 60 + [(False, True)] * 90 + [(False, False)] * 450
    held = 0
    for _ in range(400):
        drawn = Counter(Opinion("en", *pair) for pair in rng.choices(population, k=120))
        interval = Agreement.of(drawn).interval
        assert interval is not None
        held += interval[0] <= truth <= interval[1]
    assert 0.92 <= held / 400 <= 0.98


@pytest.mark.parametrize(
    ("agreement", "why"),
    [
        (Agreement(), f"0 of at least {MIN_LABELS} labels"),
        (Agreement(24, 0, 0, 25), "49 of at least 50 labels"),
        (Agreement(50, 0, 0, 0), "kappa is not defined: only one answer was ever given"),
        (Agreement(40, 10, 10, 40), f"kappa 0.60, below {MIN_KAPPA}"),
        (Agreement(25, 0, 0, 25), ""),
        (Agreement(85, 15, 15, 85), ""),
    ],
)
def test_a_judge_decides_only_with_enough_labels_and_agreement(agreement: Agreement, why: str) -> None:
    assert agreement.advisory == why


def test_total_agreement_has_no_spread_and_no_labels_no_interval() -> None:
    assert Agreement(30, 0, 0, 30).interval == (1.0, 1.0)
    assert Agreement().interval is None
    assert Agreement().kappa is None


def test_opinions_are_counted_by_group_and_a_group_without_a_name_is_left_out() -> None:
    opinions = {
        Opinion("te", True, True): 3,
        Opinion("te", True, False): 1,
        Opinion("en", False, False): 2,
        Opinion("", True, True): 9,
    }
    assert grouped(opinions, lambda one: one.language) == {
        "en": Agreement(both_bad=2),
        "te": Agreement(both_good=3, judge_only_good=1),
    }
