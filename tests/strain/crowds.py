"""Many drafts and many events, put in by the thousand."""

from __future__ import annotations

import datetime as dt
import random

from sqlalchemy import insert

from drafter.choices import Kind, Language
from drafter.review.actor import Actor
from drafter.review.state import State
from drafter.store import Store, audit
from drafter.store.tables import cases, customers, drafts
from tests.reviewing import NOON

_CHUNK = 5_000


def fill(store: Store, author: Actor, count: int, rng: random.Random) -> None:
    """Put drafts into the store, in every state, without their words."""
    states = [str(state) for state in State]
    for begin in range(0, count, _CHUNK):
        numbers = range(begin, min(begin + _CHUNK, count))
        with store.write() as connection:
            connection.execute(
                insert(customers),
                [
                    {"id": f"u{n}", "key": f"{n}", "name": f"Customer {n}", "created_at": NOON}
                    for n in numbers
                ],
            )
            connection.execute(
                insert(cases),
                [
                    {
                        "id": f"c{n}", "customer_id": f"u{n}", "kind": "winback", "language": "en",
                        "ticket": f"T-{n}", "author_id": author.id, "created_at": NOON,
                    }
                    for n in numbers
                ],
            )  # fmt: skip
            connection.execute(insert(drafts), [_draft(n, author, rng, states) for n in numbers])


def _draft(n: int, author: Actor, rng: random.Random, states: list[str]) -> dict[str, object]:
    return {
        "id": f"d{n}",
        "case_id": f"c{n}",
        "kind": str(rng.choice(list(Kind))),
        "language": str(rng.choice(list(Language))),
        "author_id": author.id,
        "state": rng.choice(states),
        "state_since": NOON,
        "version": 1,
        "digest": "0" * 64,
        "round": 1,
        "facts_digest": "0" * 64,
        "origin": "template",
        "triggers": [],
        "errors": 0,
        "warnings": 0,
        "provenance": {},
        "due_at": NOON + dt.timedelta(minutes=rng.randrange(100_000)),
        "created_at": NOON,
    }


def events(store: Store, count: int) -> None:
    """Append events."""
    for begin in range(0, count, _CHUNK):
        with store.write() as connection:
            for number in range(begin, min(begin + _CHUNK, count)):
                audit.append(
                    connection,
                    audit.Entry(
                        NOON, "somebody", "agent", "password", "edit", f"d{number % 997}", number, "0" * 64,
                        "draft", "draft", {"change": "text"},
                    ),
                )  # fmt: skip
