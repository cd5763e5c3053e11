"""Reading drafts: one whole, its versions, its trail. Nobody sees what their roles do not show them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, Row, select

from drafter.errors import NotAllowedError, NotFoundError
from drafter.review import details, situation
from drafter.review.actor import SYSTEM, Actor, Role
from drafter.review.content import Content, read_case_file, read_envelope, read_letter
from drafter.review.situation import content_of
from drafter.review.standing import Standing, visible
from drafter.review.views import Claim, DraftView, Event, Head, PersonRef, Version, VersionRef
from drafter.store import Store
from drafter.store.tables import (
    approvals,
    attachments,
    cases,
    contents,
    drafts,
    events,
    facts,
    people,
    versions,
)


def get(store: Store, actor: Actor, draft_id: str) -> DraftView:
    """Return a draft with everything its page shows.

    Raises:
        NotFoundError: there is none, or the actor may not see it: an agent sees their own, a service its own
            and what is approved, reviewer, lawyer and auditor all, an administrator none.
    """
    with store.read() as connection:
        draft = visible(connection, actor, draft_id)
        known = details.names(connection)
        row = connection.execute(select(drafts.c.provenance).where(drafts.c.id == draft_id)).one()
        case_file = connection.execute(select(facts.c.case_file).where(facts.c.draft_id == draft_id)).scalar()
        refs = _refs(connection, draft_id, known)
        return DraftView(
            head=draft.head,
            kind=draft.kind,
            language=draft.language,
            ticket=draft.ticket,
            customer_id=draft.customer_id,
            author=known[draft.author_id],
            created_at=draft.created_at,
            state_since=draft.state_since,
            due_at=draft.due_at,
            origin=draft.origin,
            triggers=draft.triggers,
            provenance=row.provenance,
            claim=_claim(draft, known, store),
            case=None if case_file is None else read_case_file(case_file),
            version=_version(connection, draft_id, refs[-1]) if refs else None,
            versions=refs,
            comments=details.comments_of(connection, draft_id, known),
            ticks=details.ticks_of(connection, draft, known),
            acknowledgements=details.acknowledgements_of(connection, draft, known),
            sign_off=details.sign_off_of(connection, draft, known),
            approval=details.approval_of(connection, draft, known),
            deliveries=details.deliveries_of(connection, draft_id),
            present=details.present_in(connection, draft_id, known, store.clock()),
        )


def head(store: Store, actor: Actor, draft_id: str) -> Head:
    """Return where a draft stands; raises as :func:`get`."""
    with store.read() as connection:
        return visible(connection, actor, draft_id).head


def opened_at(store: Store, actor: Actor, draft_id: str) -> dt.datetime | None:
    """Return when the actor first opened the present version, None where never; raises as :func:`get`."""
    with store.read() as connection:
        return situation.opened_at(connection, visible(connection, actor, draft_id), actor.id)


def version(store: Store, actor: Actor, draft_id: str, number: int) -> Version:
    """Return one version whole; raises as :func:`get`."""
    with store.read() as connection:
        visible(connection, actor, draft_id)
        refs = {ref.number: ref for ref in _refs(connection, draft_id, details.names(connection))}
        if number not in refs:
            raise NotFoundError(f"draft {draft_id} has no version {number}")
        return _version(connection, draft_id, refs[number])


def content(store: Store, actor: Actor, draft_id: str) -> Content:
    """Return the present version's content; raises as :func:`get`, also where it was erased."""
    with store.read() as connection:
        draft = visible(connection, actor, draft_id)
        found = content_of(connection, draft_id, draft.version)
    if found is None:
        raise NotFoundError(f"draft {draft_id} has no words: not drafted yet, or erased")
    return found


def attachment(store: Store, actor: Actor, draft_id: str, attachment_id: str) -> tuple[str, str, bytes]:
    """Return an attachment's name, media type and bytes; raises as :func:`get`."""
    with store.read() as connection:
        visible(connection, actor, draft_id)
        row = connection.execute(
            select(attachments).where(attachments.c.id == attachment_id, attachments.c.draft_id == draft_id)
        ).first()
    if row is None:
        raise NotFoundError(f"draft {draft_id} has no attachment {attachment_id}")
    return row.name, row.media_type, row.data


