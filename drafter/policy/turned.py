"""Words before or after a value that make another one of it: “double”, “or so”, “a month”, “of last year”.

What turns a value of which kind, a language's concepts say. Beside the value, or with nothing but an article
or its like between, it is sure; a few words off in the same clause it is doubtful.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from drafter.policy.finding import Finding
from drafter.policy.folding import fold_entry
from drafter.policy.lexicon import OWN, Lexicon
from drafter.policy.parse import Hit, Parse
from drafter.policy.reading import Reading
from drafter.policy.rule import Checks
from drafter.slots import Slot

CHECK, CHECK_NEAR = "turned_value", "doubtful_value"
_NEAR = 3
"""Words of its clause on either side of a value that may be told of it, though others stand between."""
_JOINT = "beside_value"
"""The concept of what may stand between a value and a word that turns it: an article, “of your”."""
_ANY = ("before_value", "after_value")
"""The concepts of what turns any value: “roughly”, “or so”."""
_AROUND_DAY = "around_day"
"""The concept of what turns a day that something was done on, but no day that something is counted from; it
stands after the day in a language whose verbs come last."""
_SUM, _DAY = ("before_sum", "after_sum"), ("before_day", "after_day")
_BY_TYPE = {"money": _SUM, "date": _DAY}
"""By the type of a case's own fact, the concepts of what turns it: before it and after it."""
_TURNED = {
    fold_entry(f"[[{name}]]"): concepts
    for name, concepts in {
        "amount": _SUM,
        "offer": _SUM,
        "offer_figure": _SUM,
        "purchased_on": _DAY,
        "delivered_on": _DAY,
        "received_on": _DAY,
        "letter_date": _DAY,
        "effective_date": ("before_end", "after_day"),
        "deadline": ("before_deadline", "after_deadline"),
        "period": ("before_period", "after_period"),
        "since": ("before_since", "after_since"),
    }.items()
}
"""The same by the folded words of the slots that every case may have."""


def judge(checks: Checks, lexicon: Lexicon, reading: Reading, slots: Mapping[str, Slot]) -> Iterator[Finding]:
    """Yield values that a word beside them turns: into a multiple, a day of another year, a later end.

    Args:
        checks: the rules in force that name a check.
        lexicon: the language's concepts.
        reading: the text.
        slots: the slots that may stand in it, by name.
    """
    certain, doubtful = checks.get(CHECK, ()), checks.get(CHECK_NEAR, ())
    own = {_word(name): _BY_TYPE[slot.type] for name, slot in slots.items() if slot.type in _BY_TYPE}
    concepts = {**own, **_TURNED}
    joint = lexicon.bits((_JOINT,))
    for sentence in reading.as_written:
        for place, word in enumerate(sentence.parse.words):
            if turning := concepts.get(word):
                before, after = map(lexicon.bits, zip(_ANY, turning, strict=True))
                hits = list(_next_to(sentence.parse, place, before, after, joint))
                rules = certain if hits else doubtful
                around = lexicon.bits((_AROUND_DAY,)) if turning is _DAY else 0
                more = (before, after | around) if lexicon.words.verb_last else (before | around, after)
                for hit in hits or _near(sentence.parse, place, *more):
                    yield from (reading.finding(rule, sentence, hit) for rule in rules)


@lru_cache(maxsize=256)
def _word(name: str) -> str:
    """Return the word that a slot is read as."""
    return fold_entry(f"[[{name}]]")


def _next_to(parse: Parse, place: int, before: int, after: int, joint: int) -> Iterator[Hit]:
    """Yield a value with what turns it, beside it or with joints between."""
    joints, turns_before, turns_after = map(parse.hits_of, (joint, before, after))
    first = _past(_by_end(joints), _by_end(turns_before), place)
    last = _past(dict(joints), dict(turns_after), place + 1)
    if first is not None:
        yield Hit(first, place + 1)
    if last is not None:
        yield Hit(place, last)


def _by_end(hits: list[Hit]) -> dict[int, int]:
    return {hit.end: hit.start for hit in hits}


def _past(joints: Mapping[int, int], turning: Mapping[int, int], place: int) -> int | None:
    """Return where what turns a value ends, on one side of it; None where nothing does."""
    while place not in turning and place in joints:
        place = joints[place]
    return turning.get(place)


def _near(parse: Parse, place: int, before: int, after: int) -> Iterator[Hit]:
    """Yield a value with what may turn it, in its clause and a few words off."""
    ends = parse.clause_ends()
    first = max((end for end in ends if end <= place), default=0)
    last = min((end for end in ends if end > place), default=len(parse.words))
    for hit in parse.hits_of(before):
        if max(first, place - _reach(parse, hit)) <= hit.start and hit.end <= place:
            yield Hit(hit.start, place + 1)
    for hit in parse.hits_of(after):
        if place < hit.start <= place + _reach(parse, hit) and hit.end <= last:
            yield Hit(place, hit.end)


def _reach(parse: Parse, hit: Hit) -> int:
    """Return how far from a value something may stand; “not” or “from” beside it alone."""
    return 1 if hit.end - hit.start == 1 and parse.masks[hit.start] & OWN else _NEAR
