"""What changed between two runs: the counts, how sure they are, and the verdict, as data for every report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from drafter.evaluation.journal import Run

ALL = "all checks"
"""Name under which the rows "every gating check passed" stand beside the single checks."""


class Outcome(StrEnum):
    """What a gate says."""

    passes = "pass"
    regression = "regression"
    not_comparable = "not comparable"


EXIT: Mapping[Outcome, int] = {Outcome.passes: 0, Outcome.regression: 1, Outcome.not_comparable: 2}


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval of a difference of rates (head − base)."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One run, as recomputed from its journal.

    Attributes:
        path: the journal.
        run: its header.
        finished: results read.
        errors: results with an error; each also counts as a failure.
        rates: pass rate of each check, ``ALL`` included, errors counted as failures.
        first_try: share of letters whose first answer passed; None where no model ran.
        after_repair: share of letters without a section from a template; None where no model ran.
        from_templates: share of letters with a section from a template; None where no model ran.
        prompt_tokens, completion_tokens: known tokens of all requests.
        requests: HTTP requests.
        seconds_median, seconds_p95: of a (case, epoch).
    """

    path: str
    run: Run
    finished: int
    errors: int
    rates: Mapping[str, float]
    first_try: float | None = None
    after_repair: float | None = None
    from_templates: float | None = None
    prompt_tokens: int = 0
    completion_tokens: int = 0
    requests: int = 0
    seconds_median: float = 0.0
    seconds_p95: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One check over a set of cases that both runs hold.

    Attributes:
        check: name of the check, or ``ALL``.
        kind, language: the slice; empty means every one.
        cases: cases compared.
        base, head: pass rates over cases and epochs.
        interval: paired 95 % interval of head − base (Newcombe).
        fixed, broken: cases whose majority of epochs went from fail to pass, and from pass to fail.
        mcnemar: exact two-sided McNemar p over ``fixed`` and ``broken``.
        p: one-sided p that head is worse, exact and conditional on each case's passes in both runs (with one
            epoch: the one-sided exact McNemar).
        adjusted: ``p`` after Holm over all slices; equals ``p`` for the whole.
        flagged: it alone makes the gate red.
    """

    check: str
    kind: str = ""
    language: str = ""
    cases: int
    base: float
    head: float
    interval: Interval
    fixed: int
    broken: int
    mcnemar: float
    p: float
    adjusted: float
    flagged: bool

    @property
    def delta(self) -> float:
        """Return head − base."""
        return self.head - self.base


class Move(StrEnum):
    """What happened to one case on one check."""

    broken = "broken"
    fixed = "fixed"
    flaky = "flaky"
    """Passes in some epochs of head and not in others, with no change of majority."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMove:
    """One case whose passes are not the same.

    Attributes:
        case, kind, language: the case.
        check: the check, or ``ALL``.
        base, head: epochs passed of ``epochs``.
        hard: every epoch of base passed and none of head's.
        rules: ids of the rules that head's failing epochs broke, most frequent first.
    """

    case: str
    kind: str
    language: str
    check: str
    move: Move
    base: int
    head: int
    epochs: int
    hard: bool = False
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HardBreak:
    """Two or more cases of one cell that passed in every epoch of base and in none of head."""

    check: str
    kind: str
    language: str
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Everything a report says about base and head.

    Attributes:
        outcome: the verdict.
        reasons: why, one sentence each; the first is the headline.
        base, head: the runs.
        checks: the gating checks together (``ALL``, first), then each check, over every case.
        slices: ``ALL`` by kind, by language, and by cell.
        moves: the cases that moved; broken before fixed before flaky.
        hard_breaks: cells that broke outright.
        only_base, only_head: ids of cases that the other run lacks.
        smallest_drop: smallest fall of the pass rate of ``ALL`` that a run like this shows four times in
            five; None where nothing can be compared.
        notes: what else a reader must know, such as a judge that may only advise.
    """

    outcome: Outcome
    reasons: tuple[str, ...]
    base: Side
    head: Side
    checks: tuple[Tally, ...] = ()
    slices: tuple[Tally, ...] = ()
    moves: tuple[CaseMove, ...] = ()
    hard_breaks: tuple[HardBreak, ...] = ()
    only_base: tuple[str, ...] = field(default=())
    only_head: tuple[str, ...] = field(default=())
    smallest_drop: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """Return the exit status of ``drafter eval gate``."""
        return EXIT[self.outcome]
