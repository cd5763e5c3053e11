"""Drafts read and written."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Response, UploadFile
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field

from drafter.policy.gate import MAX_LETTER_CHARACTERS
from drafter.profile import Email, Line
from drafter.render import to_text
from drafter.review import drafts
from drafter.review.content import Attachment, Channel
from drafter.review.views import Autosaved, DraftView, Event, Head, Option, Version
from drafter.service.access import needs
from drafter.service.api.inputs import Body, Id, Input, Reader, VersionRead, Words, Writer, tagged
from drafter.service.context import ServiceOf
from drafter.service.identity import Principal
from drafter.service.permission import Permission

router = APIRouter(prefix="/drafts/{draft_id}", tags=["drafts"])
AuditReader = Annotated[Principal, needs(Permission.audit_read)]
Discarder = Annotated[Principal, needs(Permission.drafts_discard)]
Number = Annotated[int, Path(ge=1, le=1_000_000_000)]
Offset = Annotated[int, Field(ge=0, le=MAX_LETTER_CHARACTERS)]
FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"application/octet-stream": {"schema": {"type": "string"}}}}
}
TEXT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The letter.", "content": {"text/plain": {"schema": {"type": "string"}}}}
}


class NewText(Input):
    """Another body for the letter."""

    body: Body


class NewEnvelope(Input):
    """Another way or recipient; what is left out stays."""

    channel: Channel | None = None
    to: Email | None = Field(None, description="e-mail address, where the channel is `email`")
    subject: Annotated[Line, Field(min_length=1)] | None = None


class Typed(Input):
    """What stands in an editor."""

    body: Annotated[str, Field(max_length=100_000)]
    base_version: int = Field(ge=0, le=1_000_000_000, description="the version the editor began from")
    editor: str = Field(pattern=r"^[0-9A-Za-z_-]{1,64}$", description="id of the editor, such as a tab's")


class Remark(Input):
    """A remark on the letter."""

    text: Words
    version: int = Field(ge=1, le=1_000_000_000)
    span: tuple[Offset, Offset] | None = Field(None, description="offsets in the body, in code points")
    answers: str | None = Field(
        None, pattern=r"^[0-9a-z]{1,32}$", description="id of the remark it replies to"
    )


class RemarkMade(BaseModel):
    """A remark that was made."""

    id: str


class Attached(BaseModel):
    """A file that was attached, and where the draft stands now."""

    head: Head
    attachment: Attachment


class WithReason(Input):
    """A reason, in words."""

    reason: Words


@router.get("")
def read(who: Reader, service: ServiceOf, draft_id: Id, response: Response) -> DraftView:
    """Return a draft with its letter, findings, remarks and history."""
    found = drafts.get(service.store, who.actor, draft_id)
    tagged(response, found.head)
    return found


@router.get("/head")
def head(who: Reader, service: ServiceOf, draft_id: Id, response: Response) -> Head:
    """Return where a draft stands; cheap enough to ask every second while it is drafted."""
    return tagged(response, drafts.head(service.store, who.actor, draft_id))


@router.get("/letter", response_class=PlainTextResponse, responses=TEXT)
def letter(who: Reader, service: ServiceOf, draft_id: Id) -> PlainTextResponse:
    """Return the present version's letter as plain text."""
    content = drafts.content(service.store, who.actor, draft_id)
    return PlainTextResponse(to_text(content.letter))


@router.get("/versions/{number}")
def version(who: Reader, service: ServiceOf, draft_id: Id, number: Number) -> Version:
    """Return one version whole."""
    return drafts.version(service.store, who.actor, draft_id, number)


@router.get("/options")
def options(who: Reader, service: ServiceOf, draft_id: Id) -> list[Option]:
    """Return what you may do with a draft now, each act with what still stands against it."""
    return list(service.desk.options(who.actor, draft_id))


