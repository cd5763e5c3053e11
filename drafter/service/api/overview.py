"""What waits, what happened, what is in force, how it goes."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from drafter import guide
from drafter.choices import Kind, Language
from drafter.profile import Prose
from drafter.review import drafts, insights, queue
from drafter.review.queue import Filters, Page, Tab
from drafter.review.state import Act, State
from drafter.review.views import Event
from drafter.service.access import needs
from drafter.service.api.inputs import Input, Reader
from drafter.service.context import ServiceOf
from drafter.service.identity import Principal
from drafter.service.permission import Permission
from drafter.service.problem import Refusal

router = APIRouter()
AuditReader = Annotated[Principal, needs(Permission.audit_read)]
InsightReader = Annotated[Principal, needs(Permission.insights_read)]
PolicyReader = Annotated[Principal, needs(Permission.policies_read)]
IdQuery = Annotated[str, Query(pattern=r"^[0-9a-z]{1,32}$")]
DAY = dt.timedelta(days=1)


class QueueQuery(Input):
    """Which part of the queue."""

    tab: Tab = Tab.all
    kind: Kind | None = None
    language: Language | None = None
    state: State | None = None
    author: str | None = Field(None, pattern=r"^[0-9a-z]{1,32}$", description="id of who asked for the draft")
    text: Annotated[Prose, Field(max_length=200)] = Field("", description="of a customer's name, or a ticket")
    after: str | None = Field(None, pattern=r"^[!-~]{1,200}$", description="`next` of the page before")
    size: int = Field(queue.PAGE_SIZE, ge=1, le=200)


class GuideInForce(BaseModel):
    """One kind of letter and how it is written."""

    kind: Kind
    title: str
    version: str
    sections: list[str]


class InForce(BaseModel):
    """What letters are written and judged by."""

    guides: list[GuideInForce]
    policies: dict[Language, str] = Field(description="version of the policy by language")
    disclosure: str = Field(
        description="where the rules themselves stand", examples=["drafter policies list"]
    )


class Figures(BaseModel):
    """How letters fare."""

    since: dt.datetime
    until: dt.datetime
    figures: dict[str, Any]


@router.get("/queue", tags=["queue"])
def waiting(who: Reader, service: ServiceOf, asked: Annotated[QueueQuery, Query()]) -> Page:
    """Return one page of the queue, what is due first."""
    filters = Filters(
        tab=asked.tab,
        kind=asked.kind,
        language=asked.language,
        state=asked.state,
        author_id=asked.author,
        text=asked.text,
    )
    return queue.list_queue(service.store, who.actor, filters, after=asked.after, size=asked.size)


@router.get("/audit", tags=["audit"])
def events(
    who: AuditReader,
    service: ServiceOf,
    person: IdQuery | None = None,
    customer: IdQuery | None = None,
    act: Act | None = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[Event]:
    """Return events, the latest first."""
    found = drafts.search_trail(
        service.store,
        who.actor,
        person_id=person,
        customer_id=customer,
        act=act,
        before_seq=before,
        limit=limit,
    )
    return list(found)


@router.get("/policies", tags=["policies"])
def in_force(_: PolicyReader, service: ServiceOf) -> InForce:
    """Return the guides and policies in force, with their versions."""
    prompts, policy = service.drafter.prompts, service.drafter.policy
    guides = [(kind, guide.load(kind, prompts)) for kind in Kind]
    return InForce(
        guides=[
            GuideInForce(
                kind=kind,
                title=each.title,
                version=guide.version(kind, prompts),
                sections=[section.id for section in each.sections],
            )
            for kind, each in guides
        ],
        policies={language: policy.version(language) for language in Language},
        disclosure="drafter policies list",
    )


@router.get("/insights", tags=["insights"])
def figures(
    _: InsightReader,
    service: ServiceOf,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> Figures:
    """Return how letters fared in a period, the last 30 days if none is given."""
    end = _in_utc(until) if until else service.store.clock()
    begin = _in_utc(since) if since else end - 30 * DAY
    if begin >= end:
        raise Refusal("invalid", "`since` must lie before `until`")
    found = insights.insights(
        service.store, since=begin, until=end, quick_seconds=service.desk.rules.quick_seconds
    )
    return Figures(since=begin, until=end, figures=asdict(found))


def _in_utc(moment: dt.datetime) -> dt.datetime:
    if moment.tzinfo is None:
        raise Refusal("invalid", "give moments with their time zone, such as 2026-11-28T12:00:00Z")
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError:
        raise Refusal("invalid", "the moment is out of range") from None
