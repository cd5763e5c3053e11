"""How much of a text was changed, in words."""

from __future__ import annotations

from difflib import SequenceMatcher


def distance(before: str, after: str) -> float:
    """Return the share of words changed between two texts: 0 for the same text, 1 for no word in common."""
    matcher = SequenceMatcher(None, before.split(), after.split(), autojunk=False)
    return round(1 - matcher.ratio(), 4)
