"""The one client of the OpenAI API.

::

    model = Model(ModelSettings(api_key=key, model="gpt-5"), rng=random.Random())
    reply = await model.ask(request)
    if reply.outcome is Outcome.answered:
        print(reply.answer.sections)

Whatever a server does, ``ask`` returns a :class:`Reply` with one of the :class:`Outcome` values. It makes at
most three HTTP requests inside one deadline, waits as long as the server asks when that fits, and walks down
a ladder where a server cannot be held to a JSON schema: ``json_schema``, ``json_object``, a forced ``tool``
call, ``text``. The rung that works is remembered for the life of the model, for each name that is asked.

One model belongs to one event loop, that of its first request.
"""

# ruff: noqa: PLC0415 - the SDK takes half a second to import, and most commands never ask a model

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from pydantic_core import to_json

from drafter.answer import NO_OBJECT, Read
from drafter.breaker import Breaker, Sign
from drafter.budget import Budget
from drafter.completion import Tried, no_response, read_response
from drafter.errors import SettingsError
from drafter.exchange import (
    RUNGS,
    AnswerT,
    Attempt,
    Event,
    Finished,
    ModelSettings,
    Outcome,
    Reply,
    Request,
    Rung,
    Started,
    Waiting,
    request_body,
)

if TYPE_CHECKING:
    import httpx2
    import openai
    import tenacity

MAX_REQUESTS = 3
"""HTTP requests of one call, steps down the ladder included."""

MAX_BODY_BYTES = 1 << 20
"""A longer response is not a letter; reading it to the end would only fill the memory."""

DEFAULT_BASE_URL = "https://api.openai.com/v1"


class _TooLongError(Exception):
    """Raised when a response is longer than any answer can be."""


@dataclass(slots=True)
class _Ladder:
    """Where one model of the endpoint stands on the ladder.

    Attributes:
        step: the rung it is asked on.
        proven: whether it has given an object on that rung.
    """

    step: int = 0
    proven: bool = False


