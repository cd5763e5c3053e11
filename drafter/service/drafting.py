"""Drafts the letters that wait, several at once while a model is thinking."""

from __future__ import annotations

import asyncio
import time

from drafter.case import Case
from drafter.errors import DrafterError, StoreError
from drafter.result import Result, usage
from drafter.service import logs, tracing
from drafter.service.context import Service
from drafter.store.outbox import GENERATION

AT_ONCE = 8
LOOK_EVERY_SECONDS = 1.0


class Drafting:
    """Takes draftings from the desk and brings back letters.

    Args:
        service: the service.
        worker: name under which draftings are leased.
    """

    def __init__(self, service: Service, worker: str) -> None:
        self._service = service
        self._worker = worker
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._under_way: set[asyncio.Task[None]] = set()

    async def step(self) -> None:
        """Begin one drafting, or wait until there is one."""
        await self._slots.acquire()
        try:
            found = await asyncio.to_thread(self._service.desk.begin_generation, self._worker)
        except BaseException:
            self._slots.release()
            raise
        if found is None:
            self._slots.release()
            await asyncio.to_thread(self._service.wake.wait, GENERATION, LOOK_EVERY_SECONDS)
            return
        task = asyncio.create_task(self._draft(*found))
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    async def finish(self) -> None:
        """Wait for the draftings under way."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._slots.release()

    async def _draft(self, draft_id: str, case: Case) -> None:
        began = time.perf_counter()
        desk = self._service.desk
        outcome = "failed"
        try:
            with tracing.span("draft", draft=draft_id):
                result = await self._service.drafter.draft(case)
            head = await asyncio.to_thread(desk.finish_generation, draft_id, result)
            outcome = str(head.state)
            self._count(result)
        except StoreError as error:
            # The lease runs out and another worker takes it up; there is nothing to take back.
            logs.failure(error, draft=draft_id)
        except Exception as error:  # noqa: BLE001  (a letter that cannot be drafted must not stop the others)
            logs.failure(error, draft=draft_id)
            await self._give_up(draft_id, error)
        seconds = time.perf_counter() - began
        self._service.metrics.draft_seconds.observe(seconds)
        self._service.metrics.drafts.labels(case.kind, case.language, outcome).inc()
        logs.event("draft", draft=draft_id, outcome=outcome, seconds=round(seconds, 3))

    async def _give_up(self, draft_id: str, error: Exception) -> None:
        try:
            await asyncio.to_thread(self._service.desk.give_up, draft_id, type(error).__name__)
        except DrafterError as second:
            logs.failure(second, draft=draft_id)

    def _count(self, result: Result) -> None:
        spent, _ = usage(result.steps)
        self._service.metrics.tokens.labels("prompt").inc(spent.prompt_tokens)
        self._service.metrics.tokens.labels("completion").inc(spent.completion_tokens)
