"""A whole service for tests: its app over a fresh store, with somebody of every role signed in."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import event

from drafter.choices import Kind
from drafter.review import access
from drafter.review.access import Scope
from drafter.review.actor import Actor, Method
from drafter.review.views import Head
from drafter.service import Service, ServiceSettings, create_app
from drafter.service.limiter import Limiter, Rates
from drafter.service.origin import HEADER, csrf_token
from drafter.store import Store
from drafter.store.engine import make_engine
from drafter.store.schema import upgrade
from tests.builders import example
from tests.reviewing import Clock, Office, office

HOST = "http://localhost"
UNLIMITED = Rates(person="1000000/minute", stranger="1000000/minute", login="1000000/minute")
ROLES = ("agent", "other_agent", "reviewer", "other_reviewer", "lawyer", "admin", "auditor", "service")


@dataclass
class Caller:
    """Somebody who calls the service: by session, by token, or as nobody."""

    client: TestClient
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)

    def __call__(
        self, method: str, path: str, *, if_match: Head | str | None = None, **more: Any
    ) -> Response:
        """Send one request; ``if_match`` is a draft's head or an ETag."""
        headers = {**self.headers, **more.pop("headers", {})}
        if if_match is not None:
            headers["If-Match"] = f'"{if_match.etag}"' if isinstance(if_match, Head) else if_match
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return self.client.request(method, path, headers=headers, follow_redirects=False, **more)


@dataclass
class Serving:
    """A service under test."""

    service: Service
    app: FastAPI
    client: TestClient
    office: Office

    def session(self, who: Actor) -> Caller:
        """Return a person's browser, signed in and with its pages' token."""
        secret = access.open_session(self.service.store, who.id, Method.password)
        headers = {HEADER: csrf_token(secret), "Sec-Fetch-Site": "same-origin"}
        return Caller(self.client, headers, {"drafter": secret})

    def token(self, who: Actor, *scopes: Scope) -> Caller:
        """Return a program with a token of somebody's."""
        _, secret = access.issue_token(self.service.store, who, who.id, "test", scopes or tuple(Scope))
        return Caller(self.client, {"Authorization": f"Bearer {secret}"})

    def caller(self, role: str) -> Caller:
        """Return somebody by the name of their place in the office; a service calls with its token."""
        who: Actor = getattr(self.office, role)
        return self.token(who) if role == "service" else self.session(who)

    def draft_all(self) -> None:
        """Draft every letter that waits, from the templates."""
        while begun := self.office.desk.begin_generation("tests"):
            draft_id, case = begun
            self.office.desk.finish_generation(draft_id, self.office.drafter.draft_from_templates(case))

    @contextmanager
    def stores_off_the_loop(self) -> Iterator[None]:
        """Fail every statement that would keep the event loop, and with it every other request, waiting."""

        def look(*_: object) -> None:
            assert asyncio._get_running_loop() is None, "the store is asked on the event loop"

        event.listen(self.service.store.engine, "before_cursor_execute", look)
        try:
            yield
        finally:
            event.remove(self.service.store.engine, "before_cursor_execute", look)

    @property
    def nobody(self) -> Caller:
        """Return somebody who is not signed in."""
        return Caller(self.client)


def case_json(kind: Kind = Kind.winback, language: str = "en") -> dict[str, Any]:
    """Return the shipped example of a kind and language as a request carries it."""
    return example(kind, language).model_dump(mode="json", exclude_none=True)


@contextmanager
def serving(
    folder: Path,
    *,
    settings: ServiceSettings | None = None,
    rates: Rates = UNLIMITED,
    workers: bool = False,
    clock: Clock | None = None,
    url: str | None = None,
) -> Iterator[Serving]:
    """Run an app in this process, over a database or a new SQLite file in a folder."""
    clock = clock or Clock(dt.datetime.now(dt.UTC))
    engine = make_engine(url or f"sqlite:///{folder / 'drafter.db'}")
    upgrade(engine)
    with Store(engine, clock=clock) as store:
        people = office(store, clock)
        service = Service(
            settings or ServiceSettings(), store, people.drafter, people.desk, limiter=Limiter(rates)
        )
        app = create_app(service, workers=workers)
        with TestClient(app, base_url=HOST, raise_server_exceptions=False) as client:
            yield Serving(service, app, client, people)
