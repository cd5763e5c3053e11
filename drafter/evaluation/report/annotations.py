"""At most ten remarks on a pull request, as workflow commands of GitHub Actions, at the guide they concern.

Source: GitHub Docs, "Workflow commands for GitHub Actions", setting an error message.
"""

from __future__ import annotations

import re
from pathlib import Path

from drafter.errors import LibraryError
from drafter.evaluation.comparison import Comparison, Outcome
from drafter.evaluation.report.case_page import CasePage
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
    sections = {page.move.case: _section(page) for page in report.cases}
    root = root.resolve()
    for row in broken[: MOST - 1]:
        place = _place(row.move.kind, sections.get(row.move.case, ""), prompts, root)
        lines.append(_command(of_case, {**place, "title": f"{row.move.case} broke"}, _says(row)))
    return "".join(f"{line}\n" for line in lines)


def _says(row: MoveRow) -> str:
    move = row.move
    rules = f"; {', '.join(move.rules[:3])}" if move.rules else ""
    return f"{row.where}: {move.base}/{move.epochs} → {move.head}/{move.epochs} epochs pass{rules}"


def _section(page: CasePage) -> str:
    """Return the first section of head's failing letter that a rule found something in."""
    found = (*page.right.findings, *page.right.mended) if page.right else ()
    return next((one.section for one in found if one.section), "")


def _place(kind: str, section: str, prompts: Shelf, root: Path) -> dict[str, str]:
    """Return the guide's file and the line its section begins on, where it lies in the checkout."""
    if not _KIND.fullmatch(kind):
        return {}
    try:
        path = prompts.find(f"guides/{kind}.yaml").resolve()
    except LibraryError:
        return {}
    if not path.is_relative_to(root):
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next((at for at, said in enumerate(lines, 1) if said.strip() == f"- id: {section}"), 1)
    return {"file": path.relative_to(root).as_posix(), "line": str(line)}


def _command(level: str, properties: dict[str, str], message: str) -> str:
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {given}::{_data(message)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
