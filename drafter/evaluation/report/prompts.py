"""What changed in the prompts: each change once, with the guide steps and the cases it concerns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from drafter.evaluation.comparison import ALL, CaseMove, Comparison, Move
from drafter.evaluation.journal import PromptLine
from drafter.evaluation.report.evidence import Cell, Evidence
from drafter.evaluation.report.names import cell_name
from drafter.evaluation.report.prompt_diff import Hunk, Line, diff
from drafter.evaluation.report.word_diff import Change, Piece

_SECTION = re.compile(r"([a-z][a-z_]*) \(\d")
_NAMED = 8


@dataclass(frozen=True, slots=True)
class CaseLink:
    """A case that broke where a prompt changed; ``page`` is None where it has none."""

    case: str
    page: int | None


@dataclass(frozen=True, slots=True)
class PromptChange:
    """One change.

    Attributes:
        message: which message it is in: ``system`` or ``case``.
        hunk: the lines, as they stand in the first of the prompts.
        cells: names of the prompts that changed so.
        sections: sections the change asks for; empty where it concerns them all.
        broken: cases of those prompts that broke, by findings in those sections where findings name one.
        left_out: how many more broke.
    """

    message: str
    hunk: Hunk
    cells: tuple[str, ...]
    sections: tuple[str, ...]
    broken: tuple[CaseLink, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Prompts:
    """All changes.

    Attributes:
        changes: the changes.
        compared: prompts both runs have.
        changed: those among them that changed.
        without: whether neither run asked a model.
    """

    changes: tuple[PromptChange, ...]
    compared: int
    changed: int
    without: bool


def build(comparison: Comparison, pages: Mapping[str, int], base: Evidence, head: Evidence) -> Prompts:
    """Return what changed in the prompts both runs have."""
    found: dict[tuple[str, tuple[tuple[Change, str], ...]], tuple[Hunk, list[Cell]]] = {}
    shared = [cell for cell in head.prompts if cell in base.prompts]
    changed = set()
    for cell in shared:
        for message, hunk in _hunks(cell, base, head):
            changed.add(cell)
            found.setdefault((message, _text(hunk)), (hunk, []))[1].append(cell)
    changes = (
        _change(message, hunk, cells, comparison, (pages, head))
        for (message, _), (hunk, cells) in found.items()
    )
    return Prompts(tuple(changes), len(shared), len(changed), without=not (base.prompts or head.prompts))


def _hunks(cell: Cell, base: Evidence, head: Evidence) -> list[tuple[str, Hunk]]:
    old, new = base.prompts[cell], head.prompts[cell]
    found = [("system", hunk) for hunk in diff(old.system, new.system, lambda _line: ())]
    # Two runs need not meet a prompt with the same case first; only messages on one case can be compared.
    told = base.messages.get(cell), head.messages.get(cell)
    if told[0] and told[1] and told[0][0] == told[1][0]:
        found += [("case", hunk) for hunk in diff(told[0][1], told[1][1], _steps_of(old, new))]
    return found


def _steps_of(old: PromptLine, new: PromptLine) -> Callable[[str], tuple[str, ...]]:
    sources = {step.section: step.source for prompt in (old, new) for step in prompt.steps}

    def steps_of(line: str) -> tuple[str, ...]:
        section = _SECTION.match(line)
        if section is None or section[1] not in sources:
            return ()
        return tuple(f"{section[1]} · {source}" for source in sources[section[1]]) or (section[1],)

    return steps_of


def _text(hunk: Hunk) -> tuple[tuple[Change, str], ...]:
    """Return what changed and nothing around it: the same edit in six languages is one change."""
    return tuple(
        (line.change, "".join(piece.text for piece in _changed(line)))
        for line in hunk.lines
        if line.change is not Change.same
    )


def _changed(line: Line) -> tuple[Piece, ...]:
    return tuple(piece for piece in line.pieces if piece.change is not Change.same) or line.pieces


def _change(
    message: str,
    hunk: Hunk,
    cells: list[Cell],
    comparison: Comparison,
    shown: tuple[Mapping[str, int], Evidence],
) -> PromptChange:
    pages, head = shown
    sections = tuple(dict.fromkeys(step.split(" · ")[0] for step in hunk.steps))
    broken = dict.fromkeys(
        moved.case
        for moved in comparison.moves
        if moved.check == ALL
        and moved.move is Move.broken
        and (moved.kind, moved.language) in cells
        and _concerns(moved, sections, head)
    )
    return PromptChange(
        message,
        hunk,
        tuple(cell_name(*cell) for cell in cells),
        sections,
        tuple(CaseLink(case, pages.get(case)) for case in list(broken)[:_NAMED]),
        max(0, len(broken) - _NAMED),
    )


def _concerns(moved: CaseMove, sections: tuple[str, ...], head: Evidence) -> bool:
    """Say whether a change may have broken a case: findings in its sections, or none to tell by."""
    named = {
        found.section
        for result in head.shown.get(moved.case, {}).values()
        for found in result.findings
        if found.section
    }
    return not sections or not named or bool(named & set(sections))
