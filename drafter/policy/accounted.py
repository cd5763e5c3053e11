"""What a person's letter tells as its case does: figures, numbers in words, weekdays, names.

An agent knows more than a case's fields hold, and types it into the account. What stands there may stand in
the letter; whether it is right where it stands, a reviewer is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

import regex

from drafter.policy import names
from drafter.policy import story as stories
from drafter.policy.language import HOUR, NEXT_HOUR, Marks
from drafter.policy.lexicon import STRAY, UNHEARD, UNKNOWN, Lexicon
from drafter.policy.memo import Memo
from drafter.policy.story import Hearing, Story, Telling, said_before, said_behind
from drafter.policy.tokens import Token, figure, stem_of, tokens_of, with_numbers, with_percents
from drafter.slots import TOLD, TOLD_COUNT, TOLD_NUMBER, TOLD_SURE, Slot, Stretch

_SHORTEST_NAME = 3
_PIECE = 2
"""The most letters of what may be a piece of a word."""
_BEGINNING = 4
"""The fewest letters by which a word may be known as the beginning of another."""
_NOON = 12
_ONE = "1"
_NEAR_A_ONE = 4
"""Words behind “one of the” in which what it is of stands."""
_ARTICLE = 2
"""The most letters of an article: “a” tells of no number."""
_LITTLE = 12
"""The highest number that says nothing without what it counts: everything comes in twos and threes."""
_SUM = regex.compile(r"(?P<figure>\p{Nd}[\p{Nd}.,\u00a0 ]*)(?P<unit>[^\p{Nd}]+)")
"""A sum or percentage with what it is of behind it."""
_SUMS = ("money", "number")
"""The types of slots that hold one."""
_COMPANY = 2
"""Telling words beside a value, as beside it in the story, from which on it is told of the same thing."""
_CAPITAL_INSIDE = regex.compile(r"\p{Ll}\p{Lu}")
_TEXTS, _LONGEST_TEXT = 64, 8_192
"""Texts that are remembered, and the most characters of one."""
_COUNTS, _TIMES, _SUMS_OF = ("number", "count", "digit"), ("time_unit",), ("money_unit",)
_UNITS = (*_TIMES, *_SUMS_OF)
_MEASURES = (*_UNITS, "number_turn")
_JOINTS = ("beside_value",)
_PARTS = ("part_of_day",)
_DATES = ("month", "calendar")
_CALENDAR = (*_DATES, names.GIVEN_NAME)


class _Heard(NamedTuple):
    """A text: its words and figures, what they can be, what its sentences tell, its numbers' neighbours."""

    text: str
    tokens: Sequence[Token]
    masks: Sequence[int]
    sentences: Mapping[int, Set[str]]
    order: Mapping[int, tuple[Set[str], Set[str]]]

    def shared(self, place: int, telling: Telling) -> int:
        """Return how much else the sentence of a word or figure tells as that of a telling does."""
        token = self.tokens[place]
        return len((self.sentences.get(token.sentence, set()) & telling.around) - {token.said})

    def is_before(self, place: int, mask: int) -> bool:
        """Say whether a word of some concepts stands behind a place."""
        return any(each & mask for each in self.masks[place + 1 : place + 2])


