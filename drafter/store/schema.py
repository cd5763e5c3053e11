"""Bringing a database up to the present schema."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from drafter.errors import StoreError

HEAD = "0003"
"""The present schema: the last migration's name."""

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x6472_6166_7465_72
"""Key of the advisory lock under which one process at a time migrates PostgreSQL."""


def upgrade(engine: Engine) -> None:
    """Run every migration the database has not seen, in one transaction.

    Raises:
        StoreError: the database is of a newer schema than this version knows.
    """
    with engine.connect() as connection:
        if version(connection) == HEAD:
            return
    with engine.connect().execution_options(drafter_write=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        present = version(connection)
        if present == HEAD:
            return
        if present is not None and present > HEAD:
            raise StoreError(
                f"the database is of schema {present}, this version knows {HEAD}; use a newer Drafter"
            )
        _migrate(connection)


def require(engine: Engine) -> None:
    """Check that a database is of the present schema.

    Raises:
        StoreError: it is of another one, or empty.
    """
    with engine.connect() as connection:
        present = version(connection)
    if present != HEAD:
        raise StoreError(
            f"the database is of schema {present or 'none'}, not {HEAD}; start `drafter serve` once"
        )


def version(connection: Connection) -> str | None:
    """Return the schema of a database; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  (read only where there is something to migrate)
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
