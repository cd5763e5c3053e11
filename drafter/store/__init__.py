"""The store: tables, migrations, the audit chain, the outbox, backups. SQLite or PostgreSQL, by URL."""

from drafter.store.engine import Store

__all__ = ["Store"]
