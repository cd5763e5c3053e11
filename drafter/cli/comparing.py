"""Two runs compared, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from drafter.errors import InputError, Problem
from drafter.evaluation import gate, journal, totals, trust
from drafter.evaluation.comparison import ALL, Comparison, Move, Tally
from drafter.evaluation.labels import Labels

_SHOWN = 20


def compare(base: str, head: str, runs: Path, labels: Labels) -> Comparison:
    """Compare two runs, each named by its journal or by the hash of its prompt.

    Args:
        base, head: paths, or hashes of prompts (or how they begin).
        runs: folder that hashes are looked up in.
        labels: what people said of letters; without enough of them a judge may only advise.

    Raises:
        InputError: there is no such journal, or more than one.
    """
    paths = _journal(base, runs), _journal(head, runs)
    note = trust.advisory_note(paths, labels)
    before, after = (totals.read(path, advisory=(trust.JUDGED,) if note else ()) for path in paths)
    return replace(gate.compare(before, after), notes=(note,) if note else ())


def _journal(named: str, runs: Path) -> Path:
    if Path(named).is_file():
        return Path(named)
    found = [path for path in sorted(runs.glob("*.jsonl")) if _prompt_of(path).startswith(named)]
    if len(found) == 1:
        return found[0]
    what = (
        f"{len(found)} journals in {runs} have that prompt"
        if found
        else "is neither a file nor a prompt's hash"
    )
    raise InputError(Problem(named, "", what, "name the journal"))


def _prompt_of(path: Path) -> str:
    try:
        return journal.header(path).prompt
    except InputError:
        return ""  # some other file in the folder


def verdict(comparison: Comparison) -> str:
    """Return the verdict, the reasons and what the run could have seen."""
    head, *others = comparison.reasons
    told = [f"{comparison.outcome}: {head}", *(f"  {reason}" for reason in others)]
    return "\n".join([*told, *_about(comparison)]) + "\n"


def _about(comparison: Comparison) -> Iterator[str]:
    base, head = comparison.base, comparison.head
    yield f"prompt {base.run.prompt} → {head.run.prompt}, policy {base.run.policy} → {head.run.policy}"
    yield f"{head.run.cases} cases × {head.run.epochs} epochs; errors {base.errors} → {head.errors}"
    yield from comparison.notes
    if comparison.smallest_drop is not None:
        yield f"smallest drop of the pass rate seen 4 times in 5: {comparison.smallest_drop:.1%}"


def table(comparison: Comparison) -> str:
    """Return the verdict, every check and slice, and the cases that moved."""
    lines = [verdict(comparison)]
    if comparison.checks:
        lines.append(
            "check                          base    head   95 % of the change     fixed  broken       p"
        )
        lines += map(_row, comparison.checks)
        lines += ["", *map(_row, comparison.slices)]
    moved = [move for move in comparison.moves if move.check == ALL and move.move is not Move.flaky]
    lines += [
        f"{move.move} {move.case}: {move.base}/{move.epochs} → {move.head}/{move.epochs} "
        f"{' '.join(move.rules[:3])}"
        for move in moved[:_SHOWN]
    ]
    if len(moved) > _SHOWN:
        lines.append(f"… and {len(moved) - _SHOWN} more")
    return "\n".join(lines) + "\n"


def _row(tally: Tally) -> str:
    name = " ".join(part for part in (tally.check, tally.kind, tally.language) if part)
    mark = "  <<" if tally.flagged else ""
    interval = f"{tally.interval.low:+.1%} to {tally.interval.high:+.1%}"
    return (
        f"{name.removeprefix(ALL + ' '):28} {tally.base:7.1%} {tally.head:7.1%}   {interval:20} "
        f"{tally.fixed:5} {tally.broken:7} {tally.adjusted:7.3f}{mark}"
    )
