"""The gate: red where something broke, quiet where nothing did, and silent where two runs cannot be compared."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from drafter.evaluation import gate, totals
from drafter.evaluation.comparison import ALL, Comparison, Move, Outcome
from drafter.evaluation.gate import Passes, decide
from drafter.evaluation.power import CHANGES, NOTHING, WORLDS, Shape, measure, world_of
from tests import runs

HOLDS, FAILS = [True] * 3, [False] * 3


def compared(
    tmp_path: Path, base: dict[str, list[bool]], head: dict[str, list[bool]], **changes: Any
) -> Comparison:
    before = runs.write(tmp_path / "base.jsonl", base)
    after = runs.write(tmp_path / "head.jsonl", head, **{"prompt": "bbbb", **changes})
    return gate.compare(totals.read(before), totals.read(after))


def test_two_runs_with_the_same_results_pass(tmp_path: Path) -> None:
    cases = {str(number): [True, number % 3 > 0, True] for number in range(60)}

    comparison = compared(tmp_path, cases, cases)

    assert comparison.outcome is Outcome.passes
    assert comparison.exit_code == 0
    assert comparison.checks[0].check == ALL
    assert comparison.checks[0].delta == 0
    assert comparison.smallest_drop is not None
    assert 0 < comparison.smallest_drop < 0.5


def test_two_cases_of_a_cell_that_broke_outright_are_red_whatever_the_rest_does(tmp_path: Path) -> None:
    base = {str(number): HOLDS if number < 2 else FAILS for number in range(200)}
    head = {str(number): FAILS if number < 2 else HOLDS for number in range(200)}

    comparison = compared(tmp_path, base, head)

    assert comparison.outcome is Outcome.regression
    assert [broken.cases for broken in comparison.hard_breaks if broken.check == ALL] == [("0", "1")]
    assert comparison.checks[0].delta > 0.9


def test_one_case_that_broke_outright_is_told_and_is_not_red(tmp_path: Path) -> None:
    base = {str(number): HOLDS for number in range(40)}

    comparison = compared(tmp_path, base, {**base, "7": FAILS})

    assert comparison.outcome is Outcome.passes
    moved = [move for move in comparison.moves if move.check == ALL]
    assert [(move.case, move.move, move.hard, move.rules) for move in moved] == [
        ("7", Move.broken, True, ("promise.refund",))
    ]


def test_broken_come_before_fixed_before_flaky(tmp_path: Path) -> None:
    base = {"a": FAILS, "b": HOLDS, "c": HOLDS, "d": HOLDS}
    head = {"a": HOLDS, "b": [True, False, True], "c": FAILS, "d": HOLDS}

    comparison = compared(tmp_path, base, head)

    moved = [(move.case, str(move.move)) for move in comparison.moves if move.check == ALL]
    assert moved == [("c", "broken"), ("a", "fixed"), ("b", "flaky")]
    assert (comparison.checks[0].broken, comparison.checks[0].fixed) == (1, 1)


def test_many_small_falls_are_red(tmp_path: Path) -> None:
    base = {str(number): HOLDS for number in range(60)}
    head = {str(number): [number % 4 > 0, True, True] for number in range(60)}

    comparison = compared(tmp_path, base, head)

    assert comparison.outcome is Outcome.regression
    assert comparison.checks[0].flagged
    assert comparison.exit_code == 1


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"cases_hash": "other"}, "cases_hash"),
        ({"suite_hash": "other"}, "suite_hash"),
        ({"suite": "other"}, "suite"),
        ({"what": "template"}, "what"),
        ({"gates": ("facts",)}, "gates"),
        ({"model": "gpt-5-mini"}, "simulated"),
        ({"cases": 5}, "not complete"),
        ({"epochs": 4}, "epochs"),
    ],
)
def test_runs_of_other_things_are_not_comparable(tmp_path: Path, changes: dict[str, Any], word: str) -> None:
    comparison = compared(tmp_path, {"a": HOLDS}, {"a": HOLDS}, **changes)

    assert comparison.outcome is Outcome.not_comparable
    assert comparison.exit_code == 2
    assert any(word in reason for reason in comparison.reasons)
    assert comparison.checks == ()


def test_a_case_that_one_side_lacks_is_named(tmp_path: Path) -> None:
    comparison = compared(tmp_path, {"a": HOLDS, "b": HOLDS}, {"a": HOLDS}, cases=2)

    assert comparison.only_base == ("b",)
    assert comparison.outcome is Outcome.not_comparable


def test_another_model_on_the_same_prompt_is_comparable(tmp_path: Path) -> None:
    before = runs.write(tmp_path / "base.jsonl", {"a": HOLDS}, model="one")
    after = runs.write(tmp_path / "head.jsonl", {"a": HOLDS}, model="another")

    comparison = gate.compare(totals.read(before), totals.read(after))

    assert comparison.outcome is Outcome.passes
    assert not any("the same in both" in reason for reason in comparison.reasons)


def test_where_no_model_runs_any_fall_is_red() -> None:
    cases = [Passes(str(number), "", "en", {ALL: 1}, {ALL: int(number > 0)}) for number in range(300)]

    assert decide(cases, 1, [ALL], [], chance=False).red
    assert not decide(cases, 1, [ALL], [], chance=True).red


def test_a_broken_cell_is_flagged_in_its_own_slice() -> None:
    rng = random.Random(5)
    shape = Shape(cases=240)
    cases = [
        Passes(
            str(number),
            *shape.cell(number),
            {ALL: 3},
            {ALL: 0 if number % 24 == 5 else 3 - (rng.random() < 0.02)},
        )
        for number in range(shape.cases)
    ]

    decision = decide(cases, 3, [ALL], [])

    flagged = {(tally.kind, tally.language) for tally in decision.slices if tally.flagged}
    assert shape.cell(5) in flagged
    assert len(decision.slices) == 4 + 6 + 24
    assert [(broken.kind, broken.language) for broken in decision.hard_breaks] == [shape.cell(5)]


def test_a_gating_check_that_falls_alone_is_red_though_the_whole_stays_the_same() -> None:
    cases = [
        Passes(
            str(number), "apology", "en", {ALL: 0, "length": 3, "tone": 0}, {ALL: 0, "length": 2, "tone": 3}
        )
        for number in range(60)
    ]

    decision = decide(cases, 3, [ALL, "length", "tone"], ["length", "tone"])

    assert [tally.check for tally in decision.checks if tally.flagged] == ["length"]
    assert decision.red


@pytest.mark.parametrize("world", WORLDS)
def test_the_gate_is_seldom_red_when_nothing_changed_and_mostly_when_something_did(world: str) -> None:
    halves, collapses, _ = CHANGES

    assert measure(WORLDS[world], NOTHING, Shape(), runs=60, seed=3).rate <= 0.15
    assert measure(WORLDS[world], CHANGES[collapses], Shape(), runs=20, seed=3).rate >= 0.9
    assert measure(WORLDS[world], CHANGES[halves], Shape(), runs=20, seed=3).rate >= 0.5


def test_a_finished_run_gives_a_world_to_draw_from(tmp_path: Path) -> None:
    path = runs.write(tmp_path / "j.jsonl", {"a": HOLDS, "b": FAILS})
    rates = world_of(totals.read(path))(random.Random(1), 2)

    assert rates[0] > rates[1]
