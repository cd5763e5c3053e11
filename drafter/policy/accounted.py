"""What a person's letter tells as its case does: figures, numbers in words, weekdays, names.

An agent knows more than a case's fields hold, and types it into the account. What stands there may stand in
the letter; whether it is right where it stands, a reviewer is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

import regex

from drafter.policy import names
from drafter.policy.language import HOUR, NEXT_HOUR, Marks
from drafter.policy.lexicon import STRAY, UNHEARD, UNKNOWN, Lexicon
from drafter.policy.memo import Memo
from drafter.policy.tokens import Token, as_clocks, figure, tokens_of, with_numbers
from drafter.slots import TOLD, TOLD_COUNT, TOLD_SURE, Slot, Stretch

_SHORTEST_NAME = 3
_PIECE = 2
"""The most letters of what may be a piece of a word."""
_LITTLE = 12
"""The highest number that says nothing without what it counts: everything comes in twos and threes."""
_SUM = regex.compile(r"(?P<figure>\p{Nd}[\p{Nd}.,\u00a0 ]*)(?P<unit>[^\p{Nd}]+)")
"""A sum or percentage with what it is of behind it."""
_SUMS = ("money", "number")
"""The types of slots that hold one."""
_COMPANY = 2
"""Telling words beside a value, as beside it in the story, from which on it is told of the same thing."""
_CAPITAL_INSIDE = regex.compile(r"\p{Ll}\p{Lu}")
_LOOK_BACK = 24
_TEXTS, _LONGEST_TEXT = 64, 8_192
"""Texts that are remembered, and the most characters of one."""
_COUNTS, _UNITS = ("number", "count", "digit"), ("time_unit", "money_unit")
_JOINTS = ("beside_value",)
_PARTS = ("part_of_day",)
_NEAR_A_TIME = 3
"""Words behind a time in which the part of the day stands."""
_CALENDAR = ("month", "calendar", names.GIVEN_NAME)


class _Told(NamedTuple):
    """What a story tells.

    Attributes:
        before, after: for each word and figure, what stands before and after it.
        named: the words with a capital inside a sentence.
        around: for each word and figure, what else its sentences tell.
        parts: for each word and figure, the parts of the day behind it.
    """

    before: Mapping[str, Set[str]]
    after: Mapping[str, Set[str]]
    named: Set[str]
    around: Mapping[str, Sequence[Set[str]]]
    parts: defaultdict[str, set[str]]


_NOTHING = Token(0, 0, "", "", -1)
"""Stands where a text begins, and where it ends."""


class Accounted:
    """What stories tell, and what of it texts tell again, in one language.

    Args:
        marks: the language's marks.
        lexicon: its concepts.
    """

    def __init__(self, marks: Marks, lexicon: Lexicon) -> None:
        self._marks = marks
        self._lexicon = lexicon
        self._counts, self._calendar, self._units, self._joints, self._parts = map(
            lexicon.bits, (_COUNTS, _CALENDAR, _UNITS, _JOINTS, _PARTS)
        )
        self._tokens: Memo[str, Sequence[Token]] = Memo(
            lambda text: tuple(tokens_of(text, marks)), _TEXTS, _LONGEST_TEXT
        )
        self._numbered: Memo[str, Sequence[Token]] = Memo(
            lambda text: tuple(with_numbers(self._tokens[text], marks.numerals)), _TEXTS, _LONGEST_TEXT
        )
        self._told: Memo[str, _Told] = Memo(self._told_by, _TEXTS, _LONGEST_TEXT)

    def stretches(self, text: str, story: str, *, with_names: bool = True) -> Iterator[Stretch]:
        """Yield where a text tells what a story tells as well.

        A number that is told of the same thing needs no question; neither do everyday words.

        Args:
            text: the text.
            story: what the case tells, in words.
            with_names: whether names are looked for, beside figures, months and weekdays.
        """
        told, tokens = self._told[story], self._numbered[text]
        masks = [self._lexicon.masks[token.word] if token.word else 0 for token in tokens]
        sentences = _sentences(text, tokens, self._telling)
        for place, (token, mask) in enumerate(zip(tokens, masks, strict=True)):
            if token.said not in told.before or self._is_of_another_part(tokens, masks, place, told):
                continue
            is_unit = any(each & self._units for each in masks[place + 1 : place + 2])
            if _says_little(token) or (mask & self._counts and (is_unit or not token.said.isdigit())):
                if _is_fused(token, mask, self._calendar) or _counts_the_same(
                    tokens, place, told, is_unit=is_unit
                ):
                    mark = _mark(tokens, place, sentences, told, company=1 if token.word else _COMPANY)
                    if token.word and not (is_unit and mark == TOLD):
                        mark = TOLD_COUNT
                    yield Stretch(token.start, token.end, mark)
            elif (
                not token.word
                or mask & (self._calendar | self._counts)
                or _has_capital_inside(said := text[token.start : token.end])
                or (_is_odd(said, mask) and _has_company(tokens, place, told))
                or (with_names and _is_name(text, tokens, place, mask, self._marks, told))
            ):
                yield Stretch(token.start, token.end, _mark(tokens, place, sentences, told))

    def _is_of_another_part(
        self, tokens: Sequence[Token], masks: Sequence[int], place: int, told: _Told
    ) -> bool:
        """Say whether a figure or number is told of the evening, and in the story of the morning alone."""
        parts = told.parts.get(tokens[place].said)
        if not parts:
            return False
        after = slice(place + 1, place + 1 + _NEAR_A_TIME)
        own = {
            token.said for token, mask in zip(tokens[after], masks[after], strict=True) if mask & self._parts
        }
        return bool(own) and own.isdisjoint(parts)

    def _told_by(self, story: str) -> _Told:
        tokens = self._numbered[story]
        told = _told_by(story, tokens, self._telling)
        for place, token in enumerate(tokens):
            if token.word and self._lexicon.masks[token.word] & self._parts:
                for before in tokens[max(0, place - _NEAR_A_TIME) : place]:
                    for said in as_clocks(before.said):
                        told.parts[said].add(token.said)
        return told

    def is_told(self, said: str, story: str) -> bool:
        """Say whether a story has the same words and figures in a row, but for what joins them.

        Args:
            said: some words of a text.
            story: what the case tells, in words.
        """
        row, told = self._unjoined(said), self._unjoined(story)
        return any(told[place : place + len(row)] == row for place in range(len(told) - len(row) + 1))

    def _unjoined(self, text: str) -> Sequence[str]:
        """Return a text's words and figures without articles and their like, as :class:`Token` has them."""
        return [
            token.said
            for token in self._tokens[text]
            if not (token.word and self._lexicon.masks[token.word] & self._joints)
        ]

    def _telling(self, token: Token) -> bool:
        """Say whether a word tells what a sentence is about, as function words and numbers do not."""
        return bool(token.word) and len(token.word) > _PIECE and token.word not in self._marks.own

    def half_hours(self, text: str, story: str) -> Iterator[Stretch]:
        """Yield where a text tells half past an hour in words that a story tells in figures."""
        told, tokens = self._told[story], self._tokens[text]
        for said in self._marks.half_hours:
            for place in range(len(tokens) - len(said) + 1):
                row = tokens[place : place + len(said)]
                hour = _hour(row, said)
                if hour and f"{hour}.30" in told.before:
                    joined = place > 0 and text[tokens[place - 1].end : row[0].start] == "-"
                    yield Stretch(tokens[place - joined].start, row[-1].end, TOLD)

    def sums(self, text: str, slots: Iterable[Slot]) -> Iterator[Stretch]:
        """Yield where a text tells a sum or a percentage of the case in words, with the slot it is of.

        Args:
            text: the text.
            slots: the slots whose values may stand in it.
        """
        known = {
            (figure(found["figure"]), unit.said): slot.name
            for slot in slots
            if slot.type in _SUMS
            for form in (slot.value, *slot.forms)
            if (found := _SUM.fullmatch(form))
            for unit in self._tokens[found["unit"]][:1]
        }
        for number, unit in pairwise(self._numbered[text]):
            name = known.get((number.said, unit.said)) if number.word and unit.word else None
            if name:
                yield Stretch(number.start, unit.end, f"[[{name}]]")

    def durations(self, text: str, known: str) -> Iterator[Stretch]:
        """Yield where a text tells a duration.

        Args:
            text: the text.
            known: the durations it may tell, one a line.
        """
        told, tokens = self._told[known], self._tokens[text]
        for place, token in enumerate(tokens):
            after = told.after.get(token.said)
            mask = self._lexicon.masks[token.word] if token.word else self._counts
            if after is None or not mask & self._counts:
                continue
            if _is_fused(token, mask, self._calendar):
                yield Stretch(token.start, token.end, TOLD)
            elif _said_at(tokens, place + 1) in after:
                yield Stretch(token.start, tokens[place + 1].end, TOLD)


