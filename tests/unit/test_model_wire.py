"""What the model client puts on the wire, and what it makes of the numbers that come back."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from email.utils import formatdate
from functools import partial
from typing import Any

import httpx
import pytest
import respx

from drafter.answer import Answer, read
from drafter.errors import SettingsError
from drafter.exchange import (
    RUNGS,
    Event,
    Finished,
    ModelSettings,
    Outcome,
    Reply,
    Request,
    Rung,
    Started,
    Usage,
    Waiting,
    request_body,
)
from drafter.model import Model

URL = "https://models.example.com/v1"
KEY = "sk-canary-7f3a"
NOW = 1_800_000_000.0
SCHEMA = {"type": "object", "properties": {"opening": {"type": "string"}}, "required": ["opening"]}
REQUEST: Request[Answer] = Request(
    messages=({"role": "system", "content": "Write."}, {"role": "user", "content": "మేము"}),
    schema=SCHEMA,
    name="letter",
    max_tokens=500,
    read=partial(read, section_ids=("opening",)),
)
TOLD = (
    "Answer with one JSON object and nothing else. It must match this JSON schema:\n"
    '{"type": "object", "properties": {"opening": {"type": "string"}}, "required": ["opening"]}'
)
PLAIN = [{"role": "system", "content": "Write."}, {"role": "user", "content": "మేము"}]
WITH_SCHEMA = [{"role": "system", "content": f"Write.\n\n{TOLD}"}, {"role": "user", "content": "మేము"}]
BODIES: dict[Rung, dict[str, object]] = {
    "json_schema": {
        "model": "asked-model",
        "messages": PLAIN,
        "max_tokens": 500,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "letter", "strict": True, "schema": SCHEMA},
        },
    },
    "json_object": {
        "model": "asked-model",
        "messages": WITH_SCHEMA,
        "max_tokens": 500,
        "response_format": {"type": "json_object"},
    },
    "tool": {
        "model": "asked-model",
        "messages": PLAIN,
        "max_tokens": 500,
        "tools": [{"type": "function", "function": {"name": "letter", "parameters": SCHEMA}}],
        "tool_choice": {"type": "function", "function": {"name": "letter"}},
    },
    "text": {"model": "asked-model", "messages": WITH_SCHEMA, "max_tokens": 500},
}


def settings(**changes: Any) -> ModelSettings:
    return ModelSettings(**{"api_key": KEY, "base_url": URL, "model": "asked-model", **changes})


def answer(content: str = '{"opening": "Sorry."}', **rest: object) -> httpx.Response:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 70, "completion_tokens": 9}
    return httpx.Response(200, json={"model": "served-model", "choices": [choice], "usage": usage, **rest})


class Teller:
    """Asks a model once, with sleep and wall clock replaced."""

    def __init__(self, **changes: Any) -> None:
        self.settings = settings(**changes)
        self.slept: list[float] = []
        self.events: list[Event] = []

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def run(self, use: Callable[[Model], Awaitable[Reply[Answer]]]) -> Reply[Answer]:
        async def main() -> Reply[Answer]:
            model = Model(
                self.settings,
                rng=random.Random(1),
                now=lambda: NOW,
                sleep=self._sleep,
                on_event=self.events.append,
            )
            try:
                return await use(model)
            finally:
                await model.aclose()

        return asyncio.run(main())

    def ask(self) -> Reply[Answer]:
        return self.run(lambda model: model.ask(REQUEST))


@pytest.fixture
def route(httpx2_mock: respx.Router) -> respx.Route:
    return httpx2_mock.post(f"{URL}/chat/completions")


def sent(route: respx.Route) -> list[Any]:
    return [json.loads(call.request.content) for call in route.calls]


def test_the_mock_sees_the_call_and_there_is_one(route: respx.Route) -> None:
    route.mock(return_value=answer())
    assert Teller().ask().outcome is Outcome.answered
    assert route.call_count == 1


def test_a_call_that_no_mock_catches_does_not_leave_the_machine() -> None:
    with pytest.raises(ExceptionGroup) as raised:
        Teller(base_url="http://127.0.0.1:9/v1").ask()
    assert raised.group_contains(AssertionError, match="tried to connect")


@pytest.mark.parametrize("rung", RUNGS)
def test_the_body_of_each_rung_holds_what_is_needed_and_no_more(rung: Rung) -> None:
    assert request_body(REQUEST, settings(), rung) == BODIES[rung]


def test_the_ladder_sends_these_bodies(route: respx.Route) -> None:
    free = answer("We are sorry.")
    route.mock(side_effect=[free, free, free, answer()])

    async def twice(model: Model) -> Reply[Answer]:
        await model.ask(REQUEST)
        assert model.body(REQUEST) == BODIES["text"]
        return await model.ask(REQUEST)

    teller = Teller()
    assert teller.run(twice).outcome is Outcome.answered
    assert sent(route) == list(BODIES.values())
    assert teller.slept == []


def test_nothing_is_streamed_on_any_rung() -> None:
    assert not any("stream" in request_body(REQUEST, settings(temperature=0.2), rung) for rung in RUNGS)


def test_the_token_limit_has_one_name_and_the_temperature_is_sent_only_when_set() -> None:
    body = request_body(REQUEST, settings(max_tokens_field="max_completion_tokens", temperature=0.2))
    assert (body["max_completion_tokens"], body["temperature"], "max_tokens" in body) == (500, 0.2, False)


def test_without_a_system_message_the_schema_becomes_one() -> None:
    request = replace(REQUEST, messages=({"role": "user", "content": "Go."},))
    messages = request_body(request, settings(), "text")["messages"]
    assert messages == [{"role": "system", "content": TOLD}, {"role": "user", "content": "Go."}]


def test_the_headers_carry_the_key_and_no_trace_of_a_second_retrier(route: respx.Route) -> None:
    route.mock(side_effect=[httpx.Response(503), answer()])
    Teller().ask()
    headers = [call.request.headers for call in route.calls]
    assert [found["authorization"] for found in headers] == [f"Bearer {KEY}"] * 2
    assert [found["content-type"] for found in headers] == ["application/json"] * 2
    assert [found["accept-encoding"] for found in headers] == ["identity"] * 2
    assert not any(name.startswith("x-stainless-") for found in headers for name in found)


def test_an_address_in_the_environment_does_not_bypass_the_check(
    monkeypatch: pytest.MonkeyPatch, httpx2_mock: respx.Router
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://elsewhere.example.com/v1")
    official = httpx2_mock.post("https://api.openai.com/v1/chat/completions").mock(return_value=answer())
    assert Teller(base_url=None).ask().outcome is Outcome.answered
    assert official.call_count == 1


def test_the_http_client_follows_no_redirect_and_reads_no_environment_of_its_own() -> None:
    http_client = Model(settings(), rng=random.Random(1))._client._client
    assert (http_client.follow_redirects, http_client.trust_env) == (False, False)


@pytest.mark.parametrize(
    "status", [400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 451, 301, 302, 307, 308, 204, 206]
)
def test_what_will_be_the_same_again_is_asked_once(route: respx.Route, status: int) -> None:
    route.mock(return_value=httpx.Response(status, headers={"location": "https://elsewhere.example.com/"}))
    Teller().ask()
    assert route.call_count == 1


@pytest.mark.parametrize("status", [408, 429, 500, 501, 502, 503, 504, 520, 529])
def test_what_may_pass_is_asked_three_times(route: respx.Route, status: int) -> None:
    route.mock(return_value=httpx.Response(status, headers={"x-should-retry": "true"}))
    reply = Teller().ask()
    assert route.call_count == len(reply.attempts) == 3
    assert {attempt.status for attempt in reply.attempts} == {status}


@pytest.mark.parametrize(
    ("status", "error", "outcome"),
    [
        (429, {"code": "rate_limit_exceeded", "message": "insufficient_quota"}, Outcome.rate_limited),
        (429, {"code": "insufficient_quota"}, Outcome.quota),
        (429, {"code": None, "type": "insufficient_quota"}, Outcome.quota),
        (403, {"code": "insufficient_quota"}, Outcome.quota),
        (402, {"code": 402}, Outcome.quota),
        (400, {"code": "content_filter"}, Outcome.filtered),
        (400, {"code": "context_length_exceeded"}, Outcome.rejected),
        (400, {"code": ["insufficient_quota"], "type": {"a": 1}}, Outcome.rejected),
        (401, {"code": "invalid_api_key"}, Outcome.unauthorised),
        (403, {}, Outcome.unauthorised),
        (404, {"code": "model_not_found"}, Outcome.rejected),
    ],
)
def test_errors_are_told_apart_by_their_codes(
    route: respx.Route, status: int, error: dict[str, object], outcome: Outcome
) -> None:
    route.mock(return_value=httpx.Response(status, json={"error": error}))
    assert Teller().ask().outcome is outcome


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "7.5"}, 7.5),
        ({"retry-after": formatdate(NOW + 9, usegmt=True)}, 9.0),
        ({"retry-after-ms": "6500"}, 6.5),
        ({"retry-after-ms": "6500", "retry-after": "40"}, 6.5),
        ({"retry-after-ms": "soon", "retry-after": "8"}, 8.0),
    ],
    ids=str,
)
def test_a_wait_the_server_asks_for_is_kept(
    route: respx.Route, headers: dict[str, str], wanted: float
) -> None:
    route.mock(side_effect=[httpx.Response(429, headers=headers), answer()])
    teller = Teller()
    assert teller.ask().outcome is Outcome.answered
    assert teller.slept == [pytest.approx(wanted)]


@pytest.mark.parametrize(
    "value", [formatdate(NOW - 3600, usegmt=True), "0", "-5", "nan", "inf", "soon", "", "Tue, 99 Foo 2026"]
)
def test_a_wait_that_cannot_be_read_or_is_over_becomes_a_short_one(route: respx.Route, value: str) -> None:
    route.mock(side_effect=[httpx.Response(503, headers={"retry-after": value}), answer()])
    teller = Teller()
    assert teller.ask().outcome is Outcome.answered
    assert [0.5 <= seconds <= 1.0 for seconds in teller.slept] == [True]


@pytest.mark.parametrize("value", ["60", "86400", "1e300", formatdate(NOW + 3600, usegmt=True)])
def test_a_wait_that_does_not_fit_the_deadline_is_not_begun(route: respx.Route, value: str) -> None:
    route.mock(return_value=httpx.Response(429, headers={"retry-after": value}))
    teller = Teller(total_seconds=20)
    assert teller.ask().outcome is Outcome.rate_limited
    assert (route.call_count, teller.slept) == (1, [])


def test_the_waits_of_our_own_grow_and_are_spread(route: respx.Route) -> None:
    route.mock(return_value=httpx.Response(503))
    teller = Teller()
    teller.ask()
    first, second = teller.slept
    assert 0.5 <= first <= 1.0 <= second <= 2.0


def test_no_time_left_means_no_request() -> None:
    reply = Teller().run(lambda model: model.ask(REQUEST, deadline_seconds=0))
    assert (reply.outcome, reply.attempts) == (Outcome.timeout, ())


def test_the_model_asked_and_the_model_that_answered_are_both_recorded(route: respx.Route) -> None:
    route.mock(return_value=answer())
    reply = Teller().ask()
    assert (reply.asked, reply.model, reply.attempts[0].model) == (
        "asked-model",
        "served-model",
        "served-model",
    )


@pytest.mark.parametrize("name", [7, None, "two\nlines", "x" * 201, ""])
def test_a_name_that_could_not_stand_in_a_log_line_is_dropped(route: respx.Route, name: object) -> None:
    route.mock(return_value=answer(model=name))
    reply = Teller().ask()
    assert (reply.outcome, reply.model) == (Outcome.answered, None)


@pytest.mark.parametrize(
    "usage",
    [None, {}, [], "7", {"prompt_tokens": 7}, {"prompt_tokens": 7, "completion_tokens": None}]
    + [{"prompt_tokens": 7, "completion_tokens": odd} for odd in (-1, True, 1.5, "9")],
)
def test_a_usage_that_is_missing_or_makes_no_sense_is_unknown_not_zero(
    route: respx.Route, usage: object
) -> None:
    route.mock(return_value=answer(usage=usage))
    reply = Teller().ask()
    assert (reply.outcome, reply.attempts[0].usage, reply.usage_known) == (Outcome.answered, None, False)


def test_usage_is_the_sum_over_the_attempts_and_a_turned_away_request_is_free(route: respx.Route) -> None:
    route.mock(side_effect=[httpx.Response(429), answer("We are sorry."), answer()])
    reply = Teller().ask()
    assert (reply.usage, reply.usage_known) == (Usage(140, 18), True)
    assert reply.usage.total_tokens == 158


def test_an_attempt_repeats_no_word_of_the_server(route: respx.Route) -> None:
    error = {
        "error": {"message": f"Incorrect API key provided: {KEY}", "code": KEY, "param": KEY, "type": KEY}
    }
    route.mock(return_value=httpx.Response(401, json=error, headers={"x-request-id": "req_1"}))
    reply = Teller().ask()
    assert reply.attempts[0].request_id == "req_1"
    assert KEY not in repr(reply)


def test_what_happens_is_told_while_it_happens(route: respx.Route) -> None:
    route.mock(side_effect=[httpx.Response(503), answer()])
    teller = Teller()
    teller.ask()
    first, ended, wait, second, done = teller.events
    assert (first, second) == (Started(1, 3, "json_schema"), Started(2, 3, "json_schema"))
    assert isinstance(wait, Waiting)
    assert teller.slept == [wait.seconds]
    assert isinstance(ended, Finished)
    assert isinstance(done, Finished)
    assert [(end.number, end.outcome) for end in (ended, done)] == [
        (1, Outcome.unavailable),
        (2, Outcome.answered),
    ]


@pytest.mark.parametrize(
    "url",
    [
        "http://models.example.com/v1",
        "http://10.0.0.1/v1",
        "http://0.0.0.0/v1",
        "http://localhost.example.com/v1",
        "http://127.0.0.1@models.example.com/v1",
        "http://models.example.com\\@127.0.0.1/v1",
        "http://127.0.0.1:99999/v1",
        "http://[::1/v1",
        "https://",
        "https:///v1",
        "https://models.example.com/v1?key=1",
        "https://models.example.com/v1#x",
        "https://models.example.com/ v1",
        "https://models.example.com/\n",
        "ftp://localhost/v1",
        "file:///etc/passwd",
        "localhost:8000",
        "",
    ],
)
def test_an_address_that_would_show_the_key_to_others_is_an_error_that_names_the_setting(url: str) -> None:
    with pytest.raises(SettingsError) as raised:
        Model(settings(base_url=url), rng=random.Random(1))
    assert [problem.field for problem in raised.value.problems] == ["OPENAI_BASE_URL"]


@pytest.mark.parametrize(
    "url",
    [
        "https://models.example.com/v1",
        "https://[2001:db8::1]:8443/v1",
        "http://127.0.0.1:8000/v1",
        "http://127.8.9.1/v1",
        "http://[::1]:8000/v1",
        "http://localhost:11434/v1/",
    ],
)
def test_https_anywhere_and_http_to_this_machine_are_fine(url: str) -> None:
    assert settings(base_url=url).problems() == ()


@pytest.mark.parametrize("key", ["", "canary\n", " canary", "кanary"])
def test_a_key_that_no_header_can_carry_is_an_error_that_does_not_show_it(key: str) -> None:
    with pytest.raises(SettingsError) as raised:
        Model(settings(api_key=key), rng=random.Random(1))
    assert [problem.field for problem in raised.value.problems] == ["OPENAI_API_KEY"]
    assert "anary" not in str(raised.value)


def test_the_key_is_not_in_the_repr_of_the_settings() -> None:
    assert KEY not in repr(settings())


def test_a_request_body_needs_neither_the_sdk_nor_its_http_client() -> None:
    program = (
        "import sys, drafter.exchange as m;"
        "m.request_body(m.Request((), {}, 'n', 1, str), m.ModelSettings(api_key='', model='m'));"
        "print([name for name in ('openai', 'httpx2', 'tenacity') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
