"""Is head worse than base? The rules of the gate, and everything it says about what changed.

A run is red when any of these holds; their chances of a false alarm are set so that all together stay below
8 % (``drafter eval aa`` measures it):

1. the cases fell by more than chance (:mod:`drafter.evaluation.falls`, p < 0.04), and the rate is lower;
2. so did one kind, language, cell or single check, after Holm over all of these (p < 0.01);
3. two cases of one cell passed in every epoch of base and in none of head (from three epochs on).

Where no model runs there is no chance in it, and any fall is red.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from drafter.evaluation import falls
from drafter.evaluation.comparison import ALL, CaseMove, Comparison, HardBreak, Move, Outcome, Tally
from drafter.evaluation.statistics import holm, mcnemar, newcombe_repeated
from drafter.evaluation.suite import SIMULATED, WITH_MODEL
from drafter.evaluation.totals import CaseTotals, Totals

ALPHA_WHOLE = 0.04
ALPHA_PARTS = 0.01
HARD_CASES = 2
HARD_EPOCHS = 3

_ORDER = (Move.broken, Move.fixed, Move.flaky)


@dataclass(frozen=True, slots=True)
class Passes:
    """Epochs one case passed, by check, on both sides."""

    case: str
    kind: str
    language: str
    base: Mapping[str, int]
    head: Mapping[str, int]

    def pair(self, check: str) -> falls.Pair:
        """Return the epochs passed in base and head."""
        return self.base.get(check, 0), self.head.get(check, 0)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the gate's rules say: the whole first, then single checks, then slices."""

    checks: tuple[Tally, ...]
    slices: tuple[Tally, ...]
    hard_breaks: tuple[HardBreak, ...]

    @property
    def red(self) -> bool:
        """Say whether any rule is broken."""
        return bool(self.hard_breaks) or any(tally.flagged for tally in (*self.checks, *self.slices))


def decide(
    cases: Iterable[Passes], epochs: int, checks: Iterable[str], gates: Iterable[str], *, chance: bool = True
) -> Decision:
    """Apply the rules.

    Args:
        cases: the cases both runs hold.
        epochs: how often each was run on each side.
        checks: checks to tell about, ``ALL`` first.
        gates: single checks that can make a run red.
        chance: whether a case may pass in one epoch and not in another.
    """
    cases = tuple(cases)
    gates = frozenset(gates)
    whole, *single = (_tally(check, cases, epochs) for check in checks)
    parts = [tally for tally in single if tally.check in gates]
    slices = [_tally(ALL, held, epochs, kind, language) for (kind, language), held in _slices(cases).items()]
    adjusted = holm([tally.p for tally in (*parts, *slices)])
    judged = [
        _flag(tally, p, ALPHA_PARTS, chance) for tally, p in zip((*parts, *slices), adjusted, strict=True)
    ]
    known = {tally.check: tally for tally in judged[: len(parts)]}
    return Decision(
        checks=(
            _flag(whole, whole.p, ALPHA_WHOLE, chance),
            *(known.get(tally.check, tally) for tally in single),
        ),
        slices=tuple(judged[len(parts) :]),
        hard_breaks=tuple(_hard_breaks(cases, epochs, (ALL, *sorted(gates)))) if chance else (),
    )


def _slices(cases: Iterable[Passes]) -> dict[tuple[str, str], list[Passes]]:
    slices: dict[tuple[str, str], list[Passes]] = defaultdict(list)
    for case in cases:
        for kind, language in dict.fromkeys(
            ((case.kind, ""), ("", case.language), (case.kind, case.language))
        ):
            if kind or language:
                slices[kind, language].append(case)
    return dict(sorted(slices.items(), key=lambda held: (bool(held[0][0]) + bool(held[0][1]), held[0])))


def _tally(check: str, cases: Iterable[Passes], epochs: int, kind: str = "", language: str = "") -> Tally:
    pairs = [case.pair(check) for case in cases]
    runs = max(1, len(pairs) * epochs)
    fixed = sum(_majority(head, epochs) and not _majority(base, epochs) for base, head in pairs)
    broken = sum(_majority(base, epochs) and not _majority(head, epochs) for base, head in pairs)
    p = falls.p_value(pairs, epochs)
    return Tally(
        check=check,
        kind=kind,
        language=language,
        cases=len(pairs),
        base=sum(base for base, _ in pairs) / runs,
        head=sum(head for _, head in pairs) / runs,
        interval=newcombe_repeated(pairs, epochs),
        fixed=fixed,
        broken=broken,
        mcnemar=mcnemar(fixed, broken),
        p=p,
        adjusted=p,
        flagged=False,
    )


def _majority(passed: int, epochs: int) -> bool:
    return 2 * passed > epochs


def _flag(tally: Tally, adjusted: float, alpha: float, chance: bool) -> Tally:
    fell = tally.head < tally.base
    return replace(tally, adjusted=adjusted, flagged=fell and (adjusted < alpha if chance else True))


def _hard_breaks(cases: Iterable[Passes], epochs: int, checks: Iterable[str]) -> Iterator[HardBreak]:
    if epochs < HARD_EPOCHS:
        return
    cells: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for check in checks:
        for case in cases:
            if case.pair(check) == (epochs, 0):
                cells[check, case.kind, case.language].append(case.case)
    for (check, kind, language), broken in cells.items():
        if len(broken) >= HARD_CASES:
            yield HardBreak(check=check, kind=kind, language=language, cases=tuple(broken))


