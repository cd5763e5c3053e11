"""Review, deliveries, the audit trail and the outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from drafter.store.triggers import statements

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables and their triggers."""
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "events",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("from_state", sa.String(length=64), nullable=True),
        sa.Column("to_state", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_events")),
    )
    op.create_index("ix_events_act", "events", ["act", "seq"], unique=False)
    op.create_index("ix_events_actor", "events", ["actor_id", "seq"], unique=False)
    op.create_index(op.f("ix_events_draft_id"), "events", ["draft_id"], unique=False)
    op.create_table(
        "idempotency",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("response", sa.Text(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("target", sa.String(length=200), server_default="", nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.String(27), nullable=False),
        sa.Column("worker", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.String(27), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index("ix_outbox_waiting", "outbox", ["topic", "state", "not_before"], unique=False)
    op.create_table(
        "outbox_attempts",
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.String(27), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("said", sa.String(length=500), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["outbox.id"], name=op.f("fk_outbox_attempts_job_id")),
        sa.PrimaryKeyConstraint("job_id", "attempt", name=op.f("pk_outbox_attempts")),
    )
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_webhooks_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "openings",
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.String(27), nullable=False),
        sa.Column("read_to_end", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_openings_draft_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_openings_person_id")),
        sa.PrimaryKeyConstraint("draft_id", "version", "person_id", name=op.f("pk_openings")),
    )
    op.create_table(
        "presence",
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("mode", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_presence_draft_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_presence_person_id")),
        sa.PrimaryKeyConstraint("draft_id", "person_id", name=op.f("pk_presence")),
    )
    op.create_table(
        "ticks",
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("list", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("ticked_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_ticks_draft_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_ticks_person_id")),
        sa.PrimaryKeyConstraint("draft_id", "version", "list", "item", "person_id", name=op.f("pk_ticks")),
    )
    op.create_table(
        "acknowledgements",
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("finding", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("comment_id", sa.String(length=32), nullable=True),
        sa.Column("acknowledged_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id", "version"],
            ["versions.draft_id", "versions.number"],
            name=op.f("fk_acknowledgements_draft_id_version"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_acknowledgements_person_id")),
        sa.PrimaryKeyConstraint(
            "draft_id", "version", "finding", "person_id", name=op.f("pk_acknowledgements")
        ),
    )
    op.create_table(
        "sign_offs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("method", sa.String(length=64), nullable=False),
        sa.Column("triggers", sa.JSON(), nullable=False),
        sa.Column("comment_id", sa.String(length=32), nullable=True),
        sa.Column("signed_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id", "version", "digest"],
            ["versions.draft_id", "versions.number", "versions.digest"],
            name=op.f("fk_sign_offs_draft_id_version_digest"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_offs_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_offs")),
    )
    op.create_index("ix_sign_offs_draft", "sign_offs", ["draft_id", "version"], unique=False)
    op.create_table(
        "approvals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=64), nullable=False),
        sa.Column("policy_version", sa.String(length=64), nullable=False),
        sa.Column("check_digest", sa.String(length=64), nullable=False),
        sa.Column("sign_off_id", sa.String(length=32), nullable=True),
        sa.Column("promises", sa.Integer(), nullable=False),
        sa.Column("acknowledged", sa.JSON(), nullable=False),
        sa.Column("edit_distance", sa.Float(), nullable=False),
        sa.Column("opened_at", sa.String(27), nullable=False),
        sa.Column("approved_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id", "version", "digest"],
            ["versions.draft_id", "versions.number", "versions.digest"],
            name=op.f("fk_approvals_draft_id_version_digest"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_approvals_person_id")),
        sa.ForeignKeyConstraint(["sign_off_id"], ["sign_offs.id"], name=op.f("fk_approvals_sign_off_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("draft_id", "round", name=op.f("uq_approvals_draft_id_round")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("approval_id", sa.String(length=32), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("receipt", sa.String(length=1000), nullable=True),
        sa.Column("started_by", sa.String(length=32), nullable=False),
        sa.Column("started_at", sa.String(27), nullable=False),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(["approval_id"], ["approvals.id"], name=op.f("fk_deliveries_approval_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_deliveries_draft_id")),
        sa.ForeignKeyConstraint(["started_by"], ["people.id"], name=op.f("fk_deliveries_started_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("approval_id", "attempt", name=op.f("uq_deliveries_approval_id_attempt")),
    )
    op.create_index(op.f("ix_deliveries_draft_id"), "deliveries", ["draft_id"], unique=False)
    op.create_table(
        "revocations",
        sa.Column("approval_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("cause", sa.String(length=64), nullable=False),
        sa.Column("revoked_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approvals.id"], name=op.f("fk_revocations_approval_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_revocations_person_id")),
        sa.PrimaryKeyConstraint("approval_id", name=op.f("pk_revocations")),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": "0" * 64}])
    for statement in statements(op.get_bind().dialect.name):
        op.execute(statement)
