"""Most bytes a request may carry, whether it says so beforehand or not."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from drafter.review.writing import MAX_ATTACHMENT_BYTES
from drafter.service.problem import MEDIA_TYPE, Refusal

KIB = 1024
MAX_BYTES = 1024 * KIB
MAX_UPLOAD_BYTES = MAX_ATTACHMENT_BYTES + 64 * KIB


class BodyLimit:
    """Refuses what is too large: at once where the length is declared, else as soon as it is passed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting what comes in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_upload = headers.get("Content-Type", "").startswith("multipart/form-data")
        most = MAX_UPLOAD_BYTES if is_upload else MAX_BYTES
        declared = headers.get("Content-Length", "0")
        if declared.isdecimal() and int(declared[:20]) > most:
            document = Refusal("too_large", f"send at most {most // KIB} KiB").document
            response = JSONResponse(document, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, media_type=MEDIA_TYPE)
            await response(scope, receive, send)
            return
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > most:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, counted, send)
