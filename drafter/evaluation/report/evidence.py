"""What a report shows of a journal beyond its totals: read once, and only what is shown is kept."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from drafter.evaluation.agreement import Opinion
from drafter.evaluation.journal import Line, PromptLine, Result
from drafter.evaluation.labels import Labels, digest, letter_text
from drafter.evaluation.trust import JUDGED, opinion

Cell = tuple[str, str]


@dataclass(slots=True)
class Evidence:
    """One side of a comparison.

    Attributes:
        shown: results of the cases that are shown, by case and epoch.
        prompts: the prompt of each cell (kind, language).
        messages: for each cell the first case by id, and what the model was told about it.
        seconds: how long each (case, epoch) took.
        outcomes: how requests ended, by purpose and outcome.
        opinions: how often the judge and people said what.
        verdicts: for each judged text, how often it passed and failed the judge.
    """

    shown: dict[str, dict[int, Result]] = field(default_factory=dict)
    prompts: dict[Cell, PromptLine] = field(default_factory=dict)
    messages: dict[Cell, tuple[str, str]] = field(default_factory=dict)
    seconds: array[float] = field(default_factory=lambda: array("d"))
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    opinions: Counter[Opinion] = field(default_factory=Counter)
    verdicts: dict[str, tuple[int, int]] = field(default_factory=dict)


def gather(lines: Iterable[Line], shown: Container[str], labels: Labels) -> Evidence:
    """Read the lines of a journal.

    Args:
        lines: the lines.
        shown: ids of the cases whose results are kept.
        labels: what people said of letters.
    """
    evidence = Evidence()
    for line in lines:
        if isinstance(line, PromptLine):
            evidence.prompts[line.kind, line.language] = line
        elif isinstance(line, Result):
            _take(line, evidence, shown, labels)
    return evidence


def _take(result: Result, evidence: Evidence, shown: Container[str], labels: Labels) -> None:
    if result.case in shown:
        evidence.shown.setdefault(result.case, {})[result.epoch] = result
    cell = (result.kind, result.language)
    if result.case_message and result.case <= evidence.messages.get(cell, (result.case,))[0]:
        evidence.messages[cell] = (result.case, result.case_message)
    evidence.seconds.append(result.seconds)
    evidence.outcomes.update((asked.purpose, asked.outcome) for asked in result.asked)
    _take_opinion(result, evidence, labels)


def _take_opinion(result: Result, evidence: Evidence, labels: Labels) -> None:
    if result.error:
        return
    if result.label:
        # A text that comes back in every epoch is one opinion, not three.
        if result.epoch == 0:
            passed = not result.flagged and result.outcome != "flagged"
            said = Opinion(result.language, passed, not result.label.bad, result.label.fault)
            evidence.opinions[said] += 1
        return
    judged = result.checks.get(JUDGED)
    if judged is None or judged.score is None:
        return
    letter = digest(letter_text(result))
    good, bad = evidence.verdicts.get(letter, (0, 0))
    evidence.verdicts[letter] = (good + int(judged.passed), bad + int(not judged.passed))
    known = opinion(result, labels)
    if known is not None and not good + bad:
        evidence.opinions[known] += 1
