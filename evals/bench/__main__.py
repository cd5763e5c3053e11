"""Runs every benchmark and writes ``docs/benchmarks.md``; names as arguments run those alone, unwritten."""

from __future__ import annotations

import datetime as dt
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from evals.bench import (
    alarms,
    faults,
    gate,
    guardrails,
    letter,
    resume,
    review,
    runners,
    safety,
    scale,
    service,
    startup,
)
from evals.bench.figure import Figure

REPORT = Path(__file__).parent.parent.parent / "docs" / "benchmarks.md"
BENCHES: dict[str, Callable[[], list[Figure]]] = {
    "letter": letter.run,
    "faults": faults.run,
    "startup": startup.run,
    "gate": gate.run,
    "guardrails": guardrails.run,
    "safety": safety.run,
    "runners": runners.run,
    "scale": scale.run,
    "resume": resume.run,
    "alarms": alarms.run,
    "review": review.run,
    "service": service.run,
}


def main(names: list[str]) -> int:
    """Run benchmarks and print a row a figure."""
    figures: list[Figure] = []
    for name in names or BENCHES:
        for figure in BENCHES[name]():
            held = "ok  " if figure.holds else "FAIL"
            sys.stdout.write(f"{held} {figure.what}: {figure.measured} (bar {figure.bar})\n")
            sys.stdout.flush()
            figures.append(figure)
    if not names:
        REPORT.write_text(_report(figures), encoding="utf-8")
    return 0 if all(figure.holds for figure in figures) else 1


def _report(figures: list[Figure]) -> str:
    rows = "\n".join(
        f"| {figure.what} | {figure.measured} | {figure.bar} | {'yes' if figure.holds else '**no**'} |"
        for figure in figures
    )
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return (
        "# Benchmarks\n\n"
        "Written by `make bench`. What is compared ran side by side in one run.\n"
        "Times are CPU time, medians; they vary with the machine, so read the ratios.\n\n"
        f"{dt.date.today().isoformat()}, {machine}.\n\n"
        f"| figure | measured | bar | holds |\n|---|---|---|---|\n{rows}\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
