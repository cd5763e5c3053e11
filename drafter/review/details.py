"""The parts around a draft's text, as its page shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import Connection, select

from drafter.review.standing import Standing
from drafter.review.views import (
    Acknowledgement,
    Approval,
    Comment,
    Delivery,
    PersonRef,
    Present,
    SignOff,
    Tick,
)
from drafter.store.tables import (
    acknowledgements,
    approvals,
    comments,
    deliveries,
    people,
    presence,
    revocations,
    sign_offs,
    ticks,
)

PRESENT_SECONDS = 90

Names = Mapping[str, PersonRef]


def names(connection: Connection) -> dict[str, PersonRef]:
    """Return everybody by id, as others see them."""
    rows = connection.execute(select(people.c.id, people.c.name, people.c.title))
    return {row.id: PersonRef(row.id, row.name, row.title) for row in rows}


def comments_of(connection: Connection, draft_id: str, known: Names) -> tuple[Comment, ...]:
    """Return a draft's remarks, the oldest first."""
    rows = connection.execute(
        select(comments).where(comments.c.draft_id == draft_id).order_by(comments.c.created_at, comments.c.id)
    )
    return tuple(
        Comment(
            id=row.id,
            author=known[row.author_id],
            version=row.version,
            purpose=row.purpose,
            reasons=tuple(row.reasons),
            span=None if row.span_start is None else (row.span_start, row.span_end),
            text=row.text,
            answers=row.answers_id,
            created_at=row.created_at,
        )
        for row in rows
    )


def ticks_of(connection: Connection, draft: Standing, known: Names) -> tuple[Tick, ...]:
    """Return the ticks on the present version."""
    rows = connection.execute(
        select(ticks).where(ticks.c.draft_id == draft.id, ticks.c.version == draft.version)
    )
    return tuple(Tick(row.list, row.item, known[row.person_id], row.version, row.ticked_at) for row in rows)


def acknowledgements_of(connection: Connection, draft: Standing, known: Names) -> tuple[Acknowledgement, ...]:
    """Return the warnings answered for on the present version."""
    rows = connection.execute(
        select(acknowledgements, comments.c.text)
        .outerjoin(comments, comments.c.id == acknowledgements.c.comment_id)
        .where(acknowledgements.c.draft_id == draft.id, acknowledgements.c.version == draft.version)
    )
    return tuple(
        Acknowledgement(row.finding, row.rule, known[row.person_id], row.text or "", row.acknowledged_at)
        for row in rows
    )


def sign_off_of(connection: Connection, draft: Standing, known: Names) -> SignOff | None:
    """Return legal's signature on the present digest."""
    row = connection.execute(
        select(sign_offs)
        .where(sign_offs.c.draft_id == draft.id, sign_offs.c.digest == draft.digest)
        .order_by(sign_offs.c.signed_at.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return SignOff(row.id, known[row.person_id], row.version, row.digest, tuple(row.triggers), row.signed_at)


def approval_of(connection: Connection, draft: Standing, known: Names) -> Approval | None:
    """Return the latest approval, revoked or not."""
    row = connection.execute(
        select(approvals, revocations.c.revoked_at)
        .outerjoin(revocations, revocations.c.approval_id == approvals.c.id)
        .where(approvals.c.draft_id == draft.id)
        .order_by(approvals.c.round.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return Approval(
        id=row.id,
        person=known[row.person_id],
        role=row.role,
        method=row.method,
        version=row.version,
        digest=row.digest,
        opened_at=row.opened_at,
        approved_at=row.approved_at,
        seconds_open=(row.approved_at - row.opened_at).total_seconds(),
        edit_distance=row.edit_distance,
        policy_version=row.policy_version,
        revoked_at=row.revoked_at,
    )


def deliveries_of(connection: Connection, draft_id: str) -> tuple[Delivery, ...]:
    """Return every attempt to deliver, in order."""
    rows = connection.execute(
        select(deliveries)
        .where(deliveries.c.draft_id == draft_id)
        .order_by(deliveries.c.started_at, deliveries.c.attempt)
    )
    return tuple(
        Delivery(
            row.id, row.approval_id, row.attempt, row.target, row.outcome, row.receipt, row.started_at,
            row.ended_at,
        )
        for row in rows
    )  # fmt: skip


def present_in(connection: Connection, draft_id: str, known: Names, now: dt.datetime) -> tuple[Present, ...]:
    """Return who has the draft open."""
    rows = connection.execute(
        select(presence)
        .where(
            presence.c.draft_id == draft_id,
            presence.c.seen_at > now - dt.timedelta(seconds=PRESENT_SECONDS),
        )
        .order_by(presence.c.seen_at)
    )
    return tuple(Present(known[row.person_id], row.mode, row.seen_at) for row in rows)
