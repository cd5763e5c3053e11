"""Signatures of webhooks: HMAC-SHA256 over moment and body, so that neither is changed nor replayed.

::

    stamp, signature = headers["X-Drafter-Timestamp"], headers["X-Drafter-Signature"]
    if not verify(secret, stamp, body, signature, now=time.time()):
        return 401
"""

from __future__ import annotations

import hashlib
import hmac

TOLERANCE_SECONDS = 300


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return the value of ``X-Drafter-Signature``."""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"sha256={digest}"


def verify(secret: str, timestamp: str, body: bytes, signature: str, *, now: float) -> bool:
    """Say whether a webhook is genuine and fresh, as its receiver should ask.

    Args:
        secret: the endpoint's secret.
        timestamp: ``X-Drafter-Timestamp``.
        body: the body as received.
        signature: ``X-Drafter-Signature``.
        now: seconds since 1970.
    """
    if not timestamp.isascii() or not timestamp.isdigit() or abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    return hmac.compare_digest(sign(secret, timestamp, body).encode(), signature.encode())
