"""What a page says when something is refused: the draft again with every reason, or a page of its own."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response

from drafter.errors import ConflictError, GuardError, NotAllowedError, NotFoundError, ReviewError, Unmet
from drafter.review import drafts
from drafter.service.context import Service
from drafter.service.identity import Principal
from drafter.service.pages.door import sign_in_again
from drafter.service.pages.drawing import draft_page, opened, refused
from drafter.service.pages.problem_view import ProblemPage
from drafter.service.pages.reading import read_by
from drafter.service.pages.words import N_
from drafter.service.problem import Refusal

_TITLES = {
    HTTPStatus.FORBIDDEN: N_("This is not open to you"),
    HTTPStatus.NOT_FOUND: N_("There is nothing here for you"),
    HTTPStatus.CONFLICT: N_("It has changed meanwhile"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: N_("That is too large"),
    HTTPStatus.TOO_MANY_REQUESTS: N_("Too many requests; wait a moment"),
    HTTPStatus.SERVICE_UNAVAILABLE: N_("The service cannot do that just now"),
    HTTPStatus.INTERNAL_SERVER_ERROR: N_("Something failed here"),
}


def refused_page(
    request: Request, service: Service, who: Principal, draft_id: str, error: ReviewError
) -> Response:
    """Return a draft's page with why an act on it was refused; nothing was changed.

    Raises:
        NotFoundError: there is no such draft for this person.
    """
    if isinstance(error, NotFoundError):
        raise error
    reading = read_by(request, service, who)
    view = drafts.get(service.store, who.actor, draft_id)
    found = opened(service, who.actor, view)
    if found is None:
        return reading.show("gone.html", view, HTTPStatus.CONFLICT)
    page = draft_page(found, who.actor, reading, notices=[refused(reasons(error), reading)])
    status = HTTPStatus.FORBIDDEN if isinstance(error, NotAllowedError) else HTTPStatus.CONFLICT
    return reading.show("review.html", page, status)


def reasons(error: ReviewError) -> tuple[Unmet, ...]:
    """Return why something was refused, each reason a sentence."""
    if isinstance(error, GuardError):
        return error.unmet
    if isinstance(error, ConflictError):
        who = error.stale.editor or "Drafter"
        return (
            Unmet(
                "current", f"{who} wrote version {error.stale.version} since you opened it; read that first"
            ),
        )
    return (Unmet(error.code, str(error)),)


async def problem_page(request: Request, refusal: Refusal) -> Response:
    """Draw a refusal for a person. A form posted after the session's end is kept over the sign-in."""
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        return await sign_in_again(request)
    service: Service = request.app.state.service
    who = getattr(request.state, "who", None)
    reading = read_by(request, service, who)
    title = _TITLES.get(HTTPStatus(refusal.status), "") or refusal.title
    listed = "; ".join(f"{each['field']}: {each['what']}" for each in refusal.more.get("problems", ()))
    kept = "" if request.method in {"GET", "HEAD"} else await _typed(request)
    page = ProblemPage(reading.say(title), listed or refusal.detail, kept, "/")
    answer = reading.show("problem.html", page, refusal.status)
    answer.headers.update(refusal.headers)
    return answer


async def _typed(request: Request) -> str:
    """Return the longest text of a form that was refused, so that it can be copied out of the page."""
    try:
        form = await request.form()
    except Exception:  # noqa: BLE001  (a body that cannot be read has no text to give back)
        return ""
    texts = [
        value
        for name, value in form.multi_items()
        if isinstance(value, str) and name in {"body", "text", "message", "account"}
    ]
    return max(texts, key=len, default="")
