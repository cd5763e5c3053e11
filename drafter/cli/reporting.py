"""Writing the report on two runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from drafter.cli.comparing import compare
from drafter.cli.workplace import open_workplace
from drafter.errors import InputError
from drafter.evaluation import labels, report, totals
from drafter.evaluation.comparison import Comparison, Side
from drafter.evaluation.journal import header
from drafter.evaluation.trust import JUDGED
from drafter.files import write_all


def write(base: str, head: str, runs: Path, out: Path, label_file: Path) -> Comparison:
    """Write page, summary, JUnit XML and annotations into a folder.

    Args:
        base, head: journals, or the hashes of their prompts.
        runs: folder of journals, for hashes and for the history.
        out: folder to write into.
        label_file: file of labels.

    Returns:
        What the gate says.
    """
    known = labels.read(label_file)
    comparison = compare(base, head, runs, known)
    built = report.build(comparison, labels=known, earlier=_earlier(runs, comparison))
    write_all(
        out,
        {
            "report.html": report.to_html(built),
            "summary.md": report.to_markdown(built),
            "junit.xml": report.to_junit(comparison),
            "annotations.txt": report.to_annotations(comparison, built, open_workplace().prompts, Path.cwd()),
        },
    )
    return comparison


def _earlier(runs: Path, comparison: Comparison) -> Iterator[Side]:
    """Yield the other runs of the suite; a file that is no journal is none of them."""
    advisory = (JUDGED,) if comparison.notes else ()
    for path in sorted(runs.glob("*.jsonl")):
        try:
            if header(path).suite == comparison.head.run.suite:
                yield totals.read(path, advisory=advisory).side()
        except InputError:
            continue
