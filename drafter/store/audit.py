"""The audit trail: append-only, each event bound to the one before it by its hash.

The chain's head is one locked row, so events stand in one order on both databases. What was edited, deleted
or moved breaks the chain; what was cut off its end or written anew breaks the anchor.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import itertools
import json
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, String, and_, exists, insert, select, type_coerce, update

from drafter.store.anchor import Head
from drafter.store.columns import written
from drafter.store.tables import approvals, audit_head, events, versions

GENESIS = "0" * 64
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An event to be appended.

    Attributes:
        at: when.
        actor_id, role, method: who, as what, and how they proved it.
        act: what was done.
        draft_id, version, digest: to which letter.
        from_state, to_state: the move, where there was one.
        detail: ids, digests, codes and counts; never personal data.
    """

    at: dt.datetime
    actor_id: str
    role: str
    method: str
    act: str
    draft_id: str | None = None
    version: int | None = None
    digest: str | None = None
    from_state: str | None = None
    to_state: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


def append(connection: Connection, entry: Entry) -> int:
    """Append an event inside a transaction that writes; return its sequence number."""
    last = connection.execute(select(audit_head.c.seq, audit_head.c.hash).with_for_update()).one()
    row = {
        "seq": last.seq + 1,
        "at": entry.at,
        "actor_id": entry.actor_id,
        "role": entry.role,
        "method": entry.method,
        "act": entry.act,
        "draft_id": entry.draft_id,
        "version": entry.version,
        "digest": entry.digest,
        "from_state": entry.from_state,
        "to_state": entry.to_state,
        "detail": json.dumps(entry.detail, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        "prev": last.hash,
    }
    row["hash"] = hash_of(row.values())
    connection.execute(insert(events).values(row))
    connection.execute(update(audit_head).values(seq=row["seq"], hash=row["hash"]))
    connection.info["audit_head"] = (row["seq"], row["hash"])
    return int(row["seq"])


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying the trail showed.

    Attributes:
        events: events read.
        head: the chain's present head, to be noted elsewhere.
        problems: each break, in words, the first ones only.
    """

    events: int
    head: Head
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Say whether nothing was found."""
        return not self.problems


def verify(connection: Connection, anchored: Iterable[Head] = (), *, most: int = 20) -> Report:
    """Verify the chain from its first event, its head, the anchor, and that every version and approval has
    the event that made it.

    Args:
        connection: a view of one moment.
        anchored: heads noted outside the database.
        most: problems after which to stop.
    """
    wanted = dict(anchored)
    seen = _Seen()
    with contextlib.closing(_problems(connection, wanted, seen)) as found:
        problems = list(itertools.islice(found, most))
    return Report(seen.count, Head(seen.seq, seen.hash), tuple(problems))


@dataclass(slots=True)
class _Seen:
    count: int = 0
    seq: int = 0
    hash: str = GENESIS


def _problems(connection: Connection, anchored: dict[int, str], seen: _Seen) -> Generator[str, None, None]:
    noted = dict(anchored)
    # The text of a moment is what was hashed; reading it as one and writing it again costs most of the time.
    columns = [type_coerce(c, String) if c is events.c.at else c for c in events.columns]
    every = select(*columns).order_by(events.c.seq).execution_options(yield_per=_CHUNK)
    with connection.execute(every) as rows:
        for row in rows:
            yield from _broken(row, noted, seen)
            seen.count, seen.seq, seen.hash = seen.count + 1, row.seq, row.hash
    if noted:
        yield f"the anchor noted event {max(noted)}, but the trail ends at {seen.seq}"
    last = connection.execute(select(audit_head.c.seq, audit_head.c.hash)).first()
    if last is None or (last.seq, last.hash) != (seen.seq, seen.hash):
        yield f"the noted head is not the last event ({seen.seq})"
    yield from _unrecorded(connection)


def _broken(row: Row[tuple[object, ...]], noted: dict[int, str], seen: _Seen) -> Iterator[str]:
    seq, hash, prev = row.seq, row.hash, row.prev
    if seq != seen.seq + 1:
        yield f"event {seen.seq + 1} is missing; the next one is {seq}"
    elif prev != seen.hash:
        yield f"event {seq} does not follow the one before it"
    if hash != hash_of(tuple(row)[:-1]):
        yield f"event {seq} was changed"
    if noted.pop(seq, hash) != hash:
        yield f"event {seq} is not the one the anchor noted"


def _unrecorded(connection: Connection) -> Iterator[str]:
    for table, number, what in (
        (versions, versions.c.number, "version"),
        (approvals, approvals.c.version, "approval of version"),
    ):
        recorded = and_(
            events.c.draft_id == table.c.draft_id,
            events.c.version == number,
            events.c.digest == table.c.digest,
            *((events.c.act == "approve",) if table is approvals else ()),
        )
        for row in connection.execute(select(table.c.draft_id, number).where(~exists().where(recorded))):
            yield f"{what} {row[1]} of draft {row[0]} has no event that made it"


def hash_of(values: Iterable[object]) -> str:
    """Return the hash of an event's values in the order of its columns, the hash before it last."""
    plain = [written(value) if isinstance(value, dt.datetime) else value for value in values]
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
