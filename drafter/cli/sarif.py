"""Findings as a SARIF 2.1.0 log (OASIS), for tools that show code-scanning results."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from drafter.cli import excerpt
from drafter.policy import Finding, Severity, Verdict
from drafter.policy.rule import Rule
from drafter.version import __version__

_LEVELS = {Severity.error: "error", Severity.warning: "warning", Severity.info: "note"}


def log(path: Path, text: str, verdict: Verdict, rules: Iterable[Rule]) -> dict[str, Any]:
    """Return a SARIF log with one run.

    Args:
        path: the file that was judged.
        text: its text, in which lines and characters are counted.
        verdict: what was found in it.
        rules: the rules it was judged by; what a finding says of itself may hold a customer's facts.
    """
    why = {rule.id: rule.why for rule in rules}
    found_by = dict.fromkeys(found.rule for found in verdict.findings)
    driver = {
        "name": "drafter",
        "version": __version__,
        "rules": [
            {"id": id, **({"shortDescription": {"text": why[id]}} if id in why else {})} for id in found_by
        ],
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(path, text, found) for found in verdict.findings],
            }
        ],
    }


def _result(path: Path, text: str, found: Finding) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(path.as_posix())}}
    if found.span:
        start, end = found.span.start, found.span.end
        line, column = excerpt.place(text, start)
        end_line, end_column = excerpt.place(text, end)
        place["region"] = {
            "startLine": line,
            "startColumn": column,
            "endLine": end_line,
            "endColumn": end_column,
            "charOffset": start,
            "charLength": end - start,
            "snippet": {"text": found.quote},
        }
    return {
        "ruleId": found.rule,
        "level": _LEVELS[found.severity],
        "message": {"text": found.why},
        "locations": [{"physicalLocation": place}],
    }
