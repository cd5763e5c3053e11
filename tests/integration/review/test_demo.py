"""What a newcomer finds: people of every role and letters in every state and language."""

from __future__ import annotations

from sqlalchemy import select

from drafter.choices import Language
from drafter.pipeline import Drafter
from drafter.review import demo, people
from drafter.review.state import State
from drafter.store import Store, audit
from drafter.store.anchor import Anchor
from drafter.store.tables import drafts


def test_the_demonstration_has_every_state_and_language(store: Store, anchor: Anchor) -> None:
    shown = demo.furnish(store, Drafter(), lambda password: f"hash of {password}")
    with store.read() as connection:
        rows = connection.execute(select(drafts.c.state, drafts.c.language)).all()
        assert audit.verify(connection, anchor.heads()).problems == ()
    assert {row.state for row in rows} == set(State)
    assert {row.language for row in rows} == set(Language)
    for login, role in shown.people:
        found = people.by_login(store, login)
        assert found is not None
        assert [str(each) for each in found[0].roles] == [role]
        assert found[1] == f"hash of {shown.password}"
