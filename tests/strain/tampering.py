"""An audit trail changed by somebody who owns the database."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from drafter.store import Store, audit
from drafter.store.anchor import Anchor
from drafter.store.columns import read
from drafter.store.engine import sqlite_url
from drafter.store.triggers import FOREVER
from tests.databases import database
from tests.reviewing import Clock, office

Tamper = Callable[[sqlite3.Connection, random.Random, int], None]


def run(folder: Path, *, each: int, rng: random.Random) -> dict[str, int]:
    """Tamper with copies of one trail; return by kind how often verifying found it."""
    with database("sqlite", folder) as url:
        anchor = Anchor(folder / "tampering.anchor")
        with Store.open(url, clock=(clock := Clock()), anchor=anchor) as store:
            room = office(store, clock)
            for _ in range(3):
                room.approved()
            with store.read() as connection:
                count = audit.verify(connection, anchor.heads()).events
        original = Path(url.removeprefix("sqlite:///"))
        return {
            kind: sum(_found(original, folder / "copy.db", anchor, tamper, rng, count) for _ in range(each))
            for kind, tamper in KINDS.items()
        }


def _found(
    original: Path, copy: Path, anchor: Anchor, tamper: Tamper, rng: random.Random, count: int
) -> bool:
    for old in copy.parent.glob(f"{copy.name}*"):
        old.unlink()
    shutil.copy(original, copy)
    connection = sqlite3.connect(copy)
    for table in FOREVER:
        connection.execute(f"DROP TRIGGER {table}_never_changed")
        connection.execute(f"DROP TRIGGER {table}_never_deleted")
    tamper(connection, rng, count)
    connection.commit()
    connection.close()
    with Store.open(sqlite_url(copy)) as store, store.read() as view:
        return not audit.verify(view, anchor.heads()).holds


_COLUMNS = ("at", "actor_id", "role", "act", "draft_id", "version", "digest", "to_state", "detail")


def _edit(connection: sqlite3.Connection, rng: random.Random, count: int) -> None:
    column, seq = rng.choice(_COLUMNS), rng.randint(1, count)
    (value,) = connection.execute(f"SELECT {column} FROM events WHERE seq = ?", (seq,)).fetchone()  # noqa: S608
    other = {"at": "2026-11-28T11:59:59.000000Z", "version": 99}.get(column, f"{value}x")
    connection.execute(f"UPDATE events SET {column} = ? WHERE seq = ?", (other, seq))  # noqa: S608


def _delete(connection: sqlite3.Connection, rng: random.Random, count: int) -> None:
    connection.execute("DELETE FROM events WHERE seq = ?", (rng.randint(1, count),))


def _swap(connection: sqlite3.Connection, rng: random.Random, count: int) -> None:
    first, second = rng.sample(range(1, count + 1), 2)
    for before, after in ((first, -1), (second, first), (-1, second)):
        connection.execute("UPDATE events SET seq = ? WHERE seq = ?", (after, before))


def _truncate(connection: sqlite3.Connection, rng: random.Random, count: int) -> None:
    """Cut the end off and put the head right, as somebody who knows the scheme would."""
    last = rng.randint(1, count - 1)
    connection.execute("DELETE FROM events WHERE seq > ?", (last,))
    connection.execute(
        "UPDATE audit_head SET seq = ?, hash = (SELECT hash FROM events WHERE seq = ?)", (last, last)
    )


def _rewrite(connection: sqlite3.Connection, rng: random.Random, count: int) -> None:
    """Change one event and hash everything after it anew, by the code's own rule."""
    seq = rng.randint(1, count)
    connection.execute("UPDATE events SET actor_id = 'somebody-else' WHERE seq = ?", (seq,))
    previous = audit.GENESIS
    for row in connection.execute("SELECT * FROM events ORDER BY seq").fetchall():
        values = [*row[:-2], previous]
        previous = audit.hash_of([values[0], read(values[1]), *values[2:]])
        connection.execute(
            "UPDATE events SET prev = ?, hash = ? WHERE seq = ?", (values[-1], previous, row[0])
        )
    connection.execute("UPDATE audit_head SET hash = ?", (previous,))


KINDS: dict[str, Tamper] = {
    "edit": _edit,
    "delete": _delete,
    "swap": _swap,
    "truncate": _truncate,
    "rewrite": _rewrite,
}
