"""The OpenAPI description: FastAPI's, with the problem documents, how to sign in, and each permission."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from drafter.service import access
from drafter.service.problem import MEDIA_TYPE, TITLES, ProblemDocument

_REF = "#/components/schemas/{model}"
_PREFIX = "/v1/"


def _problem(titles: list[str]) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model=ProblemDocument.__name__)}
    return {"description": "; ".join(titles), "content": {MEDIA_TYPE: {"schema": schema}}}


_BY_STATUS: dict[int, list[str]] = {}
for _status, _title in TITLES.values():
    _BY_STATUS.setdefault(_status, []).append(_title)

RESPONSES: dict[int | str, dict[str, Any]] = {
    status: _problem(titles) for status, titles in sorted(_BY_STATUS.items()) if status not in {405, 500}
}
"""The refusals every route of the API may answer with."""


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the description of an app's API, made once."""
    if app.openapi_schema is None:
        app.openapi_schema = _described(app)
    return app.openapi_schema


def _described(app: FastAPI) -> dict[str, Any]:
    described = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        summary=app.summary,
        routes=[route for route in app.routes if getattr(route, "name", "") != "static"],
    )
    components = described.setdefault("components", {})
    problem = ProblemDocument.model_json_schema(ref_template=_REF)
    schemas = components.setdefault("schemas", {})
    schemas.update(problem.pop("$defs", {}))
    schemas[ProblemDocument.__name__] = problem
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "an API token, `drf_…`"},
        "session": {"type": "apiKey", "in": "cookie", "name": "drafter", "description": "a session"},
    }
    for (method, path), permission in access.declared(app).items():
        operation = described["paths"].get(path, {}).get(method.lower())
        if operation is not None and permission is not None:
            operation["x-permission"] = str(permission)
            operation["security"] = [{"token": []}, {"session": []}]
    return described
