"""At most ten remarks on a pull request, as workflow commands of GitHub Actions, at the guide they concern.

Source: GitHub Docs, "Workflow commands for GitHub Actions", setting an error message.
"""

from __future__ import annotations

import re
from pathlib import Path

from drafter.errors import LibraryError
from drafter.evaluation.comparison import Comparison, Outcome
from drafter.evaluation.report.moves import MoveRow
from drafter.evaluation.report.page import Report
from drafter.evaluation.report.verdict import one_line
from drafter.evaluation.visible import visible
from drafter.library import Shelf

MOST = 10
_KIND = re.compile(r"[a-z][a-z_]*")


def to_annotations(comparison: Comparison, report: Report, prompts: Shelf, root: Path) -> str:
    """Return the commands, one a line: the verdict, then the cases that broke.

    Args:
        comparison: what the gate says.
        report: the report on it.
        prompts: the prompts shelf, for the guides' files.
        root: the checkout, to which files are named.
    """
    level = {Outcome.passes: "notice", Outcome.regression: "error"}.get(comparison.outcome, "warning")
    lines = [_command(level, {"title": report.suite}, one_line(report.verdict))]
    # A case that breaks while the gate is green may be chance.
    of_case = "error" if comparison.outcome is Outcome.regression else "warning"
    broken = report.groups[0].rows if report.groups else ()
    lines += [_of_case(of_case, row, prompts, root) for row in broken[: MOST - 1]]
    return "".join(f"{line}\n" for line in lines)


def _of_case(level: str, row: MoveRow, prompts: Shelf, root: Path) -> str:
    move = row.move
    rules = f"; {', '.join(move.rules[:3])}" if move.rules else ""
    says = f"{row.where}: {move.base}/{move.epochs} → {move.head}/{move.epochs} epochs pass{rules}"
    return _command(level, {**_place(move.kind, prompts, root), "title": f"{move.case} broke"}, says)


def _place(kind: str, prompts: Shelf, root: Path) -> dict[str, str]:
    """Return the guide's file, where it lies in the checkout."""
    if not _KIND.fullmatch(kind):
        return {}
    try:
        path = prompts.find(f"guides/{kind}.yaml").resolve()
    except LibraryError:
        return {}
    return {"file": path.relative_to(root).as_posix(), "line": "1"} if path.is_relative_to(root) else {}


def _command(level: str, properties: dict[str, str], message: str) -> str:
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {given}::{_data(message)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
