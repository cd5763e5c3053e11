"""Cross-site request forgery: where a request comes from, and the token that proves it read our page.

Two independent checks on every unsafe request that a cookie vouches for: the browser's own word on where it
comes from (Fetch Metadata, W3C; Origin, RFC 6454), and a token that only our pages hold. Requests with a
bearer token carry no cookie and need neither.
"""

from __future__ import annotations

import hashlib
import hmac

from starlette.requests import Request

from drafter.service.problem import Refusal

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_FIELD = "csrf_token"
HEADER = "X-CSRF-Token"


def csrf_token(session_secret: str) -> str:
    """Return the token of a session, for forms (``csrf_token``) and scripts (``X-CSRF-Token``)."""
    return hmac.new(session_secret.encode(), b"csrf", hashlib.sha256).hexdigest()


def check_origin(request: Request, public_url: str | None) -> None:
    """Refuse an unsafe request that does not come from this site's own pages.

    Args:
        request: the request.
        public_url: address people reach the service at; None compares with the host asked for.

    Raises:
        Refusal: ``cross_site``.
    """
    if request.method in SAFE_METHODS:
        return
    fetch_site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if fetch_site is not None and fetch_site not in {"same-origin", "none"}:
        raise Refusal("cross_site", "open the page again and repeat what you did")
    own = {
        f"{request.url.scheme}://{request.headers.get('Host', '')}",
        *((public_url,) if public_url else ()),
    }
    if origin is not None and origin not in own:
        raise Refusal("cross_site", "open the page again and repeat what you did")
    if fetch_site is None and origin is None:
        raise Refusal("cross_site", "send an Origin header, or use an API token")


async def check_csrf_token(request: Request, session_secret: str) -> None:
    """Refuse an unsafe request without its session's token.

    Raises:
        Refusal: ``cross_site``.
    """
    if request.method in SAFE_METHODS:
        return
    given: object = request.headers.get(HEADER)
    if given is None and request.headers.get("Content-Type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        given = (await request.form()).get(FORM_FIELD)
    if not isinstance(given, str) or not hmac.compare_digest(
        given.encode(), csrf_token(session_secret).encode()
    ):
        raise Refusal("cross_site", "open the page again and repeat what you did")
