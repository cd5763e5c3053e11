"""A service as a process: its settings checked, its parts opened, uvicorn around it."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product

import uvicorn

from drafter.case_file import read_case
from drafter.choices import Kind, Language
from drafter.errors import InputError, Problem, SettingsError
from drafter.library import Shelf, built_in
from drafter.model import Model
from drafter.pipeline import Drafter
from drafter.policy import Policy
from drafter.review import people
from drafter.review.actor import Role
from drafter.review.check import Checker
from drafter.review.demo import furnish
from drafter.service import logs
from drafter.service.app import create_app
from drafter.service.context import Service
from drafter.service.password import hash_password
from drafter.service.settings import LOOPBACK, ServiceSettings
from drafter.settings import Settings
from drafter.store import Store
from drafter.store.anchor import Anchor

STOP_SECONDS = 10


def open_store(settings: ServiceSettings) -> Store:
    """Return the store and the anchor of its audit chain."""
    return Store.open(settings.database, anchor=Anchor(settings.anchor) if settings.anchor else None)


@contextmanager
def open_service(settings: ServiceSettings, of_drafting: Settings, store: Store) -> Iterator[Service]:
    """Open a service on a store.

    Raises:
        SettingsError: the model cannot be reached as configured.
        LibraryError: an overlay is broken.
    """
    prompts = Shelf.of("prompts", of_drafting.prompts)
    policy = Policy(Shelf.of("policies", of_drafting.policies))

    def today() -> dt.date:
        return store.clock().astimezone(settings.time_zone).date()

    if of_drafting.model is None:
        drafter = Drafter(prompts=prompts, policy=policy, today=today)
        yield Service.of(settings, store, drafter, profile=of_drafting.profile)
        return
    model = Model(of_drafting.model, rng=random.Random())
    seconds = of_drafting.model.total_seconds
    drafter = Drafter(prompts=prompts, policy=policy, model=model, deadline_seconds=seconds, today=today)
    yield Service.of(settings, store, drafter, profile=of_drafting.profile)


def check_binding(host: str, settings: ServiceSettings, store: Store) -> None:
    """Refuse to be reached from other machines unencrypted, or before people can sign in.

    Raises:
        SettingsError: what is missing.
    """
    if host in LOOPBACK:
        return
    problems = []
    if not settings.secure:
        what = f"is not set, and `--host {host}` lets other machines in"
        problems.append(
            Problem("environment", "DRAFTER_PUBLIC_URL", what, "give the https address people will use")
        )
    if not any(each.active and Role.admin in each.roles for each in people.all_people(store)):
        what = f"has no administrator, and `--host {host}` lets other machines in"
        problems.append(
            Problem("command line", "", what, "start on 127.0.0.1 first and open the link it prints")
        )
    if problems:
        raise SettingsError(problems)


def first_link(settings: ServiceSettings, store: Store, port: int) -> str | None:
    """Return the one-time link for the first administrator; None where there are people already."""
    secret = people.first_invite(store)
    base = settings.public_url or f"http://127.0.0.1:{port}"
    return f"{base}/setup?invitation={secret}" if secret else None


def furnish_demo(service: Service, port: int) -> str:
    """Fill the store with people and letters made up, and return whom to sign in as."""
    made = service.demo = furnish(service.store, service.drafter, hash_password)
    people_there = "\n".join(f"  {login:10} {role}" for login, role in made.people)
    where = f"http://127.0.0.1:{port}/login"
    return f"Open {where} and sign in with the password `{made.password}` as one of:\n{people_there}"


def warm_up(service: Service) -> None:
    """Draft and check a letter of each kind and language: the first callers would wait for all that it reads.

    Raises:
        LibraryError: a guide, phrase, template or rule file is broken.
    """
    checker = Checker(service.drafter.prompts, service.drafter.policy)
    for language, kind in product(Language, Kind):
        case = read_case(built_in("examples") / language / f"{kind}.yaml")
        with contextlib.suppress(InputError):  # a company's own rules may refuse an example's note
            checker.check(case, service.drafter.draft_from_templates(case).letter)


def run(service: Service, host: str, port: int) -> None:
    """Serve until told to stop; what is under way may finish."""
    # The server raises the signal that stopped it once more, when there is still a folder to tidy up.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda *_: None)
    logs.to_stderr()
    logs.event("start", address=host, port=port)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(service),
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=STOP_SECONDS,
            proxy_headers=True,
            forwarded_allow_ips="127.0.0.1",
        )
    )
    server.run()
