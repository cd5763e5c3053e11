"""The review pages, drawn on the server."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from drafter.service.pages import assets
from drafter.service.pages.refusal import problem_page
from drafter.service.pages.routes import (
    acts,
    audit,
    cases,
    deciding,
    door,
    drafts,
    insights,
    people,
    queue,
    sending,
    settings,
)

__all__ = ["install"]


def install(app: FastAPI) -> None:
    """Add the pages' routes and error page to an app.

    ``app.state.service`` is the :class:`drafter.service.context.Service`.
    """
    router = APIRouter(include_in_schema=False)
    for room in (door, queue, cases, acts, deciding, sending, audit, drafts, insights, people, settings):
        router.include_router(room.router)
    router.include_router(assets.router)
    app.include_router(router)
    app.state.problem_page = problem_page
