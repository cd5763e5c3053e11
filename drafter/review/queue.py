"""The queue: what waits for whom, the most urgent first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Row,
    Select,
    and_,
    column,
    distinct,
    false,
    func,
    or_,
    select,
    true,
    union,
)

from drafter.choices import Kind, Language
from drafter.errors import InputError, Problem
from drafter.review.actor import Actor, Role
from drafter.review.state import OPEN, State
from drafter.review.views import Claim, PersonRef
from drafter.store import Store
from drafter.store.columns import read, written
from drafter.store.tables import cases, customers, drafts, people, versions

PAGE_SIZE = 50


class Tab(StrEnum):
    """A cut through the queue."""

    mine = "mine"
    unclaimed = "unclaimed"
    legal = "legal"
    sent_back = "sent_back"
    approved = "approved"
    all = "all"


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show.

    Attributes:
        tab: cut through the queue.
        kind, language, state: only these, where given.
        author_id: only one author's.
        text: only customers whose name holds these letters, or this ticket.
    """

    tab: Tab = Tab.all
    kind: Kind | None = None
    language: Language | None = None
    state: State | None = None
    author_id: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One draft in the queue; ``customer`` is None once erased, and masked for those who may not read it."""

    draft_id: str
    state: State
    state_since: dt.datetime
    kind: Kind
    language: Language
    customer: str | None
    ticket: str | None
    author: PersonRef
    origin: str | None
    version: int
    errors: int
    warnings: int
    triggers: tuple[str, ...]
    due_at: dt.datetime
    claim: Claim | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the queue; ``next`` goes into ``after`` for the following one, None at the end."""

    rows: tuple[QueueRow, ...]
    next: str | None


def list_queue(
    store: Store, actor: Actor, filters: Filters, *, after: str | None = None, size: int = PAGE_SIZE
) -> Page:
    """Return one page of what the actor may see, ordered by when it is due, then by age.

    Args:
        store: the store.
        actor: who asks; see :func:`drafter.review.drafts.get` for what each role sees.
        filters: what to show.
        after: ``next`` of the page before.
        size: rows a page, at most 200.
    """
    size = min(size, 200)
    now = store.clock()
    place = None if after is None else _place(after)
    found = union(*(_first(branch, place, size + 1) for branch in _branches(actor, filters, now)))
    query = _rows().where(drafts.c.id.in_(found)).order_by(drafts.c.due_at, drafts.c.id).limit(size + 1)
    with store.read() as connection:
        rows = connection.execute(query).all()
    last = rows[size - 1] if len(rows) > size else None
    return Page(
        tuple(_row(row, now) for row in rows[:size]),
        None if last is None else f"{written(last.due_at)}~{last.id}",
    )


def counts(store: Store, actor: Actor) -> Mapping[Tab, int]:
    """Return how many drafts each tab holds for the actor; open ones only."""
    now, seen = store.clock(), _seen_by(actor)
    per_state = (
        select(drafts.c.state, func.count()).where(seen, drafts.c.state.in_(_OPEN)).group_by(drafts.c.state)
    )
    held = select(func.count()).where(
        seen, drafts.c.holder_id.is_not(None), drafts.c.claim_expires_at > now, drafts.c.state.in_(_DECIDABLE)
    )
    mine = select(func.count(distinct(drafts.c.id))).where(
        seen,
        drafts.c.state.in_(_OPEN),
        or_(
            drafts.c.author_id == actor.id,
            and_(drafts.c.holder_id == actor.id, drafts.c.claim_expires_at > now),
        ),
    )
    with store.read() as connection:
        by_state = {state: int(count) for state, count in connection.execute(per_state)}
        own = int(connection.execute(mine).scalar_one())
        claimed = int(connection.execute(held).scalar_one())
    found = {tab: sum(by_state.get(state, 0) for state in states) for tab, states in _STATES.items()}
    return {**found, Tab.mine: own, Tab.unclaimed: found[Tab.unclaimed] - claimed}


def take_next(store: Store, actor: Actor) -> str | None:
    """Return the unclaimed draft due first that the actor may decide on, or None; the desk claims it."""
    now = store.clock()
    written_by = select(versions.c.draft_id).where(
        versions.c.draft_id == drafts.c.id, versions.c.editor_id == actor.id
    )
    able: list[ColumnElement[bool]] = []
    if Role.reviewer in actor.roles:
        able.append(
            and_(
                drafts.c.state == str(State.in_review),
                drafts.c.language.in_([str(language) for language in actor.languages]),
                ~written_by.exists(),
            )
        )
    if Role.legal in actor.roles:
        able.append(drafts.c.state == str(State.legal_review))
    query = (
        select(drafts.c.id)
        .where(or_(false(), *able), drafts.c.author_id != actor.id, _free(now))
        .order_by(drafts.c.due_at, drafts.c.id)
        .limit(1)
    )
    with store.read() as connection:
        id: str | None = connection.execute(query).scalar()
    return id


