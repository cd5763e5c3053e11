"""What a message, an account or a letter reads like: for what no rule sees, and for what a rule sees wrongly.

Linear classifiers over words in all six languages (:mod:`drafter.policy.linear`), one for customers and one
for what agents and companies write. Where the rules found no trigger, what it says counts as a sign; where
they did, it may say that nothing there reads so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, chain, repeat
from math import exp, log
from operator import attrgetter
from typing import NamedTuple

import regex

from drafter.library import Shelf
from drafter.policy import linear
from drafter.policy.escalation import Screening, Sign
from drafter.policy.escalation_rule import Trigger
from drafter.policy.finding import Span
from drafter.policy.linear import Linear
from drafter.policy.memo import OF_ALL_LANGUAGES, Bounded, Memo
from drafter.policy.utterance import Utterance

MESSAGES, ACCOUNTS = "messages", "accounts"
"""The classifiers of what customers write, and of what agents and companies do."""
_MESSAGES, _LONGEST_MESSAGE = 256, 4_096
"""Messages that are remembered, and the most characters of one."""
_TOGETHER = 3
"""Sentences that are read as one passage."""
_FEWEST_TELLING = 4
"""Words of a passage that may read like a trigger, at least: a reference reads like anything."""
_FEWEST_INNOCENT = 7
"""Words of a passage that may read like no trigger, at least: fewer say too little."""
_ALONE = 5.0
"""How much likelier a sentence by itself must read than a passage does."""
HEARD, HEARD_IN_LETTERS = 1.5, 0.5
"""How fast the line sinks below which a rule is in doubt, with the weight of what it heard.

Rules were written for what customers say.
"""
_HARDER = 2.0
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
        words: how many there are.
        total: the weights of their features, added up.
        odds: the odds that they hold a trigger, less where there are many passages.
    """

    start: int
    end: int
    words: int
    total: int
    odds: float


class _Read(NamedTuple):
    """A message, read once for all of its passages.

    Attributes:
        sentences: where each sentence begins and ends.
        words: the number of the first word of each, and of the one after the last.
        sums: the weights of all words before a word, of all pairs that begin before it, and of all words one
            apart that do.
    """

    sentences: Sequence[tuple[int, int]]
    words: Sequence[int]
    sums: Sequence[Sequence[int]]


class Impression:
    """The classifier of messages, ready to run.

    Args:
        found: the classifier; its classes are triggers.
    """

    def __init__(self, found: Linear) -> None:
        self._linear = found
        self._words: Memo[str, int] = Memo(
            lambda word: sum(map(self._linear.weight, linear.of_word(word))), OF_ALL_LANGUAGES
        )
        self._known: Bounded[tuple[str, float], tuple[Screening, Screening]] = Bounded(_MESSAGES)

    def of(self, text: str, found: Screening, heard: float = HEARD) -> Screening:
        """Return what a message holds, by the rules and by what it reads like.

        What a rule found that may be wrong is only a note where the message around it reads like no trigger.
        Where none is left, the likeliest is added if the message reads like one.

        Args:
            text: the message.
            found: what the rules found in it.
            heard: how much it counts what a rule heard; :data:`HEARD` or :data:`HEARD_IN_LETTERS`.
        """
        by_rules, known = self._known.get((text, heard), (None, found))
        if by_rules is not found:
            known = self._of(text, found, heard)
            if len(text) <= _LONGEST_MESSAGE:
                self._known.keep((text, heard), (found, known))
        return known

    def _of(self, text: str, found: Screening, heard: float) -> Screening:
        read = self._read(text)
        passages = list(self._passages(read))
        if found.triggers:
            found = self._doubted(found, [*passages, *self._alone(read)], heard)
        telling = (each for each in passages if each.words >= _FEWEST_TELLING)
        strongest = max(telling, key=attrgetter("odds"), default=None)
        if found.triggers or strongest is None or strongest.odds < self._linear.cut:
            return found
        return self._added(found, text, strongest, read)

    def _alone(self, read: _Read) -> Iterator[_Passage]:
        """Yield the sentences of a text that say enough, each read by itself: less sure than a passage."""
        for each in self._rows(read, 1):
            if each.words >= _FEWEST_INNOCENT:
                yield each._replace(odds=each.odds / _ALONE)

    def _doubted(self, found: Screening, passages: Sequence[_Passage], heard: float) -> Screening:
        weights: dict[Trigger | None, float] = defaultdict(float)
        for sign in found.findings:
            weights[sign.trigger] += sign.weight
        lines = {trigger: self._linear.innocent / exp(heard * weight) for trigger, weight in weights.items()}
        standing = {
            sign.trigger
            for sign in found.findings
            if not sign.in_doubt
            or any(
                each.odds >= lines[sign.trigger] or each.words < _FEWEST_INNOCENT
                for each in passages
                if each.start < sign.span.end and sign.span.start < each.end
            )
        }
        return Screening(
            tuple(trigger for trigger in found.triggers if trigger in standing),
            tuple(
                sign if sign.trigger in standing else replace(sign, trigger=None) for sign in found.findings
            ),
        )

    def _added(self, found: Screening, text: str, strongest: _Passage, read: _Read) -> Screening:
        likely = self._linear.likely(strongest.total, linear.length(strongest.words))
        trigger = Trigger(likely[0].name)
        inside = (each for each in self._rows(read, 1) if strongest.start <= each.start < strongest.end)
        sentence = max(inside, key=attrgetter("odds"))
        span = Span.of(text, sentence.start, sentence.end)
        why = f"It reads like what is written of: {trigger.replace('_', ' ')}."
        sign = Sign(f"{trigger}.reads_like", trigger, span, text[span.start : span.end], why, 1.0)
        return replace(found, triggers=(trigger,), findings=(*found.findings, sign))

    def _passages(self, read: _Read) -> Iterator[_Passage]:
        """Yield the passages of a message: a trigger among much else would be lost in the whole of it."""
        bar = 1 + _HARDER * log(max(_count(read.sentences), 1))
        for each in self._rows(read, _TOGETHER):
            yield each._replace(odds=each.odds / bar)

    def _rows(self, read: _Read, together: int) -> Iterator[_Passage]:
        """Yield so many sentences in a row, from each on; all, where there are fewer."""
        last = len(read.sentences)
        for first in range(max(last - together + 1, min(last, 1))):
            after = min(first + together, last)
            begin, end = read.words[first], read.words[after]
            # Of pairs, those that end in the row: the last words begin pairs that reach beyond it.
            total = sum(sums[max(end - apart, begin)] - sums[begin] for apart, sums in enumerate(read.sums))
            odds = self._linear.odds(total, linear.length(end - begin))
            yield _Passage(read.sentences[first][0], read.sentences[after - 1][1], end - begin, total, odds)

    def _read(self, text: str) -> _Read:
        sentences = [found.span() for found in _SENTENCE.finditer(text)]
        said = [Utterance(text[start:end]).words for start, end in sentences]
        words = list(chain.from_iterable(said))
        pairs = self._linear.of_each_pair(list(map(self._linear.stem, words)))
        weights = (map(self._words.__getitem__, words), *pairs)
        # The last word begins no pair, and the last two no pair of words one apart.
        sums = [
            list(accumulate(chain(each, repeat(0, apart)), initial=0)) for apart, each in enumerate(weights)
        ]
        firsts = list(accumulate(map(len, said), initial=0))
        return _Read(sentences, firsts, sums)


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
