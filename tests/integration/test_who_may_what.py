"""Every route, asked by everybody: nobody gets in who is not on the list, and everybody who is on it does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from drafter.choices import Kind
from drafter.review.actor import Role
from drafter.review.views import Head
from drafter.service.access import declared
from drafter.service.permission import HOLDS
from drafter.store import outbox
from tests.builders import case
from tests.serving import Caller, Serving, case_json, serving

Target = tuple[str, Head | str | None, dict[str, Any]]
Make = Callable[[Serving], Target]

PEOPLE = frozenset({"agent", "other_agent", "reviewer", "lawyer", "admin", "auditor"})
CALLERS = (*sorted(PEOPLE), "service", "agent_token", "nobody", "forged")
OWNER = frozenset({"agent", "agent_token"})
READERS = OWNER | {"reviewer", "lawyer", "auditor"}
EVERYBODY = frozenset(CALLERS)
KNOWN = EVERYBODY - {"nobody", "forged"}
ADMIN = frozenset({"admin"})
REVIEWER = frozenset({"reviewer"})
LAWYER = frozenset({"lawyer"})
SENDERS = OWNER | {"reviewer", "service"}
WORDS = {"reason": "it is right all the same"}


@dataclass(frozen=True)
class Row:
    """Who may use a route, and a request that works for one who may."""

    allowed: frozenset[str]
    make: Make = field(default=lambda _: ("", None, {}))
    shared: bool = False


def on(state: str, suffix: str = "", if_match: bool = False, **more: Any) -> Make:
    """Return a request on a fresh draft in a state."""

    def make(serving: Serving) -> Target:
        office = serving.office
        match state:
            case "draft":
                head = office.start()
            case "in_review":
                head = office.submitted()
            case "prepared":
                head = office.prepare(office.submitted())
            case "legal_review":
                head = office.submitted()
                head = office.desk.escalate(office.reviewer, head.draft_id, if_version=head.version)
                office.desk.open(office.lawyer, head.draft_id)
                office.desk.claim(office.lawyer, head.draft_id)
            case _:
                head = office.approved()
        given = {key: value(head) if callable(value) else value for key, value in more.items()}
        return f"/v1/drafts/{head.draft_id}{suffix}", head if if_match else None, given

    return make


def at(path: str, **more: Any) -> Make:
    """Return a request that needs nothing made."""
    return lambda _: (path, None, more)


def _attachment(serving: Serving) -> Target:
    office = serving.office
    head = office.start()
    head, file = office.desk.attach(
        office.agent, head.draft_id, "a.txt", "text/plain", b"a", if_version=head.version
    )
    return f"/v1/drafts/{head.draft_id}/attachments/{file.id}", head, {}


def _again(serving: Serving) -> Target:
    return f"/v1/cases/{serving.office.start().case_id}/drafts", None, {"json": {"case": case_json()}}


def _promise(serving: Serving) -> Target:
    office = serving.office
    head = office.prepare(office.submitted())
    item = "offer_matters"
    return (
        f"/v1/drafts/{head.draft_id}/ticks",
        head,
        {"json": {"list": "checklist", "item": item, "on": False}},
    )


def _outcome(serving: Serving) -> Target:
    office = serving.office
    head = office.approved()
    delivery, _ = office.desk.mark_delivering(office.agent, head.draft_id, "copy", if_version=head.version)
    return (
        f"/v1/drafts/{head.draft_id}/deliveries/{delivery.id}/outcome",
        None,
        {"json": {"arrived": True, "receipt": "m-1"}},
    )


def _own_person(suffix: str = "") -> Make:
    return lambda serving: (f"/v1/people/{serving.office.agent.id}{suffix}", None, {})


def _new_token(serving: Serving) -> Target:
    path = f"/v1/people/{serving.office.agent.id}/tokens"
    return path, None, {"json": {"name": "n", "scopes": ["check"]}}


def _a_token(serving: Serving) -> Target:
    made = serving.session(serving.office.agent)(
        "POST", f"/v1/people/{serving.office.agent.id}/tokens", json={"name": "n", "scopes": ["check"]}
    )
    return f"/v1/tokens/{made.json()['token']['id']}", None, {}


def _a_change(serving: Serving) -> Target:
    return f"/v1/people/{serving.office.other_reviewer.id}", None, {"json": {"name": "New Name"}}


_logins = iter(f"login{number}" for number in range(10_000))


def _a_person(_: Serving) -> Target:
    return "/v1/people", None, {"json": {"login": next(_logins), "name": "N", "roles": ["service"]}}


def _a_hook(serving: Serving) -> str:
    made = serving.session(serving.office.admin)(
        "POST", "/v1/webhooks", json={"url": "https://desk.example.com/hook"}
    )
    return str(made.json()["id"])


def _on_a_hook(suffix: str) -> Make:
    return lambda serving: (f"/v1/webhooks/{_a_hook(serving)}{suffix}", None, {})


def _a_customer(serving: Serving) -> Target:
    office = serving.office
    # A customer of their own: nothing of anybody else's is being delivered to them.
    head = office.start(case=case(Kind.winback, customer={"name": f"Customer {next(_logins)}"}))
    found = serving.session(office.agent)("GET", f"/v1/drafts/{head.draft_id}")
    path = f"/v1/customers/{found.json()['customer_id']}/erasure"
    return path, None, {"json": {"request": "E-1"}}


def _failed_hook_job(serving: Serving) -> Target:
    store, hook = serving.service.store, _a_hook(serving)
    with store.write() as connection:
        outbox.put(store, connection, outbox.WEBHOOK, f"key:{hook}", {"event": "x"}, target=hook)
    done = [job for job in outbox.lease(store, outbox.WEBHOOK, "w", count=500) if job.target == hook]
    outbox.done(store, done[0])
    return f"/v1/webhooks/deliveries/{done[0].id}/again", None, {}


ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/healthz"): Row(EVERYBODY, at("/healthz")),
    ("GET", "/readyz"): Row(EVERYBODY, at("/readyz")),
    ("GET", "/metrics"): Row(frozenset({"admin", "service"}), at("/metrics")),
    ("GET", "/v1/openapi.json"): Row(EVERYBODY, at("/v1/openapi.json")),
    ("GET", "/v1/me"): Row(KNOWN, at("/v1/me")),
    ("GET", "/v1/policies"): Row(KNOWN, at("/v1/policies")),
    ("POST", "/v1/check"): Row(
        OWNER | {"other_agent", "reviewer", "lawyer", "service"},
        at("/v1/check", json={"case": case_json(), "text": "We are sorry."}),
    ),
    ("POST", "/v1/screen"): Row(
        OWNER | {"other_agent", "reviewer", "lawyer", "service"}, at("/v1/screen", json={"text": "Hello."})
    ),
    ("POST", "/v1/cases"): Row(
        OWNER | {"other_agent", "service"}, at("/v1/cases", json={"case": case_json()})
    ),
    ("POST", "/v1/cases/{case_id}/drafts"): Row(OWNER, _again),
    ("GET", "/v1/drafts/{draft_id}"): Row(READERS, on("draft"), shared=True),
    ("GET", "/v1/drafts/{draft_id}/head"): Row(READERS, on("draft", "/head"), shared=True),
    ("GET", "/v1/drafts/{draft_id}/letter"): Row(READERS, on("draft", "/letter"), shared=True),
    ("GET", "/v1/drafts/{draft_id}/versions/{number}"): Row(READERS, on("draft", "/versions/1"), shared=True),
    ("GET", "/v1/drafts/{draft_id}/options"): Row(READERS, on("draft", "/options"), shared=True),
    ("GET", "/v1/drafts/{draft_id}/audit"): Row(
        frozenset({"reviewer", "lawyer", "auditor"}), on("draft", "/audit"), shared=True
    ),
    ("PUT", "/v1/drafts/{draft_id}/text"): Row(
        OWNER, on("draft", "/text", if_match=True, json={"body": "We are sorry."})
    ),
    ("PATCH", "/v1/drafts/{draft_id}/envelope"): Row(
        OWNER, on("draft", "/envelope", if_match=True, json={"subject": "Your letter"})
    ),
    ("POST", "/v1/drafts/{draft_id}/autosaves"): Row(
        OWNER | {"reviewer", "lawyer"},
        on("draft", "/autosaves", json={"body": "x", "base_version": 1, "editor": "tab"}),
    ),
    ("POST", "/v1/drafts/{draft_id}/attachments"): Row(
        OWNER, on("draft", "/attachments", if_match=True, files={"file": ("a.txt", b"a", "text/plain")})
    ),
    ("GET", "/v1/drafts/{draft_id}/attachments/{attachment_id}"): Row(READERS, _attachment, shared=True),
    ("DELETE", "/v1/drafts/{draft_id}/attachments/{attachment_id}"): Row(OWNER, _attachment),
    ("POST", "/v1/drafts/{draft_id}/comments"): Row(
        frozenset({"agent", "reviewer", "lawyer"}),
        on("draft", "/comments", json={"text": "Well put.", "version": 1}),
    ),
    ("POST", "/v1/drafts/{draft_id}/submit"): Row(OWNER, on("draft", "/submit", if_match=True)),
    ("POST", "/v1/drafts/{draft_id}/withdraw"): Row(OWNER, on("in_review", "/withdraw")),
    ("POST", "/v1/drafts/{draft_id}/discard"): Row(OWNER, on("draft", "/discard", if_match=True, json=WORDS)),
    ("POST", "/v1/drafts/{draft_id}/open"): Row(REVIEWER | LAWYER, on("in_review", "/open")),
    ("POST", "/v1/drafts/{draft_id}/claim"): Row(REVIEWER, on("in_review", "/claim")),
    ("POST", "/v1/drafts/{draft_id}/heartbeat"): Row(REVIEWER, on("prepared", "/heartbeat")),
    ("POST", "/v1/drafts/{draft_id}/release"): Row(REVIEWER | LAWYER, on("prepared", "/release")),
    ("POST", "/v1/drafts/{draft_id}/ticks"): Row(REVIEWER, _promise),
    ("POST", "/v1/drafts/{draft_id}/acknowledgements"): Row(
        frozenset(),
        on("prepared", "/acknowledgements", if_match=True, json={"finding": "0" * 16, **WORDS}),
    ),
    ("POST", "/v1/drafts/{draft_id}/request-changes"): Row(
        REVIEWER,
        on(
            "prepared",
            "/request-changes",
            if_match=True,
            json={"reasons": ["wrong_tone"], "text": "Warmer, please."},
        ),
    ),
    ("POST", "/v1/drafts/{draft_id}/escalate"): Row(REVIEWER, on("prepared", "/escalate", if_match=True)),
    ("POST", "/v1/drafts/{draft_id}/sign-off"): Row(
        LAWYER,
        on("legal_review", "/sign-off", if_match=True, json=lambda head: {"digest": head.digest, **WORDS}),
    ),
    ("POST", "/v1/drafts/{draft_id}/forbid"): Row(
        LAWYER, on("legal_review", "/forbid", if_match=True, json=WORDS)
    ),
    ("POST", "/v1/drafts/{draft_id}/approve"): Row(
        REVIEWER, on("prepared", "/approve", if_match=True, json=lambda head: {"digest": head.digest})
    ),
    ("POST", "/v1/drafts/{draft_id}/revoke"): Row(
        REVIEWER | LAWYER | ADMIN, on("approved", "/revoke", json=WORDS)
    ),
    ("POST", "/v1/drafts/{draft_id}/deliveries"): Row(
        SENDERS, on("approved", "/deliveries", if_match=True, json={"target": "copy"})
    ),
    ("POST", "/v1/drafts/{draft_id}/deliveries/{delivery_id}/outcome"): Row(SENDERS, _outcome),
    ("POST", "/v1/messages"): Row(frozenset({"service"}), at("/v1/messages", json={"ticket": "T-1"})),
    ("GET", "/v1/queue"): Row(
        OWNER | {"other_agent", "reviewer", "lawyer", "auditor", "service"}, at("/v1/queue")
    ),
    ("GET", "/v1/audit"): Row(frozenset({"auditor", "lawyer", "admin"}), at("/v1/audit")),
    ("GET", "/v1/insights"): Row(frozenset({"reviewer", "auditor", "admin"}), at("/v1/insights")),
    ("GET", "/v1/people"): Row(ADMIN, at("/v1/people")),
    ("POST", "/v1/people"): Row(ADMIN, _a_person),
    ("PATCH", "/v1/people/{person_id}"): Row(ADMIN, _a_change),
    ("POST", "/v1/invitations"): Row(ADMIN, at("/v1/invitations", json={"roles": ["agent"]})),
    ("GET", "/v1/people/{person_id}/tokens"): Row(frozenset({"agent", "admin"}), _own_person("/tokens")),
    ("POST", "/v1/people/{person_id}/tokens"): Row(frozenset({"agent", "admin"}), _new_token),
    ("DELETE", "/v1/tokens/{token_id}"): Row(frozenset({"agent", "admin"}), _a_token),
    ("POST", "/v1/customers/{customer_id}/erasure"): Row(ADMIN, _a_customer),
    ("GET", "/v1/webhooks"): Row(ADMIN, at("/v1/webhooks")),
    ("POST", "/v1/webhooks"): Row(ADMIN, at("/v1/webhooks", json={"url": "https://desk.example.com/h"})),
    ("DELETE", "/v1/webhooks/{endpoint_id}"): Row(ADMIN, _on_a_hook("")),
    ("GET", "/v1/webhooks/{endpoint_id}/deliveries"): Row(ADMIN, _on_a_hook("/deliveries")),
    ("POST", "/v1/webhooks/deliveries/{job_id}/again"): Row(ADMIN, _failed_hook_job),
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(tmp_path_factory.mktemp("served")) as running:
        yield running


def caller(served: Serving, name: str) -> Caller:
    """Return somebody by name, freshly signed in: the tests' clock leaps."""
    office = served.office
    match name:
        case "service":
            return served.token(office.service)
        case "agent_token":
            return served.token(office.agent)
        case "nobody":
            return served.nobody
        case "forged":
            return Caller(served.client, {"Authorization": "Bearer drf_00000000_" + "A" * 43})
        case _:
            return served.session(getattr(office, name))


