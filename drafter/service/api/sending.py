"""Approved letters handed over: by download, by the caller's own means, or by e-mail."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from drafter.profile import Line
from drafter.render import to_text
from drafter.review.views import Delivery, Head
from drafter.service import delivering
from drafter.service.access import needs
from drafter.service.api.inputs import Id, Input, VersionRead, tagged
from drafter.service.context import ServiceOf
from drafter.service.identity import Principal
from drafter.service.permission import Permission

router = APIRouter(tags=["deliveries"])
Sender = Annotated[Principal, needs(Permission.deliver)]
Superseder = Annotated[Principal, needs(Permission.supersede)]


class NewDelivery(Input):
    """How to hand a letter over."""

    target: str = Field(
        "copy",
        pattern=r"^[a-z][a-z0-9_]{0,31}$",
        description="`email` has the service send it; any other name (`copy`, `eml`, a help desk's) says "
        "how you will hand it over, and you report what came of it",
    )
    nothing_arrived: bool = Field(
        False, description="after an attempt whose outcome is not known: your word that nothing arrived"
    )


class Handover(BaseModel):
    """A delivery that was begun, and the letter to hand over: exactly what was approved."""

    delivery: Delivery
    to: str
    subject: str
    sender: str
    text: str


class Outcome(Input):
    """What came of a delivery."""

    arrived: bool
    receipt: Annotated[Line, Field(max_length=200)] = Field("", description="the target's own id of it")
    read_back: str | None = Field(
        None, max_length=100_000, description="the body as the target holds it, where it can be read back"
    )
    outcome_known: bool = Field(True, description="false where it may have arrived all the same")
    cause: str = Field("", pattern=r"^[A-Za-z0-9_.-]{0,64}$", description="a code, without personal data")


class NewMessage(Input):
    """A customer has written again."""

    ticket: Annotated[Line, Field(min_length=1)]


@router.post("/drafts/{draft_id}/deliveries", status_code=201)
def deliver(
    who: Sender, service: ServiceOf, draft_id: Id, asked: NewDelivery, version: VersionRead
) -> Handover:
    """Begin to hand an approved letter over; it is computed anew and must equal what was approved."""
    delivery, content = delivering.begin(
        service, who.actor, draft_id, asked.target, version, nothing_arrived=asked.nothing_arrived
    )
    envelope = content.envelope
    return Handover(
        delivery=delivery,
        to=envelope.to,
        subject=envelope.subject,
        sender=envelope.sender,
        text=to_text(content.letter),
    )


@router.post("/drafts/{draft_id}/deliveries/{delivery_id}/outcome")
def report(
    who: Sender, service: ServiceOf, draft_id: Id, delivery_id: Id, asked: Outcome, response: Response
) -> Head:
    """Say what came of a delivery that you made yourself; an e-mail of the service is not one."""
    if asked.arrived:
        moved = service.desk.mark_delivered(
            who.actor, draft_id, delivery_id, receipt=asked.receipt, read_back=asked.read_back
        )
    else:
        moved = service.desk.mark_failed(
            who.actor, draft_id, delivery_id, outcome_known=asked.outcome_known, cause=asked.cause
        )
    return tagged(response, moved)


@router.post("/messages")
def message_came_in(who: Superseder, service: ServiceOf, asked: NewMessage) -> list[Head]:
    """Say that the customer has written again on a ticket: its open drafts are superseded."""
    return list(service.desk.supersede(who.actor, asked.ticket))