class Model:
    """Asks the models of one endpoint: the one in the settings, or the one a request names.

    Args:
        settings: which model, with how much patience.
        rng: spreads the waits between attempts.
        transport: carries the requests; one to the endpoint by default.
        clock: seconds, monotonic.
        now: seconds since 1970, to read a date in ``Retry-After``.
        sleep: waits that many seconds.
        on_event: told what happens while it happens, for a person who waits.

    Raises:
        SettingsError: when the key or the address cannot be used.
    """

    def __init__(
        self,
        settings: ModelSettings,
        *,
        rng: random.Random,
        transport: httpx2.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        on_event: Callable[[Event], None] | None = None,
    ) -> None:
        if problems := settings.problems():
            raise SettingsError(problems)
        self._settings = settings
        self._rng = rng
        self._clock = clock
        self._now = now
        self._sleep = sleep
        self._on_event = on_event
        self._client = _open_client(settings, transport)
        # Any: the type of the SDK's options is private.
        self._options: Any = {"headers": _unsaid(_UNSAID_OF_A_CALL)}
        self._retrying = _retrying(self._wait, self._pause)
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._breaker = Breaker(clock)
        self._budget = Budget(settings.token_budget)
        self._ladders: defaultdict[str, _Ladder] = defaultdict(_Ladder)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    @property
    def settings(self) -> ModelSettings:
        """What this client was made with."""
        return self._settings

    def _ladder(self, request: Request[Read]) -> _Ladder:
        return self._ladders[request.model or self._settings.model]

    def body(self, request: Request[Read]) -> dict[str, object]:
        """Return the request body as it would be sent now, on the rung this endpoint is known to hold."""
        return request_body(request, self._settings, RUNGS[self._ladder(request).step])

    async def ask(
        self, request: Request[AnswerT], *, deadline_seconds: float | None = None
    ) -> Reply[AnswerT]:
        """Ask a model once.

        Args:
            request: what to ask.
            deadline_seconds: what is left to the caller, where that is less than ``total_seconds``.

        Returns:
            How it ended. Nothing that the other side does raises an error.
        """
        total = self._settings.total_seconds
        allowed = total if deadline_seconds is None else min(total, deadline_seconds)
        attempts: list[Attempt] = []
        if allowed <= 0:
            tried = Tried(Outcome.timeout)
        else:
            tried = await self._within(allowed, request, attempts)
        model = attempts[-1].model if attempts else None
        answer = cast("AnswerT | None", tried.answer)  # what `request.read` made
        asked = request.model or self._settings.model
        return Reply(tried.outcome, answer, tuple(attempts), model, asked)

    async def _within(self, allowed: float, request: Request[Read], attempts: list[Attempt]) -> Tried:
        until = self._clock() + allowed
        try:
            # Around everything: a server that drips one byte a second never meets a read timeout.
            async with asyncio.timeout(allowed):
                tried = await self._attempt(request, attempts)
                return await self._again(tried, until, request, attempts) if tried.again else tried
        except TimeoutError:
            # With no attempt behind it, the call has spent its time queueing for a connection.
            return Tried(Outcome.timeout if attempts else Outcome.overloaded)

    async def _again(
        self, first: Tried, until: float, request: Request[Read], attempts: list[Attempt]
    ) -> Tried:
        """Go on from a first attempt that is worth another; most calls end before this is set up."""
        made = iter((first,))

        async def attempt() -> Tried:
            return next(made, None) or await self._attempt(request, attempts)

        retrying = self._retrying.copy(stop=lambda state: self._is_over(state, until))
        tried: Tried = await retrying(attempt)
        return tried

    def _wait(self, state: tenacity.RetryCallState) -> float:
        tried = _result(state)
        if tried.lower:
            return 0.0
        backoff = self._rng.uniform(0.5, 1.0) * 2.0 ** (state.attempt_number - 1)
        return max(backoff, tried.retry_after)

    def _is_over(self, state: tenacity.RetryCallState, until: float) -> bool:
        # A wait that does not fit is not begun: the caller has a use for the time.
        return state.attempt_number >= MAX_REQUESTS or self._clock() + state.upcoming_sleep >= until

    async def _pause(self, seconds: float) -> None:
        if seconds > 0:
            self._tell(Waiting(seconds))
            await self._sleep(seconds)

    def _tell(self, event: Event) -> None:
        if self._on_event is not None:
            self._on_event(event)

    async def _attempt(self, request: Request[Read], attempts: list[Attempt]) -> Tried:
        async with self._slots:
            ladder = self._ladder(request)
            step = ladder.step
            body = request_body(request, self._settings, RUNGS[step])
            content = to_json(body)
            most = len(content) + request.max_tokens  # no token is shorter than a byte
            if not self._budget.reserve(most):
                return Tried(Outcome.budget_spent)
            ticket = self._breaker.admit()
            if ticket is None:
                self._budget.settle(most, 0)
                return Tried(Outcome.breaker_open)
            started = self._clock()
            tried = None
            try:
                self._tell(Started(len(attempts) + 1, MAX_REQUESTS, RUNGS[step]))
                tried = await self._post(content, request, RUNGS[step])
            finally:
                seconds = self._clock() - started
                tried = tried or self._cut(seconds)
                self._breaker.record(ticket, tried.sign)
                self._budget.settle(most, None if tried.usage is None else tried.usage.total_tokens)
                attempts.append(_record(tried, seconds, RUNGS[step]))
                self._tell(Finished(len(attempts), tried.outcome, seconds))
            return self._learn(ladder, step, tried)

    def _cut(self, seconds: float) -> Tried:
        """Judge an attempt that the deadline ended: a provider is at fault only if it had a fair time."""
        fair = min(self._settings.read_seconds, self._settings.total_seconds) / 2
        return Tried(Outcome.timeout, sign=Sign.fault if seconds >= fair else Sign.silent)

    def _learn(self, ladder: _Ladder, step: int, tried: Tried) -> Tried:
        """Remember which rung of the ladder this model holds."""
        here = step == ladder.step
        if tried.lower and tried.answer is not None and here and ladder.proven:
            return replace(tried, lower=False)  # it has given objects on this rung: one bad sample
        if tried.lower:
            ladder.step, ladder.proven = max(ladder.step, step + 1), ladder.proven and not here
        elif tried.answer is not None and tried.answer.problem != NO_OBJECT and here:
            ladder.proven = True
        return tried

    async def _post(self, content: bytes, request: Request[Read], rung: Rung) -> Tried:
        import httpx2
        import openai

        try:
            # The raw response: the SDK's own types hand back whatever stands in it, at some cost.
            response = await self._client.post(
                "/chat/completions", content=content, cast_to=httpx2.Response, options=self._options
            )
        except openai.APIStatusError as error:
            response = error.response
        except openai.APIConnectionError as error:
            return no_response(error.__cause__)
        except _TooLongError:
            return Tried(Outcome.invalid, sign=Sign.fault)
        return read_response(response, request, rung, self._now())


