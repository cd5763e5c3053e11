"""The case: what a support agent knows and asks for.

Four kinds, one model each; all share :class:`CaseBase`. Facts that only one kind needs follow from that
kind's guide. :func:`drafter.case_file.read_case` reads one from a file.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import Field, StringConstraints, field_validator, model_validator

from drafter.choices import (
    ApologyProblem,
    Basis,
    Cause,
    Disclosure,
    Kind,
    Language,
    LostReason,
    OfferType,
    RefusalReason,
    Title,
    Tone,
)
from drafter.money import Money, MoneyAmount
from drafter.profile import Company, Line, Person, Phone, Phrase, Prose
from drafter.strict import Strict

NEEDS_WHAT = frozenset({OfferType.free_service, OfferType.free_gift})
NEEDS_AMOUNT = frozenset({OfferType.amount_off, OfferType.credit, OfferType.partial_refund, OfferType.refund})
GOODWILL = frozenset(
    {
        OfferType.percent_off,
        OfferType.amount_off,
        OfferType.credit,
        OfferType.free_service,
        OfferType.free_shipping,
        OfferType.free_gift,
    }
)


class Offer(Strict):
    """Something the company will do or give, and until when."""

    type: OfferType = Field(description="kind of offer")
    what: Phrase | None = Field(
        None,
        description="what it is or applies to, as a noun phrase in the letter's language",
        examples=["your next order"],
    )
    percent: Decimal | None = Field(
        None, gt=0, le=100, decimal_places=2, description="per cent off", examples=[20]
    )
    amount: Money | None = Field(None, description="sum, with its currency", examples=["USD 25.00"])
    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{1,39}$")] | None = Field(
        None, description="code to quote, in Latin letters, digits, - and _", examples=["WELCOME20"]
    )
    valid_until: dt.date | None = Field(None, description="last day it can be used", examples=["2027-01-31"])

    @model_validator(mode="after")
    def _terms_fit_the_type(self) -> Offer:
        wanted = {
            "what": self.type in NEEDS_WHAT,
            "percent": self.type is OfferType.percent_off,
            "amount": self.type in NEEDS_AMOUNT,
        }
        for field, needed in wanted.items():
            given = getattr(self, field) is not None
            if needed and not given:
                raise ValueError(f"{_one(self.type)} needs `{field}`; add it")
            if given and not needed and field != "what":
                raise ValueError(f"{_one(self.type)} has no `{field}`; take it out")
        return self


def _one(type: OfferType) -> str:
    return f"an {type}" if type[0] in "aeiou" else f"a {type}"


FactType: TypeAlias = Literal["text", "name", "date", "duration", "money", "number", "reference", "place"]
FACT_TYPES: tuple[str, ...] = get_args(FactType)


class Fact(Strict):
    """One extra fact: exactly one typed value."""

    text: Line | None = None
    name: Line | None = None
    date: dt.date | None = None
    duration: Line | None = None
    money: Money | None = None
    number: Line | None = None
    reference: Line | None = None
    place: Line | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Fact:
        if len(self.model_fields_set) != 1 or getattr(self, self.type) is None:
            raise ValueError(f"needs exactly one of {', '.join(FACT_TYPES)}, such as `duration: two weeks`")
        return self

    @property
    def type(self) -> str:
        """Return the fact's type."""
        return next(iter(self.model_fields_set))

    @property
    def value(self) -> str | dt.date | MoneyAmount:
        """Return the fact's value: text, a date or a sum of money."""
        value: str | dt.date | MoneyAmount = getattr(self, self.type)
        return value


class Customer(Strict):
    """The person who gets the letter."""

    name: Line = Field(description="full name", examples=["Maria Santos"])
    title: Title | None = Field(None, description="leave out if not known")
    honorific: Line | None = Field(
        None, description="title in the letter's own words, instead of `title`", examples=["Dato'"]
    )
    address_as: Line | None = Field(
        None, description="the part of the name that follows the title in the salutation", examples=["Santos"]
    )
    address: tuple[Line, ...] = Field(
        (),
        max_length=6,
        description="postal address, a line each",
        examples=[["12 Elm Street", "Springfield"]],
    )
    since: Annotated[int, Field(ge=1900, le=2200)] | None = Field(
        None, description="year of the first purchase", examples=[2019]
    )
    yearly_spend: Money | None = Field(
        None, description="what this customer spends in a year", examples=["USD 1200"]
    )


