"""Where a draft stands: its row, typed, and who may see it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, Row, bindparam, select

from drafter.choices import Kind, Language
from drafter.errors import NotFoundError
from drafter.review.actor import Actor, Role
from drafter.review.state import State
from drafter.review.views import Head
from drafter.store.tables import cases, drafts

_SEES_ALL = frozenset({Role.reviewer, Role.legal, Role.auditor, Role.system})
_SENDABLE = frozenset({State.approved, State.delivering, State.delivered, State.delivery_failed})


@dataclass(frozen=True, slots=True)
class Standing:
    """One draft's row, with the customer of its case."""

    id: str
    case_id: str
    customer_id: str
    ticket: str | None
    kind: Kind
    language: Language
    author_id: str
    state: State
    state_since: dt.datetime
    version: int
    digest: str | None
    round: int
    origin: str | None
    triggers: tuple[str, ...]
    due_at: dt.datetime
    valid_until: dt.date | None
    holder_id: str | None
    claim_expires_at: dt.datetime | None
    approval_id: str | None
    canary: str | None
    created_at: dt.datetime

    @property
    def head(self) -> Head:
        """Return what commands return of it."""
        return Head(self.id, self.case_id, self.state, self.version, self.digest or "", self.round)

    def held_by(self, now: dt.datetime) -> str | None:
        """Return who holds a claim that has not run out."""
        live = self.claim_expires_at is not None and self.claim_expires_at > now
        return self.holder_id if live else None


def may_see(actor: Actor, author_id: str, state: State) -> bool:
    """Say whether an actor may know of a draft (deny by default; an administrator reads no letters)."""
    if actor.roles & _SEES_ALL:
        return True
    if actor.roles & {Role.agent, Role.service} and author_id == actor.id:
        return True
    return Role.service in actor.roles and state in _SENDABLE


def standing(connection: Connection, draft_id: str, *, lock: bool = False) -> Standing:
    """Return where a draft stands; with ``lock``, nobody else moves it until the transaction ends.

    Raises:
        NotFoundError: there is no such draft.
    """
    row = connection.execute(_LOCKED if lock else _ONE, {"draft": draft_id}).first()
    if row is None:
        raise NotFoundError(f"there is no draft {draft_id}")
    return _of(row)


def visible(connection: Connection, actor: Actor, draft_id: str, *, lock: bool = False) -> Standing:
    """Return where a draft stands, to somebody who may see it.

    Raises:
        NotFoundError: there is none, or the actor may not know of it.
    """
    found = standing(connection, draft_id, lock=lock)
    if not may_see(actor, found.author_id, found.state):
        raise NotFoundError(f"there is no draft {draft_id}")
    return found


def standings(
    connection: Connection,
    *,
    customer_id: str | None = None,
    case_id: str | None = None,
    ticket: str | None = None,
    lock: bool = False,
) -> tuple[Standing, ...]:
    """Return every draft of a customer, a case or a ticket, in the order of their ids."""
    query = _ALL.order_by(drafts.c.id)
    for column, value in (
        (cases.c.customer_id, customer_id), (cases.c.id, case_id), (cases.c.ticket, ticket),
    ):  # fmt: skip
        if value is not None:
            query = query.where(column == value)
    rows = connection.execute(query.with_for_update(of=drafts) if lock else query).all()
    return tuple(_of(row) for row in rows)


# Every act asks where a draft stands, and making a statement costs more than running it.
_ALL = select(drafts, cases.c.customer_id, cases.c.ticket).join(cases, cases.c.id == drafts.c.case_id)
_ONE = _ALL.where(drafts.c.id == bindparam("draft"))
_LOCKED = _ONE.with_for_update(of=drafts)


def _of(row: Row[tuple[object, ...]]) -> Standing:
    got = row._mapping
    return Standing(
        **{name: got[name] for name in _PLAIN},
        kind=Kind(got["kind"]),
        language=Language(got["language"]),
        state=State(got["state"]),
        triggers=tuple(got["triggers"]),
    )


_PLAIN = tuple(name for name in Standing.__slots__ if name not in {"kind", "language", "state", "triggers"})
