"""What is noted of the requests that went down a line to a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from drafter.errors import Problem, RecordingError
from drafter.evaluation.journal import Asked
from drafter.evaluation.subject import Item
from drafter.exchange import Attempt

if TYPE_CHECKING:
    from drafter.evaluation.lines import Line


def asked_of(attempts: Iterable[tuple[str, Attempt]], line: Line) -> Iterator[Asked]:
    """Yield attempts as the journal keeps them.

    Args:
        attempts: each with its purpose, in order.
        line: what carried them.
    """
    hashes = iter(line.carrier.keys)
    for purpose, attempt in attempts:
        used = attempt.usage
        yield Asked(
            purpose=purpose,
            outcome=str(attempt.outcome),
            seconds=round(attempt.seconds, 3),
            prompt_tokens=used.prompt_tokens if used else None,
            completion_tokens=used.completion_tokens if used else None,
            key=next(hashes, ""),
        )


def raise_if_missed(item: Item, epoch: int, line: Line) -> None:
    """Raise where a line was asked for what is not recorded.

    Raises:
        RecordingError: naming each request.
    """
    if line.missed:
        what, wanted = "no answer to this request is recorded", "record it with --record"
        where = f"{item.id}, epoch {epoch}"
        raise RecordingError([Problem(where, key, what, wanted) for key in line.missed])
