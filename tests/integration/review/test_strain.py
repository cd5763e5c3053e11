"""The same strains as in the benchmarks, in a measure that every run can bear."""

from __future__ import annotations

import random
from pathlib import Path

from drafter.review import queue
from tests.reviewing import Office
from tests.strain import crashes, crowds, races, replays, tampering


def test_however_many_approve_at_once_a_draft_gets_one_approval_a_round(room: Office) -> None:
    outcome = races.run(room, drafts=4, threads=8, rounds=2)
    assert (outcome.least, outcome.most) == (1, 1)
    assert outcome.refused == 4 * 7 * 2


def test_no_approved_letter_goes_out_with_a_byte_changed(room: Office) -> None:
    gone, by_field = replays.run(room, count=12, rng=random.Random(5))
    assert gone == 0
    assert set(by_field) == set(replays.FIELDS)


def test_a_killed_process_loses_nothing_it_acknowledged(url: str, tmp_path: Path) -> None:
    outcome = crashes.run(url, tmp_path / "anchor", kills=2, rng=random.Random(6))
    assert (outcome.lost, outcome.torn, outcome.chain_holds) == (0, 0, True)


def test_every_tampering_with_the_trail_is_found(tmp_path: Path) -> None:
    found = tampering.run(tmp_path, each=3, rng=random.Random(7))
    assert found == dict.fromkeys(("edit", "delete", "swap", "truncate", "rewrite"), 3)


def test_pages_of_the_queue_hold_every_draft_once_in_the_order_of_due(room: Office) -> None:
    crowds.fill(room.store, room.agent, 500, random.Random(8))
    rows: list[queue.QueueRow] = []
    after = None
    while True:
        page = queue.list_queue(room.store, room.reviewer, queue.Filters(), after=after, size=60)
        rows += page.rows
        after = page.next
        if after is None:
            break
    assert len({row.draft_id for row in rows}) == len(rows)
    assert len(rows) == queue.counts(room.store, room.reviewer)[queue.Tab.all]
    places = [(row.due_at, row.draft_id) for row in rows]
    assert places == sorted(places)
