"""What stands beside a value and makes another one of it: a second figure, a letter, another weekday.

A value written back as its slot is the case's: “12” may be an extension, and “12 October” a day that the case
does not hold. What words make of a value says :mod:`drafter.policy.turned`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from drafter.policy.finding import Finding, Severity
from drafter.slots import SLOT, Slot
from drafter.spellings import WEEKDAY
from drafter.text import sentence_at

_FIGURES = frozenset(("money", "phone", "number", "reference", "date", "duration", "month", "day", "year"))
_PEOPLE = frozenset(("customer_name", "customer_address_as", "signer_name", "owner_name"))
_BUSINESSES = frozenset(("company", "referral"))
_LEGAL_FORM = re.compile(
    r"[ \u00a0,]+(?:Sdn|Bhd|Enterprise|Ltd|Limited|LLC|Inc|Corp|GmbH|Pte|Pvt|Co|PT|CV|UD|Tbk"
    r"|ООД|ЕООД|АД|ЕАД|ЕТ|లిమిటెడ్|ప్రైవేట్)(?!\w)"
)
"""What makes another business of a name that goes without it."""
_NEXT = re.compile(rf"[ \u00a0]+{SLOT.pattern}")
_AFTER = re.compile(
    r"[ \u00a0]?(?:(?!I\b)[A-ZА-Я](?![\w'’])"
    r"|(?:[KMB]|k|bn|mn|mil|mln|grand|thousand|million|billion|млн|млрд|хил|хиляди|милиона"
    r"|jt|rb|juta|ribu|miliar|libo|libong|na libo|milyon|వేల|లక్షల?|కోట్ల?)(?!\w))"
)
"""A letter alone, or what multiplies."""
_BEFORE = re.compile(r"(?<![\w.'’])(?!I )[A-Z]{1,3} ?\Z")
_BETWEEN = (
    r"[,(]? \(?(?:(?:on|the|a|an|noong|nitong|araw|sa|ng|na|isang|pada|tanggal|tarikh|hari|bertarikh"
    r"|bertepatan|на|дата|తేదీ|తేదీన|నాడు|అంటే) ){0,2}"
)
"""What parts a weekday from its date."""
_DATE_AFTER = re.compile(_BETWEEN + SLOT.pattern)
_DATE_BEFORE = re.compile(rf"{SLOT.pattern}{_BETWEEN}\Z")
_NEAR_A_DATE = 60
"""Characters before a weekday in which its date stands, at most."""
WEEKDAY_ALONE = "slot.weekday_alone"
_ANOTHER = "What stands beside this value makes another one of it."
_NEAR_THE_PHONE = 40
"""Characters between a telephone number and its extension, at most."""


def judge(text: str, values: Mapping[str, Slot]) -> Iterator[Finding]:
    """Yield values of a letter beside which something stands that makes other ones of them.

    Args:
        text: the letter's body, with slots for its values.
        values: every value the letter may state, by slot name.
    """
    phone_ends = -_NEAR_THE_PHONE - 1
    for found in SLOT.finditer(text):
        slot = values.get(found[1])
        if slot is None:
            continue
        reasons = [*_wrong(text, found, slot, values)]
        if slot.name == "extension" and found.start() - phone_ends > _NEAR_THE_PHONE:
            reasons.append(("slot.glued", _ANOTHER))
        if slot.type == "phone":
            phone_ends = found.end()
        for rule, why in dict.fromkeys(reasons):
            wrong = Finding.at(rule, "", text, found.span(), why)
            yield replace(wrong, severity=Severity.warning) if rule == WEEKDAY_ALONE else wrong


def _wrong(
    text: str, found: re.Match[str], slot: Slot, values: Mapping[str, Slot]
) -> Iterator[tuple[str, str]]:
    """Yield the rules that a value breaks by what stands beside it, each with why."""
    start, end = found.span()
    next_to = _NEXT.match(text, end)
    other = values.get(next_to[1]) if next_to else None
    if slot.type == "weekday" and not _is_of_its_date(text, found, values):
        if _has_a_date(text, found, values):
            yield "slot.glued", "This weekday may stand only beside the date that it is of."
        else:
            yield WEEKDAY_ALONE, "This weekday stands without its date; is it the case's, and told of it?"
    if slot.type == "title":
        yield "slot.title", "The customer's title is another one; see the case."
    if slot.name in _BUSINESSES and _LEGAL_FORM.match(text, end):
        yield "slot.glued", "With this behind its name it is another business."
    if other and {slot.name, other.name} <= _PEOPLE:
        yield "slot.glued", "Two names of the case side by side are nobody's."
    if _is_figure(slot):
        is_more = _AFTER.match(text, end) or (slot.type == "money" and _BEFORE.search(text, 0, start))
        if is_more or (other and _is_figure(other)):
            yield "slot.glued", _ANOTHER


def _has_a_date(text: str, found: re.Match[str], values: Mapping[str, Slot]) -> bool:
    """Say whether a weekday stands beside a date, or in one sentence with a date of the same weekday."""
    if _DATE_AFTER.match(text, found.end()) or _date_before(text, found):
        return True
    dates = SLOT.finditer(text, *sentence_at(text, found.start()))
    weekdays = (values.get(WEEKDAY.format(date[1])) for date in dates)
    return any(each and each.value == values[found[1]].value for each in weekdays)


def _date_before(text: str, found: re.Match[str]) -> re.Match[str] | None:
    return _DATE_BEFORE.search(text, max(0, found.start() - _NEAR_A_DATE), found.start())


def _is_figure(slot: Slot) -> bool:
    return slot.type in _FIGURES or slot.name == "since"


def _is_of_its_date(text: str, found: re.Match[str], values: Mapping[str, Slot]) -> bool:
    after = _DATE_AFTER.match(text, found.end())
    before = _date_before(text, found)
    weekdays = (values.get(WEEKDAY.format(date[1])) for date in (before, after) if date)
    return any(each and each.value == values[found[1]].value for each in weekdays)
