"""People, their roles and languages, and first-run invitations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from drafter.case import Language
from drafter.review.actor import Actor, Method, Role
from drafter.store import Store

INVITE_HOURS = 24


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a login; a service is a person with the role ``service`` and no password."""

    id: str
    login: str
    name: str
    title: str
    email: str | None
    roles: frozenset[Role]
    languages: frozenset[Language]
    active: bool
    has_password: bool
    preferences: Mapping[str, str | bool | int]
    created_at: dt.datetime

    def as_actor(self, method: Method) -> Actor:
        """Return the person as somebody who acts; a token leaves the roles agent and service alone."""
        raise NotImplementedError


def add(  # noqa: PLR0913
    store: Store,
    by: Actor,
    *,
    login: str,
    name: str,
    roles: Collection[Role],
    languages: Collection[Language] = (),
    title: str = "",
    email: str | None = None,
    password_hash: str | None = None,
    issuer: str | None = None,
    subject: str | None = None,
) -> Person:
    """Add a person; the hash is made by the caller (argon2).

    Raises:
        NotAllowedError: ``by`` is neither an administrator nor the system.
        InputError: the login is taken or not usable, or a role is ``system``.
    """
    raise NotImplementedError


def change(  # noqa: PLR0913
    store: Store,
    by: Actor,
    person_id: str,
    *,
    name: str | None = None,
    title: str | None = None,
    email: str | None = None,
    roles: Collection[Role] | None = None,
    languages: Collection[Language] | None = None,
    active: bool | None = None,
) -> Person:
    """Change a person; None leaves a part as it is. Someone made inactive loses every session and token.

    Raises:
        NotAllowedError: ``by`` is not an administrator.
        NotFoundError: no such person.
        InputError: the last active administrator would be gone.
    """
    raise NotImplementedError


def set_password(store: Store, by: Actor, person_id: str, password_hash: str) -> None:
    """Store a password's hash, and end the person's other sessions; by the person or an administrator."""
    raise NotImplementedError


def set_preferences(store: Store, by: Actor, preferences: Mapping[str, str | bool | int]) -> None:
    """Store the actor's own preferences, such as shortcuts off."""
    raise NotImplementedError


def get(store: Store, person_id: str) -> Person:
    """Return a person.

    Raises:
        NotFoundError: no such person.
    """
    raise NotImplementedError


def all_people(store: Store) -> tuple[Person, ...]:
    """Return everybody, by name."""
    raise NotImplementedError


def by_login(store: Store, login: str) -> tuple[Person, str | None] | None:
    """Return an active person and their password's hash; None where the login is unknown."""
    raise NotImplementedError


def by_subject(store: Store, issuer: str, subject: str) -> Person | None:
    """Return the active person of an OpenID Connect subject; never matched by e-mail address."""
    raise NotImplementedError


def invite(store: Store, by: Actor, roles: Collection[Role], languages: Collection[Language] = ()) -> str:
    """Return the secret of a one-time invitation, good for a day; only its hash is stored."""
    raise NotImplementedError


def first_invite(store: Store) -> str | None:
    """Return an invitation for the first administrator; None where there are people already."""
    raise NotImplementedError


def accept_invite(
    store: Store, secret: str, *, login: str, name: str, password_hash: str, email: str | None = None
) -> Person:
    """Add the person an invitation was for; the invitation is spent.

    Raises:
        NotFoundError: the invitation is unknown, spent or too old.
        InputError: see :func:`add`.
    """
    raise NotImplementedError
