"""The audit trail, work to be done outside, and what a service remembers."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from drafter.store.columns import Instant
from drafter.store.tables.base import DIGEST, ID, NAME, metadata

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor_id", ID, nullable=False),
    Column("role", NAME, nullable=False),
    Column("method", NAME, nullable=False),
    Column("act", NAME, nullable=False),
    Column("draft_id", ID, index=True),
    Column("version", Integer),
    Column("digest", DIGEST),
    Column("from_state", NAME),
    Column("to_state", NAME),
    Column("detail", Text, nullable=False),
    Column("prev", DIGEST, nullable=False),
    Column("hash", DIGEST, nullable=False),
    Index("ix_events_act", "act", "seq"),
    Index("ix_events_actor", "actor_id", "seq"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", DIGEST, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", ID, primary_key=True),
    Column("topic", NAME, nullable=False),
    Column("key", String(200), nullable=False, unique=True),
    Column("target", String(200), nullable=False, server_default=""),
    Column("payload", JSON, nullable=False),
    Column("state", NAME, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("worker", NAME),
    Column("lease_until", Instant),
    Column("created_at", Instant, nullable=False),
    Index("ix_outbox_waiting", "topic", "state", "not_before"),
)

outbox_attempts = Table(
    "outbox_attempts",
    metadata,
    Column("job_id", ID, ForeignKey("outbox.id"), primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("ended_at", Instant, nullable=False),
    Column("outcome", NAME, nullable=False),
    Column("status", Integer),
    Column("said", String(500), nullable=False, server_default=""),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", ID, primary_key=True),
    Column("url", String(2000), nullable=False),
    Column("secret", String(200), nullable=False),
    Column("events", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_by", ID, ForeignKey("people.id"), nullable=False),
    Column("created_at", Instant, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("person_id", ID, primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("request_digest", DIGEST, nullable=False),
    Column("status", Integer),
    Column("response", Text),
    Column("created_at", Instant, nullable=False),
)

configuration = Table(
    "configuration",
    metadata,
    Column("key", NAME, primary_key=True),
    Column("value", JSON, nullable=False),
    Column("changed_by", ID, nullable=False),
    Column("changed_at", Instant, nullable=False),
)
