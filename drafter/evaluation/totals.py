"""Totals of a run, always recomputed from its journal and never stored."""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from drafter.errors import InputError, Problem
from drafter.evaluation.comparison import ALL, Side
from drafter.evaluation.journal import Result, Run, header, results
from drafter.evaluation.ledger import Done

_REPAIRED = frozenset({"model", "repair"})


@dataclass(slots=True)
class CaseTotals:
    """One case over its epochs.

    Attributes:
        kind, language: its cell.
        epochs: epochs that are finished.
        errors: those with an error.
        passes: epochs each check passed, ``ALL`` (every gating check) included.
        broke: rules that the epochs broke, by how many; None where they broke none.
    """

    kind: str
    language: str
    epochs: int = 0
    errors: int = 0
    passes: dict[str, int] = field(default_factory=dict)
    broke: dict[str, int] | None = None


@dataclass(slots=True)
class Totals:
    """What a journal adds up to.

    Attributes:
        path: the journal.
        run: its header.
        cases: by id, in the order they first finished.
        letters: letters by how they came about: ``first``, ``repaired``, ``template``.
        seconds: of each (case, epoch), unordered.
        marks: of labelled items, how often (bad, flagged) came, by (fault, language).
    """

    path: Path
    run: Run
    cases: dict[str, CaseTotals] = field(default_factory=dict)
    letters: Counter[str] = field(default_factory=Counter)
    seconds: array[float] = field(default_factory=lambda: array("d"))
    marks: dict[tuple[str, str], Counter[tuple[bool, bool]]] = field(default_factory=dict)
    prompt_tokens: int = 0
    completion_tokens: int = 0
    requests: int = 0

    @property
    def finished(self) -> int:
        """Return how many (case, epoch) pairs are finished."""
        return sum(case.epochs for case in self.cases.values())

    @property
    def errors(self) -> int:
        """Return how many of them have an error."""
        return sum(case.errors for case in self.cases.values())

    @property
    def complete(self) -> bool:
        """Say whether every case has all its epochs."""
        return self.finished == self.run.expected

    @property
    def checks(self) -> tuple[str, ...]:
        """Return the names of the checks made, ``ALL`` first, gating ones next."""
        made = {name for case in self.cases.values() for name in case.passes}
        gates = [name for name in self.run.gates if name in made]
        return (ALL, *gates, *sorted(made - set(gates) - {ALL}))

    def rate(self, check: str) -> float:
        """Return a check's pass rate; an error is a failure."""
        passed = sum(case.passes.get(check, 0) for case in self.cases.values())
        return passed / self.finished if self.finished else 0.0

    def side(self) -> Side:
        """Return the run as a comparison shows it."""
        letters = sum(self.letters.values())
        ordered = sorted(self.seconds)
        return Side(
            path=str(self.path),
            run=self.run,
            finished=self.finished,
            errors=self.errors,
            rates={check: self.rate(check) for check in self.checks},
            first_try=self.letters["first"] / letters if letters else None,
            after_repair=1 - self.letters["template"] / letters if letters else None,
            from_templates=self.letters["template"] / letters if letters else None,
            prompt_tokens=self.prompt_tokens,
            completion_tokens=self.completion_tokens,
            requests=self.requests,
            seconds_median=ordered[len(ordered) // 2] if ordered else 0.0,
            seconds_p95=ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))] if ordered else 0.0,
        )


def read(path: Path, *, advisory: Container[str] = ()) -> Totals:
    """Add up a journal.

    Args:
        path: the journal.
        advisory: checks that do not gate, whatever the suite says.

    Raises:
        InputError: it is not a journal, or holds a (case, epoch) twice.
    """
    run = header(path)
    run = replace(run, gates=tuple(gate for gate in run.gates if gate not in advisory))
    totals = Totals(path, run)
    alike: dict[tuple[tuple[str, int], ...], dict[str, int]] = {}
    for result in _once(path):
        case = _add(totals, result)
        if case.epochs == run.epochs:  # nothing comes to it any more, and most cases pass alike
            case.passes = alike.setdefault(tuple(case.passes.items()), case.passes)
    return totals


def _once(path: Path) -> Iterator[Result]:
    done = Done()
    for result in results(path):
        if not done.add(result.case, result.epoch):
            what = f"epoch {result.epoch} stands twice"
            raise InputError(Problem(str(path), result.case, what, "run the suite again into a new journal"))
        yield result


def _add(totals: Totals, result: Result) -> CaseTotals:
    case = totals.cases.get(result.case)
    if case is None:
        case = totals.cases[result.case] = CaseTotals(sys.intern(result.kind), sys.intern(result.language))
    case.epochs += 1
    case.errors += bool(result.error)
    for name in result.checks:
        case.passes[name] = case.passes.get(name, 0) + result.passed(name)
    case.passes[ALL] = case.passes.get(ALL, 0) + all(map(result.passed, totals.run.gates))
    for rule in {finding.rule for finding in result.findings}:
        case.broke = case.broke or {}
        case.broke[rule] = case.broke.get(rule, 0) + 1
    totals.seconds.append(result.seconds)
    totals.requests += len(result.asked)
    totals.prompt_tokens += sum(each.prompt_tokens or 0 for each in result.asked)
    totals.completion_tokens += sum(each.completion_tokens or 0 for each in result.asked)
    if result.asked and result.sections and not result.error:
        totals.letters[_came_about(result)] += 1
    if result.label is not None and not result.error:
        for fault in result.label.triggers or (result.label.fault,):
            marks = totals.marks.setdefault((fault, result.language), Counter())
            marks[result.label.bad, bool(result.flagged) or result.outcome == "flagged"] += 1
    return case


def _came_about(result: Result) -> str:
    origins = {section.origin for section in result.sections}
    if not origins <= _REPAIRED:
        return "template"
    repairs = any(each.purpose == "repair" for each in result.asked)
    return "repaired" if repairs or "repair" in origins else "first"
