"""Who asks: a person by the cookie of a session, or a program by a bearer token."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request

from drafter.review import access
from drafter.review.actor import Actor
from drafter.service import cookie
from drafter.service.context import Service
from drafter.service.origin import csrf_token
from drafter.service.permission import Permission, permissions_of, permissions_of_token


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks, and what they may.

    Attributes:
        actor: the person or program, as the review knows them.
        permissions: what is open to them.
        session_secret: secret of the session; None where a token vouches.
    """

    actor: Actor
    permissions: frozenset[Permission]
    session_secret: str | None = field(default=None, repr=False)

    @property
    def csrf_token(self) -> str:
        """Return the token for this session's forms; empty where there is no session."""
        return csrf_token(self.session_secret) if self.session_secret else ""

    def may(self, permission: Permission) -> bool:
        """Say whether a permission is held."""
        return permission in self.permissions


def identify(request: Request, service: Service) -> Principal | None:
    """Return who asks; None for nobody known.

    A bearer token counts before a cookie, so that a program never acts by a person's cookie.
    """
    scheme, _, credential = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        return _by_token(credential.strip(), service) if scheme.lower() == "bearer" else None
    secret = request.cookies.get(cookie.name(service.settings))
    return _by_session(secret, service) if secret else None


def _by_session(secret: str, service: Service) -> Principal | None:
    actor = access.session_actor(service.store, secret)
    return Principal(actor, permissions_of(actor.roles), secret) if actor else None


def _by_token(secret: str, service: Service) -> Principal | None:
    found = access.token_actor(service.store, secret)
    if found is None:
        return None
    actor, scopes = found
    return Principal(actor, permissions_of_token(actor.roles, scopes))
