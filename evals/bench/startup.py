"""What it costs to start: the import, and one letter without a model as a whole process."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from statistics import median

from drafter.library import built_in
from evals.bench.figure import Figure

RUNS = 9
_EXTRA_SECONDS = 0.2
_LETTER_SECONDS = 0.5
_POLICIES_SECONDS = 0.15
_LOAD = """
import time
from drafter.choices import Language
from drafter.library import Shelf
from drafter.policy import concepts, rule, shape
from drafter.policy.escalation import Screen
began = time.process_time()
shelf = Shelf.of("policies")
rule.load(shelf)
for language in Language:
    concepts.load(language, shelf)
    shape.load(language, shelf)
Screen.load(shelf)
print(time.process_time() - began)
"""


def run() -> list[Figure]:
    """Measure CPU seconds of whole processes, the compared ones in turn."""
    ours, theirs, letters = [], [], []
    case = str(built_in("examples") / "bg" / "refund_refusal.yaml")
    draft = [sys.executable, "-m", "drafter", "draft", case, "--no-model"]
    for _ in range(RUNS):
        theirs.append(_cpu([sys.executable, "-c", "import openai"]))
        ours.append(_cpu([sys.executable, "-c", "import drafter"]))
        letters.append(_cpu(draft))
    loads = [_seconds(_LOAD) for _ in range(RUNS)]
    extra = median(ours) - median(theirs)
    asked = "import sys; sys.argv[0] = 'drafter'; from drafter.cli import app_for; "
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{asked}app_for(['draft'])(['draft', {case!r}, '--no-model'], standalone_mode=False); "
            "sys.stderr.write('openai' in sys.modules and 'LOADED' or 'NOT LOADED')",
        ],
        capture_output=True,
        text=True,
        check=False,
    ).stderr
    return [
        Figure(
            "`import drafter` − `import openai`, CPU s",
            f"{extra:+.2f} ({median(ours):.2f} − {median(theirs):.2f})",
            f"≤ +{_EXTRA_SECONDS}",
            extra <= _EXTRA_SECONDS,
        ),
        Figure(
            "`drafter draft EXAMPLE --no-model`, whole process, CPU s",
            f"{median(letters):.2f} (least {min(letters):.2f}); openai: {loaded[-10:].strip().lower()}",
            f"≤ {_LETTER_SECONDS}, openai not imported",
            median(letters) <= _LETTER_SECONDS and "NOT LOADED" in loaded,
        ),
        Figure(
            "loading all policies, six languages, kept ones from an earlier run, CPU s",
            f"{median(loads):.3f} (least {min(loads):.3f})",
            f"≤ {_POLICIES_SECONDS}",
            median(loads) <= _POLICIES_SECONDS,
        ),
    ]


def _seconds(code: str) -> float:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def _cpu(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
    subprocess.run(command, capture_output=True, check=False, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
