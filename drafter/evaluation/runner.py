"""Runs a subject's items: several at once, inside deadline and budget, each result on disk as it comes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic

from drafter.errors import DrafterError, InputError, Problem, RecordingError, ServiceError
from drafter.evaluation.journal import PromptLine, Result
from drafter.evaluation.ledger import Ledger
from drafter.evaluation.subject import Item, ItemT, Subject


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may take.

    Args:
        concurrency: (item, epoch) pairs under way at once.
        seconds: after so many, nothing more is begun; None is no limit.
        tokens: once so many are used, nothing more is begun; None is no limit.
    """

    concurrency: int = 8
    seconds: float | None = None
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """How far a run has come.

    Attributes:
        done: finished (item, epoch) pairs, those of an earlier try included.
        errors: those among them with an error.
        of: all there are.
        begun_with: what was done before this try.
    """

    done: int
    errors: int
    of: int
    begun_with: int


@dataclass(slots=True)
class _Course(Generic[ItemT]):
    """What the workers of one run share."""

    todo: Iterator[tuple[ItemT, int]]
    missing: list[Problem] = field(default_factory=list)
    stopped: str = ""


async def run(
    subject: Subject[ItemT],
    ledger: Ledger,
    *,
    epochs: int,
    of: int,
    limits: Limits,
    clock: Callable[[], float] = time.monotonic,
    on_progress: Callable[[State], None] = lambda _state: None,
) -> str:
    """Run what is not in the journal yet.

    Args:
        subject: what to run; closed at the end.
        ledger: the journal.
        epochs: how often each item is run.
        of: results of the finished run.
        limits: what it may take.
        clock: seconds, for the deadline.
        on_progress: told after each result.

    Returns:
        Why it stopped before the end; empty where it finished.

    Raises:
        RecordingError: answers are missing; all that are recorded were run.
        ServiceError: the model service takes no request at all.
        InputError: an item, or the journal, cannot be used.
    """
    began, begun_with = clock(), ledger.finished
    course = _Course(_todo(subject, ledger, epochs))

    def over() -> str:
        if limits.seconds is not None and clock() - began >= limits.seconds:
            return f"the deadline of {limits.seconds:g} s is over"
        if limits.tokens is not None and ledger.tokens >= limits.tokens:
            return f"the budget of {limits.tokens} tokens is spent"
        return ""

    async def work() -> None:
        while not course.stopped:
            course.stopped = over()
            task = None if course.stopped else next(course.todo, None)
            if task is None:
                return
            await _one(subject, ledger, course, *task)
            on_progress(State(ledger.finished, ledger.errors, of, begun_with))

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(limits.concurrency):
                group.create_task(work())
    except* (InputError, ServiceError) as several:
        raise several.exceptions[0] from None
    finally:
        await subject.aclose()
    if course.missing:
        raise RecordingError(course.missing)
    return course.stopped


def _todo(subject: Subject[ItemT], ledger: Ledger, epochs: int) -> Iterator[tuple[ItemT, int]]:
    for item in subject.items():
        for epoch in range(epochs):
            if (item.id, epoch) not in ledger.done:
                yield item, epoch


async def _one(
    subject: Subject[ItemT], ledger: Ledger, course: _Course[ItemT], item: ItemT, epoch: int
) -> None:
    try:
        lines: tuple[PromptLine | Result, ...] = await subject.run(item, epoch)
    except RecordingError as error:
        course.missing.extend(error.problems)
        return
    except ServiceError:
        course.stopped = "the model service takes no request"
        raise
    except Exception as error:  # noqa: BLE001  (whatever went wrong with one case is that case's result)
        lines = (_as_error(item, epoch, error),)
    ledger.write(lines)


def _as_error(item: Item, epoch: int, error: Exception) -> Result:
    said = str(error) if isinstance(error, DrafterError) else f"{type(error).__name__}: {error}"
    return Result(
        case=item.id, epoch=epoch, kind=item.kind, language=item.language, outcome="error", error=said
    )
