"""What the database itself holds everybody to, and what it does when it cannot."""

from __future__ import annotations

import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, event, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from drafter.choices import Kind
from drafter.errors import (
    InputError,
    LostError,
    NotAllowedError,
    NotFoundError,
    StateError,
    StoreError,
    UnanchoredError,
)
from drafter.review import customers, drafts, filing, people, queue
from drafter.review.actor import SYSTEM
from drafter.review.standing import standing
from drafter.review.state import State
from drafter.store import Store, audit, outbox, schema
from drafter.store.anchor import Anchor
from drafter.store.engine import make_engine, sqlite_url
from drafter.store.tables import approvals, metadata
from drafter.store.tables import customers as customer_rows
from drafter.store.tables import people as person_rows
from drafter.store.triggers import FOREVER, UNTIL_ERASED
from tests.builders import example
from tests.databases import database
from tests.reviewing import Office


def test_the_migrations_make_the_very_tables_the_code_names(store: Store) -> None:
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert schema.version(connection) == schema.HEAD


def test_a_database_of_a_newer_schema_is_refused(store: Store, url: str) -> None:
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="9999"):
        Store.open(url)


def test_what_is_written_once_is_never_changed_or_deleted(room: Office) -> None:
    head = room.approved(Kind.apology)
    room.desk.comment(room.reviewer, head.draft_id, "Well read.", version=1)
    room.desk.revoke(room.reviewer, head.draft_id, reason="again")
    for name in (*FOREVER, *UNTIL_ERASED):
        table = metadata.tables[name]
        with room.store.read() as connection:
            rows = connection.execute(select(table)).all()
        if name not in {"hits", "sign_offs", "attachments"}:
            assert rows, name
        if not rows:
            continue
        column = list(table.columns)[-1]
        for statement in (update(table).values({column.name: rows[0][-1]}), delete(table)):
            with pytest.raises(DBAPIError, match="append-only"), room.store.write() as connection:
                connection.execute(statement)


def test_an_approval_of_another_text_cannot_even_be_stored(room: Office) -> None:
    head = room.approved()
    with room.store.read() as connection:
        row = dict(connection.execute(select(approvals)).mappings().one())
    with pytest.raises(IntegrityError), room.store.write() as connection:
        connection.execute(insert(approvals).values({**row, "id": "x", "round": 9, "digest": "0" * 64}))
    with pytest.raises(IntegrityError), room.store.write() as connection:
        connection.execute(insert(approvals).values({**row, "id": "x"}))
    assert drafts.head(room.store, room.reviewer, head.draft_id).state is State.approved


def test_erasing_a_customer_takes_every_word_and_leaves_the_chain(room: Office, anchor: Anchor) -> None:
    name = example(Kind.winback, "en").customer.name
    head = room.approved()
    delivery, _ = room.desk.mark_delivering(room.agent, head.draft_id, "eml", if_version=1)
    with pytest.raises(StateError):
        room.desk.erase_customer(room.admin, _customer(room, head.draft_id), request="R-1")
    room.desk.mark_delivered(room.agent, head.draft_id, delivery.id)
    open_ = room.submitted()
    asked = room.desk.comment(room.agent, open_.draft_id, f"{name} called.", version=1)
    room.desk.comment(room.reviewer, open_.draft_id, "Noted.", version=1, answers=asked)
    room.desk.autosave(room.agent, open_.draft_id, f"Dear {name}", base_version=1, editor="tab")
    customer = _customer(room, head.draft_id)
    with pytest.raises(NotAllowedError):
        room.desk.erase_customer(room.reviewer, customer, request="R-1")
    assert room.desk.erase_customer(room.admin, customer, request="R-1") == 7
    assert _words(room, name) == []
    view = drafts.get(room.store, room.reviewer, head.draft_id)
    assert (view.case, view.version and view.version.letter) == (None, None)
    assert view.approval is not None
    assert drafts.head(room.store, room.reviewer, open_.draft_id).state is State.discarded
    assert customers.file_of(room.store, room.reviewer, customer)[0].content is None
    assert queue.list_queue(room.store, room.reviewer, queue.Filters(text=name)).rows == ()
    with room.store.read() as connection:
        assert audit.verify(connection, anchor.heads()).holds


def test_a_page_left_open_files_nothing_of_an_erased_customer(room: Office) -> None:
    name = example(Kind.winback, "en").customer.name
    head = room.start()
    room.desk.erase_customer(room.admin, _customer(room, head.draft_id), request="R-1")
    with pytest.raises(NotFoundError, match="erased"):
        room.desk.autosave(room.agent, head.draft_id, f"Dear {name}", base_version=1, editor="tab")
    with pytest.raises(StateError):
        room.desk.edit_text(room.agent, head.draft_id, f"Dear {name}", if_version=1)
    assert _words(room, name) == []


def _customer(room: Office, draft_id: str) -> str:
    return drafts.get(room.store, room.reviewer, draft_id).customer_id


