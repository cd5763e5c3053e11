"""What a case holds, under the names that guides, templates and rules use.

Named facts are yes-or-no, codes are closed enums a model may see, slots are the values it may not.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from drafter.case import ApologyCase, Case, Fact, Offer, RefundRefusalCase, TerminationCase, WinbackCase
from drafter.choices import Basis, Kind, OfferType, RefusalReason
from drafter.money import MoneyAmount
from drafter.phrases import Phrases, short_name
from drafter.profile import Person
from drafter.slots import Slot
from drafter.text import canonical

ANSWER_WITHIN_DAYS = 3
_LONG_RELATIONSHIP_YEARS = 5
_DIGITS = re.compile(r"\d+")

MEANINGS: dict[str, tuple[str, str]] = {
    "company": ("name", "the company's name"),
    "product": (
        "phrase",
        "the product or service concerned; a noun phrase, singular or plural, that may begin with an article",
    ),
    "reference": ("reference", "a bare reference number of the order, invoice or ticket"),
    "since": ("phrase", "the year the person became a customer, with its preposition ('since …')"),
    "offer": ("phrase", "what is offered; a noun phrase, with or without an article ('free shipping on …')"),
    "mission": ("phrase", "what the company stands for, a short phrase"),
    "deadline": ("phrase", "the last day of the offer, with its preposition ('until …')"),
    "offer_code": ("reference", "the code to quote for the offer"),
    "phone": ("phone", "the telephone number to call"),
    "extension": ("number", "the direct extension, a bare number"),
    "email": ("email", "the e-mail address to write to"),
    "amount": ("money", "the sum the customer asked for"),
    "purchased_on": ("date", "the day of purchase, a bare date"),
    "delivered_on": ("date", "the day of delivery or performance, a bare date"),
    "period": ("duration", "the length of the refund period ('30 days')"),
    "effective_date": ("date", "the day from which the company no longer serves the customer, a bare date"),
    "referral": ("name", "the other business the customer may turn to"),
    "referral_phone": ("phone", "the other business's telephone number"),
}
"""Type and meaning of each slot that comes with a kind of letter."""
_OF_TYPE = {"text": "a phrase", "money": "a sum of money"}
"""What a fact of a type is called, where its name would not do."""
_IN_WORDS = ("product", "offer", "mission")
"""Slots whose values are words, of which a letter may tell a part."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A case seen through the names of the guides.

    Attributes:
        named: names of the yes-or-no facts that hold.
        codes: closed codes a model may see, by field.
        slots: the slots the case can fill, by name.
        extra: names of the slots made from the case's own further facts.
        signer: who signs the letter.
        told: all that the case tells in words, the customer's message and the agent's account among it; empty
            where there is neither.
        tellings: what a person's letter may tell again of it: no values but those in words.
        days: the days that the case's own fields hold, and the last one of its refund period.
    """

    named: frozenset[str]
    codes: dict[str, str]
    slots: dict[str, Slot]
    extra: tuple[str, ...]
    signer: Person
    told: str
    tellings: tuple[str | None, ...]
    days: frozenset[dt.date]

    @property
    def is_delicate(self) -> bool:
        """Say whether the account may tell what a letter must not name (termination guide, step 3b)."""
        return "conduct" in self.named

    @property
    def story(self) -> str:
        """Return all tellings as one text."""
        return _joined(*self.tellings)


def of(case: Case, phrases: Phrases, today: dt.date) -> Facts:
    """Return a case's facts.

    Args:
        case: the case.
        phrases: the phrases of its language and locale.
        today: date of the letter where the case gives none.
    """
    signer = signer_of(case)
    day = case.date or today
    slots = {slot.name: slot for slot in _slots(case, phrases, day)}
    extra = tuple(_extra_slots(case, phrases))
    slots.update((slot.name, slot) for slot in extra if slot.name not in slots)
    named = frozenset(name for name, holds in NAMED.items() if holds(case, day))
    since = case.customer.since
    years = phrases.durations_told("year", day.year - since) if since else ()
    values = [slot.value for slot in slots.values()]
    words = [slots[name].value for name in (*_IN_WORDS, *(slot.name for slot in extra)) if name in slots]
    heard, known = (case.account, case.message), (case.note, signer.role)
    addresses = (*case.customer.address, *case.company.address)
    return Facts(
        named,
        dict(_codes(case, day)),
        slots,
        tuple(slot.name for slot in extra),
        signer,
        told=_joined(*heard, *known, *values) if any(heard) else "",
        tellings=(*heard, *known, *addresses, *years, *words),
        days=frozenset((*(day for _, day in days_of(case, day)), *_period_end(case))),
    )


def days_of(case: Case, day: dt.date) -> Iterator[tuple[str, dt.date]]:
    """Yield the days that a case's own fields hold, by name.

    Args:
        case: the case.
        day: the date of its letter.
    """
    offer = offer_of(case)
    days = {"letter_date": day, "received_on": case.received_on}
    if isinstance(case, RefundRefusalCase):
        days |= {"purchased_on": case.purchased_on, "delivered_on": case.delivered_on}
    if isinstance(case, TerminationCase):
        days["effective_date"] = case.effective or day
    days["deadline"] = offer.valid_until if offer else None
    days |= {name: fact.value for name, fact in case.facts.items() if isinstance(fact.value, dt.date)}
    yield from ((name, day) for name, day in days.items() if day)


def _period_end(case: Case) -> Iterator[dt.date]:
    """Yield the last day on which a refund could be asked for."""
    if isinstance(case, RefundRefusalCase) and case.period_days:
        began = case.delivered_on or case.purchased_on
        if began and case.period_days <= (dt.date.max - began).days:
            yield began + dt.timedelta(case.period_days)


def _joined(*said: str | None) -> str:
    return "\n".join(canonical(each) for each in said if each)


def signer_of(case: Case) -> Person:
    """Return who signs: the owner signs an apology where the case knows one (apology guide, step 2)."""
    return case.owner if isinstance(case, ApologyCase) and case.owner else case.sender


_OFFERS: Mapping[Kind, str] = {
    Kind.winback: "offer",
    Kind.apology: "remedy",
    Kind.refund_refusal: "concession",
}
"""The field in which each kind of case holds what the letter may offer."""


def offer_of(case: Case) -> Offer | None:
    """Return what the case allows the letter to offer."""
    name = _OFFERS.get(case.kind)
    offer: Offer | None = getattr(case, name) if name else None
    return offer


def _reaches(sums: tuple[MoneyAmount, ...], money: MoneyAmount | None) -> bool:
    return money is not None and any(
        limit.currency == money.currency and money.amount >= limit.amount for limit in sums
    )


def _large_sum(case: Case) -> bool:
    claimed = case.requested if isinstance(case, RefundRefusalCase) else None
    offer = offer_of(case)
    given = offer.amount if offer else None
    return _reaches(case.legal_review_from, claimed) or _reaches(case.legal_review_from, given)


def _below_yearly_spend(case: Case) -> bool:
    spend = case.customer.yearly_spend
    return (
        isinstance(case, RefundRefusalCase)
        and spend is not None
        and (spend.currency == case.requested.currency and case.requested.amount < spend.amount)
    )


def _conduct(case: Case) -> bool:
    return isinstance(case, TerminationCase) and case.basis is Basis.conduct


def _referral(case: Case) -> bool:
    return isinstance(case, TerminationCase) and case.referral is not None


def _offer_is(*types: OfferType) -> Callable[[Case, dt.date], bool]:
    def holds(case: Case, _day: dt.date) -> bool:
        offer = offer_of(case)
        return offer is not None and offer.type in types

    return holds


NAMED: dict[str, Callable[[Case, dt.date], bool]] = {
    "reason_known": lambda case, _: isinstance(case, WinbackCase) and case.reason is not None,
    "has_offer": lambda case, _: offer_of(case) is not None,
    "offer_expires": lambda case, _: bool((offer := offer_of(case)) and offer.valid_until),
    "offer_past": lambda case, day: bool(
        (offer := offer_of(case)) and offer.valid_until and offer.valid_until < day
    ),
    "offer_is_refund": _offer_is(OfferType.refund, OfferType.partial_refund),
    "offer_is_free": _offer_is(OfferType.free_gift, OfferType.free_service, OfferType.free_shipping),
    "offer_is_discount": _offer_is(OfferType.percent_off, OfferType.amount_off, OfferType.credit),
    "offer_is_replacement": _offer_is(OfferType.replacement),
    "offer_is_repair": _offer_is(OfferType.repair, OfferType.redo_service),
    "cause_known": lambda case, _: isinstance(case, ApologyCase) and case.cause is not None,
    "parting": lambda case, _: isinstance(case, ApologyCase) and case.parting,
    "repeated": lambda case, _: isinstance(case, ApologyCase) and case.earlier_letters > 1,
    "has_owner": lambda case, _: case.owner is not None,
    "conduct": lambda case, _: _conduct(case),
    "has_referral": lambda case, _: _referral(case),
    "may_refer": lambda case, _: _referral(case) and not _conduct(case),
    "ends_in_past": lambda case, day: (
        isinstance(case, TerminationCase) and case.effective is not None and case.effective < day
    ),
    "large_sum": lambda case, _: _large_sum(case),
    "below_yearly_spend": lambda case, _: _below_yearly_spend(case),
    "delivered_at_once": lambda case, _: (
        isinstance(case, RefundRefusalCase)
        and case.purchased_on is not None
        and case.purchased_on == case.delivered_on
    ),
    "late_answer": lambda case, day: (
        case.received_on is not None and (day - case.received_on).days > ANSWER_WITHIN_DAYS
    ),
    "knows_since": lambda case, day: bool(_since(case, day)),
    "can_be_reached": lambda case, _: bool(phone_of(case) or _email(case)),
    "direct_phone": lambda case, _: _has_direct_phone(case),
    "direct_email": lambda case, _: signer_of(case).email not in (None, case.company.email),
    "company_address": lambda case, _: bool(case.company.address),
    "has_address": lambda case, _: bool(case.customer.address),
    "has_note": lambda case, _: case.note is not None,
}
"""Every yes-or-no fact that ``when:`` in a guide or ``unless:`` in a rule may name."""


def phone_of(case: Case) -> str | None:
    """Return the number to call: the signer's own, or else the company's."""
    return signer_of(case).phone or case.company.phone


def phone_forms(number: str) -> tuple[str, ...]:
    """Return other ways a person may write a telephone number: its groups of digits, parted otherwise."""
    sign = "+" if number.startswith("+") else ""
    groups = _DIGITS.findall(number)
    return tuple(f"{sign}{mark.join(groups)}" for mark in ("-", ".", " ")) if groups else ()


def extension_of(case: Case) -> str | None:
    """Return the signer's extension: of their own number, or of the company's where they have none."""
    return signer_of(case).extension if phone_of(case) else None


def _has_direct_phone(case: Case) -> bool:
    """Say whether the number to call is the signer's own line, and not the switchboard."""
    return bool(extension_of(case)) or signer_of(case).phone not in (None, case.company.phone)


