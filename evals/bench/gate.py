"""The gate on a draft of 250 words, each language, warm."""

from __future__ import annotations

import time
from statistics import median

from drafter.case import Language
from drafter.library import Shelf
from drafter.policy import Policy
from evals.bench import examples
from evals.bench.figure import Figure

ROUNDS = 15
REPEATS = 20
WORDS = 250
_BAR_MS = 0.5


def run() -> list[Figure]:
    """Measure CPU a draft, scaled to 250 words; all rules are in."""
    policy = Policy(Shelf.of("policies"))
    figures = []
    for language in Language:
        own = [example for example in examples.load() if example.case.language is language]
        words = sum(len(text.split()) for example in own for text in example.texts.values())
        times = []
        for _ in range(ROUNDS):
            began = time.process_time()
            for _ in range(REPEATS):
                for example in own:
                    policy.judge_draft(example.plan, example.texts)
            times.append((time.process_time() - began) / REPEATS / words * WORDS * 1e3)
        figures.append(
            Figure(
                f"gate on a 250-word draft, {language}, ms CPU",
                f"{median(times):.2f} (least {min(times):.2f})",
                f"≤ {_BAR_MS}",
                median(times) <= _BAR_MS,
            )
        )
    return figures