def last_approved(store: Store, actor: Actor, draft_id: str) -> Version | None:
    """Return the version approved last, whether or not the approval stands; raises as :func:`get`."""
    with store.read() as connection:
        visible(connection, actor, draft_id)
        number = connection.execute(
            select(approvals.c.version)
            .where(approvals.c.draft_id == draft_id)
            .order_by(approvals.c.round.desc())
            .limit(1)
        ).scalar()
    return None if number is None else version(store, actor, draft_id, number)


def trail(store: Store, actor: Actor, draft_id: str) -> tuple[Event, ...]:
    """Return a draft's events in order; raises as :func:`get`."""
    with store.read() as connection:
        visible(connection, actor, draft_id)
        return _events(connection, events.c.draft_id == draft_id)


def search_trail(
    store: Store,
    actor: Actor,
    *,
    person_id: str | None = None,
    customer_id: str | None = None,
    act: str | None = None,
    before_seq: int | None = None,
    limit: int = 100,
) -> tuple[Event, ...]:
    """Return events, the latest first, for an auditor, a lawyer or an administrator.

    Raises:
        NotAllowedError: the actor is none of these.
    """
    if not actor.roles & {Role.auditor, Role.legal, Role.admin}:
        raise NotAllowedError("only an auditor, a lawyer or an administrator may search the audit trail")
    wanted: list[ColumnElement[bool]] = []
    if person_id is not None:
        wanted.append(events.c.actor_id == person_id)
    if act is not None:
        wanted.append(events.c.act == act)
    if before_seq is not None:
        wanted.append(events.c.seq < before_seq)
    if customer_id is not None:
        own = select(drafts.c.id).join(cases, cases.c.id == drafts.c.case_id)
        wanted.append(events.c.draft_id.in_(own.where(cases.c.customer_id == customer_id)))
    with store.read() as connection:
        return _events(connection, *wanted, limit=limit, latest_first=True)


def _events(
    connection: Connection,
    *wanted: ColumnElement[bool],
    limit: int | None = None,
    latest_first: bool = False,
) -> tuple[Event, ...]:
    order = events.c.seq.desc() if latest_first else events.c.seq
    rows = connection.execute(
        select(events, people.c.name.label("actor_name"))
        .outerjoin(people, people.c.id == events.c.actor_id)
        .where(*wanted)
        .order_by(order)
        .limit(limit)
    )
    return tuple(_event(row) for row in rows)


def _event(row: Row[tuple[object, ...]]) -> Event:
    got = row._mapping
    plain = {name: got[name] for name in Event.__slots__ if name not in {"actor_name", "detail"}}
    return Event(**plain, actor_name=got["actor_name"] or SYSTEM.name, detail=json.loads(got["detail"]))


def _refs(connection: Connection, draft_id: str, known: Mapping[str, PersonRef]) -> tuple[VersionRef, ...]:
    rows = connection.execute(
        select(versions).where(versions.c.draft_id == draft_id).order_by(versions.c.number)
    )
    return tuple(
        VersionRef(
            row.number, row.digest, known.get(row.editor_id), row.change, row.policy_version, row.created_at
        )
        for row in rows
    )


def _version(connection: Connection, draft_id: str, ref: VersionRef) -> Version:
    row = connection.execute(
        select(contents).where(contents.c.draft_id == draft_id, contents.c.version == ref.number)
    ).first()
    if row is None:
        return Version(ref, None, None, (), None)
    record = json.loads(row.record) if row.record else None
    return Version(
        ref, read_letter(row.letter), read_envelope(row.envelope), tuple(json.loads(row.findings)), record
    )


def _claim(draft: Standing, known: Mapping[str, PersonRef], store: Store) -> Claim | None:
    holder = draft.held_by(store.clock())
    if holder is None or draft.claim_expires_at is None:
        return None
    return Claim(known[holder], draft.claim_expires_at)
