"""The door: signing in, and keeping what somebody typed while their session ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from drafter.service.context import Service
from drafter.service.pages.reading import read_by

RESUME = "/login/resume"
_NEVER_KEPT = frozenset({"csrf_token", "password"})
_MOST_KEPT = 200_000


@dataclass(frozen=True, slots=True)
class DoorPage:
    """The sign-in page.

    Attributes:
        next: where to go on.
        action: where the form is posted to.
        kept: what was typed into a form that was posted without a session, by field.
        demo_people: who there is to try, in a demonstration.
    """

    next: str
    action: str = "/login"
    kept: tuple[tuple[str, str], ...] = ()
    wrong: str = ""
    login: str = ""
    single_sign_on: bool = False
    demo_people: tuple[tuple[str, str], ...] = ()
    demo_password: str = ""


def own_path(address: str) -> str:
    """Return an address if it is a path of this service, and the start page otherwise."""
    inside = address.startswith("/") and not address.startswith("//")
    return address if inside and "\\" not in address and address.isprintable() else "/"


@dataclass(frozen=True, slots=True)
class SetupPage:
    """The page on which somebody invited chooses a name and a password."""

    invitation: str
    wrong: str


@dataclass(frozen=True, slots=True)
class ResumePage:
    """What was typed before the session ended, ready to go where it was going."""

    action: str
    kept: tuple[tuple[str, str], ...]
    text: str


async def sign_in_again(request: Request) -> Response:
    """Lead a reader without a session to the door; a form they posted goes with them and is not lost."""
    if request.method in {"GET", "HEAD"}:
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?next={quote(asked)}", 303)
    form = await request.form()
    kept = [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name not in _NEVER_KEPT
    ]
    if sum(len(value) for _, value in kept) > _MOST_KEPT:
        kept = []
    page = DoorPage(next=request.url.path, action=RESUME, kept=tuple(kept))
    return show_door(request, page, 401)


def show_door(request: Request, page: DoorPage, status: int = 200) -> HTMLResponse:
    """Return the sign-in page."""
    service: Service = request.app.state.service
    demo = service.demo
    page = replace(
        page,
        single_sign_on=service.settings.oidc is not None,
        demo_people=demo.people if demo else (),
        demo_password=demo.password if demo else "",
    )
    return read_by(request, service, None).show("sign_in.html", page, status)
