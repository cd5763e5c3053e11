"""People, their roles and languages, and first-run invitations."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict, Unpack

import regex
from sqlalchemy import BindParameter, Connection, Executable, bindparam, delete, insert, select, update

from drafter.choices import Language
from drafter.errors import InputError, NotAllowedError, NotFoundError, Problem
from drafter.review.actor import SYSTEM, Actor, Method, Role
from drafter.review.filing import put
from drafter.store import Store, audit
from drafter.store.tables import api_tokens, invites, people, person_languages, person_roles, sessions
from drafter.text import canonical

INVITE_HOURS = 24
_LOGIN = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}._@+-]{1,199}")
_COLUMNS = frozenset({"name", "title", "email", "active"})
_LOGIN_WANTED = "give 2 to 200 letters, digits or . _ @ + -"
_NAME = regex.compile(r"[^\n]{1,200}")
_NAME_WANTED = "give a full name of at most 200 characters"
_EMAIL_MOST = 320
_EMAIL_WANTED = f"give at most {_EMAIL_MOST} characters"


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
        roles = self.roles
        if method is Method.token:
            roles &= {Role.agent, Role.service}
        return Actor(self.id, self.name, roles, self.languages, method)


class NewPerson(TypedDict):
    """What a person is added with; the password's hash is made by the caller (argon2)."""

    login: str
    name: str
    roles: Collection[Role]
    languages: NotRequired[Collection[Language]]
    title: NotRequired[str]
    email: NotRequired[str | None]
    password_hash: NotRequired[str | None]
    issuer: NotRequired[str | None]
    subject: NotRequired[str | None]


class Changes(TypedDict, total=False):
    """What is changed of a person; None leaves a part as it is."""

    name: str | None
    title: str | None
    email: str | None
    roles: Collection[Role] | None
    languages: Collection[Language] | None
    active: bool | None


def add(store: Store, by: Actor, **given: Unpack[NewPerson]) -> Person:
    """Add a person.

    Raises:
        NotAllowedError: ``by`` is neither an administrator nor the system.
        InputError: the login is taken, a field is not usable, or a role is ``system``.
    """
    if not by.roles & {Role.admin, Role.system}:
        raise NotAllowedError("only an administrator may add people")
    with store.write() as connection:
        return find(connection, _add(store, connection, by, **given))


def change(store: Store, by: Actor, person_id: str, **given: Unpack[Changes]) -> Person:
    """Change a person. Someone made inactive loses every session and token.

    Raises:
        NotAllowedError: ``by`` is not an administrator.
        NotFoundError: no such person.
        InputError: a role is ``system``, or the last active administrator would be gone.
    """
    if Role.admin not in by.roles:
        raise NotAllowedError("only an administrator may change people")
    roles, languages, active = given.get("roles"), given.get("languages"), given.get("active")
    if wrong := _not_a_persons(roles or ()):
        raise InputError(wrong)
    with store.write() as connection:
        find(connection, person_id)
        values = {field: value for field, value in given.items() if field in _COLUMNS and value is not None}
        if values:
            connection.execute(update(people).where(people.c.id == person_id).values(values))
        if roles is not None:
            _set_roles(connection, person_id, roles)
        if languages is not None:
            _set_languages(connection, person_id, languages)
        if not _administrators(connection):
            raise InputError(
                Problem("person", "roles", "would leave no active administrator", "name another one first")
            )
        if active is False or roles is not None:
            _shut_out(store, connection, person_id, tokens=active is False)
        changed = sorted(field for field, value in given.items() if value is not None)
        note(
            store, connection, by, "change_person",
            {"person": person_id, "fields": changed, "active": active},
        )  # fmt: skip
        return find(connection, person_id)


def set_password(store: Store, by: Actor, person_id: str, password_hash: str) -> None:
    """Store a password's hash, and end all of the person's sessions; by the person or an administrator."""
    if by.id != person_id and not by.roles & {Role.admin, Role.system}:
        raise NotAllowedError("only the person or an administrator may set a password")
    with store.write() as connection:
        find(connection, person_id)
        connection.execute(update(people).where(people.c.id == person_id).values(password_hash=password_hash))
        _shut_out(store, connection, person_id, tokens=False)
        note(store, connection, by, "set_password", {"person": person_id})


