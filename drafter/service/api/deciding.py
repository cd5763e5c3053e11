"""Decisions on drafts. They take a person in a session: no token carries their permissions."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from drafter.review.deciding import Reason
from drafter.review.views import Claim, Head
from drafter.service.access import needs
from drafter.service.api.drafts import WithReason
from drafter.service.api.inputs import (
    Decider,
    Digest,
    Id,
    Input,
    Lawyer,
    Reviewer,
    VersionRead,
    Words,
    Writer,
    tagged,
)
from drafter.service.context import ServiceOf
from drafter.service.identity import Principal
from drafter.service.permission import Permission

router = APIRouter(prefix="/drafts/{draft_id}", tags=["decisions"])
Revoker = Annotated[Principal, needs(Permission.revoke)]
Key = Annotated[str, Field(pattern=r"^[0-9A-Za-z_.:-]{1,64}$")]


class Changes(Input):
    """What is to change."""

    reasons: list[Reason] = Field(min_length=1, max_length=len(Reason))
    text: Words


class Ticked(Input):
    """A promise or a process step, ticked or not."""

    list: Literal["promises", "checklist"]
    item: Key
    on: bool = True


class Answered(Input):
    """A warning answered for."""

    finding: Key
    reason: Words


class Signature(Input):
    """Legal's signature on one digest."""

    digest: Digest
    reason: Words


class Consent(Input):
    """A reviewer's approval of one digest."""

    digest: Digest


@router.post("/open", status_code=204)
def open(who: Decider, service: ServiceOf, draft_id: Id) -> None:
    """Say that you have the present version open; a decision needs it."""
    service.desk.open(who.actor, draft_id)


@router.post("/claim")
def claim(who: Decider, service: ServiceOf, draft_id: Id) -> Claim:
    """Take a draft for yourself; again by you, the lease is renewed."""
    return service.desk.claim(who.actor, draft_id)


@router.post("/heartbeat")
def heartbeat(who: Decider, service: ServiceOf, draft_id: Id) -> Claim:
    """Renew your claim."""
    return service.desk.heartbeat(who.actor, draft_id)


@router.post("/release", status_code=204)
def release(who: Decider, service: ServiceOf, draft_id: Id) -> None:
    """Give your claim back."""
    service.desk.release(who.actor, draft_id)


@router.post("/ticks", status_code=204)
def tick(who: Writer, service: ServiceOf, draft_id: Id, asked: Ticked, version: VersionRead) -> None:
    """Tick or untick a promise or a process step."""
    service.desk.tick(who.actor, draft_id, asked.list, asked.item, if_version=version, on=asked.on)


@router.post("/acknowledgements", status_code=204)
def acknowledge(
    who: Reviewer, service: ServiceOf, draft_id: Id, asked: Answered, version: VersionRead
) -> None:
    """Answer for a warning, with a reason."""
    service.desk.acknowledge(who.actor, draft_id, asked.finding, if_version=version, reason=asked.reason)


@router.post("/request-changes")
def request_changes(
    who: Reviewer, service: ServiceOf, draft_id: Id, asked: Changes, version: VersionRead, response: Response
) -> Head:
    """Send a draft back to its author."""
    moved = service.desk.request_changes(
        who.actor, draft_id, if_version=version, reasons=asked.reasons, text=asked.text
    )
    return tagged(response, moved)


@router.post("/escalate")
def escalate(
    who: Reviewer, service: ServiceOf, draft_id: Id, version: VersionRead, response: Response
) -> Head:
    """Ask legal to see a draft."""
    return tagged(response, service.desk.escalate(who.actor, draft_id, if_version=version))


@router.post("/sign-off")
def sign_off(
    who: Lawyer, service: ServiceOf, draft_id: Id, asked: Signature, version: VersionRead, response: Response
) -> Head:
    """Sign one digest as legal; any edit afterwards needs a new signature."""
    moved = service.desk.sign_off(
        who.actor, draft_id, if_version=version, digest=asked.digest, reason=asked.reason
    )
    return tagged(response, moved)


@router.post("/forbid")
def forbid(
    who: Lawyer, service: ServiceOf, draft_id: Id, asked: WithReason, version: VersionRead, response: Response
) -> Head:
    """Forbid a letter as legal."""
    moved = service.desk.forbid(who.actor, draft_id, if_version=version, reason=asked.reason)
    return tagged(response, moved)


@router.post("/approve")
def approve(
    who: Reviewer, service: ServiceOf, draft_id: Id, asked: Consent, version: VersionRead, response: Response
) -> Head:
    """Approve one digest. It is checked anew with the policy of this moment."""
    moved = service.desk.approve(who.actor, draft_id, if_version=version, digest=asked.digest)
    return tagged(response, moved)


@router.post("/revoke")
def revoke(who: Revoker, service: ServiceOf, draft_id: Id, asked: WithReason, response: Response) -> Head:
    """Take an approval back before the letter is delivered."""
    return tagged(response, service.desk.revoke(who.actor, draft_id, reason=asked.reason))
