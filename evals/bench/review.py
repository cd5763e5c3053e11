"""The review room under strain: races, replays, crashes, tampering, and a long queue."""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median

from drafter.review import queue
from drafter.store import Store, audit
from drafter.store.anchor import Anchor
from evals.bench.figure import Figure
from tests.databases import KINDS, database
from tests.reviewing import Clock, office
from tests.strain import crashes, crowds, races, replays, tampering

DRAFTS, THREADS, ROUNDS = 200, 8, 20
REPLAYS, KILLS, TAMPERINGS, EVENTS, QUEUED = 1_000, 100, 200, 100_000, 100_000
_VERIFY_SECONDS, _PAGE_MS = 5.0, 150.0


def run() -> list[Figure]:
    """Measure everything; minutes, not seconds."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="drafter-bench-") as folder:
        for kind in KINDS:
            for bench in (_race, _replay, _kill, _queue):
                with database(kind, Path(folder)) as url:
                    figures += bench(kind, url, Path(folder))
        figures += _tampering(Path(folder))
        with database("sqlite", Path(folder)) as url:
            figures += _verification(url)
    return figures


def _race(kind: str, url: str, _folder: Path) -> list[Figure]:
    with Store.open(url, clock=(clock := Clock())) as store:
        outcome = races.run(office(store, clock), drafts=DRAFTS, threads=THREADS, rounds=ROUNDS)
    return [
        Figure(
            f"approval race on {kind}: {DRAFTS} drafts × {THREADS} threads × {ROUNDS} rounds, approvals each",
            f"least {outcome.least}, most {outcome.most} ({outcome.refused} refused)",
            "exactly 1",
            outcome.least == outcome.most == 1,
        )
    ]


def _replay(kind: str, url: str, _folder: Path) -> list[Figure]:
    with Store.open(url, clock=(clock := Clock())) as store:
        gone, by_field = replays.run(office(store, clock), count=REPLAYS, rng=random.Random(1))
    return [
        Figure(
            f"approved letters changed by one byte on {kind} ({_counted(by_field)}), going out",
            f"{gone} of {REPLAYS}",
            "0",
            gone == 0,
        )
    ]


def _kill(kind: str, url: str, folder: Path) -> list[Figure]:
    outcome = crashes.run(url, folder / f"{kind}.anchor", kills=KILLS, rng=random.Random(2))
    return [
        Figure(
            f"kill -9 under load on {kind}, {KILLS} times: acknowledged writes lost, torn, chain",
            f"{outcome.lost} of {outcome.acknowledged} lost, {outcome.torn} torn, "
            f"chain {'holds' if outcome.chain_holds else 'broken'}",
            "0 lost, 0 torn, holds",
            not outcome.lost and not outcome.torn and outcome.chain_holds and outcome.acknowledged > 0,
        )
    ]


def _queue(kind: str, url: str, _folder: Path) -> list[Figure]:
    with Store.open(url, clock=(clock := Clock())) as store:
        room = office(store, clock)
        crowds.fill(store, room.agent, QUEUED, random.Random(3))
        asked: dict[str, Callable[[], object]] = {
            str(tab): lambda tab=tab: queue.list_queue(store, room.reviewer, queue.Filters(tab=tab))  # type: ignore[misc]
            for tab in queue.Tab
        }
        asked["counts"] = lambda: queue.counts(store, room.reviewer)
        times = {name: _milliseconds(ask) for name, ask in asked.items()}
    slowest = max(times, key=lambda name: times[name])
    return [
        Figure(
            f"queue of {QUEUED:,} drafts on {kind}: slowest of {len(times)} queries, ms ({slowest})",
            f"{times[slowest]:.0f} (page of all {times['all']:.0f})",
            f"≤ {_PAGE_MS:.0f}",
            times[slowest] <= _PAGE_MS,
        )
    ]


def _tampering(folder: Path) -> list[Figure]:
    found = tampering.run(folder, each=TAMPERINGS, rng=random.Random(4))
    return [
        Figure(
            f"audit trail tampered with ({kind}), found",
            f"{count} of {TAMPERINGS}",
            "all",
            count == TAMPERINGS,
        )
        for kind, count in found.items()
    ]


def _verification(url: str) -> list[Figure]:
    with Store.open(url, anchor=Anchor(Path(url.removeprefix("sqlite:///") + ".anchor"))) as store:
        crowds.events(store, EVENTS)
        began = time.perf_counter()
        with store.read() as connection:
            report = audit.verify(connection)
        seconds = time.perf_counter() - began
    return [
        Figure(
            f"verifying {report.events:,} audit events, seconds",
            f"{seconds:.2f}",
            f"≤ {_VERIFY_SECONDS:.0f}",
            report.holds and seconds <= _VERIFY_SECONDS,
        )
    ]


def _milliseconds(ask: Callable[[], object]) -> float:
    times = []
    for _ in range(9):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1e3)
    return median(times)


def _counted(by_field: Counter[str]) -> str:
    return ", ".join(f"{count} {field}" for field, count in sorted(by_field.items()))