def test_every_route_of_the_api_stands_in_the_table(served: Serving) -> None:
    api = {key for key in declared(served.app) if key[1].startswith("/v1/")}
    assert api - ROWS.keys() == set()
    assert ROWS.keys() - declared(served.app).keys() == set()


@pytest.mark.parametrize(("method", "path"), list(ROWS), ids=str)
def test_only_who_stands_on_the_list_gets_in(served: Serving, method: str, path: str) -> None:
    row = ROWS[method, path]
    shared = row.make(served) if row.shared else None
    got_in, refused = set(), {}
    for name in CALLERS:
        served.draft_all()
        # What one caller does must not stand in another's way, so each has a draft of its own.
        target, if_match, more = shared or row.make(served)
        answer = caller(served, name)(method, target, if_match=if_match, **more)
        if answer.is_success:
            got_in.add(name)
        else:
            refused[name] = (answer.status_code, answer.text[:200])
    assert got_in == set(row.allowed), refused
    unknown = {name: refused[name][0] for name in ("nobody", "forged") if name in refused}
    assert set(unknown.values()) <= {401}
    assert all(status in {401, 403, 404, 409} for status, _ in refused.values()), refused


def test_routes_beside_the_api_let_in_only_who_holds_their_permission(served: Serving) -> None:
    roles = {
        "agent": Role.agent,
        "reviewer": Role.reviewer,
        "lawyer": Role.legal,
        "admin": Role.admin,
        "auditor": Role.auditor,
    }
    asked = 0
    for (method, path), permission in declared(served.app).items():
        if path.startswith("/v1/") or permission is None or path == "/logout":
            continue
        for name in (*roles, "nobody", "forged"):
            if name in roles and permission in HOLDS[roles[name]]:
                continue
            target = re.sub(r"\{\w+\}", "1", path)
            answer = caller(served, name)(method, target)
            asked += 1
            assert not answer.is_success, (method, path, name)
    assert asked >= len(roles)


def test_a_token_never_decides_whoever_it_belongs_to(served: Serving) -> None:
    office = served.office
    for suffix, state, who in (
        ("/approve", "prepared", office.reviewer),
        ("/request-changes", "prepared", office.reviewer),
        ("/claim", "in_review", office.reviewer),
        ("/sign-off", "legal_review", office.lawyer),
        ("/revoke", "approved", office.reviewer),
    ):
        target, head, _ = on(state, suffix, if_match=True)(served)
        assert isinstance(head, Head)
        answer = served.token(who)("POST", target, if_match=head, json={"digest": head.digest, **WORDS})
        assert answer.status_code == 403, (suffix, answer.text)


def test_an_agent_cannot_approve_even_as_a_reviewer_where_the_letter_is_their_own(served: Serving) -> None:
    office = served.office
    head = office.prepare(office.submitted(Kind.winback))
    answer = served.session(office.agent)(
        "POST", f"/v1/drafts/{head.draft_id}/approve", if_match=head, json={"digest": head.digest}
    )
    assert answer.status_code == 403
