"""What the model client makes of everything a server can do, over real connections.

Tests are named after the faults F1 to F17: what a server does, and how many requests it may see.
"""

from __future__ import annotations

import asyncio
import copy
import gzip
import itertools
import json
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from email.utils import formatdate
from functools import partial
from typing import Any

import httpx2
import pytest

from drafter.answer import Answer, read
from drafter.exchange import ModelSettings, Outcome, Reply, Request
from drafter.model import MAX_BODY_BYTES, Model
from tests import faultserver
from tests.faultserver import (
    Behaviour,
    FaultServer,
    Hang,
    Raw,
    Reset,
    Respond,
    answer_every_section,
    completion,
)

IDS = ("opening", "closing")
REQUEST: Request[Answer] = Request(
    messages=({"role": "system", "content": "Write."}, {"role": "user", "content": "Go."}),
    schema={"type": "object", "properties": {name: {"type": "string"} for name in IDS}},
    name="letter",
    max_tokens=500,
    read=partial(read, section_ids=IDS),
)
WRITTEN = json.dumps({"opening": "We are sorry.", "closing": "Yours"})


async def no_wait(_seconds: float) -> None:
    """Let a wait between attempts pass at once."""


@asynccontextmanager
async def asking(
    script: Iterable[Behaviour] = (),
    respond: Respond = answer_every_section,
    *,
    transport: httpx2.AsyncBaseTransport | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = no_wait,
    **settings: Any,
) -> AsyncIterator[tuple[FaultServer, Model]]:
    async with FaultServer(script, respond) as server:
        chosen = ModelSettings(**{"api_key": "k", "base_url": server.url, "model": "m", **settings})
        model = Model(chosen, rng=random.Random(1), transport=transport, clock=clock, sleep=sleep)
        try:
            yield server, model
        finally:
            await model.aclose()


def ask(*script: Behaviour, **settings: Any) -> tuple[Reply[Answer], int]:
    """Ask a server that acts out a script and then answers; the reply, and the requests it took."""

    async def main() -> tuple[Reply[Answer], int]:
        async with asking(script, **settings) as (server, model):
            reply = await model.ask(REQUEST)
            return reply, len(server.requests)

    return asyncio.run(main())


def served(body: object, **rest: Any) -> faultserver.Reply:
    return faultserver.Reply(body, **rest)


# F1, F2, F3: errors with a status


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 529])
def test_f1_a_server_that_keeps_failing_sees_exactly_three_requests(status: int) -> None:
    reply, requests = ask(*[served(b"down", status=status)] * 9)
    assert requests == len(reply.attempts) == 3
    assert reply.outcome is (Outcome.rate_limited if status == 429 else Outcome.unavailable)


@pytest.mark.parametrize("failures", [1, 2])
def test_f1_a_fault_that_passes_costs_only_its_retries(failures: int) -> None:
    reply, requests = ask(*[served(b"", status=503)] * failures)
    assert (reply.outcome, requests) == (Outcome.answered, failures + 1)


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (400, {"error": {"message": "no", "code": "invalid_request_error"}}, Outcome.rejected),
        (401, {"error": {"message": "no", "code": "invalid_api_key"}}, Outcome.unauthorised),
        (403, {"detail": "no"}, Outcome.unauthorised),
        (404, {"error": {"message": "no", "code": 404}}, Outcome.rejected),
        (422, {"detail": [{"loc": ["body", "max_tokens"], "msg": "no"}]}, Outcome.rejected),
        (429, {"error": {"message": "no", "code": "insufficient_quota"}}, Outcome.quota),
        (400, b"<html>no</html>", Outcome.rejected),
        (400, b"", Outcome.rejected),
        (400, b"\xff\xfe", Outcome.rejected),
        (400, b"[" * 100_000, Outcome.rejected),
    ],
)
def test_f2_what_is_refused_for_good_is_asked_once(status: int, body: object, outcome: Outcome) -> None:
    reply, requests = ask(served(body, status=status))
    assert (reply.outcome, requests) == (outcome, 1)


def test_f3_a_wait_longer_than_the_deadline_is_not_begun() -> None:
    started = time.monotonic()
    reply, requests = ask(
        served(b"", status=429, headers={"Retry-After": "60"}), total_seconds=20, sleep=asyncio.sleep
    )
    assert (reply.outcome, requests) == (Outcome.rate_limited, 1)
    assert time.monotonic() - started < 20