class Accounted:
    """What stories tell, and what of it texts tell again, in one language.

    Args:
        marks: the language's marks.
        lexicon: its concepts.

    Attributes:
        figures: where an agent's own text has figures, numbers, months and weekdays.
    """

    def __init__(self, marks: Marks, lexicon: Lexicon) -> None:
        self._marks = marks
        self._lexicon = lexicon
        self._ones, self._times, self._money = map(lexicon.bits, (("one",), _TIMES, _SUMS_OF))
        self._counts, self._calendar, self._dates, self._units, self._joints, self._parts = map(
            lexicon.bits, (_COUNTS, _CALENDAR, _DATES, _UNITS, _JOINTS, _PARTS)
        )
        self._tokens: Memo[str, Sequence[Token]] = Memo(
            lambda text: tuple(tokens_of(text, marks)), _TEXTS, _LONGEST_TEXT
        )
        self._numbered: Memo[str, Sequence[Token]] = Memo(self._with_numbers, _TEXTS, _LONGEST_TEXT)
        measures = lexicon.bits(_MEASURES)
        self._hearing = Hearing(
            self._tells,
            self._is_number,
            lambda token: bool(self._mask_of(token) & measures),
            lambda token: bool(self._mask_of(token) & self._parts),
        )
        self._told: Memo[str, Story] = Memo(
            lambda text: stories.read(text, self._numbered[text], self._hearing), _TEXTS, _LONGEST_TEXT
        )
        self.figures: Memo[str, Sequence[Stretch]] = Memo(
            lambda text: tuple(self.stretches(text, text, with_names=False)), _TEXTS, _LONGEST_TEXT
        )

    def _with_numbers(self, text: str) -> Sequence[Token]:
        numbered = tuple(with_numbers(self._tokens[text], self._marks.numerals))
        return tuple(with_percents(numbered, self._marks.percents))

    def stretches(self, text: str, story: str, *, with_names: bool = True) -> Iterator[Stretch]:
        """Yield where a text tells what a story tells as well.

        A number that is told of the same thing needs no question; neither do everyday words.

        Args:
            text: the text.
            story: what the case tells, in words.
            with_names: whether names are looked for, beside figures, months and weekdays.
        """
        told, tokens = self._told[story], self._numbered[text]
        masks = list(map(self._mask_of, tokens))
        heard = _Heard(
            text,
            tokens,
            masks,
            stories.sentences(text, tokens, self._hearing),
            stories.numbers_beside(tokens, self._hearing),
        )
        for place, token in enumerate(tokens):
            mark = self._mark(heard, place, told, with_names=with_names) if told.of(token.said) else None
            if not mark and self._is_one_of_several(heard, place, told):
                mark = TOLD_NUMBER
            if mark:
                yield Stretch(token.start, token.end, mark)

    def _is_one_of_several(self, heard: _Heard, place: int, told: Story) -> bool:
        """Say whether a text tells of one where the story tells of several: “the only machine”, of three."""
        token = heard.tokens[place]
        is_one = heard.masks[place] & self._ones and len(token.word) > _ARTICLE
        if not is_one or heard.is_before(place, self._units):
            return False
        near = heard.tokens[place + 1 : place + 1 + _NEAR_A_ONE]
        nouns = [each.said for each in near if self._tells(each)][:2]
        nouns += [stem_of(token.word.removeprefix(self._marks.one_prefix))] if self._marks.one_prefix else []
        return any(noun in told.rivals for noun in nouns) and not any(
            each.after in nouns for each in told.of(token.said)
        )

    def _mark(self, heard: _Heard, place: int, told: Story, *, with_names: bool) -> str | None:
        """Return what stands for a word or figure that is told; None for an everyday word."""
        token, mask = heard.tokens[place], heard.masks[place]
        is_number = not token.word or bool(mask & self._counts) or _says_little(token)
        if (is_number or mask & self._dates) and self._is_of_another_part(heard.tokens, place, told):
            return None
        is_day = not token.word and heard.is_before(place, self._calendar)
        if is_number and not is_day:
            return self._mark_of_number(heard, place, told)
        is_sure = has_company = _has_company(heard.tokens, place, told)
        if is_day:
            if _says_little(token) and not has_company:
                return None
            is_sure &= any(self._is_of_the_same(heard, place, told, each) for each in told.of(token.said))
        elif mask & self._calendar or self._is_name(heard, place, told, with_names):
            is_sure &= any(heard.shared(place, each) >= _COMPANY for each in told.of(token.said))
        else:
            return None
        return TOLD_SURE if is_sure else TOLD

    def _is_of_the_same(self, heard: _Heard, place: int, told: Story, telling: Telling) -> bool:
        """Say whether a number's sentence tells what a telling's does, and of no other number as much."""
        token, shared = heard.tokens[place], heard.shared(place, telling)
        before, behind = heard.order.get(place, (set(), set()))
        around = heard.sentences.get(token.sentence, set())
        return (
            shared >= min(1 if token.word else _COMPANY, len(telling.around - {token.said}))
            and before.isdisjoint(telling.later - telling.earlier)
            and behind.isdisjoint(telling.earlier - telling.later)
            and not told.has_rival(token.said, telling.after, around, shared)
        )

    def _is_name(self, heard: _Heard, place: int, told: Story, with_names: bool) -> bool:
        token, mask = heard.tokens[place], heard.masks[place]
        said = heard.text[token.start : token.end]
        return (
            _has_capital_inside(said)
            or (_is_odd(said, mask) and _has_company(heard.tokens, place, told))
            or (with_names and _is_told_name(heard, place, self._marks, told))
        )

    def _mark_of_number(self, heard: _Heard, place: int, told: Story) -> str | None:
        """Return what stands for a number: whether it is told of the same thing, or may be; None if not."""
        token = heard.tokens[place]
        is_unit = heard.is_before(place, self._units) and not heard.is_before(place, self._parts)
        is_little = _says_little(token) or (
            bool(heard.masks[place] & self._counts) and (is_unit or not token.said.isdigit())
        )
        if is_little and not (
            _is_fused(token, heard.masks[place], self._calendar)
            or (token.said in told.hours and heard.is_before(place, self._times | self._parts))
            or _counts_the_same(heard.tokens, place, told, is_unit=is_unit)
        ):
            return None
        units = stories.near(heard.tokens, place, self._hearing.measures)
        is_sure = any(
            units <= each.units
            and self._is_beside_the_same(heard.tokens, place, each)
            and self._is_of_the_same(heard, place, told, each)
            for each in told.of(token.said)
        )
        return (TOLD_COUNT if token.word else TOLD_SURE) if is_sure else TOLD_NUMBER

    def _is_beside_the_same(self, tokens: Sequence[Token], place: int, telling: Telling) -> bool:
        """Say whether a number is told of what stands behind it there, or of what stands before it."""
        after = said_behind(tokens, place)
        if after and _are_alike(telling.after, after):
            return True
        if telling.before != said_before(tokens, place):
            return False
        both_end = not after and not telling.after
        return both_end or (telling.is_joined and not any(map(self._tells, tokens[place + 1 : place + 2])))

    def _is_of_another_part(self, tokens: Sequence[Token], place: int, told: Story) -> bool:
        """Say whether a number or day is told of the evening, and in the story of the morning alone."""
        parts = {said for each in told.of(tokens[place].said) for said in each.parts}
        own = stories.near(tokens, place, self._hearing.parts)
        return bool(parts and own) and own.isdisjoint(parts)

    def is_told(self, said: str, story: str) -> bool:
        """Say whether a story has the same words and figures in a row, but for what joins them.

        Args:
            said: some words of a text.
            story: what the case tells, in words.
        """
        row, told = self._unjoined(said), self._unjoined(story)
        return any(told[place : place + len(row)] == row for place in range(len(told) - len(row) + 1))

    def is_of_one(self, said: str) -> bool:
        """Say whether words tell one length of time: “a day later”, Malay “sehari”, but not “two days”."""
        tokens = self._numbered[said]
        is_time = any(self._mask_of(each) & self._times or self._is_fused_one(each) for each in tokens)
        return is_time and not any(
            self._mask_of(each) & self._money
            or (self._is_number(each) and each.said != _ONE and not self._is_fused_one(each))
            for each in tokens
        )

    def _is_fused_one(self, token: Token) -> bool:
        prefix = self._marks.one_prefix
        return (
            bool(prefix)
            and token.word.startswith(prefix)
            and bool(self._lexicon.masks[token.word.removeprefix(prefix)] & self._times)
        )

    def _unjoined(self, text: str) -> Sequence[str]:
        """Return a text's words and figures without articles and their like, as :class:`Token` has them."""
        return [token.said for token in self._tokens[text] if not self._mask_of(token) & self._joints]

    def _tells(self, token: Token) -> bool:
        """Say whether a word tells what a sentence is about, as function words do not; figures do."""
        return not token.word or (len(token.word) > _PIECE and token.word not in self._marks.own)

    def _is_number(self, token: Token) -> bool:
        return not token.word or bool(self._mask_of(token) & self._counts)

    def _mask_of(self, token: Token) -> int:
        return self._lexicon.masks[token.word] if token.word else 0

    def clock_words(self, text: str, story: str) -> Iterator[Stretch]:
        """Yield where a text tells a time in words, as half past an hour, that a story tells in figures."""
        told, tokens = self._told[story], self._tokens[text]
        for said, minutes in self._marks.clock_words:
            for place in range(len(tokens) - len(said) + 1):
                row = tokens[place : place + len(said)]
                hour = _hour(row, said)
                if hour and told.of(f"{hour}.{minutes:02}"):
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
        # “Per cent” is a unit here, as in the case's own spellings.
        for number, unit in pairwise(tuple(with_numbers(self._tokens[text], self._marks.numerals))):
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
            behind = said_behind(tokens, place)
            if not told.of(token.said) or not self._is_number(token):
                continue
            if _is_fused(token, self._mask_of(token), self._calendar):
                yield Stretch(token.start, token.end, TOLD)
            elif behind and (token.said, behind) in told.pairs:
                yield Stretch(token.start, tokens[place + 1].end, TOLD)


