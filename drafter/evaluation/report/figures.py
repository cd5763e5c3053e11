"""Numbers as people read them: percent, points, p values, counts, times."""

from __future__ import annotations

_MINUS = "\u2212"
_NARROW = "\u202f"
"""A narrow blank that does not break: between a figure and its unit, and between thousands."""


def percent(rate: float | None) -> str:
    """Return a rate as percent with one decimal place; a dash where there is none."""
    return "–" if rate is None else f"{rate * 100:.1f}{_NARROW}%"


def points(difference: float) -> str:
    """Return a difference of rates in percentage points, with its sign."""
    return signed(difference * 100, 1)


def signed(value: float, places: int = 0) -> str:
    """Return a number with its sign; zero has none."""
    rounded = round(value, places)
    if rounded == 0:
        return f"{0:.{places}f}"
    return f"{'+' if rounded > 0 else _MINUS}{abs(rounded):,.{places}f}".replace(",", _NARROW)


def p_value(p: float) -> str:
    """Return a p value with three decimal places."""
    return "<\u202f0.001" if p < 0.001 else f"{p:.3f}"


def count(number: float) -> str:
    """Return a whole number, its thousands apart."""
    return f"{number:,.0f}".replace(",", _NARROW)


def seconds(value: float) -> str:
    """Return a time; milliseconds below one second."""
    return f"{value * 1000:.0f}{_NARROW}ms" if value < 1 else f"{value:.1f}{_NARROW}s"


def plural(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"
