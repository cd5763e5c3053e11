"""The profile: what stays the same from letter to letter, typed once.

Company, letterhead, the people who sign, and the sums from which a lawyer must see a letter.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, TypeAlias

import regex
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

_CONTROL = regex.compile(r"[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|(?![\u200c\u200d])\p{Cf}")
_CONTROL_BUT_LINES = regex.compile(r"(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|(?![\u200c\u200d])\p{Cf}")
_MONEY = regex.compile(
    r"(?P<currency>[A-Z]{3})\s+(?P<amount>\d{1,3}(,\d{2,3})+(\.\d{1,3})?|\d{1,12}(\.\d{1,3})?)"
)
_CURRENCY_DECIMALS = 3


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
    if not isinstance(value, str):
        return value
    match = _MONEY.fullmatch(value.strip())
    if match is None:
        raise ValueError("is not an amount; write the currency code and the figure, such as `EUR 49.90`")
    return {"currency": match["currency"], "amount": match["amount"].replace(",", "")}


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
    amount: Decimal = Field(gt=0, le=Decimal("999999999999"), decimal_places=_CURRENCY_DECIMALS)

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
