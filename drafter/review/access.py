"""Sessions and API tokens: secrets of which only the hash is stored."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import bindparam, delete, insert, select, update

from drafter.errors import InputError, NotAllowedError, NotFoundError, Problem
from drafter.review import people
from drafter.review.actor import Actor, Method, Role
from drafter.review.people import hash_secret, note
from drafter.store import Store
from drafter.store.tables import api_tokens, sessions
from drafter.text import canonical

IDLE_MINUTES = 30
ABSOLUTE_HOURS = 12
TOKEN_DAYS = 365


class Scope(StrEnum):
    """What a token is good for; approving and signing off are not among it."""

    check = "check"
    read = "read"
    write = "write"
    deliver = "deliver"
    webhooks = "webhooks"


@dataclass(frozen=True, slots=True)
class Token:
    """An API token without its secret."""

    id: str
    person_id: str
    name: str
    scopes: frozenset[Scope]
    created_at: dt.datetime
    expires_at: dt.datetime
    used_at: dt.datetime | None
    revoked_at: dt.datetime | None


def open_session(store: Store, person_id: str, method: Method) -> str:
    """Begin a session and return its secret (256 random bits).

    Raises:
        NotFoundError: no such active person.
    """
    secret, now = secrets.token_urlsafe(32), store.clock()
    person = people.get(store, person_id)
    if not person.active:
        raise NotFoundError(f"there is no active person {person_id}")
    with store.write() as connection:
        connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
        connection.execute(
            insert(sessions).values(
                secret_hash=hash_secret(secret), person_id=person_id, method=str(method), created_at=now,
                seen_at=now, expires_at=now + dt.timedelta(hours=ABSOLUTE_HOURS),
            )
        )  # fmt: skip
        note(store, connection, person.as_actor(method), "open_session", {"person": person_id})
    return secret


def session_actor(store: Store, secret: str) -> Actor | None:
    """Return who a session belongs to, and note that it was used; None where it is unknown or over.

    A session ends 30 minutes after its last use, 12 hours after it began, or with the person.
    """
    now, hashed = store.clock(), hash_secret(secret)
    idle = dt.timedelta(minutes=IDLE_MINUTES)
    with store.read() as connection:
        row = connection.execute(_SESSION, {"hashed": hashed, "now": now, "idle_since": now - idle}).first()
        person = people.find(connection, row.person_id) if row else None
    if row is None or person is None or not person.active:
        return None
    # Once a minute is enough for the idle clock, and spares every request a write.
    if now - row.seen_at > dt.timedelta(minutes=1):
        with store.write() as connection:
            connection.execute(update(sessions).where(sessions.c.secret_hash == hashed).values(seen_at=now))
    return person.as_actor(Method(row.method))


_SESSION = select(sessions.c.person_id, sessions.c.method, sessions.c.seen_at).where(
    sessions.c.secret_hash == bindparam("hashed"),
    sessions.c.expires_at > bindparam("now"),
    sessions.c.seen_at > bindparam("idle_since"),
)


def close_session(store: Store, secret: str) -> None:
    """End a session."""
    with store.write() as connection:
        connection.execute(delete(sessions).where(sessions.c.secret_hash == hash_secret(secret)))


def close_sessions(store: Store, person_id: str) -> int:
    """End every session of a person; return how many."""
    with store.write() as connection:
        return connection.execute(delete(sessions).where(sessions.c.person_id == person_id)).rowcount


def issue_token(
    store: Store, by: Actor, person_id: str, name: str, scopes: Collection[Scope], *, days: int = 90
) -> tuple[Token, str]:
    """Return a new token and its secret ``drf_<id>_<43 characters>``, shown this once.

    Raises:
        NotAllowedError: ``by`` is neither the person nor an administrator.
        InputError: more than 365 days, or no scope.
    """
    if by.id != person_id and Role.admin not in by.roles:
        raise NotAllowedError("only the person or an administrator may issue a token")
    if not 1 <= days <= TOKEN_DAYS or not scopes or not name.strip():
        raise InputError(
            Problem("token", "", "cannot be issued", f"give a name, a scope, and 1 to {TOKEN_DAYS} days")
        )
    people.get(store, person_id)
    id, now, random = secrets.token_hex(4), store.clock(), secrets.token_urlsafe(32)
    token = Token(
        id, person_id, canonical(name), frozenset(scopes), now, now + dt.timedelta(days=days), None, None
    )
    with store.write() as connection:
        connection.execute(
            insert(api_tokens).values(
                id=id, person_id=person_id, name=token.name, secret_hash=hash_secret(random),
                scopes=sorted(scopes), created_at=now, expires_at=token.expires_at,
            )
        )  # fmt: skip
        detail = {"token": id, "person": person_id, "scopes": sorted(scopes)}
        note(store, connection, by, "issue_token", detail)
    return token, f"drf_{id}_{random}"


def token_actor(store: Store, secret: str) -> tuple[Actor, frozenset[Scope]] | None:
    """Return who a token acts for and its scopes; None where it is unknown, revoked or over."""
    prefix, _, rest = secret.partition("_")
    id, _, random = rest.partition("_")
    now = store.clock()
    with store.read() as connection:
        row = connection.execute(
            select(api_tokens).where(
                api_tokens.c.id == id, api_tokens.c.revoked_at.is_(None), api_tokens.c.expires_at > now
            )
        ).first()
    # An unknown id is compared as well, so that the answer takes as long.
    known = row.secret_hash if row else hash_secret("")
    if not hmac.compare_digest(known, hash_secret(random)) or row is None or prefix != "drf":
        return None
    person = people.get(store, row.person_id)
    if not person.active:
        return None
    if row.used_at is None or now - row.used_at > dt.timedelta(minutes=1):
        with store.write() as connection:
            connection.execute(update(api_tokens).where(api_tokens.c.id == id).values(used_at=now))
    return person.as_actor(Method.token), frozenset(Scope(scope) for scope in row.scopes)


def tokens(store: Store, person_id: str) -> tuple[Token, ...]:
    """Return a person's tokens, the latest first."""
    with store.read() as connection:
        rows = connection.execute(
            select(api_tokens)
            .where(api_tokens.c.person_id == person_id)
            .order_by(api_tokens.c.created_at.desc())
        ).all()
    return tuple(
        Token(
            row.id, row.person_id, row.name, frozenset(Scope(each) for each in row.scopes), row.created_at,
            row.expires_at, row.used_at, row.revoked_at,
        )
        for row in rows
    )  # fmt: skip


def revoke_token(store: Store, by: Actor, token_id: str) -> None:
    """Revoke a token; by its person or an administrator.

    Raises:
        NotFoundError: no such token.
    """
    with store.write() as connection:
        owner = connection.execute(select(api_tokens.c.person_id).where(api_tokens.c.id == token_id)).scalar()
        if owner is None or (owner != by.id and Role.admin not in by.roles):
            raise NotFoundError(f"there is no token {token_id}")
        connection.execute(
            update(api_tokens)
            .where(api_tokens.c.id == token_id, api_tokens.c.revoked_at.is_(None))
            .values(revoked_at=store.clock())
        )
        note(store, connection, by, "revoke_token", {"token": token_id})
