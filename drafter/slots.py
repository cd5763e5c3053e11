"""Slots: typed facts that stand as ``[[name]]`` in a draft and are filled in by code.

Filling is one pass: a value is never looked at again, so a value that looks like a slot stays text. No
template engine and no ``str.format`` touches a draft or a value.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from drafter.text import unwrapped
from drafter.values import Found, Values, apart, is_word_character

SLOT = re.compile(r"\[\[([a-z][a-z0-9_]{1,39})\]\]")
OF_ACCOUNT = "account_"
"""How the slots begin of what stands in the agent's account, or in an address of the case, alone."""
TOLD, TOLD_NUMBER = f"[[{OF_ACCOUNT}told]]", f"[[{OF_ACCOUNT}number]]"
TOLD_SURE, TOLD_COUNT = "[[told_sure]]", "[[told_count]]"
"""Stand for what the case tells without a value that holds it: at all, or a number; of the same thing, or a
number in words of it."""
_TELLINGS = frozenset((TOLD, TOLD_NUMBER, TOLD_SURE, TOLD_COUNT))
_FILL = re.compile(r"\[\[([a-z][a-z0-9_]{1,39})\]\](\.?)")
_SENTENCE_START = re.compile(r"(?:\A|[.!?…]['\"”’)]*[ \n]+|\n)['\"“‘(]*\Z")


TYPED_BRACKETS = {"[": "⁅", "]": "⁆"}
_GOING_ON = frozenset(".,:/@+_-–!?;…('’")
"""Between two word characters: the parts of one address, number or range."""
_APOSTROPHES = frozenset("'’")
_POSSESSIVE = re.compile(r"['’]s(?!\w)")
_POINT_INSIDE = re.compile(r"\.(?=[,;:)]|[ \u00a0\n][a-zа-я])")
"""The full stop of an abbreviation, after which the sentence goes on."""
_SIGNS = frozenset("-−+$€£₹₱")
"""Before a value: another sum than it says."""


class Slot(NamedTuple):
    """One typed fact.

    Attributes:
        name: as written between the brackets.
        type: ``phrase`` (a noun phrase inside a sentence), ``name``, ``date``, ``money``, ``duration``,
            ``reference``, ``phone``, ``email``, ``number``, ``place`` or ``text``.
        meaning: what a model is told, one line of English.
        value: as it stands in the letter; never shown to a model.
        forms: other spellings of the value that a person may use in an edit.
    """

    name: str
    type: str
    meaning: str
    value: str
    forms: tuple[str, ...] = ()

    def also_as(self, forms: tuple[str, ...]) -> Slot:
        """Return it with more spellings."""
        return self._replace(forms=(*self.forms, *forms))


def fill_values(pattern: str, values: Mapping[str, str]) -> str:
    """Put values into a pattern in one pass; a full stop is not doubled.

    Raises:
        KeyError: the pattern names a value that is not given.
    """
    return str(_FILL.sub(lambda found: _joined(values[found[1]], found[2]), pattern))


def fill(text: str, slots: Mapping[str, Slot]) -> str:
    """Put the slots' values into a draft's text; see :func:`fill_values`.

    A phrase that begins a sentence gets a capital letter.
    """

    def value(found: re.Match[str]) -> str:
        slot = slots[found[1]]
        said = slot.value
        if slot.type == "phrase" and said[:1].islower() and _SENTENCE_START.search(text, 0, found.start()):
            said = said[:1].upper() + said[1:]
        return _joined(said, found[2])

    return str(_FILL.sub(value, text))


def _joined(value: str, point: str) -> str:
    return value if point and value.endswith(".") else value + point


def used(text: str) -> list[str]:
    """Return the names of the slots in a text, in order, repeats included."""
    found: list[str] = SLOT.findall(text)
    return found


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A text with slots written back for its values, and where everything stood before.

    Attributes:
        text: the text with slots.
        moves: for each slot written, its offsets here and the offsets of its value in the filled text.
    """

    text: str
    moves: tuple[tuple[int, int, int, int], ...]

    def filled_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the filled text of a stretch of this one; a slot is taken whole."""
        return self._filled(start, at_end=False), self._filled(end, at_end=True)

    def without_told(self, filled: str) -> str:
        """Return the text with slots for values alone; what else the case tells stands as in ``filled``."""
        parts: list[str] = []
        done = 0
        for low, high, filled_low, filled_high in self.moves:
            if self.text[low:high] in _TELLINGS:
                parts += (self.text[done:low], filled[filled_low:filled_high])
                done = high
        return "".join((*parts, self.text[done:]))

    def _filled(self, offset: int, *, at_end: bool) -> int:
        shift = 0
        for low, high, filled_low, filled_high in self.moves:
            if offset <= low:
                break
            if offset < high:
                return filled_high if at_end else filled_low
            shift = filled_high - high
        return offset + shift


