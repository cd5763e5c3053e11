"""One measured figure and its bar."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the report.

    Attributes:
        what: what was measured, and against what.
        measured: the figure in words.
        bar: what it should reach.
        holds: whether it does.
    """

    what: str
    measured: str
    bar: str
    holds: bool
