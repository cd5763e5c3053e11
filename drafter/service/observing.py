"""One line of log, one count and one time a request, under the template of its route."""

from __future__ import annotations

import secrets
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from drafter.service import logs, tracing
from drafter.service.metrics import Metrics

_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Observing:
    """Watches requests go by.

    Args:
        app: the app inside.
        metrics: what to count into.
    """

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give a request its id, pass it on, and note how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        began = time.perf_counter()
        status = 500

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message.setdefault("headers", []).append((b"x-request-id", request_id.encode()))
            await send(message)

        with tracing.span("request", request=request_id) as span:
            try:
                await self._app(scope, receive, send_noting)
            finally:
                span.set_attribute("http.route", _route(scope))
                span.set_attribute("http.response.status_code", status)
                self._note(scope, status, time.perf_counter() - began, request_id)

    def _note(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        route = _route(scope)
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.requests.labels(method, route, str(status)).inc()
        self._metrics.request_seconds.labels(method, route).observe(seconds)
        if route not in _QUIET:
            logs.event(
                "request",
                request=request_id,
                method=method,
                route=route,
                status=status,
                seconds=round(seconds, 4),
            )


def _route(scope: Scope) -> str:
    # The template, not the path: a path may hold anything a caller writes.
    found: str = scope["app"].state.route_templates.get(scope.get("endpoint"), "none")
    return found
