"""Memory of a long run: peak resident size of whole processes, at 1,000 and at 10,000 cases × 3 epochs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from evals.bench.clean import CLEAN
from evals.bench.figure import Figure

FEW, MANY = 1_000, 10_000
_MEGABYTES = 150
_FLAT = 1.15
_TOP = Path(__file__).parent.parent.parent
SUITE = """\
name: scale
about: The clean drafts' cases over and over, each time under another id.
what: draft
cases: [cases.jsonl]
answers: simulated
epochs: 3
checks: {policy: {}, first_try: {}, by_model: {}}
gate: [policy, first_try, by_model]
"""


def run() -> list[Figure]:
    """Run both sizes through the simulated model and the real pipeline."""
    few, many = (_peak(cases) for cases in (FEW, MANY))
    return [
        Figure(
            f"peak memory of a run of {MANY:,} cases × 3 epochs, simulated model, real pipeline",
            f"{many:.0f} MB ({FEW:,} cases × 3: {few:.0f} MB)",
            f"≤ {_MEGABYTES} MB, and flat (≤ {_FLAT} times)",
            many <= _MEGABYTES and many <= _FLAT * few,
        )
    ]


def write_suite(folder: Path, cases: int) -> Path:
    """Write a suite of that many cases into a folder and return its file."""
    rows = [line for path in sorted(CLEAN.glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    with (folder / "cases.jsonl").open("w", encoding="utf-8") as file:
        for number in range(cases):
            row = json.loads(rows[number * 7 % len(rows)])
            file.write(json.dumps({**row, "id": f"{number:05}"}, ensure_ascii=False) + "\n")
    suite = folder / "suite.yaml"
    suite.write_text(SUITE, encoding="utf-8")
    return suite


def _peak(cases: int) -> float:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        suite = write_suite(folder, cases)
        command = [sys.executable, "-m", "evals.bench.scale", str(suite), str(folder / "journal.jsonl")]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=_TOP, env=os.environ)
    return float(done.stdout.splitlines()[-1])


def _measured(suite: Path, journal: Path) -> None:
    from drafter.cli import evaluating  # noqa: PLC0415 (in the measured process alone)

    evaluating.run(suite, journal, None, record=False, seconds=None, tokens=None, runs=journal.parent)
    # Not `ru_maxrss`: a process begins with that of the one that started it.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    peak = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    assert peak  # noqa: S101
    sys.stdout.write(f"{int(peak[1]) / 1024:.1f}\n")


if __name__ == "__main__":
    _measured(Path(sys.argv[1]), Path(sys.argv[2]))
