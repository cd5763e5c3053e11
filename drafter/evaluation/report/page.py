"""The report as one HTML page: no script, no link out, nothing loaded; text of any origin is escaped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from drafter.evaluation.report import figures
from drafter.evaluation.report.case_page import CasePage
from drafter.evaluation.report.checks import Checks
from drafter.evaluation.report.cost import Cost
from drafter.evaluation.report.heatmap import HeatMap
from drafter.evaluation.report.history import History
from drafter.evaluation.report.judge import Judge
from drafter.evaluation.report.moves import Group
from drafter.evaluation.report.prompts import Prompts
from drafter.evaluation.report.verdict import Verdict
from drafter.evaluation.visible import visible


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report shows, one part a screen.

    Attributes:
        suite: name of the suite.
        verdict, checks, heatmap, groups, cases, prompts, cost, history: the screens.
        judge: None where nothing was judged.
        head_path: head's journal, for the commands a reader may copy.
    """

    suite: str
    verdict: Verdict
    checks: Checks
    heatmap: HeatMap
    groups: tuple[Group, ...]
    cases: tuple[CasePage, ...]
    prompts: Prompts
    cost: Cost
    judge: Judge | None
    history: History
    head_path: str


def to_html(report: Report) -> str:
    """Return the page."""
    return _environment().get_template("page.html.jinja").render(report=report)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    names = ("percent", "points", "p_value", "count", "seconds", "signed", "plural")
    environment.filters.update({name: getattr(figures, name) for name in names})
    return environment


def _finalize(value: object) -> object:
    """Show what is unseen in every text that goes into the page; what is markup already came through here."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
