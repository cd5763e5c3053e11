"""What surrounds the service: probes, counters, logs without personal data, limits, a real process that stops."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_ON

from drafter.choices import Kind
from drafter.review import drafts
from drafter.service import tracing
from drafter.service.headers import CONTENT_SECURITY_POLICY
from drafter.service.limiter import Rates
from tests.builders import case
from tests.databases import KINDS, database
from tests.e2e.conftest import environment
from tests.serving import Serving, serving

CANARY = "Zebulon Quarrington"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Serving]:
    with serving(tmp_path) as running:
        yield running


def test_it_is_ready_only_while_its_store_can_be_read(served: Serving) -> None:
    assert served.client.get("/readyz").json() == {"status": "ready"}
    store = Path(str(served.service.store.engine.url.database))
    served.service.store.close()
    store.rename(store.with_suffix(".gone"))
    store.mkdir()
    assert served.client.get("/healthz").status_code == 200
    assert served.client.get("/readyz").status_code == 503


def test_counters_name_routes_by_their_template(served: Serving) -> None:
    head = served.office.start()
    served.session(served.office.agent)("GET", f"/v1/drafts/{head.draft_id}")
    text = served.session(served.office.admin)("GET", "/metrics").text
    assert 'drafter_requests_total{method="GET",route="/v1/drafts/{draft_id}",status="200"} 1.0' in text
    assert 'drafter_drafts_in_state{state="draft"} 1.0' in text
    assert head.draft_id not in text


def test_no_log_holds_personal_data(served: Serving, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    office = served.office
    head = office.start(case=case(Kind.winback, customer={"name": CANARY}))
    agent = served.session(office.agent)
    assert CANARY in agent("GET", f"/v1/drafts/{head.draft_id}").text
    agent("GET", "/v1/queue", params={"text": CANARY})
    agent("GET", f"/v1/{CANARY}")
    agent("PUT", f"/v1/drafts/{head.draft_id}/text", if_match=head, json={"body": f"Dear {CANARY}"})
    agent("POST", "/v1/check", json={"case": CANARY})
    served.client.post(
        "/login", data={"login": CANARY, "password": CANARY}, headers={"Origin": "http://localhost"}
    )
    ours = [record for record in caplog.records if record.name.startswith("drafter")]
    assert len(ours) >= 6
    said = " ".join(json.dumps(vars(record), default=str) for record in ours)
    assert CANARY not in said
    assert "Zebulon" not in said


def test_every_answer_carries_the_security_headers(served: Serving) -> None:
    for path in ("/healthz", "/v1/me", "/nowhere", "/v1/openapi.json"):
        headers = served.client.get(path).headers
        assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
    assert "unsafe" not in CONTENT_SECURITY_POLICY


def test_what_is_too_large_is_refused_declared_or_not(served: Serving) -> None:
    agent = served.token(served.office.agent)

    def chunks() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * 65536

    declared = agent(
        "POST", "/v1/check", content=b" " * (1024 * 1024 + 1), headers={"Content-Type": "application/json"}
    )
    streamed = agent("POST", "/v1/check", content=chunks(), headers={"Content-Type": "application/json"})
    assert (declared.status_code, declared.json()["code"]) == (413, "too_large")
    assert (streamed.status_code, streamed.json()["code"]) == (413, "too_large")


def test_whoever_asks_too_often_waits_and_nobody_else(tmp_path: Path) -> None:
    with serving(tmp_path, rates=Rates(person="3/minute", stranger="2/minute")) as served:
        hasty, calm = served.token(served.office.agent), served.token(served.office.other_agent)
        statuses = [hasty("GET", "/v1/me").status_code for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        assert calm("GET", "/v1/me").status_code == 200
        guesses = [served.client.get("/v1/me").status_code for _ in range(4)]
        assert guesses == [401, 401, 429, 429]


def test_a_file_is_attached_on_a_page_and_keeps_nobody_else_waiting(served: Serving) -> None:
    head = served.office.start()
    agent, path = served.session(served.office.agent), f"/drafts/{head.draft_id}/attachments"
    with served.stores_off_the_loop():
        none = agent("POST", path, data={"match": head.etag}, files={"other": ("", b"")})
        done = agent(
            "POST", path, data={"match": head.etag}, files={"file": ("terms.txt", b"a", "text/plain")}
        )
    assert none.headers["Location"] == f"/drafts/{head.draft_id}?tab=edit"
    assert done.headers["Location"] == f"/drafts/{head.draft_id}?tab=edit&said=saved"
    envelope = drafts.content(served.service.store, served.office.agent, head.draft_id).envelope
    assert [(each.name, each.media_type) for each in envelope.attachments] == [("terms.txt", "text/plain")]


def test_nested_and_broken_json_is_refused(served: Serving) -> None:
    agent = served.token(served.office.agent)
    kind = {"Content-Type": "application/json"}
    for body in (
        b"[" * 500_000,
        b"{",
        b'{"text": "\\ud800"}',
        b'{"text": 1e999}',
        b"\xff\xfe",
        b'"' + b"9" * 9_000,
    ):
        answer = agent("POST", "/v1/screen", content=body, headers=kind)
        assert answer.status_code in {400, 422}, (body[:20], answer.status_code)
    assert (
        agent("POST", "/v1/screen", content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 422
    )


HUGE = "9" * 30
PLAIN_INPUT: list[tuple[str, str, str, dict[str, Any]]] = [
    ("nobody", "GET", "/login?next=//[", {}),
    ("nobody", "GET", "/setup?invitation=%00", {}),
    ("nobody", "POST", "/login", {"data": {"login": "a\0b", "password": "x"}}),
    ("reviewer", "GET", "/v1/queue?after=2026-01-01~x", {}),
    ("reviewer", "GET", "/v1/queue?after=0001-01-01T00:00:00%2B23:59~x", {}),
    ("reviewer", "GET", "/review?after=2026-01-01~x", {}),
    ("reviewer", "GET", "/review?after=2026-01-01T00:00:00Z~%00", {}),
    ("reviewer", "GET", "/review?text=%00", {}),
    ("auditor", "GET", f"/audit?before={HUGE}", {}),
    ("auditor", "GET", "/audit?before=-1&act=%00", {}),
    ("agent", "GET", "/drafts/a%00b", {}),
    ("agent", "POST", "/drafts/{id}/text", {"data": {"match": f"v{HUGE}", "body": "x"}}),
    ("agent", "POST", "/drafts/{id}/text", {"data": {"match": f"v{'9' * 5000}", "body": "x"}}),
    ("agent", "POST", "/drafts/{id}/text", {"data": {"match": "v1", "body": "a\0b"}}),
    ("agent", "GET", "/drafts/{id}?tab=edit", {}),
    ("agent", "POST", "/cases", {"data": {"kind": "winback", "offer.percent": "9" * 5000}}),
    ("agent", "POST", "/cases", {"data": {"kind": "winback", "ticket": "\0"}}),
    ("agent", "POST", "/drafts/{id}/autosave", {"data": {"base": HUGE, "body": "x"}}),
    ("agent", "POST", "/drafts/{id}/autosave", {"data": {"base": "1", "body": "a\0b"}}),
    ("agent", "POST", "/drafts/{id}/comments", {"data": {"match": "v1", "text": "a\0b"}}),
    (
        "agent",
        "POST",
        "/v1/drafts/{id}/autosaves",
        {"json": {"base_version": 1, "editor": "e", "body": "\0"}},
    ),
    *(
        ("agent", "POST", "/v1/drafts/{id}/comments", {"json": {"text": "x", "version": 1, "span": span}})
        for span in ([0, 10**30], [-5, 3], [3, 3])
    ),
]


@pytest.mark.parametrize("kind", KINDS)
def test_no_plain_input_is_too_much_for_the_service(tmp_path: Path, kind: str) -> None:
    with database(kind, tmp_path) as url, serving(tmp_path, url=url) as served:
        head = served.office.start()
        for who, method, path, more in PLAIN_INPUT:
            caller = served.nobody if who == "nobody" else served.caller(who)
            own = {"Sec-Fetch-Site": "same-origin"}
            answer = caller(method, path.replace("{id}", head.draft_id), headers=own, **more)
            assert answer.status_code < 500, (path, more, answer.status_code)
        admin = served.session(served.office.admin)
        for field, value, failed in (
            ("name", "N" * 300, "name"),
            ("email", f"{'e' * 340}@a.example", "email"),
            ("name", "N\0", "login"),
        ):
            invited = admin("POST", "/v1/invitations", json={"roles": ["agent"]}).json()["path"]
            form = {"login": "nora", "name": "Nora", "password": "a long enough password", field: value}
            answer = served.nobody(
                "POST", "/setup", data=form | {"invitation": invited.partition("=")[2]}, headers=own
            )
            assert f"failed={failed}" in answer.headers["Location"]


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def process(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run ``drafter serve`` in a folder until the block ends, and return it and its address."""
    port = free_port()
    running = subprocess.Popen(
        [sys.executable, "-m", "drafter", "serve", "--port", str(port), *arguments],
        cwd=folder,
        env=environment(TMPDIR=str(folder)),
        stderr=subprocess.PIPE,
        text=True,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(400):
            try:
                httpx.get(f"{url}/readyz").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.05)
        yield running, url
    finally:
        if running.poll() is None:
            running.kill()
        running.wait()


