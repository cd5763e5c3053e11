"""The clean drafts under ``evals/clean``: good answers to the prompts, written without sight of the rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from drafter import document
from drafter.case_file import from_document
from drafter.draft import Draft, Origin
from drafter.guide import Plan
from drafter.pipeline import Drafter

CLEAN = Path(__file__).parent.parent / "clean"


class CleanDraft(NamedTuple):
    """A clean draft, and the plan of its case."""

    id: str
    plan: Plan
    texts: dict[str, str]


def drafts(drafter: Drafter, language: str = "*") -> Iterator[CleanDraft]:
    """Yield the clean drafts of a language, or of all."""
    for path in sorted(CLEAN.glob(f"{language}.jsonl")):
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            plan = drafter.plan(from_document(document.of_mapping(row["case"], row["id"])))
            yield CleanDraft(row["id"], plan, Draft.of(row["sections"], Origin.model).texts)
