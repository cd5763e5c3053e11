"""The facts of a case as a reviewer reads them beside the letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from drafter import letter
from drafter.case import Case, Offer
from drafter.facts import offer_of
from drafter.guide import Plan
from drafter.money import MoneyAmount
from drafter.service.pages import words
from drafter.service.pages.clock import Clock
from drafter.service.pages.fields import OFFER_FIELD
from drafter.service.pages.sheet import Line
from drafter.slots import stated

Translate = Callable[[str], str]

_LETTER_LANGUAGE = frozenset({"product", "customer.name", "offer.what", "note", "referral.name"})
_SHOWN = (
    "customer.name", "customer.title", "customer.since", "customer.yearly_spend", "reference", "product",
    "reason", "problem", "cause", "basis", "requested", "reasons", "purchased_on", "delivered_on",
    "period_days",
    "effective", "referral.name", "referral.phone", "earlier_letters", "received_on", "note",
)  # fmt: skip
_OFFER = ("type", "what", "percent", "amount", "code", "valid_until")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the guide and whether the letter takes it.

    Attributes:
        says: the step, in English.
        done: whether every fact it must state stands in the letter.
        place: what is lacking, if anything.
    """

    says: str
    done: bool
    place: str


def facts_of(case: Case, clock: Clock, translate: Translate) -> tuple[Line, ...]:
    """Return the facts of a case, the customer's first."""
    return tuple(_lines(case, _SHOWN, "", clock, translate)) + tuple(_extra(case, clock, translate))


def offer_lines(case: Case, clock: Clock, translate: Translate) -> tuple[Line, ...]:
    """Return what the case allows to offer, or nothing."""
    offer: Offer | None = offer_of(case)
    return tuple(_lines(offer, _OFFER, "offer.", clock, translate)) if offer else ()


def guide_steps(case: Case, plan: Plan, body: str) -> tuple[Step, ...]:
    """Return the plan's steps, each with whether its facts stand in the letter.

    Args:
        case: the case.
        plan: its plan.
        body: the letter's body.
    """
    slots, said = plan.facts.slots, stated(body, letter.values(case, plan).values())
    steps = []
    for section in plan.sections:
        lacking = [slots[name].meaning for name in section.must if slots[name].value not in said]
        steps.append(Step(in_short(section.ask), not lacking, ", ".join(lacking)))
    return tuple(steps)


def field_label(name: str, case: Case, translate: Translate) -> str:
    """Return the words for a field of the case, whatever kind it is of."""
    own = OFFER_FIELD.get(case.kind, "offer")
    name = f"offer.{name.partition('.')[2] or 'type'}" if name.split(".", maxsplit=1)[0] == own else name
    return translate(words.FIELD.get(name, name.replace("_", " ")))


def in_short(ask: str) -> str:
    """Return the first sentence of what a step asks for."""
    first, point, _ = ask.partition(". ")
    return first + ("." if point else "")


def _lines(
    thing: object, names: tuple[str, ...], prefix: str, clock: Clock, translate: Translate
) -> Iterator[Line]:
    for name in names:
        value = thing
        for part in name.split("."):
            value = getattr(value, part, None)
        if value in (None, (), "", 0, False):
            continue
        full = prefix + name
        yield Line(
            translate(words.FACT.get(full, words.FIELD[full])),
            _said(value, clock, translate),
            long=full == "note",
            letter_language=full in _LETTER_LANGUAGE,
        )


def _extra(case: Case, clock: Clock, translate: Translate) -> Iterator[Line]:
    for name, fact in case.facts.items():
        yield Line(name.replace("_", " "), _said(fact.value, clock, translate), letter_language=True)


def _said(value: object, clock: Clock, translate: Translate) -> str:
    if isinstance(value, tuple):
        return ", ".join(_said(item, clock, translate) for item in value)
    if isinstance(value, Enum):
        return translate(words.CHOICE.get(str(value.value), str(value.value)))
    if isinstance(value, MoneyAmount):
        return str(value)
    return clock.day(value) if isinstance(value, dt.date) else str(value)