def test_the_first_start_prints_a_link_that_makes_the_administrator(tmp_path: Path) -> None:
    with process(tmp_path) as (running, url):
        assert running.stderr is not None
        lines = [running.stderr.readline() for _ in range(2)]
        found = re.search(r"/setup\?invitation=([\w-]+)", lines[1])
        assert found is not None, lines
        form = {
            "invitation": found[1],
            "login": "ada",
            "name": "Ada Admin",
            "password": "a long enough password",
        }
        with httpx.Client(base_url=url, headers={"Origin": url}) as browser:
            assert browser.post("/setup", data=form).status_code == 303
            me = browser.get("/v1/me").json()
            assert (me["name"], me["roles"]) == ("Ada Admin", ["admin"])
        running.send_signal(signal.SIGTERM)
        rest = running.communicate(timeout=30)[1].splitlines()
        assert running.returncode == 0
        assert all(json.loads(line) for line in rest)
        assert json.loads(rest[-1])["event"] == "stop"
    with process(tmp_path) as (running, _url):
        running.send_signal(signal.SIGTERM)
        assert "/setup" not in running.communicate(timeout=30)[1]


def test_it_lets_no_other_machine_in_before_it_is_set_up(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "drafter", "serve", "--host", "0.0.0.0"],  # noqa: S104
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "DRAFTER_PUBLIC_URL" in done.stderr
    assert "administrator" in done.stderr


