"""The job in this repository's runner: journal written, totals recomputed from it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drafter.evaluation import runner, totals
from drafter.evaluation.journal import Check, Result, Run, WrittenSection
from drafter.evaluation.ledger import Ledger

CHECKS = ("sections", "forbidden", "length")


@dataclass(frozen=True, slots=True)
class Row:
    """One canned answer."""

    id: str
    kind: str
    language: str
    answer: str
    required: list[str]
    forbidden: str
    most: int


class Canned:
    """Answers that are given, and checks on them."""

    def __init__(self, job: Path) -> None:
        self._job = job

    def items(self) -> Iterator[Row]:
        """Yield the rows of the job."""
        with self._job.open(encoding="utf-8") as file:
            for line in file:
                yield Row(**json.loads(line))

    async def run(self, item: Row, epoch: int) -> tuple[Result, ...]:
        """Check one answer."""
        await asyncio.sleep(0)
        texts = json.loads(item.answer)
        checks = {
            "sections": Check(passed=all(texts.get(id) for id in item.required)),
            "forbidden": Check(passed=item.forbidden not in item.answer),
            "length": Check(passed=len(item.answer) <= item.most),
        }
        sections = tuple(WrittenSection(id=id, text=text) for id, text in texts.items())
        return (
            Result(
                case=item.id,
                epoch=epoch,
                kind=item.kind,
                language=item.language,
                checks=checks,
                sections=sections,
            ),
        )

    async def aclose(self) -> None:
        """Close nothing."""


def main(job: Path, journal: Path, epochs: int) -> None:
    """Run the job and print the counts."""
    subject = Canned(job)
    cases = sum(1 for _ in subject.items())
    header = Run(
        suite="canned",
        suite_hash="-",
        cases_hash="-",
        cases=cases,
        epochs=epochs,
        what="canned",
        gates=CHECKS,
    )
    with Ledger(journal, header) as ledger:
        limits = runner.Limits(concurrency=10)
        asyncio.run(runner.run(subject, ledger, epochs=epochs, of=header.expected, limits=limits))
    found = totals.read(journal)
    counts = {check: round(found.rate(check) * found.finished) for check in CHECKS}
    sys.stdout.write(json.dumps(counts) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), 1)