def test_f3_a_short_wait_in_any_form_is_kept() -> None:
    headers = [{"Retry-After-Ms": "1"}, {"Retry-After": formatdate(time.time() - 9, usegmt=True)}]
    reply, requests = ask(*[served(b"", status=429, headers=form) for form in headers])
    assert (reply.outcome, requests) == (Outcome.answered, 3)


# F4, F5, F6: time


@pytest.mark.parametrize(
    "behaviour",
    [
        Hang(),
        served(completion(WRITTEN), delay=30),
        served(completion(WRITTEN), drip=0.02),
        served(b"", status=503, delay=30),
    ],
    ids=["hang", "late answer", "drip", "late error"],
)
def test_f4_f5_the_deadline_holds(behaviour: Behaviour) -> None:
    async def main() -> tuple[Reply[Answer], float]:
        async with asking([behaviour] * 9, total_seconds=0.4) as (_, model):
            started = time.monotonic()
            reply = await model.ask(REQUEST)
            return reply, time.monotonic() - started

    reply, seconds = asyncio.run(main())
    assert (reply.outcome, len(reply.attempts)) == (Outcome.timeout, 1)
    assert 0.4 <= seconds <= 0.9


def test_f4_the_callers_deadline_holds_where_it_is_shorter() -> None:
    async def main() -> tuple[Reply[Answer], float]:
        async with asking([Hang()]) as (_, model):
            started = time.monotonic()
            return await model.ask(REQUEST, deadline_seconds=0.3), time.monotonic() - started

    reply, seconds = asyncio.run(main())
    assert reply.outcome is Outcome.timeout
    assert seconds <= 0.8


def test_f4_a_read_timeout_is_tried_again_while_the_deadline_lasts() -> None:
    reply, requests = ask(Hang(), read_seconds=0.2)
    assert (reply.outcome, requests) == (Outcome.answered, 2)
    assert [attempt.outcome for attempt in reply.attempts] == [Outcome.timeout, Outcome.answered]


def test_f6_more_asks_than_connections_wait_their_turn() -> None:
    async def main() -> tuple[list[Reply[Answer]], int]:
        slow = served(completion(WRITTEN), delay=0.05)
        async with asking(respond=lambda _: slow, concurrency=2) as (server, model):
            return await asyncio.gather(*(model.ask(REQUEST) for _ in range(6))), server.at_once

    replies, at_once = asyncio.run(main())
    assert [reply.outcome for reply in replies] == [Outcome.answered] * 6
    assert at_once == 2


def test_f6_a_call_that_never_gets_its_turn_is_overload_of_our_own() -> None:
    async def main() -> tuple[Reply[Answer], int]:
        async with asking([Hang()], concurrency=1) as (server, model):
            first = asyncio.create_task(model.ask(REQUEST, deadline_seconds=1))
            await asyncio.sleep(0)
            second = await model.ask(REQUEST, deadline_seconds=0.1)
            await first
            return second, len(server.requests)

    reply, requests = asyncio.run(main())
    assert (reply.outcome, reply.attempts, requests) == (Outcome.overloaded, (), 1)


def test_f6_an_exhausted_pool_never_opens_the_breaker_and_costs_nothing() -> None:
    async def main() -> tuple[list[Reply[Answer]], Reply[Answer]]:
        transport = httpx2.AsyncHTTPTransport(limits=httpx2.Limits(max_connections=1))
        slow = served(completion(WRITTEN), delay=0.4)
        async with asking([slow], transport=transport, concurrency=9, pool_seconds=0.1) as (_, model):
            replies = await asyncio.gather(*(model.ask(REQUEST) for _ in range(9)))
            return replies, await model.ask(REQUEST)

    replies, after = asyncio.run(main())
    overloaded = [reply for reply in replies if reply.outcome is Outcome.overloaded]
    assert len(overloaded) == 8
    assert {(len(reply.attempts), reply.usage.total_tokens, reply.usage_known) for reply in overloaded} == {
        (1, 0, True)
    }
    assert after.outcome is Outcome.answered


# F7: the connection


