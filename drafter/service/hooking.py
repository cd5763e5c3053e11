"""Sends webhooks: signed, to checked addresses, again with growing pauses, each attempt on record."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

import httpx

from drafter.review import hooks
from drafter.review.hooks import Endpoint
from drafter.service import logs, tracing
from drafter.service.context import Service
from drafter.service.destination import Resolve, find, resolve_by_system
from drafter.service.problem import Refusal
from drafter.service.signature import sign
from drafter.store import outbox
from drafter.store.outbox import Job
from drafter.version import __version__

PAUSES_SECONDS: Sequence[float] = (10, 60, 300, 1800)
"""Pauses before the second to the fifth attempt."""
ATTEMPT_SECONDS = 15.0
AT_ONCE = 8


class Hooking:
    """Sends what waits in the outbox under the topic ``webhook``.

    Args:
        service: the service.
        resolve: finds the addresses of a name.
        transport: carries the requests; the network by default.
    """

    def __init__(
        self,
        service: Service,
        *,
        resolve: Resolve = resolve_by_system,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._service = service
        self._resolve = resolve
        self._transport = transport

    async def work(self, worker: str) -> int:
        """Send what waits now; return how many attempts were made."""
        store = self._service.store
        lease = int(ATTEMPT_SECONDS * 4)
        jobs = await asyncio.to_thread(
            outbox.lease, store, outbox.WEBHOOK, worker, count=AT_ONCE, seconds=lease
        )
        if not jobs:
            return 0
        endpoints = {each.id: each for each in await asyncio.to_thread(hooks.endpoints, store)}
        # No proxy, no redirect: the request goes to the checked address or nowhere.
        async with httpx.AsyncClient(
            transport=self._transport, trust_env=False, follow_redirects=False, timeout=ATTEMPT_SECONDS
        ) as client:
            ends = await asyncio.gather(
                *(self._attempt(client, job, endpoints.get(job.target)) for job in jobs),
                return_exceptions=True,  # what breaks one attempt leaves the others to end
            )
        for end in ends:
            if isinstance(end, Exception):
                logs.failure(end, topic=outbox.WEBHOOK)
        return len(jobs)

    async def _attempt(self, client: httpx.AsyncClient, job: Job, endpoint: Endpoint | None) -> None:
        status, said = None, "the endpoint is gone"
        if endpoint is not None:
            with tracing.span("webhook", webhook=endpoint.id, attempt=job.attempt):
                status, said = await self._send(client, job, endpoint)
        arrived = status is not None and httpx.codes.is_success(status)
        store = self._service.store
        if arrived:
            await asyncio.to_thread(outbox.done, store, job, status=status)
        else:
            last = endpoint is None or job.attempt > len(PAUSES_SECONDS)
            pause = None if last else PAUSES_SECONDS[job.attempt - 1]
            await asyncio.to_thread(outbox.failed, store, job, retry_in=pause, status=status, said=said)
        outcome = "done" if arrived else "failed"
        self._service.metrics.webhooks.labels(outcome).inc()
        logs.event(
            "webhook", webhook=job.target, job=job.id, attempt=job.attempt, status=status, outcome=outcome
        )

    async def _send(self, client: httpx.AsyncClient, job: Job, endpoint: Endpoint) -> tuple[int | None, str]:
        """Return the status that came back, or None and why none did."""
        body = json.dumps({"id": job.id, **job.payload}, separators=(",", ":")).encode()
        timestamp = str(int(self._service.store.clock().timestamp()))
        try:
            # A slow drip of bytes never trips a read timeout; the deadline is for the whole attempt.
            async with asyncio.timeout(ATTEMPT_SECONDS):
                where = await asyncio.to_thread(
                    find, endpoint.url, self._service.settings.hooks_to, self._resolve
                )
                headers = {
                    "Host": where.host,
                    "Content-Type": "application/json",
                    "User-Agent": f"drafter/{__version__}",
                    "X-Drafter-Event": str(job.payload["event"]),
                    "X-Drafter-Delivery": job.id,
                    "X-Drafter-Timestamp": timestamp,
                    "X-Drafter-Signature": sign(endpoint.secret, timestamp, body),
                }
                sni = {"sni_hostname": where.server_name}
                async with client.stream(
                    "POST", where.url, content=body, headers=headers, extensions=sni
                ) as response:
                    return response.status_code, ""
        except Refusal:
            return None, "the address lies inside this network"
        except (OSError, ValueError, httpx.HTTPError, httpx.InvalidURL) as error:
            return None, type(error).__name__
