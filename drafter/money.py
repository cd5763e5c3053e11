"""Sums of money: how a person writes one, and what is too unclear to be taken for one."""

from __future__ import annotations

import difflib
from decimal import Decimal
from typing import Annotated, TypeAlias

import regex
from pydantic import BaseModel, BeforeValidator, Field, model_validator

from drafter.strict import Strict

_MONEY = regex.compile(r"(?P<currency>[A-Z]{3})\s+(?P<figure>(?!0)\d[\d.,]{0,30}|0\d{0,11}(\.\d{1,30})?)")
_CLEAR = regex.compile(r"\d+(\.\d+)?|\d{1,3}(,\d{3})+(\.\d+)?")
_CLEAR_IN_LAKHS = regex.compile(r"\d{1,2}(,\d{2})+,\d{3}(\.\d+)?")
_POINT_AND_THREE = regex.compile(r"(?!0)\d{1,3}\.\d{3}")
_MEANT = regex.compile(r"(?P<whole>.*?)([.,](?P<decimals>\d{1,2}))?[.,]*")


def _money(value: object) -> object:
    if isinstance(value, dict | BaseModel):
        return value
    match = _MONEY.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError("is not an amount; write the currency code and the figure, such as `EUR 49.90`")
    currency, figure = match["currency"], match["figure"]
    if _POINT_AND_THREE.fullmatch(figure):
        raise ValueError(_either(currency, figure))
    if not (_CLEAR.fullmatch(figure) or (currency == "INR" and _CLEAR_IN_LAKHS.fullmatch(figure))):
        raise ValueError(f"`{currency} {figure}` is not a clear amount; write `{currency} {_meant(figure)}`")
    return {"currency": currency, "amount": figure.replace(",", "")}


def _either(currency: str, figure: str) -> str:
    """Return what to write for a figure such as 1.240: over a thousand to one reader, over one to another."""
    most = _decimals(currency)
    small = f"{currency} {_rounded(Decimal(figure), most)}"
    if len(figure.partition(".")[2]) <= most:
        small = f"{{currency: {currency}, amount: {figure}}}"
    return (
        f"`{currency} {figure}` can be read in two ways; "
        f"write `{currency} {_meant(figure)}`, or `{small}` if that is meant"
    )


def _meant(figure: str) -> str:
    """Return a figure without marks for thousands: one or two digits after the last mark are decimals."""
    match = _MEANT.fullmatch(figure)
    whole, decimals = (match["whole"], match["decimals"]) if match else (figure, None)
    digits = regex.sub(r"\D", "", whole)
    return f"{digits}.{decimals}" if decimals else digits


def _rounded(amount: Decimal, decimals: int) -> Decimal:
    """Return the nearest sum above nothing with some decimals."""
    unit = Decimal(1).scaleb(-decimals)
    return max(amount.quantize(unit), unit)


def _decimals(currency: str) -> int:
    from babel.numbers import get_currency_precision  # noqa: PLC0415 (read only where there is an amount)

    return get_currency_precision(currency)


def _nearest_currency(code: str) -> str | None:
    """Return the currency in use that a mistyped code most likely stands for."""
    from babel.core import get_global  # noqa: PLC0415 (read only for a mistake)
    from babel.numbers import get_territory_currencies  # noqa: PLC0415 (the same)

    used = {name for place in get_global("territory_currencies") for name in get_territory_currencies(place)}
    close = difflib.get_close_matches(code, sorted(used), n=len(used))
    # Of codes as close as each other: one with the same letters, then one of the same country.
    return min(close, key=lambda name: (sorted(name) != sorted(code), name[:2] != code[:2]), default=None)


class MoneyAmount(Strict):
    """A sum of money: ISO 4217 code and decimal amount, written ``EUR 49.90``."""

    currency: str = Field(pattern=r"^[A-Z]{3}$")
    amount: Decimal = Field(gt=0, le=Decimal("999999999999"))

    @model_validator(mode="after")
    def _currency_is_known(self) -> MoneyAmount:
        from babel.numbers import is_currency  # noqa: PLC0415 (read only where there is an amount)

        if not is_currency(self.currency):
            near = _nearest_currency(self.currency)
            wanted = f"did you mean {near}?" if near else "write its code of ISO 4217, such as `EUR`"
            raise ValueError(f"`{self.currency}` is no currency; {wanted}")
        return self

    @model_validator(mode="after")
    def _decimals_fit_the_currency(self) -> MoneyAmount:
        most = _decimals(self.currency)
        if -int(self.amount.as_tuple().exponent) > most:
            nearest = _rounded(self.amount, most)
            raise ValueError(
                f"`{self}` has more decimals than {self.currency} has; "
                f"write {most or 'none'}{' at most' if most else ''}, such as `{self.currency} {nearest}`"
            )
        return self

    def __str__(self) -> str:
        return f"{self.currency} {self.amount}"


Money: TypeAlias = Annotated[MoneyAmount, BeforeValidator(_money)]