@pytest.mark.parametrize(
    "behaviour",
    [
        Reset(),
        Raw(b""),
        Raw(b"I am no web server\r\n\r\n"),
        Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 20\r\n\r\n"),
        Raw(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"),
        Raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        Raw(b"HTTP/1.1 200 OK\r\nX: \x00\r\n\r\n"),
        Raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000),
        Raw(b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        served(completion(WRITTEN), cut=0),
        served(completion(WRITTEN), cut=40),
        served(b"failing", status=500, cut=3),
    ],
    ids=lambda behaviour: repr(behaviour)[:60],
)
def test_f7_a_broken_connection_is_tried_again(behaviour: Behaviour) -> None:
    reply, requests = ask(behaviour)
    assert (reply.outcome, requests) == (Outcome.answered, 2)
    assert reply.attempts[0].outcome is Outcome.unavailable


def test_f7_nobody_listening_is_unavailable_and_costs_nothing() -> None:
    async def main() -> Reply[Answer]:
        async with FaultServer() as server:
            url = server.url
        async with asking(base_url=url) as (_, model):
            return await model.ask(REQUEST)

    reply = asyncio.run(main())
    assert (reply.outcome, len(reply.attempts)) == (Outcome.unavailable, 3)
    assert (reply.usage.total_tokens, reply.usage_known) == (0, True)


# F8 to F11: a 200 that is not what it should be


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><title>Welcome</title>",
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"7",
        b"\xff\xfe{}",
        b"\x80",
        b'{"choices": [',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
        {"error": {"message": "upstream failed", "code": 502}},
        completion("", choices=None),
        completion("", choices=[]),
        completion("", choices={}),
        completion("", choices=[None]),
        completion("", choices=[[]]),
        completion("", choices=[{"finish_reason": "stop"}]),
        completion("", choices=[{"message": "text", "finish_reason": "stop"}]),
        completion(None),
        completion({"opening": "a", "closing": "b"}),
        completion([{"type": "text", "text": WRITTEN}]),
        completion(7),
        completion(""),
        completion("  \n"),
        b"x" * (MAX_BODY_BYTES + 1),
    ],
    ids=lambda body: repr(body)[:60],
)
def test_f8_to_f11_a_200_with_anything_else_is_invalid_and_not_paid_for_twice(body: object) -> None:
    reply, requests = ask(served(body))
    assert (reply.outcome, requests) == (Outcome.invalid, 1)
    assert not (reply.answer and reply.answer.sections)


@pytest.mark.parametrize("status", [200, 400, 503])
def test_f8_a_body_without_end_is_cut_off(status: int) -> None:
    head = f"HTTP/1.1 {status} \r\nContent-Type: application/json\r\n\r\n".encode()
    reply, requests = ask(Raw(head + b" " * (8 * MAX_BODY_BYTES)))
    assert (reply.outcome, requests) == (Outcome.invalid, 1)


def test_f8_a_small_body_that_unpacks_to_a_large_one_is_not_unpacked() -> None:
    bomb = gzip.compress(b" " * (64 * MAX_BODY_BYTES))
    reply, requests = ask(served(bomb, headers={"Content-Encoding": "gzip"}))
    assert (reply.outcome, requests) == (Outcome.invalid, 1)


def test_f8_an_answer_of_almost_the_allowed_size_is_read() -> None:
    text = "x" * (MAX_BODY_BYTES - 2_000)
    reply, _ = ask(served(completion(json.dumps({"opening": text, "closing": "Yours"}))))
    assert reply.outcome is Outcome.answered


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path to every value inside a JSON value."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, key)
        if isinstance(inner, (dict, list)):
            yield from places(inner, (*path, key))


def test_f11_whatever_stands_anywhere_in_a_completion_the_outcome_is_one_of_ours() -> None:
    whole = completion(
        WRITTEN, choices=[{"message": {"content": WRITTEN, "refusal": None}, "finish_reason": "stop"}]
    )
    oddities: list[object] = [None, 1, -1.5, True, "", "x", "\ud800", [], {}, [[]]]
    bodies = []
    for path, odd in itertools.product(places(whole), oddities):
        body = copy.deepcopy(whole)
        inner: Any = body
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = odd
        bodies.append(body)

    async def main() -> list[Reply[Answer]]:
        seconds = itertools.count(0, 1000)  # so that the breaker always lets the next call through
        async with asking(map(served, bodies), clock=lambda: float(next(seconds))) as (_, model):
            return [await model.ask(REQUEST) for _ in bodies]

    replies = asyncio.run(main())
    assert {reply.outcome for reply in replies} == {Outcome.answered, Outcome.invalid, Outcome.refused}
    assert {len(reply.attempts) for reply in replies} == {1}
    assert all(
        reply.answer and reply.answer.complete for reply in replies if reply.outcome is Outcome.answered
    )


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(
    "header",
    [
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "application/json; charset=zlib"},
        {"Content-Type": 'text/plain; charset="\xff"'},
        {"Set-Cookie": "session=\x83\xff; Path=/"},
        {"Content-Encoding": "br, unheard-of"},
        {"X-Request-Id": "\xe9\xff"},
        {"Retry-After": "\xff"},
        {"Location": "http://["},
    ],
    ids=str,
)
def test_f11_no_header_upsets_this_request_or_the_next(header: dict[str, str], status: int) -> None:
    async def main() -> list[Outcome]:
        async with asking([served(completion(WRITTEN), status=status, headers=header)]) as (_, model):
            return [(await model.ask(REQUEST)).outcome for _ in range(2)]

    first = Outcome.answered if status == 200 else Outcome.rejected
    assert asyncio.run(main()) == [first, Outcome.answered]


