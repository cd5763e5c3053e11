"""Customers, cases, drafts, and what their versions hold."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from drafter.store.columns import Instant
from drafter.store.tables.base import DIGEST, ID, NAME, metadata

customers = Table(
    "customers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("key", DIGEST, unique=True),
    Column("name", String(400)),
    Column("created_at", Instant, nullable=False),
    Column("erased_at", Instant),
)

cases = Table(
    "cases",
    metadata,
    Column("id", ID, primary_key=True),
    Column("customer_id", ID, ForeignKey("customers.id"), nullable=False, index=True),
    Column("kind", NAME, nullable=False),
    Column("language", String(8), nullable=False),
    Column("ticket", String(200), index=True),
    Column("received_on", Date),
    Column("author_id", ID, ForeignKey("people.id"), nullable=False),
    Column("created_at", Instant, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("kind", NAME, nullable=False),
    Column("language", String(8), nullable=False),
    Column("author_id", ID, ForeignKey("people.id"), nullable=False),
    Column("state", NAME, nullable=False),
    Column("state_since", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", DIGEST),
    Column("round", Integer, nullable=False),
    Column("facts_digest", DIGEST, nullable=False),
    Column("origin", NAME),
    Column("triggers", JSON, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("provenance", JSON, nullable=False),
    Column("prompt_version", NAME),
    Column("due_at", Instant, nullable=False),
    Column("valid_until", Date),
    Column("holder_id", ID, ForeignKey("people.id")),
    Column("claim_expires_at", Instant),
    Column("approval_id", ID),
    Column("canary", Text),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("version >= 0", name="version"),
    Index("ix_drafts_queue", "state", "due_at", "id"),
    Index("ix_drafts_author", "author_id", "state", "due_at", "id"),
    Index("ix_drafts_holder", "holder_id", "state", "due_at", "id"),
)

facts = Table(
    "facts",
    metadata,
    Column("draft_id", ID, ForeignKey("drafts.id"), primary_key=True),
    Column("customer_id", ID, ForeignKey("customers.id"), nullable=False, index=True),
    Column("case_file", Text, nullable=False),
    Column("envelope", Text, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("draft_id", ID, ForeignKey("drafts.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("digest", DIGEST, nullable=False),
    Column("scheme", Integer, nullable=False),
    Column("editor_id", ID, ForeignKey("people.id")),
    Column("change", NAME, nullable=False),
    Column("policy_version", NAME, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("draft_id", "number", "digest"),
)

contents = Table(
    "contents",
    metadata,
    Column("draft_id", ID, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("customer_id", ID, ForeignKey("customers.id"), nullable=False, index=True),
    Column("letter", Text, nullable=False),
    Column("envelope", Text, nullable=False),
    Column("findings", Text, nullable=False),
    Column("record", Text),
    ForeignKeyConstraint(["draft_id", "version"], ["versions.draft_id", "versions.number"]),
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", ID, primary_key=True),
    Column("draft_id", ID, ForeignKey("drafts.id"), nullable=False, index=True),
    Column("customer_id", ID, ForeignKey("customers.id"), nullable=False, index=True),
    Column("name", String(255), nullable=False),
    Column("media_type", String(255), nullable=False),
    Column("sha256", DIGEST, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

autosaves = Table(
    "autosaves",
    metadata,
    Column("id", ID, primary_key=True),
    Column("draft_id", ID, ForeignKey("drafts.id"), nullable=False),
    Column("customer_id", ID, ForeignKey("customers.id"), nullable=False, index=True),
    Column("person_id", ID, ForeignKey("people.id"), nullable=False),
    Column("editor", NAME, nullable=False),
    Column("base_version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Index("ix_autosaves_draft", "draft_id", "person_id", "saved_at"),
)

comments = Table(
    "comments",
    metadata,
    Column("id", ID, primary_key=True),
    Column("draft_id", ID, ForeignKey("drafts.id"), nullable=False, index=True),
    Column("customer_id", ID, ForeignKey("customers.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("author_id", ID, ForeignKey("people.id"), nullable=False),
    Column("purpose", NAME, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("span_start", Integer),
    Column("span_end", Integer),
    Column("text", Text, nullable=False),
    Column("answers_id", ID, ForeignKey("comments.id")),
    Column("created_at", Instant, nullable=False),
)
