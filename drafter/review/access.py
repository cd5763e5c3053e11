"""Sessions and API tokens: secrets of which only the hash is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from drafter.review.actor import Actor, Method
from drafter.store import Store

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
    raise NotImplementedError


def session_actor(store: Store, secret: str) -> Actor | None:
    """Return who a session belongs to, and note that it was used; None where it is unknown or over.

    A session ends 30 minutes after its last use, 12 hours after it began, or with the person.
    """
    raise NotImplementedError


def close_session(store: Store, secret: str) -> None:
    """End a session."""
    raise NotImplementedError


def close_sessions(store: Store, person_id: str) -> int:
    """End every session of a person; return how many."""
    raise NotImplementedError


def issue_token(
    store: Store, by: Actor, person_id: str, name: str, scopes: Collection[Scope], *, days: int = 90
) -> tuple[Token, str]:
    """Return a new token and its secret ``drf_<id>_<43 characters>``, shown this once.

    Raises:
        NotAllowedError: ``by`` is neither the person nor an administrator.
        InputError: more than 365 days, or no scope.
    """
    raise NotImplementedError


def token_actor(store: Store, secret: str) -> tuple[Actor, frozenset[Scope]] | None:
    """Return who a token acts for and its scopes; None where it is unknown, revoked or over."""
    raise NotImplementedError


def tokens(store: Store, person_id: str) -> tuple[Token, ...]:
    """Return a person's tokens, the latest first."""
    raise NotImplementedError


def revoke_token(store: Store, by: Actor, token_id: str) -> None:
    """Revoke a token; by its person or an administrator.

    Raises:
        NotFoundError: no such token.
    """
    raise NotImplementedError
