"""The JSON API under ``/v1`` (OpenAPI 3.1)."""

from typing import Any

from fastapi import APIRouter, Request

from drafter.service.access import open_to_everybody
from drafter.service.api import cases, checking, deciding, drafts, hooks, overview, people, sending
from drafter.service.api.description import RESPONSES, describe

router = APIRouter(prefix="/v1", responses=RESPONSES)
for _part in (checking, cases, drafts, deciding, sending, overview, people, hooks):
    router.include_router(_part.router)


@router.get("/openapi.json", include_in_schema=False, dependencies=[open_to_everybody])
def description(request: Request) -> dict[str, Any]:
    """Return the OpenAPI description of this API."""
    return describe(request.app)
