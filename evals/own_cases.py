"""Letters of cases that nobody had seen, each with its own case, and the same letters with one slip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from drafter import document, letter
from drafter.case_file import from_document
from drafter.pipeline import Drafter
from drafter.policy import Finding
from drafter.text import canonical

TODAY = dt.date(2026, 11, 30)


def judge(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], tuple[Finding, ...]]]:
    """Yield letters with what is found in them, and after each its slips with what the slip brings.

    Args:
        rows: letters with their ``case``, and slips ``in`` one of them.
    """
    drafter = Drafter(today=lambda: TODAY)
    given = list(rows)
    letters = {row["id"]: row for row in given if "case" in row}
    without: dict[str, frozenset[tuple[str, str]]] = {}
    for row in given:
        of = letters[row.get("in", row["id"])]
        found = _found(drafter, of["case"], row["text"])
        if row is of:
            without[row["id"]] = frozenset(map(_said, found))
            yield row, found
        else:
            yield row, tuple(each for each in found if _said(each) not in without[of["id"]])


def _found(drafter: Drafter, given: Mapping[str, Any], text: str) -> tuple[Finding, ...]:
    case = from_document(document.of_mapping(dict(given), "labelled"))
    plan = drafter.plan(case)
    values = letter.values(case, plan)
    return drafter.policy.judge_letter(plan, canonical(text), values, wrapped=True).findings


def _said(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.quote or finding.why
