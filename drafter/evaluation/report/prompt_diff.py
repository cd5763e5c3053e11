"""What changed in a prompt, line by line, and which steps of the guide each change belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from drafter.evaluation.report.word_diff import Change, Piece, compare, unchanged

_CONTEXT = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a diff and the steps it stands for.

    Attributes:
        change: what became of it.
        base, head: its number on either side, None where it is not there.
        pieces: its text.
        steps: steps of the guide, such as ``apology (step 2)``.
    """

    change: Change
    base: int | None
    head: int | None
    pieces: tuple[Piece, ...]
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hunk:
    """Changed lines that stand together, with the lines around them."""

    lines: tuple[Line, ...]

    @property
    def steps(self) -> tuple[str, ...]:
        """Return the steps of its changed lines, each once."""
        changed = (line for line in self.lines if line.change is not Change.same)
        return tuple(dict.fromkeys(step for line in changed for step in line.steps))


def diff(base: str, head: str, steps_of: Callable[[str], tuple[str, ...]]) -> tuple[Hunk, ...]:
    """Return the hunks in which two prompts differ.

    Args:
        base, head: the prompts' texts.
        steps_of: returns the steps of the guide that a line of a prompt stands for.
    """
    old, new = base.splitlines(), head.splitlines()
    groups = SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_CONTEXT)
    return tuple(Hunk(tuple(_lines(group, old, new, steps_of))) for group in groups)


def _lines(
    opcodes: Iterable[tuple[str, int, int, int, int]],
    old: Sequence[str],
    new: Sequence[str],
    steps_of: Callable[[str], tuple[str, ...]],
) -> Iterable[Line]:
    for tag, i1, i2, j1, j2 in opcodes:
        if tag == "equal":
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                yield Line(Change.same, i + 1, j + 1, unchanged(old[i]), steps_of(old[i]))
            continue
        # Lines that stand for one another are compared by word; where their numbers differ none do.
        paired = i2 - i1 == j2 - j1
        sides = [compare(old[i1 + k], new[j1 + k]) for k in range(i2 - i1)] if paired else []
        for k, i in enumerate(range(i1, i2)):
            yield Line(Change.gone, i + 1, None, sides[k][0] if paired else _whole(old[i]), steps_of(old[i]))
        for k, j in enumerate(range(j1, j2)):
            yield Line(Change.new, None, j + 1, sides[k][1] if paired else _whole(new[j]), steps_of(new[j]))


def _whole(text: str) -> tuple[Piece, ...]:
    return unchanged(text)
