"""How earlier versions did: the pass rate of each run of the suite, with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from drafter.evaluation.comparison import ALL, Side
from drafter.evaluation.report.figures import percent
from drafter.evaluation.report.intervals import Drawing, Estimate, Scale, draw
from drafter.evaluation.statistics import wilson

_MOST = 30


@dataclass(frozen=True, slots=True)
class Past:
    """One run.

    Attributes:
        prompt: version of its prompts.
        revision: of the checkout.
        started: when.
        model: model asked.
        rate: letters that pass every gating check.
        drawing: the rate with its interval.
        role: ``base`` or ``head`` where it is one of them.
        same_cases: whether it ran head's cases; else its rate is of other letters.
    """

    prompt: str
    revision: str
    started: str
    model: str
    rate: str
    drawing: Drawing
    role: str
    same_cases: bool


@dataclass(frozen=True, slots=True)
class History:
    """Runs from the newest to the oldest, on a scale that begins at ``low``."""

    runs: tuple[Past, ...]
    low: str


def build(base: Side, head: Side, earlier: Iterable[Side]) -> History:
    """Return the history of a suite.

    Args:
        base, head: the runs compared.
        earlier: other runs; those of other suites are left out.
    """
    roles = {_place(base): "base", _place(head): "head"}
    sides = {_place(side): side for side in (*earlier, base, head) if side.run.suite == head.run.suite}
    newest = sorted(
        sides.values(), key=lambda side: (side.run.started, roles.get(_place(side), "")), reverse=True
    )
    shown = [(side, _estimate(side)) for side in newest if ALL in side.rates][:_MOST]
    scale = Scale.of_rates(estimate for _, estimate in shown)
    return History(_runs(shown, scale, head, roles), percent(scale.low))


def _runs(
    shown: Sequence[tuple[Side, Estimate]], scale: Scale, head: Side, roles: dict[Path, str]
) -> tuple[Past, ...]:
    return tuple(
        Past(
            side.run.prompt[:12],
            side.run.revision[:12],
            side.run.started[:16].replace("T", " "),
            side.run.model,
            percent(rate.value),
            draw(rate, scale, _says(rate), difference=False),
            roles.get(_place(side), ""),
            side.run.cases_hash == head.run.cases_hash,
        )
        for side, rate in shown
    )


def _place(side: Side) -> Path:
    return Path(side.path).resolve()


def _estimate(side: Side) -> Estimate:
    # Epochs of one case are alike, so the interval counts cases and not letters: wider, and never too sure.
    rate = side.rates[ALL]
    interval = wilson(rate * side.run.cases, side.run.cases)
    return Estimate(rate, interval.low, interval.high)


def _says(rate: Estimate) -> str:
    return f"{percent(rate.value)}, 95 % interval {percent(rate.low)} to {percent(rate.high)}"