def _hour(row: Sequence[Token], said: Sequence[str]) -> int:
    """Return the hour that words tell with some minutes, 1 to 12; 0 where they are others."""
    hour = 0
    for token, word in zip(row, said, strict=True):
        if word in (HOUR, NEXT_HOUR) and token.said.isdigit():
            hour = int(token.said) - (word == NEXT_HOUR) or _NOON
        elif token.word != word:
            return 0
    return hour


def _is_fused(token: Token, mask: int, unit: int) -> bool:
    """Say whether a number is one word with what it counts."""
    return bool(token.word and mask & unit)


def _counts_the_same(tokens: Sequence[Token], place: int, told: Story, *, is_unit: bool) -> bool:
    """Say whether a number is told of what stands after it, or, where that is no unit, before it."""
    return (_is_before_the_same if is_unit else _has_company)(tokens, place, told)


def _has_company(tokens: Sequence[Token], place: int, told: Story) -> bool:
    """Say whether a word or figure stands after or before the same one as in the story."""
    before = said_before(tokens, place)
    return _is_before_the_same(tokens, place, told) or any(
        each.before == before for each in told.of(tokens[place].said) if before
    )


def _is_before_the_same(tokens: Sequence[Token], place: int, told: Story) -> bool:
    after = said_behind(tokens, place)
    return any(_are_alike(each.after, after) for each in told.of(tokens[place].said) if after)


