"""Whether a letter states what its plan wants, by the values or in a person's own words, and what it adds."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from drafter.guide import Plan
from drafter.policy import linear
from drafter.policy.finding import Finding, Severity
from drafter.policy.folding import MARKS, fold
from drafter.slots import OF_ACCOUNT, SLOT, TOLD_COUNT, TOLD_NUMBER, TOLD_SURE, Slot, unfill
from drafter.spellings import OFFER_FIGURE
from drafter.text import SENTENCE_END, sentence_at

_IN_OWN_WORDS = ("product", "offer", "referral")
"""What may be told of in other words than the case's."""
_LIKE_AN_OFFER = frozenset(("doubt.promise", "doubt.refusal", "promise.compensation", "promise.gift"))
"""Rules that find an offer told of in a person's own words; others find what no offer may say."""
ONLY_ACCOUNT = "slot.account"
_DOUBTS = "doubt."
_ACCOUNTED = re.compile("|".join(map(re.escape, (f"[[{OF_ACCOUNT}", TOLD_SURE, TOLD_COUNT))))
"""What the account tells, in a text with slots."""
_OFFERED = re.compile(r"\[\[offer(?:_code|_figure)?\]\]")
"""The offer itself, its figure, or what is quoted for it."""
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_NEXT_WORD = re.compile(r"[ \u00a0]+\w+")
"""What a number is told of, in a text with slots."""
_HALF = 0.5
_REACHED_BY = ("phone", "extension", "email")
"""The ways to reach the sender, of which one will do: the lines under the signature hold the others."""


class Words(NamedTuple):
    """What tells one thing from another in a language.

    Attributes:
        ordinary: the stems of the most frequent words, which tell nothing.
        same: for the stem of a word, that of the one of its synonyms that stands for all.
    """

    ordinary: frozenset[str]
    same: Mapping[str, str]

    def of(self, text: str) -> set[str]:
        """Return the stems of the telling words of a text."""
        stems = {linear.stem(word) for word in fold(text) if word not in MARKS}
        return {self.same.get(stem, stem) for stem in stems} - self.ordinary


@lru_cache(maxsize=32)
def words(ordinary: frozenset[str], synonyms: tuple[tuple[str, ...], ...]) -> Words:
    """Return what tells one thing from another.

    Args:
        ordinary: the language's most frequent words, folded.
        synonyms: groups of words that mean the same.
    """
    stems = ([linear.stem(word) for word in fold(" ".join(group))] for group in synonyms)
    same = {stem: first for first, *others in stems for stem in others}
    return Words(frozenset(map(linear.stem, ordinary)), same)


def judge(plan: Plan, text: str, values: Mapping[str, Slot], telling: Words) -> Iterator[Finding]:
    """Yield what a letter's plan wants and the letter does not state, or tells of in words of its own.

    Args:
        plan: what was to be written.
        text: the letter's body, with slots for its values.
        values: every value the letter may state, by slot name.
        telling: what tells one thing from another.
    """
    slots = plan.facts.slots
    named = frozenset(SLOT.findall(text))
    stated = {values[name].value for name in named if name in values}
    is_reached = any(name in slots and slots[name].value in stated for name in _REACHED_BY)
    for slot in (slots[name] for section in plan.sections for name in section.must):
        if slot.value in stated or (is_reached and slot.name in _REACHED_BY):
            continue
        part = told(text, slot.name, values, telling)
        if part == 1 or (slot.name == "product" and part > _HALF):
            continue
        is_told = part >= _HALF or (slot.name == "product" and part > 0)
        if is_told or _is_told_in_part(slot, text, named, plan.facts.named):
            why = f"The letter tells of this in words of its own; do they mean the case's? {slot.value}"
            yield Finding("slot.own_words", Severity.warning, "", None, "", why)
        else:
            yield Finding.lacking("slot.missing", "", f"The letter must state {slot.meaning}: {slot.value}.")


def _is_told_in_part(slot: Slot, text: str, named: Container[str], facts: Container[str]) -> bool:
    """Say whether a letter tells the sum that is paid back, or the year a customer came in another phrase."""
    if slot.name == "since":
        return not set(_YEAR.findall(slot.value)).isdisjoint(_YEAR.findall(text))
    return slot.name == "offer" and "offer_is_refund" in facts and OFFER_FIGURE in named


