"""What people do to a draft, what they decide, and what became of it."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from drafter.store.columns import Instant
from drafter.store.tables.base import DIGEST, ID, NAME, metadata

openings = Table(
    "openings",
    metadata,
    Column("draft_id", ID, ForeignKey("drafts.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("person_id", ID, ForeignKey("people.id"), primary_key=True),
    Column("opened_at", Instant, nullable=False),
    Column("read_to_end", Boolean, nullable=False),
)

presence = Table(
    "presence",
    metadata,
    Column("draft_id", ID, ForeignKey("drafts.id"), primary_key=True),
    Column("person_id", ID, ForeignKey("people.id"), primary_key=True),
    Column("mode", NAME, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

ticks = Table(
    "ticks",
    metadata,
    Column("draft_id", ID, ForeignKey("drafts.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("list", NAME, primary_key=True),
    Column("item", NAME, primary_key=True),
    Column("person_id", ID, ForeignKey("people.id"), primary_key=True),
    Column("ticked_at", Instant, nullable=False),
)

acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("draft_id", ID, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("finding", NAME, primary_key=True),
    Column("person_id", ID, ForeignKey("people.id"), primary_key=True),
    Column("rule", String(200), nullable=False),
    Column("comment_id", ID),
    Column("acknowledged_at", Instant, nullable=False),
    ForeignKeyConstraint(["draft_id", "version"], ["versions.draft_id", "versions.number"]),
)

hits = Table(
    "hits",
    metadata,
    Column("draft_id", ID, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("rule", String(200), primary_key=True),
    Column("severity", NAME, nullable=False),
    Column("count", Integer, nullable=False),
    ForeignKeyConstraint(["draft_id", "version"], ["versions.draft_id", "versions.number"]),
)

sign_offs = Table(
    "sign_offs",
    metadata,
    Column("id", ID, primary_key=True),
    Column("draft_id", ID, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", DIGEST, nullable=False),
    Column("person_id", ID, ForeignKey("people.id"), nullable=False),
    Column("method", NAME, nullable=False),
    Column("triggers", JSON, nullable=False),
    Column("comment_id", ID),
    Column("signed_at", Instant, nullable=False),
    ForeignKeyConstraint(
        ["draft_id", "version", "digest"], ["versions.draft_id", "versions.number", "versions.digest"]
    ),
    Index("ix_sign_offs_draft", "draft_id", "version"),
)

approvals = Table(
    "approvals",
    metadata,
    Column("id", ID, primary_key=True),
    Column("draft_id", ID, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", DIGEST, nullable=False),
    Column("round", Integer, nullable=False),
    Column("person_id", ID, ForeignKey("people.id"), nullable=False),
    Column("role", NAME, nullable=False),
    Column("method", NAME, nullable=False),
    Column("policy_version", NAME, nullable=False),
    Column("check_digest", DIGEST, nullable=False),
    Column("sign_off_id", ID, ForeignKey("sign_offs.id")),
    Column("promises", Integer, nullable=False),
    Column("acknowledged", JSON, nullable=False),
    Column("edit_distance", Float, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("approved_at", Instant, nullable=False),
    ForeignKeyConstraint(
        ["draft_id", "version", "digest"], ["versions.draft_id", "versions.number", "versions.digest"]
    ),
    UniqueConstraint("draft_id", "round"),
)

revocations = Table(
    "revocations",
    metadata,
    Column("approval_id", ID, ForeignKey("approvals.id"), primary_key=True),
    Column("person_id", ID, ForeignKey("people.id")),
    Column("cause", NAME, nullable=False),
    Column("revoked_at", Instant, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", ID, primary_key=True),
    Column("approval_id", ID, ForeignKey("approvals.id"), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("draft_id", ID, ForeignKey("drafts.id"), nullable=False, index=True),
    Column("digest", DIGEST, nullable=False),
    Column("target", NAME, nullable=False),
    Column("outcome", NAME, nullable=False),
    Column("receipt", String(1000)),
    Column("started_by", ID, ForeignKey("people.id"), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    UniqueConstraint("approval_id", "attempt"),
)
