"""Acts of one press: claim, release, submit, take back, tick, accept a warning, comment."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from drafter.errors import ReviewError
from drafter.review import drafts
from drafter.service.access import needs
from drafter.service.context import Service, ServiceOf
from drafter.service.identity import Principal
from drafter.service.pages.reading import go_to, matched_version, one, posted, read_by
from drafter.service.pages.refusal import refused_page
from drafter.service.pages.routes.drafts import review
from drafter.service.permission import Permission

router = APIRouter()
Decider = Annotated[Principal, needs(Permission.decide)]
Writer = Annotated[Principal, needs(Permission.drafts_write)]
Ticker = Annotated[Principal, needs(Permission.drafts_write)]
Form = Annotated[Mapping[str, Sequence[str]], Depends(posted)]
LISTS = frozenset({"promises", "checklist"})


@router.post("/drafts/{draft_id}/claim")
def claim(request: Request, service: ServiceOf, who: Decider, draft_id: str) -> Response:
    """Take a draft for oneself."""
    try:
        service.desk.claim(who.actor, draft_id)
    except ReviewError as error:
        return refused_page(request, service, who, draft_id, error)
    return go_to(f"/drafts/{draft_id}")


@router.post("/drafts/{draft_id}/release")
def release(service: ServiceOf, who: Decider, draft_id: str) -> Response:
    """Give a draft back."""
    service.desk.release(who.actor, draft_id)
    return go_to(f"/drafts/{draft_id}", "released")


@router.post("/drafts/{draft_id}/submit")
def submit(request: Request, service: ServiceOf, who: Writer, draft_id: str, form: Form) -> Response:
    """Hand a draft in."""
    try:
        service.desk.submit(who.actor, draft_id, if_version=matched_version(form))
    except ReviewError as error:
        return refused_page(request, service, who, draft_id, error)
    return go_to(f"/drafts/{draft_id}", "submitted")


@router.post("/drafts/{draft_id}/withdraw")
def withdraw(request: Request, service: ServiceOf, who: Writer, draft_id: str) -> Response:
    """Take a submitted draft back."""
    try:
        service.desk.withdraw(who.actor, draft_id)
    except ReviewError as error:
        return refused_page(request, service, who, draft_id, error)
    return go_to(f"/drafts/{draft_id}", "withdrawn")


@router.post("/drafts/{draft_id}/ticks")
def tick(request: Request, service: ServiceOf, who: Ticker, draft_id: str, form: Form) -> Response:
    """Set the ticks of one list to what the form shows.

    A script gets what changed around the boxes and never the boxes themselves, which somebody may be ticking
    meanwhile; where the tick was refused, it loads the page anew.
    """
    by_script = request.headers.get("HX-Request") == "true"
    try:
        _tick(service, who, draft_id, one(form, "list"), set(form.get("item", ())), matched_version(form))
    except ReviewError as error:
        if by_script:
            return Response(status_code=204, headers={"HX-Refresh": "true"})
        return refused_page(request, service, who, draft_id, error)
    if not by_script:
        return go_to(f"/drafts/{draft_id}#findings")
    reading = read_by(request, service, who)
    page = review(service, who, reading, drafts.get(service.store, who.actor, draft_id))
    return reading.show("ticked.html", page) if page else Response(status_code=204)


def _tick(service: Service, who: Principal, draft_id: str, name: str, wanted: set[str], version: int) -> None:
    if name not in LISTS:
        return
    view = drafts.get(service.store, who.actor, draft_id)
    ticked = {
        tick.item
        for tick in view.ticks
        if tick.list == name
        and tick.version == view.head.version
        and (name == "checklist" or tick.person.id == who.actor.id)
    }
    for item in sorted(wanted ^ ticked):
        service.desk.tick(who.actor, draft_id, name, item, if_version=version, on=item in wanted)


@router.post("/drafts/{draft_id}/acknowledgements")
def acknowledge(request: Request, service: ServiceOf, who: Decider, draft_id: str, form: Form) -> Response:
    """Accept a warning, with a reason."""
    try:
        service.desk.acknowledge(
            who.actor,
            draft_id,
            one(form, "finding"),
            if_version=matched_version(form),
            reason=one(form, "text").strip(),
        )
    except ReviewError as error:
        return refused_page(request, service, who, draft_id, error)
    return go_to(f"/drafts/{draft_id}#findings")


@router.post("/drafts/{draft_id}/comments")
def comment(request: Request, service: ServiceOf, who: Writer, draft_id: str, form: Form) -> Response:
    """Leave a comment."""
    text = one(form, "text").strip()
    if not text:
        return go_to(f"/drafts/{draft_id}")
    try:
        service.desk.comment(
            who.actor, draft_id, text, version=matched_version(form), answers=one(form, "answers") or None
        )
    except ReviewError as error:
        return refused_page(request, service, who, draft_id, error)
    return go_to(f"/drafts/{draft_id}", "commented")
