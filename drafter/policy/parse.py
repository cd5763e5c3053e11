"""What a sentence says, wherever it stands: its words, and what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from drafter.policy.folding import CLAUSE
from drafter.policy.phrasebook import Found


class Hit(NamedTuple):
    """Where something stands, in words: from ``start`` to before ``end``."""

    start: int
    end: int


class Across(NamedTuple):
    """An entry with gaps that stands in a sentence.

    Attributes:
        hit: where it stands.
        parts: where its parts stand.
        mask: what it means.
    """

    hit: Hit
    parts: Sequence[Hit]
    mask: int


class Parse(NamedTuple):
    """What one sentence says.

    Attributes:
        said: its folded words and clause marks as written, parted by blanks.
        words: its folded words as written.
        masks: what each word can be; see :class:`drafter.policy.lexicon.Lexicon`.
        phrases: the phrases in it.
        mask: what stands in it, phrases and entries with gaps included.
        across: the entries with gaps in it.
        places: where broken words were put together, the word as written at which each begins.
        mended: the same sentence with its broken words put together; None where none are broken.
    """

    said: str
    words: Sequence[str]
    masks: Sequence[int]
    phrases: Sequence[Found]
    mask: int
    across: Sequence[Across] = ()
    places: Sequence[int] = ()
    mended: Parse | None = None

    def hits_of(self, mask: int) -> list[Hit]:
        """Return where any of some concepts stands: words and phrases in order, then entries with gaps."""
        return in_a_row(mask, self.masks, self.phrases) + [
            each.hit for each in self.across if each.mask & mask
        ]

    def parts_of(self, hit: Hit) -> Sequence[Hit]:
        """Return where the words of a hit stand, without its gaps."""
        return [part for each in self.across if each.hit == hit for part in each.parts] or [hit]

    def clause_ends(self) -> list[int]:
        """Return before which words a clause mark stands."""
        ends: list[int] = []
        count = 0
        for word in self.said.split():
            if word == CLAUSE:
                ends.append(count)
            else:
                count += 1
        # Where words were put together, a mark inside one parts nothing.
        return [self.places.index(end) for end in ends if end in self.places] if self.places else ends


def words_of(said: str) -> list[str]:
    """Return the words of folded text, without clause marks."""
    return said.replace(CLAUSE, "").split()


def in_a_row(mask: int, masks: Sequence[int], phrases: Sequence[Found]) -> list[Hit]:
    """Return where words and phrases of some meaning stand, in order.

    Args:
        mask: the meaning.
        masks: what each word can be.
        phrases: the phrases that stand among the words.
    """
    found = [Hit(place, place + 1) for place, each in enumerate(masks) if each & mask]
    more = [Hit(start, end) for start, end, meaning in phrases if meaning & mask]
    return sorted(found + more, key=itemgetter(1, 0)) if more else found
