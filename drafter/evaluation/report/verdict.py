"""The first thing a reader sees: the verdict, why, and what was compared."""

from __future__ import annotations

from dataclasses import dataclass

from drafter.evaluation.comparison import ALL, Comparison, HardBreak, Move, Outcome, Side, Tally
from drafter.evaluation.report.checks import interval_in_words
from drafter.evaluation.report.figures import count, p_value, percent, plural
from drafter.evaluation.report.names import cell_name, items_name
from drafter.evaluation.suite import SIMULATED, Answers

_LONGEST = 260
_NAMED = 5
_WORDS = {
    Outcome.passes: "No regression",
    Outcome.regression: "Regression",
    Outcome.not_comparable: "Not comparable",
}
_SIMULATED = "The model is simulated: this says what the gate sees, and nothing about a model."
_REPLAYED = "The answers are replayed: a changed prompt needs new ones before it can be judged."


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was compared; ``changed`` where the sides differ."""

    name: str
    base: str
    head: str

    @property
    def changed(self) -> bool:
        """Say whether the sides differ."""
        return self.base != self.head


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that makes the gate red: a check or a slice, before and now."""

    name: str
    base: str
    head: str
    says: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict as it is shown.

    Attributes:
        outcome: what the gate says.
        word: the same for people.
        items: what was run, in the plural.
        headline: what happened, in one sentence.
        parts: what fell beyond chance, or broke outright.
        reasons: the gate's own words.
        notices: what a reader must know before trusting a figure.
        sees: the smallest drop this run could see.
        facts: what differs.
        same: what does not.
        overall: the tally of all gating checks; None where nothing was compared.
        moved: cases broken, fixed and flaky.
    """

    outcome: Outcome
    word: str
    items: str
    headline: str
    parts: tuple[Part, ...]
    reasons: tuple[str, ...]
    notices: tuple[str, ...]
    sees: str
    facts: tuple[Fact, ...]
    same: tuple[Fact, ...]
    overall: Tally | None
    moved: tuple[tuple[Move, int], ...]


def build(comparison: Comparison) -> Verdict:
    """Return the verdict of a comparison."""
    overall = next((tally for tally in comparison.checks if tally.check == ALL), None)
    facts = _facts(comparison.base, comparison.head)
    return Verdict(
        outcome=comparison.outcome,
        word=_WORDS[comparison.outcome],
        items=items_name(comparison.head.run.what),
        headline=_headline(comparison, overall),
        parts=tuple(_parts(comparison)),
        reasons=tuple(_cut(reason) for reason in comparison.reasons),
        notices=tuple(_notices(comparison)),
        sees=_sees(comparison),
        facts=tuple(fact for fact in facts if fact.changed),
        same=tuple(fact for fact in facts if not fact.changed),
        overall=overall,
        moved=tuple((move, _moved(comparison, move)) for move in Move),
    )


def one_line(verdict: Verdict) -> str:
    """Return the verdict in one sentence."""
    if verdict.overall is None:
        return f"{verdict.word}: {verdict.headline}"
    tally = verdict.overall
    return (
        f"{verdict.word}: {percent(tally.base)} → {percent(tally.head)} of {verdict.items} pass "
        f"({interval_in_words(tally)})"
    )


def _headline(comparison: Comparison, overall: Tally | None) -> str:
    items = items_name(comparison.head.run.what)
    if comparison.outcome is Outcome.not_comparable or overall is None:
        return "These two runs cannot be held against each other."
    if comparison.hard_breaks:
        worst = max(comparison.hard_breaks, key=lambda broken: len(broken.cases))
        number = plural(len(worst.cases), "case")
        return f"{_group(worst, items)} broke: {number} passed every time and now never pass."
    flagged = next((tally for tally in (*comparison.checks, *comparison.slices) if tally.flagged), None)
    if flagged is not None:
        check = "" if flagged.check == ALL else f" the check “{flagged.check}”"
        what = f"{_group(flagged, items)} pass{check}"
        return f"{what} less often: {percent(flagged.base)} before, {percent(flagged.head)} now."
    before, now = percent(overall.base), percent(overall.head)
    if overall.interval.low > 0:
        return f"{items.capitalize()} pass more often: {before} before, {now} now."
    return f"Nothing fell beyond chance: {before} pass before, {now} now."


def _group(part: Tally | HardBreak, items: str) -> str:
    """Return the items of a slice as a sentence begins."""
    name = f"{cell_name(part.kind, part.language)} {items}" if part.kind or part.language else items
    return f"{name[0].upper()}{name[1:]}"


def _parts(comparison: Comparison) -> list[Part]:
    found = [
        Part(_name(tally), percent(tally.base), percent(tally.head), _says(tally))
        for tally in (*comparison.checks, *comparison.slices)
        if tally.flagged
    ]
    flagged = {(tally.check, tally.kind, tally.language) for tally in comparison.slices if tally.flagged}
    found += [
        Part(
            cell_name(broken.kind, broken.language), "every time", "never", plural(len(broken.cases), "case")
        )
        for broken in comparison.hard_breaks
        if broken.check == ALL and (ALL, broken.kind, broken.language) not in flagged
    ]
    return found


def _name(tally: Tally) -> str:
    if tally.check != ALL:
        return f"check “{tally.check}”"
    return cell_name(tally.kind, tally.language)


def _says(tally: Tally) -> str:
    return f"{tally.broken} broken, {tally.fixed} fixed, p = {p_value(tally.adjusted)}".replace("= <", "<")


def _cut(reason: str) -> str:
    return reason if len(reason) <= _LONGEST else f"{reason[:_LONGEST].rstrip()} …"


def _moved(comparison: Comparison, move: Move) -> int:
    return sum(moved.move is move and moved.check == ALL for moved in comparison.moves)


def _sees(comparison: Comparison) -> str:
    if comparison.smallest_drop is None:
        return ""
    drop = comparison.smallest_drop * 100
    return f"A run like this shows a drop of {drop:.1f} points 4 times in 5; a smaller one may go unseen."


def _notices(comparison: Comparison) -> list[str]:
    def more(cases: tuple[str, ...]) -> str:
        return " …" if len(cases) > _NAMED else ""

    sides = (comparison.base, comparison.head)
    found = [_SIMULATED] if any(side.run.model == SIMULATED for side in sides) else []
    found += [_REPLAYED] if any(side.run.answers == Answers.replayed for side in sides) else []
    found += comparison.notes
    found += [
        f"{plural(side.errors, 'result')} of {name} ended in an error; each counts as a failure."
        for name, side in zip(("base", "head"), sides, strict=True)
        if side.errors
    ]
    found += [
        f"{plural(len(cases), 'case')} of {name} alone: {', '.join(cases[:_NAMED])}{more(cases)}."
        for name, cases in (("base", comparison.only_base), ("head", comparison.only_head))
        if cases
    ]
    return found


def _facts(base: Side, head: Side) -> list[Fact]:
    def fact(name: str, of_base: object, of_head: object) -> Fact:
        return Fact(name, str(of_base or "–"), str(of_head or "–"))

    one, two = base.run, head.run
    return [
        fact("Prompts", one.prompt[:12], two.prompt[:12]),
        fact("Policies", one.policy[:12], two.policy[:12]),
        fact("Model", one.model, two.model),
        fact("Answers", one.answers, two.answers),
        fact("Revision", one.revision[:12], two.revision[:12]),
        fact("Cases × epochs", f"{count(one.cases)} × {one.epochs}", f"{count(two.cases)} × {two.epochs}"),
        fact("Finished", _finished(base), _finished(head)),
        fact("Errors", count(base.errors), count(head.errors)),
        fact("Begun", _minute(one.started), _minute(two.started)),
    ]


def _minute(started: str) -> str:
    return started[:16].replace("T", " ")


def _finished(side: Side) -> str:
    return f"{count(side.finished)} of {count(side.run.expected)}"