def test_f11_whatever_bytes_come_the_outcome_is_one_of_ours() -> None:
    rng = random.Random(1)
    body = json.dumps(completion(WRITTEN)).encode()
    whole = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nRetry-After: 0\r\n\r\n" + body

    def spoilt(_body: object) -> Raw:
        data = bytearray(whole)
        for _ in range(rng.randint(1, 8)):
            at = rng.randrange(len(data))
            data[at : at + rng.randrange(3)] = rng.randbytes(rng.randrange(3))
        return Raw(bytes(data))

    async def main() -> list[Reply[Answer]]:
        seconds = itertools.count(0, 1000)  # so that the breaker always lets the next call through
        async with asking(respond=spoilt, clock=lambda: float(next(seconds))) as (_, model):
            return [await model.ask(REQUEST) for _ in range(300)]

    replies = asyncio.run(main())
    assert {reply.outcome for reply in replies} >= {Outcome.answered, Outcome.invalid, Outcome.unavailable}
    assert all(set(reply.answer.sections) <= set(IDS) for reply in replies if reply.answer)


# F12, F13: the model stopped early, or would not


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ('{"opening": "We are sorry.", "closing": "You', {"opening": "We are sorry."}),
        ('{"ope', {}),
        (None, {}),
    ],
)
def test_f12_an_answer_cut_at_the_token_limit_keeps_its_finished_sections(
    content: str | None, kept: dict[str, str]
) -> None:
    reply, requests = ask(served(completion(content, finish_reason="length")))
    assert (reply.outcome, requests) == (Outcome.truncated, 1)
    assert reply.answer is not None
    assert (reply.answer.sections, reply.answer.complete) == (kept, False)


def test_f12_a_whole_answer_that_hit_the_limit_is_still_called_truncated() -> None:
    reply, _ = ask(served(completion(WRITTEN, finish_reason="length")))
    assert reply.outcome is Outcome.truncated


def test_f12_a_cut_answer_that_claims_to_be_done_is_invalid_and_keeps_its_finished_sections() -> None:
    reply, requests = ask(served(completion(WRITTEN[:-4])))
    assert (reply.outcome, requests) == (Outcome.invalid, 1)
    assert reply.answer is not None
    assert reply.answer.sections == {"opening": "We are sorry."}


@pytest.mark.parametrize("reason", [None, "", "tool_calls", "error", "STOP", 1, ["stop"], {"a": 1}])
def test_f12_an_answer_whose_end_is_not_vouched_for_is_invalid(reason: object) -> None:
    reply, requests = ask(served(completion(WRITTEN, finish_reason=reason)))
    assert (reply.outcome, requests) == (Outcome.invalid, 1)
    assert reply.answer is not None
    assert set(reply.answer.sections) == set(IDS)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (completion(WRITTEN, finish_reason="content_filter"), Outcome.filtered),
        (completion(None, finish_reason="content_filter"), Outcome.filtered),
        (
            completion(
                "", choices=[{"message": {"content": None, "refusal": "No."}, "finish_reason": "stop"}]
            ),
            Outcome.refused,
        ),
    ],
)
def test_f13_a_filter_or_a_refusal_is_final(body: object, outcome: Outcome) -> None:
    reply, requests = ask(served(body))
    assert (reply.outcome, reply.answer, requests) == (outcome, None, 1)


# F14, F15, F16: nothing is streamed


