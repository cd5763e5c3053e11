"""How a person may write what a case holds: other ways than code's own, none of which states another fact."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from drafter.case import Case, RefundRefusalCase, TerminationCase
from drafter.facts import days_of, offer_of
from drafter.guide import Plan
from drafter.money import MoneyAmount
from drafter.phrases import Phrases
from drafter.slots import OF_ACCOUNT, Slot
from drafter.text import canonical

OFFER_FIGURE = "offer_figure"
"""The sum or percentage of an offer, by itself."""
SINCE_YEAR, PERIOD_IN_WORDS = "since_year", "period_in_words"
_DAYS_TO_COME = ("deadline", "effective_date")
"""Days of which the month alone says another thing."""
MONTH = "{}_month"
"""The month of a date without its day."""
DAY_ALONE = "{}_day_alone"
"""The day of a date without its month."""
MISADDRESSED = "misaddressed"
"""The customer's name with a title that is another one's."""
WEEKDAY = "{}_weekday"
"""The weekday of a date, which may stand beside it."""
_PARTS = re.compile(r",\s*")
_AROUND_NAME = re.compile(r"^[\d\W]*(?:No\.?\s*)?[\d\W]*|[\s\d№#-]*$")
"""Numbers of houses and post codes before a name in an address, and behind it."""
_PLACE = re.compile(r"[^\W\d_][^.\d]{3,}")
"""The name of a place; “Padungan” says which, of “Jalan Padungan”."""
_ABROAD = re.compile(r"\+\d{1,3}[ -](.+)")
_QUOTED = re.compile(r"[“„«\"][^“”„«»\"]+[“”»\"]")
"""What a company is called, behind what it is: „Trakiya“ of “the garage „Trakiya“”."""
_DIGITS = re.compile(r"\d+")
_NUMBER_MARKS = ("№ ", "№", "#", "No. ", "no. ")
_NOUNS = frozenset(("name", "place", "email", "reference", "month"))
_NUMBERS = frozenset(("phone", "number", "money"))
_NOUN_PHRASES = frozenset(("product", "offer"))


def of(case: Case, plan: Plan, slots: Iterable[Slot]) -> dict[str, tuple[str, ...]]:
    """Return the other spellings of a case's values, by the names of their slots.

    An offer's last day and the year a customer came may stand without code's preposition.

    Args:
        case: the case.
        plan: its plan.
        slots: all that its letter may state, as code writes it.
    """
    phrases = plan.phrases
    found = {name: phrases.dates.spellings(day, plan.date) for name, day in days_of(case, plan.date)}
    found["deadline"] = tuple(phrases.with_prepositions(found.get("deadline", ())))
    found |= {name: phrases.amounts.money_spellings(sum_) for name, sum_ in _sums(case)}
    offer = offer_of(case)
    if offer and offer.percent:
        found[OFFER_FIGURE] = phrases.amounts.percent_spellings(offer.percent)
    if case.customer.since:
        found["since"] = phrases.since_spellings(case.customer.since)
    for slot in slots:
        if slot.type in (*_NOUNS, *_NUMBERS) or slot.name in (*_NOUN_PHRASES, *plan.facts.extra):
            known = found.get(slot.name, ())
            written = (slot.value, *slot.forms, *(known if slot.type == "money" else ()))
            found[slot.name] = (*known, *_of_noun(phrases, slot.type, written))
    return found


def in_part(case: Case, plan: Plan, slots: Mapping[str, Slot]) -> dict[str, Slot]:
    """Return slots for what states a value of a case in part, or is no other's only in the right company.

    The month of a day that is past, the day of a month that has been told, the year in which a customer came,
    a refund period in words. Each has the value of the slot that it may stand for.

    Args:
        case: the case.
        plan: its plan.
        slots: all that its letter may state, as code writes it.
    """
    phrases = plan.phrases
    found = {
        MONTH.format(name): (name, "month", phrases.dates.month_spellings(day))
        for name, day in days_of(case, plan.date)
    }
    for name in _DAYS_TO_COME:
        found.pop(MONTH.format(name), None)
    found |= {
        DAY_ALONE.format(name): (name, "day", phrases.dates.day_spellings(day))
        for name, day in days_of(case, plan.date)
    }
    if case.customer.since:
        found[SINCE_YEAR] = "since", "year", phrases.year_spellings(case.customer.since)
    if isinstance(case, RefundRefusalCase) and case.period_days:
        found[PERIOD_IN_WORDS] = "period", "duration", phrases.days_spellings(case.period_days)
    more = {
        name: Slot(name, type, "", slots[of].value, forms)
        for name, (of, type, forms) in found.items()
        if of in slots
    }
    if case.customer.since and "since" not in slots:
        # A letter of the same year does not thank for it, and a person's may tell of it.
        since = phrases.since(case.customer.since)
        forms = (*phrases.since_spellings(case.customer.since), *phrases.year_spellings(case.customer.since))
        more[SINCE_YEAR] = Slot(SINCE_YEAR, "year", "", since, forms)
    return more


def weekdays(case: Case, plan: Plan) -> dict[str, Slot]:
    """Return the weekdays of a case's dates as slots."""
    found = (_weekday(name, day, plan.phrases) for name, day in days_of(case, plan.date))
    return {slot.name: slot for slot in found}


