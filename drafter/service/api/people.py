"""People, invitations and tokens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from drafter.choices import Language
from drafter.profile import Email, Line
from drafter.review import access, people
from drafter.review.access import Scope, Token
from drafter.review.actor import Method, Role
from drafter.review.people import Person
from drafter.service.access import needs
from drafter.service.api.inputs import Id, Input
from drafter.service.context import ServiceOf
from drafter.service.identity import Principal
from drafter.service.permission import Permission
from drafter.service.problem import Refusal

router = APIRouter(tags=["people"])
Anyone = Annotated[Principal, needs(Permission.account)]
Admin = Annotated[Principal, needs(Permission.people_manage)]
Eraser = Annotated[Principal, needs(Permission.customers_erase)]
Roles = Annotated[frozenset[Role], Field(min_length=1)]


class Me(BaseModel):
    """Who you are here."""

    id: str
    name: str
    roles: frozenset[Role]
    languages: frozenset[Language]
    method: Method
    permissions: frozenset[Permission]


class NewPerson(Input):
    """Somebody to be let in; a service signs in with tokens alone."""

    login: Annotated[str, Field(pattern=r"^[A-Za-z0-9._@+-]{1,200}$")]
    name: Line
    title: Line | None = None
    email: Email | None = None
    roles: Roles
    languages: frozenset[Language] = frozenset()
    issuer: Annotated[str, Field(pattern=r"^https?://[!-~]{1,480}$")] | None = Field(
        None, description="sign-in provider, together with `subject`"
    )
    subject: Annotated[str, Field(pattern=r"^[!-~]{1,255}$")] | None = None


class PersonChanged(Input):
    """What to change; what is left out stays."""

    name: Line | None = None
    title: Line | None = None
    email: Email | None = None
    roles: Roles | None = None
    languages: frozenset[Language] | None = None
    active: bool | None = None


class NewInvitation(Input):
    """What the person invited will be."""

    roles: Roles
    languages: frozenset[Language] = frozenset()


class Invitation(BaseModel):
    """A one-time link, good for a day."""

    path: str = Field(description="path of the page to open", examples=["/setup#…"])


class NewToken(Input):
    """A token for a program."""

    name: Line
    scopes: Annotated[frozenset[Scope], Field(min_length=1)]
    days: int = Field(90, ge=1, le=access.TOKEN_DAYS)


class TokenMade(BaseModel):
    """A new token; its secret is shown this once."""

    token: Token
    secret: str


class Erasure(Input):
    """A request to erase a customer's data."""

    request: Annotated[str, Field(pattern=r"^[A-Za-z0-9._/-]{1,64}$", description="the request's reference")]


class Erased(BaseModel):
    """What was erased."""

    rows: int


@router.get("/me")
def me(who: Anyone) -> Me:
    """Return who you are and what is open to you."""
    actor = who.actor
    return Me(
        id=actor.id,
        name=actor.name,
        roles=actor.roles,
        languages=actor.languages,
        method=actor.method,
        permissions=who.permissions,
    )


@router.get("/people")
def everybody(_: Admin, service: ServiceOf) -> list[Person]:
    """Return everybody, by name."""
    return list(people.all_people(service.store))


@router.post("/people", status_code=201)
def add(who: Admin, service: ServiceOf, asked: NewPerson) -> Person:
    """Add a service, or a person who signs in by a provider; others are invited."""
    if (asked.issuer is None) != (asked.subject is None):
        raise Refusal("invalid", "give `issuer` and `subject` together")
    return people.add(
        service.store,
        who.actor,
        login=asked.login,
        name=asked.name,
        roles=asked.roles,
        languages=asked.languages,
        title=asked.title or "",
        email=asked.email,
        issuer=asked.issuer,
        subject=asked.subject,
    )


@router.patch("/people/{person_id}")
def change(who: Admin, service: ServiceOf, person_id: Id, asked: PersonChanged) -> Person:
    """Change a person; one made inactive loses every session and token at once."""
    return people.change(
        service.store,
        who.actor,
        person_id,
        name=asked.name,
        title=asked.title,
        email=asked.email,
        roles=asked.roles,
        languages=asked.languages,
        active=asked.active,
    )


@router.post("/invitations", status_code=201)
def invite(who: Admin, service: ServiceOf, asked: NewInvitation) -> Invitation:
    """Make a one-time link with which a person sets a password."""
    secret = people.invite(service.store, who.actor, asked.roles, asked.languages)
    return Invitation(path=f"/setup?invitation={secret}")


@router.get("/people/{person_id}/tokens")
def tokens(who: Anyone, service: ServiceOf, person_id: Id) -> list[Token]:
    """Return a person's tokens: your own, or as an administrator anybody's."""
    _own_or_admin(who, person_id)
    return list(access.tokens(service.store, person_id))


@router.post("/people/{person_id}/tokens", status_code=201)
def issue(who: Anyone, service: ServiceOf, person_id: Id, asked: NewToken) -> TokenMade:
    """Make a token: for yourself, or as an administrator for anybody. A token makes none."""
    _own_or_admin(who, person_id)
    token, secret = access.issue_token(
        service.store, who.actor, person_id, asked.name, asked.scopes, days=asked.days
    )
    return TokenMade(token=token, secret=secret)


@router.delete("/tokens/{token_id}", status_code=204)
def revoke(who: Anyone, service: ServiceOf, token_id: Id) -> None:
    """Revoke a token: your own, or as an administrator anybody's."""
    _in_session(who)
    access.revoke_token(service.store, who.actor, token_id)


@router.post("/customers/{customer_id}/erasure")
def erase(who: Eraser, service: ServiceOf, customer_id: Id, asked: Erasure) -> Erased:
    """Erase a customer's data. Ids, digests, approvals and the audit chain stay."""
    return Erased(rows=service.desk.erase_customer(who.actor, customer_id, request=asked.request))


def _own_or_admin(who: Principal, person_id: str) -> None:
    _in_session(who)
    if person_id != who.actor.id and not who.may(Permission.people_manage):
        raise Refusal("not_found")


def _in_session(who: Principal) -> None:
    if who.session_secret is None:
        raise Refusal("forbidden", "tokens are managed in a session, not with a token")