FactName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,39}$")]


class CaseBase(Strict):
    """What every kind of case holds."""

    kind: Kind
    language: Language = Field(description="language of the letter")
    date: dt.date | None = Field(
        None, description="date of the letter; today if left out", examples=["2026-11-21"]
    )
    company: Company = Field(description="company as the letterhead shows it")
    sender: Person = Field(description="person who signs")
    owner: Person | None = Field(None, description="the company's owner; signs an apology")
    legal_review_from: tuple[Money, ...] = Field(
        (), description="sum per currency from which a lawyer must see the letter", examples=[["USD 2000"]]
    )
    customer: Customer = Field(description="person who gets the letter")
    reference: Line | None = Field(None, description="order, invoice or ticket number", examples=["ORD-2291"])
    product: Phrase | None = Field(
        None,
        description="the product or service, as it would stand inside a sentence of the letter",
        examples=["the Aurora kettle"],
    )
    received_on: dt.date | None = Field(
        None, description="day the customer's message came in", examples=["2026-11-18"]
    )
    message: Prose | None = Field(
        None,
        max_length=20_000,
        description="the customer's message as it came; never sent to a model",
        examples=["Where is my table?!"],
    )
    account: Prose | None = Field(
        None,
        max_length=1_000,
        description="what happened, in your own words; a model reads it with all names and figures taken out",
        examples=["The table came late; we had planned too many deliveries."],
    )
    note: Prose | None = Field(
        None,
        max_length=300,
        description="a sentence or two of your own, put into the letter word for word, never sent to a model",
        examples=["Your old table is kept for you until Friday."],
    )
    disclosure: Disclosure = Field(
        Disclosure.account, description="`facts` keeps the account from the model as well"
    )
    tone: Tone = Field(Tone.warm, description="how the letter speaks")
    terms: tuple[Line, ...] = Field(
        (),
        max_length=20,
        description="names that may stand in the letter as written here",
        examples=[["DHL"]],
    )
    facts: dict[FactName, Fact] = Field(
        default_factory=dict,
        max_length=12,
        description="further facts, each with its type",
        examples=["{delay: {duration: two weeks}}"],
    )

    @field_validator("message", "account", "note")
    @classmethod
    def _empty_is_absent(cls, text: str | None) -> str | None:
        return text or None

    def contradiction(self, day: dt.date) -> str:
        """Return what cannot be true of a letter, and what to do about it; empty if nothing.

        Args:
            day: date of the letter.
        """
        letter = "the letter's `date`"
        if self.date is None:
            letter += f", which is today, {day}, where it is left out"
        for name in ("received_on", "purchased_on", "delivered_on"):
            if (getattr(self, name, None) or day) > day:
                return f"`{name}` lies after {letter}; check both"
        if (self.customer.since or day.year) > day.year:
            return f"`customer.since` lies after the year of {letter}; check both"
        return ""

    @model_validator(mode="after")
    def _dates_can_be_true(self) -> CaseBase:
        # A case without a date has that of the day it is drafted on: its plan asks then.
        if self.date and (wrong := self.contradiction(self.date)):
            raise ValueError(wrong)
        return self


def _goodwill(offer: Offer | None) -> Offer | None:
    if offer is not None and offer.type not in GOODWILL:
        allowed = ", ".join(sorted(GOODWILL))
        raise ValueError(f"a {offer.type} cannot be offered in this kind of letter; use one of {allowed}")
    return offer


class WinbackCase(CaseBase):
    """Win back a customer who left."""

    kind: Literal[Kind.winback] = Kind.winback
    reason: LostReason | None = Field(None, description="why the customer left; leave out if not known")
    offer: Offer | None = Field(None, description="what is offered to put it right")

    _offer_is_goodwill = field_validator("offer")(_goodwill)