class Stretch(NamedTuple):
    """A stretch of a text, and what is written for it.

    Attributes:
        start, end: offsets in the text.
        mark: :data:`TOLD`, :data:`TOLD_NUMBER`, :data:`TOLD_SURE` or :data:`TOLD_COUNT`.
    """

    start: int
    end: int
    mark: str


def unfill(
    text: str, slots: Iterable[Slot], *, wrapped: bool = False, told: Iterable[Stretch] = ()
) -> Unfilled:
    """Write slots back for the values that stand in a text, the longest value first.

    What is left outside slots is what the text says beyond its case. A bracket that no value holds becomes
    ``⁅`` or ``⁆``, so that a slot somebody typed is never taken for one written here.

    Args:
        text: the text in canonical form.
        slots: the slots whose values may stand in it.
        wrapped: whether a value may be broken over lines, as in a letter whose lines have been wrapped.
        told: where the text tells what else the case tells.
    """
    spelled = _spelled(tuple(slots), wrapped=wrapped)
    sought = unwrapped(text) if wrapped else text
    found = apart(each for each in spelled.sought.all_in(sought) if _stands_alone(sought, each))
    found += _in_rows(
        [each for each in apart(Found(*place) for place in told) if not any(map(each.overlaps, found))], text
    )
    parts: list[str] = []
    moves: list[tuple[int, int, int, int]] = []
    done = length = 0
    for start, stop, key in sorted(found):
        end = stop + 1 if key in spelled.pointed and _POINT_INSIDE.match(sought, stop) else stop
        mark = spelled.marks.get(key, key)
        parts += (_typed(text[done:start]), mark)
        length += start - done
        moves.append((length, length + len(mark), start, end))
        length += len(mark)
        done = end
    return Unfilled("".join((*parts, _typed(text[done:]))), tuple(moves))


def _in_rows(told: Sequence[Found], text: str) -> Iterator[Found]:
    """Yield what is told, words of the same kind in a row as one."""
    row: Found | None = None
    for each in told:
        if row and row.key == each.key and text[row.end : each.start] in (" ", "-"):
            row = row._replace(end=each.end)
        else:
            if row:
                yield row
            row = each
    if row:
        yield row


class _Spelled(NamedTuple):
    """The ways in which some slots' values are written.

    Attributes:
        marks: by how a value is written, without its full stop, the slot that stands for it.
        pointed: those that end with a full stop.
        sought: what looks for all of them.
    """

    marks: Mapping[str, str]
    pointed: Container[str]
    sought: Values


@lru_cache(maxsize=64)
def _spelled(slots: tuple[Slot, ...], *, wrapped: bool) -> _Spelled:
    """Return the ways in which values are written; a letter is checked again and again as it is written."""
    marks: dict[str, str] = {}
    pointed: set[str] = set()
    for slot in slots:
        mark = f"[[{slot.name}]]"
        for form in (slot.value, *slot.forms):
            # A full stop that ends a value may end its sentence too; then it stays outside the slot.
            key = unwrapped(form.removesuffix(".")) if wrapped else form.removesuffix(".")
            if form.endswith("."):
                pointed.add(key)
            marks.setdefault(key, mark)
            if key[:1].islower():
                marks.setdefault(_capital(key), mark)
    return _Spelled(marks, pointed, Values(tuple(marks)))


def _typed(text: str) -> str:
    for bracket, other in TYPED_BRACKETS.items():
        text = text.replace(bracket, other)
    return text


def stated(text: str, slots: Iterable[Slot]) -> frozenset[str]:
    """Return the values of the slots that stand in a text, in whatever spelling; see :func:`unfill`."""
    values = {slot.name: slot.value for slot in slots}
    return frozenset(values[name] for name in used(unfill(text, slots).text))


def _stands_alone(text: str, found: Found) -> bool:
    """Say whether a value is no part of a word, nor of a longer address, number or sum."""
    before, after = text[max(0, found.start - 2) : found.start], text[found.end : found.end + 2]
    if after[:1] in _APOSTROPHES and _POSSESSIVE.match(text, found.end):
        after = ""
    return not (
        is_word_character(before[-1:])
        or is_word_character(after[:1])
        or (before[-1:] in _GOING_ON and is_word_character(before[:-1]))
        or (after[:1] in _GOING_ON and is_word_character(after[1:]))
        or (before and before[-1] in _SIGNS)
    )


def _capital(value: str) -> str:
    return value[:1].upper() + value[1:]
