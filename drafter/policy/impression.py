"""What a customer's message reads like, where no rule says for certain that a lawyer must see it.

A linear classifier over the words of messages in all six languages (:mod:`drafter.policy.linear`). It is
asked only where the rules found no trigger, and what it says counts as a sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import regex

from drafter.library import Shelf
from drafter.policy import linear
from drafter.policy.escalation import Screening, Sign
from drafter.policy.escalation_rule import Trigger
from drafter.policy.finding import Span
from drafter.policy.linear import Likely, Linear
from drafter.policy.memo import Memo
from drafter.policy.utterance import Utterance

NAME = "messages"
_MESSAGES, _LONGEST_MESSAGE = 64, 4_096
"""Messages that are remembered, and the most characters of one."""
_SENTENCE = regex.compile(r"[^\s.!?…।][^.!?…।\n]*[.!?…।]*")


def features(words: Sequence[str]) -> Iterator[str]:
    """Yield what is known of a message, as often as it stands there.

    Args:
        words: its folded words; see :class:`Utterance`.
    """
    for word in words:
        yield from linear.of_word(word)
    yield from linear.of_pairs(list(map(linear.stem, words)))


class Impression:
    """The classifier of messages, ready to run.

    Args:
        found: the classifier; its classes are triggers.
    """

    def __init__(self, found: Linear) -> None:
        self._linear = found
        self._words: Memo[str, int] = Memo(lambda word: sum(map(self._linear.weight, linear.of_word(word))))
        self._likely: Memo[str, Sequence[Likely]] = Memo(self._read, _MESSAGES, _LONGEST_MESSAGE)

    def added_to(self, found: Screening, text: str) -> Screening:
        """Return a screening with the trigger that a message is likeliest to hold, where it reads like one.

        Args:
            found: what the rules found in the message.
            text: the message.
        """
        likely = self._likely[text]
        if not likely:
            return found
        trigger = Trigger(likely[0].name)
        span = self._strongest(text)
        why = f"It reads like messages about: {trigger.replace('_', ' ')}."
        sign = Sign(f"{trigger}.reads_like", trigger, span, text[span.start : span.end], why, 1.0)
        return replace(found, triggers=(trigger,), findings=(*found.findings, sign))

    def _read(self, text: str) -> Sequence[Likely]:
        words = Utterance(text).words
        return self._linear.likely(self._total(words), linear.length(words))

    def _total(self, words: Sequence[str]) -> int:
        return self._linear.of_pairs(list(map(self._linear.stem, words))) + sum(
            map(self._words.__getitem__, words)
        )

    def _strongest(self, text: str) -> Span:
        """Return the sentence that reads so the most."""
        places = [found.span() for found in _SENTENCE.finditer(text)] or [(0, len(text))]
        said = [Utterance(text[start:end]).words for start, end in places]
        odds = [self._linear.odds(self._total(words), linear.length(words)) for words in said]
        return Span.of(text, *places[odds.index(max(odds))])


def load(shelf: Shelf) -> Impression:
    """Return the classifier of messages.

    Raises:
        LibraryError: its file is missing or broken.
    """
    return _load(shelf)


@lru_cache(maxsize=8)
def _load(shelf: Shelf) -> Impression:
    return Impression(linear.load(NAME, shelf))