def set_preferences(store: Store, by: Actor, preferences: Mapping[str, str | bool | int]) -> None:
    """Store the actor's own preferences, such as shortcuts off."""
    with store.write() as connection:
        connection.execute(update(people).where(people.c.id == by.id).values(preferences=dict(preferences)))


def get(store: Store, person_id: str) -> Person:
    """Return a person.

    Raises:
        NotFoundError: no such person.
    """
    with store.read() as connection:
        return find(connection, person_id)


def all_people(store: Store) -> tuple[Person, ...]:
    """Return everybody, by name."""
    with store.read() as connection:
        return _people(connection, _ALL, {})


def by_login(store: Store, login: str) -> tuple[Person, str | None] | None:
    """Return an active person and their password's hash; None where the login is unknown."""
    with store.read() as connection:
        row = connection.execute(
            select(people.c.id, people.c.password_hash).where(
                people.c.login == login_key(login), people.c.active
            )
        ).first()
        return None if row is None else (find(connection, row.id), row.password_hash)


def login_key(login: str) -> str:
    """Return the form of a login that is stored and compared, however it was typed."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def by_subject(store: Store, issuer: str, subject: str) -> Person | None:
    """Return the active person of an OpenID Connect subject; never matched by e-mail address."""
    with store.read() as connection:
        row = connection.execute(
            select(people.c.id).where(people.c.issuer == issuer, people.c.subject == subject, people.c.active)
        ).first()
        return None if row is None else find(connection, row.id)


def invite(store: Store, by: Actor, roles: Collection[Role], languages: Collection[Language] = ()) -> str:
    """Return the secret of a one-time invitation, good for a day; only its hash is stored."""
    if not by.roles & {Role.admin, Role.system}:
        raise NotAllowedError("only an administrator may invite people")
    if not roles or Role.system in roles:
        raise InputError(Problem("invitation", "roles", "are not roles of a person", "name at least one"))
    with store.write() as connection:
        return _invite(store, connection, by, roles, languages)


def first_invite(store: Store) -> str | None:
    """Return an invitation for the first administrator; None where there are people already."""
    with store.write() as connection:
        if connection.execute(select(people.c.id).limit(1)).first() is not None:
            return None
        return _invite(store, connection, SYSTEM, {Role.admin}, ())


def accept_invite(
    store: Store, secret: str, *, login: str, name: str, password_hash: str, email: str | None = None
) -> Person:
    """Add the person an invitation was for; the invitation is spent.

    Raises:
        NotFoundError: the invitation is unknown, spent or too old.
        InputError: see :func:`add`.
    """
    now, hashed = store.clock(), hash_secret(secret)
    with store.write() as connection:
        row = connection.execute(
            select(invites).where(
                invites.c.secret_hash == hashed, invites.c.used_at.is_(None), invites.c.expires_at > now
            )
        ).first()
        spent = connection.execute(
            update(invites)
            .where(invites.c.secret_hash == hashed, invites.c.used_at.is_(None))
            .values(used_at=now)
        )
        if row is None or not spent.rowcount:
            raise NotFoundError("the invitation is unknown, spent or too old; ask for a new one")
        id = _add(
            store, connection, SYSTEM, login=login, name=name, email=email, password_hash=password_hash,
            roles={Role(role) for role in row.roles}, languages={Language(each) for each in row.languages},
        )  # fmt: skip
        return find(connection, id)


def hash_secret(secret: str) -> str:
    """Return what is stored of a secret of 256 random bits; such a one needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _add(store: Store, connection: Connection, by: Actor, **given: Unpack[NewPerson]) -> str:
    login, name, roles = login_key(given["login"]), canonical(given["name"]), given["roles"]
    email = given.get("email") or ""
    problems = [
        *([] if _LOGIN.fullmatch(login) else [Problem("person", "login", "is not usable", _LOGIN_WANTED)]),
        *([] if _NAME.fullmatch(name) else [Problem("person", "name", "is not usable", _NAME_WANTED)]),
        *([Problem("person", "email", "is too long", _EMAIL_WANTED)] if len(email) > _EMAIL_MOST else []),
        *_not_a_persons(roles),
    ]
    if problems:
        raise InputError(problems)
    id = store.new_id()
    new: dict[str, object] = {
        "id": id, "name": name, "title": given.get("title", ""), "email": given.get("email"),
        "password_hash": given.get("password_hash"), "issuer": given.get("issuer"),
        "subject": given.get("subject"), "active": True, "preferences": {}, "created_at": store.clock(),
    }  # fmt: skip
    put(connection, people, {"login": login}, new, update=False)
    if connection.execute(select(people.c.id).where(people.c.login == login)).scalar_one() != id:
        raise InputError(Problem("person", "login", f"`{login}` is taken", "give another one"))
    _set_roles(connection, id, roles)
    _set_languages(connection, id, given.get("languages", ()))
    note(store, connection, by, "add_person", {"person": id, "roles": sorted(roles)})
    return id


