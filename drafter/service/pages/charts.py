"""Charts as shapes: numbers become the places of bars, and the template draws them as SVG.

Shapes carry no colours and no styles; the stylesheet has those, for light, dark and print.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH = 440
_LABELS = 158
_FIGURES = 52
_ROW = 30
_BAR = 14
_PLOT = WIDTH - _LABELS - _FIGURES


@dataclass(frozen=True, slots=True)
class Series:
    """One measure over the rows of a chart.

    Attributes:
        name: what is measured.
        values: one number a row; None where nothing was measured.
        tone: which of the stylesheet's chart colours it takes: ``a``, ``b`` or ``c``.
    """

    name: str
    values: Sequence[float | None]
    tone: str = "a"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar and the figure beside it, in the chart's own units."""

    x: float
    y: float
    width: float
    height: float
    tone: str
    figure: str
    figure_x: float
    figure_y: float


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its label and bars."""

    label: str
    y: float
    bars: tuple[Bar, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart, one row a label, one bar a series.

    Attributes:
        title: what the chart shows, in words.
        series: names and tones, for the key.
        rows: the rows, top to bottom.
        grid: places of the vertical lines with their figures.
        width, height: size of the drawing.
    """

    title: str
    series: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    grid: tuple[tuple[float, str], ...]
    width: int
    height: int
    label_x: int = _LABELS - 12


def bars(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    figure: Callable[[float], str] = lambda value: f"{value:g}",
    largest: float | None = None,
) -> Chart:
    """Return a bar chart.

    Args:
        title: what it shows, in words.
        labels: one label a row.
        series: one or more measures of the same length.
        figure: writes a value beside its bar and on the grid.
        largest: end of the scale; the nearest round number over the values if None.
    """
    top = largest or _round_up(max((value or 0 for one in series for value in one.values), default=0))
    height_of_row = _ROW + (len(series) - 1) * (_BAR + 4)
    rows = tuple(
        _row(label, place, place * height_of_row + 8, series, top, figure)
        for place, label in enumerate(labels)
    )
    bottom = len(labels) * height_of_row + 8
    grid = tuple((_LABELS + _PLOT * step / 4, figure(top * step / 4)) for step in range(0, 5, 2))
    return Chart(title, tuple((one.name, one.tone) for one in series), rows, grid, WIDTH, bottom + 24)


def _row(
    label: str, place: int, y: float, series: Sequence[Series], top: float, figure: Callable[[float], str]
) -> Row:
    drawn = []
    for number, one in enumerate(series):
        value = one.values[place]
        width = _PLOT * min(value, top) / top if value else 0.0
        bar_y = y + number * (_BAR + 4)
        said = "–" if value is None else figure(value)
        drawn.append(
            Bar(
                _LABELS,
                bar_y,
                round(width, 1),
                _BAR,
                one.tone,
                said,
                round(_LABELS + width + 8, 1),
                bar_y + 11,
            )
        )
    return Row(label, y + 11, tuple(drawn), tuple(bar.figure for bar in drawn))


def _round_up(value: float) -> float:
    if value <= 0:
        return 1.0
    unit: float = 10.0 ** floor(log10(value))
    return next(step * unit for step in (1, 2, 4, 5, 10) if step * unit >= value or step == 10) or ceil(value)
