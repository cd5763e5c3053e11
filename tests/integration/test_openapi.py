"""The OpenAPI description holds: requests made up from it never break the service or surprise its reader."""

from __future__ import annotations

import itertools
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case as AnyCase
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from drafter.review.actor import Role
from drafter.service.access import declared
from drafter.service.api.description import describe
from drafter.service.permission import HOLDS
from drafter.store import outbox
from tests.serving import Caller, Serving, case_json, serving

Case: TypeAlias = AnyCase[Any]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CALLERS = ("agent", "reviewer", "lawyer", "admin", "auditor", "service")
ROLE_OF = {name: Role.legal if name == "lawyer" else Role(name) for name in CALLERS}
LONG_SECONDS = 20 * 60.0
SHORT_TURN, LONG_TURN = 2, 5
"""Requests of an operation at a time, sound ones and as many unsound."""
LOCAL = {"Host": "localhost"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(tmp_path_factory.mktemp("openapi")) as running:
        yield running


def test_every_route_of_the_api_is_described_with_its_permission(served: Serving) -> None:
    paths = describe(served.app)["paths"]
    routes = {key: value for key, value in declared(served.app).items() if key[1].startswith("/v1/")}
    del routes["GET", "/v1/openapi.json"]
    described = {(method.upper(), path) for path, item in paths.items() for method in item}
    assert described == set(routes)
    for (method, path), permission in routes.items():
        operation = paths[path][method.lower()]
        assert operation["x-permission"] == str(permission)
        assert operation["description"]
        assert {"401", "403", "429"} <= operation["responses"].keys()


def known_things(served: Serving) -> dict[str, list[str]]:
    """Return ids that exist, so that made-up requests meet letters in every state."""
    office = served.office
    served.draft_all()
    heads = [office.start(), office.submitted(), office.prepare(office.submitted()), office.approved()]
    legal = office.submitted()
    heads.append(office.desk.escalate(office.reviewer, legal.draft_id, if_version=legal.version))
    agent, admin = served.session(office.agent), served.session(office.admin)
    read = agent("GET", f"/v1/drafts/{heads[0].draft_id}").json()
    hook = admin("POST", "/v1/webhooks", json={"url": "https://desk.example.com/hook"}).json()
    people = [person["id"] for person in admin("GET", "/v1/people").json()]
    return {
        "draft_id": [head.draft_id for head in heads],
        "case_id": [head.case_id for head in heads],
        "customer_id": [read["customer_id"]],
        "endpoint_id": [hook["id"]],
        "job_id": [each.job_id for each in outbox.log(served.service.store, outbox.WEBHOOK)] or ["0"],
        # Nobody whose session the round goes on with is changed or made inactive.
        "person_id": [id for id in people if id == office.other_reviewer.id],
        "number": ["1"],
    }


def aim(case: Case, known: Mapping[str, list[str]], rng: random.Random) -> None:
    """Point most requests at what exists, with the version and a case that are right; leave the others wild."""
    for name in case.path_parameters or {}:
        if name in known and rng.random() < 0.8:
            case.path_parameters[name] = rng.choice(known[name])
    if rng.random() < 0.7:
        case.headers["If-Match"] = rng.choice(['"v1-"', '"v2-0123456789ab"', '"v3-"'])
    body: Any = case.body
    if isinstance(body, dict) and "case" in body and rng.random() < 0.5:
        body["case"] = case_json()


def bombard(served: Serving, a_turn: int, seconds: float = 0) -> Counter[int]:
    """Send made-up requests, sound and unsound, by turns as everybody; return how many came to which status.

    Args:
        served: the service.
        a_turn: how many of an operation at a time.
        seconds: how long to go on; each operation has its turn once in any case.
    """
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", served.app, headers=LOCAL, timeout=60)
    found = list(schema.get_all_operations())
    operations = [each.ok() for each in found if isinstance(each, Ok)]
    assert len(operations) == len(found)
    came: Counter[int] = Counter()
    until = time.monotonic() + seconds
    for round_ in itertools.count():
        known = known_things(served)
        for number, operation in enumerate(operations):
            if round_ and time.monotonic() > until:
                return came
            caller = served.caller(_who(operation, round_ + number))
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                turn(operation.as_strategy(mode), caller, known, round_, a_turn, came)
    return came


def _who(operation: Any, turn: int) -> str:
    """Return who asks: three times in four somebody to whom the route is open, by turns."""
    permission = operation.definition.raw.get("x-permission")
    held = [name for name in CALLERS if permission in HOLDS[ROLE_OF.get(name, Role.agent)]]
    some = held if held and turn % 4 else CALLERS
    return some[turn // 4 % len(some)]


def turn(
    strategy: Any,
    caller: Caller,
    known: Mapping[str, list[str]],
    number: int,
    a_turn: int,
    came: Counter[int],
) -> None:
    """Send a few requests of one operation."""
    rng = random.Random(number)
    quiet = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]

    @seed(number)
    @settings(
        max_examples=a_turn,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=quiet,
    )
    @given(case=strategy)
    def send(case: Case) -> None:
        aim(case, known, rng)
        # What was made up for the ways to sign in goes: whether they hold is tested elsewhere.
        case.headers.pop("Authorization", None)
        case.cookies.clear()
        response = case.call(
            headers={**LOCAL, **caller.headers}, cookies=dict(caller.cookies) or None, timeout=60
        )
        came[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    send()


def test_made_up_requests_break_nothing(served: Serving) -> None:
    came = bombard(served, SHORT_TURN)
    assert sum(came.values()) > 200
    assert any(200 <= status < 300 for status in came)
    assert not any(status >= 500 for status in came)


@pytest.mark.long
def test_twenty_minutes_of_made_up_requests_break_nothing(served: Serving) -> None:
    came = bombard(served, LONG_TURN, LONG_SECONDS)
    print(f"{sum(came.values())} requests: {dict(sorted(came.items()))}")
    assert not any(status >= 500 for status in came)
