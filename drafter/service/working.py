"""The background of a service: a thread that drafts, one that calls webhooks, one that sends mail, one that
keeps house.

Each looks once a second and is woken when there is work. A stop lets what is under way finish.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import threading
import time
from collections.abc import Callable

from sqlalchemy import select

from drafter.errors import DrafterError
from drafter.review.state import State
from drafter.service import delivering, logs
from drafter.service.context import Service
from drafter.service.drafting import Drafting
from drafter.service.hooking import Hooking
from drafter.store.outbox import GENERATION, WEBHOOK
from drafter.store.tables import drafts

LOOK_EVERY_SECONDS = 1.0
KEEP_HOUSE_EVERY_SECONDS = 60.0
STOP_SECONDS = 20.0
_AFTER_A_FAILURE_SECONDS = 2.0


class Workers:
    """All workers of one service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to work."""
        for topic, run in (
            (GENERATION, self._draft),
            (WEBHOOK, self._call_webhooks),
            (delivering.MAIL, self._send_mail),
            ("house", self._keep_house),
        ):
            # A daemon, so that a worker that hangs cannot keep the process; its leases run out.
            thread = threading.Thread(target=run, name=f"drafter-{topic}", daemon=True)
            thread.start()
            self._threads.append(thread)

    async def stop(self) -> None:
        """Finish what is under way, for at most 20 seconds, and take on nothing new."""
        self._stopping.set()
        for topic in (GENERATION, WEBHOOK, delivering.MAIL):
            self._service.wake.call(topic)
        await asyncio.to_thread(self._join)

    def _join(self) -> None:
        until = time.monotonic() + STOP_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _draft(self) -> None:
        async def draft() -> None:
            drafting = Drafting(self._service, self._name)
            while not self._stopping.is_set():
                try:
                    await drafting.step()
                except Exception as error:  # noqa: BLE001  (a worker outlives whatever happens to its work)
                    logs.failure(error, topic=GENERATION)
                    await asyncio.sleep(_AFTER_A_FAILURE_SECONDS)
            await drafting.finish()

        asyncio.run(draft())

    def _call_webhooks(self) -> None:
        hooking = Hooking(self._service)
        self._loop(WEBHOOK, lambda: asyncio.run(hooking.work(self._name)))

    def _send_mail(self) -> None:
        self._guarded(delivering.MAIL, lambda: delivering.take_up_forgotten(self._service))
        self._loop(delivering.MAIL, lambda: delivering.work(self._service, self._name))

    def _loop(self, topic: str, work: Callable[[], int]) -> None:
        while not self._stopping.is_set():
            if not self._guarded(topic, work):
                self._service.wake.wait(topic, LOOK_EVERY_SECONDS)

    def _keep_house(self) -> None:
        self._guarded("house", self._recheck)
        while not self._stopping.is_set():
            self._guarded("house", lambda: len(self._service.desk.expire()))
            self._stopping.wait(KEEP_HOUSE_EVERY_SECONDS)

    def _recheck(self) -> int:
        """Check what is approved anew: the policy may have changed since this service last ran."""
        approved = select(drafts.c.id).where(drafts.c.state == str(State.approved))
        with self._service.store.read() as connection:
            ids = connection.execute(approved).scalars().all()
        for draft_id in ids:
            if self._stopping.is_set():
                break
            try:
                self._service.desk.recheck(draft_id)
            except DrafterError as error:
                logs.failure(error, draft=draft_id)
        return len(ids)

    def _guarded(self, topic: str, work: Callable[[], int | None]) -> int:
        try:
            return work() or 0
        except Exception as error:  # noqa: BLE001  (a worker outlives whatever happens to its work)
            logs.failure(error, topic=topic)
            self._stopping.wait(_AFTER_A_FAILURE_SECONDS)
            return 0
