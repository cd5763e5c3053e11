"""The queue: what waits for whom, the most urgent first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select

from drafter.case import Kind, Language
from drafter.errors import InputError, Problem
from drafter.review.actor import Actor, Role
from drafter.review.state import OPEN, State
from drafter.review.views import Claim, PersonRef
from drafter.store import Store
from drafter.store.columns import read, written
from drafter.store.tables import cases, customers, drafts, people, versions

PAGE_SIZE = 50
COUNTED_TO = 1_001


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
    now, size = store.clock(), min(size, 200)
    conditions = [_seen_by(actor), *_in_tab(actor, filters.tab, now), *_wanted(filters)]
    if after is not None:
        due, id = _place(after)
        conditions.append(or_(drafts.c.due_at > due, and_(drafts.c.due_at == due, drafts.c.id > id)))
    rows: list[Row[tuple[object, ...]]] = []
    with store.read() as connection:
        # A state at a time, each in the order of its index: sorting all that is open takes seconds.
        for state in _states_of(filters):
            query = (
                _rows()
                .where(drafts.c.state == state, *conditions)
                .order_by(drafts.c.due_at, drafts.c.id)
                .limit(size + 1)
            )
            rows += connection.execute(query).all()
    rows.sort(key=lambda row: (written(row.due_at), row.id))
    last = rows[size - 1] if len(rows) > size else None
    return Page(
        tuple(_row(row, now) for row in rows[:size]),
        None if last is None else f"{written(last.due_at)}~{last.id}",
    )


def counts(store: Store, actor: Actor) -> Mapping[Tab, int]:
    """Return how many drafts each tab holds for the actor, counted up to 1,001; open ones only."""
    now = store.clock()
    sums = []
    for tab in Tab:
        found = (
            select(drafts.c.id)
            .where(_seen_by(actor), *_in_tab(actor, tab, now), drafts.c.state.in_(_states_of(Filters(tab))))
            .limit(COUNTED_TO)
            .subquery()
        )
        sums.append(select(func.count()).select_from(found).scalar_subquery().label(str(tab)))
    with store.read() as connection:
        row = connection.execute(select(*sums)).one()
    return {tab: int(row._mapping[str(tab)]) for tab in Tab}


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
        return drafts.c.id.is_not(None)
    if actor.roles & {Role.agent, Role.service}:
        return drafts.c.author_id == actor.id
    return false()


def _free(now: dt.datetime) -> ColumnElement[bool]:
    return or_(
        drafts.c.holder_id.is_(None),
        drafts.c.claim_expires_at.is_(None),
        drafts.c.claim_expires_at <= now,
    )


_STATES = {
    Tab.unclaimed: (State.in_review, State.legal_review),
    Tab.legal: (State.legal_review,),
    Tab.sent_back: (State.changes_requested,),
    Tab.approved: (State.approved, State.delivery_failed),
}


def _states_of(filters: Filters) -> list[str]:
    """Return the states a tab and a filter leave over."""
    states = [str(state) for state in _STATES.get(filters.tab, sorted(OPEN))]
    if filters.state is None:
        return states
    return [str(filters.state)] if str(filters.state) in states or filters.tab not in _STATES else []


def _in_tab(actor: Actor, tab: Tab, now: dt.datetime) -> list[ColumnElement[bool]]:
    """Return what a tab asks for beyond its states."""
    match tab:
        case Tab.mine:
            held = and_(drafts.c.holder_id == actor.id, drafts.c.claim_expires_at > now)
            return [or_(drafts.c.author_id == actor.id, held)]
        case Tab.unclaimed:
            return [_free(now)]
        case _:
            return []


def _wanted(filters: Filters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.kind is not None:
        wanted.append(drafts.c.kind == str(filters.kind))
    if filters.language is not None:
        wanted.append(drafts.c.language == str(filters.language))
    if filters.author_id is not None:
        wanted.append(drafts.c.author_id == filters.author_id)
    if filters.text.strip():
        text = filters.text.strip()
        wanted.append(or_(cases.c.ticket == text, customers.c.name.icontains(text, autoescape=True)))
    return wanted


def _place(after: str) -> tuple[dt.datetime, str]:
    due, _, id = after.partition("~")
    try:
        return read(due), id
    except ValueError:
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
