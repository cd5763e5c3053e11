"""Triggers that hold the database to it: what is written once stays, and words go only by an erasure.

They stop mistakes and other programs, not an owner of the database; for that there is the audit's anchor.
"""

from __future__ import annotations

from collections.abc import Iterator

FOREVER = (
    "versions",
    "hits",
    "sign_offs",
    "approvals",
    "revocations",
    "events",
)
"""Tables whose rows are never changed and never deleted."""

UNTIL_ERASED = ("facts", "contents", "attachments", "comments")
"""Tables whose rows are never changed, and deleted only once their customer is marked as erased."""


def statements(dialect: str) -> Iterator[str]:
    """Yield the statements that make every trigger.

    Args:
        dialect: ``sqlite`` or ``postgresql``.
    """
    yield from _postgresql() if dialect == "postgresql" else _sqlite()


def _sqlite() -> Iterator[str]:
    for table in (*FOREVER, *UNTIL_ERASED):
        yield (
            f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    for table in FOREVER:
        yield (
            f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    for table in UNTIL_ERASED:
        yield (
            f"CREATE TRIGGER {table}_only_erased BEFORE DELETE ON {table} "  # noqa: S608  (our own names)
            "WHEN (SELECT erased_at FROM customers WHERE id = OLD.customer_id) IS NULL "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only until its customer is erased'); END"
        )


def _postgresql() -> Iterator[str]:
    yield (
        "CREATE FUNCTION drafter_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    yield (
        "CREATE FUNCTION drafter_until_erased() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF (SELECT erased_at FROM customers WHERE id = OLD.customer_id) IS NULL THEN "
        "RAISE EXCEPTION '% is append-only until its customer is erased', TG_TABLE_NAME; END IF; "
        "RETURN OLD; END $$"
    )
    for table in (*FOREVER, *UNTIL_ERASED):
        yield (
            f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION drafter_append_only()"
        )
        yield (
            f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION drafter_append_only()"
        )
    for table in FOREVER:
        yield (
            f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION drafter_append_only()"
        )
    for table in UNTIL_ERASED:
        yield (
            f"CREATE TRIGGER {table}_only_erased BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION drafter_until_erased()"
        )