@router.get("/audit")
def audit(who: AuditReader, service: ServiceOf, draft_id: Id) -> list[Event]:
    """Return a draft's events in order."""
    return list(drafts.trail(service.store, who.actor, draft_id))


@router.put("/text")
def edit_text(
    who: Writer, service: ServiceOf, draft_id: Id, asked: NewText, version: VersionRead, response: Response
) -> Head:
    """Write a new version with another body; an approval of the old one is void."""
    return tagged(response, service.desk.edit_text(who.actor, draft_id, asked.body, if_version=version))


@router.patch("/envelope")
def edit_envelope(
    who: Writer,
    service: ServiceOf,
    draft_id: Id,
    asked: NewEnvelope,
    version: VersionRead,
    response: Response,
) -> Head:
    """Write a new version with another channel, recipient or subject."""
    moved = service.desk.edit_envelope(
        who.actor,
        draft_id,
        if_version=version,
        channel=asked.channel,
        to=asked.to,
        subject=asked.subject,
    )
    return tagged(response, moved)


@router.post("/autosaves")
def autosave(who: Writer, service: ServiceOf, draft_id: Id, asked: Typed) -> Autosaved:
    """Keep what is being typed; no state and no version refuses it."""
    return service.desk.autosave(
        who.actor, draft_id, asked.body, base_version=asked.base_version, editor=asked.editor
    )


@router.post("/attachments", status_code=201)
def attach(
    who: Writer, service: ServiceOf, draft_id: Id, file: UploadFile, version: VersionRead, response: Response
) -> Attached:
    """Write a new version with one attachment more, at most 10 MiB."""
    moved, attachment = service.desk.attach(
        who.actor,
        draft_id,
        file.filename or "",
        file.content_type or "application/octet-stream",
        file.file.read(),
        if_version=version,
    )
    return Attached(head=tagged(response, moved), attachment=attachment)


@router.delete("/attachments/{attachment_id}")
def detach(
    who: Writer,
    service: ServiceOf,
    draft_id: Id,
    attachment_id: Id,
    version: VersionRead,
    response: Response,
) -> Head:
    """Write a new version without one attachment."""
    return tagged(response, service.desk.detach(who.actor, draft_id, attachment_id, if_version=version))


@router.get("/attachments/{attachment_id}", response_class=Response, responses=FILE)
def attachment(who: Reader, service: ServiceOf, draft_id: Id, attachment_id: Id) -> Response:
    """Return an attachment's bytes, to be saved and not shown."""
    name, _, data = drafts.attachment(service.store, who.actor, draft_id, attachment_id)
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(data, media_type="application/octet-stream", headers={"Content-Disposition": disposition})


@router.post("/comments", status_code=201)
def comment(who: Writer, service: ServiceOf, draft_id: Id, asked: Remark) -> RemarkMade:
    """Leave a remark, on a span of a version's body or on the whole."""
    id = service.desk.comment(
        who.actor, draft_id, asked.text, version=asked.version, span=asked.span, answers=asked.answers
    )
    return RemarkMade(id=id)


@router.post("/submit")
def submit(who: Writer, service: ServiceOf, draft_id: Id, version: VersionRead, response: Response) -> Head:
    """Hand a draft in for review; a legal trigger sends it on to legal."""
    return tagged(response, service.desk.submit(who.actor, draft_id, if_version=version))


@router.post("/withdraw")
def withdraw(who: Writer, service: ServiceOf, draft_id: Id, response: Response) -> Head:
    """Take a submitted draft back."""
    return tagged(response, service.desk.withdraw(who.actor, draft_id))


@router.post("/discard")
def discard(
    who: Discarder,
    service: ServiceOf,
    draft_id: Id,
    asked: WithReason,
    version: VersionRead,
    response: Response,
) -> Head:
    """Throw a draft away, for a reason."""
    moved = service.desk.discard(who.actor, draft_id, if_version=version, reason=asked.reason)
    return tagged(response, moved)
