"""The gate on a draft of 250 words, each language, warm: sentences it has not met, and the same again."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from drafter import document
from drafter.case_file import from_document
from drafter.choices import Language
from drafter.draft import Draft, Origin
from drafter.guide import Plan
from drafter.library import Shelf
from drafter.pipeline import Drafter
from drafter.policy import Policy
from evals.bench.figure import Figure

ROUNDS = 15
WORDS = 250
_BAR_MS = 0.5
_FEW = 4
_WORDS_A_ROUND = 20_000
_CLEAN = Path(__file__).parent.parent / "clean"

_Judged = tuple[Plan, dict[str, str]]


def run() -> list[Figure]:
    """Measure CPU a draft, scaled to 250 words; all rules are in.

    All clean drafts of a language in turn hold more sentences than are remembered; a few of them do not.
    """
    policy = Policy(Shelf.of("policies"))
    figures = []
    for language in Language:
        drafts = _drafts(language)
        new, seen = _milliseconds(policy, drafts), _milliseconds(policy, drafts[:_FEW])
        figures.append(
            Figure(
                f"gate on a 250-word draft, {language}, ms CPU: new sentences; seen before",
                f"{median(new):.2f} (least {min(new):.2f}); {median(seen):.2f} (least {min(seen):.2f})",
                f"≤ {_BAR_MS}",
                median(new) <= _BAR_MS,
            )
        )
    return figures


def _drafts(language: Language) -> list[_Judged]:
    drafter = Drafter()
    rows = map(json.loads, (_CLEAN / f"{language}.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        (
            drafter.plan(from_document(document.of_mapping(row["case"], row["id"]))),
            Draft.of(row["sections"], Origin.model).texts,
        )
        for row in rows
    ]


def _milliseconds(policy: Policy, drafts: Sequence[_Judged]) -> list[float]:
    words = sum(len(text.split()) for _, texts in drafts for text in texts.values())
    repeats = max(1, _WORDS_A_ROUND // words)
    times = []
    for _ in range(ROUNDS + 1):
        began = time.process_time()
        for _ in range(repeats):
            for plan, texts in drafts:
                policy.judge_draft(plan, texts)
        times.append((time.process_time() - began) / repeats / words * WORDS * 1e3)
    return times[1:]
