"""The day of purchase beside words of delivery, and the other way round: two values in each other's place.

Words of the customer's writing beside either are another day's as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

from drafter.policy.clause import PARTING, Clauses
from drafter.policy.finding import Finding
from drafter.policy.folding import fold_entry
from drafter.policy.lexicon import Lexicon
from drafter.policy.parse import Hit, Parse
from drafter.policy.reading import Reading
from drafter.policy.rule import Checks

CHECK = "mistaken_days"
_CONCEPTS = {
    "[[purchased_on]]": ("day_of_buying", "word_of_buying"),
    "[[delivered_on]]": ("day_of_handing", "word_of_handing"),
}
"""The concepts whose words tell of each day, and hardly of the other."""
_DAYS = {fold_entry(slot): names for slot, names in _CONCEPTS.items()}
"""The same by the slots' folded words."""
_MAY_TELL = {"[[purchased_on]]": "of_buying", "[[delivered_on]]": "of_handing"}
"""The concepts whose words may tell of each day."""
_OTHERS = ("word_of_writing",)
"""The concepts whose words tell of neither."""


class Days:
    """The words that tell of the day of purchase and of that of delivery in one language.

    Args:
        lexicon: the language's concepts.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._own = {slot: lexicon.bits(names) for slot, names in _DAYS.items()}
        self._may_tell = {fold_entry(slot): lexicon.bits((name,)) for slot, name in _MAY_TELL.items()}
        self._neither = lexicon.bits(_OTHERS)
        self._telling = reduce(or_, self._own.values(), self._neither)
        self._parting = lexicon.bits((PARTING,))
        self._verb_last = lexicon.words.verb_last

    def judge(self, checks: Checks, reading: Reading) -> Iterator[Finding]:
        """Yield the days beside which words of the other day stand, and none of their own.

        What a day is told of stands in its own clause: before it, or where nothing does, after it; in a
        language whose verbs come last, the other way round.

        Args:
            checks: the rules in force that name a check.
            reading: the text.
        """
        rules = checks.get(CHECK, ())
        for sentence in reading.as_written if rules else ():
            if sentence.mask & self._telling and not _DAYS.keys().isdisjoint(sentence.parse.words):
                for wrong in self._mistaken(sentence.parse):
                    yield from (reading.finding(rule, sentence, wrong) for rule in rules)

    def _mistaken(self, parse: Parse) -> Iterator[Hit]:
        """Yield each day of a sentence that is told of as the other, with the words that tell of it."""
        clauses = Clauses(parse, self._parting, _DAYS)
        for place, word in enumerate(parse.words):
            if word in self._own:
                others = self._neither | sum(mask for slot, mask in self._own.items() if slot != word)
                wrong = self._told_as(self._own[word] | self._may_tell[word], others, clauses, place)
                if wrong:
                    yield Hit(min(wrong[0].start, place), max(wrong[-1].end, place + 1))

    def _told_as(self, own: int, others: int, clauses: Clauses, place: int) -> list[Hit]:
        """Return the words of the other day that a day is told of with; none where its own stand as near."""
        start, end, is_short = clauses.around(place)
        before, after = (start, place), (place + 1, end)
        for side in (after, before) if self._verb_last else (before, after):
            if clauses.hits_in(*side, own):
                return []
            if wrong := clauses.hits_in(*side, others):
                return wrong
        adds_to_others = is_short and not clauses.hits_in(0, clauses.size, own)
        return clauses.hits_in(0, start, others) if adds_to_others else []
