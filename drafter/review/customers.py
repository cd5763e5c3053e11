"""Customers: their file of delivered letters, and the erasure of their data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from drafter.review.actor import Actor
from drafter.review.content import Content
from drafter.store import Store


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
    raise NotImplementedError


def file_of(store: Store, actor: Actor, customer_id: str) -> tuple[FiledLetter, ...]:
    """Return every letter that was delivered to a customer, the latest first; raises as :func:`get`."""
    raise NotImplementedError


def erase_customer(store: Store, actor: Actor, customer_id: str, *, request: str) -> int:
    """Erase a customer's data: name, cases, letters, attachments, remarks, autosaves.

    Ids, digests, approvals and the audit chain stay; open drafts end as discarded.

    Args:
        store: the store.
        actor: an administrator in a session.
        customer_id: the customer.
        request: reference of the request (no personal data).

    Returns:
        How many rows were erased.

    Raises:
        NotAllowedError: the actor is not an administrator.
        NotFoundError: no such customer.
        StateError: a letter of theirs is being delivered this moment.
    """
    raise NotImplementedError
