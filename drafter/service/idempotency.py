"""``Idempotency-Key``: the same request sent twice is done once (draft-ietf-httpapi-idempotency-key-header).

A key is reserved before the work and answered after it. Where a process died between the two, what became of
the request is not known to the key, and it says so rather than doing the work again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from typing import Annotated, TypeAlias

from fastapi import Depends, Header
from pydantic import BaseModel, TypeAdapter
from sqlalchemy import ColumnElement, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from drafter.errors import LostError, UnanchoredError
from drafter.review.actor import Actor
from drafter.review.views import Head
from drafter.service.problem import Refusal
from drafter.store import Store
from drafter.store.tables import idempotency

KEPT = dt.timedelta(hours=24)
_PATIENCE_SECONDS = 5.0
_LOOK_EVERY_SECONDS = 0.05
_HEAD: TypeAdapter[Head] = TypeAdapter(Head)


def _key_of(
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=r"^[!-~]{1,200}$",
            description="names this request; sent again within a day, it is done once",
        ),
    ] = None,
) -> str | None:
    return idempotency_key


IdempotencyKey: TypeAlias = Annotated[str | None, Depends(_key_of)]


def once(
    store: Store, actor: Actor, key: str | None, asked: BaseModel, start: Callable[[], Head], *, of: str = ""
) -> Head:
    """Do a request, or return what it came to when it was done before.

    Args:
        store: the store.
        actor: who asks; keys are theirs alone.
        key: the key; None does the work whatever came before.
        asked: the request's body.
        start: does the work.
        of: what of the request is not in its body.

    Raises:
        Refusal: ``idempotency_conflict`` where the key came with another request, ``idempotency_unknown``
            where an earlier one was cut short.
    """
    if key is None:
        return start()
    digest = hashlib.sha256(f"{of}\n{asked.model_dump_json()}".encode()).hexdigest()
    if not _reserve(store, actor, key, digest):
        return _earlier(store, actor, key, digest)
    try:
        head = start()
    except (LostError, UnanchoredError):
        raise  # it is done, or may be: another request with the key must not do it again
    except BaseException:
        with store.write() as connection:
            connection.execute(delete(idempotency).where(_is(actor, key)))
        raise
    with store.write() as connection:
        answer = _HEAD.dump_json(head).decode()
        connection.execute(update(idempotency).where(_is(actor, key)).values(status=202, response=answer))
    return head


def _is(actor: Actor, key: str) -> ColumnElement[bool]:
    return and_(idempotency.c.person_id == actor.id, idempotency.c.key == key)


def _reserve(store: Store, actor: Actor, key: str, digest: str) -> bool:
    now = store.clock()
    try:
        with store.write() as connection:
            connection.execute(delete(idempotency).where(idempotency.c.created_at < now - KEPT))
            connection.execute(
                insert(idempotency).values(person_id=actor.id, key=key, request_digest=digest, created_at=now)
            )
    except IntegrityError:
        return False
    return True


def _earlier(store: Store, actor: Actor, key: str, digest: str) -> Head:
    began = time.monotonic()
    while True:
        with store.read() as connection:
            row = connection.execute(select(idempotency).where(_is(actor, key))).first()
        if row is None:
            raise Refusal("unavailable", "the first request with this key failed; send it again")
        if row.request_digest != digest:
            raise Refusal("idempotency_conflict", "use a new key for another request")
        if row.response is not None:
            return _HEAD.validate_json(row.response)
        if time.monotonic() - began > _PATIENCE_SECONDS:
            raise Refusal(
                "idempotency_unknown", "look for its draft in the queue; if there is none, use a new key"
            )
        time.sleep(_LOOK_EVERY_SECONDS)
