"""The audit trail: of one draft as a time-line, and of everything as a list."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from drafter.errors import NotAllowedError
from drafter.review import drafts, people
from drafter.service.access import needs
from drafter.service.context import ServiceOf
from drafter.service.identity import Principal
from drafter.service.pages.audit_view import audit_page, timeline_page, verified
from drafter.service.pages.reading import read_by
from drafter.service.permission import Permission
from drafter.service.problem import Refusal

router = APIRouter()
Auditor = Annotated[Principal, needs(Permission.audit_read)]
PAGE = 100


@router.get("/drafts/{draft_id}/audit")
def timeline(
    request: Request,
    service: ServiceOf,
    who: Annotated[Principal, needs(Permission.drafts_read)],
    draft_id: str,
) -> Response:
    """Show everything that was done to a draft, with what each version changed."""
    reading = read_by(request, service, who)
    view = drafts.get(service.store, who.actor, draft_id)
    events = drafts.trail(service.store, who.actor, draft_id)
    return reading.show("timeline.html", timeline_page(service, who, view, events, reading))


@router.get("/audit")
def audit(
    request: Request,
    service: ServiceOf,
    who: Auditor,
    act: str = "",
    actor: str = "",
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> Response:
    """Show the latest events of all drafts."""
    reading = read_by(request, service, who)
    try:
        events = drafts.search_trail(
            service.store, who.actor, person_id=actor or None, act=act or None, before_seq=before, limit=PAGE
        )
    except NotAllowedError:
        raise Refusal(
            "forbidden", "the whole trail is open to auditors, lawyers and administrators"
        ) from None
    everybody = people.all_people(service.store)
    return reading.show("audit.html", audit_page(events, everybody, act=act, actor=actor, size=PAGE))


@router.post("/audit/verify")
def verify(request: Request, service: ServiceOf, who: Auditor) -> Response:
    """Verify the chain of all events against its anchor, and say so above the list."""
    reading = read_by(request, service, who)
    try:
        events = drafts.search_trail(service.store, who.actor, limit=PAGE)
    except NotAllowedError:
        raise Refusal(
            "forbidden", "the whole trail is open to auditors, lawyers and administrators"
        ) from None
    everybody = people.all_people(service.store)
    page = audit_page(events, everybody, size=PAGE, verified=verified(service, reading))
    return reading.show("audit.html", page)
