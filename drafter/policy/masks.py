"""Masks of what words mean: equal ones are held once."""

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
