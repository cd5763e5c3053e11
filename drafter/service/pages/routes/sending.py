"""How an approved letter leaves: what will go out, handing it over, what became of it; and its envelope."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from drafter.errors import ReviewError
from drafter.review import drafts
from drafter.review.content import Channel
from drafter.review.guards import EMAIL
from drafter.service import delivering
from drafter.service.access import needs
from drafter.service.context import ServiceOf
from drafter.service.identity import Principal
from drafter.service.pages.reading import go_to, matched_version, one, posted, read_by
from drafter.service.pages.refusal import refused_page
from drafter.service.pages.sending_view import sending_page
from drafter.service.permission import Permission

router = APIRouter()
Sender = Annotated[Principal, needs(Permission.deliver)]
Writer = Annotated[Principal, needs(Permission.drafts_write)]
Form = Annotated[Mapping[str, Sequence[str]], Depends(posted)]
BY_HAND = "copy"


async def _chosen(request: Request) -> AsyncIterator[UploadFile | None]:
    form = await request.form()
    file = form.get("file")
    try:
        yield file if isinstance(file, UploadFile) and file.filename else None
    finally:
        await form.close()


File = Annotated[UploadFile | None, Depends(_chosen)]


@router.get("/drafts/{draft_id}/deliver")
def ask(request: Request, service: ServiceOf, who: Sender, draft_id: str) -> Response:
    """Show exactly what was approved, to be copied, printed and handed over."""
    reading = read_by(request, service, who)
    view = drafts.get(service.store, who.actor, draft_id)
    return reading.show("sending.html", sending_page(service, who.actor, view, reading))


@router.post("/drafts/{draft_id}/deliver")
def deliver(request: Request, service: ServiceOf, who: Sender, draft_id: str, form: Form) -> Response:
    """Begin to hand a letter over; from here on somebody says what became of it."""
    try:
        delivering.begin(
            service,
            who.actor,
            draft_id,
            EMAIL if one(form, "target") == EMAIL else BY_HAND,
            matched_version(form),
            nothing_arrived=bool(one(form, "nothing_arrived")),
        )
    except ReviewError as error:
        return refused_page(request, service, who, draft_id, error)
    return go_to(f"/drafts/{draft_id}/deliver")


@router.post("/drafts/{draft_id}/delivered")
def delivered(request: Request, service: ServiceOf, who: Sender, draft_id: str, form: Form) -> Response:
    """Record that it was sent, with what the desk or the post gave for it."""
    try:
        service.desk.mark_delivered(
            who.actor, draft_id, one(form, "delivery"), receipt=one(form, "receipt").strip()[:1000]
        )
    except ReviewError as error:
        return refused_page(request, service, who, draft_id, error)
    return go_to(f"/drafts/{draft_id}", "delivered")


@router.post("/drafts/{draft_id}/failed")
def failed(request: Request, service: ServiceOf, who: Sender, draft_id: str, form: Form) -> Response:
    """Record that it was not sent, or that nobody knows."""
    try:
        service.desk.mark_failed(
            who.actor,
            draft_id,
            one(form, "delivery"),
            outcome_known=one(form, "known") == "yes",
            cause="by_hand",
        )
    except ReviewError as error:
        return refused_page(request, service, who, draft_id, error)
    return go_to(f"/drafts/{draft_id}", "failed")


@router.post("/drafts/{draft_id}/envelope")
def envelope(request: Request, service: ServiceOf, who: Writer, draft_id: str, form: Form) -> Response:
    """Save another channel, recipient or subject as a new version."""
    channel = one(form, "channel")
    try:
        service.desk.edit_envelope(
            who.actor,
            draft_id,
            if_version=matched_version(form),
            channel=Channel(channel) if channel in Channel.__members__ else None,
            to=one(form, "to").strip() or None,
            subject=one(form, "subject").strip() or None,
        )
    except ReviewError as error:
        return refused_page(request, service, who, draft_id, error)
    return go_to(f"/drafts/{draft_id}?tab=edit", "saved")


@router.post("/drafts/{draft_id}/attachments")
def attach(
    request: Request, service: ServiceOf, who: Writer, draft_id: str, form: Form, file: File
) -> Response:
    """Save a new version with one attachment more."""
    if file is None:
        return go_to(f"/drafts/{draft_id}?tab=edit")
    try:
        service.desk.attach(
            who.actor,
            draft_id,
            file.filename or "",
            file.content_type or "application/octet-stream",
            file.file.read(),
            if_version=matched_version(form),
        )
    except ReviewError as error:
        return refused_page(request, service, who, draft_id, error)
    return go_to(f"/drafts/{draft_id}?tab=edit", "saved")


@router.post("/drafts/{draft_id}/attachments/{attachment_id}/remove")
def detach(
    request: Request, service: ServiceOf, who: Writer, draft_id: str, attachment_id: str, form: Form
) -> Response:
    """Save a new version without one attachment."""
    try:
        service.desk.detach(who.actor, draft_id, attachment_id, if_version=matched_version(form))
    except ReviewError as error:
        return refused_page(request, service, who, draft_id, error)
    return go_to(f"/drafts/{draft_id}?tab=edit", "saved")
