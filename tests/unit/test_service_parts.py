"""Parts of the service on their own: where webhooks may go, settings, permissions, logs, headers, limits."""

from __future__ import annotations

import json
import logging
import re
from email.message import EmailMessage
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from drafter.errors import SettingsError
from drafter.review import hooks
from drafter.review.access import Scope
from drafter.review.actor import Role
from drafter.review.state import TRANSITIONS, Act
from drafter.service import access, logs
from drafter.service import settings as settings_module
from drafter.service.destination import check_url, find
from drafter.service.limiter import Limiter, Rates
from drafter.service.mail import MailError, send
from drafter.service.password import hash_password, matches
from drafter.service.permission import GIVES, HOLDS, Permission, permissions_of_token
from drafter.service.problem import TITLES, Refusal
from drafter.service.settings import ServiceSettings, Smtp

INSIDE = [
    "127.0.0.1", "10.0.0.5", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
    "224.0.0.1", "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::",
    "2001:db8::1", "198.51.100.7", "203.0.113.9",
]  # fmt: skip
PUBLIC = ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111"]


@pytest.mark.parametrize("address", INSIDE)
def test_a_webhook_never_reaches_into_this_network(address: str) -> None:
    shown = f"[{address}]" if ":" in address else address
    with pytest.raises(Refusal):
        check_url(f"https://{shown}/hook", ())
    with pytest.raises(Refusal):
        find("https://desk.example.com/hook", (), lambda _host, _port: [address])
    with pytest.raises(Refusal):
        find("https://desk.example.com/hook", (), lambda _host, _port: ["1.1.1.1", address])


@pytest.mark.parametrize("address", PUBLIC)
def test_a_webhook_goes_to_the_very_address_that_was_checked(address: str) -> None:
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return [address] if len(asked) == 1 else ["127.0.0.1"]

    found = find("https://desk.example.com:8443/hook?x=1", (), resolve)
    shown = f"[{address}]" if ":" in address else address
    assert found.url == f"https://{shown}:8443/hook?x=1"
    assert (found.host, found.server_name) == ("desk.example.com:8443", "desk.example.com")
    assert asked == ["desk.example.com"]


@pytest.mark.parametrize(
    "url",
    [
        "http://desk.example.com/", "https://user:x@desk.example.com/", "ftp://desk.example.com/",
        "https://", "https://desk.example.com/#a", "https://desk.example.com:0/", "https://[::1/", "file:///etc/passwd",
        "https://desk.example.com:99999/", "gopher://1.1.1.1/",
        "https://hooks..example.com/", f"https://{'a' * 64}.example.com/",
    ],
)  # fmt: skip
def test_what_is_not_a_plain_https_address_is_refused(url: str) -> None:
    with pytest.raises(Refusal):
        check_url(url, ())


def test_a_network_that_the_settings_name_may_be_reached_unencrypted() -> None:
    assert find("http://10.0.3.7:80/h", (ip_network("10.0.3.0/24"),), lambda *_: ["10.0.3.7"]).url.endswith(
        "/h"
    )
    with pytest.raises(Refusal):
        check_url("http://10.0.4.7/h", (ip_network("10.0.3.0/24"),))


def test_settings_name_every_variable_that_cannot_be_used() -> None:
    wrong = {
        "DRAFTER_PUBLIC_URL": "http://letters.example.com",
        "DRAFTER_OIDC_ISSUER": "http://login.example.com",
        "DRAFTER_SMTP_URL": "smtp://mail.example.com",
        "DRAFTER_HOOKS_TO": "here",
        "DRAFTER_TIME_ZONE": "Asia/Atlantis",
    }
    with pytest.raises(SettingsError) as caught:
        ServiceSettings.from_environ(wrong)
    assert {problem.field for problem in caught.value.problems} == set(wrong)


def test_settings_are_read_and_secrets_not_shown() -> None:
    read = ServiceSettings.from_environ(
        {
            "DRAFTER_PUBLIC_URL": "https://letters.example.com/",
            "DRAFTER_OIDC_ISSUER": "https://login.example.com/",
            "DRAFTER_OIDC_CLIENT_ID": "drafter",
            "DRAFTER_OIDC_CLIENT_SECRET": "s3cret",
            "DRAFTER_SMTP_URL": "smtps://me:pa55@mail.example.com",
            "DRAFTER_MAIL_FROM": "letters@example.com",
            "DRAFTER_HOOKS_TO": "10.0.3.0/24, fd00::/8",
            "DRAFTER_TIME_ZONE": "Asia/Manila",
        }
    )
    assert read.secure
    assert read.hosts[-1] == "letters.example.com"
    assert read.smtp is not None
    assert (read.smtp.port, read.smtp.implicit_tls, read.smtp.user) == (465, True, "me")
    assert len(read.hooks_to) == 2
    assert str(read.time_zone) == "Asia/Manila"
    assert "s3cret" not in repr(read)
    assert "pa55" not in repr(read)


