"""What the gate is worth: how often it is red when nothing changed, and how often when something did.

Worlds are outcomes drawn by chance, not letters: each case has its own probability to pass, and the gate's
own rules (:func:`drafter.evaluation.gate.decide`) judge base and head. So 400 runs take seconds.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from drafter.choices import Kind, Language
from drafter.evaluation.comparison import ALL
from drafter.evaluation.gate import Passes, decide
from drafter.evaluation.totals import Totals

CELLS = tuple((str(kind), str(language)) for kind in Kind for language in Language)

Rates = list[float]
Draw = Callable[[random.Random, int], Rates]


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of a run.

    Args:
        cases: how many, spread evenly over kinds and languages.
        epochs: how often each is run.
    """

    cases: int = 200
    epochs: int = 3

    def cell(self, number: int) -> tuple[str, str]:
        """Return the cell of a case."""
        return CELLS[number % len(CELLS)]


def _flaky(rng: random.Random, cases: int) -> Rates:
    return [rng.betavariate(6, 1.2) for _ in range(cases)]


def _good(rng: random.Random, cases: int) -> Rates:
    return [rng.betavariate(30, 1) for _ in range(cases)]


WORLDS: Mapping[str, Draw] = MappingProxyType({"flaky": _flaky, "good": _good})
"""``flaky``: cases pass 83 % of the time on the mean, unalike; ``good``: 97 %."""


def world_of(totals: Totals) -> Draw:
    """Return the world a finished run suggests: each case's rate from its own passes and all others'."""
    epochs = totals.run.epochs
    passes = [case.passes.get(ALL, 0) for case in totals.cases.values()]

    def draw(rng: random.Random, cases: int) -> Rates:
        chosen = passes if cases == len(passes) else rng.choices(passes, k=cases)
        return [rng.betavariate(passed + 0.5, epochs - passed + 0.5) for passed in chosen]

    return draw


def _nothing(rates: Rates, _shape: Shape, _rng: random.Random) -> Rates:
    return rates


def _one_in_ten_halves(rates: Rates, shape: Shape, rng: random.Random) -> Rates:
    chosen = set(rng.sample(range(shape.cases), max(1, shape.cases // 10)))
    return [rate / 2 if number in chosen else rate for number, rate in enumerate(rates)]


def _one_cell_collapses(rates: Rates, shape: Shape, rng: random.Random) -> Rates:
    cell = rng.choice(CELLS)
    return [0.1 * rate if shape.cell(number) == cell else rate for number, rate in enumerate(rates)]


def _one_language_halves(rates: Rates, shape: Shape, rng: random.Random) -> Rates:
    language = rng.choice(list(Language))
    return [rate / 2 if shape.cell(number)[1] == language else rate for number, rate in enumerate(rates)]


Change = Callable[[Rates, Shape, random.Random], Rates]
NOTHING: Change = _nothing
CHANGES: Mapping[str, Change] = MappingProxyType(
    {
        "one case in ten loses half its passes": _one_in_ten_halves,
        "one cell of 24 collapses to a tenth": _one_cell_collapses,
        "one language loses half its passes": _one_language_halves,
    }
)


@dataclass(frozen=True, slots=True)
class Figure:
    """How often the gate was red.

    Attributes:
        red: runs that were.
        runs: of how many.
    """

    red: int
    runs: int

    @property
    def rate(self) -> float:
        """Return the share."""
        return self.red / self.runs


def measure(world: Draw, change: Change, shape: Shape, *, runs: int, seed: int) -> Figure:
    """Return how often the gate is red.

    Args:
        world: draws each case's rate in base.
        change: turns them into head's.
        shape: size of the runs.
        runs: how many comparisons to draw.
        seed: of everything drawn.
    """
    rng = random.Random(seed)
    red = 0
    for _ in range(runs):
        base = world(rng, shape.cases)
        head = change(base, shape, rng)
        red += decide(_drawn(base, head, shape, rng), shape.epochs, (ALL,), ()).red
    return Figure(red, runs)


def _drawn(
    base: Sequence[float], head: Sequence[float], shape: Shape, rng: random.Random
) -> Iterator[Passes]:
    for number, rates in enumerate(zip(base, head, strict=True)):
        before, after = (sum(rng.random() < rate for _ in range(shape.epochs)) for rate in rates)
        kind, language = shape.cell(number)
        yield Passes(str(number), kind, language, {ALL: before}, {ALL: after})
