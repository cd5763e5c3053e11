"""The report as Markdown for a pull request: verdict, checks, where, and the first cases that broke.

A comment is public, and letter texts and case names are anybody's words: all of them stand escaped, so that
none becomes a table cell, a link, a mention of a person or HTML. No text of a letter is shown at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from drafter.evaluation.comparison import Move, Outcome
from drafter.evaluation.report.figures import count, p_value, percent, plural, points
from drafter.evaluation.report.heatmap import HeatMap
from drafter.evaluation.report.moves import Group
from drafter.evaluation.report.page import Report
from drafter.evaluation.report.verdict import one_line
from drafter.evaluation.visible import visible

_ALERTS = {Outcome.passes: "NOTE", Outcome.regression: "CAUTION", Outcome.not_comparable: "WARNING"}
_MOST_CASES = 10
_MOST_REASONS = 12
_LONGEST = 200
# What begins emphasis, code, HTML, a link, a bare address, a mention, a table cell, mathematics or an emoji.
_MARKUP = re.compile(r"[*_~`\\<>&\[\]{}|!#@$^:]|(?<=www)\.", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")


def to_markdown(report: Report) -> str:
    """Return the summary; short enough for one comment."""
    blocks = [
        "\n".join(_alert(report)),
        "\n".join(_checks(report)),
        "\n".join(_where(report.heatmap)),
        "\n".join(block for group in report.groups for block in _group(group)),
        "\n".join(_runs(report)),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def plain(text: str) -> str:
    """Return any text as Markdown that shows just it, on one line, cut to a length that a table can hold."""
    line = _BLANKS.sub(" ", visible(text)).strip()
    line = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
    return _MARKUP.sub(_as_entity, line)


def code(text: str) -> str:
    """Return a name as code, in which nobody is mentioned."""
    return f"<code>{plain(text)}</code>"


def _as_entity(found: re.Match[str]) -> str:
    # A comment after them keeps @ and # from becoming a mention once the entity is read.
    after = "<!-- -->" if found[0] in "@#" else ""
    return f"&#{ord(found[0])};{after}"


def _alert(report: Report) -> Iterator[str]:
    verdict = report.verdict
    yield f"> [!{_ALERTS[verdict.outcome]}]"
    yield f"> **{plain(report.suite)}: {plain(one_line(verdict))}**"
    if verdict.overall is not None:
        yield ">"
        yield f"> {plain(verdict.headline)}"
    if verdict.outcome is Outcome.not_comparable:
        yield from (f"> - {plain(reason)}" for reason in verdict.reasons[:_MOST_REASONS])
    for notice in (*verdict.notices, verdict.sees):
        if notice:
            yield ">"
            yield f"> {plain(notice)}"


def _checks(report: Report) -> Iterator[str]:
    if not report.checks.rows:
        return
    yield "| check | base | head | points | 95 % interval | broken | fixed | p, worse |"
    yield "|:--|--:|--:|--:|:-:|--:|--:|--:|"
    for row in report.checks.rows:
        tally = row.tally
        name = f"**{plain(row.name)}**" if row.gating else f"{plain(row.name)} (does not gate)"
        interval = f"{points(tally.interval.low)} to {points(tally.interval.high)}"
        cells = [
            f"{name} 🔴" if tally.flagged else name,
            percent(tally.base),
            percent(tally.head),
            points(tally.delta),
            interval,
            count(tally.broken),
            count(tally.fixed),
            p_value(tally.p).replace("<", "&lt;"),
        ]
        yield f"| {' | '.join(cells)} |"


def _where(heatmap: HeatMap) -> Iterator[str]:
    if not heatmap.rows:
        return
    yield "<details><summary>Where: difference in points by language and kind</summary>"
    yield ""
    yield f"| | {' | '.join(plain(kind) for kind in heatmap.kinds)} | all |"
    yield f"|:--|{'--:|' * (len(heatmap.kinds) + 1)}"
    for row in heatmap.rows:
        cells = (
            ("–" if cell.tally is None else points(cell.tally.delta)) + (" 🔴" if cell.flagged else "")
            for cell in (*row.cells, row.whole)
        )
        yield f"| {plain(row.name)} | {' | '.join(cells)} |"
    yield ""
    yield "</details>"


def _group(group: Group) -> Iterator[str]:
    if not group.total:
        return
    unfolded = " open" if group.move is Move.broken else ""
    yield f"<details{unfolded}><summary>{group.title}: {plural(group.total, 'case')}</summary>"
    yield ""
    for row in group.rows[:_MOST_CASES]:
        rules = ", ".join(code(rule) for rule in row.move.rules[:3])
        passes = f"{row.move.base}/{row.move.epochs} → {row.move.head}/{row.move.epochs}"
        yield f"- {code(row.move.case)} {plain(row.where)}, {passes}{f': {rules}' if rules else ''}"
    if group.total > _MOST_CASES:
        yield f"- {count(group.total - _MOST_CASES)} more in the report"
    yield ""
    yield "</details>"


def _runs(report: Report) -> Iterator[str]:
    for fact in report.verdict.facts:
        yield f"- {plain(fact.name)}: {code(fact.base)} → {code(fact.head)}"
    same = ", ".join(f"{plain(fact.name.lower())} {code(fact.base)}" for fact in report.verdict.same)
    if same:
        yield f"- in both: {same}"
