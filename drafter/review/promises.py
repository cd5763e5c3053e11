"""The promises of a letter: every amount, date, remedy, commitment and admission, and what allows each.

Values are found exactly, as the closed world finds them: by writing the case's values back as slots. A figure
left over belongs to no field and is not allowed. Sentences that commit to something or admit something are
found by the words in ``prompts/promises/<language>.yaml``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache

import regex

from drafter import letter as letters
from drafter.case import ApologyCase, Case, RefundRefusalCase, TerminationCase, WinbackCase
from drafter.choices import Language
from drafter.errors import LibraryError, Problem
from drafter.guide import Plan
from drafter.library import Shelf, read_yaml
from drafter.review.views import Promise
from drafter.slots import SLOT, unfill

SENTENCES = ("commitment", "admission")
_SENTENCE = regex.compile(r"[^\s](?:[^.!?…\n]|[.!?…](?=\S))*[.!?…]*[\"”’)]*")
_FIGURE = regex.compile(r"\p{N}[\p{N}.,/:%-]*")
_STATED = {
    "amount": ("amount", "requested"),
    "purchased_on": ("date", "purchased_on"),
    "delivered_on": ("date", "delivered_on"),
    "period": ("duration", "period_days"),
    "effective_date": ("date", "effective"),
    "letter_date": ("date", "date"),
    "received_on": ("date", "received_on"),
    "note": ("note", "note"),
}
_OF_OFFER = {"offer": ("remedy", ""), "deadline": ("date", ".valid_until"), "offer_code": ("code", ".code")}
_FACT_KINDS = {"money": "amount", "date": "date", "duration": "duration", "number": "number"}


def promises(case: Case, plan: Plan, body: str, prompts: Shelf) -> tuple[Promise, ...]:
    """Return what a letter's body promises, in the order of the text.

    Args:
        case: the case.
        plan: its plan on the day of the letter.
        body: the body in canonical form.
        prompts: the prompts shelf.

    Raises:
        LibraryError: the language's list of words is missing or broken.
    """
    stated = list(_stated(case, plan, body))
    spoken = _spoken(case, body, stated, prompts)
    found = sorted((*stated, *spoken), key=lambda each: (each[1], each[2]))
    return tuple(_promise(body, *each) for each in _numbered(body, found))


_Found = tuple[str, int, int, str | None, bool]


def _stated(case: Case, plan: Plan, body: str) -> Iterator[_Found]:
    values = letters.values(case, plan)
    unfilled = unfill(body, values.values())
    taken = []
    for low, high, start, end in unfilled.moves:
        taken.append((start, end))
        name = SLOT.findall(unfilled.text[low:high])[0]
        kind, field = _field(case, name)
        if kind:
            yield kind, start, end, field, True
    for figure in _FIGURE.finditer(body):
        start, end = figure.span()
        if not any(low <= start < high for low, high in taken):
            yield "figure", start, end, None, False


def _field(case: Case, name: str) -> tuple[str, str | None]:
    if name in _STATED:
        return _STATED[name]
    if name in _OF_OFFER:
        kind, rest = _OF_OFFER[name]
        return kind, _offer_field(case) + rest
    if name in case.facts:
        return _FACT_KINDS.get(case.facts[name].type, ""), f"facts.{name}"
    return "", None


def _offer_field(case: Case) -> str:
    match case:
        case ApologyCase():
            return "remedy"
        case RefundRefusalCase():
            return "concession"
        case WinbackCase() | TerminationCase():
            return "offer"


def _spoken(case: Case, body: str, stated: list[_Found], prompts: Shelf) -> Iterator[_Found]:
    patterns = _patterns(case.language, prompts)
    for sentence in _SENTENCE.finditer(body):
        start, end = sentence.span()
        for kind in SENTENCES:
            if patterns[kind].search(body, start, end):
                yield kind, start, end, _allows(case, kind, stated, start, end), True


def _allows(case: Case, kind: str, stated: list[_Found], start: int, end: int) -> str | None:
    if kind == "admission":
        match case:
            case ApologyCase():
                return "problem"
            case WinbackCase() if case.reason is not None:
                return "reason"
        return None
    inside = [field for _, low, high, field, _ in stated if start <= low and high <= end]
    return inside[0] if inside else None


def _numbered(body: str, found: list[_Found]) -> Iterator[tuple[int, str, int, int, str | None, bool]]:
    """Yield each with how often its like came before, so that the same words twice are ticked twice."""
    seen: dict[tuple[str, str], int] = {}
    for kind, start, end, field, allowed in found:
        like = (kind, body[start:end])
        seen[like] = seen.get(like, 0) + 1
        yield seen[like], kind, start, end, field, allowed


def _promise(
    body: str, nth: int, kind: str, start: int, end: int, field: str | None, allowed: bool
) -> Promise:
    quote = body[start:end]
    key = hashlib.sha256(f"{kind}\n{nth}\n{field}\n{quote}".encode()).hexdigest()[:16]
    return Promise(key, kind, quote, start, end, field, allowed)


@lru_cache(maxsize=32)
def _patterns(language: Language, prompts: Shelf) -> dict[str, regex.Pattern[str]]:
    name = f"promises/{language}.yaml"
    path = prompts.find(name)
    read = read_yaml(path)
    if not isinstance(read, dict) or set(read) != set(SENTENCES):
        raise LibraryError(Problem(str(path), "", "has other lists", f"give {' and '.join(SENTENCES)}"))
    return {kind: _pattern(str(read[kind])) for kind in SENTENCES}


def _pattern(words: str) -> regex.Pattern[str]:
    either = "|".join(
        regex.escape(stem) + (r"[\p{L}\p{M}\u200c\u200d]*" if word.endswith("~") else "")
        for word in sorted((word.strip() for word in words.split(",")), key=len, reverse=True)
        for stem in (word.removesuffix("~"),)
    )
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{either})(?![\p{{L}}\p{{M}}])", regex.IGNORECASE)
