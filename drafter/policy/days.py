"""The day of purchase beside words of delivery, and the other way round: two values in each other's place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

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
"""The concepts whose words tell of each day."""
_DAYS = {fold_entry(slot): names for slot, names in _CONCEPTS.items()}
"""The same by the slots' folded words."""
_SHORT = 4
"""The most words of a clause that only adds a day to the one before: “the date of delivery, that is …”."""
_PARTING = "parting"
"""The concept of the words that part clauses where no mark does."""


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
    for sentence in reading.as_written:
        for place, word in enumerate(sentence.parse.words):
            if word not in own:
                continue
            others = sum(mask for slot, mask in own.items() if slot != word)
            for side in _sides(sentence.parse, place, lexicon):
                if _stand_in(sentence.parse, own[word], side):
                    break
                if wrong := _stand_in(sentence.parse, others, side):
                    start, end = min(wrong[0].start, place), max(wrong[-1].end, place + 1)
                    for rule in rules:
                        yield reading.finding(rule, sentence, Hit(start, end))
                    break


def _sides(parse: Parse, place: int, lexicon: Lexicon) -> Sequence[Hit]:
    """Return the words about a slot, nearest in meaning first: its clause, and what a short one adds to."""
    parting = [hit.start for hit in parse.hits_of(lexicon.bits((_PARTING,)))]
    slots = [each for each, word in enumerate(parse.words) if word in _DAYS and each != place]
    borders = sorted({0, *parse.clause_ends(), *parting, *slots, len(parse.words)})
    number = bisect_right(borders, place)
    start, end = borders[number - 1], borders[number]
    before, after = Hit(start, place), Hit(place + 1, end)
    clause = [after, before] if lexicon.words.verb_last else [before, after]
    return [*clause, Hit(0, len(parse.words))] if end - start <= _SHORT else clause


def _stand_in(parse: Parse, mask: int, within: Hit) -> list[Hit]:
    return [hit for hit in parse.hits_of(mask) if within.start <= hit.start and hit.end <= within.end]
