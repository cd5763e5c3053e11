"""What words mean: masks, by whole words and by what a word begins with."""

from __future__ import annotations

from typing import Any


class Masks(dict[str, int]):
    """Maps words to masks; a pickle, which would hold each mask anew, holds their numbers instead."""

    def __missing__(self, _word: str) -> int:
        return 0

    def __reduce__(self) -> tuple[Any, ...]:
        masks = {mask: number for number, mask in enumerate(dict.fromkeys(self.values()))}
        return _unpacked, (list(self), [masks[mask] for mask in self.values()], list(masks))


def _unpacked(words: list[str], numbers: list[int], masks: list[int]) -> Masks:
    return Masks(zip(words, map(masks.__getitem__, numbers), strict=True))


class WordMasks:
    """Masks of whole words and of stems.

    Attributes:
        whole: the mask of each whole word.
        stems: the mask of each beginning of a word.
    """

    def __init__(self) -> None:
        self.whole = Masks()
        self.stems = Masks()
        self._longest = 0

    def add(self, word: str, mask: int, *, stem: bool) -> None:
        """Take in a word, or the beginning of one."""
        if stem:
            self.stems[word] |= mask
            self._longest = max(self._longest, len(word))
        else:
            self.whole[word] |= mask

    def of(self, word: str) -> int:
        """Return what a word means, on its own and by what it begins with."""
        mask, stems = self.whole.get(word, 0), self.stems
        for end in range(1, min(len(word), self._longest) + 1):
            mask |= stems.get(word[:end], 0)
        return mask
