"""The service under load: a real server on the loopback interface, asked over HTTP.

Times here are wall-clock times, since waiting in line is what is measured; both ends share the machine.
"""

from __future__ import annotations

import asyncio
import math
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from drafter.case_file import read_case
from drafter.choices import Kind, Language
from drafter.library import built_in
from drafter.pipeline import Drafter
from drafter.review import access, people
from drafter.review.actor import SYSTEM, Actor, Method, Role
from drafter.review.check import Checker
from drafter.review.desk import Desk
from drafter.service.origin import HEADER, csrf_token
from drafter.store import Store
from evals.bench.figure import Figure

LETTER_CHARACTERS = 2_500
CHECKS = 300
REVIEWERS = 50
SECONDS = 60.0
PAUSE_SECONDS = 1.0
DRAFTS = 48
_CHECK_BAR_MS = 40
_REVIEW_BAR_MS = 300


@dataclass(slots=True)
class _Round:
    """What a round of load came to."""

    milliseconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def run() -> list[Figure]:
    """Measure live re-checks, then many reviewers at once."""
    with tempfile.TemporaryDirectory(prefix="drafter-bench-") as folder:
        secrets, drafts = _fill(Path(folder))
        with _server(Path(folder)) as url:
            checks = _check_live(url, secrets[0])
            reviews = asyncio.run(_review_together(url, secrets, drafts))
    return [
        Figure(
            f"live re-check of a {LETTER_CHARACTERS:,}-character letter over HTTP, ms, p95",
            f"{_p95(checks.milliseconds):.1f} (median {median(checks.milliseconds):.1f}, {CHECKS} requests)",
            f"≤ {_CHECK_BAR_MS}",
            _p95(checks.milliseconds) <= _CHECK_BAR_MS and not checks.errors,
        ),
        Figure(
            f"{REVIEWERS} reviewers at once for {SECONDS:.0f} s, a click a second each, ms, p95",
            f"{_p95(reviews.milliseconds):.0f} (median {median(reviews.milliseconds):.0f}, "
            f"{len(reviews.milliseconds)} requests, {len(reviews.errors)} errors)",
            f"≤ {_REVIEW_BAR_MS}, 0 errors",
            _p95(reviews.milliseconds) <= _REVIEW_BAR_MS and not reviews.errors,
        ),
    ]


def _fill(folder: Path) -> tuple[list[str], list[str]]:
    """Fill a store, and return the reviewers' session secrets and the ids of letters in review."""
    drafter = Drafter()
    with Store.open(f"sqlite:///{folder / 'drafter.db'}") as store:
        desk = Desk(store, Checker(drafter.prompts, drafter.policy))
        agent = _person(store, "agent", Role.agent)
        reviewers = [_person(store, f"reviewer{number}", Role.reviewer) for number in range(REVIEWERS)]
        ids = []
        kinds = [(kind, language) for language in Language for kind in Kind]
        for number in range(DRAFTS):
            kind, language = kinds[number % len(kinds)]
            case = read_case(built_in("examples") / str(language) / f"{kind}.yaml")
            desk.start(agent, case)
            while begun := desk.begin_generation("bench"):
                head = desk.finish_generation(begun[0], drafter.draft_from_templates(begun[1]))
                desk.submit(agent, head.draft_id, if_version=head.version)
                ids.append(head.draft_id)
        return [access.open_session(store, each.id, Method.password) for each in reviewers], ids


def _person(store: Store, login: str, role: Role) -> Actor:
    added = people.add(store, SYSTEM, login=login, name=login, roles=[role], languages=list(Language))
    return added.as_actor(Method.password)


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "DRAFTER_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "drafter", "serve", "--port", str(port)],
        cwd=folder,
        env=kept,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(400):
            try:
                httpx.get(f"{url}/readyz").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def _signed_in(secret: str) -> dict[str, Any]:
    return {
        "headers": {HEADER: csrf_token(secret), "Sec-Fetch-Site": "same-origin"},
        "cookies": {"drafter": secret},
        "timeout": 30,
        "trust_env": False,
        # Nothing is encrypted here, and reading the authorities' certificates for one holds up all others.
        "verify": False,
    }


def _letter() -> dict[str, Any]:
    """Return a check of a letter of 2,500 characters: what a reviewer's browser sends while they type."""
    case = read_case(built_in("examples") / "en" / "apology.yaml")
    body = Drafter().draft_from_templates(case).letter.body_text
    longer = f"{body}\n\n" * math.ceil(LETTER_CHARACTERS / len(body))
    given = case.model_dump(mode="json", exclude_none=True)
    return {"case": given, "text": longer[:LETTER_CHARACTERS]}


def _typed(asked: dict[str, Any], number: int) -> dict[str, Any]:
    """Return a check of a text that differs from all others, as while somebody types: none is remembered."""
    word = "".join("abcdefghij"[int(digit)] for digit in str(number))
    return {**asked, "text": f"{asked['text'][: -len(word)]}{word}"}


def _check_live(url: str, secret: str) -> _Round:
    came, asked = _Round(), _letter()
    with httpx.Client(base_url=url, **_signed_in(secret)) as browser:
        for number in range(CHECKS + 20):
            began = time.perf_counter()
            answer = browser.post("/v1/check", json=_typed(asked, number))
            if number >= 20:
                came.milliseconds.append((time.perf_counter() - began) * 1e3)
            if answer.status_code != httpx.codes.OK:
                came.errors.append(answer.text)
    return came


async def _review_together(url: str, secrets: list[str], drafts: list[str]) -> _Round:
    came = _Round()
    until = time.monotonic() + SECONDS
    await asyncio.gather(
        *(_review(url, secret, drafts, number, until, came) for number, secret in enumerate(secrets))
    )
    return came


async def _review(url: str, secret: str, drafts: list[str], number: int, until: float, came: _Round) -> None:
    """Do what a reviewer does: look at the queue, open a letter, read it, check an edit, say one is there."""
    asked = _letter()
    async with httpx.AsyncClient(base_url=url, **_signed_in(secret)) as browser:
        await asyncio.sleep(PAUSE_SECONDS * number / REVIEWERS)
        turn = number
        while time.monotonic() < until:
            path = f"/v1/drafts/{drafts[turn % len(drafts)]}"
            for method, target, body in (
                ("GET", "/v1/queue", None),
                ("GET", path, None),
                ("POST", f"{path}/open", None),
                ("POST", "/v1/check", _typed(asked, turn * REVIEWERS + number)),
                ("GET", f"{path}/options", None),
            ):
                began = time.perf_counter()
                try:
                    answer = await browser.request(method, target, json=body)
                    if not answer.is_success:
                        came.errors.append(f"{target}: {answer.status_code} {answer.text}")
                except httpx.HTTPError as error:
                    came.errors.append(type(error).__name__)
                came.milliseconds.append((time.perf_counter() - began) * 1e3)
                await asyncio.sleep(PAUSE_SECONDS)
            turn += REVIEWERS + 1


def _p95(values: list[float]) -> float:
    return sorted(values)[math.ceil(len(values) * 0.95) - 1]
