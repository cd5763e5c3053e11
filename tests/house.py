"""A house of review for tests: a store, a service, people in every role, and letters in every state."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from drafter.case import Case
from drafter.choices import Kind, Language
from drafter.pipeline import Drafter
from drafter.review import drafts, people
from drafter.review.actor import SYSTEM, Actor, Method, Role
from drafter.review.rules import HouseRules
from drafter.review.views import Head
from drafter.service.app import create_app
from drafter.service.context import Service
from drafter.service.password import hash_password
from drafter.service.settings import ServiceSettings
from drafter.store import Store
from drafter.store.anchor import Anchor
from tests import builders

PASSWORD = "letters with care"
EVERY_LANGUAGE = tuple(Language)
STAFF: dict[str, tuple[str, tuple[Role, ...]]] = {
    "ana": ("Ana Cruz", (Role.agent,)),
    "ben": ("Ben Ortega", (Role.agent,)),
    "rosa": ("Rosa Lim", (Role.reviewer,)),
    "jonas": ("Jonas Weber", (Role.reviewer, Role.agent)),
    "lena": ("Lena Marková", (Role.legal,)),
    "omar": ("Omar Haddad", (Role.admin,)),
    "iris": ("Iris Chen", (Role.auditor,)),
}


@dataclass
class House:
    """A service with people, and builders for letters in a state.

    Attributes:
        service: its parts.
        actors: the staff by login, each in a session.
    """

    service: Service
    actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        """Return the store."""
        return self.service.store

    def app(self, *, workers: bool = False) -> FastAPI:
        """Return the app; without workers nothing happens behind a test's back."""
        return create_app(self.service, workers=workers)

    def drafted(self, case: Case | None = None, by: str = "ana") -> Head:
        """Return a written draft of a case."""
        desk, actor = self.service.desk, self.actors[by]
        head = desk.start(actor, case or builders.example(Kind.winback, "en"))
        found = desk.begin_generation("test")
        assert found is not None
        return desk.finish_generation(found[0], self.service.drafter.draft_from_templates(found[1])) or head

    def submitted(self, case: Case | None = None, by: str = "ana") -> Head:
        """Return a draft handed in; on to legal where a trigger fired."""
        head = self.drafted(case, by)
        return self.service.desk.submit(self.actors[by], head.draft_id, if_version=head.version)

    def ready(self, case: Case | None = None, reviewer: str = "rosa") -> Head:
        """Return a draft that a reviewer has claimed and ticked: nothing stands against its approval."""
        head = self.submitted(case)
        actor, desk = self.actors[reviewer], self.service.desk
        desk.open(actor, head.draft_id)
        desk.claim(actor, head.draft_id)
        view = drafts.get(self.store, actor, head.draft_id)
        assert view.case is not None
        assert view.version is not None
        assert view.version.letter is not None
        checked = desk.checker.check(view.case, view.version.letter, view.version.envelope)
        for promise in {each.key for each in checked.promises}:
            desk.tick(actor, head.draft_id, "promises", promise, if_version=head.version)
        for item, _ in checked.checklist:
            desk.tick(actor, head.draft_id, "checklist", item, if_version=head.version)
        return head

    def approved(self, case: Case | None = None, reviewer: str = "rosa") -> Head:
        """Return an approved letter."""
        head = self.ready(case, reviewer)
        return self.service.desk.approve(
            self.actors[reviewer], head.draft_id, if_version=head.version, digest=head.digest
        )


def build(
    folder: Path, *, clock: Callable[[], dt.datetime] | None = None, rules: HouseRules | None = None
) -> House:
    """Return a house whose store lies in a folder; opened again on the same folder, its letters are there."""
    more = {"clock": clock} if clock else {}
    store = Store.open(f"sqlite:///{folder / 'house.db'}", anchor=Anchor(folder / "anchor"), **more)  # type: ignore[arg-type]
    no_pause = HouseRules(pause_seconds={})
    service = Service.of(ServiceSettings(), store, Drafter(), rules=rules or no_pause)
    known = {person.login: person for person in people.all_people(store)}
    house = House(service)
    secret = "" if known else hash_password(PASSWORD)
    for login, (name, roles) in STAFF.items():
        person = known.get(login) or people.add(
            store, SYSTEM, login=login, name=name, roles=roles, languages=EVERY_LANGUAGE, password_hash=secret
        )
        house.actors[login] = person.as_actor(Method.password)
    return house


@contextmanager
def serving(app: FastAPI, port: int = 0) -> Iterator[str]:
    """Serve an app on this machine; gives its address."""
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="on")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(400):
        if server.started:
            break
        time.sleep(0.025)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
