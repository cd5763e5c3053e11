"""Who acts: a person in a session, a service with a token, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drafter.choices import Language


class Role(StrEnum):
    """What somebody may do. One person may hold several, but never two acts on one letter."""

    agent = "agent"
    reviewer = "reviewer"
    legal = "legal"
    admin = "admin"
    auditor = "auditor"
    service = "service"
    system = "system"


class Method(StrEnum):
    """How an actor proved who they are."""

    password = "password"  # noqa: S105 (the method's name, no secret)
    oidc = "oidc"
    invite = "invite"
    token = "token"  # noqa: S105 (the same)
    system = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts.

    Attributes:
        id: the person's id; ``system`` for the system.
        name: as shown.
        roles: what they may do.
        languages: languages they may approve letters in.
        method: how they proved who they are; a token never decides on a letter.
    """

    id: str
    name: str
    roles: frozenset[Role]
    languages: frozenset[Language]
    method: Method


SYSTEM = Actor("system", "Drafter", frozenset({Role.system}), frozenset(Language), Method.system)
