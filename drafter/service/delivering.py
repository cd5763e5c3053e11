"""Deliveries: begun by a person or a program, and by e-mail carried out by a worker."""

from __future__ import annotations

from sqlalchemy import select

from drafter.errors import DrafterError, ReviewError
from drafter.render import to_text
from drafter.review import drafts
from drafter.review.actor import SYSTEM, Actor
from drafter.review.content import Channel, Content
from drafter.review.guards import EMAIL
from drafter.review.views import Delivery, DraftView
from drafter.service import logs, mail, tracing
from drafter.service.context import Service
from drafter.service.mail import Enclosure, MailError
from drafter.service.problem import Refusal
from drafter.store import outbox
from drafter.store.outbox import Job
from drafter.store.tables import deliveries

MAIL = "mail"
_LEASE_SECONDS = 300


def begin(
    service: Service, actor: Actor, draft_id: str, target: str, if_version: int, *, nothing_arrived: bool
) -> tuple[Delivery, Content]:
    """Begin a delivery; by e-mail, hand it to the worker.

    Raises:
        Refusal: ``invalid``: no mail server is set up, or the letter does not go by e-mail.
        ReviewError: it cannot be delivered; see :meth:`drafter.review.desk.Desk.mark_delivering`.
    """
    if target == EMAIL:
        _can_mail(service, drafts.content(service.store, actor, draft_id))
    delivery, content = service.desk.mark_delivering(
        actor, draft_id, target, if_version=if_version, nothing_arrived=nothing_arrived
    )
    if target == EMAIL:
        _queue(service, draft_id, delivery.id)
    return delivery, content


def take_up_forgotten(service: Service) -> None:
    """Queue every e-mail whose process died between beginning the delivery and queueing it."""
    under_way = select(deliveries.c.draft_id, deliveries.c.id).where(
        deliveries.c.target == EMAIL, deliveries.c.outcome == "under_way"
    )
    with service.store.read() as connection:
        rows = connection.execute(under_way).all()
    for draft_id, delivery_id in rows:
        _queue(service, draft_id, delivery_id)


def work(service: Service, worker: str) -> int:
    """Send the letter that has waited longest; return how many were tried."""
    if service.settings.smtp is None:
        return 0
    # One at a time: a letter that was leased and left is taken for one that may have gone out.
    jobs = outbox.lease(service.store, MAIL, worker, seconds=_LEASE_SECONDS)
    for job in jobs:
        with tracing.span("mail", job=job.id, attempt=job.attempt):
            _carry_out(service, job)
    return len(jobs)


def _can_mail(service: Service, content: Content) -> None:
    if service.settings.smtp is None:
        raise Refusal("invalid", "no mail server is set up; deliver with another target")
    if content.envelope.channel is not Channel.email:
        raise Refusal("invalid", f"the letter goes by {content.envelope.channel}; change its envelope first")


def _queue(service: Service, draft_id: str, delivery_id: str) -> None:
    with service.store.write() as connection:
        outbox.put(
            service.store,
            connection,
            MAIL,
            f"mail:{delivery_id}",
            {"draft_id": draft_id, "delivery_id": delivery_id},
        )
    service.wake.call(MAIL)


def _carry_out(service: Service, job: Job) -> None:
    draft_id, delivery_id = str(job.payload["draft_id"]), str(job.payload["delivery_id"])
    try:
        if job.attempt > 1:
            # Its first worker died with the letter in its hands: it may have gone out.
            raise MailError("interrupted", outcome_known=False)
        receipt = _send(service, draft_id, delivery_id)
        service.desk.mark_delivered(SYSTEM, draft_id, delivery_id, receipt=receipt)
        outcome = "delivered"
    except MailError as error:
        service.desk.mark_failed(
            SYSTEM, draft_id, delivery_id, outcome_known=error.outcome_known, cause=error.cause
        )
        outcome = "failed" if error.outcome_known else "unknown"
    except ReviewError as error:
        outcome = error.code  # somebody has settled this delivery already
    outbox.done(service.store, job, said=outcome)
    service.metrics.deliveries.labels(EMAIL, outcome).inc()
    logs.event("delivery", draft=draft_id, job=job.id, target=EMAIL, outcome=outcome)


def _send(service: Service, draft_id: str, delivery_id: str) -> str:
    smtp = service.settings.smtp
    try:
        view = drafts.get(service.store, SYSTEM, draft_id)
        content = drafts.content(service.store, SYSTEM, draft_id)
        _still_approved(view, content, delivery_id)
        enclosures = tuple(
            Enclosure(*drafts.attachment(service.store, SYSTEM, draft_id, each.id))
            for each in content.envelope.attachments
        )
        if smtp is None or view.approval is None:
            raise MailError("not_set_up", outcome_known=True)
        made = mail.message(
            content,
            to_text(content.letter),
            approval_id=view.approval.id,
            origin=view.origin or "unknown",
            sender=smtp.sender,
            now=service.store.clock(),
            enclosures=enclosures,
        )
    except (ValueError, DrafterError) as error:
        raise MailError(type(error).__name__, outcome_known=True) from None
    mail.send(smtp, made, content.envelope.to)
    return str(made["Message-ID"])


def _still_approved(view: DraftView, content: Content, delivery_id: str) -> None:
    """Refuse to send anything but what was approved, whatever has become of the store since."""
    approval = view.approval
    if approval is None or approval.revoked_at is not None or approval.digest != content.digest:
        raise MailError("not_approved", outcome_known=True)
    if not any(each.id == delivery_id and each.outcome == "under_way" for each in view.deliveries):
        raise MailError("settled", outcome_known=True)
