"""The pages of one draft: progress, review, editing, changes, legal; and what they refresh."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from drafter.errors import ConflictError, ReviewError
from drafter.review import drafts
from drafter.review.state import State
from drafter.review.views import Autosaved, DraftView, Version
from drafter.service.access import needs
from drafter.service.context import Service, ServiceOf
from drafter.service.identity import Principal
from drafter.service.pages.changes import word_changes
from drafter.service.pages.comparing import bases_of, compare, words_changed
from drafter.service.pages.draft_view import Conflict, DraftPage
from drafter.service.pages.drawing import draft_page, opened, trigger_views
from drafter.service.pages.progress import progress_page
from drafter.service.pages.reading import Reading, matched_version, one, posted, read_by, version_of
from drafter.service.permission import Permission
from drafter.text import canonical

router = APIRouter()
Reader = Annotated[Principal, needs(Permission.drafts_read)]
Writer = Annotated[Principal, needs(Permission.drafts_write)]
Form = Annotated[Mapping[str, Sequence[str]], Depends(posted)]
TABS = frozenset({"letter", "edit", "changes"})


@router.get("/drafts/{draft_id}")
def draft(
    request: Request,
    service: ServiceOf,
    who: Reader,
    draft_id: str,
    tab: str = "letter",
    against: str = "",
    fresh: str = "",
) -> Response:
    """Show a draft: its progress while it is written, its review after."""
    reading = read_by(request, service, who)
    view = drafts.get(service.store, who.actor, draft_id)
    if view.head.state is State.generating:
        return reading.show("progress.html", progress_page(view, reading))
    tab = tab if tab in TABS else "letter"
    service.desk.open(who.actor, draft_id, mode="editing" if tab == "edit" else "reading")
    page = review(service, who, reading, view, tab=tab)
    if page is None:
        return reading.show("gone.html", view)
    if tab == "edit" and not fresh:
        page = _with_unsaved(page, service.desk.unsaved(who.actor, draft_id))
    if tab == "changes":
        page = _with_changes(service, who, view, page, against, reading)
    return reading.show("review.html", page)


def review(
    service: Service,
    who: Principal,
    reading: Reading,
    view: DraftView,
    *,
    tab: str = "letter",
    body: str | None = None,
) -> DraftPage | None:
    """Return the review page of a draft; None where its letter is gone."""
    first = _first(service, who, view) if tab == "letter" else None
    found = opened(service, who.actor, view, first=first, body=body)
    return draft_page(found, who.actor, reading, tab=tab) if found else None


def _first(service: Service, who: Principal, view: DraftView) -> Version | None:
    if view.head.version == 1:
        return view.version
    return drafts.version(service.store, who.actor, view.head.draft_id, 1) if view.head.version else None


def _with_unsaved(page: DraftPage, unsaved: Sequence[Autosaved]) -> DraftPage:
    """Put back what this person typed last and never saved, on the version they typed it on."""
    kept = [each for each in unsaved if canonical(each.body) != page.body]
    if not kept:
        return page
    last = max(kept, key=lambda each: each.saved_at)
    match = page.match if last.base_version == page.version else f"v{last.base_version}-"
    return replace(page, body=last.body, restored_at=last.saved_at, match=match)


def _with_changes(
    service: Service, who: Principal, view: DraftView, page: DraftPage, against: str, reading: Reading
) -> DraftPage:
    bases = bases_of(view, against, reading)
    chosen = next(base.key for base in bases if base.here)
    changes = compare(service, who.actor, view, chosen, page.body)
    return replace(page, bases=bases, changes=changes, words_changed=words_changed(changes))


@router.get("/drafts/{draft_id}/progress")
def progress(request: Request, service: ServiceOf, who: Reader, draft_id: str) -> Response:
    """Refresh the progress; once the draft is written, lead the browser to it."""
    view = drafts.get(service.store, who.actor, draft_id)
    if view.head.state is not State.generating:
        return Response(status_code=200, headers={"HX-Redirect": f"/drafts/{draft_id}"})
    reading = read_by(request, service, who)
    return reading.show("progress_steps.html", progress_page(view, reading))


@router.get("/legal/{draft_id}")
def legal(
    request: Request, service: ServiceOf, who: Annotated[Principal, needs(Permission.legal)], draft_id: str
) -> Response:
    """Show a draft to a lawyer: why they see it, and the text they sign."""
    reading = read_by(request, service, who)
    view = drafts.get(service.store, who.actor, draft_id)
    service.desk.open(who.actor, draft_id)
    page = review(service, who, reading, view)
    if page is None:
        return reading.show("gone.html", view)
    return reading.show("legal.html", replace(page, trigger_views=trigger_views(service, page)))


@router.post("/drafts/{draft_id}/check")
def check(request: Request, service: ServiceOf, who: Writer, draft_id: str, form: Form) -> Response:
    """Judge what somebody is typing; nothing is stored."""
    reading = read_by(request, service, who)
    view = drafts.get(service.store, who.actor, draft_id)
    page = review(service, who, reading, view, tab="edit", body=canonical(one(form, "body")))
    return reading.show("findings_side.html", page) if page else Response(status_code=204)


@router.post("/drafts/{draft_id}/autosave")
def autosave(service: ServiceOf, who: Writer, draft_id: str, form: Form) -> Response:
    """Keep what somebody is typing; 409 says that another version is there, and the text is kept too."""
    saved = service.desk.autosave(
        who.actor,
        draft_id,
        one(form, "body"),
        base_version=version_of(one(form, "base")) or matched_version(form),
        editor=one(form, "editor")[:60] or "form",
    )
    behind = saved.current_version != saved.base_version
    return JSONResponse(
        {"saved_at": saved.saved_at.isoformat(), "version": saved.current_version}, 409 if behind else 200
    )


@router.post("/drafts/{draft_id}/presence")
def presence(request: Request, service: ServiceOf, who: Reader, draft_id: str, form: Form) -> Response:
    """Note that somebody has a draft open, renew the claim if it is theirs, and show who else is there."""
    service.desk.open(who.actor, draft_id, mode="editing" if one(form, "mode") == "editing" else "reading")
    view = drafts.get(service.store, who.actor, draft_id)
    if view.claim is not None and view.claim.holder.id == who.actor.id:
        with contextlib.suppress(ReviewError):
            service.desk.heartbeat(who.actor, draft_id)
        view = drafts.get(service.store, who.actor, draft_id)
    reading = read_by(request, service, who)
    page = review(service, who, reading, view, tab="edit" if one(form, "mode") == "editing" else "letter")
    return reading.show("presence.html", page) if page else Response(status_code=204)


@router.post("/drafts/{draft_id}/read")
def read(
    service: ServiceOf, who: Annotated[Principal, needs(Permission.decide)], draft_id: str, form: Form
) -> Response:
    """Note that somebody read a version to its end."""
    service.desk.read_to_end(who.actor, draft_id, version=matched_version(form))
    return Response(status_code=204)


@router.get("/drafts/{draft_id}/attachments/{attachment_id}")
def attachment(service: ServiceOf, who: Reader, draft_id: str, attachment_id: str) -> Response:
    """Hand out an attachment as a download, never as a page."""
    name, _, data = drafts.attachment(service.store, who.actor, draft_id, attachment_id)
    plain = "".join(
        character if (character.isascii() and character.isalnum()) or character in "._-" else "_"
        for character in name
    )
    return Response(
        data,
        media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{plain}"'},
    )


@router.post("/drafts/{draft_id}/text")
def save_text(
    request: Request,
    service: ServiceOf,
    who: Annotated[Principal, needs(Permission.drafts_write)],
    draft_id: str,
    form: Form,
) -> Response:
    """Save a new version; where somebody else was faster, show both texts and keep this one in the editor."""
    body = one(form, "body")
    reading = read_by(request, service, who)
    try:
        service.desk.edit_text(who.actor, draft_id, body, if_version=matched_version(form))
    except ConflictError as conflict:
        return _conflicting(service, who, reading, conflict, body)
    return Response(status_code=303, headers={"Location": f"/drafts/{draft_id}?tab=edit&said=saved"})


def _conflicting(
    service: Service, who: Principal, reading: Reading, conflict: ConflictError, body: str
) -> Response:
    stale = conflict.stale
    view = drafts.get(service.store, who.actor, stale.draft_id)
    page = review(service, who, reading, view, tab="edit")
    if page is None:
        return reading.show("gone.html", view)
    seen = Conflict(stale.editor or "Drafter", stale.version, word_changes(stale.body, canonical(body)))
    return reading.show("review.html", replace(page, body=body, conflict=seen), 409)
