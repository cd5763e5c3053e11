"""A service that misbehaves at known rates: usable letters and tokens, against bare tries and whole re-asks.

Of all requests 30 % get a 429 (free), 10 % an answer cut off, 10 % an answer with a rule-breaking section.
Tokens are characters / 4 of request and answer, as the server sees them.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import openai

from drafter.draft import Draft, Origin
from drafter.exchange import ModelSettings
from drafter.model import Model
from drafter.pipeline import MAX_REPAIRS, Drafter
from drafter.policy import Verdict
from evals.bench import examples
from evals.bench.examples import Example
from evals.bench.figure import Figure
from tests.faultserver import Body, FaultServer, Reply, completion, schema_of

CASES = 500
DRAWS = 5
AT_ONCE = 8
_TOO_MANY, _CUT, _BROKEN = 0.3, 0.4, 0.5
_CHARACTERS_PER_TOKEN = 4
_BROKEN_SENTENCE = " 100 %!"


@dataclass(slots=True)
class _Bill:
    usable: int = 0
    from_templates: int = 0
    prompt: int = 0
    output: int = 0
    mending: int = 0

    @property
    def tokens(self) -> float:
        return (self.prompt + self.output) / _CHARACTERS_PER_TOKEN

    def per_letter(self) -> float:
        return self.tokens / max(1, self.usable)


class _Service:
    """Draws the faults; knows each case's good answer by its case message."""

    def __init__(self, seed: int, bill: _Bill, answers: Mapping[str, Example]) -> None:
        self._random = random.Random(seed)
        self._bill = bill
        self._answers = answers

    def respond(self, body: Body) -> Reply:
        drawn = self._random.random()
        if drawn < _TOO_MANY:
            return Reply({"error": {"code": "rate_limit_exceeded"}}, status=429, headers={"Retry-After": "0"})
        example = self._answers[_case_of(body)]
        texts = {id: example.texts[id] for id in schema_of(body)["required"]}
        cut = drawn < _CUT
        if not cut and drawn < _BROKEN:
            spoiled = self._random.choice(list(texts))
            texts[spoiled] += _BROKEN_SENTENCE
        answer = json.dumps(texts, ensure_ascii=False)
        if cut:
            answer = answer[: int(len(answer) * self._random.uniform(0.2, 0.95))]
        asked = sum(len(message["content"]) for message in body["messages"]) + len(
            json.dumps(schema_of(body))
        )
        self._bill.prompt += asked
        self._bill.output += len(answer)
        if len(body["messages"]) > 2 or "Write again only" in body["messages"][1]["content"]:
            self._bill.mending += asked + len(answer)
        return Reply(completion(answer, finish_reason="length" if cut else "stop"))


def _case_of(body: Body) -> str:
    """Return what tells the cases apart in a request: language and title, given codes and slots."""
    system, case = (message["content"] for message in body["messages"][:2])
    return str(system.split(",")[0] + case.split("Slots:")[0])


def run() -> list[Figure]:
    """Draft 500 cases three ways under the same rates, with several draws of the faults."""
    return asyncio.run(_measure())


async def _measure() -> list[Figure]:
    bare = await _bill(_bare_try)
    whole = await _bill(_whole_again)
    ours = await _bill(_drafter)
    wanted = CASES * DRAWS
    per_letter = ours.per_letter() / bare.per_letter()
    output = (ours.output / ours.usable) / (bare.output / bare.usable)
    against_whole = ours.per_letter() / whole.per_letter()
    mending = ours.mending / max(1, whole.mending)
    return [
        Figure(
            f"fault mix, {CASES} cases, {DRAWS} draws of the faults: usable letters",
            f"{ours.usable} ({ours.from_templates} of them with a section from a template); "
            f"one bare try {bare.usable}, whole re-asks {whole.usable}",
            f"{wanted} of {wanted}",
            ours.usable == wanted,
        ),
        Figure(
            "same mix: tokens per usable letter / one bare try",
            f"{per_letter:.2f}",
            "≤ 1.0",
            per_letter <= 1.0,
        ),
        Figure(
            "same mix: output tokens per usable letter / one bare try",
            f"{output:.3f}",
            "≤ 0.8",
            output <= 0.8,
        ),
        Figure(
            "same mix: tokens spent on mending / those of re-asking for the whole letter",
            f"{mending:.2f} (all tokens per letter: {against_whole:.2f})",
            "≤ 0.7",
            mending <= 0.7,
        ),
    ]


async def _bill(way: Callable[[Example, str, _Bill], Awaitable[None]]) -> _Bill:
    bill = _Bill()
    drafter = Drafter()
    loaded = examples.load()
    answers = {
        _case_of({"messages": drafter.prompt(example.case, example.plan).request.messages}): example
        for example in loaded
    }
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, url: str) -> None:
        async with turn:
            await way(loaded[number % len(loaded)], url, bill)

    for seed in range(DRAWS):
        async with FaultServer(respond=_Service(seed, bill, answers).respond) as server:
            await asyncio.gather(*(one(number, server.url) for number in range(CASES)))
    return bill


async def _drafter(example: Example, url: str, bill: _Bill) -> None:
    async def no_wait(_seconds: float) -> None:
        return None

    settings = ModelSettings(api_key="k", base_url=url, model="m", second_reader=False)
    model = Model(settings, rng=random.Random(1), sleep=no_wait)
    try:
        result = await Drafter(model=model).draft(example.case)
    finally:
        await model.aclose()
    bill.usable += 1
    bill.from_templates += any(section.origin is Origin.template for section in result.draft.sections)


async def _bare_try(example: Example, url: str, bill: _Bill) -> None:
    async with openai.AsyncOpenAI(api_key="k", base_url=url, max_retries=0) as client:
        verdict, _ = await _ask(client, example, [])
    bill.usable += verdict is not None and verdict.passes


async def _whole_again(example: Example, url: str, bill: _Bill) -> None:
    """Ask, and where the answer is not usable ask for the whole letter again with what was wrong."""
    more: list[dict[str, str]] = []
    async with openai.AsyncOpenAI(api_key="k", base_url=url, max_retries=0) as client:
        asked = 0
        for _ in range(30):
            verdict, text = await _ask(client, example, more)
            if verdict is None:
                continue
            if verdict.passes:
                bill.usable += 1
                return
            asked += 1
            if asked > MAX_REPAIRS:
                return
            wrong = "; ".join(sorted({found.why for found in verdict.errors}))
            more = [
                {"role": "assistant", "content": text},
                {"role": "user", "content": f"That answer cannot be used: {wrong}. Answer again in full."},
            ]


async def _ask(
    client: openai.AsyncOpenAI, example: Example, more: list[dict[str, str]]
) -> tuple[Verdict | None, str]:
    drafter = Drafter()
    request = drafter.prompt(example.case, example.plan).request
    schema = {"name": request.name, "strict": True, "schema": request.schema}
    body: Body = {
        "model": "m",
        "messages": [*request.messages, *more],
        "response_format": {"type": "json_schema", "json_schema": schema},
    }
    try:
        answer = await client.chat.completions.create(**body)
    except openai.RateLimitError:
        return None, ""
    text = answer.choices[0].message.content or ""
    try:
        texts = json.loads(text)
    except ValueError:
        texts = {}
    return drafter.policy.judge_draft(example.plan, Draft.of(texts, Origin.model).texts), text
