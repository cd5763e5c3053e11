"""The app: middleware, routes, pages and workers put together, and nothing else."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import AsyncIterator

from anyio import to_thread
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from drafter.service import access, api, health, logs, pages, refusing, signing_in
from drafter.service.body_limit import BodyLimit
from drafter.service.context import Service
from drafter.service.headers import SecurityHeaders
from drafter.service.observing import Observing
from drafter.service.oidc import HANDSHAKE_COOKIE, HANDSHAKE_SECONDS, Provider
from drafter.service.working import Workers
from drafter.version import __version__

AT_ONCE = 8
"""Requests that are answered at the same time; the others wait in line."""
DESCRIPTION = "Letters that support teams dread: drafted, checked, reviewed by people, and proved."


def create_app(service: Service, *, workers: bool = True) -> FastAPI:
    """Return the app of a service.

    Args:
        service: its parts.
        workers: whether it also drafts and delivers in the background.

    Raises:
        RuntimeError: a route declares no permission.
    """

    @contextlib.asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        # More threads than this share the interpreter only to keep one another from finishing.
        to_thread.current_default_thread_limiter().total_tokens = AT_ONCE
        at_work = Workers(service)
        if workers:
            at_work.start()
        try:
            yield
        finally:
            await at_work.stop()
            logs.event("stop")

    app = FastAPI(
        title="Drafter",
        summary=DESCRIPTION,
        version=__version__,
        openapi_url=None,
        # Its log of failures quotes what callers sent, its spans what they searched for; ours do not.
        telemetry={"logs": False, "tracing": False},
        docs_url=None,
        redoc_url=None,
        lifespan=running,
        middleware=[
            Middleware(Observing, metrics=service.metrics),
            Middleware(SecurityHeaders, secure=service.settings.secure),
            Middleware(BodyLimit),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(service.settings.hosts)),
            Middleware(
                SessionMiddleware,  # holds a sign-in by the provider while it is under way, and nothing else
                secret_key=secrets.token_urlsafe(32),
                session_cookie=HANDSHAKE_COOKIE,
                max_age=HANDSHAKE_SECONDS,
                path="/oidc",
                https_only=service.settings.secure,
            ),
        ],
    )
    app.state.service = service
    app.state.provider = Provider(service.settings.oidc) if service.settings.oidc else None
    refusing.install(app)
    app.include_router(health.router)
    app.include_router(signing_in.router)
    app.include_router(api.router)
    pages.install(app)
    access.declared(app)
    app.state.route_templates = access.templates(app)
    return app
