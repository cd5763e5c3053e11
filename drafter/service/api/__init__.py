"""The JSON API under ``/v1`` (OpenAPI 3.1)."""

from typing import Any

from fastapi import APIRouter, Request

from drafter.service.access import open_to_everybody

router = APIRouter(prefix="/v1")


@router.get("/openapi.json", include_in_schema=False, dependencies=[open_to_everybody])
def description(request: Request) -> dict[str, Any]:
    """Return the OpenAPI description of this API."""
    described: dict[str, Any] = request.app.openapi()
    return described
