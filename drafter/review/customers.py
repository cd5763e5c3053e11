"""Customers: their file of delivered letters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from drafter.errors import NotFoundError
from drafter.review.actor import Actor, Role
from drafter.review.content import Content
from drafter.review.situation import content_of
from drafter.review.standing import may_see, standings
from drafter.store import Store
from drafter.store.tables import approvals, customers, deliveries


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer; the name is None once erased."""

    id: str
    name: str | None
    erased_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class FiledLetter:
    """A delivered letter in a customer's file (refusal guide, step 9); the content is None once erased."""

    draft_id: str
    version: int
    digest: str
    target: str
    receipt: str | None
    delivered_at: dt.datetime
    content: Content | None


def get(store: Store, actor: Actor, customer_id: str) -> Customer:
    """Return a customer.

    Raises:
        NotFoundError: there is none, or the actor has no letter of theirs to see.
    """
    with store.read() as connection:
        row = connection.execute(select(customers).where(customers.c.id == customer_id)).first()
        letters = standings(connection, customer_id=customer_id)
    known = Role.admin in actor.roles or any(may_see(actor, each.author_id, each.state) for each in letters)
    if row is None or not known:
        raise NotFoundError(f"there is no customer {customer_id}")
    return Customer(row.id, row.name, row.erased_at)


def file_of(store: Store, actor: Actor, customer_id: str) -> tuple[FiledLetter, ...]:
    """Return every letter that was delivered to a customer, the latest first; raises as :func:`get`."""
    get(store, actor, customer_id)
    with store.read() as connection:
        seen = [
            each.id
            for each in standings(connection, customer_id=customer_id)
            if may_see(actor, each.author_id, each.state)
        ]
        rows = connection.execute(
            select(deliveries, approvals.c.version)
            .join(approvals, approvals.c.id == deliveries.c.approval_id)
            .where(deliveries.c.draft_id.in_(seen), deliveries.c.outcome == "delivered")
            .order_by(deliveries.c.ended_at.desc())
        ).all()
        return tuple(
            FiledLetter(
                row.draft_id, row.version, row.digest, row.target, row.receipt, row.ended_at,
                content_of(connection, row.draft_id, row.version),
            )
            for row in rows
        )  # fmt: skip
