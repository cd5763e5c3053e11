"""People, sessions, tokens and invitations."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from drafter.choices import Language
from drafter.errors import InputError, NotAllowedError, NotFoundError
from drafter.review import access, people
from drafter.review.access import Scope
from drafter.review.actor import SYSTEM, Method, Role
from drafter.store import Store
from drafter.store.tables import events, metadata
from tests.reviewing import Clock, Office


def test_the_first_administrator_comes_by_a_one_time_invitation(store: Store, clock: Clock) -> None:
    secret = people.first_invite(store)
    assert secret is not None
    with pytest.raises(NotFoundError):
        people.accept_invite(store, secret + "x", login="ada", name="Ada", password_hash="h")
    ada = people.accept_invite(store, secret, login=" Ada ", name="Ada Byron", password_hash="h")
    assert (ada.login, *ada.roles) == ("ada", Role.admin)
    assert people.first_invite(store) is None
    with pytest.raises(NotFoundError):
        people.accept_invite(store, secret, login="eve", name="Eve", password_hash="h")
    late = people.invite(store, ada.as_actor(Method.password), [Role.agent])
    clock.pass_(hours=25)
    with pytest.raises(NotFoundError):
        people.accept_invite(store, late, login="eve", name="Eve", password_hash="h")


def test_a_session_ends_when_unused_when_old_and_with_its_person(room: Office) -> None:
    id = room.agent.id
    secret = access.open_session(room.store, id, Method.password)
    assert access.session_actor(room.store, secret) == room.agent
    assert access.session_actor(room.store, secret + "x") is None
    room.clock.pass_(minutes=31)
    assert access.session_actor(room.store, secret) is None
    secret = access.open_session(room.store, id, Method.oidc)
    for _ in range(35):
        room.clock.pass_(minutes=20)
        assert access.session_actor(room.store, secret) is not None
    room.clock.pass_(minutes=21)
    assert access.session_actor(room.store, secret) is None
    secret = access.open_session(room.store, id, Method.password)
    people.change(room.store, room.admin, id, active=False)
    assert access.session_actor(room.store, secret) is None
    with pytest.raises(NotFoundError):
        access.open_session(room.store, id, Method.password)


def test_a_change_of_roles_ends_the_sessions_of_the_old_ones(room: Office) -> None:
    secret = access.open_session(room.store, room.reviewer.id, Method.password)
    people.change(room.store, room.admin, room.reviewer.id, roles=[Role.agent])
    assert access.session_actor(room.store, secret) is None


def test_the_record_names_every_part_that_was_changed_even_to_nothing(room: Office) -> None:
    people.change(room.store, room.admin, room.reviewer.id, title="Reader", languages=[])
    with room.store.read() as connection:
        details = connection.execute(select(events.c.detail).where(events.c.act == "change_person")).scalars()
        assert [json.loads(detail)["fields"] for detail in details] == [["languages", "title"]]


def test_a_token_acts_with_its_scopes_and_never_decides(room: Office) -> None:
    both = people.add(
        room.store, SYSTEM, login="bo", name="Bo", roles=[Role.agent, Role.reviewer, Role.admin]
    )
    token, secret = access.issue_token(
        room.store, both.as_actor(Method.password), both.id, "desk", [Scope.read], days=2
    )
    assert secret.startswith(f"drf_{token.id}_")
    found = access.token_actor(room.store, secret)
    assert found is not None
    assert (*found[0].roles, found[0].method, *found[1]) == (Role.agent, Method.token, Scope.read)
    for wrong in (secret[:-1], secret + "x", "drf__", "", f"xyz_{secret[4:]}"):
        assert access.token_actor(room.store, wrong) is None
    with pytest.raises(NotFoundError):
        access.revoke_token(room.store, room.agent, token.id)
    room.clock.pass_(days=2)
    assert access.token_actor(room.store, secret) is None
    token, secret = access.issue_token(room.store, room.admin, both.id, "desk", [Scope.read])
    access.revoke_token(room.store, room.admin, token.id)
    assert access.token_actor(room.store, secret) is None
    assert [each.revoked_at is None for each in access.tokens(room.store, both.id)] == [False, True]


@pytest.mark.parametrize(("days", "scopes"), [(366, [Scope.read]), (0, [Scope.read]), (1, [])])
def test_a_token_without_end_or_scope_is_not_issued(room: Office, days: int, scopes: list[Scope]) -> None:
    with pytest.raises(InputError):
        access.issue_token(room.store, room.agent, room.agent.id, "desk", scopes, days=days)


def test_no_secret_is_stored(room: Office) -> None:
    secrets = [
        access.open_session(room.store, room.agent.id, Method.password),
        access.issue_token(room.store, room.agent, room.agent.id, "desk", [Scope.read])[1].split("_", 2)[2],
        people.invite(room.store, room.admin, [Role.agent]),
    ]
    with room.store.read() as connection:
        held = str([connection.execute(select(table)).all() for table in metadata.sorted_tables])
    assert [secret for secret in secrets if secret in held] == []


def test_only_an_administrator_changes_people_and_one_always_remains(room: Office) -> None:
    for actor in (room.agent, room.reviewer, room.lawyer, room.auditor, room.service):
        with pytest.raises(NotAllowedError):
            people.change(room.store, actor, room.agent.id, roles=[Role.reviewer])
        with pytest.raises(NotAllowedError):
            people.add(room.store, actor, login="x1", name="X", roles=[Role.admin])
        with pytest.raises(NotAllowedError):
            people.invite(room.store, actor, [Role.admin])
    for change in ({"active": False}, {"roles": [Role.agent]}):
        with pytest.raises(InputError, match="no active administrator"):
            people.change(room.store, room.admin, room.admin.id, **change)
    assert people.get(room.store, room.admin.id).roles == {Role.admin}


def test_nobody_is_given_the_systems_role(room: Office) -> None:
    roles = [Role.agent, Role.system]
    with pytest.raises(InputError, match="system is not a person's role"):
        people.change(room.store, room.admin, room.agent.id, roles=roles)
    with pytest.raises(InputError, match="system is not a person's role"):
        people.add(room.store, room.admin, login="x1", name="X", roles=roles)
    assert people.get(room.store, room.agent.id).roles == {Role.agent}


def test_a_login_is_one_persons_whatever_its_case(room: Office) -> None:
    for login in ("ANA.AGENT", " ana.agent"):
        with pytest.raises(InputError, match="taken"):
            people.add(room.store, SYSTEM, login=login, name="Other", roles=[])
    for login in ("", "a", "a b", "a\nb", "x" * 300):
        with pytest.raises(InputError):
            people.add(room.store, SYSTEM, login=login, name="Other", roles=[])
    found = people.by_login(room.store, "Ana.Agent")
    assert found is not None
    assert found[0].id == room.agent.id


def test_a_subject_is_matched_by_issuer_and_subject_alone(room: Office) -> None:
    added = people.add(
        room.store, SYSTEM, login="sso", name="Sso", roles=[Role.agent], languages=[Language.bg],
        email="ana@acme.example", issuer="https://id.example", subject="42",
    )  # fmt: skip
    assert people.by_subject(room.store, "https://id.example", "42") == added
    assert people.by_subject(room.store, "https://other.example", "42") is None
    assert people.by_subject(room.store, "https://id.example", "ana@acme.example") is None
