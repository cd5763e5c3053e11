"""A backup taken in use, restored whole or not at all, into either database."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from drafter.errors import StoreError
from drafter.review import drafts
from drafter.store import Store, audit
from drafter.store.anchor import Anchor
from drafter.store.backup import backup, require_whole, restore
from drafter.store.tables import metadata, people
from tests.databases import KINDS, database
from tests.reviewing import Office


def _rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.read() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=str)
            for table in metadata.sorted_tables
            if table.name not in {"sessions", "presence"}
        }


@pytest.fixture
def made(room: Office, tmp_path: Path) -> Path:
    head = room.start()
    head, _ = room.desk.attach(
        room.agent, head.draft_id, "a.pdf", "application/pdf", bytes(range(256)), if_version=1
    )
    room.desk.submit(room.agent, head.draft_id, if_version=2)
    room.approved()
    file = tmp_path / "store.zip"
    backup(room.store, file)
    return file


@pytest.mark.parametrize("other", KINDS)
def test_a_restored_store_holds_the_same_and_goes_on(
    room: Office, made: Path, other: str, tmp_path: Path, anchor: Anchor
) -> None:
    with database(other, tmp_path) as url, Store.open(url, clock=room.clock) as store:
        restored = restore(store, made, anchor)
        assert _rows(store) == _rows(room.store)
        with store.read() as connection:
            report = audit.verify(connection, anchor.heads())
        assert report.holds
        assert report.head.seq == restored.seq
        room.store = room.desk.store = store
        assert room.approved().state == "approved"


def test_a_backup_is_refused_where_it_was_changed_cut_or_is_not_one(
    room: Office, made: Path, tmp_path: Path
) -> None:
    def changed(change: Callable[[str, bytes], bytes]) -> Path:
        copy = tmp_path / "copy.zip"
        with zipfile.ZipFile(made) as old, zipfile.ZipFile(copy, "w") as new:
            for name in old.namelist():
                new.writestr(name, change(name, old.read(name)))
        return copy

    def other_name(name: str, data: bytes) -> bytes:
        return data.replace(b"Ana Agent", b"Eve Agent") if name == "people.jsonl" else data

    def fewer(name: str, data: bytes) -> bytes:
        return b"".join(data.splitlines(True)[:-1]) if name == "events.jsonl" else data

    cut = tmp_path / "cut.zip"
    cut.write_bytes(made.read_bytes()[:-300])
    damaged = tmp_path / "damaged.zip"
    with zipfile.ZipFile(made) as archive:
        begin = archive.getinfo("people.jsonl").header_offset + 100
    damaged.write_bytes((data := made.read_bytes())[:begin] + b"\xff" * 40 + data[begin + 40 :])
    with pytest.raises(StoreError, match="not a whole backup"):
        require_whole(damaged)
    with database("sqlite", tmp_path) as url, Store.open(url, clock=room.clock) as store:
        for file in (cut, damaged, tmp_path / "none.zip", changed(other_name), changed(fewer)):
            with pytest.raises(StoreError):
                restore(store, file)
            with store.read() as connection:
                assert connection.execute(select(people)).all() == []
        (tmp_path / "ahead").write_text(f"999 {'a' * 64}\n")
        with pytest.raises(StoreError, match="anchor noted"):
            restore(store, made, Anchor(tmp_path / "ahead"))
        restore(store, made)
        with pytest.raises(StoreError, match="not empty"):
            restore(store, made)


def test_a_backup_never_replaces_a_file_and_leaves_nothing_half(room: Office, tmp_path: Path) -> None:
    there = tmp_path / "there.zip"
    there.write_text("mine")
    with pytest.raises(StoreError, match="already"):
        backup(room.store, there)
    with pytest.raises(StoreError):
        backup(room.store, tmp_path / "no" / "such.zip")
    assert there.read_text() == "mine"
    assert not list(tmp_path.glob(".*.zip*"))


def test_a_backup_holds_one_moment_though_others_write(room: Office) -> None:
    before = drafts.head(room.store, room.agent, room.start().draft_id)
    with room.store.read() as connection:
        events = audit.verify(connection).events
        room.desk.submit(room.agent, before.draft_id, if_version=1)
        assert audit.verify(connection).events == events