def test_f14_to_f16_no_stream_is_ever_asked_for() -> None:
    async def main() -> FaultServer:
        async with asking([served(completion("Sorry."))] * 3) as (server, model):
            await model.ask(REQUEST)
            await model.ask(REQUEST)
            return server

    assert [request.body.get("stream") for request in asyncio.run(main()).requests] == [None] * 4


def test_f14_a_server_that_streams_all_the_same_is_invalid() -> None:
    chunk = b'data: {"choices": [{"delta": {"content": "We"}}]}\n\ndata: [DONE]\n\n'
    reply, requests = ask(served(chunk, headers={"Content-Type": "text/event-stream"}))
    assert (reply.outcome, requests) == (Outcome.invalid, 1)


# F17: the breaker


class Clock:
    """Seconds that pass when a test says so."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_f17_after_five_faults_no_request_is_sent_for_thirty_seconds_and_then_one() -> None:
    async def main() -> None:
        clock = Clock()
        async with asking([served(b"", status=503)] * 6, clock=clock) as (server, model):
            assert (await model.ask(REQUEST)).outcome is Outcome.unavailable
            assert (await model.ask(REQUEST)).outcome is Outcome.breaker_open
            assert len(server.requests) == 5

            clock.seconds = 29.9
            replies = await asyncio.gather(*(model.ask(REQUEST) for _ in range(8)))
            assert {(reply.outcome, reply.attempts) for reply in replies} == {(Outcome.breaker_open, ())}
            assert len(server.requests) == 5

            clock.seconds = 30
            replies = await asyncio.gather(*(model.ask(REQUEST) for _ in range(8)))
            assert {reply.outcome for reply in replies} == {Outcome.breaker_open}
            assert len(server.requests) == 6

            clock.seconds = 60
            assert (await model.ask(REQUEST)).outcome is Outcome.answered
            replies = await asyncio.gather(*(model.ask(REQUEST) for _ in range(8)))
            assert {reply.outcome for reply in replies} == {Outcome.answered}

    asyncio.run(main())


@pytest.mark.parametrize(
    "behaviour",
    [
        served({"error": {"code": "insufficient_quota"}}, status=429),
        served(b"", status=401),
    ],
    ids=["quota", "wrong key"],
)
def test_f17_a_fault_that_will_not_pass_opens_the_breaker_at_once(behaviour: Behaviour) -> None:
    async def main() -> None:
        async with asking([behaviour]) as (server, model):
            await model.ask(REQUEST)
            assert (await model.ask(REQUEST)).outcome is Outcome.breaker_open
            assert len(server.requests) == 1

    asyncio.run(main())


@pytest.mark.parametrize(
    "behaviour",
    [
        served(completion("Sorry.")),
        served(completion(None, finish_reason="content_filter")),
        served(b"", status=404),
        served(b"", status=403),
        served(b"", status=429),
    ],
    ids=["bad answer", "filter", "not found", "forbidden", "rate limit"],
)
def test_f17_a_provider_that_answers_is_not_down_whatever_it_answers(behaviour: Behaviour) -> None:
    async def main() -> list[Reply[Answer]]:
        async with asking(respond=lambda _: behaviour) as (_, model):
            return [await model.ask(REQUEST) for _ in range(12)]

    assert Outcome.breaker_open not in {reply.outcome for reply in asyncio.run(main())}


def test_f17_hanging_for_the_whole_deadline_is_a_fault() -> None:
    async def main() -> list[Outcome]:
        async with asking([Hang()] * 9, total_seconds=0.1) as (_, model):
            return [(await model.ask(REQUEST)).outcome for _ in range(6)]

    assert asyncio.run(main()) == [Outcome.timeout] * 5 + [Outcome.breaker_open]


def test_f17_five_pages_that_are_no_completion_are_five_faults() -> None:
    async def main() -> list[Outcome]:
        async with asking([served(b"<html>")] * 9) as (_, model):
            return [(await model.ask(REQUEST)).outcome for _ in range(6)]

    assert asyncio.run(main()) == [Outcome.invalid] * 5 + [Outcome.breaker_open]


def test_f17_an_open_breaker_costs_no_budget() -> None:
    async def main() -> Reply[Answer]:
        clock = Clock()
        async with asking([served(b"", status=401)], clock=clock, token_budget=2_000) as (_, model):
            for _ in range(9):
                await model.ask(REQUEST)
            clock.seconds = 30
            return await model.ask(REQUEST)

    assert asyncio.run(main()).outcome is Outcome.answered


def test_f17_attempts_cut_short_by_callers_in_a_hurry_are_not_the_providers_fault() -> None:
    async def main() -> Reply[Answer]:
        async with asking([Hang()] * 8) as (_, model):
            for _ in range(8):
                assert (await model.ask(REQUEST, deadline_seconds=0.02)).outcome is Outcome.timeout
            return await model.ask(REQUEST)

    assert asyncio.run(main()).outcome is Outcome.answered


def test_f17_a_probe_that_is_cancelled_makes_room_for_the_next() -> None:
    async def main() -> Reply[Answer]:
        clock = Clock()
        async with asking([served(b"", status=401), Hang()], clock=clock) as (_, model):
            await model.ask(REQUEST)
            clock.seconds = 30
            probe = asyncio.create_task(model.ask(REQUEST))
            await asyncio.sleep(0.05)
            probe.cancel()
            with pytest.raises(asyncio.CancelledError):
                await probe
            return await model.ask(REQUEST)

    assert asyncio.run(main()).outcome is Outcome.answered


# The address, and the money


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_no_prompt_leaves_for_elsewhere(status: int) -> None:
    async def main() -> tuple[Reply[Answer], int, int]:
        async with FaultServer() as elsewhere:
            away = served(b"", status=status, headers={"Location": f"{elsewhere.url}/chat/completions"})
            async with asking([away]) as (server, model):
                reply = await model.ask(REQUEST)
                return reply, len(server.requests), elsewhere.connections

    reply, requests, connections = asyncio.run(main())
    assert (reply.outcome, reply.attempts[0].status) == (Outcome.rejected, status)
    assert (requests, connections) == (1, 0)


def test_a_proxy_in_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> tuple[Reply[Answer], int]:
        async with FaultServer() as proxy:
            for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
                monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
            for name in ("NO_PROXY", "no_proxy"):
                monkeypatch.delenv(name, raising=False)
            async with asking() as (_, model):
                return await model.ask(REQUEST), proxy.connections

    reply, connections = asyncio.run(main())
    assert (reply.outcome, connections) == (Outcome.answered, 0)


def size(body: faultserver.Body) -> int:
    return len(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())


def dearest(body: faultserver.Body) -> faultserver.Reply:
    """Answer, and bill the most the request could cost."""
    usage = {"prompt_tokens": size(body), "completion_tokens": body["max_tokens"]}
    return served(completion(WRITTEN, usage=usage))


def untold(_body: faultserver.Body) -> faultserver.Reply:
    """Answer, and leave the bill open."""
    return served(completion(WRITTEN, usage=None))


@pytest.mark.parametrize("concurrency", [1, 8])
@pytest.mark.parametrize("respond", [dearest, untold])
def test_a_token_budget_holds_under_a_rush(concurrency: int, respond: Respond) -> None:
    async def main() -> tuple[list[Reply[Answer]], list[int]]:
        async with asking(respond=respond, concurrency=concurrency, token_budget=10_000) as (server, model):
            replies = await asyncio.gather(*(model.ask(REQUEST) for _ in range(8 * concurrency)))
            replies += [await model.ask(REQUEST) for _ in range(24)]
            return replies, [size(request.body) + request.body["max_tokens"] for request in server.requests]

    replies, costs = asyncio.run(main())
    outcomes = [reply.outcome for reply in replies]
    assert set(outcomes) == {Outcome.answered, Outcome.budget_spent}
    assert outcomes[-1] is Outcome.budget_spent
    assert sum(costs) <= 10_000 < sum(costs) + costs[0]


def test_what_a_call_did_not_use_goes_back_to_the_budget() -> None:
    async def main() -> list[Reply[Answer]]:
        cheap = completion(WRITTEN, usage={"prompt_tokens": 10, "completion_tokens": 10})
        async with asking(respond=lambda _: served(cheap), token_budget=2_000) as (_, model):
            return [await model.ask(REQUEST) for _ in range(20)]

    assert {reply.outcome for reply in asyncio.run(main())} == {Outcome.answered}


def test_a_request_turned_away_costs_no_budget_and_one_that_failed_late_keeps_its_reservation() -> None:
    async def main(status: int) -> Outcome:
        refusals = [served(b"", status=status)] * 3
        async with asking(refusals, token_budget=2_000) as (_, model):
            await model.ask(REQUEST)
            return (await model.ask(REQUEST)).outcome

    assert asyncio.run(main(429)) is Outcome.answered
    assert asyncio.run(main(503)) is Outcome.budget_spent
