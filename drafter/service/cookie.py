"""The cookie that names a session; it holds a random secret and nothing else."""

from __future__ import annotations

from starlette.responses import Response

from drafter.service.settings import ServiceSettings


def name(settings: ServiceSettings) -> str:
    """Return the cookie's name; browsers hold a ``__Host-`` cookie to HTTPS, this host and every path."""
    return "__Host-drafter" if settings.secure else "drafter"


def put(response: Response, secret: str, settings: ServiceSettings) -> None:
    """Give a browser its session."""
    response.set_cookie(
        name(settings), secret, httponly=True, secure=settings.secure, samesite="lax", path="/"
    )


def clear(response: Response, settings: ServiceSettings) -> None:
    """Take a browser's session away."""
    response.delete_cookie(name(settings), httponly=True, secure=settings.secure, samesite="lax", path="/")