def _hour(row: Sequence[Token], said: Sequence[str]) -> int:
    """Return the hour of which words say half past; 0 where they are others."""
    hour = 0
    for token, word in zip(row, said, strict=True):
        if word in (HOUR, NEXT_HOUR) and token.said.isdigit():
            hour = int(token.said) - (word == NEXT_HOUR)
        elif token.word != word:
            return 0
    return hour


def _is_fused(token: Token, mask: int, unit: int) -> bool:
    """Say whether a number is one word with what it counts."""
    return bool(token.word and mask & unit)


def _mark(
    tokens: Sequence[Token],
    place: int,
    sentences: Mapping[int, Set[str]],
    told: _Told,
    *,
    company: int = _COMPANY,
) -> str:
    """Return what stands for something told: whether a sentence of the story tells it of the same thing."""
    token = tokens[place]
    around = sentences.get(token.sentence, set()) - {token.said}
    is_sure = any(len(around & each) >= company for each in told.around[token.said])
    return TOLD_SURE if is_sure and _has_company(tokens, place, told) else TOLD


def _counts_the_same(tokens: Sequence[Token], place: int, told: _Told, *, is_unit: bool) -> bool:
    """Say whether a number is told of what stands after it, or, where that is no unit, before it."""
    if is_unit:
        return _said_at(tokens, place + 1) in told.after[tokens[place].said]
    return _has_company(tokens, place, told)


