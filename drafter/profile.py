"""The profile: what stays the same from letter to letter, typed once.

Company, letterhead, the people who sign, and the sums from which a lawyer must see a letter.
"""

from __future__ import annotations

import difflib
from decimal import Decimal
from typing import Annotated, TypeAlias

import regex
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

_CONTROL = regex.compile(r"[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|(?![\u200c\u200d])\p{Cf}")
_CONTROL_BUT_LINES = regex.compile(r"(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|(?![\u200c\u200d])\p{Cf}")
_MONEY = regex.compile(r"(?P<currency>[A-Z]{3})\s+(?P<figure>(?!0)\d[\d.,]{0,30}|0\d{0,11}(\.\d{1,30})?)")
_CLEAR = regex.compile(r"\d+(\.\d+)?|\d{1,3}(,\d{3})+(\.\d+)?")
_CLEAR_IN_LAKHS = regex.compile(r"\d{1,2}(,\d{2})+,\d{3}(\.\d+)?")
_POINT_AND_THREE = regex.compile(r"(?!0)\d{1,3}\.\d{3}")
_MEANT = regex.compile(r"(?P<whole>.*?)([.,](?P<decimals>\d{1,2}))?[.,]*")


def _no_controls(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("holds a line break or an invisible character; write it on one line")
    return text


def _no_hidden(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL_BUT_LINES.search(text):
        raise ValueError("holds an invisible character; type it again as plain text")
    return text


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
    from babel.numbers import get_territory_currencies  # noqa: PLC0415

    used = {name for place in get_global("territory_currencies") for name in get_territory_currencies(place)}
    close = difflib.get_close_matches(code, sorted(used), n=len(used))
    # Of codes as close as each other: one with the same letters, then one of the same country.
    return min(close, key=lambda name: (sorted(name) != sorted(code), name[:2] != code[:2]), default=None)


def _blank_is_wrong(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty; leave the field out or fill it in")
    return text


Line: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=200),
    AfterValidator(_blank_is_wrong),
    AfterValidator(_no_controls),
]
"""One line of text as it may stand in a letter, at most 200 characters."""

_SENTENCE_ENDS_IN = regex.compile(r"(?:[!?…।]|[\p{L}\p{M}]{5}\.)\s+\S")
"""A point may end a short word (“No. 5”, “St. Mary’s”)."""


def _stands_inside_a_sentence(text: str) -> str:
    if found := _SENTENCE_ENDS_IN.search(text):
        raise ValueError(
            f"holds more than one sentence (“{found[0]}”); it stands inside a sentence of the letter, so "
            "give a phrase, and say the rest in a `note`"
        )
    return text


Phrase: TypeAlias = Annotated[Line, AfterValidator(_stands_inside_a_sentence)]
"""One line that stands inside a sentence of a letter."""

Prose: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_no_hidden)]
"""Text of any number of lines."""

Email: TypeAlias = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        max_length=254,
        pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+$",
    ),
]
Phone: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=40, pattern=r"^\+?[0-9(][0-9 ()./-]{3,}[0-9]$")
]


class Strict(BaseModel):
    """Base of everything a person writes: unknown fields are refused, nothing changes afterwards."""

    # Built on first use: a command needs one of the models, not all of them.
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, defer_build=True)


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


class Person(Strict):
    """Somebody who signs letters, and how to reach them."""

    name: Line = Field(description="name as signed", examples=["Dana Whitfield"])
    role: Line | None = Field(None, description="position, in the letter's language", examples=["Owner"])
    phone: Phone | None = Field(None, description="telephone number", examples=["+1 555 010 0142"])
    extension: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}$")] | None = Field(
        None, description="direct extension", examples=["204"]
    )
    email: Email | None = Field(None, description="e-mail address", examples=["dana@northwind.example"])


class Company(Strict):
    """The company as its letterhead shows it."""

    name: Line = Field(description="company name as it should be read", examples=["Northwind Kitchens"])
    address: tuple[Line, ...] = Field(
        (),
        max_length=6,
        description="postal address, a line each",
        examples=[["12 Elm Street", "Springfield"]],
    )
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = Field(
        None,
        description="two-letter country code; decides how dates and amounts are written",
        examples=["US"],
    )
    phone: Phone | None = Field(None, description="switchboard number", examples=["+1 555 010 0100"])
    email: Email | None = Field(
        None, description="general e-mail address", examples=["care@northwind.example"]
    )
    website: (
        Annotated[str, StringConstraints(max_length=200, pattern=r"^(https?://)?[A-Za-z0-9.-]+(/\S*)?$")]
        | None
    ) = Field(None, description="web address for the letterhead", examples=["northwind.example"])
    mission: Line | None = Field(
        None,
        description="what the company stands for, one phrase in the letter's language",
        examples=["repairs that last"],
    )


class Profile(Strict):
    """A profile file."""

    company: Company
    sender: Person | None = Field(None, description="person who signs letters")
    owner: Person | None = Field(None, description="the owner; an apology is signed by this person")
    legal_review_from: tuple[Money, ...] = Field(
        (), description="sum per currency from which a lawyer must see a refusal", examples=[["USD 2000"]]
    )
