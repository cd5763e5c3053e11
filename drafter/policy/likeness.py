"""What is told of in the case's own words and is not the case's: another product, or a wider offer.

“The oak table”, where the product is one of walnut; “the free cleaning includes the windows”.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import NamedTuple

from drafter.policy import linear
from drafter.policy.entries import FLAGS
from drafter.policy.finding import Finding, Severity
from drafter.policy.folding import fold_entry
from drafter.policy.lexicon import Lexicon
from drafter.policy.parse import Hit
from drafter.policy.reading import Reading, Sentence
from drafter.policy.telling import Words, told
from drafter.slots import Slot

_PRODUCT, _OFFER = "product", "offer"
_MORE = ("more_offer", "wider_offer")
"""The concepts of what makes an offer wider."""
_DETAIL = ("case_detail",)
"""The concept of what may tell one product from another: the other concepts' words do not."""
_HALF = 0.5


class _Run(NamedTuple):
    """Words in a row that a sentence and the product have alike: the first in each, and how many."""

    said: int
    own: int
    size: int


class _Product(NamedTuple):
    """The words of the product as they are compared, and which of them tell it from other things."""

    stems: Sequence[str]
    tells: Sequence[bool]


def judge(
    reading: Reading, values: Mapping[str, Slot], telling: Words, lexicon: Lexicon
) -> Iterator[Finding]:
    """Yield what is like a value of a case, and may be none.

    Args:
        reading: a letter's text, with slots for its values.
        values: every value the letter may state, by slot name.
        telling: what tells one thing from another.
        lexicon: the language's concepts.
    """
    if _PRODUCT in values:
        why = f"Is this the case's? {values[_PRODUCT].value}"
        for sentence, hit in _products(reading, values, telling, lexicon.bits(_DETAIL)):
            yield _asked("slot.product", reading, sentence, hit, why)
    if _OFFER in values:
        why = f"Is this all of the case's, and no more? {values[_OFFER].value}"
        for sentence in _offers(reading, values, telling, lexicon.bits(_MORE)):
            yield _asked("slot.offer", reading, sentence, sentence.whole, why)


def _asked(rule: str, reading: Reading, sentence: Sentence, hit: Hit, why: str) -> Finding:
    text = reading.texts[sentence.section]
    found = Finding.at(rule, sentence.section, text, reading.span(sentence, hit), why)
    return replace(found, severity=Severity.warning)


def _offers(reading: Reading, values: Mapping[str, Slot], telling: Words, more: int) -> Iterator[Sentence]:
    """Yield sentences that tell of the offer in words of their own, and of more with it or of others."""
    for sentence in reading.as_written:
        if sentence.mask & more:
            start, end = reading.span(sentence, sentence.whole)
            if told(reading.texts[sentence.section][start:end], _OFFER, values, telling) >= _HALF:
                yield sentence


def _products(
    reading: Reading, values: Mapping[str, Slot], telling: Words, detail: int
) -> Iterator[tuple[Sentence, Hit]]:
    """Yield where half of the product's words stand, with another word where the next one should be.

    A word that rules know (“new”, “damaged”), or that stands in a value of the case, takes no other's place.
    """
    stems = _stems(fold_entry(values[_PRODUCT].value).split(), telling)
    product = _Product(stems, [stem not in telling.ordinary for stem in stems])
    sought = set(stems) - telling.ordinary
    stands_in = cache(partial(_stands_in, values, telling))
    for sentence in reading.as_written:
        said = _stems(sentence.parse.words, telling)
        if sought.isdisjoint(said):
            continue
        ends = frozenset(sentence.parse.clause_ends())
        for run in _runs(said, ends, product):
            for other in _in_place(run, len(said), ends, product):
                is_known = said[other] in telling.ordinary or (sentence.parse.masks[other] & ~detail) >> FLAGS
                if not is_known and not stands_in(said[other]):
                    yield sentence, Hit(min(run.said, other), max(run.said + run.size, other + 1))


def _stems(words: Sequence[str], telling: Words) -> list[str]:
    return [telling.same.get(stem, stem) for stem in map(linear.stem, words)]


def _stands_in(values: Mapping[str, Slot], telling: Words, stem: str) -> bool:
    return any(stem in _stems(fold_entry(slot.value).split(), telling) for slot in values.values())


def _runs(said: Sequence[str], ends: Container[int], product: _Product) -> Iterator[_Run]:
    """Yield rows of words that a sentence and the product have alike: half the telling ones, not all.

    Args:
        said: the sentence's words as they are compared.
        ends: before which of them a clause ends.
        product: the product's.
    """
    stems, tells = product
    for place, stem in enumerate(said):
        for own in (each for each, word in enumerate(stems) if word == stem):
            if place and own and said[place - 1] == stems[own - 1] and place not in ends:
                continue
            size = 1
            for word, wanted in zip(said[place + 1 : place + len(stems)], stems[own + 1 :], strict=False):
                if word != wanted or place + size in ends:
                    break
                size += 1
            if _HALF * sum(tells) <= sum(tells[own : own + size]) < sum(tells):
                yield _Run(place, own, size)


def _in_place(run: _Run, size: int, ends: Container[int], product: _Product) -> Iterator[int]:
    """Yield the words of a sentence of some size beside a run where the product has telling ones."""
    tells = product.tells
    before, after, next_own = run.said - 1, run.said + run.size, run.own + run.size
    if run.own and tells[run.own - 1] and before >= 0 and run.said not in ends:
        yield before
    if next_own < len(tells) and tells[next_own] and after < size and after not in ends:
        yield after
