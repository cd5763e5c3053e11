"""What changed between two texts, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

import regex

# Words are letters with their marks: `\w` of the standard library cuts Telugu words at vowel signs.
_WORDS = regex.compile(r"[\p{L}\p{M}\p{N}\u200c\u200d]+|\n+|[^\S\n]+|.", regex.DOTALL)
_LINES = regex.compile(r"[^\n]+|\n+")
_MOST_WORDWISE = 12_000


@dataclass(frozen=True, slots=True)
class Change:
    """A run of text that is the same in both, added or removed."""

    kind: Literal["same", "added", "removed"]
    text: str


@lru_cache(maxsize=256)
def word_changes(before: str, after: str) -> tuple[Change, ...]:
    """Return the changes that make ``after`` of ``before``, in reading order.

    Texts of more than 12,000 characters together are compared by the line, to stay quick.
    """
    pattern = _WORDS if len(before) + len(after) <= _MOST_WORDWISE else _LINES
    old, new = pattern.findall(before), pattern.findall(after)
    changes: list[Change] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            changes.append(Change("same", "".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            changes.append(Change("removed", "".join(old[old_from:old_to])))
        if new_to > new_from:
            changes.append(Change("added", "".join(new[new_from:new_to])))
    return _joined(changes)


def _joined(changes: list[Change]) -> tuple[Change, ...]:
    """Join changes parted by nothing but a blank, so that a rewritten phrase reads as one change."""
    out: list[Change] = []
    removed: list[str] = []
    added: list[str] = []

    def close() -> None:
        if removed:
            out.append(Change("removed", "".join(removed)))
        if added:
            out.append(Change("added", "".join(added)))
        removed.clear()
        added.clear()

    for place, change in enumerate(changes):
        if change.kind == "removed":
            removed.append(change.text)
        elif change.kind == "added":
            added.append(change.text)
        elif change.text == " " and (removed or added) and place + 1 < len(changes):
            removed.append(change.text)
            added.append(change.text)
        else:
            close()
            out.append(change)
    close()
    return tuple(out)
