"""An English letter under all rules, beside guardrails-ai with a hundred phrases and eight requirements."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from statistics import median

from drafter.choices import Language
from drafter.library import Shelf
from drafter.policy import Policy, concepts, examples, rule
from evals.bench import examples as letters
from evals.bench.figure import Figure
from evals.bench.runners import PEERS

ROUNDS = 7
REPEATS = 20
PHRASES, REQUIREMENTS = 100, 8
_BAR = 0.1
_JOB = Path(__file__).parent / "peers" / "job_guardrails.py"
_PYTHON = PEERS / "guardrails" / "bin" / "python"


def run() -> list[Figure]:
    """Measure in turn; nothing where guardrails-ai is not installed."""
    if not _PYTHON.exists():
        sys.stdout.write(f"skip guardrails-ai is not installed ({_PYTHON}); `make peers` installs it\n")
        return []
    own = [each for each in letters.load() if each.case.language is Language.en]
    policy = Policy(Shelf.of("policies"))
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        job = Path(folder) / "job.json"
        job.write_text(json.dumps(_job(["\n\n".join(each.texts.values()) for each in own])), encoding="utf-8")
        for _ in range(ROUNDS):
            began = time.process_time()
            for _ in range(REPEATS):
                for each in own:
                    policy.judge_draft(each.plan, each.texts)
            ours.append((time.process_time() - began) / REPEATS / len(own) * 1e3)
            done = subprocess.run([_PYTHON, _JOB, job], capture_output=True, text=True, check=True)
            theirs.append(json.loads(done.stdout.splitlines()[-1]))
    ratio = median(ours) / median(theirs)
    return [
        Figure(
            f"a letter under all rules / guardrails-ai, {PHRASES} phrases and {REQUIREMENTS} requirements",
            f"{ratio:.2f} ({median(ours):.2f} ms / {median(theirs):.2f} ms)",
            f"≤ {_BAR}",
            ratio <= _BAR,
        )
    ]


def _job(texts: list[str]) -> dict[str, object]:
    """Return what the rules' English examples forbid and their concepts require, as plain phrases."""
    shelf = Shelf.of("policies")
    marked = (
        text[span[0] : span[1]]
        for _, found in examples.of_rules(Language.en, shelf)
        for example in found.bad
        for text, span, _ in [examples.marks_of(example.text)]
        if span
    )
    entries = concepts.entries(Language.en, shelf)
    required = [each.require.all[0].split("|")[0] for each in rule.load(shelf) if each.require]
    return {
        "texts": texts,
        "repeats": REPEATS,
        "forbidden": list(islice(marked, PHRASES)),
        "required": [
            [entry for entry in entries[name] if entry.isascii() and entry.replace(" ", "").isalpha()]
            for name in islice(required, REQUIREMENTS)
        ],
    }