def _not_a_persons(roles: Collection[Role]) -> list[Problem]:
    return [Problem("person", "roles", "system is not a person's role")] if Role.system in roles else []


def _invite(
    store: Store,
    connection: Connection,
    by: Actor,
    roles: Collection[Role],
    languages: Collection[Language],
) -> str:
    secret, now = secrets.token_urlsafe(32), store.clock()
    connection.execute(
        insert(invites).values(
            secret_hash=hash_secret(secret), roles=sorted(roles), languages=sorted(languages),
            created_at=now, expires_at=now + dt.timedelta(hours=INVITE_HOURS),
        )
    )  # fmt: skip
    note(store, connection, by, "invite", {"roles": sorted(roles)})
    return secret


def _set_roles(connection: Connection, id: str, roles: Collection[Role]) -> None:
    connection.execute(delete(person_roles).where(person_roles.c.person_id == id))
    if roles:
        connection.execute(
            insert(person_roles), [{"person_id": id, "role": str(role)} for role in sorted(roles)]
        )


def _set_languages(connection: Connection, id: str, languages: Collection[Language]) -> None:
    connection.execute(delete(person_languages).where(person_languages.c.person_id == id))
    if languages:
        connection.execute(
            insert(person_languages), [{"person_id": id, "language": str(each)} for each in sorted(languages)]
        )


def _administrators(connection: Connection) -> bool:
    query = (
        select(people.c.id)
        .join(person_roles, person_roles.c.person_id == people.c.id)
        .where(people.c.active, person_roles.c.role == str(Role.admin))
    )
    return connection.execute(query).first() is not None


def _shut_out(store: Store, connection: Connection, person_id: str, *, tokens: bool) -> None:
    """End a person's sessions, so that the next request meets the person as they are now."""
    connection.execute(delete(sessions).where(sessions.c.person_id == person_id))
    if tokens:
        connection.execute(
            update(api_tokens)
            .where(api_tokens.c.person_id == person_id, api_tokens.c.revoked_at.is_(None))
            .values(revoked_at=store.clock())
        )


def note(store: Store, connection: Connection, by: Actor, act: str, detail: Mapping[str, object]) -> None:
    """Write an event about people or access."""
    role = Role.admin if Role.admin in by.roles else min(by.roles, default=Role.system)
    audit.append(connection, audit.Entry(store.clock(), by.id, str(role), str(by.method), act, detail=detail))


def find(connection: Connection, person_id: str) -> Person:
    """Return a person, within a transaction; raises as :func:`get`."""
    found = _people(connection, _ONE, {"person": person_id})
    if not found:
        raise NotFoundError(f"there is no person {person_id}")
    return found[0]


def _people(
    connection: Connection, queries: Sequence[Executable], given: Mapping[str, str]
) -> tuple[Person, ...]:
    rows, roles, languages = (connection.execute(query, given).all() for query in queries)
    return tuple(
        Person(
            id=row.id,
            login=row.login,
            name=row.name,
            title=row.title,
            email=row.email,
            roles=frozenset(Role(each.role) for each in roles if each.person_id == row.id),
            languages=frozenset(Language(each.language) for each in languages if each.person_id == row.id),
            active=row.active,
            has_password=row.password_hash is not None,
            preferences=row.preferences,
            created_at=row.created_at,
        )
        for row in rows
    )


# Every request asks who somebody is, and making a statement costs more than running it.
_PERSON: BindParameter[str] = bindparam("person")
_ALL = (select(people).order_by(people.c.name, people.c.id), select(person_roles), select(person_languages))
_ONE = (
    _ALL[0].where(people.c.id == _PERSON),
    _ALL[1].where(person_roles.c.person_id == _PERSON),
    _ALL[2].where(person_languages.c.person_id == _PERSON),
)