def _email(case: Case) -> str | None:
    return signer_of(case).email or case.company.email


def _codes(case: Case, day: dt.date) -> Iterator[tuple[str, str]]:
    match case:
        case WinbackCase(reason=reason) if reason:
            yield "reason", str(reason)
        case ApologyCase():
            yield "problem", str(case.problem)
            if case.cause:
                yield "cause", str(case.cause)
        case RefundRefusalCase():
            yield "reasons", ", ".join(case.reasons)
        case TerminationCase():
            # What a customer did never reaches a model: conduct is written as unmet needs (step 3b).
            yield "basis", str(Basis.needs if case.basis is Basis.conduct else case.basis)
    offer = offer_of(case)
    if offer:
        yield "offer", str(offer.type)
    if case.customer.since:
        years = day.year - case.customer.since
        yield (
            "relationship",
            "long" if years >= _LONG_RELATIONSHIP_YEARS else "recent" if years < 1 else "established",
        )
    yield "tone", str(case.tone)


def _slots(case: Case, phrases: Phrases, day: dt.date) -> Iterator[Slot]:
    for name, value, forms in _values(case, phrases, day):
        if value:
            kind, meaning = MEANINGS[name]
            yield Slot(name, kind, meaning, canonical(value), forms)


def _since(case: Case, day: dt.date) -> int | None:
    """Return since which year somebody has been a customer, if a letter may thank for it: an earlier one."""
    since = case.customer.since
    return since if since and since < day.year else None