def test_a_demonstration_says_whom_to_sign_in_as_and_keeps_nothing(tmp_path: Path) -> None:
    with process(tmp_path, "--demo") as (running, url):
        assert running.stderr is not None
        said = running.stderr.readline()
        password = said.split("`")[1]
        with httpx.Client(base_url=url, headers={"Origin": url}) as browser:
            assert browser.post("/login", data={"login": "rosa", "password": password}).status_code == 303
            rows = browser.get("/v1/queue", params={"size": 200}).json()["rows"]
        assert {row["language"] for row in rows} == {"bg", "en", "fil", "id", "ms", "te"}
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=30)
    assert list(tmp_path.iterdir()) == []


def test_spans_hold_routes_and_ids_and_no_personal_data(
    served: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = InMemorySpanExporter()
    provider = TracerProvider(sampler=ALWAYS_ON)
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr(tracing, "_TRACER", provider.get_tracer("tests"))
    head = served.office.start(case=case(Kind.winback, customer={"name": CANARY}))
    agent = served.session(served.office.agent)
    agent("GET", f"/v1/drafts/{head.draft_id}")
    agent("GET", "/v1/queue", params={"text": CANARY})
    spans = kept.get_finished_spans()
    assert [dict(span.attributes or {})["http.route"] for span in spans] == [
        "/v1/drafts/{draft_id}",
        "/v1/queue",
    ]
    assert "Zebulon" not in " ".join(span.to_json() for span in spans)
