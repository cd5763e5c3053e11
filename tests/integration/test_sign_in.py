"""Signing in, staying in and getting out: passwords, invitations, sessions, a provider, forged requests."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import httpx2
import pytest
from fastapi.testclient import TestClient

from drafter.review import access, people
from drafter.review.actor import SYSTEM, Role
from drafter.service.access import declared
from drafter.service.limiter import Rates
from drafter.service.origin import HEADER, SAFE_METHODS, csrf_token
from drafter.service.password import hash_password
from drafter.service.settings import Oidc, ServiceSettings
from tests.oidcprovider import CLIENT_ID, CLIENT_SECRET, Idp, provider
from tests.reviewing import Clock
from tests.serving import HOST, Serving, serving

PASSWORD = "a long enough password"
OWN = {"Origin": HOST, "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Serving]:
    with serving(tmp_path) as running:
        running.client.follow_redirects = False
        yield running


def sign_in(
    served: Serving, login: str = "ana.agent", password: str = PASSWORD, **form: str
) -> httpx2.Response:
    given = {"login": login, "password": password, **form}
    return served.client.post("/login", data=given, headers=OWN)


def give_password(served: Serving, login: str = "ana.agent") -> str:
    found = people.by_login(served.service.store, login)
    assert found is not None
    people.set_password(served.service.store, SYSTEM, found[0].id, hash_password(PASSWORD))
    return found[0].id


def test_the_right_password_opens_a_session_in_a_cookie_no_script_can_read(served: Serving) -> None:
    give_password(served)
    answer = sign_in(served, next="/drafts/1")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/drafts/1")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert served.client.get("/v1/me").json()["name"] == "Ana Agent"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(served: Serving) -> None:
    give_password(served)
    wrong, unknown = sign_in(served, password="wrong"), sign_in(served, login="nobody")
    assert wrong.headers["Location"] == unknown.headers["Location"] == "/login?failed=password&next=%2F"
    assert "Set-Cookie" not in wrong.headers
    assert served.client.get("/v1/me").status_code == 401


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", ""]
)
def test_sign_in_never_leads_to_another_site(served: Serving, path: str) -> None:
    give_password(served)
    assert sign_in(served, next=path).headers["Location"] == "/"


def test_guessing_a_password_is_slowed_down(tmp_path: Path) -> None:
    with serving(tmp_path, rates=Rates(login="3/minute")) as served:
        served.client.follow_redirects = False
        statuses = [sign_in(served, password=f"guess {number}").status_code for number in range(5)]
    assert statuses == [303, 303, 303, 429, 429]


def test_a_name_typed_in_other_ways_is_guessed_at_no_more_often(tmp_path: Path) -> None:
    with serving(tmp_path, rates=Rates(login="2/minute")) as served:
        served.client.follow_redirects = False
        typed = ("ana.agent", " ANA.agent", "ana.agent\t", "\uff41na.agent")
        assert [sign_in(served, login=login).status_code for login in typed] == [303, 303, 429, 429]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("[::1]:8765", 200), ("[::1]", 200), ("127.0.0.1:8765", 200), ("localhost", 200),
        ("[::2]:8765", 400), ("::1", 400), ("evil.example", 400),
    ],
)  # fmt: skip
def test_only_its_own_names_reach_the_service(served: Serving, host: str, status: int) -> None:
    assert served.client.get("/healthz", headers={"Host": host}).status_code == status


def test_a_second_sign_in_has_a_new_secret_and_ends_the_first(served: Serving) -> None:
    give_password(served)
    sign_in(served)
    first = served.client.cookies["drafter"]
    sign_in(served)
    second = served.client.cookies["drafter"]
    assert first != second
    assert access.session_actor(served.service.store, first) is None
    assert access.session_actor(served.service.store, second) is not None


def test_signing_out_ends_the_session_on_the_server(served: Serving) -> None:
    agent = served.session(served.office.agent)
    assert agent("GET", "/v1/me").status_code == 200
    answer = agent("POST", "/logout")
    assert answer.headers["Location"] == "/login"
    assert agent("GET", "/v1/me").status_code == 401


def test_somebody_made_inactive_is_out_at_once(served: Serving) -> None:
    agent, token = served.session(served.office.agent), served.token(served.office.agent)
    admin = served.session(served.office.admin)
    answer = admin("PATCH", f"/v1/people/{served.office.agent.id}", json={"active": False})
    assert answer.status_code == 200
    assert agent("GET", "/v1/me").status_code == 401
    assert token("GET", "/v1/me").status_code == 401


def test_sessions_end_when_idle_and_after_half_a_day(tmp_path: Path) -> None:
    clock = Clock(dt.datetime(2026, 11, 28, 8, tzinfo=dt.UTC))
    with serving(tmp_path, clock=clock) as served:
        idle = served.session(served.office.agent)
        clock.pass_(minutes=31)
        assert idle("GET", "/v1/me").status_code == 401
        busy = served.session(served.office.agent)
        answers = []
        for _ in range(49):
            clock.pass_(minutes=15)
            answers.append(busy("GET", "/v1/me").status_code)
        assert answers[:47] == [200] * 47
        assert answers[-1] == 401


def test_an_invitation_makes_one_person_once(served: Serving) -> None:
    admin = served.session(served.office.admin)
    path = admin("POST", "/v1/invitations", json={"roles": ["reviewer"], "languages": ["te"]}).json()["path"]
    secret = path.partition("=")[2]
    form = {"invitation": secret, "login": "tara", "name": "Tara Rao", "password": PASSWORD}
    short = served.client.post("/setup", data={**form, "password": "short"}, headers=OWN)
    assert "failed=password" in short.headers["Location"]
    taken = served.client.post("/setup", data={**form, "login": "ana.agent"}, headers=OWN)
    assert "failed=login" in taken.headers["Location"]
    made = served.client.post("/setup", data=form, headers=OWN)
    assert made.headers["Location"] == "/"
    me = served.client.get("/v1/me").json()
    assert (me["name"], me["roles"], me["languages"]) == ("Tara Rao", ["reviewer"], ["te"])
    again = served.client.post("/setup", data={**form, "login": "other"}, headers=OWN)
    assert again.headers["Location"] == "/login?failed=invitation"


def test_changing_a_password_ends_every_other_session(served: Serving) -> None:
    give_password(served)
    other = served.session(served.office.agent)
    mine = served.session(served.office.agent)
    wrong = mine("POST", "/account/password", data={"current": "wrong", "password": PASSWORD + "!"})
    assert wrong.headers["Location"] == "/account?failed=current"
    assert other("GET", "/v1/me").status_code == 200
    done = mine("POST", "/account/password", data={"current": PASSWORD, "password": PASSWORD + "!"})
    assert done.headers["Location"] == "/account?done=password"
    assert other("GET", "/v1/me").status_code == 401
    served.client.cookies.clear()
    assert "failed" not in sign_in(served, password=PASSWORD + "!").headers["Location"]


def test_every_unsafe_route_refuses_requests_of_other_sites(served: Serving) -> None:
    secret = access.open_session(served.service.store, served.office.agent.id, SYSTEM.method)
    token = csrf_token(secret)
    cookie = {"Cookie": f"drafter={secret}"}
    forged = [
        {},
        {"Origin": "https://evil.example", HEADER: token},
        {"Origin": "null", HEADER: token},
        {"Sec-Fetch-Site": "cross-site", HEADER: token},
        {"Sec-Fetch-Site": "same-site", HEADER: token},
        {"Origin": HOST, "Sec-Fetch-Site": "cross-site", HEADER: token},
        {HEADER: token},
    ]
    asked = 0
    for (method, path), permission in declared(served.app).items():
        if method in SAFE_METHODS:
            continue
        own_only = (
            forged if permission is None else [*forged, {"Origin": HOST}, {"Origin": HOST, HEADER: "0" * 64}]
        )
        for headers in own_only:
            target = re.sub(r"\{\w+\}", "1", path)
            answer = served.client.request(method, target, headers={**cookie, **headers})
            asked += 1
            assert answer.status_code == 403, (method, path, headers, answer.status_code, answer.text)
            assert answer.json()["code"] == "cross_site"
    assert asked > 300


def test_a_token_needs_no_page_and_beats_a_cookie(served: Serving) -> None:
    agent = served.token(served.office.agent)
    secret = access.open_session(served.service.store, served.office.admin.id, SYSTEM.method)
    answer = agent("GET", "/v1/me", headers={"Cookie": f"drafter={secret}"})
    assert answer.json()["name"] == "Ana Agent"
    assert agent("POST", "/v1/screen", json={"text": "x"}).status_code == 200


def test_another_hosts_name_is_refused(served: Serving) -> None:
    assert served.client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400


def test_behind_https_the_cookie_is_held_to_this_host_and_browsers_to_https(tmp_path: Path) -> None:
    settings = ServiceSettings(public_url="https://letters.example.com")
    with serving(tmp_path, settings=settings) as served:
        give_password(served)
        public = TestClient(served.app, base_url="https://letters.example.com", follow_redirects=False)
        answer = public.post(
            "/login",
            data={"login": "ana.agent", "password": PASSWORD},
            headers={"Origin": "https://letters.example.com"},
        )
        assert answer.headers["Set-Cookie"].startswith("__Host-drafter=")
        assert "; Secure" in answer.headers["Set-Cookie"]
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.fixture(scope="module")
def idp() -> Iterator[Idp]:
    with provider() as running:
        yield running


@pytest.fixture
def with_provider(tmp_path: Path, idp: Idp) -> Iterator[Serving]:
    settings = ServiceSettings(oidc=Oidc(idp.issuer, CLIENT_ID, CLIENT_SECRET))
    with serving(tmp_path, settings=settings) as running:
        running.client.follow_redirects = False
        people.add(
            running.service.store,
            SYSTEM,
            login="olga",
            name="Olga Ivanova",
            roles=[Role.reviewer],
            issuer=idp.issuer,
            subject="subject-1",
        )
        yield running


def through_provider(served: Serving) -> str:
    """Go to the provider and return the path that it sends the browser back to."""
    begun = served.client.get("/oidc/start")
    assert begun.status_code == 302, begun.text
    asked = httpx.get(begun.headers["Location"], follow_redirects=False)
    assert asked.status_code == 307, asked.text
    back = urlsplit(asked.headers["Location"])
    return f"{back.path}?{back.query}"


def test_a_provider_signs_in_whom_an_administrator_has_added(with_provider: Serving, idp: Idp) -> None:
    idp.next()
    answer = with_provider.client.get(through_provider(with_provider))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    me = with_provider.client.get("/v1/me").json()
    assert (me["name"], me["method"]) == ("Olga Ivanova", "oidc")


def test_a_sign_in_by_a_provider_keeps_nobody_else_waiting(with_provider: Serving, idp: Idp) -> None:
    idp.next()
    path = through_provider(with_provider)
    with with_provider.stores_off_the_loop():
        assert with_provider.client.get(path).status_code == 303


def test_a_provider_lets_in_nobody_else(with_provider: Serving, idp: Idp) -> None:
    idp.next(subject="subject-2")
    answer = with_provider.client.get(through_provider(with_provider))
    assert answer.status_code == 403
    assert with_provider.client.get("/v1/me").status_code == 401


@pytest.mark.parametrize("wrong", ["nonce", "issuer", "audience", "expired", "signature", "denied"])
def test_what_a_provider_says_must_be_genuine(with_provider: Serving, idp: Idp, wrong: str) -> None:
    idp.next(wrong=wrong)
    answer = with_provider.client.get(through_provider(with_provider))
    assert answer.status_code == 401, answer.text
    assert with_provider.client.get("/v1/me").status_code == 401


def test_a_callback_works_only_in_the_browser_that_began_and_only_once(
    with_provider: Serving, idp: Idp
) -> None:
    idp.next()
    path = through_provider(with_provider)
    handshake = dict(with_provider.client.cookies)
    with_provider.client.cookies.clear()
    assert with_provider.client.get(path).status_code == 401
    with_provider.client.cookies.update(handshake)
    assert with_provider.client.get(path).status_code == 303
    assert with_provider.client.get(path).status_code == 401


def test_without_a_provider_there_is_no_such_page(served: Serving) -> None:
    assert served.client.get("/oidc/start").status_code == 404
