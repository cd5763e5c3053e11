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
from drafter.policy.parse import Hit
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


def judge(checks: Checks, lexicon: Lexicon, reading: Reading) -> Iterator[Finding]:
    """Yield the days beside which words of the other day stand, and none of their own.

    What a day is told of stands in its own clause: before it, or where nothing does, after it; in a language
    whose verbs come last, the other way round.

    Args:
        checks: the rules in force that name a check.
        lexicon: the language's concepts.
        reading: the text.
    """
    rules = checks.get(CHECK, ())
    if not rules or not any(slot in text for text in reading.texts.values() for slot in _CONCEPTS):
        return
    own = {slot: lexicon.bits(names) for slot, names in _DAYS.items()}
    may_tell = {fold_entry(slot): lexicon.bits((name,)) for slot, name in _MAY_TELL.items()}
    neither = lexicon.bits(_OTHERS)
    telling = reduce(or_, own.values(), neither)
    parting = lexicon.bits((PARTING,))
    for sentence in reading.as_written:
        parse = sentence.parse
        if not sentence.mask & telling or _DAYS.keys().isdisjoint(parse.words):
            continue
        clauses = Clauses(parse, parting, _DAYS)
        for place, word in enumerate(parse.words):
            if word not in own:
                continue
            others = neither | sum(mask for slot, mask in own.items() if slot != word)
            excusing = own[word] | may_tell[word]
            if wrong := _told_as(excusing, others, clauses, place, verb_last=lexicon.words.verb_last):
                start, end = min(wrong[0].start, place), max(wrong[-1].end, place + 1)
                for rule in rules:
                    yield reading.finding(rule, sentence, Hit(start, end))


def _told_as(own: int, others: int, clauses: Clauses, place: int, *, verb_last: bool) -> list[Hit]:
    """Return the words of the other day that a day is told of with; none where its own stand as near."""
    start, end, is_short = clauses.around(place)
    before, after = (start, place), (place + 1, end)
    for side in (after, before) if verb_last else (before, after):
        if clauses.hits_in(*side, own):
            return []
        if wrong := clauses.hits_in(*side, others):
            return wrong
    adds_to_others = is_short and not clauses.hits_in(0, clauses.size, own)
    return clauses.hits_in(0, start, others) if adds_to_others else []