_Value = tuple[str, str | None, tuple[str, ...]]
"""A slot's name, its value if the case holds one, and other spellings of it."""


def _values(case: Case, phrases: Phrases, day: dt.date) -> Iterator[_Value]:
    yield "company", short_name(case.company.name), (canonical(case.company.name),)
    yield "product", case.product, ()
    yield "reference", case.reference, ()
    yield "mission", case.company.mission, ()
    if since := _since(case, day):
        yield "since", phrases.since(since), ()
    yield _phone("phone", phone_of(case))
    yield "extension", extension_of(case), ()
    yield "email", _email(case), ()
    offer = offer_of(case)
    if offer:
        yield "offer", phrases.offer(offer), ()
        yield "offer_code", offer.code, ()
        if until := offer.valid_until:
            yield "deadline", phrases.deadline(until), phrases.deadline_forms(until)
    if isinstance(case, RefundRefusalCase):
        yield "amount", phrases.amounts.money(case.requested), phrases.amounts.money_forms(case.requested)
        yield _date("purchased_on", case.purchased_on, phrases)
        yield _date("delivered_on", case.delivered_on, phrases)
        if case.period_days and RefusalReason.period_ended in case.reasons:
            yield "period", phrases.days(case.period_days), ()
    if isinstance(case, TerminationCase):
        yield _date("effective_date", case.effective or day, phrases)
        if case.referral and not _conduct(case):
            yield "referral", case.referral.name, ()
            yield _phone("referral_phone", case.referral.phone)


def _date(name: str, day: dt.date | None, phrases: Phrases) -> _Value:
    return (name, phrases.dates.written(day), phrases.dates.forms(day)) if day else (name, None, ())


def _phone(name: str, number: str | None) -> _Value:
    return (name, number, phone_forms(number)) if number else (name, None, ())


def _extra_slots(case: Case, phrases: Phrases) -> Iterator[Slot]:
    for name, fact in case.facts.items():
        value, forms = _fact_value(fact, phrases)
        meaning = (
            f"the agent's own fact “{name.replace('_', ' ')}”, {_OF_TYPE.get(fact.type, f'a {fact.type}')}"
        )
        kind = "phrase" if fact.type in {"text", "duration"} else fact.type
        yield Slot(name, kind, meaning, canonical(value), forms)


def _fact_value(fact: Fact, phrases: Phrases) -> tuple[str, tuple[str, ...]]:
    if isinstance(fact.value, dt.date):
        return phrases.dates.written(fact.value), phrases.dates.forms(fact.value)
    if isinstance(fact.value, MoneyAmount):
        return phrases.amounts.money(fact.value), phrases.amounts.money_forms(fact.value)
    return str(fact.value), ()