def _words(room: Office, name: str) -> list[str]:
    """Return every table that still holds a customer's name anywhere."""
    found = []
    with room.store.read() as connection:
        for table in metadata.sorted_tables:
            if any(name in str(value) for row in connection.execute(select(table)) for value in row):
                found.append(table.name)
    return found


def test_the_trail_never_holds_a_customers_words(room: Office) -> None:
    case = example(Kind.apology, "en")
    head = room.approved(case=case)
    trail = str(drafts.trail(room.store, room.auditor, head.draft_id))
    for word in (case.customer.name, case.product or "-", *case.customer.address):
        assert word not in trail


def test_an_anchor_ahead_of_the_trail_shows_a_lost_end(room: Office, anchor: Anchor) -> None:
    room.start()
    anchor.note(10_000, "f" * 64)
    with room.store.read() as connection:
        report = audit.verify(connection, anchor.heads())
    assert "the anchor noted event 10000" in report.problems[0]


def test_a_line_of_the_anchor_cut_short_by_a_crash_is_left_out(tmp_path: Path) -> None:
    anchor = Anchor(tmp_path / "anchor")
    anchor.note(1, "a" * 64)
    with anchor.path.open("a") as file:
        file.write("2 bbb")
    assert [head.seq for head in anchor.heads()] == [1]
    anchor.path.write_text("1 short\n")
    with pytest.raises(StoreError, match="anchor:1"):
        list(anchor.heads())


def test_a_job_is_done_by_one_worker_and_taken_over_when_that_one_goes_silent(room: Office) -> None:
    with room.store.write() as connection:
        for key in ("a", "b", "a"):
            outbox.put(room.store, connection, "tests", key, {"n": key})
    first = outbox.lease(room.store, "tests", "w1", count=5, seconds=30)
    assert [job.key for job in first] == ["a", "b"]
    assert outbox.lease(room.store, "tests", "w2") == ()
    room.clock.pass_(seconds=31)
    second = outbox.lease(room.store, "tests", "w2", count=1)
    assert [job.attempt for job in second] == [2]
    assert not outbox.done(room.store, first[0])
    assert outbox.failed(room.store, second[0], retry_in=60, status=500, said="HTTP 500")
    assert [job.key for job in outbox.lease(room.store, "tests", "w3", seconds=600)] == ["b"]
    room.clock.pass_(seconds=61)
    (third,) = outbox.lease(room.store, "tests", "w3")
    assert outbox.failed(room.store, third, retry_in=None)
    assert [entry.outcome for entry in outbox.log(room.store, "tests")] == ["dead", "failed"]
    assert outbox.again(room.store, third.id)
    assert outbox.lease(room.store, "tests", "w4")[0].attempt == 4


def _fill(store: Store, rows: list[dict[str, object]]) -> None:
    """Write rows into a database that may not grow, as on a full disk."""
    with store.write() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        for row in rows:
            connection.execute(insert(customer_rows).values(row))


