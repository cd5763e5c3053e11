"""Values that are the case's only in the company of certain words: a day, a sum, an offer, a year.

A day of purchase is one that something was bought on, the sum that of a refund; told of an inspection, or of
a fee, each states another fact. What may be said of a value is a short list; what else may not is none, but
what else happens on days is known, and counts where it stands nearer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from math import inf
from typing import NamedTuple

from drafter.policy.clause import PARTING, Clauses
from drafter.policy.finding import Finding
from drafter.policy.folding import SLOT_WORD, fold_entry
from drafter.policy.lexicon import Lexicon
from drafter.policy.memo import Bounded
from drafter.policy.parse import Hit, Parse
from drafter.policy.reading import Reading
from drafter.policy.rule import Checks
from drafter.spellings import MONTH, PERIOD_IN_WORDS, SINCE_YEAR

CHECK = "lonely_value"
_OF_DAYS: Mapping[str, Sequence[str]] = {
    "purchased_on": ("day_of_buying", "word_of_buying", "of_buying"),
    "delivered_on": ("day_of_handing", "word_of_handing", "of_handing"),
    "received_on": ("of_writing",),
    "letter_date": ("of_this_letter",),
    "deadline": ("of_offer", "offer_mention"),
    "effective_date": ("of_ending",),
}
"""By the slot of a day, the concepts of what may be told of it."""
_COMPANY: Mapping[str, Sequence[str]] = {
    **_OF_DAYS,
    **{MONTH.format(day): concepts for day, concepts in _OF_DAYS.items()},
    "since": ("as_customer",),
    SINCE_YEAR: ("as_customer",),
    PERIOD_IN_WORDS: ("of_terms",),
    "amount": ("of_refund",),
    "offer": ("of_offer", "offer_mention"),
}
"""The same of every slot that needs company."""
_DAYS = frozenset(fold_entry(f"[[{day}]]") for day in _OF_DAYS)
"""The words of the days, which end each other's clauses."""
_OF_OTHERS = "word_of_other"
"""The concept of what happens on other days: something is looked at, breaks, is billed."""
_BY_WORD = {fold_entry(f"[[{slot}]]"): concepts for slot, concepts in _COMPANY.items()}
_SENTENCES, _LONGEST_SENTENCE = 256, 512
"""Sentences that are remembered, those of a dozen letters, and the most characters of one."""
_MOST_ADDED = 3
"""Short clauses behind a value that may still belong to it: “on 1 May, in your garden, we …”."""


class _Lonely(NamedTuple):
    """A value without company: where it stands, and what in the next sentence would be some."""

    place: int
    in_next: int


class Company:
    """The company that values need in one language.

    Args:
        lexicon: the language's concepts.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._needed = {word: lexicon.bits(concepts) for word, concepts in _BY_WORD.items()}
        self._parting = lexicon.bits((PARTING,))
        self._of_others = lexicon.bits((_OF_OTHERS,))
        self._seen: Bounded[str, Sequence[_Lonely]] = Bounded(_SENTENCES)

    def judge(self, checks: Checks, reading: Reading) -> Iterator[Finding]:
        """Yield the values that are told of something else than what they are of.

        Args:
            checks: the rules in force that name a check.
            reading: the text.
        """
        for rule in checks.get(CHECK, ()):
            for sentence, after in zip_longest(reading.as_written, reading.as_written[1:]):
                if SLOT_WORD not in sentence.parse.said:
                    continue
                said_next = after.mask if after and after.section == sentence.section else 0
                for place, in_next in self._lonely(sentence.parse):
                    if not said_next & in_next:
                        yield reading.finding(rule, sentence, Hit(place, place + 1))

    def _lonely(self, parse: Parse) -> Sequence[_Lonely]:
        found = self._seen.get(parse.said)
        if found is None:
            found = tuple(self._lonely_in(parse))
            if len(parse.said) <= _LONGEST_SENTENCE:
                self._seen.keep(parse.said, found)
        return found

    def _lonely_in(self, parse: Parse) -> Iterator[_Lonely]:
        clauses = Clauses(parse, self._parting, _DAYS)
        for place, word in enumerate(parse.words):
            needed = self._needed.get(word)
            if needed is None:
                continue
            start, end, is_short = clauses.around(place)
            hits = clauses.hits_in(*_told_in(clauses, place), needed)
            company = [hit for hit in hits if hit != (place, place + 1)]
            others = clauses.hits_in(start, end, self._of_others) if word in _DAYS else []
            if not company:
                # The point of an abbreviation looks like the end of a sentence: “On 1 May 2026 г.”.
                yield _Lonely(place, needed if is_short and end == len(parse.words) else 0)
            elif _distance(others, place) < _distance(company, place):
                yield _Lonely(place, 0)


def _told_in(clauses: Clauses, place: int) -> tuple[int, int]:
    """Return a value's clause, with the next where the value ends it; a short one with both."""
    start, end, is_short = clauses.around(place)
    added, goes_on = 0, is_short or place + 1 == end
    while goes_on and added < _MOST_ADDED and clauses.goes_on(end):
        _, end, goes_on = clauses.around(end)
        added += 1
    if start and is_short:
        start = clauses.around(start - 1).start
    return start, end


def _distance(hits: Iterable[Hit], place: int) -> float:
    """Return how many words off the nearest of some hits is."""
    return min((max(hit.start - place, place - hit.end + 1) for hit in hits), default=inf)
