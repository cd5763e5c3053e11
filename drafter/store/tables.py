"""Every table, once, for SQLite and PostgreSQL.

What must never change (versions, approvals, events, …) is apart from what a customer may ask to have erased
(``facts``, ``contents``, ``attachments``, ``comments``, ``autosaves``): the first hold ids, digests and
counts only, so the audit chain and every approval outlive an erasure. :mod:`drafter.store.triggers` holds
both to it.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from drafter.store.columns import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID = String(32)
_DIGEST = String(64)
_NAME = String(64)


# People ----------------------------------------------------------------------------------------------------

people = Table(
    "people",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("login", String(200), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("title", String(200), nullable=False, server_default=""),
    Column("email", String(320)),
    Column("password_hash", Text),
    Column("issuer", String(500)),
    Column("subject", String(255)),
    Column("active", Boolean, nullable=False),
    Column("preferences", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("issuer", "subject"),
)

person_roles = Table(
    "person_roles",
    metadata,
    Column("person_id", _ID, ForeignKey("people.id"), primary_key=True),
    Column("role", _NAME, primary_key=True),
)

person_languages = Table(
    "person_languages",
    metadata,
    Column("person_id", _ID, ForeignKey("people.id"), primary_key=True),
    Column("language", String(8), primary_key=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("secret_hash", _DIGEST, primary_key=True),
    Column("person_id", _ID, ForeignKey("people.id"), nullable=False, index=True),
    Column("method", _NAME, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("person_id", _ID, ForeignKey("people.id"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("secret_hash", _DIGEST, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("revoked_at", Instant),
)

invites = Table(
    "invites",
    metadata,
    Column("secret_hash", _DIGEST, primary_key=True),
    Column("roles", JSON, nullable=False),
    Column("languages", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)


# Customers, cases, drafts ----------------------------------------------------------------------------------

customers = Table(
    "customers",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("key", _DIGEST, unique=True),
    Column("name", String(400)),
    Column("created_at", Instant, nullable=False),
    Column("erased_at", Instant),
)

cases = Table(
    "cases",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("customer_id", _ID, ForeignKey("customers.id"), nullable=False, index=True),
    Column("kind", _NAME, nullable=False),
    Column("language", String(8), nullable=False),
    Column("ticket", String(200), index=True),
    Column("received_on", Date),
    Column("author_id", _ID, ForeignKey("people.id"), nullable=False),
    Column("created_at", Instant, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("case_id", _ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("kind", _NAME, nullable=False),
    Column("language", String(8), nullable=False),
    Column("author_id", _ID, ForeignKey("people.id"), nullable=False),
    Column("state", _NAME, nullable=False),
    Column("state_since", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", _DIGEST),
    Column("round", Integer, nullable=False),
    Column("facts_digest", _DIGEST, nullable=False),
    Column("origin", _NAME),
    Column("triggers", JSON, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("provenance", JSON, nullable=False),
    Column("prompt_version", _NAME),
    Column("due_at", Instant, nullable=False),
    Column("valid_until", Date),
    Column("holder_id", _ID, ForeignKey("people.id")),
    Column("claim_expires_at", Instant),
    Column("approval_id", _ID),
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
    Column("draft_id", _ID, ForeignKey("drafts.id"), primary_key=True),
    Column("customer_id", _ID, ForeignKey("customers.id"), nullable=False, index=True),
    Column("case_file", Text, nullable=False),
    Column("envelope", Text, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("draft_id", _ID, ForeignKey("drafts.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("digest", _DIGEST, nullable=False),
    Column("scheme", Integer, nullable=False),
    Column("editor_id", _ID, ForeignKey("people.id")),
    Column("change", _NAME, nullable=False),
    Column("policy_version", _NAME, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("draft_id", "number", "digest"),
)

contents = Table(
    "contents",
    metadata,
    Column("draft_id", _ID, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("customer_id", _ID, ForeignKey("customers.id"), nullable=False, index=True),
    Column("letter", Text, nullable=False),
    Column("envelope", Text, nullable=False),
    Column("findings", Text, nullable=False),
    Column("record", Text),
    ForeignKeyConstraint(["draft_id", "version"], ["versions.draft_id", "versions.number"]),
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("draft_id", _ID, ForeignKey("drafts.id"), nullable=False, index=True),
    Column("customer_id", _ID, ForeignKey("customers.id"), nullable=False, index=True),
    Column("name", String(255), nullable=False),
    Column("media_type", String(255), nullable=False),
    Column("sha256", _DIGEST, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

autosaves = Table(
    "autosaves",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("draft_id", _ID, ForeignKey("drafts.id"), nullable=False),
    Column("customer_id", _ID, ForeignKey("customers.id"), nullable=False, index=True),
    Column("person_id", _ID, ForeignKey("people.id"), nullable=False),
    Column("editor", _NAME, nullable=False),
    Column("base_version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Index("ix_autosaves_draft", "draft_id", "person_id", "saved_at"),
)

comments = Table(
    "comments",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("draft_id", _ID, ForeignKey("drafts.id"), nullable=False, index=True),
    Column("customer_id", _ID, ForeignKey("customers.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("author_id", _ID, ForeignKey("people.id"), nullable=False),
    Column("purpose", _NAME, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("span_start", Integer),
    Column("span_end", Integer),
    Column("text", Text, nullable=False),
    Column("answers_id", _ID, ForeignKey("comments.id")),
    Column("created_at", Instant, nullable=False),
)


# Review ----------------------------------------------------------------------------------------------------

openings = Table(
    "openings",
    metadata,
    Column("draft_id", _ID, ForeignKey("drafts.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("person_id", _ID, ForeignKey("people.id"), primary_key=True),
    Column("opened_at", Instant, nullable=False),
    Column("read_to_end", Boolean, nullable=False),
)

presence = Table(
    "presence",
    metadata,
    Column("draft_id", _ID, ForeignKey("drafts.id"), primary_key=True),
    Column("person_id", _ID, ForeignKey("people.id"), primary_key=True),
    Column("mode", _NAME, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

ticks = Table(
    "ticks",
    metadata,
    Column("draft_id", _ID, ForeignKey("drafts.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("list", _NAME, primary_key=True),
    Column("item", _NAME, primary_key=True),
    Column("person_id", _ID, ForeignKey("people.id"), primary_key=True),
    Column("ticked_at", Instant, nullable=False),
)

acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("draft_id", _ID, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("finding", _NAME, primary_key=True),
    Column("person_id", _ID, ForeignKey("people.id"), primary_key=True),
    Column("rule", String(200), nullable=False),
    Column("comment_id", _ID),
    Column("acknowledged_at", Instant, nullable=False),
    ForeignKeyConstraint(["draft_id", "version"], ["versions.draft_id", "versions.number"]),
)

hits = Table(
    "hits",
    metadata,
    Column("draft_id", _ID, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("rule", String(200), primary_key=True),
    Column("severity", _NAME, nullable=False),
    Column("count", Integer, nullable=False),
    ForeignKeyConstraint(["draft_id", "version"], ["versions.draft_id", "versions.number"]),
)

sign_offs = Table(
    "sign_offs",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("draft_id", _ID, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", _DIGEST, nullable=False),
    Column("person_id", _ID, ForeignKey("people.id"), nullable=False),
    Column("method", _NAME, nullable=False),
    Column("triggers", JSON, nullable=False),
    Column("comment_id", _ID),
    Column("signed_at", Instant, nullable=False),
    ForeignKeyConstraint(
        ["draft_id", "version", "digest"], ["versions.draft_id", "versions.number", "versions.digest"]
    ),
    Index("ix_sign_offs_draft", "draft_id", "version"),
)

approvals = Table(
    "approvals",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("draft_id", _ID, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", _DIGEST, nullable=False),
    Column("round", Integer, nullable=False),
    Column("person_id", _ID, ForeignKey("people.id"), nullable=False),
    Column("role", _NAME, nullable=False),
    Column("method", _NAME, nullable=False),
    Column("policy_version", _NAME, nullable=False),
    Column("check_digest", _DIGEST, nullable=False),
    Column("sign_off_id", _ID, ForeignKey("sign_offs.id")),
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
    Column("approval_id", _ID, ForeignKey("approvals.id"), primary_key=True),
    Column("person_id", _ID, ForeignKey("people.id")),
    Column("cause", _NAME, nullable=False),
    Column("revoked_at", Instant, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("approval_id", _ID, ForeignKey("approvals.id"), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("draft_id", _ID, ForeignKey("drafts.id"), nullable=False, index=True),
    Column("digest", _DIGEST, nullable=False),
    Column("target", _NAME, nullable=False),
    Column("outcome", _NAME, nullable=False),
    Column("receipt", String(1000)),
    Column("started_by", _ID, ForeignKey("people.id"), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    UniqueConstraint("approval_id", "attempt"),
)


# Audit -----------------------------------------------------------------------------------------------------

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor_id", _ID, nullable=False),
    Column("role", _NAME, nullable=False),
    Column("method", _NAME, nullable=False),
    Column("act", _NAME, nullable=False),
    Column("draft_id", _ID, index=True),
    Column("version", Integer),
    Column("digest", _DIGEST),
    Column("from_state", _NAME),
    Column("to_state", _NAME),
    Column("detail", Text, nullable=False),
    Column("prev", _DIGEST, nullable=False),
    Column("hash", _DIGEST, nullable=False),
    Index("ix_events_act", "act", "seq"),
    Index("ix_events_actor", "actor_id", "seq"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", _DIGEST, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)


# Work to do ------------------------------------------------------------------------------------------------

outbox = Table(
    "outbox",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("topic", _NAME, nullable=False),
    Column("key", String(200), nullable=False, unique=True),
    Column("target", String(200), nullable=False, server_default=""),
    Column("payload", JSON, nullable=False),
    Column("state", _NAME, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("worker", _NAME),
    Column("lease_until", Instant),
    Column("created_at", Instant, nullable=False),
    Index("ix_outbox_waiting", "topic", "state", "not_before"),
)

outbox_attempts = Table(
    "outbox_attempts",
    metadata,
    Column("job_id", _ID, ForeignKey("outbox.id"), primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("ended_at", Instant, nullable=False),
    Column("outcome", _NAME, nullable=False),
    Column("status", Integer),
    Column("said", String(500), nullable=False, server_default=""),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("url", String(2000), nullable=False),
    Column("secret", String(200), nullable=False),
    Column("events", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_by", _ID, ForeignKey("people.id"), nullable=False),
    Column("created_at", Instant, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("person_id", _ID, primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("request_digest", _DIGEST, nullable=False),
    Column("status", Integer),
    Column("response", Text),
    Column("created_at", Instant, nullable=False),
)

configuration = Table(
    "configuration",
    metadata,
    Column("key", _NAME, primary_key=True),
    Column("value", JSON, nullable=False),
    Column("changed_by", _ID, nullable=False),
    Column("changed_at", Instant, nullable=False),
)
