"""The outbox: work to be done outside a transaction, written inside it, leased by workers.

A job is done at least once; its key is what the receiver may tell repeats by.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from drafter.store.engine import Store

GENERATION = "generation"
WEBHOOK = "webhook"


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
    raise NotImplementedError


def lease(store: Store, topic: str, worker: str, *, count: int = 1, seconds: int = 60) -> tuple[Job, ...]:
    """Take up to ``count`` jobs that wait or whose lease has run out, for ``seconds``."""
    raise NotImplementedError


def done(store: Store, job: Job, *, status: int | None = None, said: str = "") -> bool:
    """End a job well; False where the lease was lost to another worker."""
    raise NotImplementedError


def failed(
    store: Store, job: Job, *, retry_in: float | None, status: int | None = None, said: str = ""
) -> bool:
    """End an attempt badly: again in ``retry_in`` seconds, or never where None (the job is dead)."""
    raise NotImplementedError


def again(store: Store, job_id: str) -> bool:
    """Put a done or dead job back to wait, as for a manual redelivery."""
    raise NotImplementedError


def log(store: Store, topic: str, *, target: str | None = None, limit: int = 100) -> tuple[Attempt, ...]:
    """Return ended attempts, the latest first."""
    raise NotImplementedError
