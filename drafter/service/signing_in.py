"""Signing in and out: what forms post to. The pages draw ``GET /login`` and ``GET /setup?invitation=…``.

A form that succeeds leads on with 303; one that fails leads back to its page with ``?failed=…``.
"""

from typing import Annotated
from urllib.parse import urlencode

import regex
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from drafter.errors import InputError, NotFoundError
from drafter.review import access, people
from drafter.review.actor import Method
from drafter.service import cookie, logs
from drafter.service.access import address, needs, open_to_everybody
from drafter.service.context import Service, ServiceOf
from drafter.service.identity import Principal
from drafter.service.oidc import CALLBACK, Provider
from drafter.service.password import hash_password, matches
from drafter.service.permission import Permission
from drafter.service.problem import Refusal

router = APIRouter(include_in_schema=False)
Anyone = Annotated[Principal, needs(Permission.account)]
_OWN_PATH = regex.compile(r"/(?![/\\])[!-~]{0,500}")
# `login` before `Text` of any length: what is longer is nobody's.
Text = Annotated[str, Form(max_length=400)]


@router.post("/login", dependencies=[open_to_everybody])
def sign_in(
    request: Request, service: ServiceOf, login: Text = "", password: Text = "", next: Text = "/"
) -> Response:
    """Sign in with a password."""
    service.limiter.hit("login", people.login_key(login))
    found = people.by_login(service.store, login)
    if not matches(password, found[1] if found else None) or found is None:
        logs.event("sign-in", outcome="refused", address=address(request))
        return _to(f"/login?{urlencode({'failed': 'password', 'next': _own(next)})}")
    return _begin(request, service, found[0].id, Method.password, _own(next))


@router.post("/logout")
def sign_out(who: Anyone, service: ServiceOf) -> Response:
    """Sign out: the session ends here and in the browser."""
    if who.session_secret:
        access.close_session(service.store, who.session_secret)
    response = _to("/login")
    cookie.clear(response, service.settings)
    return response


@router.post("/setup", dependencies=[open_to_everybody])
def accept(
    request: Request,
    service: ServiceOf,
    invitation: Text = "",
    login: Text = "",
    name: Text = "",
    password: Text = "",
    email: Text = "",
) -> Response:
    """Accept an invitation: choose a name and a password."""
    try:
        person = people.accept_invite(
            service.store,
            invitation,
            login=login.strip(),
            name=name.strip(),
            password_hash=hash_password(password),
            email=email.strip() or None,
        )
    except NotFoundError:
        return _to("/login?failed=invitation")
    except InputError as error:
        field = error.problems[0].field or "login"
        return _to(f"/setup?{urlencode({'invitation': invitation, 'failed': field})}")
    return _begin(request, service, person.id, Method.password, "/")


@router.post("/account/password")
def change_password(who: Anyone, service: ServiceOf, current: Text = "", password: Text = "") -> Response:
    """Change one's own password; every other session ends."""
    if who.session_secret is None:
        raise Refusal("forbidden", "a password is changed in a session, not with a token")
    service.limiter.hit("login", who.actor.id)
    login = people.get(service.store, who.actor.id).login
    found = people.by_login(service.store, login)
    if not matches(current, found[1] if found else None):
        return _to("/account?failed=current")
    try:
        kept = hash_password(password)
    except InputError:
        return _to("/account?failed=password")
    people.set_password(service.store, who.actor, who.actor.id, kept)
    access.close_sessions(service.store, who.actor.id)
    secret = access.open_session(service.store, who.actor.id, Method.password)
    response = _to("/account?done=password")
    cookie.put(response, secret, service.settings)
    return response


@router.get("/oidc/start", dependencies=[open_to_everybody])
async def oidc_start(request: Request, service: ServiceOf) -> Response:
    """Send a browser to the sign-in provider."""
    return await _provider(request).begin(request, service)


@router.get(CALLBACK, dependencies=[open_to_everybody])
async def oidc_callback(request: Request, service: ServiceOf) -> Response:
    """Take a browser back from the sign-in provider."""
    provider = _provider(request)
    subject = await provider.subject(request)

    def begin() -> Response:
        return _begin(request, service, provider.person(service, subject).id, Method.oidc, "/")

    return await run_in_threadpool(begin)


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise Refusal("not_found")
    return provider


def _begin(request: Request, service: Service, person_id: str, method: Method, next_path: str) -> Response:
    """Begin a session under a new secret; one the browser already had ends."""
    old = request.cookies.get(cookie.name(service.settings))
    if old:
        access.close_session(service.store, old)
    secret = access.open_session(service.store, person_id, method)
    logs.event("sign-in", outcome="done", who=person_id, method=str(method))
    response = _to(next_path)
    cookie.put(response, secret, service.settings)
    return response


def _own(path: str) -> str:
    """Return a path of this service; anything else is the start page."""
    return path if _OWN_PATH.fullmatch(path) else "/"


def _to(path: str) -> Response:
    return RedirectResponse(path, 303)
