"""Ids sort by the order they were made in."""

from __future__ import annotations

from drafter.store.ids import IdMaker


def test_ids_of_one_millisecond_sort_as_they_were_made() -> None:
    make = IdMaker(clock=lambda: 1_790_000_000_000_000_000)
    made = [make() for _ in range(1_000)]
    assert made == sorted(made)
    assert len(set(made)) == 1_000
    assert {len(one) for one in made} == {26}


def test_a_clock_set_back_does_not_turn_the_order() -> None:
    moments = iter([2_000_000_000_000_000_000, 1_000_000_000_000_000_000])
    make = IdMaker(clock=lambda: next(moments))
    assert make() < make()


def test_ids_begin_with_their_time() -> None:
    moments = iter([1_790_000_000_000_000_000, 1_790_000_000_001_000_000])
    make = IdMaker(clock=lambda: next(moments))
    earlier, later = make(), make()
    assert earlier[:9] == later[:9]
    assert earlier[:10] < later[:10]
