"""Errors become responses: problem documents for programs, pages for people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from http import HTTPStatus
from typing import TypeAlias, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from drafter.errors import (
    ConflictError,
    GuardError,
    InputError,
    LostError,
    NotAllowedError,
    NotFoundError,
    ReviewError,
    StoreError,
    UnanchoredError,
)
from drafter.service import logs, stale
from drafter.service.problem import MEDIA_TYPE, TITLES, Refusal, invalid

ProblemPage: TypeAlias = Callable[[Request, Refusal], Awaitable[Response]]
"""Draws a refusal for a person; the pages set one as ``app.state.problem_page``."""

_CODES = {status: code for code, (status, _) in reversed(tuple(TITLES.items()))}


def install(app: FastAPI) -> None:
    """Give an app its error responses."""
    for kind in (
        Refusal,
        InputError,
        StoreError,
        ReviewError,
        RequestValidationError,
        HTTPException,
        Exception,
    ):
        app.add_exception_handler(kind, _respond)


async def _respond(request: Request, error: Exception) -> Response:
    refusal = as_refusal(error)
    if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logs.failure(error, request=request_id(request))
    page = getattr(request.app.state, "problem_page", None)
    if page is not None and wants_page(request):
        return await cast("ProblemPage", page)(request, refusal)
    document = refusal.document | {"request": request_id(request)}
    return JSONResponse(document, refusal.status, refusal.headers, media_type=MEDIA_TYPE)


def as_refusal(error: Exception) -> Refusal:
    """Return an error as the refusal its caller is told; what is not meant for callers says nothing."""
    match error:
        case Refusal():
            return error
        case ReviewError():
            return _of_review(error)
        case InputError():
            return invalid(error.problems)
        case RequestValidationError():
            return Refusal("invalid", more={"problems": list(_mistakes(error))})
        case StoreError():
            return _of_store(error)
        case HTTPException():
            code = _CODES.get(error.status_code, "malformed")
            return Refusal(code, headers=error.headers, status=error.status_code)
        case _:
            return Refusal("internal", "the service's log says more under the request's id")


def _of_store(error: StoreError) -> Refusal:
    match error:
        case UnanchoredError():
            return Refusal("unanchored", "do not ask again: what was done is kept; tell an administrator")
        case LostError():
            return Refusal("unavailable", "the store was lost; look whether anything was changed")
        case _:
            return Refusal("unavailable", "the store cannot be used just now; nothing was changed")


def _of_review(error: ReviewError) -> Refusal:
    match error:
        case NotFoundError():
            return Refusal("not_found")
        case NotAllowedError():
            return Refusal("forbidden", str(error))
        case GuardError():
            unmet = [{"guard": each.guard, "says": each.says} for each in error.unmet]
            return Refusal("guard", more={"unmet": unmet})
        case ConflictError():
            return stale.as_refusal(error.stale)
        case _:
            return Refusal("wrong_state", str(error))


def wants_page(request: Request) -> bool:
    """Say whether a request comes from a person's browser and not from a program."""
    return not request.url.path.startswith("/v1/") and "text/html" in request.headers.get("Accept", "")


def request_id(request: Request) -> str:
    """Return the id a request has in the log."""
    return getattr(request.state, "request_id", "")


def _mistakes(error: RequestValidationError) -> Iterable[dict[str, str]]:
    for detail in error.errors():
        field = ".".join(str(part) for part in detail["loc"] if part != "body")
        yield {"field": field, "what": str(detail["msg"]), "wanted": ""}