def test_what_a_url_cannot_hold_is_read_percent_decoded() -> None:
    read = ServiceSettings.from_environ(
        {
            "DRAFTER_SMTP_URL": "smtps://ann%40example.com:p%2Fw%40d@mail.example.com",
            "DRAFTER_MAIL_FROM": "letters@example.com",
        }
    )
    assert read.smtp is not None
    assert (read.smtp.user, read.smtp.password) == ("ann@example.com", "p/w@d")


def test_a_route_without_a_permission_does_not_start() -> None:
    app = FastAPI(openapi_url=None)

    @app.get("/forgotten")
    def forgotten() -> None: ...

    with pytest.raises(RuntimeError, match="/forgotten declares no permission"):
        access.declared(app)


def test_no_scope_gives_what_only_a_person_may_do() -> None:
    everything = permissions_of_token(set(Role) - {Role.system}, Scope)
    in_person = {
        Permission.decide, Permission.review, Permission.legal, Permission.revoke,
        Permission.people_manage, Permission.settings_manage, Permission.customers_erase,
    }  # fmt: skip
    assert everything & in_person == set()
    assert set(GIVES) == set(Scope)


def test_routes_are_open_to_every_role_that_the_transitions_name() -> None:
    route_of: dict[Act, set[Permission]] = {
        Act.edit: {Permission.drafts_write},
        Act.submit: {Permission.drafts_write},
        Act.withdraw: {Permission.drafts_write},
        Act.comment: {Permission.drafts_write},
        Act.claim: {Permission.decide},
        Act.tick: {Permission.drafts_write},
        Act.acknowledge: {Permission.review},
        Act.request_changes: {Permission.review},
        Act.escalate: {Permission.review},
        Act.sign_off: {Permission.legal},
        Act.forbid: {Permission.legal},
        Act.approve: {Permission.review},
        Act.revoke: {Permission.revoke},
        Act.discard: {Permission.drafts_discard},
        Act.deliver: {Permission.deliver},
    }
    checked = 0
    for row in TRANSITIONS:
        for role in row.by - {Role.system}:
            if row.act in route_of:
                assert route_of[row.act] <= HOLDS[role], (row.act, role)
                checked += 1
    assert checked > 20


def test_the_administrator_reads_no_letter_and_decides_on_none() -> None:
    closed = {
        Permission.drafts_read,
        Permission.drafts_write,
        Permission.review,
        Permission.legal,
        Permission.deliver,
    }
    assert HOLDS[Role.admin] & closed == set()


@given(st.text())
def test_an_event_is_one_line_whatever_it_holds(text: str) -> None:
    record = logging.LogRecord(logs.LOGGER.name, logging.INFO, "", 0, "request", None, None)
    record.fields = {"outcome": text}
    line = logs.JsonLines().format(record)
    assert len(line.splitlines()) == 1
    assert line.isascii()
    assert json.loads(line)["outcome"] == text


def test_a_librarys_message_is_not_written_out() -> None:
    record = logging.LogRecord("httpx", logging.WARNING, "", 0, "to Gloria Hensley", None, None)
    assert "Gloria" not in logs.JsonLines().format(record)


def test_the_log_takes_no_field_that_is_not_on_its_list() -> None:
    with pytest.raises(ValueError, match="customer"):
        logs.event("request", customer="Gloria")


def test_an_errors_text_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    logs.failure(ValueError("Gloria Hensley"))
    assert "Gloria" not in json.dumps([vars(record) for record in caplog.records], default=str)
    assert "ValueError" in json.dumps([vars(record) for record in caplog.records], default=str)


def test_the_limiter_counts_each_by_themselves() -> None:
    limiter = Limiter(Rates(person="2/minute"))
    limiter.hit("person", "a")
    limiter.hit("person", "a")
    limiter.hit("person", "b")
    with pytest.raises(Refusal) as caught:
        limiter.hit("person", "a")
    assert (caught.value.status, caught.value.headers["Retry-After"]) == (429, "60")


def test_passwords_are_hashed_with_argon2id_and_no_hash_matches_nothing() -> None:
    kept = hash_password("a long enough password")
    assert kept.startswith("$argon2id$")
    assert matches("a long enough password", kept)
    assert not matches("another", kept)
    assert not matches("nobody's password", None)
    assert not matches("a" * 10_000, kept)


def test_a_mail_server_that_is_not_there_is_known_to_have_taken_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("smtplib.SMTP.connect", refuse)
    with pytest.raises(MailError) as caught:
        send(Smtp("127.0.0.1", 1, False, "a@b.example"), EmailMessage(), "c@d.example")
    assert caught.value.outcome_known


def test_every_refusal_has_a_status_and_a_title() -> None:
    assert all(400 <= status <= 599 and title for status, title in TITLES.values())


def test_the_documentation_names_every_setting_event_scope_and_role() -> None:
    said = (Path(__file__).parent.parent.parent / "docs" / "service.md").read_text(encoding="utf-8")
    variables = set(re.findall(r"DRAFTER_[A-Z_]+[A-Z]", settings_module.__doc__ or ""))
    assert len(variables) >= 9
    wanted = {
        *variables,
        *(f"`{name}`" for name in hooks.EVENTS.values()),
        *(f"`{scope}`" for scope in Scope),
        *(f"| {role} |" for role in Role if role is not Role.system),
    }
    assert {name for name in wanted if name not in said} == set()
