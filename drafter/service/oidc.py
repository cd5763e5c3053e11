"""Signing in by an OpenID Connect provider: authorization code with PKCE, state and nonce.

A person is known by issuer and subject, never by an e-mail address, which a provider may let anybody claim.
"""

from __future__ import annotations

from typing import Any, cast

from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from httpx import HTTPError
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response

from drafter.review import people
from drafter.review.people import Person
from drafter.service import logs
from drafter.service.context import Service
from drafter.service.problem import Refusal
from drafter.service.settings import Oidc

CALLBACK = "/oidc/callback"
HANDSHAKE_COOKIE = "drafter_signin"
HANDSHAKE_SECONDS = 600


class Provider:
    """The provider a service signs people in with.

    Args:
        settings: the provider and this service's client there.
    """

    def __init__(self, settings: Oidc) -> None:
        self._settings = settings
        registry = OAuth()
        self._client: Any = registry.register(
            "provider",
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            server_metadata_url=f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile",
                "code_challenge_method": "S256",
                "timeout": 10,
                "trust_env": False,
            },
        )

    async def begin(self, request: Request, service: Service) -> Response:
        """Send a browser to the provider.

        Raises:
            Refusal: ``unavailable``: the provider does not answer.
        """
        base = service.settings.public_url or str(request.base_url).rstrip("/")
        try:
            return cast("Response", await self._client.authorize_redirect(request, f"{base}{CALLBACK}"))
        except (HTTPError, RuntimeError, ValueError) as error:
            logs.failure(error)
            raise Refusal("unavailable", "the sign-in provider does not answer") from None

    async def subject(self, request: Request) -> str:
        """Return the subject whom the provider vouches for.

        Raises:
            Refusal: ``unauthenticated``: what came back is not genuine, or the person turned back.
        """
        issuer = {"iss": {"essential": True, "values": [self._settings.issuer]}}
        try:
            token = await self._client.authorize_access_token(request, claims_options=issuer)
            return str(token["userinfo"]["sub"])
        except (OAuthError, JoseError, HTTPError, KeyError, ValueError, RuntimeError) as error:
            logs.failure(error)
            raise Refusal("unauthenticated", "the sign-in did not work; begin again") from None

    def person(self, service: Service, subject: str) -> Person:
        """Return the person a subject is.

        Raises:
            Refusal: ``forbidden``: nobody here; an administrator adds them with issuer and subject.
        """
        person = people.by_subject(service.store, self._settings.issuer, subject)
        if person is None:
            raise Refusal("forbidden", "nobody here signs in with this account; ask an administrator")
        return person
