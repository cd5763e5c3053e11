"""Backups: the whole store as one file, taken while others write, restored into either database.

The file is a ZIP archive of one JSON-lines member a table and a manifest. Sessions and presence are left out:
a restored service begins with nobody signed in.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Date, LargeBinary, Table, func, insert, select, update

from drafter.errors import StoreError
from drafter.store import audit, schema
from drafter.store.anchor import Anchor
from drafter.store.columns import Instant, read, written
from drafter.store.engine import Store
from drafter.store.tables import audit_head, events, metadata, people, presence, sessions

MANIFEST = "manifest.json"
_LEFT_OUT = frozenset({sessions.name, presence.name})
_CHUNK = 1_000
_NOT_WHOLE = (
    OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError,
    KeyError, ValueError, TypeError, AttributeError,
)  # fmt: skip
"""What comes of reading an archive, or rows, of which bytes were changed."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: rows by table, and the head of its audit chain."""

    rows: dict[str, int]
    seq: int
    hash: str


def backup(store: Store, file: Path) -> Backup:
    """Write one moment of a store into a file, which appears whole or not at all.

    Args:
        store: the store; it may be in use.
        file: where to; an existing file is left alone.

    Raises:
        StoreError: the file is there already or cannot be written, or the audit trail does not hold.
    """
    if file.exists():
        raise StoreError(f"{file}: is there already; name another file")
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "wb") as out:
                made = _write(store, out)
                out.flush()
                os.fsync(out.fileno())
            Path(name).rename(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreError(
            f"{file}: cannot be written ({error.strerror}); name a place you may write to"
        ) from error
    return made


def restore(store: Store, file: Path, anchor: Anchor | None = None) -> Backup:
    """Fill an empty store from a backup; all of it or nothing.

    Args:
        store: a store that holds nobody and nothing.
        file: the backup.
        anchor: heads noted elsewhere; a backup that they do not bear out is refused.

    Raises:
        StoreError: the file is not a whole backup of this schema, the store is not empty, or the trail in
            the backup does not hold.
    """
    with _refused(file), zipfile.ZipFile(file) as archive, store.write() as connection:
        return _read(archive, connection, anchor)


def require_whole(file: Path) -> None:
    """Read a backup through, before a database is made for it.

    Raises:
        StoreError: it cannot be read, or is damaged.
    """
    with _refused(file), zipfile.ZipFile(file) as archive:
        damaged = archive.testzip()
        if damaged:
            raise zipfile.BadZipFile(damaged)


@contextlib.contextmanager
def _refused(file: Path) -> Iterator[None]:
    try:
        yield
    except _NOT_WHOLE as error:
        raise StoreError(
            f"{file}: is not a whole backup ({type(error).__name__}); give another one"
        ) from error


def _tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if table.name not in _LEFT_OUT]


def _write(store: Store, out: Any) -> Backup:  # noqa: ANN401  (any binary file)
    rows, digests = {}, {}
    with store.read() as connection, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        report = audit.verify(connection)
        if not report.holds:
            raise StoreError(
                f"the audit trail does not hold: {report.problems[0]}; see `drafter audit verify`"
            )
        for table in _tables():
            digest, count = hashlib.sha256(), 0
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as member:
                for line in _lines(connection, table):
                    member.write(line)
                    digest.update(line)
                    count += 1
            rows[table.name], digests[table.name] = count, digest.hexdigest()
        manifest = {
            "schema": schema.HEAD,
            "rows": rows,
            "sha256": digests,
            "head": {"seq": report.head.seq, "hash": report.head.hash},
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=2))
    return Backup(rows, *report.head)


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    key = list(table.primary_key.columns)
    every = select(table).order_by(*key).execution_options(yield_per=_CHUNK)
    with connection.execute(every) as rows:
        for row in rows.mappings():
            plain = {name: _to_json(value) for name, value in row.items()}
            yield (json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _to_json(value: object) -> object:
    match value:
        case bytes():
            return base64.b64encode(value).decode()
        case dt.datetime():
            return written(value)
        case dt.date():
            return value.isoformat()
    return value


def _from_json(table: Table, name: str, value: Any) -> object:  # noqa: ANN401  (JSON is any shape)
    if value is None:
        return None
    match table.c[name].type:
        case LargeBinary():
            return base64.b64decode(value, validate=True)
        case Instant():
            return read(value)
        case Date():
            return dt.date.fromisoformat(value)
    return value


def _read(archive: zipfile.ZipFile, connection: Connection, anchor: Anchor | None) -> Backup:
    manifest = json.loads(archive.read(MANIFEST))
    if manifest["schema"] != schema.HEAD:
        raise StoreError(
            f"the backup is of schema {manifest['schema']}, this version knows {schema.HEAD}; "
            "restore it with the version that made it"
        )
    for table in (people, events):
        if connection.execute(select(func.count()).select_from(table)).scalar():
            raise StoreError("the database is not empty; name a new one")
    for table in _tables():
        _fill(archive, connection, table, manifest["sha256"][table.name])
    head = manifest["head"]
    report = audit.verify(connection, anchor.heads() if anchor else ())
    if not report.holds or report.head != (head["seq"], head["hash"]):
        said = report.problems[0] if report.problems else "its last event is not the one its manifest names"
        raise StoreError(f"the audit trail in the backup does not hold: {said}")
    return Backup(manifest["rows"], head["seq"], head["hash"])


def _fill(archive: zipfile.ZipFile, connection: Connection, table: Table, wanted: str) -> None:
    digest, chunk = hashlib.sha256(), []
    with archive.open(f"{table.name}.jsonl") as member:
        for line in member:
            digest.update(line)
            row = {name: _from_json(table, name, value) for name, value in json.loads(line).items()}
            if table is audit_head:
                connection.execute(update(audit_head).values(row))
                continue
            chunk.append(row)
            if len(chunk) == _CHUNK:
                connection.execute(insert(table), chunk)
                chunk.clear()
    if chunk:
        connection.execute(insert(table), chunk)
    if digest.hexdigest() != wanted:
        raise StoreError(f"the backup's table {table.name} was changed or cut short; give another backup")
