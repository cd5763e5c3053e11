"""The pages at the door: signing in, going on after a session's end, and setting up an account."""

from collections.abc import Mapping, Sequence
from http.cookies import SimpleCookie
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from drafter.service import cookie, signing_in
from drafter.service.access import open_to_everybody
from drafter.service.context import ServiceOf
from drafter.service.origin import FORM_FIELD, csrf_token
from drafter.service.pages.door import RESUME, DoorPage, ResumePage, SetupPage, own_path, show_door
from drafter.service.pages.reading import one, posted, read_by
from drafter.service.pages.words import N_

router = APIRouter()
Form = Annotated[Mapping[str, Sequence[str]], Depends(posted)]
KEPT = "kept."

WRONG: Mapping[str, str] = {
    "password": N_("The user name or the password is not right."),
    "invitation": N_("This link has been used, or is older than a day. Ask for a new one."),
}
WRONG_IN_SETUP: Mapping[str, str] = {
    "login": N_("This user name is taken or cannot be used; choose another."),
    "name": N_("Give your name."),
    "email": N_("This e-mail address cannot be used."),
    "password": N_("The password is too short or too well known; choose another."),
}


@router.get("/login", dependencies=[open_to_everybody])
def login(request: Request, service: ServiceOf, next: str = "/", failed: str = "") -> Response:
    """Show the sign-in form."""
    wrong = read_by(request, service, None).say(WRONG[failed]) if failed in WRONG else ""
    return show_door(request, DoorPage(next=own_path(next), wrong=wrong))


@router.post(RESUME, dependencies=[open_to_everybody])
def resume(request: Request, service: ServiceOf, form: Form) -> Response:
    """Sign in and go on with what was typed before the session ended."""
    where = own_path(one(form, "next"))
    kept = tuple(
        (name[len(KEPT) :], value)
        for name, values in form.items()
        if name.startswith(KEPT)
        for value in values
    )
    answer = signing_in.sign_in(request, service, one(form, "login"), one(form, "password"), where)
    begun = SimpleCookie(answer.headers.get("Set-Cookie", "")).get(cookie.name(service.settings))
    reading = read_by(request, service, None)
    if begun is None:
        page = DoorPage(
            next=where,
            action=RESUME,
            kept=kept,
            wrong=reading.say(WRONG["password"]),
            login=one(form, "login"),
        )
        return show_door(request, page, 401)
    fields = (*kept, (FORM_FIELD, csrf_token(begun.value)))
    text = max(
        (value for name, value in kept if name in {"body", "text", "message", "account"}), key=len, default=""
    )
    shown = reading.show("resume.html", ResumePage(where, fields, text))
    shown.headers.append("Set-Cookie", answer.headers["Set-Cookie"])
    return shown


@router.get("/setup", dependencies=[open_to_everybody])
def setup(request: Request, service: ServiceOf, invitation: str = "", failed: str = "") -> Response:
    """Show the form by which somebody invited sets up their account."""
    reading = read_by(request, service, None)
    wrong = reading.say(WRONG_IN_SETUP[failed]) if failed in WRONG_IN_SETUP else ""
    return reading.show("welcome.html", SetupPage(invitation, wrong))
