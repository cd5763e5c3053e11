"""The outbox: work to be done outside a transaction, written inside it, leased by workers.

A job is done at least once; its key is what the receiver may tell repeats by.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, insert, or_, select, update

from drafter.store.engine import Store
from drafter.store.tables import outbox, outbox_attempts

GENERATION = "generation"
WEBHOOK = "webhook"

_WAITING, _LEASED, _DONE, _DEAD = "waiting", "leased", "done", "dead"


@dataclass(frozen=True, slots=True)
class Job:
    """One leased job; ``attempt`` counts from 1 and fences a worker that lost its lease."""

    id: str
    topic: str
    key: str
    target: str
    payload: Mapping[str, Any]
    attempt: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One ended attempt, for the delivery log."""

    job_id: str
    topic: str
    target: str
    attempt: int
    ended_at: dt.datetime
    outcome: str
    status: int | None
    said: str


def put(
    store: Store,
    connection: Connection,
    topic: str,
    key: str,
    payload: Mapping[str, Any],
    *,
    target: str = "",
) -> None:
    """Add a job inside a transaction; a key already there is left as it is."""
    if connection.execute(select(outbox.c.id).where(outbox.c.key == key)).first():
        return
    now = store.clock()
    connection.execute(
        insert(outbox).values(
            id=store.new_id(), topic=topic, key=key, target=target, payload=dict(payload), state=_WAITING,
            attempts=0, not_before=now, created_at=now,
        )
    )  # fmt: skip


def end(connection: Connection, key: str) -> None:
    """End a job inside the transaction that did its work, whoever holds its lease."""
    connection.execute(
        update(outbox).where(outbox.c.key == key).values(state=_DONE, worker=None, lease_until=None)
    )


def lease(store: Store, topic: str, worker: str, *, count: int = 1, seconds: int = 60) -> tuple[Job, ...]:
    """Take up to ``count`` jobs that wait or whose lease has run out, for ``seconds``."""
    now = store.clock()
    ready = or_(
        and_(outbox.c.state == _WAITING, outbox.c.not_before <= now),
        and_(outbox.c.state == _LEASED, outbox.c.lease_until <= now),
    )
    with store.write() as connection:
        rows = connection.execute(
            select(outbox)
            .where(outbox.c.topic == topic, ready)
            .order_by(outbox.c.not_before, outbox.c.id)
            .limit(count)
            .with_for_update(skip_locked=True)
        ).all()
        connection.execute(
            update(outbox)
            .where(outbox.c.id.in_([row.id for row in rows]))
            .values(
                state=_LEASED,
                worker=worker,
                attempts=outbox.c.attempts + 1,
                lease_until=now + dt.timedelta(seconds=seconds),
            )
        )
    return tuple(Job(row.id, row.topic, row.key, row.target, row.payload, row.attempts + 1) for row in rows)


def done(store: Store, job: Job, *, status: int | None = None, said: str = "") -> bool:
    """End a job well; False where the lease was lost to another worker."""
    return _end(store, job, {"state": _DONE}, _DONE, status, said)


def failed(
    store: Store, job: Job, *, retry_in: float | None, status: int | None = None, said: str = ""
) -> bool:
    """End an attempt badly: again in ``retry_in`` seconds, or never where None (the job is dead)."""
    if retry_in is None:
        return _end(store, job, {"state": _DEAD}, _DEAD, status, said)
    later = store.clock() + dt.timedelta(seconds=retry_in)
    return _end(store, job, {"state": _WAITING, "not_before": later}, "failed", status, said)


def again(store: Store, job_id: str) -> bool:
    """Put a done or dead job back to wait, as for a manual redelivery."""
    with store.write() as connection:
        swapped = connection.execute(
            update(outbox)
            .where(outbox.c.id == job_id, outbox.c.state.in_((_DONE, _DEAD)))
            .values(state=_WAITING, not_before=store.clock())
        )
    return bool(swapped.rowcount)


def log(store: Store, topic: str, *, target: str | None = None, limit: int = 100) -> tuple[Attempt, ...]:
    """Return ended attempts, the latest first."""
    query = (
        select(outbox_attempts, outbox.c.topic, outbox.c.target)
        .join(outbox, outbox.c.id == outbox_attempts.c.job_id)
        .where(outbox.c.topic == topic)
        .order_by(outbox_attempts.c.ended_at.desc())
        .limit(limit)
    )
    if target is not None:
        query = query.where(outbox.c.target == target)
    with store.read() as connection:
        rows = connection.execute(query).all()
    return tuple(
        Attempt(
            row.job_id, row.topic, row.target, row.attempt, row.ended_at, row.outcome, row.status, row.said
        )
        for row in rows
    )


def _end(
    store: Store, job: Job, change: dict[str, object], outcome: str, status: int | None, said: str
) -> bool:
    with store.write() as connection:
        # The attempt's number fences off a worker whose lease another one has taken over.
        swapped = connection.execute(
            update(outbox)
            .where(outbox.c.id == job.id, outbox.c.state == _LEASED, outbox.c.attempts == job.attempt)
            .values(worker=None, lease_until=None, **change)
        )
        if not swapped.rowcount:
            return False
        connection.execute(
            insert(outbox_attempts).values(
                job_id=job.id, attempt=job.attempt, ended_at=store.clock(), outcome=outcome, status=status,
                said=said[:500],
            )
        )  # fmt: skip
    return True
