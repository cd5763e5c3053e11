"""The gate on a draft of 250 words, each language, warm: sentences it has not met, and the same again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from statistics import median

from drafter.choices import Language
from drafter.library import Shelf
from drafter.pipeline import Drafter
from drafter.policy import Policy
from evals.bench import clean
from evals.bench.clean import CleanDraft
from evals.bench.figure import Figure

ROUNDS = 15
WORDS = 250
_BAR_MS = 0.5
_FEW = 4
_WORDS_A_ROUND = 20_000


def run() -> list[Figure]:
    """Measure CPU a draft, scaled to 250 words; all rules are in.

    All clean drafts of a language in turn hold more sentences than are remembered; a few of them do not.
    """
    policy = Policy(Shelf.of("policies"))
    figures = []
    for language in Language:
        drafts = list(clean.drafts(Drafter(), language))
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


def _milliseconds(policy: Policy, drafts: Sequence[CleanDraft]) -> list[float]:
    words = sum(len(text.split()) for draft in drafts for text in draft.texts.values())
    repeats = max(1, _WORDS_A_ROUND // words)
    times = []
    for _ in range(ROUNDS + 1):
        began = time.process_time()
        for _ in range(repeats):
            for draft in drafts:
                policy.judge_draft(draft.plan, draft.texts)
        times.append((time.process_time() - began) / repeats / words * WORDS * 1e3)
    return times[1:]
