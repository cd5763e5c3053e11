"""The queue, and taking the next letter from it."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response

from drafter.errors import ReviewError
from drafter.review import queue as queues
from drafter.service.access import needs
from drafter.service.context import ServiceOf
from drafter.service.identity import Principal
from drafter.service.pages.queue_view import queue_page, wanted
from drafter.service.pages.reading import go_to, read_by
from drafter.service.permission import Permission

router = APIRouter()


@router.get("/")
def home(who: Annotated[Principal, needs(Permission.account)]) -> Response:
    """Lead to the page somebody works from."""
    return go_to("/review" if who.may(Permission.drafts_read) else "/settings")


@router.get("/review")
def queue(
    request: Request, service: ServiceOf, who: Annotated[Principal, needs(Permission.drafts_read)]
) -> Response:
    """Show the queue."""
    reading = read_by(request, service, who)
    return reading.show("queue.html", queue_page(service, who, wanted(request.query_params, who)))


@router.post("/review/next")
def take_next(service: ServiceOf, who: Annotated[Principal, needs(Permission.decide)]) -> Response:
    """Claim the letter that is due first, of those this person may decide on, and open it."""
    for _ in range(3):
        draft_id = queues.take_next(service.store, who.actor)
        if draft_id is None:
            break
        try:
            service.desk.claim(who.actor, draft_id)
        except ReviewError:
            continue
        return go_to(f"/drafts/{draft_id}")
    return go_to("/review", "nothing")