class TestSqliteAlone:
    """Faults that only a file has."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        with database("sqlite", tmp_path) as url:
            return Path(url.removeprefix("sqlite:///"))

    def test_it_is_durable_and_checks_its_keys(self, path: Path) -> None:
        with Store.open(sqlite_url(path)) as store, store.write() as connection:
            pragmas = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            }
        assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}

    def test_a_full_disk_writes_nothing_half(self, path: Path) -> None:
        with Store.open(sqlite_url(path)) as store:
            rows = [
                {"id": f"c{number}", "name": "x" * 400, "created_at": store.clock()}
                for number in range(10_000)
            ]
            with pytest.raises(StoreError, match="full"):
                _fill(store, rows)
            with store.read() as connection:
                assert connection.execute(select(customer_rows)).all() == []

    def test_a_damaged_file_is_refused(self, path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[4096:20_000] = b"\xff" * (20_000 - 4096)
        path.write_bytes(data)
        with pytest.raises(StoreError, match=r"damaged|malformed"):
            Store.open(sqlite_url(path))

    def test_a_file_that_is_no_database_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "letter.db"
        path.write_text("Dear customer, this is not a database at all." * 100)
        with pytest.raises(StoreError):
            Store.open(sqlite_url(path))

    def test_a_locked_file_is_waited_for_and_then_told(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("drafter.store.engine.BUSY_SECONDS", 0.2)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with Store.open(sqlite_url(path)) as store:
            with pytest.raises(StoreError, match="locked"), store.write():
                pass
            with store.read() as connection:
                assert connection.execute(text("SELECT 1")).scalar() == 1
        other.close()

    def test_a_missing_database_is_not_made_by_those_who_only_look(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="no such database"):
            Store.open(sqlite_url(tmp_path / "none.db"), migrate=False)
        assert list(tmp_path.iterdir()) == []

    def test_the_anchor_is_for_its_owner_alone(self, tmp_path: Path) -> None:
        anchor = Anchor(tmp_path / "anchor")
        anchor.note(1, "a" * 64)
        assert stat.S_IMODE(anchor.path.stat().st_mode) == 0o600


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_of_a_lost_connection_it_is_not_said_that_nothing_was_changed(store: Store) -> None:
    with pytest.raises(LostError, match="whether anything was changed is not known"), store.write() as one:
        one.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    with store.read() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1


@contextmanager
def waited_for(store: Store, work: Callable[[], object]) -> Iterator[None]:
    """Run work beside a transaction that it comes to wait for, and see it end once that one has."""
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(work)
        waiting, since = 0, time.monotonic()
        while not waiting and time.monotonic() - since < 10:
            with store.read() as connection:
                waiting = connection.execute(
                    text("SELECT count(*) FROM pg_locks WHERE NOT granted")
                ).scalar_one()
        assert waiting
        yield
    done.result()


def _event(room: Office, draft_id: str) -> audit.Entry:
    return audit.Entry(room.clock(), room.agent.id, "agent", "password", "test", draft_id=draft_id)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_drafts_that_run_out_do_not_lock_out_who_works_on_one_of_them(room: Office) -> None:
    last = max(room.start().draft_id, room.start().draft_id)
    room.clock.pass_(days=1000)
    with ExitStack() as stack, room.store.write() as connection:
        standing(connection, last, lock=True)
        stack.enter_context(waited_for(room.store, room.desk.expire))
        audit.append(connection, _event(room, last))
    assert drafts.head(room.store, room.auditor, last).state is State.expired


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_erasing_a_customer_does_not_lock_out_who_works_on_a_letter_of_theirs(room: Office) -> None:
    head = room.start()
    customer = _customer(room, head.draft_id)
    with ExitStack() as stack, room.store.write() as connection:
        standing(connection, head.draft_id, lock=True)
        stack.enter_context(
            waited_for(room.store, lambda: room.desk.erase_customer(room.admin, customer, request="R-1"))
        )
        # As a foreign key does for each row that names the customer.
        connection.execute(select(customer_rows.c.id).with_for_update(read=True, key_share=True))
        audit.append(connection, _event(room, head.draft_id))
    assert drafts.head(room.store, room.auditor, head.draft_id).state is State.discarded


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_two_first_cases_of_a_customer_at_once_are_both_filed(room: Office) -> None:
    case = example(Kind.winback, "en")
    with ExitStack() as stack, room.store.write() as connection:
        customer = filing.customer(room.store, connection, case, None)
        stack.enter_context(waited_for(room.store, lambda: room.desk.start(room.agent, case)))
    begun = room.desk.begin_generation("tests")
    assert begun is not None
    assert _customer(room, begun[0]) == customer


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_of_two_who_take_a_login_at_once_the_later_is_told(room: Office) -> None:
    def add() -> None:
        with pytest.raises(InputError, match="taken"):
            people.add(room.store, SYSTEM, login="new.one", name="New", roles=[])

    row = {"name": "N", "title": "", "active": True, "preferences": {}, "created_at": room.clock()}
    with ExitStack() as stack, room.store.write() as connection:
        connection.execute(insert(person_rows).values(id="first", login="new.one", **row))
        stack.enter_context(waited_for(room.store, add))


def test_what_the_anchor_does_not_take_is_kept_and_said_to_be(room: Office, tmp_path: Path) -> None:
    room.store.anchor = Anchor(tmp_path)  # a folder is no file to write to
    with pytest.raises(UnanchoredError, match="kept"):
        room.desk.start(room.agent, example(Kind.winback, "en"))
    room.store.anchor = None
    assert room.desk.begin_generation("tests") is not None


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "nonsense", "postgresql+asyncpg", "sqlite://", "sqlite:///:memory:"]
)
def test_another_database_is_refused_by_name(url: str) -> None:
    with pytest.raises(StoreError):
        make_engine(url)


def test_a_customer_nobody_may_see_is_not_there(room: Office) -> None:
    head = room.start()
    with pytest.raises(NotFoundError):
        customers.get(room.store, room.other_agent, _customer(room, head.draft_id))


def test_a_fault_at_any_statement_of_an_approval_leaves_all_or_nothing(room: Office, anchor: Anchor) -> None:
    head = room.prepare(room.submitted())
    before = drafts.trail(room.store, room.auditor, head.draft_id)
    for number in range(1, 200):
        left = number

        def break_(*_: object) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise OperationalError("statement", {}, Exception("disk I/O error"))

        event.listen(room.store.engine, "before_cursor_execute", break_)
        try:
            room.desk.approve(room.reviewer, head.draft_id, if_version=1, digest=head.digest)
        except StoreError:
            pass
        finally:
            event.remove(room.store.engine, "before_cursor_execute", break_)
        if left > 0:
            break
        assert drafts.trail(room.store, room.auditor, head.draft_id) == before
        assert drafts.get(room.store, room.auditor, head.draft_id).approval is None
    assert number > 15
    assert drafts.head(room.store, room.auditor, head.draft_id).state is State.approved
    with room.store.read() as connection:
        assert audit.verify(connection, anchor.heads()).holds
