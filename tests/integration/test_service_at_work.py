"""The service at work: from a case to a delivered letter, with its workers, a mail server and a webhook."""

from __future__ import annotations

import asyncio
import email
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from drafter.case import Case
from drafter.choices import Kind
from drafter.errors import LibraryError, Problem
from drafter.pipeline import Drafter
from drafter.result import Result
from drafter.review import hooks
from drafter.review.content import Channel
from drafter.review.views import Head
from drafter.service import delivering, mail
from drafter.service.hooking import PAUSES_SECONDS, Hooking
from drafter.service.settings import ServiceSettings, Smtp
from drafter.service.signature import verify
from drafter.service.working import Workers
from drafter.store import outbox
from drafter.store.anchor import Anchor
from drafter.store.tables import cases
from tests.builders import example
from tests.serving import Serving, case_json, serving

LOOPBACK = (ip_network("127.0.0.0/8"),)


def until(holds: Callable[[], Any]) -> Any:
    """Return what a question comes to as soon as it is true; fail after twenty seconds."""
    began = time.monotonic()
    while not (found := holds()):
        assert time.monotonic() - began < 20, "did not come true"
        time.sleep(0.02)
    return found


class Postbox:
    """A mail server that keeps what it takes, or says what it is told to."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.taken.append(envelope.content)
        return self.answer

    def letter(self) -> EmailMessage:
        """Return the one letter that came."""
        (content,) = self.taken
        read: Any = email.message_from_bytes(content, policy=default)
        return read  # type: ignore[no-any-return]


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, Smtp]]:
    box = Postbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, Smtp("127.0.0.1", port, False, "letters@acme.example")
    finally:
        controller.stop()


class Hooked:
    """A receiver of webhooks; ``statuses`` are its answers, the last for good."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses) or [200]
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.url = ""


@contextmanager
def receiver(*statuses: int) -> Iterator[Hooked]:
    """Run a receiver on the loopback interface."""
    hooked = Hooked(*statuses)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hooked.came.append((dict(self.headers), body))
            status = hooked.statuses.pop(0) if len(hooked.statuses) > 1 else hooked.statuses[0]
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    hooked.url = f"http://127.0.0.1:{server.server_address[1]}/hook?x=1"
    try:
        yield hooked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_case_becomes_a_delivered_letter_over_the_api(tmp_path: Path) -> None:
    with serving(tmp_path, workers=True) as served:
        office = served.office
        agent, reviewer = served.token(office.agent), served.session(office.reviewer)
        made = agent("POST", "/v1/cases", json={"case": case_json(Kind.winback)})
        assert made.status_code == 202
        path = made.headers["Location"]
        until(lambda: agent("GET", f"{path}/head").json()["state"] == "draft")
        read = agent("GET", path)
        assert agent("POST", f"{path}/submit", if_match=read.headers["ETag"]).json()["state"] == "in_review"
        assert reviewer("POST", f"{path}/open").status_code == 204
        assert reviewer("POST", f"{path}/claim").json()["holder"]["name"] == "Rosa Reviewer"
        refused = reviewer(
            "POST", f"{path}/approve", if_match=read.headers["ETag"], json={"digest": "0" * 64}
        )
        assert refused.json()["code"] == "stale"
        digest = read.json()["head"]["digest"]
        blocked = reviewer("POST", f"{path}/approve", if_match=read.headers["ETag"], json={"digest": digest})
        assert {each["guard"] for each in blocked.json()["unmet"]} == {"promises_ticked", "checklist_ticked"}
        asked = {"case": case_json(Kind.winback), "text": agent("GET", f"{path}/letter").text}
        for promise in agent("POST", "/v1/check", json=asked).json()["promises"]:
            tick = {"list": "promises", "item": promise["key"]}
            assert (
                reviewer("POST", f"{path}/ticks", if_match=read.headers["ETag"], json=tick).status_code == 204
            )
        for step in ("offer_matters", "one_letter_one_customer"):
            tick = {"list": "checklist", "item": step}
            assert (
                reviewer("POST", f"{path}/ticks", if_match=read.headers["ETag"], json=tick).status_code == 204
            )
        done = reviewer("POST", f"{path}/approve", if_match=read.headers["ETag"], json={"digest": digest})
        assert done.json()["state"] == "approved", done.text
        sent = agent(
            "POST", f"{path}/deliveries", if_match=read.headers["ETag"], json={"target": "copy"}
        ).json()
        assert sent["text"] == agent("GET", f"{path}/letter").text
        outcome = f"{path}/deliveries/{sent['delivery']['id']}/outcome"
        ended = agent("POST", outcome, json={"arrived": True, "receipt": "note 12"})
        assert ended.json()["state"] == "delivered"
        acts = [event["act"] for event in reviewer("GET", f"{path}/audit").json()]
        assert acts[-3:] == ["approve", "deliver", "delivered"]


