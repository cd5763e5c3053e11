"""The cases that broke, were fixed, or pass only now and then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drafter.evaluation.comparison import ALL, CaseMove, Comparison, Move
from drafter.evaluation.journal import Found, Result
from drafter.evaluation.report.evidence import Evidence
from drafter.evaluation.report.names import cell_name
from drafter.evaluation.report.word_diff import Change, Mark, Piece, mark, unchanged

MOST_PAGES = 60
"""Cases shown letter by letter; the others are in the journal."""
MOST_ROWS = 300
_AROUND = 60

_TITLES = {
    Move.broken: ("Broken", "passed in base and does not in head"),
    Move.fixed: ("Fixed", "failed in base and passes in head"),
    Move.flaky: ("Flaky", "passes in some epochs of head and not in others"),
}


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One case that moved.

    Attributes:
        move: what happened to it.
        where: its language and kind.
        page: number of its page; None where it has none.
        base, head: its epochs, passed or not.
        checks: the single checks that moved with it.
        excerpt: the words a rule found in a failing letter of head, with those around them.
    """

    move: CaseMove
    where: str
    page: int | None
    base: tuple[bool, ...]
    head: tuple[bool, ...]
    checks: tuple[str, ...]
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The cases with one move.

    Attributes:
        move, title, meaning: what happened to them.
        total: how many moved on all gating checks together.
        rows: those that are listed.
        single: cases that moved on a single check alone.
        single_total: how many did.
    """

    move: Move
    title: str
    meaning: str
    total: int
    rows: tuple[MoveRow, ...]
    single: tuple[MoveRow, ...]
    single_total: int


def shown(comparison: Comparison) -> dict[str, int]:
    """Return the cases that get a page, each with its number; what broke comes first."""
    cases = list(first_moves(comparison))[:MOST_PAGES]
    return {case: number for number, case in enumerate(cases, start=1)}


def listed(comparison: Comparison) -> frozenset[str]:
    """Return the cases that are listed, and whose results a report therefore needs."""
    return frozenset(
        moved.case for move in Move for moved in _of_move(first_moves(comparison), move)[: 2 * MOST_ROWS]
    )


def build(
    comparison: Comparison, pages: Mapping[str, int], base: Evidence, head: Evidence
) -> tuple[Group, ...]:
    """Return the lists, one a move; one that moved on single checks alone stands with the first.

    Args:
        comparison: the comparison.
        pages: cases with a page; see :func:`shown`.
        base, head: what the journals hold of them.
    """
    checks: dict[str, list[str]] = {}
    for moved in comparison.moves:
        if moved.check != ALL:
            checks.setdefault(moved.case, []).append(moved.check)
    first = first_moves(comparison)
    gates = comparison.head.run.gates

    def row(moved: CaseMove) -> MoveRow:
        before, after = base.shown.get(moved.case, {}), head.shown.get(moved.case, {})
        return MoveRow(
            move=moved,
            where=cell_name(moved.kind, moved.language),
            page=pages.get(moved.case),
            base=passes(before, moved.check, gates),
            head=passes(after, moved.check, gates),
            checks=tuple(dict.fromkeys(checks.get(moved.case, ()))),
            excerpt=_excerpt(after, moved.rules),
        )

    def group(move: Move) -> Group:
        moved = _of_move(first, move)
        together = [one for one in moved if one.check == ALL]
        single = [one for one in moved if one.check != ALL]
        return Group(
            move,
            *_TITLES[move],
            len(together),
            tuple(map(row, together[:MOST_ROWS])),
            tuple(map(row, single[:MOST_ROWS])),
            len(single),
        )

    return tuple(map(group, Move))


def first_moves(comparison: Comparison) -> dict[str, CaseMove]:
    """Return one move a case, the most telling first."""
    order = list(Move)
    telling = sorted(
        comparison.moves, key=lambda moved: (moved.check != ALL, order.index(moved.move), not moved.hard)
    )
    first: dict[str, CaseMove] = {}
    for moved in telling:
        first.setdefault(moved.case, moved)
    return first


def _of_move(first: Mapping[str, CaseMove], move: Move) -> list[CaseMove]:
    return [moved for moved in first.values() if moved.move is move]


def holds(result: Result, check: str, gates: tuple[str, ...]) -> bool:
    """Say whether a result passes a check, or every gating check for ``ALL``."""
    return all(result.passed(gate) for gate in gates) if check == ALL else result.passed(check)


def passes(results: Mapping[int, Result], check: str, gates: tuple[str, ...]) -> tuple[bool, ...]:
    """Return how the epochs of a case ended, in order."""
    return tuple(holds(results[epoch], check, gates) for epoch in sorted(results))


def marks(findings: tuple[Found, ...], section: str, text: str) -> tuple[Mark, ...]:
    """Return the places of findings that stand in a section as it is now; what was mended does not."""
    return tuple(
        Mark(found.rule, found.start, found.end)
        for found in findings
        if found.section == section
        and found.start is not None
        and found.end is not None
        and found.quote
        and text[found.start : found.end] == found.quote
    )


def _excerpt(results: Mapping[int, Result], rules: tuple[str, ...]) -> tuple[Piece, ...]:
    """Return the words around the first finding of the most frequent rule."""
    for rule in rules:
        for result in results.values():
            for section in result.sections:
                found = [one for one in marks(result.findings, section.id, section.text) if one.rule == rule]
                if found:
                    return _around(section.text, found[0])
            quotes = [one.quote for one in result.findings if one.rule == rule and one.quote]
            if quotes:
                return (Piece(quotes[0], Change.same, (rule,)),)
    return ()


def _around(text: str, found: Mark) -> tuple[Piece, ...]:
    low, high = max(0, found.start - _AROUND), min(len(text), found.end + _AROUND)
    here = Mark(found.rule, found.start - low, found.end - low)
    cut = (
        *((Piece("… ", Change.same),) if low else ()),
        *mark(unchanged(text[low:high]), [here]),
        *((Piece(" …", Change.same),) if high < len(text) else ()),
    )
    return tuple(cut)
