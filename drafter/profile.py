"""The profile: what stays the same from letter to letter, typed once.

Company, letterhead, the people who sign, and the sums from which a lawyer must see a letter.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

import regex
from babel.core import get_global
from pydantic import AfterValidator, Field, StringConstraints

from drafter.money import Money
from drafter.strict import Strict

_CONTROL = regex.compile(r"[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|(?![\u200c\u200d])\p{Cf}")
_CONTROL_BUT_LINES = regex.compile(r"(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|(?![\u200c\u200d])\p{Cf}")


def _no_controls(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("holds a line break or an invisible character; write it on one line")
    return text


def _no_hidden(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL_BUT_LINES.search(text):
        raise ValueError("holds an invisible character; type it again as plain text")
    return text


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


_FULL_STOP = regex.compile(r"(?<=(?<![\p{L}\p{M}.])[\p{Ll}\p{Lo}\p{M}]{3,}|[\p{L}\p{M}]{5}|[\s)\]”»\"])\.$")
"""A point that ends a phrase and no short word (“Acme Ltd.”, “12.05.2026 г.”)."""


def _without_full_stop(text: str) -> str:
    return _FULL_STOP.sub("", text).rstrip()


Phrase: TypeAlias = Annotated[
    Line, AfterValidator(_stands_inside_a_sentence), AfterValidator(_without_full_stop)
]
"""One line that stands inside a sentence of a letter, without a full stop at its end."""

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


_UNKNOWN_COUNTRY = "ZZ"


def _known_country(code: str) -> str:
    known = get_global("territory_languages").keys() - {_UNKNOWN_COUNTRY}
    if code not in known:
        now = known.intersection(get_global("territory_aliases").get(code, ()))
        wanted = f"did you mean `{now.pop()}`?" if len(now) == 1 else "give its ISO 3166 code, such as `GB`"
        raise ValueError(f"`{code}` is no country's code; {wanted}")
    return code


Country: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), AfterValidator(_known_country)]
"""A country's two-letter code (ISO 3166)."""


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
    country: Country | None = Field(
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
        description="what the company stands for, a noun phrase in the letter's language",
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
