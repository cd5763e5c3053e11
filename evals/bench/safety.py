"""What the gate lets through and what it refuses: hostile drafts and clean ones."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from drafter import letter
from drafter.draft import Draft, Origin
from drafter.pipeline import Drafter
from evals.bench import clean
from evals.bench.figure import Figure
from tests.adversarial.grammar import draws, in_structure

HOSTILE = 100_000
_CHUNKS = 20
_REFUSED = 0.01


def run() -> list[Figure]:
    """Judge 100,000 hostile drafts, and the clean drafts under ``evals/clean``."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        passed = sum(pool.map(_passed, range(_CHUNKS)), Counter[str]())
    drafter = Drafter()
    judged = [
        (draft.id, drafter.policy.judge_draft(draft.plan, draft.texts).passes)
        for draft in clean.drafts(drafter)
    ]
    refused = [id for id, passes in judged if not passes]
    languages = Counter(id.split("-")[0] for id in refused)
    return [
        Figure(
            f"of {HOSTILE} hostile drafts of the repository's grammar, passing: violations of structure",
            str(passed["structure"]),
            "0",
            passed["structure"] == 0,
        ),
        Figure(
            "the same: violations of wording",
            f"{passed['wording']} ({passed['wording'] / HOSTILE:.2%}; {passed['name']} of them a name)",
            "0",
            passed["wording"] == 0,
        ),
        Figure(
            "of these, kept in a letter: with no section written anew in doubt",
            str(passed["kept"]),
            "0",
            passed["kept"] == 0,
        ),
        Figure(
            "clean drafts refused (`evals/clean`, written to the prompts without sight of the rules)",
            f"{len(refused)} of {len(judged)} {dict(languages) or ''}".strip(),
            f"≤ {_REFUSED:.0%}",
            len(refused) <= _REFUSED * len(judged),
        ),
    ]


def _passed(chunk: int) -> Counter[str]:
    drafter = Drafter()
    passed: Counter[str] = Counter()
    for hostile in draws(chunk, HOSTILE // _CHUNKS):
        draft = Draft.of(hostile.sections, Origin.model)
        verdict = drafter.policy.judge_draft(hostile.plan, draft.texts)
        if not verdict.passes:
            continue
        body = letter.lay_out(hostile.case, hostile.plan, draft).body_text
        values = letter.values(hostile.case, hostile.plan)
        if drafter.policy.judge_letter(hostile.plan, body, values).passes:
            passed["structure" if in_structure(hostile) else "wording"] += 1
            passed["name"] += hostile.violation == "name"
            passed["kept"] += not verdict.doubtful
    return passed
