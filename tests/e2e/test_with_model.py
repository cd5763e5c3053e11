"""Drafting with a model: a compatible server on this machine, and a terminal that shows progress."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re
import sys
from pathlib import Path

import pytest

from drafter import fallback
from drafter.case_file import read_case
from drafter.choices import Kind, Language
from drafter.library import Shelf
from drafter.pipeline import Drafter
from tests.builders import EXAMPLES
from tests.e2e.conftest import ROOT, environment, some_at_once
from tests.faultserver import Body, FaultServer, Reply, completion, is_reading, schema_of

CASES = [EXAMPLES / language / f"{kind}.yaml" for language in Language for kind in Kind]
TEMPLATES = Drafter()


def willing(case: Path) -> FaultServer:
    """Return a server that answers with good sections of this case."""
    given = read_case(case)
    texts = fallback.write(TEMPLATES.plan(given), Shelf.of("prompts"), seed="server").texts

    def respond(body: Body) -> Reply:
        asked = schema_of(body)["required"]
        answer: Body = {"findings": []} if is_reading(body) else {id: texts[id] for id in asked}
        return Reply(completion(json.dumps(answer, ensure_ascii=False)))

    return FaultServer(respond=respond)


async def draft(case: Path, url: str, *more: str, **variables: str) -> tuple[int | None, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "drafter", "draft", str(case), *more,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env=environment(OPENAI_BASE_URL=url, **variables), cwd=ROOT,
    )  # fmt: skip
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


@pytest.mark.parametrize("case", some_at_once(CASES))
def test_a_local_compatible_server_drafts_every_example(case: Path) -> None:
    async def run() -> None:
        async with willing(case) as server:
            status, out, err = await draft(case, server.url, "--json", OPENAI_API_KEY="k")
            record = json.loads(out)
            assert status == (4 if record["legal"]["required"] else 0)
            assert {section["origin"] for section in record["sections"]} == {"model"}
            assert [attempt["purpose"] for attempt in record["attempts"]] == ["draft", "second_reader"]
            assert len(server.requests) == 2
            assert record["usage"] == {"prompt_tokens": 200, "completion_tokens": 40, "complete": True}
            assert record["provenance"]["model_answered"] == "served-model"
            assert "\r" not in err

    asyncio.run(run())


def test_the_request_is_the_one_that_prompt_prints() -> None:
    async def run() -> None:
        case = CASES[0]
        async with willing(case) as server:
            await draft(case, server.url)
            shown = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "drafter", "prompt", str(case),
                stdout=asyncio.subprocess.PIPE, env=environment(OPENAI_BASE_URL=server.url), cwd=ROOT,
            )  # fmt: skip
            out, _ = await shown.communicate()
            assert json.loads(out) == server.requests[0].body

    asyncio.run(run())


def test_the_same_answers_give_the_same_record() -> None:
    async def run() -> set[str]:
        async with willing(CASES[5]) as server:
            return {(await draft(CASES[5], server.url, "--json"))[1] for _ in range(2)}

    assert len(asyncio.run(run())) == 1


def test_a_dead_server_leaves_a_letter_and_says_so() -> None:
    async def run() -> tuple[int | None, str, str]:
        async with FaultServer() as server:
            url = server.url
        return await draft(CASES[0], url, DRAFTER_DEADLINE_SECONDS="5")

    status, out, err = asyncio.run(run())
    assert status == 0
    assert "Sincerely," in out
    assert "note: The model gave no usable answer (unavailable)." in err


def test_progress_shows_on_a_terminal_and_is_cleared() -> None:
    async def run() -> str:
        case = CASES[0]
        async with FaultServer([Reply(status=503, delay=0.5)], respond=willing(case).respond) as server:
            seen, shown = pty.openpty()
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "drafter", "draft", str(case),
                stdout=asyncio.subprocess.DEVNULL, stderr=shown, env=environment(OPENAI_BASE_URL=server.url), cwd=ROOT,
            )  # fmt: skip
            os.close(shown)
            await process.wait()
            text = b""
            try:
                while block := os.read(seen, 65536):
                    text += block
            except OSError:
                pass  # the other end is closed
            os.close(seen)
            return text.decode()

    text = asyncio.run(run())
    assert re.search(r"drafting · attempt 1 of 3 · \d+ s", text)
    assert "\x1b[2K" in text