def asked(text: str, values: Mapping[str, Slot], telling: Words) -> Iterator[Finding]:
    """Yield the values of which a person alone can tell whether they are right where they stand."""
    for found in SLOT.finditer(text):
        if question := _asked_of(found, values, telling):
            rule, why = question
            start, end = found.span()
            if found[0] == TOLD_NUMBER and (next_word := _NEXT_WORD.match(text, end)):
                end = next_word.end()
            yield replace(Finding.at(rule, "", text, (start, end), why), severity=Severity.warning)


def asked_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings; what only the account has is asked about where it stands first."""
    known: set[str] = set()
    for each in findings:
        if each.rule != ONLY_ACCOUNT or each.quote not in known:
            yield each
        if each.rule == ONLY_ACCOUNT:
            known.add(each.quote)


def _asked_of(found: re.Match[str], values: Mapping[str, Slot], telling: Words) -> tuple[str, str] | None:
    name, slot = found[1], values.get(found[1])
    if found[0] == TOLD_NUMBER:
        return ONLY_ACCOUNT, "The account or the message has this number; is it said of the same thing there?"
    if name.startswith(OF_ACCOUNT):
        why = "Only the account or the address has this; is it right, and does the letter need it?"
        return ONLY_ACCOUNT, why
    if slot and slot.type == "day":
        return "slot.day_alone", f"This day stands without its month; is it the case's? {slot.value}"
    if name == OFFER_FIGURE and not _tells_of_offer(found.string, found.start(), values, telling):
        return "slot.offer_figure", "This is the figure of the case's offer; is it told of the offer?"
    return None


def told(text: str, name: str, values: Mapping[str, Slot], telling: Words) -> float:
    """Return the part of a value's own words that one sentence of a text holds, the sentence with the most.

    Args:
        text: the text, with slots.
        name: name of the value's slot.
        values: every value the letter may state; what stands in the product tells nothing of an offer, and an
            offer of a sum or percentage is told of by nothing without it.
        telling: what tells one thing from another.
    """
    if name not in _IN_OWN_WORDS or name not in values:
        return 0.0
    figures = [values[OFFER_FIGURE]] if name == "offer" and OFFER_FIGURE in values else []
    said = SLOT.sub("", unfill(values[name].value, figures).text)
    wanted = telling.of(said)
    if name != "product" and "product" in values:
        wanted = wanted - telling.of(values["product"].value) or wanted
    sentences = SENTENCE_END.split(text)
    for figure in figures:
        same = [f"[[{slot.name}]]" for slot in values.values() if slot.value == figure.value]
        sentences = [each for each in sentences if any(slot in each for slot in same)]
    return max((len(wanted & telling.of(each)) / max(len(wanted), 1) for each in sentences), default=0.0)


def settled(
    findings: Iterable[Finding], text: str, values: Mapping[str, Slot], telling: Words
) -> Iterator[Finding]:
    """Yield findings; what looks like a promise in a sentence that tells of the case's offer is a warning.

    So is a mere doubt in one that tells what the account does.

    Args:
        findings: what was found in the text.
        text, values, telling: as in :func:`told`.
    """
    for each in findings:
        if each.severity is Severity.error and each.span and _is_of_case(each, text, values, telling):
            yield replace(each, severity=Severity.warning)
        else:
            yield each


def is_doubt(found: Finding) -> bool:
    """Say whether a finding is a mere doubt about a whole sentence."""
    return found.rule.startswith(_DOUBTS)


def _is_of_case(found: Finding, text: str, values: Mapping[str, Slot], telling: Words) -> bool:
    place = found.span.start if found.span else 0
    sentence = _sentence_at(text, place)
    if is_doubt(found) and (_ACCOUNTED.search(sentence) or _OFFERED.search(sentence)):
        return True
    return found.rule in _LIKE_AN_OFFER and _tells_of_offer(text, place, values, telling)


def _tells_of_offer(text: str, place: int, values: Mapping[str, Slot], telling: Words) -> bool:
    return told(_sentence_at(text, place), "offer", values, telling) >= _HALF


def _sentence_at(text: str, place: int) -> str:
    return text[slice(*sentence_at(text, place))]
