"""Many threads approve the same drafts at once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

from sqlalchemy import func, select

from drafter.errors import ReviewError
from drafter.review.views import Head
from drafter.store.tables import approvals, events
from tests.reviewing import Office


@dataclass(frozen=True, slots=True)
class Outcome:
    """Fewest and most approvals of a draft in a round, and how many requests were refused."""

    least: int
    most: int
    refused: int


def run(room: Office, *, drafts: int, threads: int, rounds: int) -> Outcome:
    """Approve every draft from every thread at once, revoke, and begin again."""
    heads = [room.prepare(room.submitted()) for _ in range(drafts)]
    refused = 0
    for number in range(rounds):
        for head in heads:
            if number:
                room.desk.revoke(room.reviewer, head.draft_id, reason="again")
            room.desk.claim(room.reviewer, head.draft_id)
        refused += _round(room, heads, threads)
    with room.store.read() as connection:
        found = Counter(
            {
                (row.draft_id, row.round): row.count
                for row in connection.execute(
                    select(approvals.c.draft_id, approvals.c.round, func.count().label("count")).group_by(
                        approvals.c.draft_id, approvals.c.round
                    )
                )
            }
        )
        written = connection.execute(
            select(func.count()).select_from(events).where(events.c.act == "approve")
        ).scalar_one()
    assert written == found.total()
    counts = [found[head.draft_id, number + 1] for head in heads for number in range(rounds)]
    return Outcome(min(counts), max(counts), refused)


def _round(room: Office, heads: list[Head], threads: int) -> int:
    start = Barrier(threads)

    def approve_all(_: int) -> int:
        start.wait()
        refused = 0
        for head in heads:
            try:
                room.desk.approve(room.reviewer, head.draft_id, if_version=head.version, digest=head.digest)
            except ReviewError:
                refused += 1
        return refused

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(approve_all, range(threads)))
