"""Lines to a model: the real client with one transport for each (case, epoch), by where answers come from."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

import httpx2

from drafter.evaluation.recordings import Recordings, Whose
from drafter.evaluation.simulated import SimulatedModel, World
from drafter.evaluation.subject import Item
from drafter.evaluation.suite import SIMULATED
from drafter.evaluation.transports import Carrier, Live, Record, Replay, VirtualClock
from drafter.exchange import ModelSettings
from drafter.guide import Plan
from drafter.library import Shelf
from drafter.model import Model

_PATIENT_SECONDS = 3_600.0


@dataclass(frozen=True, slots=True)
class Line:
    """A client for one (case, epoch), the transport behind it, and the clock that times it."""

    model: Model
    carrier: Carrier
    clock: Callable[[], float]

    @property
    def missed(self) -> list[str]:
        """Return the hashes of the requests that are not recorded."""
        return self.carrier.missed if isinstance(self.carrier, Replay) else []


class Lines(Protocol):
    """Opens lines."""

    def open(self, item: Item, epoch: int, plan: Plan, prompt_version: str, /) -> Line:
        """Return a new line for one (case, epoch)."""

    async def aclose(self) -> None:
        """Close what lies behind the lines."""


# A client of its own for each (case, epoch): what one letter taught a client about its service, or a breaker
# that opened, would make the next letter depend on the order of all before it.
def _line(
    settings: ModelSettings,
    carrier: Carrier,
    seed: str,
    clock: Callable[[], float],
    sleep: Callable[[float], Awaitable[None]],
) -> Line:
    rng = random.Random(seed)
    return Line(Model(settings, rng=rng, transport=carrier, clock=clock, sleep=sleep), carrier, clock)


def _seed(item: Item, epoch: int) -> str:
    return f"{item.id}:{epoch}"


def simulated_settings() -> ModelSettings:
    """Return the settings of a client that speaks to the simulated model."""
    return ModelSettings(api_key="simulated", model=SIMULATED, total_seconds=_PATIENT_SECONDS)


@dataclass(frozen=True, slots=True)
class SimulatedLines:
    """Lines to the simulated model."""

    world: World
    prompts: Shelf
    policies: Shelf
    settings: ModelSettings = field(default_factory=simulated_settings)

    def open(self, item: Item, epoch: int, plan: Plan, _prompt_version: str, /) -> Line:
        """Return a new line; see :class:`Lines`."""
        clock = VirtualClock()
        carrier = self.carrier(item, epoch, plan, clock)
        return _line(self.settings, carrier, _seed(item, epoch), clock, clock.sleep)

    def carrier(self, item: Item, epoch: int, plan: Plan, clock: VirtualClock) -> SimulatedModel:
        """Return the simulated model for one (case, epoch)."""
        return SimulatedModel(
            self.world, item, plan, epoch, prompts=self.prompts, policies=self.policies, clock=clock
        )

    async def aclose(self) -> None:
        """Close nothing."""


@dataclass(frozen=True, slots=True)
class ReplayLines:
    """Lines to recordings alone."""

    recordings: Recordings
    settings: ModelSettings

    def open(self, item: Item, epoch: int, _plan: Plan, prompt_version: str, /) -> Line:
        """Return a new line; see :class:`Lines`."""
        clock = VirtualClock()
        carrier = Replay(self.recordings, _whose(item, epoch, prompt_version, self.settings), clock)
        return _line(self.settings, carrier, _seed(item, epoch), clock, clock.sleep)

    async def aclose(self) -> None:
        """Close nothing."""


class LiveLines:
    """Lines to a model service, over one pool of connections.

    Args:
        settings: how to reach it.
        recordings: answered from first, and added to; None records nothing.
        day: ISO date of what is recorded.
        inner: carries the requests; a pool of connections by default.
    """

    def __init__(
        self,
        settings: ModelSettings,
        recordings: Recordings | None,
        *,
        day: str,
        inner: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        limits = httpx2.Limits(
            max_connections=settings.concurrency, max_keepalive_connections=settings.concurrency
        )
        # The run has its own budget; a client for each (case, epoch) would count each from nothing.
        self._settings = replace(settings, token_budget=None)
        self._recordings = recordings
        self._day = day
        self._inner = inner or httpx2.AsyncHTTPTransport(limits=limits, trust_env=False)

    def open(self, item: Item, epoch: int, _plan: Plan, prompt_version: str, /) -> Line:
        """Return a new line; see :class:`Lines`."""
        clock = asyncio.get_running_loop().time
        seed = _seed(item, epoch)
        if self._recordings is None:
            return _line(self._settings, Live(self._inner), seed, clock, asyncio.sleep)
        whose = _whose(item, epoch, prompt_version, self._settings)
        carrier = Record(self._recordings, whose, VirtualClock(), self._inner, day=self._day)
        return _line(self._settings, carrier, seed, clock, asyncio.sleep)

    async def aclose(self) -> None:
        """Write what was recorded, and close the connections."""
        if self._recordings is not None:
            self._recordings.write()
        await self._inner.aclose()


@dataclass(frozen=True, slots=True)
class RecordedSimulation:
    """Lines to the simulated model whose answers are recorded."""

    simulated: SimulatedLines
    recordings: Recordings
    day: str

    def open(self, item: Item, epoch: int, plan: Plan, prompt_version: str, /) -> Line:
        """Return a new line; see :class:`Lines`."""
        settings, clock = self.simulated.settings, VirtualClock()
        inner = self.simulated.carrier(item, epoch, plan, clock)
        whose = _whose(item, epoch, prompt_version, settings)
        carrier = Record(self.recordings, whose, clock, inner, day=self.day, stopwatch=clock)
        return _line(settings, carrier, _seed(item, epoch), clock, clock.sleep)

    async def aclose(self) -> None:
        """Write what was recorded."""
        self.recordings.write()


def _whose(item: Item, epoch: int, prompt_version: str, settings: ModelSettings) -> Whose:
    return Whose(case=item.id, epoch=epoch, kind=item.kind, prompt=prompt_version, model=settings.model)
