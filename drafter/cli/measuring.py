"""The gate's own figures, printed as a table."""

from __future__ import annotations

import sys
from pathlib import Path

from drafter.evaluation import totals
from drafter.evaluation.power import CHANGES, NOTHING, WORLDS, Draw, Shape, measure, world_of
from drafter.evaluation.statistics import wilson


def aa(cases: int, epochs: int, runs: int, seed: int, journal: Path | None) -> None:
    """Print how often the gate is red when nothing changed."""
    _head(cases, epochs, runs)
    for name, world in _worlds(journal).items():
        _row(name, "nothing", measure(world, NOTHING, Shape(cases, epochs), runs=runs, seed=seed).red, runs)


def power(cases: int, epochs: int, runs: int, seed: int, journal: Path | None) -> None:
    """Print how often the gate is red when something changed."""
    _head(cases, epochs, runs)
    for name, world in _worlds(journal).items():
        for what, change in CHANGES.items():
            figure = measure(world, change, Shape(cases, epochs), runs=runs, seed=seed)
            _row(name, what, figure.red, runs)


def _worlds(journal: Path | None) -> dict[str, Draw]:
    like = {journal.name: world_of(totals.read(journal))} if journal else {}
    return {**WORLDS, **like}


def _head(cases: int, epochs: int, runs: int) -> None:
    sys.stdout.write(f"{cases} cases × {epochs} epochs, {runs} comparisons each\n\n")
    sys.stdout.write("| world | what changed | gate red | 95 % interval |\n|---|---|---|---|\n")


def _row(world: str, what: str, red: int, runs: int) -> None:
    interval = wilson(red, runs)
    sys.stdout.write(f"| {world} | {what} | {red / runs:.1%} | {interval.low:.1%}–{interval.high:.1%} |\n")
    sys.stdout.flush()
