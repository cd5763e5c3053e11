"""Bringing a database up to the present schema."""

from __future__ import annotations

from sqlalchemy import Engine

from drafter.store.tables import metadata


def upgrade(engine: Engine) -> None:
    """Run every migration the database has not seen."""
    metadata.create_all(engine)
