"""Static files: compressed once, and cached for good under an address that changes with the file."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from drafter.service.access import open_to_monitoring
from drafter.service.problem import Refusal

FOLDER = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_FOR_GOOD = "public, max-age=31536000, immutable"

router = APIRouter()


@router.get("/static/{name:path}", dependencies=[open_to_monitoring])
def static(request: Request, name: str) -> Response:
    """Hand out a static file, compressed for browsers that take it so."""
    if name not in _names():
        raise Refusal("not_found")
    squeezed = "gzip" in request.headers.get("Accept-Encoding", "")
    headers = {"Cache-Control": _FOR_GOOD, "Vary": "Accept-Encoding"}
    if squeezed:
        headers["Content-Encoding"] = "gzip"
    return Response(content(name, squeezed=squeezed), media_type=_TYPES[Path(name).suffix], headers=headers)


@lru_cache(maxsize=64)
def address(name: str) -> str:
    """Return the address of a static file."""
    return f"/static/{name}?v={hashlib.sha256(content(name)).hexdigest()[:12]}"


@lru_cache(maxsize=64)
def content(name: str, *, squeezed: bool = False) -> bytes:
    """Return a static file, compressed if asked for."""
    data = (FOLDER / name).read_bytes()
    return gzip.compress(data, 9, mtime=0) if squeezed else data


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(
        path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.suffix in _TYPES
    )
