"""A run that is killed again and again: every line of its journal against an undisturbed run's."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from drafter.evaluation import totals
from evals.bench.figure import Figure
from evals.bench.scale import write_suite

KILLS = 50
CASES = 120
_MOST_BYTES = 80_000
"""A kill comes once a try has written up to so much: a busy machine is only slower to get there."""
_TOP = Path(__file__).parent.parent.parent


def run() -> list[Figure]:
    """Kill runs with SIGKILL at random moments until there were 50, resuming each to its end."""
    rng = random.Random(9)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        suite = write_suite(folder, CASES)
        undisturbed = folder / "undisturbed.jsonl"
        _finish(suite, undisturbed)
        kills = runs = equal = torn = within = 0
        while kills < KILLS:
            journal = folder / f"killed-{runs}.jsonl"
            while kills < KILLS and _killed(
                suite, journal, rng.randint(0, _MOST_BYTES), rng.uniform(0, 0.05)
            ):
                kills += 1
                data = journal.read_bytes() if journal.exists() else b""
                torn += bool(data) and not data.endswith(b"\n")
                within += data.count(b"\n") > 1
            _finish(suite, journal)
            runs += 1
            equal += _same(undisturbed, journal)
    return [
        Figure(
            f"kill -9 at {KILLS} random moments over {runs} runs of {CASES} cases × 3: runs whose totals and "
            "every line equal the undisturbed run's",
            f"{equal} of {runs} ({within} kills after the first result, {torn} tore a line)",
            "all",
            equal == runs and within > 0,
        )
    ]


def _command(suite: Path, journal: Path) -> list[str]:
    return [sys.executable, "-m", "drafter", "eval", "run", str(suite), "--journal", str(journal)]


def _finish(suite: Path, journal: Path) -> None:
    subprocess.run(_command(suite, journal), check=True, capture_output=True, cwd=_TOP)


def _killed(suite: Path, journal: Path, after_bytes: int, more_seconds: float) -> bool:
    """Begin or resume a run, kill it once it wrote so much and a moment passed; False where it was done."""
    before = journal.stat().st_size if journal.exists() else 0
    process = subprocess.Popen(
        _command(suite, journal), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=_TOP
    )
    while process.poll() is None and (not journal.exists() or journal.stat().st_size - before < after_bytes):
        time.sleep(0.005)
    time.sleep(more_seconds)
    if process.poll() is not None:
        return False
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return True


def _same(one: Path, other: Path) -> bool:
    """Compare totals and results; only the order in which results came may differ."""
    before, after = totals.read(one), totals.read(other)
    lines = [sorted(path.read_bytes().splitlines()[1:]) for path in (one, other)]
    return before.side().rates == after.side().rates and before.cases == after.cases and lines[0] == lines[1]
