"""The runner: nothing twice, nothing lost, errors counted, and stops that can be gone on from."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from drafter.errors import InputError, Problem, RecordingError, ServiceError
from drafter.evaluation import totals
from drafter.evaluation.journal import Asked, Result
from drafter.evaluation.ledger import Ledger
from drafter.evaluation.runner import Limits, State, run
from tests import runs

CASES, EPOCHS = 20, 2


@dataclass(frozen=True)
class Named:
    id: str
    kind: str = "apology"
    language: str = "en"


class Counted:
    """A subject that counts its runs; ``act`` may raise."""

    def __init__(self, act: Callable[[str], None] = lambda _id: None) -> None:
        self.ran: Counter[tuple[str, int]] = Counter()
        self.at_once = self.most_at_once = 0
        self.closed = False
        self._act = act

    def items(self) -> Iterator[Named]:
        for number in range(CASES):
            yield Named(f"{number:02}")

    async def run(self, item: Named, epoch: int) -> tuple[Result, ...]:
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        self.ran[item.id, epoch] += 1
        self._act(item.id)
        asked = (Asked(purpose="draft", outcome="answered", prompt_tokens=10),)
        return (runs.result(item.id, epoch, asked=asked),)

    async def aclose(self) -> None:
        self.closed = True


def go(
    subject: Counted,
    journal: Path,
    limits: Limits | None = None,
    *,
    clock: Callable[[], float] = lambda: 0.0,
    on_progress: Callable[[State], None] = lambda _state: None,
) -> str:
    header = runs.header(cases=CASES, epochs=EPOCHS)
    with Ledger(journal, header) as ledger:
        return asyncio.run(
            run(
                subject,
                ledger,
                epochs=EPOCHS,
                of=header.expected,
                limits=limits or Limits(concurrency=4),
                clock=clock,
                on_progress=on_progress,
            )
        )


def test_every_case_is_run_once_an_epoch_and_so_many_at_once(tmp_path: Path) -> None:
    subject, states = Counted(), list[State]()

    assert go(subject, tmp_path / "j.jsonl", on_progress=states.append) == ""

    assert set(subject.ran.values()) == {1}
    assert len(subject.ran) == CASES * EPOCHS
    assert subject.most_at_once == 4
    assert subject.closed
    assert states[-1] == State(done=40, errors=0, of=40, begun_with=0)
    assert totals.read(tmp_path / "j.jsonl").complete


def test_a_run_that_was_broken_off_runs_exactly_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    go(Counted(), path)
    whole = path.read_bytes()
    kept = whole[: len(whole) // 3]
    path.write_bytes(kept)
    done = kept.count(b"\n") - 1
    subject = Counted()

    go(subject, path)

    assert subject.ran.total() == CASES * EPOCHS - done
    assert sorted(path.read_bytes().splitlines()) == sorted(whole.splitlines())


def test_an_error_of_one_case_is_its_result_and_stops_nothing(tmp_path: Path) -> None:
    def act(id: str) -> None:
        if id == "07":
            raise ZeroDivisionError("no")

    go(Counted(act), tmp_path / "j.jsonl")
    found = totals.read(tmp_path / "j.jsonl")

    assert (found.finished, found.errors) == (40, 2)
    assert found.rate("policy") == 38 / 40
    assert found.complete


def test_after_the_deadline_nothing_more_is_begun(tmp_path: Path) -> None:
    ticks = itertools.count()
    subject = Counted()

    stopped = go(subject, tmp_path / "j.jsonl", Limits(1, seconds=5), clock=lambda: next(ticks))

    assert "deadline" in stopped
    assert 0 < subject.ran.total() < CASES
    assert not totals.read(tmp_path / "j.jsonl").complete


def test_a_budget_counts_what_an_earlier_try_used(tmp_path: Path) -> None:
    first, second, third = Counted(), Counted(), Counted()

    assert "budget" in go(first, tmp_path / "j.jsonl", Limits(1, tokens=100))
    assert "budget" in go(second, tmp_path / "j.jsonl", Limits(1, tokens=100))
    assert go(third, tmp_path / "j.jsonl", Limits(1)) == ""

    assert (first.ran.total(), second.ran.total(), third.ran.total()) == (10, 0, 30)


def test_missing_recordings_are_all_named_and_the_rest_is_run(tmp_path: Path) -> None:
    def act(id: str) -> None:
        if id in {"03", "11"}:
            raise RecordingError(Problem(id, "key", "is not recorded"))

    with pytest.raises(RecordingError) as error:
        go(Counted(act), tmp_path / "j.jsonl")

    assert {problem.source for problem in error.value.problems} == {"03", "11"}
    assert totals.read(tmp_path / "j.jsonl").finished == 36


def test_a_service_that_takes_no_request_ends_the_run_with_nothing_noted_for_it(tmp_path: Path) -> None:
    def act(id: str) -> None:
        if id >= "05":
            raise ServiceError(Problem("model service", "", "no"))

    subject = Counted(act)
    with pytest.raises(ServiceError):
        go(subject, tmp_path / "j.jsonl")

    found = totals.read(tmp_path / "j.jsonl")
    assert found.finished <= 10
    assert found.errors == 0
    assert subject.closed


def test_a_journal_that_cannot_be_written_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        go(Counted(), Path("/proc/nowhere/j.jsonl"))
    assert list(tmp_path.iterdir()) == []