def test_an_edit_on_an_old_version_gets_both_sides_and_loses_nothing(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        head = served.office.start()
        agent, path = served.session(served.office.agent), f"/v1/drafts/{head.draft_id}"
        first = agent("PUT", f"{path}/text", if_match=head, json={"body": "Mine.\n\nOurs."})
        assert first.headers["ETag"] != f'"{head.etag}"'
        second = agent("PUT", f"{path}/text", if_match=head, json={"body": "Theirs."})
        assert second.status_code == 409
        stale = second.json()["stale"]
        assert (stale["base_version"], stale["version"], stale["yours"]) == (1, 2, "Theirs.")
        assert "+Mine." in stale["diff"].splitlines()
        assert second.headers["ETag"] == first.headers["ETag"]


def test_the_same_key_starts_one_draft_however_often_and_at_once_it_comes(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        agent = served.token(served.office.agent)

        def ask(_: int) -> Any:
            return agent(
                "POST", "/v1/cases", json={"case": case_json()}, headers={"Idempotency-Key": "order-1"}
            )

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(ask, range(16)))
        assert {answer.status_code for answer in answers} == {202}
        assert len({answer.json()["draft_id"] for answer in answers}) == 1
        with served.service.store.read() as connection:
            assert len(connection.execute(select(cases.c.id)).all()) == 1
        other = agent(
            "POST",
            "/v1/cases",
            json={"case": case_json(Kind.apology)},
            headers={"Idempotency-Key": "order-1"},
        )
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
        stranger = served.token(served.office.other_agent)(
            "POST", "/v1/cases", json={"case": case_json()}, headers={"Idempotency-Key": "order-1"}
        )
        assert stranger.json()["draft_id"] != answers[0].json()["draft_id"]


def test_a_refused_request_leaves_its_key_free(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        agent = served.token(served.office.agent)
        key = {"Idempotency-Key": "k"}
        unusable = {**case_json(), "note": "We will refund you 500 dollars."}
        assert agent("POST", "/v1/cases", json={"case": unusable}, headers=key).status_code == 422
        assert agent("POST", "/v1/cases", json={"case": case_json()}, headers=key).status_code == 202


def test_what_is_kept_without_its_anchor_is_not_done_again_under_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drafter.service.idempotency._PATIENCE_SECONDS", 0.0)
    with serving(tmp_path) as served:
        agent = served.token(served.office.agent)
        served.service.store.anchor = Anchor(tmp_path)  # a folder is no file to write to
        asked: dict[str, Any] = {"json": {"case": case_json()}, "headers": {"Idempotency-Key": "k"}}
        answers = [agent("POST", "/v1/cases", **asked) for _ in range(3)]
        assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
            (500, "unanchored"),
            (409, "idempotency_unknown"),
            (409, "idempotency_unknown"),
        ]
        assert "kept" in answers[0].json()["detail"]
        with served.service.store.read() as connection:
            assert len(connection.execute(select(cases.c.id)).all()) == 1


def approve_by_mail(served: Serving) -> Head:
    """Return an approved Bulgarian letter that goes by e-mail."""
    office = served.office
    head = office.desk.start(
        office.agent, example(Kind.winback, "bg"), channel=Channel.email, to="petya@customer.example"
    )
    served.draft_all()
    head = office.desk.submit(office.agent, head.draft_id, if_version=1)
    head = office.prepare(head)
    return office.desk.approve(office.reviewer, head.draft_id, if_version=head.version, digest=head.digest)


def deliver_by_mail(served: Serving, head: Head) -> dict[str, Any]:
    """Ask for a letter to be sent, and return the draft once that has ended."""
    agent = served.session(served.office.agent)
    path = f"/v1/drafts/{head.draft_id}"
    begun = agent("POST", f"{path}/deliveries", if_match=head, json={"target": "email"})
    assert begun.status_code == 201, begun.text
    until(lambda: agent("GET", f"{path}/head").json()["state"] != "delivering")
    read: dict[str, Any] = agent("GET", path).json()
    return read


def test_a_letter_by_e_mail_is_the_approved_one_to_the_byte(
    tmp_path: Path, postbox: tuple[Postbox, Smtp]
) -> None:
    box, smtp = postbox
    with serving(tmp_path, settings=ServiceSettings(smtp=smtp), workers=False) as served:
        head = approve_by_mail(served)
        with working(served):
            read = deliver_by_mail(served, head)
        assert read["head"]["state"] == "delivered"
        letter = box.letter()
        text = served.session(served.office.agent)("GET", f"/v1/drafts/{head.draft_id}/letter").text
        assert letter.get_content().replace("\r\n", "\n") == text
        assert letter["To"] == "petya@customer.example"
        assert letter["X-Drafter-Digest"] == head.digest
        assert letter["Message-ID"] == read["deliveries"][0]["receipt"]
        assert letter["Content-Language"] == "bg"


@pytest.mark.parametrize(("answer", "outcome"), [("550 no such person", "failed"), ("421 closing", "failed")])
def test_what_the_mail_server_refuses_is_known_not_to_have_arrived(
    tmp_path: Path, postbox: tuple[Postbox, Smtp], answer: str, outcome: str
) -> None:
    box, smtp = postbox
    box.answer = answer
    with serving(tmp_path, settings=ServiceSettings(smtp=smtp)) as served:
        head = approve_by_mail(served)
        with working(served):
            read = deliver_by_mail(served, head)
        assert read["head"]["state"] == "delivery_failed"
        assert read["deliveries"][0]["outcome"] == outcome
        box.answer = "250 OK"
        with working(served):
            again = deliver_by_mail(served, head)
        assert again["head"]["state"] == "delivered"
        assert len(box.taken) == 1


def test_a_letter_whose_worker_died_in_the_act_is_not_sent_again_by_itself(
    tmp_path: Path, postbox: tuple[Postbox, Smtp]
) -> None:
    box, smtp = postbox
    with serving(tmp_path, settings=ServiceSettings(smtp=smtp)) as served:
        head = approve_by_mail(served)
        agent, path = served.session(served.office.agent), f"/v1/drafts/{head.draft_id}"
        agent("POST", f"{path}/deliveries", if_match=head, json={"target": "email"})
        assert len(outbox.lease(served.service.store, "mail", "a worker that dies", seconds=1)) == 1
        served.office.clock.pass_(seconds=2)
        with working(served):
            until(lambda: agent("GET", f"{path}/head").json()["state"] == "delivery_failed")
        read = agent("GET", path).json()
        assert read["deliveries"][0]["outcome"] == "unknown"
        assert box.taken == []
        blind = agent("POST", f"{path}/deliveries", if_match=head, json={"target": "email"})
        assert {each["guard"] for each in blind.json()["unmet"]} == {"outcome_known"}


def test_a_worker_that_stumbles_over_one_letter_leaves_the_others_untouched(
    tmp_path: Path, postbox: tuple[Postbox, Smtp], monkeypatch: pytest.MonkeyPatch
) -> None:
    box, smtp = postbox
    with serving(tmp_path, settings=ServiceSettings(smtp=smtp)) as served:
        agent = served.token(served.office.agent)
        heads = [approve_by_mail(served) for _ in range(3)]
        for head in heads:
            path = f"/v1/drafts/{head.draft_id}/deliveries"
            assert agent("POST", path, if_match=head, json={"target": "email"}).status_code == 201
        with monkeypatch.context() as broken:
            broken.setattr(mail, "send", _stumble)
            with pytest.raises(RuntimeError):
                delivering.work(served.service, "a worker that stumbles")
        served.office.clock.pass_(hours=1)
        while delivering.work(served.service, "the next worker"):
            pass
        states = [agent("GET", f"/v1/drafts/{head.draft_id}/head").json()["state"] for head in heads]
        assert sorted(states) == ["delivered", "delivered", "delivery_failed"]
        assert len(box.taken) == 2


def _stumble(*_: Any) -> None:
    raise RuntimeError


@pytest.mark.parametrize(
    "said", [{"arrived": False}, {"arrived": False, "outcome_known": False}, {"arrived": True}]
)
def test_nobody_reports_on_a_letter_that_the_service_is_sending(
    tmp_path: Path, postbox: tuple[Postbox, Smtp], said: dict[str, bool]
) -> None:
    box, smtp = postbox
    with serving(tmp_path, settings=ServiceSettings(smtp=smtp)) as served:
        head = approve_by_mail(served)
        path = f"/v1/drafts/{head.draft_id}"
        program, person = served.token(served.office.agent), served.session(served.office.agent)
        begun = program("POST", f"{path}/deliveries", if_match=head, json={"target": "email"}).json()
        for caller in (program, person):
            refused = caller("POST", f"{path}/deliveries/{begun['delivery']['id']}/outcome", json=said)
            assert refused.status_code == 409
            assert {each["guard"] for each in refused.json()["unmet"]} == {"carrier"}
        with working(served):
            until(lambda: person("GET", f"{path}/head").json()["state"] == "delivered")
        assert len(box.taken) == 1


def test_without_a_mail_server_no_letter_is_promised_to_one(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        head = approve_by_mail(served)
        agent, path = served.session(served.office.agent), f"/v1/drafts/{head.draft_id}"
        answer = agent("POST", f"{path}/deliveries", if_match=head, json={"target": "email"})
        assert answer.status_code == 422
        assert agent("GET", f"{path}/head").json()["state"] == "approved"


@contextmanager
def working(served: Serving) -> Iterator[None]:
    """Let the service's workers work until the block ends."""
    workers = Workers(served.service)
    workers.start()
    try:
        yield
    finally:
        asyncio.run(workers.stop())


def test_a_webhook_is_signed_and_its_receiver_can_tell(tmp_path: Path) -> None:
    with receiver() as hooked, serving(tmp_path, settings=ServiceSettings(hooks_to=LOOPBACK)) as served:
        admin = served.session(served.office.admin)
        made = admin("POST", "/v1/webhooks", json={"url": hooked.url, "events": ["draft.submitted"]}).json()
        head = served.office.submitted()
        with working(served):
            until(lambda: hooked.came)
        ((headers, body),) = hooked.came
        told = json.loads(body)
        assert (told["event"], told["draft_id"], told["digest"]) == (
            "draft.submitted",
            head.draft_id,
            head.digest,
        )
        assert headers["X-Drafter-Delivery"] == told["id"]
        stamp, signature = headers["X-Drafter-Timestamp"], headers["X-Drafter-Signature"]
        now = served.office.clock().timestamp()
        assert verify(made["secret"], stamp, body, signature, now=now)
        assert not verify(made["secret"], stamp, body + b" ", signature, now=now)
        assert not verify(made["secret"], str(int(stamp) + 1), body, signature, now=now)
        assert not verify(made["secret"] + "x", stamp, body, signature, now=now)
        assert not verify(made["secret"], stamp, body, signature, now=now + 301)
        assert "Gloria" not in body.decode()


def tries(served: Serving, hook: dict[str, Any]) -> int:
    """Return how many attempts at a webhook have ended."""
    return len(outbox.log(served.service.store, outbox.WEBHOOK, target=hook["id"]))


def let_every_try_pass(served: Serving, hook: dict[str, Any]) -> None:
    """Let time pass from one try at a webhook to the next, up to the last."""
    for pause in (0.0, *PAUSES_SECONDS):
        so_far = tries(served, hook)
        served.office.clock.pass_(seconds=pause)
        until(partial(_tried_again, served, hook, so_far))


def _tried_again(served: Serving, hook: dict[str, Any], so_far: int) -> bool:
    return tries(served, hook) > so_far


def test_a_webhook_is_tried_five_times_and_every_try_is_on_record(tmp_path: Path) -> None:
    with (
        receiver(500, 302, 404, 503, 200) as hooked,
        serving(tmp_path, settings=ServiceSettings(hooks_to=LOOPBACK)) as served,
    ):
        admin = served.session(served.office.admin)
        hook = admin("POST", "/v1/webhooks", json={"url": hooked.url, "events": ["draft.submitted"]}).json()
        served.office.submitted()
        with working(served):
            let_every_try_pass(served, hook)
        log = served.session(served.office.admin)("GET", f"/v1/webhooks/{hook['id']}/deliveries").json()
        tried = [(each["attempt"], each["status"], each["outcome"]) for each in reversed(log)]
        assert tried == [
            (1, 500, "failed"),
            (2, 302, "failed"),
            (3, 404, "failed"),
            (4, 503, "failed"),
            (5, 200, "done"),
        ]
        assert len({headers["X-Drafter-Delivery"] for headers, _ in hooked.came}) == 1


@pytest.mark.parametrize("breaks", [UnicodeError, RuntimeError])
def test_an_address_that_breaks_the_resolver_stops_no_other_webhook(
    tmp_path: Path, breaks: type[Exception]
) -> None:
    def resolve(host: str, _port: int) -> list[str]:
        if host == "127.0.0.1":
            return [host]
        raise breaks

    with receiver() as hooked, serving(tmp_path, settings=ServiceSettings(hooks_to=LOOPBACK)) as served:
        store, admin = served.service.store, served.office.admin
        for url in ("https://broken.example.com/", hooked.url):
            hooks.add(store, admin, url, ["draft.submitted"])
        served.office.submitted()
        assert asyncio.run(Hooking(served.service, resolve=resolve).work("tests")) == 2
        assert len(hooked.came) == 1
        ended = {each.outcome for each in outbox.log(store, outbox.WEBHOOK)}
        assert ended == ({"done", "failed"} if breaks is UnicodeError else {"done"})


def test_a_webhook_nobody_answers_is_given_up_and_can_be_sent_again(tmp_path: Path) -> None:
    with receiver(500) as hooked, serving(tmp_path, settings=ServiceSettings(hooks_to=LOOPBACK)) as served:
        admin = served.session(served.office.admin)
        hook = admin("POST", "/v1/webhooks", json={"url": hooked.url, "events": ["draft.submitted"]}).json()
        served.office.submitted()
        log = f"/v1/webhooks/{hook['id']}/deliveries"
        with working(served):
            let_every_try_pass(served, hook)
            admin = served.session(served.office.admin)
            last = until(lambda: [each for each in admin("GET", log).json() if each["outcome"] == "dead"])
            hooked.statuses = [200]
            assert admin("POST", f"/v1/webhooks/deliveries/{last[0]['job_id']}/again").status_code == 204
            until(lambda: tries(served, hook) == len(PAUSES_SECONDS) + 2)
            assert "done" in {each["outcome"] for each in admin("GET", log).json()}
        assert len(hooked.came) == len(PAUSES_SECONDS) + 2


def test_a_stop_lets_what_is_under_way_finish(tmp_path: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()

    class Slow(Drafter):
        async def draft(self, case: Case, *, seed: int = 0) -> Result:
            begun.set()
            await asyncio.to_thread(go_on.wait, 20)
            return self.draft_from_templates(case, seed=seed)

    with serving(tmp_path) as served:
        served.service.drafter = Slow()
        agent = served.session(served.office.agent)
        path = agent("POST", "/v1/cases", json={"case": case_json()}).headers["Location"]
        workers = Workers(served.service)
        workers.start()
        assert begun.wait(20)
        later = agent("POST", "/v1/cases", json={"case": case_json()}).headers["Location"]
        until(lambda: agent("GET", f"{later}/head").json()["state"] == "generating")
        threading.Timer(0.3, go_on.set).start()
        asyncio.run(workers.stop())
        assert agent("GET", f"{path}/head").json()["state"] == "draft"


def test_a_letter_that_cannot_be_drafted_is_given_up_and_stops_no_other(tmp_path: Path) -> None:
    class Broken(Drafter):
        async def draft(self, case: Case, *, seed: int = 0) -> Result:
            if case.kind is Kind.apology:
                raise LibraryError(Problem("template", "", "broken"))
            return self.draft_from_templates(case, seed=seed)

    with serving(tmp_path) as served:
        served.service.drafter = Broken()
        agent = served.session(served.office.agent)
        lost = agent("POST", "/v1/cases", json={"case": case_json(Kind.apology)}).headers["Location"]
        kept = agent("POST", "/v1/cases", json={"case": case_json(Kind.winback)}).headers["Location"]
        with working(served):
            until(lambda: agent("GET", f"{kept}/head").json()["state"] == "draft")
            until(lambda: agent("GET", f"{lost}/head").json()["state"] == "discarded")


def test_a_message_is_screened_as_on_the_command_line(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        agent = served.token(served.office.agent)
        said = {"text": "My lawyer will file a lawsuit against you next week.", "language": "en"}
        threat = agent("POST", "/v1/screen", json=said).json()
        assert threat["legal_escalation"] is True
        assert {"attorney", "litigation_threat"} & set(threat["triggers"])
        quiet = agent("POST", "/v1/screen", json={"text": "Where is my table?"}).json()
        assert quiet == {"legal_escalation": False, "triggers": [], "findings": []}


def test_an_edit_that_names_a_lawyer_sends_the_letter_to_legal(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        head = served.office.start()
        agent, path = served.session(served.office.agent), f"/v1/drafts/{head.draft_id}"
        body = agent("GET", path).json()["version"]["letter"]["body"]
        threat = "\n\n".join([*body, "Your lawyer has threatened to take us to court and to sue us."])
        edited = agent("PUT", f"{path}/text", if_match=head, json={"body": threat})
        handed_in = agent("POST", f"{path}/submit", if_match=edited.headers["ETag"])
        assert handed_in.json()["state"] == "legal_review"
