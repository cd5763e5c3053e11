"""Words before or after a value that make another one of it: “double”, “or so”, “a month”, “of last year”.

What turns a value of which kind, a language's concepts say. Beside the value, or with nothing but an article
or its like between, it is sure; behind a comma, or a few words off in the same clause, it is doubtful.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from drafter.policy.finding import Finding
from drafter.policy.folding import fold_entry
from drafter.policy.lexicon import OWN, Lexicon
from drafter.policy.memo import Bounded
from drafter.policy.parse import Hit, Parse
from drafter.policy.reading import Reading
from drafter.policy.rule import Checks
from drafter.slots import Slot
from drafter.spellings import PERIOD_IN_WORDS, SINCE_YEAR, WEEKDAY

CHECK, CHECK_NEAR = "turned_value", "doubtful_value"
_NEAR = 3
"""Words of its clause on either side of a value that may be told of it, though others stand between."""
_JOINT = "beside_value"
"""The concept of what may stand between a value and a word that turns it: an article, “of your”."""
_SENTENCES, _LONGEST_SENTENCE = 256, 512
"""Sentences that are remembered, those of a dozen letters, and the most characters of one."""
_OR_BEFORE = "or_before"
"""The concept of what stands beside a last day and turns nothing: “on or before”."""
_AROUND_DAY = "around_day"
"""The concept of what turns a day that something was done on, but no day that something is counted from; it
stands after the day in a language whose verbs come last."""
_DAYS = ("purchased_on", "delivered_on", "received_on", "letter_date")
_KINDS = {
    "sum": ("amount", "offer", "offer_figure"),
    "day": _DAYS,
    "weekday": tuple(map(WEEKDAY.format, (*_DAYS, "effective_date"))),
    "last_weekday": (WEEKDAY.format("deadline"),),
    "month": tuple(f"{name}_month" for name in _DAYS),
    "end": ("effective_date",),
    "deadline": ("deadline",),
    "period": ("period", PERIOD_IN_WORDS),
    "since": ("since", SINCE_YEAR),
}
"""The slots that every case may have, by what their concepts are named after."""
_BEFORE = {
    "weekday": ("weekday", "day"),
    "last_weekday": ("weekday", "deadline"),
    "month": ("month", "day"),
}
_AFTER = {**_BEFORE, "end": ("day",)}
"""Kinds that other concepts turn than those of their name."""
_NAMES = frozenset(name for names in _KINDS.values() for name in names)
_OF_TYPE = {"money": "sum", "date": "day"}
"""The same for a case's own facts, by their type."""


class _Sides(NamedTuple):
    """The masks of what turns a value: before it and after it, for sure and perhaps; and of all of it."""

    before: int
    after: int
    near_before: int
    near_after: int

    @property
    def all(self) -> int:
        return self.near_before | self.near_after


class Turning:
    """What turns values in one language.

    Args:
        lexicon: the language's concepts.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._joint = lexicon.bits((_JOINT,))
        self._or_before = lexicon.bits((_OR_BEFORE,))
        self._of_kind = {kind: _sides(kind, lexicon) for kind in _KINDS}
        self._of_type = {name: _sides(kind, lexicon, around=False) for name, kind in _OF_TYPE.items()}
        self._turning = reduce(or_, (sides.all for sides in self._of_kind.values()))
        self._seen: Bounded[str, Sequence[tuple[bool, Hit]]] = Bounded(_SENTENCES)
        self._known = {_word(name): self._of_kind[kind] for kind, names in _KINDS.items() for name in names}

    def judge(self, checks: Checks, reading: Reading, slots: Mapping[str, Slot]) -> Iterator[Finding]:
        """Yield values that a word beside them turns: into a multiple, a day of another year, a later end.

        Args:
            checks: the rules in force that name a check.
            reading: the text.
            slots: the slots that may stand in it, by name.
        """
        certain, doubtful = checks.get(CHECK, ()), checks.get(CHECK_NEAR, ())
        own = {
            _word(name): self._of_type[slot.type]
            for name, slot in slots.items()
            if slot.type in _OF_TYPE and name not in _NAMES
        }
        for sentence in reading.as_written:
            if sentence.mask & self._turning:
                for is_sure, hit in self._hits(sentence.parse, own):
                    rules = certain if is_sure else doubtful
                    yield from (reading.finding(rule, sentence, hit) for rule in rules)

    def _hits(self, parse: Parse, own: Mapping[str, _Sides]) -> Sequence[tuple[bool, Hit]]:
        """Return the turned values of a sentence, each with whether it is sure."""
        if own:
            return tuple(self._turned_in(parse, own))
        found = self._seen.get(parse.said)
        if found is None:
            found = tuple(self._turned_in(parse, own))
            if len(parse.said) <= _LONGEST_SENTENCE:
                self._seen.keep(parse.said, found)
        return found

    def _turned_in(self, parse: Parse, own: Mapping[str, _Sides]) -> Iterator[tuple[bool, Hit]]:
        ends = parse.clause_ends()
        plain = parse.hits_of(self._or_before) if parse.mask & self._or_before else []
        for place, word in enumerate(parse.words):
            if any(place in (hit.end, hit.start - 1) for hit in plain):
                continue
            if sides := self._known.get(word) or own.get(word):
                beside = list(_next_to(parse, place, sides, self._joint))
                for hit in beside or _near(parse, place, sides, ends):
                    # A comma may part them, and a fact of the case's own may be of any day or sum.
                    parted = place in ends if hit.start < place else place + 1 in ends
                    yield bool(beside) and word not in own and not parted, hit


def _sides(kind: str, lexicon: Lexicon, *, around: bool = True) -> _Sides:
    before = lexicon.bits(("before_value", *(f"before_{name}" for name in _BEFORE.get(kind, (kind,)))))
    after = lexicon.bits(("after_value", *(f"after_{name}" for name in _AFTER.get(kind, (kind,)))))
    more = lexicon.bits((_AROUND_DAY,)) if around and kind == "day" else 0
    if lexicon.words.verb_last:
        return _Sides(before, after, before, after | more)
    return _Sides(before, after, before | more, after)


@lru_cache(maxsize=256)
def _word(name: str) -> str:
    """Return the word that a slot is read as."""
    return fold_entry(f"[[{name}]]")


def _next_to(parse: Parse, place: int, sides: _Sides, joint: int) -> Iterator[Hit]:
    """Yield a value with what turns it, beside it or with joints between."""
    joints, turns_before, turns_after = map(parse.hits_of, (joint, sides.before, sides.after))
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


def _near(parse: Parse, place: int, sides: _Sides, ends: Sequence[int]) -> Iterator[Hit]:
    """Yield a value with what may turn it, in its clause and a few words off."""
    first = max((end for end in ends if end <= place), default=0)
    last = min((end for end in ends if end > place), default=len(parse.words))
    for hit in parse.hits_of(sides.near_before):
        if max(first, place - _reach(parse, hit)) <= hit.start and hit.end <= place:
            yield Hit(hit.start, place + 1)
    for hit in parse.hits_of(sides.near_after):
        if place < hit.start <= place + _reach(parse, hit) and hit.end <= last:
            yield Hit(place, hit.end)


def _reach(parse: Parse, hit: Hit) -> int:
    """Return how far from a value something may stand; “not” or “from” beside it alone."""
    return 1 if hit.end - hit.start == 1 and parse.masks[hit.start] & OWN else _NEAR
