"""Webhook endpoints and the log of what was sent to them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from drafter.review import hooks
from drafter.service.access import needs
from drafter.service.api.inputs import Id, Input
from drafter.service.context import ServiceOf
from drafter.service.destination import check_url
from drafter.service.identity import Principal
from drafter.service.permission import Permission
from drafter.service.problem import Refusal
from drafter.store import outbox
from drafter.store.outbox import Attempt

router = APIRouter(prefix="/webhooks", tags=["webhooks"])
Admin = Annotated[Principal, needs(Permission.settings_manage)]


class NewHook(Input):
    """Where to send which events."""

    url: Annotated[
        str, Field(pattern=r"^https?://[!-~]{1,1990}$", examples=["https://desk.example.com/hook"])
    ]
    events: frozenset[str] = Field(frozenset(), description="names of events; none means all")


class Hook(BaseModel):
    """An endpoint."""

    id: str
    url: str
    events: frozenset[str]
    created_at: dt.datetime


class HookMade(Hook):
    """A new endpoint; its secret is shown this once."""

    secret: str


@router.get("")
def endpoints(_: Admin, service: ServiceOf) -> list[Hook]:
    """Return every endpoint."""
    return [
        Hook(id=each.id, url=each.url, events=each.events, created_at=each.created_at)
        for each in hooks.endpoints(service.store)
    ]


@router.post("", status_code=201)
def add(who: Admin, service: ServiceOf, asked: NewHook) -> HookMade:
    """Add an endpoint. Addresses inside this network are refused unless the service's settings name them."""
    check_url(asked.url, service.settings.hooks_to)
    made = hooks.add(service.store, who.actor, asked.url, asked.events)
    return HookMade(
        id=made.id, url=made.url, events=made.events, created_at=made.created_at, secret=made.secret
    )


@router.delete("/{endpoint_id}", status_code=204)
def remove(who: Admin, service: ServiceOf, endpoint_id: Id) -> None:
    """Remove an endpoint."""
    hooks.remove(service.store, who.actor, endpoint_id)


@router.get("/{endpoint_id}/deliveries")
def log(
    _: Admin, service: ServiceOf, endpoint_id: Id, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[Attempt]:
    """Return what was sent to an endpoint and how it answered, the latest first."""
    return list(outbox.log(service.store, outbox.WEBHOOK, target=endpoint_id, limit=limit))


@router.post("/deliveries/{job_id}/again", status_code=204)
def again(_: Admin, service: ServiceOf, job_id: Id) -> None:
    """Send one event again, under its own delivery id."""
    if not outbox.again(service.store, job_id):
        raise Refusal("not_found")
    service.wake.call(outbox.WEBHOOK)
