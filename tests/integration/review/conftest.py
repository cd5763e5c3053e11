"""Every test of the store and the review room runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drafter.store import Store
from drafter.store.anchor import Anchor
from tests.databases import KINDS, database
from tests.reviewing import Clock, Office, office


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def anchor(tmp_path: Path) -> Anchor:
    return Anchor(tmp_path / "audit.anchor")


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with database(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def store(url: str, clock: Clock, anchor: Anchor) -> Iterator[Store]:
    with Store.open(url, anchor=anchor, clock=clock) as opened:
        yield opened


@pytest.fixture
def room(store: Store, clock: Clock) -> Office:
    return office(store, clock)
