"""People, their sessions and tokens."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from drafter.store.columns import Instant
from drafter.store.tables.base import DIGEST, ID, NAME, metadata

people = Table(
    "people",
    metadata,
    Column("id", ID, primary_key=True),
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
    Column("person_id", ID, ForeignKey("people.id"), primary_key=True),
    Column("role", NAME, primary_key=True),
)

person_languages = Table(
    "person_languages",
    metadata,
    Column("person_id", ID, ForeignKey("people.id"), primary_key=True),
    Column("language", String(8), primary_key=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("secret_hash", DIGEST, primary_key=True),
    Column("person_id", ID, ForeignKey("people.id"), nullable=False, index=True),
    Column("method", NAME, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person_id", ID, ForeignKey("people.id"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("secret_hash", DIGEST, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("revoked_at", Instant),
)

invites = Table(
    "invites",
    metadata,
    Column("secret_hash", DIGEST, primary_key=True),
    Column("roles", JSON, nullable=False),
    Column("languages", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)
