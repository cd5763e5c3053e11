"""An OpenID Connect provider as a process of its own on the loopback interface, which can be told to misbehave.

::

    with provider() as idp:
        idp.next(wrong="nonce")
        ...  # a browser goes to the authorisation URL and comes back with a code
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID = "drafter"
CLIENT_SECRET = "the client's secret"


class _Provider:
    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.key = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig", "alg": "RS256"})
        self.other_key = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig", "alg": "RS256"})
        self.codes: dict[str, dict[str, str]] = {}
        self.subject, self.wrong = "subject-1", ""

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.metadata),
                Route("/keys", self.keys),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/next", self.next, methods=["POST"]),
            ]
        )

    async def metadata(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def keys(self, _: Request) -> Response:
        return JSONResponse(KeySet([self.key]).as_dict(private=False))

    async def next(self, request: Request) -> Response:
        told = await request.json()
        self.subject, self.wrong = told["subject"], told["wrong"]
        return JSONResponse({})

    async def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        if self.wrong == "denied":
            back = {"error": "access_denied", "state": asked["state"]}
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}")
        if asked.get("code_challenge_method") != "S256" or not asked.get("nonce"):
            return JSONResponse({"error": "invalid_request"}, 400)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return RedirectResponse(
            f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
        )

    async def token(self, request: Request) -> Response:
        form = await request.form()
        asked = self.codes.pop(str(form.get("code")), None)
        challenge = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        proof = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if (
            asked is None
            or proof != asked["code_challenge"]
            or form.get("redirect_uri") != asked["redirect_uri"]
            or request.headers.get("Authorization") != f"Basic {basic}"
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(
            {
                "access_token": secrets.token_urlsafe(16),
                "token_type": "Bearer",
                "id_token": self.id_token(asked),
            }
        )

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        }
        match self.wrong:
            case "nonce":
                claims["nonce"] = "another"
            case "issuer":
                claims["iss"] = "https://evil.example"
            case "audience":
                claims["aud"] = "somebody else"
            case "expired":
                claims |= {"iat": now - 7200, "exp": now - 3600}
        key = self.other_key if self.wrong == "signature" else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


@dataclass(frozen=True)
class Idp:
    """A running provider."""

    issuer: str

    def next(self, *, subject: str = "subject-1", wrong: str = "") -> None:
        """Say who signs in next, and what is to be wrong about it."""
        httpx.post(f"{self.issuer}/next", json={"subject": subject, "wrong": wrong}).raise_for_status()


@contextmanager
def provider() -> Iterator[Idp]:
    """Run a provider until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    process = subprocess.Popen([sys.executable, "-m", "tests.oidcprovider", json.dumps(port)])
    try:
        issuer = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                httpx.get(f"{issuer}/keys").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.05)
        yield Idp(issuer)
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    _port = int(sys.argv[1])
    uvicorn.run(_Provider(_port).app(), host="127.0.0.1", port=_port, log_level="error")