def _has_company(tokens: Sequence[Token], place: int, told: _Told) -> bool:
    """Say whether a word or figure stands after or before the same one as in the story."""
    said = tokens[place].said
    return _said_at(tokens, place + 1) in told.after[said] or _said_at(tokens, place - 1) in told.before[said]


def _said_at(tokens: Sequence[Token], place: int) -> str | None:
    return tokens[place].said if 0 <= place < len(tokens) else None


def _is_name(text: str, tokens: Sequence[Token], place: int, mask: int, marks: Marks, told: _Told) -> bool:
    """Say whether a word that is told is a name: by its capital, or where there are none by its ending.

    So is “Terminal” before a name, though the story has it in small letters.
    """
    token = tokens[place]
    if mask & (UNKNOWN | UNHEARD) and len(token.word) >= _SHORTEST_NAME:
        return text[token.start].isupper() or token.word.endswith(marks.places or (" ",))
    is_named = token.said in told.named or _said_at(tokens, place + 1) in told.named
    return (
        is_named
        and _is_capital_inside(text, token)
        and not marks.may_be_capital(text[token.start : token.end])
    )


def _is_capital_inside(text: str, token: Token) -> bool:
    """Say whether a word has a capital, and begins no sentence."""
    before = text[max(0, token.start - _LOOK_BACK) : token.start]
    return text[token.start].isupper() and len(token.word) > 1 and names.is_inside_a_sentence(before)


def _has_capital_inside(said: str) -> bool:
    """Say whether a word is a name as it is written: “WhatsApp”."""
    return len(said) > _PIECE and _CAPITAL_INSIDE.search(said) is not None


def _is_odd(said: str, mask: int) -> bool:
    """Say whether a word is the piece of one, or a short one with a capital inside: “д” of “д-р”, “kV”."""
    return bool(mask & STRAY and len(said) <= _PIECE) or _CAPITAL_INSIDE.search(said) is not None


def _says_little(token: Token) -> bool:
    return token.said.isdigit() and int(token.said) <= _LITTLE


def _sentences(
    text: str, tokens: Sequence[Token], telling: Callable[[Token], bool]
) -> Mapping[int, Set[str]]:
    """Return the telling words of each sentence, but names."""
    found: dict[int, set[str]] = defaultdict(set)
    for token in tokens:
        if telling(token) and not _is_capital_inside(text, token):
            found[token.sentence].add(token.said)
    return found


def _told_by(story: str, tokens: Sequence[Token], telling: Callable[[Token], bool]) -> _Told:
    before: dict[str, set[str]] = defaultdict(set)
    after: dict[str, set[str]] = defaultdict(set)
    for one, two in pairwise((_NOTHING, *tokens, _NOTHING)):
        for said in as_clocks(one.said):
            after[said].add(two.said)
        for said in as_clocks(two.said):
            before[said].add(one.said)
    named = {token.said for token in tokens if token.word and _is_capital_inside(story, token)}
    sentences = _sentences(story, tokens, telling)
    around: dict[str, list[Set[str]]] = defaultdict(list)
    for token in tokens:
        for said in as_clocks(token.said):
            around[said].append(sentences.get(token.sentence, set()) - {token.said})
    return _Told(before, after, frozenset(named), around, defaultdict(set))
