"""What changed between two texts, word by word, with the places findings point at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

import regex

# A word keeps the blanks after it, so that a diff reads as words and not as islands of blanks.
# Zero-width (non-)joiners belong to Telugu words; a slot is one word.
_WORD = regex.compile(r"(?:\[\[\w+\]\]|[\p{L}\p{M}\p{N}\u200c\u200d’']+|.)\s*", regex.DOTALL)
_LEADING = regex.compile(r"\s*")
_SLOT = regex.compile(r"(\[\[\w+\]\])")
_MOST_WORDS = 2000
_LEAST_SHARED = 0.4


class Change(StrEnum):
    """What became of a stretch of text."""

    same = "same"
    gone = "gone"
    new = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, what became of it, and the rules that found something in it."""

    text: str
    change: Change
    rules: tuple[str, ...] = ()
    slot: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A rule's hit at ``text[start:end]``, in code points."""

    rule: str
    start: int
    end: int


def compare(base: str, head: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both texts in pieces; the pieces of a side put together are that side's text."""
    old, new = _words(base), _words(head)
    if len(old) > _MOST_WORDS or len(new) > _MOST_WORDS:
        # Comparing is quadratic, and a model may answer anything.
        return _piece(old, Change.gone), _piece(new, Change.new)
    left: list[Piece] = []
    right: list[Piece] = []
    for same, old_words, new_words in _runs(old, new):
        left += _piece(old_words, Change.same if same else Change.gone)
        right += _piece(new_words, Change.same if same else Change.new)
    return tuple(left), tuple(right)


def rewritten(pieces: Sequence[Piece], other: Sequence[Piece]) -> bool:
    """Say whether two sides share so little that marking each word would hide the text."""
    shared = sum(len(piece.text) for piece in pieces if piece.change is Change.same)
    longest = max(sum(len(piece.text) for piece in side) for side in (pieces, other))
    return shared < _LEAST_SHARED * longest


def unchanged(text: str) -> tuple[Piece, ...]:
    """Return a text as one piece that did not change."""
    return _piece([text], Change.same)


def mark(pieces: Iterable[Piece], marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """Return pieces cut where marks and slots begin and end, each with the rules that cover it.

    Args:
        pieces: one side of a comparison.
        marks: places in that side's whole text.
    """
    edges = sorted({edge for found in marks for edge in (found.start, found.end)})
    cut: list[Piece] = []
    at = 0
    for piece in pieces:
        end = at + len(piece.text)
        borders = [at, *(edge for edge in edges if at < edge < end), end]
        for start, stop in pairwise(borders):
            rules = tuple(dict.fromkeys(m.rule for m in marks if m.start <= start and stop <= m.end))
            cut += _slots_apart(piece.text[start - at : stop - at], piece.change, rules)
        at = end
    return tuple(cut)


def _slots_apart(text: str, change: Change, rules: tuple[str, ...]) -> Iterable[Piece]:
    for part in _SLOT.split(text):
        if part:
            yield Piece(part, change, rules, slot=bool(_SLOT.fullmatch(part)))


def _words(text: str) -> list[str]:
    leading = _LEADING.match(text)
    start = leading.end() if leading else 0
    return [text[:start]] * bool(start) + _WORD.findall(text, start)


def _piece(words: Sequence[str], change: Change) -> tuple[Piece, ...]:
    text = "".join(words)
    return (Piece(text, change),) if text else ()


def _runs(old: list[str], new: list[str]) -> list[tuple[bool, list[str], list[str]]]:
    """Return runs of words, the same or not; a lone word kept between changes counts as changed."""
    runs: list[tuple[bool, list[str], list[str]]] = []
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for at, (tag, i1, i2, j1, j2) in enumerate(opcodes):
        island = tag == "equal" and i2 - i1 == 1 and 0 < at < len(opcodes) - 1
        same = tag == "equal" and not island
        if runs and not same and not runs[-1][0]:
            runs[-1][1].extend(old[i1:i2])
            runs[-1][2].extend(new[j1:j2])
        else:
            runs.append((same, old[i1:i2], new[j1:j2]))
    return runs
