"""What a message, an account or a letter reads like: for what no rule sees, and for what a rule sees wrongly.

Linear classifiers over words in all six languages (:mod:`drafter.policy.linear`), one for customers and one
for what agents and companies write. Where the rules found no trigger, what it says counts as a sign; where
they did, it may say that nothing there reads so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from math import log
from operator import attrgetter
from typing import NamedTuple

import regex

from drafter.library import Shelf
from drafter.policy import linear
from drafter.policy.escalation import Screening, Sign
from drafter.policy.escalation_rule import Trigger
from drafter.policy.finding import Span
from drafter.policy.linear import Linear
from drafter.policy.memo import Bounded, Memo
from drafter.policy.utterance import Utterance

MESSAGES, ACCOUNTS = "messages", "accounts"
"""The classifiers of what customers write, and of what agents and companies do."""
_MESSAGES, _LONGEST_MESSAGE = 64, 4_096
"""Messages that are remembered, and the most characters of one."""
_TOGETHER = 3
"""Sentences that are read as one passage."""
_FEWEST_INNOCENT = 5
"""Words of a passage that may read like no trigger, at least: fewer say too little."""
_ALONE = 5.0
"""How much likelier a sentence by itself must read than a passage does."""
_HARDER = 0.5
"""How fast the bar rises, with the logarithm of the passages: among many, one reads so by chance."""
_SENTENCE = regex.compile(r"[^\s.!?…।](?:[^.!?…।\n]|\.(?=\p{Nd}))*[.!?…।]*")


def features(words: Sequence[str]) -> Iterator[str]:
    """Yield what is known of a message, as often as it stands there.

    Args:
        words: its folded words; see :class:`Utterance`.
    """
    for word in words:
        yield from linear.of_word(word)
    yield from linear.of_pairs(list(map(linear.stem, words)))


class _Passage(NamedTuple):
    """Some sentences in a row, and how much they read like a trigger.

    Attributes:
        start, end: where they stand in the message.
        words: their folded words.
        odds: the odds that they hold a trigger, less where there are many passages.
    """

    start: int
    end: int
    words: Sequence[str]
    odds: float


class Impression:
    """The classifier of messages, ready to run.

    Args:
        found: the classifier; its classes are triggers.
    """

    def __init__(self, found: Linear) -> None:
        self._linear = found
        self._words: Memo[str, int] = Memo(lambda word: sum(map(self._linear.weight, linear.of_word(word))))
        self._known: Bounded[str, tuple[Screening, Screening]] = Bounded(_MESSAGES)

    def of(self, text: str, found: Screening) -> Screening:
        """Return what a message holds, by the rules and by what it reads like.

        What a rule found that may be wrong is only a note where the message around it reads like no trigger.
        Where none is left, the likeliest is added if the message reads like one.

        Args:
            text: the message.
            found: what the rules found in it.
        """
        by_rules, known = self._known.get(text, (None, found))
        if by_rules is not found:
            known = self._of(text, found)
            if len(text) <= _LONGEST_MESSAGE:
                self._known.keep(text, (found, known))
        return known

    def _of(self, text: str, found: Screening) -> Screening:
        passages = list(self._read(text))
        if found.triggers:
            found = self._doubted(found, [*passages, *self._alone(text)])
        strongest = max(passages, key=attrgetter("odds"), default=None)
        if found.triggers or strongest is None or strongest.odds < self._linear.cut:
            return found
        return self._added(found, text, strongest)

    def _alone(self, text: str) -> Iterator[_Passage]:
        """Yield the sentences of a text that say enough, each read by itself: less sure than a passage."""
        for each in self._sentences(text, 0, len(text)):
            if len(each.words) >= _FEWEST_INNOCENT:
                yield each._replace(odds=each.odds / _ALONE)

    def _doubted(self, found: Screening, passages: Sequence[_Passage]) -> Screening:
        least = self._linear.innocent
        read = [each for each in passages if each.odds >= least or len(each.words) < _FEWEST_INNOCENT]
        standing = {
            sign.trigger
            for sign in found.findings
            if not sign.in_doubt
            or any(each.start < sign.span.end and sign.span.start < each.end for each in read)
        }
        return Screening(
            tuple(trigger for trigger in found.triggers if trigger in standing),
            tuple(
                sign if sign.trigger in standing else replace(sign, trigger=None) for sign in found.findings
            ),
        )

    def _added(self, found: Screening, text: str, strongest: _Passage) -> Screening:
        likely = self._linear.likely(self._total(strongest.words), linear.length(strongest.words))
        trigger = Trigger(likely[0].name)
        sentence = max(self._sentences(text, strongest.start, strongest.end), key=attrgetter("odds"))
        span = Span.of(text, sentence.start, sentence.end)
        why = f"It reads like what is written of: {trigger.replace('_', ' ')}."
        sign = Sign(f"{trigger}.reads_like", trigger, span, text[span.start : span.end], why, 1.0)
        return replace(found, triggers=(trigger,), findings=(*found.findings, sign))

    def _read(self, text: str) -> Sequence[_Passage]:
        """Return the passages of a message: a trigger among much else would be lost in the whole of it."""
        sentences = list(self._sentences(text, 0, len(text)))
        count = _count(sentences)
        passages = [self._as_one(sentences[first : first + _TOGETHER]) for first in range(count)]
        bar = 1 + _HARDER * log(max(count, 1))
        return [each._replace(odds=each.odds / bar) for each in passages]

    def _as_one(self, row: Sequence[_Passage]) -> _Passage:
        return self._passage(row[0].start, row[-1].end, [word for each in row for word in each.words])

    def _sentences(self, text: str, start: int, end: int) -> Iterator[_Passage]:
        for found in _SENTENCE.finditer(text, start, end):
            yield self._passage(*found.span(), Utterance(found.group()).words)

    def _passage(self, start: int, end: int, words: Sequence[str]) -> _Passage:
        return _Passage(start, end, words, self._linear.odds(self._total(words), linear.length(words)))

    def _total(self, words: Sequence[str]) -> int:
        return self._linear.of_pairs(list(map(self._linear.stem, words))) + sum(
            map(self._words.__getitem__, words)
        )


def passages(text: str) -> Iterator[str]:
    """Yield the passages of a text, as :class:`Impression` reads them."""
    sentences = [found.span() for found in _SENTENCE.finditer(text)]
    for first in range(_count(sentences)):
        row = sentences[first : first + _TOGETHER]
        yield text[row[0][0] : row[-1][1]]


def _count(sentences: Sequence[object]) -> int:
    return max(len(sentences) - _TOGETHER + 1, min(len(sentences), 1))


def load(name: str, shelf: Shelf) -> Impression:
    """Return a classifier by its name.

    Raises:
        LibraryError: its file is missing or broken.
    """
    return _load(name, shelf)


@lru_cache(maxsize=8)
def _load(name: str, shelf: Shelf) -> Impression:
    return Impression(linear.load(name, shelf))
