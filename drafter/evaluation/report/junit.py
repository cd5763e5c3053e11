"""The gate's questions as JUnit XML, so that a build server shows red exactly where the gate is red.

A test is a question of the gate: all checks together, each gating check, each slice, each cell that broke
outright. Cases are not tests: one of them failing now and then is no news.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from drafter.evaluation.comparison import ALL, Comparison, HardBreak, Move, Outcome, Side, Tally
from drafter.evaluation.report.checks import interval_in_words
from drafter.evaluation.report.figures import percent, plural
from drafter.evaluation.report.names import cell_name
from drafter.evaluation.visible import visible

_MOST_CASES = 20


def to_junit(comparison: Comparison) -> str:
    """Return the XML; well formed whatever names and texts hold."""
    suite = comparison.head.run.suite
    tests = list(_tests(comparison))
    failed = sum(test.find("failure") is not None for test in tests)
    errors = sum(test.find("error") is not None for test in tests)
    counts = {"tests": str(len(tests)), "failures": str(failed), "errors": str(errors)}
    root = ET.Element("testsuites", {"name": "drafter eval", **counts})
    inner = ET.SubElement(root, "testsuite", {"name": visible(suite), **counts})
    inner.append(_properties(comparison.base, comparison.head))
    for test in tests:
        test.set("classname", visible(suite))
    inner.extend(tests)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _tests(comparison: Comparison) -> Iterable[ET.Element]:
    if comparison.outcome is Outcome.not_comparable:
        yield _test("comparable", "error", "not comparable", "\n".join(comparison.reasons))
        return
    gates = {ALL, *comparison.head.run.gates}
    for tally in (*comparison.checks, *comparison.slices):
        if tally.check in gates:
            yield _question(tally, comparison)
    for broken in comparison.hard_breaks:
        yield _test(
            _outright(broken), "failure", "passed every time and now never do", "\n".join(broken.cases)
        )


def _question(tally: Tally, comparison: Comparison) -> ET.Element:
    name = tally.check if tally.check != ALL else cell_name(tally.kind, tally.language)
    if not tally.flagged:
        return _test(name, "", "", "")
    broken = [
        f"{moved.case}: {moved.base}/{moved.epochs} → {moved.head}/{moved.epochs} {' '.join(moved.rules[:3])}"
        for moved in comparison.moves
        if moved.move is Move.broken
        and moved.check == tally.check
        and tally.kind in ("", moved.kind)
        and tally.language in ("", moved.language)
    ]
    more = [f"and {len(broken) - _MOST_CASES} more"] if len(broken) > _MOST_CASES else []
    message = f"{percent(tally.base)} → {percent(tally.head)}, {interval_in_words(tally)}"
    return _test(name, "failure", message, "\n".join([*broken[:_MOST_CASES], *more]))


def _outright(broken: HardBreak) -> str:
    check = "" if broken.check == ALL else f", {broken.check}"
    return f"{cell_name(broken.kind, broken.language)}{check}: {plural(len(broken.cases), 'case')} outright"


def _test(name: str, ended: str, message: str, text: str) -> ET.Element:
    test = ET.Element("testcase", {"name": visible(name), "time": "0"})
    if ended:
        inside = ET.SubElement(test, ended, {"message": visible(message)})
        inside.text = visible(text)
    return test


def _properties(base: Side, head: Side) -> ET.Element:
    properties = ET.Element("properties")
    for name, side in (("base", base), ("head", head)):
        for key, value in (
            ("prompt", side.run.prompt),
            ("policy", side.run.policy),
            ("model", side.run.model),
        ):
            ET.SubElement(properties, "property", {"name": f"{name}.{key}", "value": visible(value)})
    return properties