_ID: ColumnClause[Any] = column("id")  # a subquery's own `.c` takes a quarter of a page's time to make
_OPEN = [str(state) for state in sorted(OPEN)]
_DECIDABLE = [str(State.in_review), str(State.legal_review)]
_STATES: dict[Tab, list[str]] = {
    Tab.mine: _OPEN,
    Tab.unclaimed: _DECIDABLE,
    Tab.legal: [str(State.legal_review)],
    Tab.sent_back: [str(State.changes_requested)],
    Tab.approved: [str(State.approved), str(State.delivery_failed)],
    Tab.all: _OPEN,
}


def _rows() -> Select[tuple[object, ...]]:
    holder = people.alias("holder")
    return (
        select(
            drafts,
            cases.c.ticket,
            customers.c.name.label("customer"),
            people.c.name.label("author_name"),
            people.c.title.label("author_title"),
            holder.c.name.label("holder_name"),
            holder.c.title.label("holder_title"),
        )
        .join(cases, cases.c.id == drafts.c.case_id)
        .join(customers, customers.c.id == cases.c.customer_id)
        .join(people, people.c.id == drafts.c.author_id)
        .outerjoin(holder, holder.c.id == drafts.c.holder_id)
    )


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of :func:`drafter.review.standing.may_see` in SQL."""
    if actor.roles & {Role.reviewer, Role.legal, Role.auditor, Role.system}:
        return true()
    if actor.roles & {Role.agent, Role.service}:
        return drafts.c.author_id == actor.id
    return false()


def _free(now: dt.datetime) -> ColumnElement[bool]:
    return or_(
        drafts.c.holder_id.is_(None),
        drafts.c.claim_expires_at.is_(None),
        drafts.c.claim_expires_at <= now,
    )


def _branches(actor: Actor, filters: Filters, now: dt.datetime) -> list[list[ColumnElement[bool]]]:
    """Return the conditions of each stretch of an index that a page is merged from.

    One stretch a state: in each, an index has the rows in the order they are due, so that a page costs as
    much in a long queue as in a short one.
    """
    common = [_seen_by(actor), *_narrowed(filters)]
    states = [str(filters.state)] if filters.state is not None else _STATES[filters.tab]
    if filters.tab is Tab.unclaimed:
        common.append(_free(now))
    if filters.state is not None:
        common.append(drafts.c.state.in_(_STATES[filters.tab] if filters.tab is not Tab.all else [*State]))
    whose: list[list[ColumnElement[bool]]] = [[]]
    if filters.tab is Tab.mine:
        whose = [[drafts.c.author_id == actor.id]]
        if actor.roles & {Role.reviewer, Role.legal}:
            whose.append([drafts.c.holder_id == actor.id, drafts.c.claim_expires_at > now])
    if filters.text.strip():
        text = filters.text.strip()
        named = (
            select(cases.c.id)
            .join(customers, customers.c.id == cases.c.customer_id)
            .where(or_(cases.c.ticket == text, customers.c.name.icontains(text, autoescape=True)))
        )
        return [[*common, *own, drafts.c.state.in_(states), drafts.c.case_id.in_(named)] for own in whose]
    return [[*common, *own, drafts.c.state == state] for own in whose for state in states]


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    wanted = {
        drafts.c.kind: filters.kind,
        drafts.c.language: filters.language,
        drafts.c.author_id: filters.author_id,
    }
    return [column == str(value) for column, value in wanted.items() if value is not None]


def _first(
    branch: list[ColumnElement[bool]], place: tuple[dt.datetime, str] | None, count: int
) -> Select[str]:
    query = select(drafts.c.id).where(*branch)
    if place is not None:
        due, id = place
        query = query.where(
            drafts.c.due_at >= due, or_(drafts.c.due_at > due, and_(drafts.c.due_at == due, drafts.c.id > id))
        )
    # A subquery of its own: neither database takes ORDER BY inside a bare UNION.
    return select(_ID).select_from(query.order_by(drafts.c.due_at, drafts.c.id).limit(count).subquery())


def _place(after: str) -> tuple[dt.datetime, str]:
    due, _, id = after.partition("~")
    try:
        place = read(due)
        written(place)
        return place, id
    except (ValueError, OverflowError):
        raise InputError(Problem("queue", "after", "is not a place in the queue", "give `next`")) from None


def _row(row: Row[tuple[object, ...]], now: dt.datetime) -> QueueRow:
    got = row._mapping
    held = got["holder_id"] is not None and got["claim_expires_at"] is not None
    live = held and got["claim_expires_at"] > now
    holder = PersonRef(got["holder_id"], got["holder_name"], got["holder_title"]) if live else None
    return QueueRow(
        draft_id=got["id"],
        state=State(got["state"]),
        state_since=got["state_since"],
        kind=Kind(got["kind"]),
        language=Language(got["language"]),
        customer=got["customer"],
        ticket=got["ticket"],
        author=PersonRef(got["author_id"], got["author_name"], got["author_title"]),
        origin=got["origin"],
        version=got["version"],
        errors=got["errors"],
        warnings=got["warnings"],
        triggers=tuple(got["triggers"]),
        due_at=got["due_at"],
        claim=Claim(holder, got["claim_expires_at"]) if holder else None,
    )
