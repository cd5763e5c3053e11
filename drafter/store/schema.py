"""Bringing a database up to the present schema."""

from __future__ import annotations

from sqlalchemy import Engine

from drafter.store.audit import GENESIS
from drafter.store.tables import audit_head, metadata
from drafter.store.triggers import statements


def upgrade(engine: Engine) -> None:
    """Run every migration the database has not seen."""
    with engine.begin() as connection:
        if engine.dialect.has_table(connection, "audit_head"):
            return
        metadata.create_all(connection)
        for statement in statements(engine.dialect.name):
            connection.exec_driver_sql(statement)
        connection.execute(audit_head.insert().values(id=1, seq=0, hash=GENESIS))
