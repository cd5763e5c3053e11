"""What is told of in the case's own words and is not the case's: another product, or a wider offer.

“The oak table”, where the product is one of walnut; “the free cleaning includes the windows”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from drafter.policy import linear
from drafter.policy.entries import FLAGS
from drafter.policy.finding import Finding, Severity
from drafter.policy.folding import fold_entry
from drafter.policy.lexicon import Lexicon
from drafter.policy.reading import Reading
from drafter.policy.telling import Words, told
from drafter.slots import SLOT, Slot

_PRODUCT, _OFFER = "product", "offer"
_MORE = ("more_offer", "wider_offer")
"""The concepts of what makes an offer wider."""
_WORD = re.compile(r"[^\W\d_](?:[^\W_]|[\u0c00-\u0c7f]|[\u200c'’](?=[^\W_]))*")
_TOGETHER = re.compile(r"[ \u00a0\n-]*\Z")
"""What may stand between the words of one thing."""
_HALF = 0.5


class _Word(NamedTuple):
    """A word: as it is read and as it is compared, where it stands, whether a mark stands before it."""

    folded: str
    stem: str
    start: int
    end: int
    parted: bool


class _Run(NamedTuple):
    """Words in a row that a text and the product have alike: the first in each, and how many."""

    said: int
    own: int
    size: int


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
    for section, text in reading.texts.items() if _PRODUCT in values else ():
        why = f"Is this the case's? {values[_PRODUCT].value}"
        for span in _products(text, values, telling, lexicon):
            yield _asked("slot.product", section, text, span, why)
    for section, span in _offers(reading, values, telling, lexicon) if _OFFER in values else ():
        why = f"Is this all of the case's, and no more? {values[_OFFER].value}"
        yield _asked("slot.offer", section, reading.texts[section], span, why)


def _products(
    text: str, values: Mapping[str, Slot], telling: Words, lexicon: Lexicon
) -> Iterator[tuple[int, int]]:
    """Yield where half of the product's words stand, with another word where the next one should be.

    A word that rules know (“new”, “damaged”), or that stands in a value of the case, takes no other's place.
    """
    product = _words(values[_PRODUCT].value, telling)
    tells = [word.stem not in telling.ordinary for word in product]
    said = _words(SLOT.sub(lambda slot: "\0" * len(slot[0]), text), telling)
    known = {word.stem for slot in values.values() for word in _words(slot.value, telling)}
    for run in _runs(said, product, tells):
        alike = said[run.said : run.said + run.size]
        for other in _in_place(run, said, tells):
            if other.stem not in telling.ordinary | known and not lexicon.masks[other.folded] >> FLAGS:
                yield min(other.start, alike[0].start), max(other.end, alike[-1].end)


def _offers(
    reading: Reading, values: Mapping[str, Slot], telling: Words, lexicon: Lexicon
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield sentences that tell of the offer in words of their own, and of more with it or of others."""
    more = lexicon.bits(_MORE)
    for sentence in reading.as_written:
        if sentence.mask & more:
            start, end = reading.span(sentence, sentence.whole)
            if told(reading.texts[sentence.section][start:end], _OFFER, values, telling) >= _HALF:
                yield sentence.section, (start, end)


def _asked(rule: str, section: str, text: str, span: tuple[int, int], why: str) -> Finding:
    return replace(Finding.at(rule, section, text, span, why), severity=Severity.warning)


def _words(text: str, telling: Words) -> list[_Word]:
    words: list[_Word] = []
    end = 0
    for found in _WORD.finditer(text):
        folded = fold_entry(found.group())
        stem = linear.stem(folded)
        parted = not _TOGETHER.match(text, end, found.start())
        words.append(_Word(folded, telling.same.get(stem, stem), *found.span(), parted))
        end = found.end()
    return words


def _runs(said: Sequence[_Word], product: Sequence[_Word], tells: Sequence[bool]) -> Iterator[_Run]:
    """Yield the rows of words that a text and the product have alike: half the telling ones, not all."""
    for place in range(len(said)):
        for own in range(len(product)):
            size = _alike(said[place:], product[own:])
            begins = not (place and own and said[place - 1].stem == product[own - 1].stem)
            if size and begins and _HALF * sum(tells) <= sum(tells[own : own + size]) < sum(tells):
                yield _Run(place, own, size)


def _alike(said: Sequence[_Word], product: Sequence[_Word]) -> int:
    """Return how many words two rows begin with alike."""
    size = 0
    for one, two in zip(said, product, strict=False):
        if one.stem != two.stem or (size and one.parted):
            break
        size += 1
    return size


def _in_place(run: _Run, said: Sequence[_Word], tells: Sequence[bool]) -> Iterator[_Word]:
    """Yield the words of a text beside a run where the product has telling ones."""
    before, after, next_own = run.said - 1, run.said + run.size, run.own + run.size
    if run.own and tells[run.own - 1] and before >= 0 and not said[run.said].parted:
        yield said[before]
    if next_own < len(tells) and tells[next_own] and after < len(said) and not said[after].parted:
        yield said[after]
