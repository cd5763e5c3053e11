"""CPU of a drafted letter against the bare SDK call with validation, on a zero-latency local server."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

import openai
from pydantic import BaseModel, create_model

from drafter.case import Case
from drafter.exchange import ModelSettings
from drafter.model import Model
from drafter.pipeline import Drafter
from drafter.prompt import LANGUAGE_NAMES
from evals.bench import examples
from evals.bench.examples import Example
from evals.bench.figure import Figure
from tests.faultserver import Body, FaultServer, Reply, completion, schema_of

ROUNDS = 15
CALLS = 96
_BAR = 1.25


def run() -> list[Figure]:
    """Measure sequentially and with 64 at once, in interleaved rounds; the server is another process."""
    with _server() as url:
        return asyncio.run(_measure(url))


async def _measure(url: str) -> list[Figure]:
    chosen = list(examples.load())
    # A second reading is a second request; the bar is that of one.
    settings = ModelSettings(api_key="k", base_url=url, model="m", concurrency=64, second_reader=False)
    model = Model(settings, rng=random.Random(1))
    drafter = Drafter(model=model)
    client = openai.AsyncOpenAI(api_key="k", base_url=url, max_retries=0)
    schemas = {id(example): _schema(example) for example in chosen}
    bodies = {id(example): _body(drafter, example.case) for example in chosen}

    async def bare(example: Example) -> None:
        answer = await client.chat.completions.create(**bodies[id(example)])
        schemas[id(example)].model_validate_json(answer.choices[0].message.content or "")

    async def ours(example: Example) -> None:
        result = await drafter.draft(example.case)
        assert {section.origin for section in result.draft.sections} == {"model"}  # noqa: S101

    figures = []
    for name, at_once in (("sequential", 1), ("64 at once", 64)):
        ratios, bares, own = [], [], []
        for _ in range(ROUNDS):
            first = await _cpu(bare, chosen, at_once)
            second = await _cpu(ours, chosen, at_once)
            bares.append(first)
            own.append(second)
            ratios.append(second / first)
        ratio = median(ratios[2:])
        figures.append(
            Figure(
                f"CPU of a drafted letter / bare SDK call + `model_validate_json`, {name}",
                f"{ratio:.2f} ({median(own) * 1e3:.2f} ms / {median(bares) * 1e3:.2f} ms)",
                f"≤ {_BAR}",
                ratio <= _BAR,
            )
        )
    await model.aclose()
    await client.close()
    return figures


async def _cpu(call: Callable[[Example], Awaitable[None]], chosen: list[Example], at_once: int) -> float:
    """Return CPU seconds a call."""
    gate = asyncio.Semaphore(at_once)

    async def one(example: Example) -> None:
        async with gate:
            await call(example)

    began = time.process_time()
    if at_once == 1:
        for number in range(CALLS):
            await call(chosen[number % len(chosen)])
    else:
        await asyncio.gather(*(one(chosen[number % len(chosen)]) for number in range(CALLS)))
    return (time.process_time() - began) / CALLS


def _schema(example: Example) -> type[BaseModel]:
    fields: dict[str, Any] = dict.fromkeys(example.plan.section_ids, (str, ...))
    return create_model("Answer", **fields)


def _body(drafter: Drafter, case: Case) -> Body:
    request = drafter.prompt(case, drafter.plan(case)).request
    schema = {"name": request.name, "strict": True, "schema": request.schema}
    return {
        "model": "m",
        "messages": list(request.messages),
        "max_tokens": request.max_tokens,
        "response_format": {"type": "json_schema", "json_schema": schema},
    }


@contextmanager
def _server() -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "evals.bench.letter"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin  # noqa: S101
    assert process.stdout  # noqa: S101
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.wait(10)


async def _serve() -> None:
    """Answer with the good sections of the example that was asked for, until standard input ends."""
    answers = {
        (str(example.case.language), example.plan.section_ids): example.answer for example in examples.load()
    }

    def respond(body: Body) -> Reply:
        first = body["messages"][0]["content"]
        language = next(code for code, name in LANGUAGE_NAMES.items() if f"letter in {name}" in first)
        return Reply(completion(answers[str(language), tuple(schema_of(body)["required"])]))

    async with FaultServer(respond=respond) as server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve())