def _weekday(name: str, day: dt.date, phrases: Phrases) -> Slot:
    said, *forms = phrases.dates.weekdays(day)
    return Slot(WEEKDAY.format(name), "weekday", "", said, tuple(forms))


def misaddressed(case: Case, plan: Plan) -> dict[str, Slot]:
    """Return the customer's name behind the titles that are not theirs."""
    customer = case.customer
    names = [name for name in (customer.address_as, customer.name) if name]
    wrong = [f"{title} {name}" for title in plan.phrases.other_titles(customer) for name in names]
    return {MISADDRESSED: Slot(MISADDRESSED, "title", "", wrong[0], tuple(wrong))} if wrong else {}


def of_account(case: Case, plan: Plan) -> dict[str, Slot]:
    """Return the days and months of the agent's account and the customer's message as slots.

    A termination tells nothing of what was (termination guide, step 3b): of its days those to come alone.
    """
    dates, is_end = plan.phrases.dates, isinstance(case, TerminationCase)
    text = "\n".join(filter(None, (case.account, case.message)))
    days = dict.fromkeys(day for day in dates.days_in(text, plan.date) if not is_end or day > plan.date)
    months = dict.fromkeys((*(() if is_end else dates.months_in(text)), *dates.months_of(days)))
    slots = [
        Slot(
            f"{OF_ACCOUNT}day_{number}",
            "date",
            "",
            dates.written(day),
            dates.spellings(day, plan.date),
        )
        for number, day in enumerate(days)
    ]
    slots += [Slot(f"{OF_ACCOUNT}month_{number}", "month", "", name) for number, name in enumerate(months)]
    slots += [_weekday(f"{OF_ACCOUNT}day_{number}", day, plan.phrases) for number, day in enumerate(days)]
    return {slot.name: slot for slot in slots}


def of_address(case: Case) -> dict[str, Slot]:
    """Return what the customer's and the company's addresses name as slots: streets, towns, a house."""
    names = dict.fromkeys((*_places(case.customer.address), *_places(case.company.address)))
    slots = {}
    for number, name in enumerate(names):
        first, _, last = name.rpartition(" ")
        forms = (last,) if first and last[0].isupper() and _PLACE.fullmatch(last) else ()
        slots[f"{OF_ACCOUNT}place_{number}"] = Slot(f"{OF_ACCOUNT}place_{number}", "name", "", name, forms)
    return slots


@lru_cache(maxsize=256)
def _places(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names in an address; a company's own is read for letter after letter."""
    parts = (_AROUND_NAME.sub("", part) for line in lines for part in _PARTS.split(canonical(line)))
    return tuple(part for part in parts if _PLACE.fullmatch(part))


@lru_cache(maxsize=512)
def _of_noun(phrases: Phrases, type: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the spellings of a name or number; the company's own come letter after letter."""
    written = (*values, *_as_written(type, values[0]))
    return (phrases.number_spellings if type in _NUMBERS else phrases.noun_spellings)(written)


def _as_written(type: str, value: str) -> Iterator[str]:
    if type == "phone":
        yield from _phones(value)
    elif type == "reference":
        yield from (f"{mark}{value}" for mark in _NUMBER_MARKS)
    elif type == "name" and (quoted := _QUOTED.search(value)):
        yield quoted[0]


def _phones(number: str) -> Iterator[str]:
    """Yield the other ways to write a telephone number: within its country, its digits grouped otherwise."""
    abroad = _ABROAD.fullmatch(number)
    for written in (f"0{abroad[1]}", abroad[1]) if abroad else (number,):
        yield written
        area, *groups = _DIGITS.findall(written)
        yield from (mark.join((area, *groups)) for mark in ("", " ", "-", "."))
        yield from (f"({area}) {mark.join(groups)}" for mark in ("", " ", "-", "."))
        yield from (f"{area}{mark}{''.join(groups)}" for mark in (" ", "-", ".", "/"))
        yield from (f"{area}/{mark.join(groups)}" for mark in (" ", "-"))


def _sums(case: Case) -> Iterator[tuple[str, MoneyAmount]]:
    offer = offer_of(case)
    if isinstance(case, RefundRefusalCase):
        yield "amount", case.requested
    if offer and offer.amount:
        yield OFFER_FIGURE, offer.amount
    yield from (
        (name, fact.value) for name, fact in case.facts.items() if isinstance(fact.value, MoneyAmount)
    )
