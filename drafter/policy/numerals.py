"""Numbers in words: “four thousand five hundred”, “twelve and a half”, read as one figure."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

_THOUSAND = 1_000
_HALF = 0.5


class Number(NamedTuple):
    """A number that stands in words from ``start`` to before ``end``, in digits without a group mark."""

    start: int
    end: int
    figure: str


@dataclass(frozen=True, slots=True)
class Numerals:
    """The words of a language's numbers, folded.

    Attributes:
        values: what is added: “four”, “forty”, “petstotin”.
        scales: what multiplies all before it, or up to a thousand the last of it.
        teens: what makes eleven to nineteen of one to nine before it: Malay “belas”.
        joints: what may stand between them: “and”.
        halves: what adds a half.
        half_ending: an ending that does.
        joint_ending: an ending that joins: of Filipino “libo't”.
    """

    values: Mapping[str, int] = field(default_factory=dict)
    scales: Mapping[str, int] = field(default_factory=dict)
    teens: Container[str] = ()
    joints: Container[str] = ()
    halves: Container[str] = ()
    half_ending: str = ""
    joint_ending: str = ""

    def numbers(self, words: Sequence[str]) -> Iterator[Number]:
        """Yield the numbers that stand in some words, each as long as it goes on."""
        place = 0
        while place < len(words):
            number = self._number_at(words, place)
            if number:
                yield number
            place = number.end if number else place + 1

    def _number_at(self, words: Sequence[str], start: int) -> Number | None:
        sum_, place = _Sum(), start
        while place < len(words):
            first = place
            while place > start and words[place] in self.joints and place + 1 < len(words):
                place += 1
            if not self._add(words[place], sum_):
                place = first
                break
            place += 1
        return Number(start, place, f"{sum_.value:.10g}") if place > start else None

    def _add(self, word: str, sum_: _Sum) -> bool:
        """Add a word to a number; return whether it goes on with it."""
        if sum_.is_over:
            return False
        if word in self.halves:
            return sum_.add_half()
        if self.half_ending and word.endswith(self.half_ending):
            return self._add(word.removesuffix(self.half_ending), sum_) and sum_.add_half()
        if self.joint_ending and word not in self.values and word.endswith(self.joint_ending):
            word = word.removesuffix(self.joint_ending)
        if word in self.values:
            return sum_.add(self.values[word])
        if word in self.teens:
            return sum_.make_teen()
        if word in self.scales:
            return sum_.multiply(self.scales[word])
        scale = max((each for each in self.scales if word.endswith(each)), key=len, default="")
        head = word.removesuffix(scale)
        return bool(scale) and head in self.values and sum_.add(self.values[head]) and self._add(scale, sum_)


class _Sum:
    """A number while its words are read: what follows must be smaller than what stands there."""

    def __init__(self) -> None:
        self._thousands = 0
        self._group = self._last = 0
        self._half = 0.0
        self._below: float = inf
        self._scale_below: float = inf

    @property
    def value(self) -> float:
        return self._thousands + self._group + self._half

    @property
    def is_over(self) -> bool:
        return bool(self._half)

    def add(self, value: int) -> bool:
        if value >= self._below:
            return False
        self._group += value
        self._last = value
        self._below = 1 if value % 10 else 10 if value < 100 else 100 if value < _THOUSAND else _THOUSAND
        return True

    def add_half(self) -> bool:
        self._half = _HALF
        return self.value > _HALF

    def make_teen(self) -> bool:
        if not 0 < self._last < 10:
            return False
        self._group += 10
        self._below = 1
        self._last = 0
        return True

    def multiply(self, scale: int) -> bool:
        if scale >= _THOUSAND:
            if scale >= self._scale_below:
                return False
            self._thousands += (self._group or 1) * scale
            self._group, self._below, self._scale_below = 0, _THOUSAND, scale
        else:
            # “Forty-two hundred”, but “a hundred and two tens”.
            told = self._group if self._group < scale else self._last
            if self._group and not told:
                return False
            self._group += (told or 1) * scale - told
            self._below = scale
        self._last = 0
        return True
