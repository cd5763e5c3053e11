"""What carries a model's requests in an evaluation: one transport for each (case, epoch).

The real client speaks through all of them. ``Live`` notes each request's hash on its way; ``Replay`` answers
from recordings alone; ``Record`` asks an inner transport for what is not recorded yet.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import httpx2

from drafter.evaluation.recordings import Recorded, Recordings, Whose, key_of, of_response

MISSED = 404
"""Status of a request that is not recorded: the client does not try it again, and no rung follows."""


@dataclass(slots=True)
class VirtualClock:
    """A clock that moves only when told to, so that replayed and simulated seconds repeat exactly."""

    now: float = 0.0

    def __call__(self) -> float:
        """Return the seconds so far."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Move on at once."""
        self.now += seconds


class Carrier(httpx2.AsyncBaseTransport, ABC):
    """A transport that remembers the hashes of the requests it carried, in order."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request, its hash noted."""
        body = await request.aread()
        self.keys.append(key_of(body))
        return await self.answer(request, self.keys[-1])

    @abstractmethod
    async def answer(self, request: httpx2.Request, key: str, /) -> httpx2.Response:
        """Answer a request with this hash."""

    async def aclose(self) -> None:
        """Close nothing: what lies inside serves the next case too."""


class Live(Carrier):
    """Passes requests on."""

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        super().__init__()
        self._inner = inner

    async def answer(self, request: httpx2.Request, _key: str, /) -> httpx2.Response:
        """Pass a request on."""
        return await self._inner.handle_async_request(request)


class Replay(Carrier):
    """Answers from recordings; a miss is noted and refused."""

    def __init__(self, recordings: Recordings, whose: Whose, clock: VirtualClock) -> None:
        super().__init__()
        self._recordings = recordings
        self._whose = whose
        self._clock = clock
        self.missed: list[str] = []
        self.answered: Counter[str] = Counter()

    async def answer(self, _request: httpx2.Request, key: str, /) -> httpx2.Response:
        """Answer from the recordings."""
        recorded = self.find(key)
        if recorded is None:
            self.missed.append(key)
            return httpx2.Response(MISSED, content=b"{}")
        self.answered[key] += 1
        self._clock.now += recorded.seconds
        return httpx2.Response(recorded.status, content=recorded.body())

    def find(self, key: str) -> Recorded | None:
        """Return what is recorded of this request, asked so often before."""
        return self._recordings.find((key, self._whose.case, self._whose.epoch, self.answered[key]))


class Record(Replay):
    """Asks an inner transport for what is not recorded yet, and adds it to the recordings.

    Args:
        recordings: answered from first, and added to.
        whose: the (case, epoch) that asks.
        clock: moved by answers that are recorded already.
        inner: asked for the others.
        day: ISO date of what is added.
        stopwatch: seconds, by which the inner transport's answers are timed.
    """

    def __init__(
        self,
        recordings: Recordings,
        whose: Whose,
        clock: VirtualClock,
        inner: httpx2.AsyncBaseTransport,
        *,
        day: str,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(recordings, whose, clock)
        self._inner = inner
        self._day = day
        self._stopwatch = stopwatch

    async def answer(self, request: httpx2.Request, key: str, /) -> httpx2.Response:
        """Answer from the recordings, else ask and keep what is worth keeping."""
        if self.find(key) is not None:
            return await super().answer(request, key)
        began = self._stopwatch()
        response = await self._inner.handle_async_request(request)
        content = await response.aread()
        seconds = round(self._stopwatch() - began, 3)
        recorded = of_response(
            response.status_code,
            content,
            key=key,
            turn=self.answered[key],
            whose=self._whose,
            seconds=seconds,
            day=self._day,
        )
        if recorded is not None:
            self.answered[key] += 1
            self._recordings.add(recorded)
        return httpx2.Response(response.status_code, headers=response.headers, content=content)
