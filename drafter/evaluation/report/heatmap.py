"""Where it changed: kinds by languages, with sums at the margins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drafter.evaluation.comparison import ALL, Comparison, Tally
from drafter.evaluation.report.checks import interval_in_words
from drafter.evaluation.report.intervals import Leaning
from drafter.evaluation.report.names import cell_name, in_order, kind_name, language_name

_DEEPEST = 0.25
"""Difference of rates from which a cell is drawn in full colour."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One slice.

    Attributes:
        tally: its counts; None where no case lies in it.
        leaning: its colour, which says nothing of chance.
        weight: depth of its colour, 0 to 100.
        flagged: why it makes the gate red; empty where it does not.
        says: all of it in words.
    """

    tally: Tally | None
    leaning: Leaning = Leaning.unclear
    weight: int = 0
    flagged: str = ""
    says: str = "no cases"


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One language: its cells by kind, and all of it."""

    code: str
    name: str
    cells: tuple[HeatCell, ...]
    whole: HeatCell


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Languages down, kinds across."""

    kinds: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    sums: tuple[HeatCell, ...]
    whole: HeatCell


def build(comparison: Comparison) -> HeatMap:
    """Return the map of a comparison's slices."""
    tallies = {(tally.kind, tally.language): tally for tally in comparison.slices if tally.check == ALL}
    for tally in comparison.checks:
        if tally.check == ALL:
            tallies["", ""] = tally
    hard = {(broken.kind, broken.language): len(broken.cases) for broken in comparison.hard_breaks}
    kinds = in_order({kind for kind, _ in tallies if kind}, kinds=True)
    languages = in_order({language for _, language in tallies if language})

    def cell(kind: str, language: str) -> HeatCell:
        return _cell(tallies.get((kind, language)), hard, kind, language)

    return HeatMap(
        tuple(kind_name(kind) for kind in kinds),
        tuple(
            HeatRow(code, language_name(code), tuple(cell(kind, code) for kind in kinds), cell("", code))
            for code in languages
        ),
        tuple(cell(kind, "") for kind in kinds),
        cell("", ""),
    )


def _cell(tally: Tally | None, hard: Mapping[tuple[str, str], int], kind: str, language: str) -> HeatCell:
    if tally is None:
        return HeatCell(None)
    leaning = Leaning.unclear
    if tally.delta:
        leaning = Leaning.better if tally.delta > 0 else Leaning.worse
    broken = hard.get((kind, language), 0)
    flagged = f"{broken} outright" if broken else "red" if tally.flagged else ""
    said = f"{cell_name(kind, language)}: {interval_in_words(tally)}; {tally.cases} cases"
    weight = round(100 * min(1.0, abs(tally.delta) / _DEEPEST))
    return HeatCell(tally, leaning, weight, flagged, f"{said}; {flagged}" if flagged else said)
