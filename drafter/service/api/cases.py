"""Cases come in, and drafts of them are asked for."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from drafter.profile import Email
from drafter.review.content import Channel
from drafter.review.views import Head
from drafter.service.access import needs
from drafter.service.api.inputs import CaseBody, Id, Input, OneLine, tagged
from drafter.service.context import ServiceOf
from drafter.service.idempotency import IdempotencyKey, once
from drafter.service.identity import Principal
from drafter.service.permission import Permission
from drafter.store.outbox import GENERATION

router = APIRouter(tags=["cases"])
CaseWriter = Annotated[Principal, needs(Permission.cases_write)]
ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {
        "description": "Being drafted; `Location` says where to look.",
        "headers": {"Location": {"schema": {"type": "string"}}, "ETag": {"schema": {"type": "string"}}},
    }
}


class NewCase(Input):
    """A case, and how its letter will go out."""

    case: CaseBody
    channel: Channel = Channel.post
    to: Email | None = Field(None, description="e-mail address, where the channel is `email`")
    ticket: OneLine | None = Field(None, description="the help desk's id of the conversation")
    customer_key: OneLine | None = Field(None, description="your own id of the customer")


class AnotherDraft(Input):
    """The case with its facts put right."""

    case: CaseBody


@router.post("/cases", status_code=202, responses=ACCEPTED)
def create(
    who: CaseWriter, service: ServiceOf, asked: NewCase, response: Response, key: IdempotencyKey
) -> Head:
    """Take a case in and have its letter drafted."""

    def start() -> Head:
        service.drafter.plan(asked.case)  # an unusable note is refused now, not in the background
        return service.desk.start(
            who.actor,
            asked.case,
            channel=asked.channel,
            to=asked.to,
            ticket=asked.ticket,
            customer_key=asked.customer_key,
        )

    return _accepted(service, response, once(service.store, who.actor, key, asked, start))


@router.post("/cases/{case_id}/drafts", status_code=202, responses=ACCEPTED)
def draft_again(
    who: CaseWriter,
    service: ServiceOf,
    case_id: Id,
    asked: AnotherDraft,
    response: Response,
    key: IdempotencyKey,
) -> Head:
    """Have a new draft made of a case; every open older one is superseded."""

    def start() -> Head:
        service.drafter.plan(asked.case)
        return service.desk.start_again(who.actor, case_id, asked.case)

    return _accepted(service, response, once(service.store, who.actor, key, asked, start, of=case_id))


def _accepted(service: ServiceOf, response: Response, head: Head) -> Head:
    service.wake.call(GENERATION)
    response.headers["Location"] = f"/v1/drafts/{head.draft_id}"
    return tagged(response, head)
