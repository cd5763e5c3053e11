"""The gate's own figures: false alarms when nothing changed, and what it sees when something did."""

from __future__ import annotations

from drafter.evaluation.power import CHANGES, NOTHING, WORLDS, Shape, measure
from evals.bench.figure import Figure

RUNS = 400
_SEED = 2026
_FALSE, _CELL, _HALF = 0.08, 0.95, 0.55


def run() -> list[Figure]:
    """Compare 400 pairs of runs of 200 cases × 3 epochs, in each world and for each change."""
    halves, collapses, _ = CHANGES
    return [
        _figure("nothing", f"≤ {_FALSE:.0%}", _FALSE, most=True),
        _figure(collapses, f"≥ {_CELL:.0%}", _CELL, most=False),
        _figure(halves, f"≥ {_HALF:.0%}", _HALF, most=False),
    ]


def _figure(what: str, bar: str, limit: float, *, most: bool) -> Figure:
    change = CHANGES.get(what, NOTHING)
    red = {
        name: measure(world, change, Shape(), runs=RUNS, seed=_SEED).rate for name, world in WORLDS.items()
    }
    return Figure(
        f"evaluation gate red in {RUNS} comparisons of 200 cases × 3 epochs; changed: {what}",
        ", ".join(f"{name} cases {rate:.1%}" for name, rate in red.items()),
        bar,
        max(red.values()) <= limit if most else min(red.values()) >= limit,
    )
