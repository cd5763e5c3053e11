"""The report on two runs: one HTML page, a summary for a pull request, JUnit XML, and annotations."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from drafter.evaluation import journal
from drafter.evaluation.comparison import Comparison, Side
from drafter.evaluation.labels import Labels
from drafter.evaluation.report import (
    case_page,
    checks,
    cost,
    heatmap,
    history,
    judge,
    moves,
    prompts,
    verdict,
)
from drafter.evaluation.report.annotations import to_annotations
from drafter.evaluation.report.evidence import gather
from drafter.evaluation.report.junit import to_junit
from drafter.evaluation.report.page import Report, to_html
from drafter.evaluation.report.summary import to_markdown

__all__ = ["Report", "build", "to_annotations", "to_html", "to_junit", "to_markdown"]


def build(comparison: Comparison, *, labels: Labels | None = None, earlier: Iterable[Side] = ()) -> Report:
    """Return the report on a comparison; the two journals are read once more, for what it shows of them.

    Args:
        comparison: what the gate says.
        labels: what people said of letters.
        earlier: other runs of the suite, for the history.

    Raises:
        InputError: a journal cannot be read.
    """
    labels = labels or Labels({})
    pages = moves.shown(comparison)
    listed = moves.listed(comparison)
    base, head = (
        gather(journal.lines(Path(side.path)), listed, labels) for side in (comparison.base, comparison.head)
    )
    return Report(
        suite=comparison.head.run.suite,
        verdict=verdict.build(comparison),
        checks=checks.build(comparison),
        heatmap=heatmap.build(comparison),
        groups=moves.build(comparison, pages, base, head),
        cases=case_page.build(comparison, pages, base, head, labels),
        prompts=prompts.build(comparison, pages, base, head),
        cost=cost.build(comparison, base, head),
        judge=judge.build(head, comparison.head.run.what),
        history=history.build(comparison.base, comparison.head, earlier),
        head_path=comparison.head.path,
    )
