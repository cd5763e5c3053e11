"""A circuit breaker: stop asking a provider that is down, and ask once in a while whether it is back."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto


class Sign(Enum):
    """What one call said about the provider."""

    alive = auto()
    """It answered; what it answered is another matter."""
    fault = auto()
    """It failed in a way that is its own."""
    fatal = auto()
    """It will fail the same way until somebody acts: a wrong key, an empty account."""
    silent = auto()
    """The call ended before it could say anything."""


class Breaker:
    """Opens after consecutive provider faults, rests, then lets one probe through.

    ::

        ticket = breaker.admit()
        if ticket is not None:
            breaker.record(ticket, Sign.alive if call() else Sign.fault)

    Args:
        clock: seconds, monotonic.
        threshold: consecutive faults that open it.
        rest_seconds: time between opening and a probe.
    """

    def __init__(self, clock: Callable[[], float], *, threshold: int = 5, rest_seconds: float = 30.0) -> None:
        self._clock = clock
        self._threshold = threshold
        self._rest = rest_seconds
        self._faults = 0
        self._opened_at: float | None = None
        self._probing = False
        self._era = 0

    def admit(self) -> int | None:
        """Return a ticket for one call, or None while no call may be made.

        Every ticket has to be recorded: a probe holds all other calls back until it is.
        """
        if self._opened_at is not None:
            if self._probing or self._clock() - self._opened_at < self._rest:
                return None
            self._probing = True
            self._era += 1
        return self._era

    def record(self, ticket: int, sign: Sign) -> None:
        """Take in how the call admitted with ``ticket`` went.

        A call that began before the breaker last opened says nothing about the provider of now, so its sign
        is ignored.
        """
        if ticket != self._era:
            return
        if sign is Sign.alive:
            self._faults, self._opened_at = 0, None
        elif sign is not Sign.silent:
            self._faults += 1
            if self._probing or sign is Sign.fatal or self._faults >= self._threshold:
                self._opened_at = self._clock()
                self._era += 1
        self._probing = False
