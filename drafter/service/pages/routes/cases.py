"""A new case: which kind, its form, what it lacks while it is typed, and its start."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from drafter.choices import Kind
from drafter.errors import InputError
from drafter.review.content import Channel
from drafter.service.access import needs
from drafter.service.context import ServiceOf
from drafter.service.identity import Principal
from drafter.service.pages.case_view import case_of, case_page, remembered
from drafter.service.pages.reading import go_to, one, posted, read_by
from drafter.service.permission import Permission
from drafter.service.problem import Refusal

router = APIRouter()
Asker = Annotated[Principal, needs(Permission.cases_write)]
Form = Annotated[Mapping[str, Sequence[str]], Depends(posted)]


@router.get("/cases/new")
def new(request: Request, service: ServiceOf, who: Asker, kind: str = "") -> Response:
    """Show the kinds of letter, or the empty form of one."""
    reading = read_by(request, service, who)
    if kind not in Kind.__members__:
        return reading.show("kinds.html", None)
    spoken = sorted(map(str, who.actor.languages))
    given = {"kind": [kind], "language": [spoken[0] if len(spoken) == 1 else str(reading.shell.language)]}
    return reading.show(
        "new_case.html", case_page(service, Kind(kind), given | remembered(service, who), reading)
    )


@router.post("/cases/check")
def check(request: Request, service: ServiceOf, who: Asker, form: Form) -> Response:
    """Say what a case lacks while it is typed; nothing is stored."""
    reading = read_by(request, service, who)
    return reading.show("before.html", case_page(service, _kind(form), form, reading))


@router.post("/cases")
def start(request: Request, service: ServiceOf, who: Asker, form: Form) -> Response:
    """Take a case in and have its letter written; a case with mistakes comes back with each at its field."""
    kind, reading = _kind(form), read_by(request, service, who)
    case, problems = case_of(form)
    if case is not None and not one(form, "check"):
        try:
            service.drafter.plan(case)
            head = service.desk.start(
                who.actor,
                case,
                channel=_channel(form),
                to=one(form, "to").strip() or None,
                ticket=one(form, "ticket").strip() or None,
            )
        except InputError as error:
            problems = error.problems
        else:
            service.wake.call("generation")
            return go_to(f"/drafts/{head.draft_id}")
    page = case_page(service, kind, form, reading, posted=True, more=problems if case else ())
    return reading.show("new_case.html", page, 422 if page.wrong else 200)


def _kind(form: Mapping[str, Sequence[str]]) -> Kind:
    kind = one(form, "kind")
    if kind not in Kind.__members__:
        raise Refusal("invalid", f"`kind` is missing or not a kind of letter; use {', '.join(Kind)}")
    return Kind(kind)


def _channel(form: Mapping[str, Sequence[str]]) -> Channel:
    channel = one(form, "channel")
    return Channel(channel) if channel in Channel.__members__ else Channel.post
