"""Texts that somebody gave to be checked, and what code says of each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from drafter import document, letter
from drafter.case import Case
from drafter.case_file import from_document
from drafter.cli.workplace import Workplace
from drafter.errors import InputError, Problem
from drafter.guide import Plan
from drafter.pipeline import Drafter
from drafter.policy import Verdict
from drafter.text import canonical, has_half


@dataclass(frozen=True, slots=True)
class Judged:
    """One text with its case and its verdict.

    Attributes:
        case: its case.
        plan: the case's plan.
        texts: texts with slots by section, or a filled letter's body alone, under an empty id.
        verdict: what was found.
        id: what the line it came from calls it; None for a letter.
        note: what kept the second reader from reading all of it; empty if nothing did.
    """

    case: Case
    plan: Plan
    texts: Mapping[str, str]
    verdict: Verdict
    id: object = None
    note: str = ""


def of_letter(place: Workplace, case: Case, text: str) -> Judged:
    """Judge a letter's text, or its body alone."""
    return _filled(place, case, Drafter(prompts=place.prompts, policy=place.policy).plan(case), text, None)


def of_line(place: Workplace, line: str, source: str, profile: Path | None) -> Judged:
    """Judge one line of a JSON Lines file.

    Args:
        place: settings and shelves.
        line: ``{"id", "case", "sections"}`` or ``{"id", "case", "text"}``.
        source: file and line number, for errors.
        profile: profile for a case that names none.

    Raises:
        InputError: the line or its case cannot be used.
    """
    row = _row(line, source)
    case, plan = _case_and_plan(place, json.dumps(row["case"], sort_keys=True), source, profile)
    sections, text = row.get("sections"), row.get("text")
    if isinstance(text, str):
        return _filled(place, case, plan, text, row["id"])
    if not isinstance(sections, dict) or not all(isinstance(said, str) for said in sections.values()):
        raise InputError(
            Problem(source, "sections", "is not a text by section id", "give one string a section")
        )
    texts = {id: canonical(said) for id, said in sections.items()}
    return Judged(case, plan, texts, place.policy.judge_draft(plan, texts), row["id"])


def _filled(place: Workplace, case: Case, plan: Plan, text: str, id: object) -> Judged:
    body = letter.body_of(canonical(text), letter.frame_of(case, plan, ()))
    verdict = place.policy.judge_letter(plan, body, letter.values(case, plan), wrapped=True)
    return Judged(case, plan, {"": body}, verdict, id)


def _row(line: str, source: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if (
        not isinstance(row, dict)
        or "id" not in row
        or "case" not in row
        or ("sections" in row) == ("text" in row)
    ):
        raise InputError(
            Problem(source, "", "is not a draft", 'give {"id", "case", "sections"} or {"id", "case", "text"}')
        )
    if has_half(json.dumps(row, ensure_ascii=False)):
        raise InputError(Problem(source, "", "holds half of a character", "give whole characters"))
    return row


@lru_cache(maxsize=512)
def _case_and_plan(place: Workplace, given: str, source: str, profile: Path | None) -> tuple[Case, Plan]:
    value = json.loads(given)
    if isinstance(value, str):
        case = place.case(Path(value), profile)
    else:
        read = document.of_mapping(value, source)
        case = from_document(read, profile=profile or place.settings.profile)
    return case, Drafter(prompts=place.prompts, policy=place.policy).plan(case)
