"""A live evaluation against a real server: recorded, replayed with the server gone, stopped where it must."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from drafter.errors import ServiceError
from drafter.evaluation import totals
from drafter.evaluation.journal import Result, results
from drafter.evaluation.ledger import Ledger
from drafter.evaluation.lines import Lines, LiveLines, ReplayLines
from drafter.evaluation.recordings import Recordings
from drafter.evaluation.runner import Limits, run
from drafter.exchange import ModelSettings
from tests import runs
from tests.faultserver import Behaviour, FaultServer, Reply, answer_every_section

CASES, EPOCHS = 4, 2


async def finish(lines: Lines, journal: Path) -> list[Result]:
    with Ledger(journal, runs.header(cases=CASES, epochs=EPOCHS)) as ledger:
        subject = runs.drafting(lines)
        await run(subject, ledger, epochs=EPOCHS, of=CASES * EPOCHS, limits=Limits(concurrency=3))
    return sorted(results(journal), key=lambda result: (result.case, result.epoch))


def settings(server: FaultServer) -> ModelSettings:
    return ModelSettings(api_key="k", base_url=server.url, model="served")


def test_what_was_recorded_live_is_replayed_with_the_server_gone(tmp_path: Path) -> None:
    async def live() -> tuple[list[Result], ModelSettings, int]:
        async with FaultServer([Reply(status=503), Reply(status=429)]) as server:
            lines = LiveLines(settings(server), Recordings.read(tmp_path / "r"), day="2026-11-28")
            return await finish(lines, tmp_path / "live.jsonl"), settings(server), len(server.requests)

    recorded, was, requests = asyncio.run(live())
    replayed = asyncio.run(
        finish(ReplayLines(Recordings.read(tmp_path / "r"), was), tmp_path / "replayed.jsonl")
    )

    assert [result.sections for result in replayed] == [result.sections for result in recorded]
    assert [result.checks for result in replayed] == [result.checks for result in recorded]
    assert sum(len(result.asked) for result in recorded) == requests
    assert sum(len(result.asked) for result in replayed) == requests - 2
    assert all(each.key for result in recorded for each in result.asked)
    assert not any(result.error for result in recorded)


def test_a_service_that_does_not_answer_is_an_error_and_no_failing_prompt(tmp_path: Path) -> None:
    async def live() -> None:
        async with FaultServer(respond=lambda _body: Reply(status=404)) as server:
            await finish(LiveLines(settings(server), None, day="d"), tmp_path / "j.jsonl")

    asyncio.run(live())
    found = totals.read(tmp_path / "j.jsonl")

    assert found.complete
    assert found.errors == CASES * EPOCHS
    assert found.rate("policy") == 0


def test_a_key_that_is_not_accepted_stops_the_run_at_once(tmp_path: Path) -> None:
    async def live() -> int:
        async with FaultServer(respond=lambda _body: Reply(status=401)) as server:
            with pytest.raises(ServiceError, match="unauthorised"):
                await finish(LiveLines(settings(server), None, day="d"), tmp_path / "j.jsonl")
            return len(server.requests)

    requests = asyncio.run(live())

    assert requests <= 3
    assert list(results(tmp_path / "j.jsonl")) == []


def test_a_run_that_stopped_on_a_key_goes_on_with_another(tmp_path: Path) -> None:
    script: list[Behaviour] = []

    async def live() -> list[Result]:
        async with FaultServer(script, respond=answer_every_section) as server:
            server.script.append(Reply(status=401))
            with pytest.raises(ServiceError):
                await finish(LiveLines(settings(server), None, day="d"), tmp_path / "j.jsonl")
            server.script.clear()
            return await finish(LiveLines(settings(server), None, day="d"), tmp_path / "j.jsonl")

    assert len(asyncio.run(live())) == CASES * EPOCHS