def _record(tried: Tried, seconds: float, rung: Rung) -> Attempt:
    return Attempt(tried.outcome, seconds, tried.status, rung, tried.usage, tried.model, tried.request_id)


def _result(state: tenacity.RetryCallState) -> Tried:
    return cast("Tried", cast("tenacity.Future", state.outcome).result())


def _retrying(
    wait: Callable[[tenacity.RetryCallState], float], sleep: Callable[[float], Awaitable[None]]
) -> tenacity.AsyncRetrying:
    import tenacity

    again = tenacity.retry_if_result(lambda tried: tried.again)
    return tenacity.AsyncRetrying(wait=wait, sleep=sleep, retry=again, retry_error_callback=_result)


def _open_client(settings: ModelSettings, transport: httpx2.AsyncBaseTransport | None) -> openai.AsyncOpenAI:
    import httpx2
    import openai

    limits = httpx2.Limits(
        max_connections=settings.concurrency, max_keepalive_connections=settings.concurrency
    )
    timeout = httpx2.Timeout(
        settings.read_seconds, connect=settings.connect_seconds, pool=settings.pool_seconds
    )
    unsaid = cast("dict[str, str]", _unsaid(_UNSAID))
    return openai.AsyncOpenAI(
        api_key=settings.api_key,
        base_url=settings.base_url or DEFAULT_BASE_URL,
        max_retries=0,
        timeout=timeout,
        default_headers={"Content-Type": "application/json", "Accept-Encoding": "identity", **unsaid},
        http_client=httpx2.AsyncClient(
            transport=_guarded(transport or httpx2.AsyncHTTPTransport(limits=limits, trust_env=False)),
            timeout=timeout,
            follow_redirects=False,
            trust_env=False,
        ),
    )


_UNSAID = tuple(
    f"X-Stainless-{each}"
    for each in ("Lang", "Package-Version", "OS", "Arch", "Runtime", "Runtime-Version", "Async")
)
"""What the SDK tells of the machine it runs on: no model needs it."""
_UNSAID_OF_A_CALL = ("X-Stainless-Retry-Count", "X-Stainless-Read-Timeout")
"""What it adds to every call: it does not try again, and the time is nobody else's matter."""


def _unsaid(headers: Iterable[str]) -> dict[str, str | openai.Omit]:
    """Return headers as the SDK is told to leave them out."""
    import openai

    return dict.fromkeys(headers, openai.Omit())


_HEADERS_READ = frozenset({b"retry-after", b"retry-after-ms", b"x-request-id"})
"""All others are dropped: an encoding could unpack a small body to a very large one, a character set can make
the SDK raise, a cookie can spoil every later request."""


def _guarded(inner: httpx2.AsyncBaseTransport) -> httpx2.AsyncBaseTransport:
    """Wrap a transport so that no response can fill the memory or upset the libraries that read it."""
    import httpx2

    class Body(httpx2.AsyncByteStream):
        def __init__(self, stream: httpx2.AsyncByteStream) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            size = 0
            async for chunk in self._stream:
                size += len(chunk)
                if size > MAX_BODY_BYTES:
                    raise _TooLongError
                yield chunk

        async def aclose(self) -> None:
            await self._stream.aclose()

    class Guarded(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            response = await inner.handle_async_request(request)
            response.stream = Body(cast("httpx2.AsyncByteStream", response.stream))
            kept = [(name, value) for name, value in response.headers.raw if name.lower() in _HEADERS_READ]
            response.headers = httpx2.Headers(kept)
            return response

        async def aclose(self) -> None:
            await inner.aclose()

    return Guarded()