def _are_alike(one: str, other: str) -> bool:
    """Say whether two words are the same, or one the beginning of the other: “kilo”, “kilogram”."""
    return one == other or (
        min(len(one), len(other)) >= _BEGINNING and one.startswith(other) != other.startswith(one)
    )


def _is_told_name(heard: _Heard, place: int, marks: Marks, told: Story) -> bool:
    """Say whether a word that is told is a name: by its capital, or where there are none by its ending.

    So is “Terminal” before a name, though the story has it in small letters.
    """
    text, token = heard.text, heard.tokens[place]
    if heard.masks[place] & (UNKNOWN | UNHEARD) and len(token.word) >= _SHORTEST_NAME:
        return text[token.start].isupper() or token.word.endswith(marks.places or (" ",))
    is_named = token.said in told.named or said_behind(heard.tokens, place) in told.named
    return (
        is_named
        and stories.is_capital_inside(text, token)
        and not marks.may_be_capital(text[token.start : token.end])
    )


def _has_capital_inside(said: str) -> bool:
    """Say whether a word is a name as it is written: “WhatsApp”."""
    return len(said) > _PIECE and _CAPITAL_INSIDE.search(said) is not None


def _is_odd(said: str, mask: int) -> bool:
    """Say whether a word is the piece of one, or a short one with a capital inside: “д” of “д-р”, “kV”."""
    return bool(mask & STRAY and len(said) <= _PIECE) or _CAPITAL_INSIDE.search(said) is not None


def _says_little(token: Token) -> bool:
    return token.said.isdigit() and int(token.said) <= _LITTLE
