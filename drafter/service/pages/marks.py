"""A letter's body cut into pieces, so that findings and facts can be marked where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from drafter.text import widen_to_graphemes


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a body to mark.

    Attributes:
        start, end: offsets in code points.
        label: what stands beside it: a finding's letter; empty for a fact.
        tone: ``error``, ``warning``, ``info``, ``legal`` or ``fact``; picks the look.
    """

    start: int
    end: int
    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks.

    Attributes:
        text: the run.
        tone: the gravest tone over it; empty where nothing is marked.
        begins: labels of the marks that begin here.
        over: labels of all marks over it.
    """

    text: str
    tone: str
    begins: tuple[str, ...]
    over: tuple[str, ...]


_GRAVEST_FIRST = ("error", "legal", "warning", "info", "fact")


def paragraphs_marked(body: str, marks: Sequence[Mark]) -> list[list[Piece]]:
    """Return a body's paragraphs as pieces; no mark cuts a grapheme or crosses a paragraph.

    Args:
        body: a letter's body in canonical form, paragraphs parted by an empty line.
        marks: what to mark, in any order; marks may overlap.
    """
    whole = [_widened(body, mark) for mark in marks if 0 <= mark.start < mark.end <= len(body)]
    paragraphs: list[list[Piece]] = []
    offset = 0
    for paragraph in body.split("\n\n"):
        if paragraph.strip():
            paragraphs.append(list(_pieces(body, offset, offset + len(paragraph), whole)))
        offset += len(paragraph) + 2
    return paragraphs


def letters() -> Iterator[str]:
    """Yield A, B, … Z, AA, AB, … as labels of findings."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    yield from alphabet
    yield from (first + second for first in alphabet for second in alphabet)


def _widened(body: str, mark: Mark) -> Mark:
    start, end = widen_to_graphemes(body, mark.start, mark.end)
    return Mark(start, end, mark.label, mark.tone)


def _pieces(body: str, low: int, high: int, marks: Sequence[Mark]) -> Iterator[Piece]:
    here = [mark for mark in marks if mark.start < high and mark.end > low]
    cuts = {low, high}
    cuts.update(max(low, mark.start) for mark in here)
    cuts.update(min(high, mark.end) for mark in here)
    for start, end in pairwise(sorted(cuts)):
        over = [mark for mark in here if mark.start <= start and mark.end >= end]
        tones = {mark.tone for mark in over}
        yield Piece(
            body[start:end],
            next((tone for tone in _GRAVEST_FIRST if tone in tones), ""),
            tuple(mark.label for mark in over if mark.label and max(low, mark.start) == start),
            tuple(mark.label for mark in over if mark.label),
        )
