"""Approved letters changed by one byte behind the review room's back."""

from __future__ import annotations

import random
from collections import Counter

from sqlalchemy import Connection, select, text, update

from drafter.errors import DrafterError
from drafter.store.tables import attachments, contents, facts
from drafter.store.triggers import UNTIL_ERASED
from tests.reviewing import Office

FIELDS = ("text", "facts", "recipient", "attachment")
_COLUMNS = {
    "text": contents.c.letter,
    "facts": facts.c.case_file,
    "recipient": contents.c.envelope,
    "attachment": attachments.c.data,
}


def run(room: Office, *, count: int, rng: random.Random) -> tuple[int, Counter[str]]:
    """Change one byte of an approved letter and try to deliver it, ``count`` times.

    Returns:
        How many went out, and how often each field was changed.
    """
    head = room.start()
    head, _ = room.desk.attach(
        room.agent, head.draft_id, "terms.pdf", "application/pdf", rng.randbytes(300), if_version=1
    )
    head = room.prepare(room.desk.submit(room.agent, head.draft_id, if_version=head.version))
    _without_triggers(room)
    gone = 0
    by_field: Counter[str] = Counter()
    for number in range(count):
        field = FIELDS[number % len(FIELDS)]
        by_field[field] += 1
        head = room.desk.approve(room.reviewer, head.draft_id, if_version=head.version, digest=head.digest)
        before = _change(room, field, head.draft_id, head.version, rng)
        try:
            room.desk.mark_delivering(room.agent, head.draft_id, "eml", if_version=head.version)
            gone += 1
        except DrafterError:
            pass
        _put(room, field, head.draft_id, head.version, before)
        room.desk.claim(room.reviewer, head.draft_id)
    return gone, by_field


def _change(room: Office, field: str, draft_id: str, version: int, rng: random.Random) -> str | bytes:
    with room.store.read() as connection:
        before: str | bytes = connection.execute(
            select(_COLUMNS[field]).where(_row(field, draft_id, version))
        ).scalar_one()
    _put(room, field, draft_id, version, _flipped(before, rng))
    return before


def _flipped(value: str | bytes, rng: random.Random) -> str | bytes:
    if isinstance(value, bytes):
        place = rng.randrange(len(value))
        return value[:place] + bytes([value[place] ^ 1 << rng.randrange(8)]) + value[place + 1 :]
    places = [place for place, character in enumerate(value) if character.isascii()]
    place = rng.choice(places)
    others = [chr(code) for code in range(32, 127) if chr(code) != value[place]]
    return value[:place] + rng.choice(others) + value[place + 1 :]


def _put(room: Office, field: str, draft_id: str, version: int, value: str | bytes) -> None:
    column = _COLUMNS[field]
    with room.store.write() as connection:
        connection.execute(
            update(column.table).where(_row(field, draft_id, version)).values({column.name: value})
        )


def _row(field: str, draft_id: str, version: int):  # type: ignore[no-untyped-def]  # noqa: ANN202
    table = _COLUMNS[field].table
    of_draft = table.c.draft_id == draft_id
    return of_draft & (table.c.version == version) if table is contents else of_draft


def _without_triggers(room: Office) -> None:
    """Take the triggers away, as an owner of the database could."""
    with room.store.write() as connection:
        for table in UNTIL_ERASED:
            _drop(connection, f"{table}_never_changed", table)


def _drop(connection: Connection, trigger: str, table: str) -> None:
    on = f" ON {table}" if connection.dialect.name == "postgresql" else ""
    connection.execute(text(f"DROP TRIGGER {trigger}{on}"))