def compare(base: Totals, head: Totals) -> Comparison:
    """Compare two runs and say whether head is worse.

    Args:
        base, head: totals of two journals of one suite.
    """
    common = [case for case in base.cases if case in head.cases]
    only_base = tuple(case for case in base.cases if case not in head.cases)
    only_head = tuple(case for case in head.cases if case not in base.cases)
    comparison = Comparison(
        outcome=Outcome.not_comparable,
        reasons=tuple(_not_comparable(base, head)),
        base=base.side(),
        head=head.side(),
        only_base=only_base,
        only_head=only_head,
    )
    if comparison.reasons:
        return comparison
    run, passes = base.run, [_passes(case, base.cases[case], head.cases[case]) for case in common]
    checks = dict.fromkeys((*base.checks, *head.checks))
    chance = run.what in WITH_MODEL
    decision = decide(passes, run.epochs, checks, run.gates, chance=chance)
    return replace(
        comparison,
        outcome=Outcome.regression if decision.red else Outcome.passes,
        reasons=tuple(_reasons(decision, base, head)),
        checks=decision.checks,
        slices=decision.slices,
        moves=tuple(_moves(passes, run.epochs, checks, head)),
        hard_breaks=decision.hard_breaks,
        smallest_drop=smallest_drop(base),
    )


def smallest_drop(totals: Totals) -> float | None:
    """Return the smallest fall of the rate of ``ALL`` that a comparison with this run shows 4 times in 5."""
    if not totals.cases:
        return None
    if totals.run.what not in WITH_MODEL:
        return 1 / totals.finished
    passes = (case.passes.get(ALL, 0) for case in totals.cases.values())
    return falls.smallest_drop(passes, totals.run.epochs, alpha=ALPHA_WHOLE)


def _passes(case: str, base: CaseTotals, head: CaseTotals) -> Passes:
    return Passes(case, base.kind, base.language, base.passes, head.passes)


_SAME = ("suite", "suite_hash", "cases_hash", "cases", "epochs", "what", "gates")


def _not_comparable(base: Totals, head: Totals) -> Iterator[str]:
    for name in _SAME:
        before, after = getattr(base.run, name), getattr(head.run, name)
        if before != after:
            yield f"{name} differs: {before} in base, {after} in head"
    if (base.run.model == SIMULATED) != (head.run.model == SIMULATED):
        yield "the model of one run is simulated, that of the other is not"
    if not base.run.gates:
        yield "no check gates: a judge that may only advise is all there is"
    for name, side in (("base", base), ("head", head)):
        if not side.complete:
            yield f"{name} is not complete: {side.finished} of {side.run.expected} are finished"


def _reasons(decision: Decision, base: Totals, head: Totals) -> Iterator[str]:
    for broken in decision.hard_breaks:
        where = _where(broken.kind, broken.language)
        yield (
            f"{len(broken.cases)} cases of {where} passed every time and now never do ({broken.check}): "
            f"{', '.join(broken.cases)}"
        )
    for tally in (*decision.checks, *decision.slices):
        if tally.flagged:
            where = _where(tally.kind, tally.language)
            yield (
                f"{tally.check}, {where}: {tally.base:.1%} → {tally.head:.1%}, {tally.broken} cases broken, "
                f"{tally.fixed} fixed (p = {tally.adjusted:.2g})"
            )
    if not decision.red:
        whole = decision.checks[0]
        yield f"{ALL}: {whole.base:.1%} → {whole.head:.1%}; no fall beyond chance"
    same = base.run.prompt == head.run.prompt and base.run.policy == head.run.policy
    if same and base.run.model == head.run.model:
        yield "prompt, policy and model are the same in both runs"


def _where(kind: str, language: str) -> str:
    return " ".join(part for part in (language, kind) if part) or "every kind and language"


def _moves(cases: Iterable[Passes], epochs: int, checks: Iterable[str], head: Totals) -> list[CaseMove]:
    checks = tuple(checks)
    found = [move for check in checks for case in cases if (move := _move(case, check, epochs, head))]
    return sorted(found, key=lambda move: (_ORDER.index(move.move), checks.index(move.check), not move.hard))


def _most_frequent(broke: Mapping[str, int] | None) -> tuple[str, ...]:
    if broke is None:
        return ()
    return tuple(sorted(broke, key=lambda rule: (-broke[rule], rule)))


def _move(case: Passes, check: str, epochs: int, head: Totals) -> CaseMove | None:
    before, after = case.pair(check)
    good_before, good_after = _majority(before, epochs), _majority(after, epochs)
    if good_before != good_after:
        move = Move.fixed if good_after else Move.broken
    elif 0 < after < epochs:
        move = Move.flaky
    else:
        return None
    return CaseMove(
        case=case.case,
        kind=case.kind,
        language=case.language,
        check=check,
        move=move,
        base=before,
        head=after,
        epochs=epochs,
        hard=(before, after) == (epochs, 0),
        rules=_most_frequent(head.cases[case.case].broke),
    )
