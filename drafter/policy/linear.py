"""Linear classifiers as data (``policies/classifiers/*.json``, written by ``make train``), ready to run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise, repeat
from math import exp, inf, log, sqrt
from operator import add
from pathlib import Path
from struct import calcsize, unpack
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from drafter.compiled import kept
from drafter.errors import LibraryError, Problem
from drafter.library import Shelf

GOOD = ""
"""The class of texts with nothing to point at."""
_STEM = 5
_BEGINNINGS = range(3, 8)
_ENDINGS = range(2, 5)
_APART = " … "
_FEWEST_WORDS = 4
_SCALE = 40
_FIELD = 32
"""Bits of a class's weight among those of all classes, which are added up as one integer."""
_CERTAIN = 100.0
"""Log odds beyond which nothing changes; a text made to be long may come to any."""
_ZERO = 1 << (_FIELD - 1)


class Classifier(BaseModel):
    """The content of one classifier file.

    Attributes:
        classes: what is told apart, after :data:`GOOD`.
        trained_on: numbers of texts to point at and of good ones.
        bias: the log odds of each class before a word is read.
        cut: the odds that a text is not good from which on it is pointed at.
        anew: the odds from which on a model's text is written anew for it; None where none is.
        sure: the odds from which on there is no doubt of it; None where there always is.
        innocent: the odds below which there is no doubt that it is good; 0 where there always is.
        weights: for each feature, its weights by the number of their class, zeros left out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    classes: tuple[str, ...] = Field(min_length=2)
    trained_on: tuple[int, int]
    bias: tuple[float, ...]
    cut: float = Field(gt=0)
    anew: float | None = Field(default=None, gt=0)
    sure: float | None = Field(default=None, gt=0)
    innocent: float = Field(default=0, ge=0)
    weights: Mapping[str, Mapping[int, int]]


class Likely(NamedTuple):
    """A class that a text may be of, and the odds that it is of it and not good."""

    odds: float
    name: str


def length(words: int) -> float:
    """Return what the weights of the features of so many words are divided by: many hold more of them."""
    return sqrt(_SCALE * max(words, _FEWEST_WORDS))


def of_word(word: str) -> Iterator[str]:
    """Yield the features of a word: itself, its beginnings and its endings."""
    yield f"={word}"
    for size in _BEGINNINGS:
        if len(word) > size:
            yield f"{word[:size]}~"
    for size in _ENDINGS:
        if len(word) > size + 1:
            yield f"~{word[-size:]}"


def stem(word: str) -> str:
    """Return the part of a word that is looked at beside another word."""
    return word[:_STEM]


def of_pairs(stems: Sequence[str]) -> Iterator[str]:
    """Yield the features of words that stand next to one another, or one apart."""
    yield from (f"{one} {two}" for one, two in pairwise(stems))
    yield from (f"{one}{_APART}{two}" for one, two in zip(stems, stems[2:], strict=False))


class Linear:
    """A classifier, ready to run.

    A feature's weights for all classes are one integer, a field of bits for each, so that all are added up in
    one addition; what a negative sum borrows from the next field, a zero in the middle pays back.

    Args:
        found: the classifier.

    Attributes:
        cut, anew, sure, innocent: as in :class:`Classifier`.
    """

    def __init__(self, found: Classifier) -> None:
        good = found.classes.index(GOOD)
        places = [place for place in range(len(found.classes)) if place != good]
        self._classes = [found.classes[place] for place in places]
        self._bias = [found.bias[place] - found.bias[good] for place in places]
        self.cut, self.innocent = found.cut, found.innocent
        self.anew, self.sure = found.anew or inf, found.sure or inf
        self._may_be = log(self.cut / len(places)) - max(self._bias)
        field = {place: 1 << _FIELD * number for number, place in enumerate(places)}
        field[good] = -sum(field.values())
        # Most features have the weights of others: each sum is held once, and features know its number.
        sums: dict[int, int] = {0: 0}
        numbers = {
            feature: sums.setdefault(
                sum(weight * field[place] for place, weight in weights.items()), len(sums)
            )
            for feature, weights in found.weights.items()
        }
        self._packed = list(sums)
        self._zero = sum(_ZERO << _FIELD * number for number in range(len(places)))
        self._fields = f"<{len(places)}I"
        self._alone = {feature: number for feature, number in numbers.items() if " " not in feature}
        pairs = {feature: number for feature, number in numbers.items() if " " in feature}
        stems = sorted({stem for feature in pairs for stem in _pair(feature)[::2]})
        self._stems = {stem: number for number, stem in enumerate(stems, start=1)}
        self._size = len(stems) + 1
        self._next_to: dict[int, int] = {}
        self._one_apart: dict[int, int] = {}
        for feature, number in pairs.items():
            first, between, second = _pair(feature)
            of = self._one_apart if between == _APART else self._next_to
            of[self._stems[first] * self._size + self._stems[second]] = number

    def weight(self, feature: str) -> int:
        """Return the weights of a feature that is no pair, for all classes, to be added to others."""
        return self._packed[self._alone.get(feature, 0)]

    def stem(self, word: str) -> int:
        """Return the number of a word's :func:`stem` for :meth:`of_pairs`; 0 where it stands in no pair."""
        return self._stems.get(stem(word), 0)

    def of_pairs(self, stems: Sequence[int]) -> int:
        """Return the weights of all pairs of words, by the numbers of their stems; see :func:`of_pairs`."""
        return sum(chain(*self.of_each_pair(stems)))

    def of_each_pair(self, stems: Sequence[int]) -> tuple[Iterator[int], Iterator[int]]:
        """Return the weights of each word and the one next to it, and of each and the one after that."""
        firsts = [number * self._size for number in stems]
        next_to = map(self._next_to.get, map(add, firsts, stems[1:]), repeat(0))
        one_apart = map(self._one_apart.get, map(add, firsts, stems[2:]), repeat(0))
        weights = self._packed.__getitem__
        return map(weights, next_to), map(weights, one_apart)

    def likely(self, total: int, size: float) -> Sequence[Likely]:
        """Return the classes that a text may be of, likeliest first; none below the cut.

        Args:
            total: the weights of its features, added up.
            size: its :func:`length`.
        """
        sums = self._sums(total)
        if (max(sums) - _ZERO) / size < self._may_be:
            return ()
        odds = self._odds(sums, size)
        if sum(odds) < self.cut:
            return ()
        return sorted(map(Likely, odds, self._classes), reverse=True)

    def odds(self, total: int, size: float) -> float:
        """Return the odds that a text is not good; see :meth:`likely`."""
        return sum(self._odds(self._sums(total), size))

    def _sums(self, total: int) -> tuple[int, ...]:
        return unpack(self._fields, (total + self._zero).to_bytes(calcsize(self._fields), "little"))

    def _odds(self, sums: Sequence[int], size: float) -> list[float]:
        return [
            exp(min((each - _ZERO) / size + bias, _CERTAIN))
            for each, bias in zip(sums, self._bias, strict=True)
        ]


def _pair(feature: str) -> tuple[str, str, str]:
    """Return the stems of a pair of words, and between them what stands between them."""
    between = _APART if _APART in feature else " "
    return feature.partition(between)


def load(name: str, shelf: Shelf) -> Linear:
    """Return a classifier of the policies shelf; see :func:`file`.

    Raises:
        LibraryError: its file is missing or broken.
    """
    return _load(name, shelf)


@lru_cache(maxsize=16)
def _load(name: str, shelf: Shelf) -> Linear:
    return kept(f"classifier-{name}", shelf.stamps(file(name)), lambda: Linear(_read(shelf.find(file(name)))))


def file(name: str) -> str:
    """Return where on the policies shelf a classifier lies."""
    return f"classifiers/{name}.json"


def _read(path: Path) -> Classifier:
    try:
        return Classifier.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise LibraryError(
            Problem(str(path), where, first["msg"], "write the file anew with `make train`")
        ) from None
