"""One case: two of its letters side by side, what was found in them, and how each came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drafter.evaluation import labels as people
from drafter.evaluation.comparison import CaseMove, Comparison, Move
from drafter.evaluation.journal import Asked, Found, Result
from drafter.evaluation.labels import Labels, letter_text
from drafter.evaluation.report.evidence import Evidence
from drafter.evaluation.report.moves import first_moves, holds, marks, passes
from drafter.evaluation.report.names import cell_name
from drafter.evaluation.report.prompt_diff import Hunk, diff
from drafter.evaluation.report.word_diff import Piece, compare, mark, rewritten, unchanged
from drafter.evaluation.trust import JUDGED


@dataclass(frozen=True, slots=True)
class CheckPasses:
    """One check of a case: its epochs on both sides, and why it failed in the failing letter shown."""

    name: str
    gating: bool
    base: tuple[bool, ...]
    head: tuple[bool, ...]
    why: str

    @property
    def held(self) -> bool:
        """Say whether every epoch passed."""
        return all(self.base) and all(self.head)


@dataclass(frozen=True, slots=True)
class Side:
    """One letter that is shown.

    Attributes:
        title: which run and epoch it is from.
        passed: whether it passes the check the case moved on.
        outcome: how the drafting ended.
        error: what kept it from being judged.
        findings: what stands in it, the mended apart.
        mended: what was found and mended on the way.
        asked: requests made.
        notes: the pipeline's own notes.
        seconds: how long it took.
        rationale: what the judge said; empty without one.
        label: what a person said of exactly this text.
        labelled: what the suite's own label says of a passage or message, and what was flagged in it.
    """

    title: str
    passed: bool
    outcome: str
    error: str
    findings: tuple[Found, ...]
    mended: tuple[Found, ...]
    asked: tuple[Asked, ...]
    notes: tuple[str, ...]
    seconds: float
    rationale: str
    label: people.Label | None
    labelled: str


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section in both letters; empty pieces where a letter lacks it.

    Attributes:
        id: section id.
        steps: guide steps it comes from.
        same: whether both texts are equal.
        rewritten: whether so little is shared that no word is marked as changed.
        origins: who wrote it, left and right.
        left, right: its pieces.
    """

    id: str
    steps: tuple[str, ...]
    same: bool
    rewritten: bool
    origins: tuple[str, str]
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case.

    Attributes:
        number: of its page.
        move: what happened to it.
        where: its language and kind.
        checks: the checks that some epoch failed.
        held: names of those that passed in every epoch.
        left, right: the letters shown; None where a run holds none.
        sections: the letters, section by section.
        slots: values of the slots.
        told: how what the model was told about the case changed.
        message: what it was told, where that did not change.
    """

    number: int
    move: CaseMove
    where: str
    checks: tuple[CheckPasses, ...]
    held: tuple[str, ...]
    left: Side | None
    right: Side | None
    sections: tuple[SectionRow, ...]
    slots: Mapping[str, str]
    told: tuple[Hunk, ...]
    message: str


def build(
    comparison: Comparison, pages: Mapping[str, int], base: Evidence, head: Evidence, labels: Labels
) -> tuple[CasePage, ...]:
    """Return the pages of the cases that are shown, in their order."""
    first = first_moves(comparison)
    return tuple(
        _page(number, first[case], comparison, (base, head), labels) for case, number in pages.items()
    )


def _page(
    number: int, moved: CaseMove, comparison: Comparison, sides: tuple[Evidence, Evidence], labels: Labels
) -> CasePage:
    base, head = (evidence.shown.get(moved.case, {}) for evidence in sides)
    gates = comparison.head.run.gates
    left, right = _pick(moved, base, head, gates)
    old, new = (next((r.case_message for r in s.values() if r.case_message), "") for s in (base, head))
    failing = left if moved.move is Move.fixed else right
    checks = tuple(_checks(base, head, gates, failing))
    any_result = (right or left or (None, None))[1]
    return CasePage(
        number=number,
        move=moved,
        where=cell_name(moved.kind, moved.language),
        checks=tuple(check for check in checks if not check.held),
        held=tuple(check.name for check in checks if check.held),
        left=_side(left, moved, gates, labels),
        right=_side(right, moved, gates, labels),
        sections=tuple(_sections(left, right, _steps(sides, moved))),
        slots=any_result.slots if any_result else {},
        told=diff(old, new, lambda _line: ()) if old and new else (),
        message=new or old,
    )


_Picked = tuple[str, Result] | None


def _pick(
    moved: CaseMove, base: Mapping[int, Result], head: Mapping[int, Result], gates: tuple[str, ...]
) -> tuple[_Picked, _Picked]:
    """Return the two letters that tell most: one that passed and one that did not."""

    def find(name: str, results: Mapping[int, Result], passed: bool) -> _Picked:
        epochs = sorted(
            results, key=lambda epoch: (holds(results[epoch], moved.check, gates) != passed, epoch)
        )
        return (f"{name}, epoch {epochs[0] + 1}", results[epochs[0]]) if epochs else None

    match moved.move:
        case Move.broken:
            return find("Base", base, True), find("Head", head, False)
        case Move.fixed:
            return find("Base", base, False), find("Head", head, True)
        case Move.flaky:
            return find("Head", head, True), find("Head", head, False)


def _checks(
    base: Mapping[int, Result], head: Mapping[int, Result], gates: tuple[str, ...], failing: _Picked
) -> Iterable[CheckPasses]:
    names = dict.fromkeys(name for side in (base, head) for result in side.values() for name in result.checks)
    for name in sorted(names, key=lambda name: name not in gates):
        found = failing[1].checks.get(name) if failing else None
        why = found.why if found and not found.passed else ""
        yield CheckPasses(name, name in gates, passes(base, name, gates), passes(head, name, gates), why)


def _side(picked: _Picked, moved: CaseMove, gates: tuple[str, ...], labels: Labels) -> Side | None:
    if picked is None:
        return None
    title, result = picked
    judged = result.checks.get(JUDGED)
    return Side(
        title=title,
        passed=holds(result, moved.check, gates),
        outcome=result.outcome,
        error=result.error,
        findings=tuple(found for found in result.findings if found.severity != "info"),
        mended=tuple(found for found in result.findings if found.severity == "info"),
        asked=result.asked,
        notes=result.notes,
        seconds=result.seconds,
        rationale=judged.why if judged else "",
        label=labels.of(letter_text(result)),
        labelled=_labelled(result),
    )


def _labelled(result: Result) -> str:
    if result.label is None:
        return ""
    faults = ", ".join(result.label.triggers) or result.label.fault
    wanted = f"has {faults or 'a fault'}" if result.label.bad else "is clean"
    return f"A person says it {wanted}; flagged: {', '.join(result.flagged) or result.outcome}."


def _steps(sides: tuple[Evidence, Evidence], moved: CaseMove) -> dict[str, tuple[str, ...]]:
    """Return the guide steps of each section, head's before base's."""
    found: dict[str, tuple[str, ...]] = {}
    for evidence in sides:
        prompt = evidence.prompts.get((moved.kind, moved.language))
        found.update({step.section: step.source for step in prompt.steps} if prompt else {})
    return found


def _sections(left: _Picked, right: _Picked, steps: Mapping[str, tuple[str, ...]]) -> Iterable[SectionRow]:
    old, new = _texts(left), _texts(right)
    for id in dict.fromkeys((*new, *old)):
        (before, origin_before), (after, origin_after) = old.get(id, ("", "")), new.get(id, ("", ""))
        pieces = compare(before, after)
        again = bool(before and after) and rewritten(*pieces)
        if again or not before or not after:
            pieces = (unchanged(before), unchanged(after))
        yield SectionRow(
            id,
            steps.get(id, ()),
            before == after,
            again,
            (origin_before, origin_after),
            mark(pieces[0], marks(left[1].findings, id, before) if left else ()),
            mark(pieces[1], marks(right[1].findings, id, after) if right else ()),
        )


def _texts(picked: _Picked) -> dict[str, tuple[str, str]]:
    """Return a letter's sections with their origins; a labelled text is one section without a name."""
    if picked is None:
        return {}
    result = picked[1]
    if result.sections or result.label is None:
        return {section.id: (section.text, section.origin) for section in result.sections}
    return {"": (result.label.text, "")}
