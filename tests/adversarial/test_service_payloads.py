"""Payloads in every field of the API: what comes back is text, and nothing of it is live."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from drafter.choices import Kind
from drafter.review import drafts
from drafter.review.views import Head
from drafter.service import mail
from tests.adversarial import payloads
from tests.builders import values
from tests.reviewing import Office
from tests.serving import Caller, Serving, serving

Send = Callable[[Serving, dict[str, Caller], Head, str], httpx2.Response]
PLAIN = (
    "application/json",
    "application/problem+json",
    "text/plain; charset=utf-8",
    "application/octet-stream",
)


def in_case(**place: Callable[[str], Any]) -> Send:
    """Return a request with a payload in a field of a case."""

    def send(_: Serving, callers: dict[str, Caller], __: Head, payload: str) -> httpx2.Response:
        given = values(Kind.apology, **{name: make(payload) for name, make in place.items()})
        return callers["agent"]("POST", "/v1/cases", json={"case": given})

    return send


def on_draft(who: str, method: str, suffix: str, body: Callable[[str], Any]) -> Send:
    """Return a request with a payload in a field of a request on a draft."""

    def send(_: Serving, callers: dict[str, Caller], head: Head, payload: str) -> httpx2.Response:
        return callers[who](method, f"/v1/drafts/{head.draft_id}{suffix}", if_match=head, json=body(payload))

    return send


def to(who: str, method: str, path: str, body: Callable[[str], Any] | None = None, query: str = "") -> Send:
    """Return a request with a payload in a field or a parameter."""

    def send(_: Serving, callers: dict[str, Caller], __: Head, payload: str) -> httpx2.Response:
        more: dict[str, Any] = {"json": body(payload)} if body else {"params": {query: payload}}
        return callers[who](method, path, **more)

    return send


def _attachment(_: Serving, callers: dict[str, Caller], head: Head, payload: str) -> httpx2.Response:
    files = {"file": (payload, b"x", "text/plain")}
    return callers["agent"]("POST", f"/v1/drafts/{head.draft_id}/attachments", if_match=head, files=files)


def _header(name: str) -> Send:
    def send(_: Serving, callers: dict[str, Caller], head: Head, payload: str) -> httpx2.Response:
        # A line break cannot stand in a header that is sent; all else can.
        value = payload.encode().replace(b"\r", b"").replace(b"\n", b"").strip()
        path = f"/v1/drafts/{head.draft_id}/submit"
        token = callers["token"].headers["Authorization"].encode()
        headers = [(b"Authorization", token), (name.encode(), value)]
        return callers["token"].client.post(path, headers=headers)

    return send


_logins: Iterator[str] = (f"login{number}" for number in itertools.count())
FIELDS: dict[str, Send] = {
    "case.customer.name": in_case(customer=lambda said: {"name": said}),
    "case.customer.address": in_case(customer=lambda said: {"name": "Maria", "address": [said]}),
    "case.company.name": in_case(company=lambda said: {"name": said}),
    "case.sender.name": in_case(sender=lambda said: {"name": said}),
    "case.reference": in_case(reference=str),
    "case.product": in_case(product=str),
    "case.message": in_case(message=str),
    "case.account": in_case(account=str),
    "case.note": in_case(note=str),
    "case.terms": in_case(terms=lambda said: [said]),
    "case.facts": in_case(facts=lambda said: {"delay": {"text": said}}),
    "ticket": to("agent", "POST", "/v1/cases", lambda said: {"case": values(Kind.apology), "ticket": said}),
    "customer_key": to(
        "agent", "POST", "/v1/cases", lambda said: {"case": values(Kind.apology), "customer_key": said}
    ),
    "text": on_draft("agent", "PUT", "/text", lambda said: {"body": said}),
    "subject": on_draft("agent", "PATCH", "/envelope", lambda said: {"subject": said}),
    "to": on_draft("agent", "PATCH", "/envelope", lambda said: {"channel": "email", "to": said}),
    "attachment": _attachment,
    "comment": on_draft("agent", "POST", "/comments", lambda said: {"text": said, "version": 1}),
    "autosave": on_draft(
        "agent", "POST", "/autosaves", lambda said: {"body": said, "base_version": 1, "editor": "tab"}
    ),
    "editor": on_draft(
        "agent", "POST", "/autosaves", lambda said: {"body": "x", "base_version": 1, "editor": said}
    ),
    "reason": on_draft("reviewer", "POST", "/revoke", lambda said: {"reason": said}),
    "check.text": to("agent", "POST", "/v1/check", lambda said: {"case": values(Kind.apology), "text": said}),
    "screen.text": to("agent", "POST", "/v1/screen", lambda said: {"text": said}),
    "queue.text": to("reviewer", "GET", "/v1/queue", query="text"),
    "queue.after": to("reviewer", "GET", "/v1/queue", query="after"),
    "audit.person": to("auditor", "GET", "/v1/audit", query="person"),
    "person.name": to(
        "admin", "POST", "/v1/people", lambda said: {"login": next(_logins), "name": said, "roles": ["agent"]}
    ),
    "person.login": to(
        "admin", "POST", "/v1/people", lambda said: {"login": said, "name": "x", "roles": ["agent"]}
    ),
    "webhook.url": to("admin", "POST", "/v1/webhooks", lambda said: {"url": f"https://a.example/{said}"}),
    "webhook.events": to(
        "admin", "POST", "/v1/webhooks", lambda said: {"url": "https://a.example/", "events": [said]}
    ),
    "messages.ticket": to("service", "POST", "/v1/messages", lambda said: {"ticket": said}),
    "If-Match": _header("If-Match"),
    "Idempotency-Key": _header("Idempotency-Key"),
    "User-Agent": _header("User-Agent"),
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(tmp_path_factory.mktemp("payloads")) as running:
        yield running


def assert_dead(answer: httpx2.Response, payload: str) -> None:
    """Fail where an answer could be taken for more than text, or came of more."""
    shown = (payload, answer.status_code, answer.headers, answer.text[:300])
    assert answer.status_code < 500, shown
    assert answer.headers.get("Content-Type", PLAIN[0]) in PLAIN, shown
    assert answer.headers["X-Content-Type-Options"] == "nosniff", shown
    assert payloads.INJECTED not in answer.headers, shown
    assert "Set-Cookie" not in answer.headers, shown
    assert str(payloads.PRODUCT) not in answer.text, shown


def strain(served: Serving, field: str, said: list[str]) -> int:
    """Send payloads in one field, and look at what comes back then and later; return how many were taken."""
    office: Office = served.office
    taken = 0
    callers = {name: served.caller(name) for name in ("agent", "reviewer", "admin", "auditor", "service")}
    callers["token"] = served.token(office.agent)
    served.draft_all()
    head = office.start()
    for payload in said:
        answer = FIELDS[field](served, callers, head, payload)
        assert_dead(answer, payload)
        taken += answer.is_success
        head = drafts.head(served.service.store, office.agent, head.draft_id)
    served.draft_all()
    rows = callers["agent"]("GET", "/v1/queue", params={"size": 200})
    assert_dead(rows, field)
    for id in [head.draft_id, *(row["draft_id"] for row in rows.json()["rows"][-5:])]:
        for suffix in ("", "/letter", "/options"):
            assert_dead(callers["agent"]("GET", f"/v1/drafts/{id}{suffix}"), field)
        assert_dead(callers["reviewer"]("GET", f"/v1/drafts/{id}/audit"), field)
    return taken


@pytest.mark.parametrize("field", FIELDS)
def test_no_payload_is_live(served: Serving, field: str) -> None:
    some = slice(None, None, 20)
    said = [*payloads.markup(), *payloads.template(), *payloads.header()]
    strain(served, field, said[some])


@pytest.mark.long
@pytest.mark.parametrize("field", FIELDS)
def test_none_of_all_payloads_is_live(served: Serving, field: str) -> None:
    said = [*payloads.markup(), *payloads.template(), *payloads.header()]
    assert len(said) == 3 * payloads.COUNT
    strain(served, field, said)


def test_payloads_do_get_in_where_text_is_taken(served: Serving) -> None:
    assert strain(served, "comment", payloads.markup()[:20]) == 20
    assert strain(served, "text", payloads.markup()[:20]) == 20
    assert strain(served, "case.account", payloads.template()[:5]) == 5


def test_no_value_adds_a_header_to_a_letter_by_e_mail(served: Serving) -> None:
    office = served.office
    served.draft_all()
    content = drafts.content(served.service.store, office.agent, office.start().draft_id)
    made = 0
    for payload in payloads.header():
        envelope = dataclasses.replace(content.envelope, subject=payload, to="a@customer.example")
        try:
            letter = mail.message(
                dataclasses.replace(content, envelope=envelope),
                "text",
                approval_id="1",
                origin="template",
                sender="letters@acme.example",
                now=office.clock(),
            )
        except ValueError:
            continue
        made += 1
        raw = letter.as_bytes()
        names = {
            line.split(b":")[0].lower()
            for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
            if line[:1] != b" "
        }
        assert payloads.INJECTED.encode() not in names
        assert b"bcc" not in names
    assert made > 0, "%0d%0a is text and may stand"
