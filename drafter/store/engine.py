"""One store: a SQLite file by default, PostgreSQL by URL.

SQLite runs in WAL mode with ``synchronous=FULL``, and every write begins with ``BEGIN IMMEDIATE``: the
driver's own begin comes only before the first change, so that two writers could read the same audit head.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from drafter.errors import InputError, LostError, Problem, StoreError
from drafter.store import schema
from drafter.store.anchor import Anchor
from drafter.store.ids import new_id

BUSY_SECONDS = 10
POOL_SIZE = 10

Clock = Callable[[], dt.datetime]


def now() -> dt.datetime:
    """Return the present moment in UTC."""
    return dt.datetime.now(dt.UTC)


class Store:
    """A database and the anchor of its audit chain.

    ::

        with Store.open("sqlite:///drafter.db") as store, store.write() as connection:
            ...

    Args:
        engine: from :func:`make_engine`.
        anchor: told the head of the audit chain after each commit; None keeps none.
        clock: the present moment in UTC.
        new_id: makes an id of at most 32 characters.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        anchor: Anchor | None = None,
        clock: Clock = now,
        new_id: Callable[[], str] = new_id,
    ) -> None:
        self.engine = engine
        self.anchor = anchor
        self.clock = clock
        self.new_id = new_id
        # Writers of one process wait in line for SQLite's one write lock instead of polling for it.
        self._line = threading.Lock() if self.is_sqlite else contextlib.nullcontext()

    @classmethod
    def open(
        cls,
        url: str,
        *,
        migrate: bool = True,
        anchor: Anchor | None = None,
        clock: Clock = now,
        new_id: Callable[[], str] = new_id,
    ) -> Store:
        """Open a database, bringing an empty or older one up to the present schema.

        Args:
            url: ``sqlite:///file.db`` or ``postgresql://user@host/name``.
            migrate: off, the database must be there and of the present schema.
            anchor: see the class.
            clock: see the class.
            new_id: see the class.

        Raises:
            StoreError: it cannot be opened, is damaged, or is of a newer schema.
        """
        engine = make_engine(url)
        file = engine.url.database if engine.dialect.name == "sqlite" else None
        if not migrate and file and not Path(file).is_file():
            raise StoreError(f"{file}: there is no such database; name the one that `drafter serve` uses")
        store = cls(engine, anchor=anchor, clock=clock, new_id=new_id)
        try:
            store.check()
            with _translated():
                (schema.upgrade if migrate else schema.require)(engine)
        except BaseException:
            store.close()
            raise
        return store

    @property
    def is_sqlite(self) -> bool:
        """Say whether the database is a SQLite file."""
        return self.engine.dialect.name == "sqlite"

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """Open one transaction that may write: all of it is kept, or none.

        Raises:
            StoreError: the database is locked, full, read-only or out of reach; nothing is kept.
            LostError: the connection broke; whether it is kept is not known.
            UnanchoredError: it is kept, but the anchor cannot be written.
        """
        with self._line, _translated(), self.engine.connect() as raw:
            connection = raw.execution_options(drafter_write=True)
            try:
                with connection.begin():
                    yield connection
            finally:
                head = connection.info.pop("audit_head", None)
        if head is not None and self.anchor is not None:
            self.anchor.note(*head)

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """Open one read-only view of the database: what it reads is of one moment.

        Raises:
            StoreError: the database is out of reach.
        """
        one_moment = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with _translated(), self.engine.connect() as raw:
            connection = raw.execution_options(**one_moment)
            with connection.begin():
                yield connection

    def check(self) -> None:
        """Ask whether the database can be used; a damaged one is refused.

        Raises:
            StoreError: it cannot be reached, or SQLite finds it damaged.
        """
        with self.read() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT 1"))
                return
            said = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
            if said != "ok":
                raise StoreError(f"the database is damaged ({said}); restore a backup with `drafter restore`")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def make_engine(url: str) -> Engine:
    """Return an engine for a database URL.

    Raises:
        StoreError: the URL is neither a SQLite file nor PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except Exception:  # noqa: BLE001  (the library's error would show a password)
        raise StoreError("the database URL cannot be read; give sqlite:///FILE or postgresql://…") from None
    match parsed.get_backend_name():
        case "sqlite" if parsed.database in {None, "", ":memory:"}:
            raise StoreError("the database URL names no file; give sqlite:///FILE or postgresql://…")
        case "sqlite":
            engine = create_engine(
                parsed,
                pool_size=POOL_SIZE,
                max_overflow=POOL_SIZE,
                pool_timeout=30,
                connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
            )
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            event.listen(engine, "before_cursor_execute", _refuse_nul)
            return engine
        case "postgresql":
            engine = create_engine(
                parsed.set(drivername="postgresql+psycopg"),
                pool_size=POOL_SIZE,
                max_overflow=POOL_SIZE,
                pool_pre_ping=True,
                isolation_level="READ COMMITTED",
            )
            event.listen(engine, "before_cursor_execute", _refuse_nul)
            return engine
        case other:
            raise StoreError(
                f"`{other}` is not a database Drafter knows; give sqlite:///FILE or postgresql://…"
            )


def sqlite_url(path: Path) -> str:
    """Return the URL of a SQLite file."""
    return f"sqlite:///{path}"


def _refuse_nul(
    _connection: Connection,
    _cursor: object,
    _statement: str,
    parameters: Sequence[Any] | Mapping[str, Any],
    _context: object,
    executemany: bool,
) -> None:
    """Refuse a text with a NUL: PostgreSQL cannot hold one, and what one store refuses both do.

    Raises:
        InputError: a text holds one.
    """
    rows: Iterable[Any] = parameters if executemany else (parameters,)
    for row in rows:
        values: Iterable[object] = row.values() if isinstance(row, Mapping) else row
        if any(isinstance(value, str) and "\0" in value for value in values):
            raise InputError(Problem("request", "", "holds a NUL character", "leave it out"))


def _prepare_sqlite(raw: object, _entry: ConnectionPoolEntry) -> None:
    connection: object = raw
    connection.isolation_level = None  # type: ignore[attr-defined]  # we begin ourselves
    # SQLite's own knows the letters of ASCII alone, and a search would tell Я from я.
    connection.create_function("lower", 1, _lower, deterministic=True)  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _lower(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("drafter_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        # To PostgreSQL's driver a broken connection is operational as well, and its commit may stand.
        if error.connection_invalidated:
            raise LostError(
                "the connection to the database was lost; whether anything was changed is not known"
            ) from error
        if isinstance(error, OperationalError):
            said = type(error.orig).__name__ if error.orig else "OperationalError"
            # The driver's text may hold values; the first line of SQLite's and PostgreSQL's own does not.
            first = str(error.orig).splitlines()[0] if error.orig else ""
            raise StoreError(
                f"the database cannot be used just now ({said}: {first}); nothing was changed"
            ) from error
        if type(error) is DatabaseError:
            raise StoreError(f"the file is not a database, or is damaged ({error.orig})") from error
        raise