class ApologyCase(CaseBase):
    """Write to an upset customer."""

    kind: Literal[Kind.apology] = Kind.apology
    product: Phrase = Field(
        description="the product or service concerned, as it would stand inside a sentence of the letter",
        examples=["the oak dining table"],
    )
    problem: ApologyProblem = Field(description="what went wrong")
    cause: Cause | None = Field(None, description="why it went wrong; leave out if not known yet")
    remedy: Offer | None = Field(
        None, description="what puts it right; leave out to ask the customer instead"
    )
    parting: bool = Field(False, description="true when all else has failed and you agree to stay in touch")
    earlier_letters: int = Field(0, ge=0, le=50, description="letters already written about this")


class RefundRefusalCase(CaseBase):
    """Refuse a refund."""

    kind: Literal[Kind.refund_refusal] = Kind.refund_refusal
    product: Phrase = Field(
        description="the product or service concerned, as it would stand inside a sentence of the letter",
        examples=["the Aurora kettle"],
    )
    requested: Money = Field(description="the sum asked for", examples=["USD 89.00"])
    reasons: tuple[RefusalReason, ...] = Field(
        min_length=1, max_length=4, description="facts that speak against it, the strongest first"
    )
    purchased_on: dt.date | None = Field(None, description="day of purchase", examples=["2026-10-01"])
    delivered_on: dt.date | None = Field(
        None, description="day of delivery or performance", examples=["2026-10-05"]
    )
    period_days: int | None = Field(
        None, ge=1, le=3650, description="length of the refund period in days", examples=[30]
    )
    concession: Offer | None = Field(None, description="a gesture of goodwill, if there is one")

    _concession_is_goodwill = field_validator("concession")(_goodwill)

    @field_validator("reasons")
    @classmethod
    def _no_reason_twice(cls, reasons: tuple[RefusalReason, ...]) -> tuple[RefusalReason, ...]:
        if len(set(reasons)) != len(reasons):
            raise ValueError("names a reason twice; keep each once")
        return reasons

    @model_validator(mode="after")
    def _delivered_after_purchase(self) -> RefundRefusalCase:
        if self.purchased_on and self.delivered_on and self.delivered_on < self.purchased_on:
            raise ValueError("`delivered_on` lies before `purchased_on`; check both")
        return self

    def contradiction(self, day: dt.date) -> str:
        """See :meth:`CaseBase.contradiction`."""
        return super().contradiction(day) or self._period_goes_on(self.received_on or day)

    def _period_goes_on(self, asked_on: dt.date) -> str:
        began = self.delivered_on or self.purchased_on
        if RefusalReason.period_ended not in self.reasons or began is None or self.period_days is None:
            return ""
        ends = began + min(dt.timedelta(self.period_days), dt.date.max - began)
        if asked_on > ends:
            return ""
        return (
            f"`reasons` says `{RefusalReason.period_ended}`, but {self.period_days} days from {began} "
            f"end on {ends}; check the dates"
        )


class Referral(Strict):
    """Another business that offers similar services."""

    name: Line = Field(description="the other business", examples=["Harbor Cleaning Co."])
    phone: Phone | None = Field(None, description="its telephone number", examples=["+1 555 010 0199"])


class TerminationCase(CaseBase):
    """Tell a customer that the company will no longer serve them."""

    kind: Literal[Kind.termination] = Kind.termination
    basis: Basis = Field(description="why the service ends")
    effective: dt.date | None = Field(
        None,
        description="day from which the customer is no longer served; the letter's date if left out",
        examples=["2026-12-31"],
    )
    referral: Referral | None = Field(None, description="a business to turn to instead")


Case: TypeAlias = WinbackCase | ApologyCase | RefundRefusalCase | TerminationCase

MODELS: dict[Kind, type[CaseBase]] = {
    Kind.winback: WinbackCase,
    Kind.apology: ApologyCase,
    Kind.refund_refusal: RefundRefusalCase,
    Kind.termination: TerminationCase,
}
