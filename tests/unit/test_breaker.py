"""When a provider is left alone, and when it is asked again."""

from __future__ import annotations

import pytest

from drafter.breaker import Breaker, Sign


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(clock)


def call(breaker: Breaker, *signs: Sign) -> int:
    """Make one call a sign; how many were admitted."""
    admitted = 0
    for sign in signs:
        ticket = breaker.admit()
        if ticket is not None:
            breaker.record(ticket, sign)
            admitted += 1
    return admitted


def test_it_opens_after_five_faults_in_a_row(breaker: Breaker) -> None:
    assert call(breaker, *[Sign.fault] * 20) == 5


def test_a_good_call_between_faults_keeps_it_closed(breaker: Breaker) -> None:
    assert call(breaker, *([Sign.fault] * 4 + [Sign.alive]) * 5) == 25


def test_a_call_that_says_nothing_neither_adds_to_the_faults_nor_forgives_them(breaker: Breaker) -> None:
    assert call(breaker, *[Sign.silent] * 20) == 20
    assert call(breaker, *[Sign.fault, Sign.silent] * 4, Sign.fault, Sign.alive) == 9


def test_a_fault_that_will_not_pass_opens_it_at_once(breaker: Breaker) -> None:
    assert call(breaker, Sign.fatal, Sign.alive) == 1


def test_it_rests_for_thirty_seconds_and_then_lets_one_probe_through(breaker: Breaker, clock: Clock) -> None:
    call(breaker, Sign.fatal)
    clock.seconds += 29.9
    assert breaker.admit() is None
    clock.seconds += 0.1
    assert [breaker.admit() is not None for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize(
    ("sign", "admitted_at_once", "admitted_after_rest"),
    [
        (Sign.alive, True, True),
        (Sign.fault, False, True),
        (Sign.fatal, False, True),
        (Sign.silent, True, True),
    ],
)
def test_the_probe_decides(
    breaker: Breaker, clock: Clock, sign: Sign, admitted_at_once: bool, admitted_after_rest: bool
) -> None:
    call(breaker, Sign.fatal)
    clock.seconds += 30
    call(breaker, sign)
    assert (call(breaker, Sign.silent) == 1) is admitted_at_once
    clock.seconds += 30
    assert (call(breaker, Sign.silent) == 1) is admitted_after_rest


def test_after_a_good_probe_it_takes_five_faults_again_to_open(breaker: Breaker, clock: Clock) -> None:
    call(breaker, Sign.fatal)
    clock.seconds += 30
    call(breaker, Sign.alive)
    assert call(breaker, *[Sign.fault] * 9) == 5


@pytest.mark.parametrize("late", [Sign.alive, Sign.fault])
def test_a_call_from_before_it_opened_changes_nothing(breaker: Breaker, clock: Clock, late: Sign) -> None:
    old = breaker.admit()
    assert old is not None
    call(breaker, Sign.fatal)
    clock.seconds += 29
    breaker.record(old, late)
    assert breaker.admit() is None
    clock.seconds += 1
    assert breaker.admit() is not None
    breaker.record(old, late)
    assert breaker.admit() is None
