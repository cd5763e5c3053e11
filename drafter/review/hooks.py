"""Webhook endpoints, and what is announced to them: ids, state and digest, never a letter's words."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from drafter.errors import InputError, NotAllowedError, NotFoundError, Problem
from drafter.review.actor import Actor, Role
from drafter.review.state import Act
from drafter.review.views import Head
from drafter.store import Store, outbox
from drafter.store.columns import written
from drafter.store.tables import webhooks

CREATED = "draft.created"
EVENTS: dict[Act, str] = {
    Act.finish: CREATED,
    Act.submit: "draft.submitted",
    Act.request_changes: "draft.changes_requested",
    Act.escalate: "draft.legal_required",
    Act.approve: "draft.approved",
    Act.revoke: "draft.revoked",
    Act.recall: "draft.revoked",
    Act.delivered: "draft.delivered",
    Act.fail: "draft.delivery_failed",
    Act.supersede: "draft.superseded",
    Act.expire: "draft.expired",
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A webhook endpoint; ``events`` are names of :data:`EVENTS`, none means all."""

    id: str
    url: str
    secret: str
    events: frozenset[str]
    created_at: dt.datetime


def announce(store: Store, connection: Connection, seq: int, act: Act, head: Head) -> None:
    """Queue an event for every endpoint that wants it, inside the transaction that made it."""
    event = EVENTS.get(act)
    if event is None:
        return
    for row in connection.execute(select(webhooks.c.id, webhooks.c.events).where(webhooks.c.active)):
        if row.events and event not in row.events:
            continue
        payload = {
            "event": event,
            "case_id": head.case_id,
            "draft_id": head.draft_id,
            "state": str(head.state),
            "version": head.version,
            "digest": head.digest,
            "at": written(store.clock()),
        }
        outbox.put(store, connection, outbox.WEBHOOK, f"webhook:{row.id}:{seq}", payload, target=row.id)


def add(store: Store, by: Actor, url: str, events: Collection[str] = ()) -> Endpoint:
    """Add an endpoint; its secret (256 random bits) signs what is sent.

    Raises:
        NotAllowedError: ``by`` is not an administrator.
        InputError: an event that does not exist, or a URL that is not http or https.
    """
    _administrator(by)
    unknown = sorted(set(events) - set(EVENTS.values()))
    if unknown:
        wanted = f"use {', '.join(sorted(set(EVENTS.values())))}"
        raise InputError(Problem("webhook", "events", f"{', '.join(unknown)} is not an event", wanted))
    if not url.startswith(("https://", "http://")):
        raise InputError(Problem("webhook", "url", "is not a web address", "give https://…"))
    with store.write() as connection:
        endpoint = Endpoint(store.new_id(), url, secrets.token_urlsafe(32), frozenset(events), store.clock())
        connection.execute(
            insert(webhooks).values(
                id=endpoint.id, url=url, secret=endpoint.secret, events=sorted(events), active=True,
                created_by=by.id, created_at=endpoint.created_at,
            )
        )  # fmt: skip
    return endpoint


def remove(store: Store, by: Actor, endpoint_id: str) -> None:
    """Remove an endpoint.

    Raises:
        NotAllowedError: ``by`` is not an administrator.
        NotFoundError: no such endpoint.
    """
    _administrator(by)
    with store.write() as connection:
        if not connection.execute(delete(webhooks).where(webhooks.c.id == endpoint_id)).rowcount:
            raise NotFoundError(f"there is no webhook endpoint {endpoint_id}")


def endpoints(store: Store) -> tuple[Endpoint, ...]:
    """Return every endpoint, the oldest first."""
    with store.read() as connection:
        rows = connection.execute(select(webhooks).where(webhooks.c.active).order_by(webhooks.c.id)).all()
    return tuple(Endpoint(row.id, row.url, row.secret, frozenset(row.events), row.created_at) for row in rows)


def _administrator(by: Actor) -> None:
    if Role.admin not in by.roles:
        raise NotAllowedError("only an administrator may change webhooks")
