"""A model that is none: it draws good answers and known faults at known rates, and says so in its name.

It is the transport of the real client, so that wire faults meet the real retries. All it does follows from a
seed, the case and the epoch: neither order nor a crash changes an answer. Good answers are the case's own
where its file has them, else the templates'. Its letters say nothing about any real model; they test the
runner, the statistics and the gate, at scale, against a truth that is known.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import httpx2

from drafter import fallback
from drafter.choices import Language
from drafter.evaluation.material import CaseItem
from drafter.evaluation.subject import Item
from drafter.evaluation.suite import SIMULATED, Simulation
from drafter.evaluation.transports import Carrier, VirtualClock
from drafter.guide import Plan
from drafter.library import Shelf
from drafter.policy import examples
from drafter.policy import rule as rules

_CHARACTERS_PER_TOKEN = 4
_SECONDS = (0.8, 4.0)

Texts = dict[str, str]
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class World:
    """What is true of the simulated model.

    Args:
        seed: of everything it draws.
        rates: how often it is wrong.
        weak: chance of a fault of meaning in every answer of a (kind, language), instead of the rates'.
    """

    seed: int = 0
    rates: Simulation = field(default_factory=Simulation)
    weak: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def chances(self, item: Item) -> tuple[float, float]:
        """Return a case's own chances of a fault of meaning and of structure in one answer."""
        drawn = random.Random(f"{self.seed}:{item.id}")
        meaning, structure = (
            _beta(drawn, rate, self.rates.spread) for rate in (self.rates.meaning, self.rates.structure)
        )
        return self.weak.get((item.kind, item.language), meaning), structure


def _beta(drawn: random.Random, mean: float, spread: float) -> float:
    return drawn.betavariate(mean * spread, (1 - mean) * spread) if 0 < mean < 1 else mean


class SimulatedModel(Carrier):
    """The simulated model for one (case, epoch).

    Args:
        world: what is true of it.
        item: the case.
        plan: its plan.
        epoch: counted from 0.
        prompts: the shelf of the templates.
        policies: the shelf of the rules' examples.
        clock: moved by each answer's seconds.
    """

    def __init__(
        self,
        world: World,
        item: Item,
        plan: Plan,
        epoch: int,
        *,
        prompts: Shelf,
        policies: Shelf,
        clock: VirtualClock,
    ) -> None:
        super().__init__()
        self._world = world
        self._item = item
        self._plan = plan
        self._prompts = prompts
        self._policies = policies
        self._clock = clock
        self._random = random.Random(f"{world.seed}:{item.id}:{epoch}")
        self._chances = world.chances(item)
        self._written: Texts = {}
        self.drawn: list[str] = []
        """Names of the faults drawn, in order: the truth a test compares with."""

    async def answer(self, request: httpx2.Request, _key: str, /) -> httpx2.Response:
        """Answer a request, well or with a fault."""
        drawn = self._random
        self._clock.now += drawn.uniform(*_SECONDS)
        body = json.loads(request.content)
        schema = _schema(body)
        if READINGS in schema["properties"]:
            return self.completion(json.dumps({READINGS: self._readings(schema)}, ensure_ascii=False), body)
        if drawn.random() < self._world.rates.wire:
            name = drawn.choice(sorted(WIRE_FAULTS))
            self.drawn.append(name)
            return WIRE_FAULTS[name](self, body)
        return self.completion(json.dumps(self._texts(_asked(body)), ensure_ascii=False), body)

    def _texts(self, ids: Sequence[str]) -> Texts:
        """Return the sections asked for, with the faults that are drawn."""
        drawn, (meaning, structure) = self._random, self._chances
        texts = self.good(ids)
        if drawn.random() < meaning:
            rule, sentence = drawn.choice(_bad_sentences(self._plan, self._policies))
            where = drawn.choice(list(texts))
            texts[where] = f"{texts[where]} {sentence}"
            self.drawn.append(rule)
        if drawn.random() < structure:
            name = drawn.choice(sorted(STRUCTURE_FAULTS))
            where = drawn.choice(list(texts))
            texts[where] = STRUCTURE_FAULTS[name](texts[where])
            self.drawn.append(name)
        self._written |= texts
        return texts

    def _readings(self, schema: Answer) -> list[dict[str, str]]:
        """Return what the second reader says: nothing, or a fault that is none."""
        drawn = self._random
        if not self._written or drawn.random() >= self._world.rates.misread:
            return []
        self.drawn.append("reader.misread")
        sentence = drawn.choice(list(self._written.values())).split(".")[0]
        rules = schema["properties"][READINGS]["items"]["properties"]["rule"]["enum"]
        return [{"quote": sentence, "rule": drawn.choice(rules)}]

    def good(self, ids: Sequence[str]) -> Texts:
        """Return good texts of some sections: the case's own, or the templates'."""
        own = self._item.good if isinstance(self._item, CaseItem) else {}
        known = {id: own[id] for id in ids if id in own}
        if len(known) == len(ids):
            return known
        seed = str(self._random.random())
        return fallback.write(self._plan, self._prompts, seed=seed, only=ids).texts

    def completion(
        self, content: str | None, body: Answer, *, finish: str = "stop", refusal: str | None = None
    ) -> httpx2.Response:
        """Return a chat completion; the tokens are characters / 4."""
        asked = sum(len(each["content"]) for each in body["messages"])
        usage = {
            "prompt_tokens": asked // _CHARACTERS_PER_TOKEN,
            "completion_tokens": len(content or "") // _CHARACTERS_PER_TOKEN,
        }
        choice = {
            "index": 0,
            "finish_reason": finish,
            "message": {"role": "assistant", "content": content, "refusal": refusal},
        }
        return _json(
            200, {"object": "chat.completion", "model": SIMULATED, "choices": [choice], "usage": usage}
        )

    def whole(self, body: Answer) -> str:
        """Return a good answer to a request, as JSON."""
        return json.dumps(self.good(_asked(body)), ensure_ascii=False)

    def cut(self, body: Answer) -> httpx2.Response:
        """Return an answer that stops at the token limit."""
        text = self.whole(body)
        return self.completion(
            text[: int(len(text) * self._random.uniform(0.2, 0.95))], body, finish="length"
        )


def _json(status: int, value: object, **headers: str) -> httpx2.Response:
    content = json.dumps(value, ensure_ascii=False).encode()
    return httpx2.Response(
        status, content=content, headers={name.replace("_", "-"): v for name, v in headers.items()}
    )


READINGS = "findings"
"""Name of the list that a second reading is."""


def _asked(body: Answer) -> list[str]:
    """Return the ids of the sections a request asks for."""
    return list(_schema(body)["required"])


def _schema(body: Answer) -> Answer:
    """Return the schema a request asks its answer to match, on any rung of the ladder."""
    schema: Answer
    if "json_schema" in body.get("response_format", {}):
        schema = body["response_format"]["json_schema"]["schema"]
    elif "tools" in body:
        schema = body["tools"][0]["function"]["parameters"]
    else:
        schema = json.loads(body["messages"][0]["content"].rpartition("JSON schema:\n")[2])
    return schema


@lru_cache(maxsize=256)
def _bad_sentences_of(
    ids: tuple[str, ...], language: Language, policies: Shelf
) -> tuple[tuple[str, str], ...]:
    known = examples.load(language, policies)
    return tuple((id, examples.marks_of(bad.text)[0]) for id in ids if id in known for bad in known[id].bad)


def _bad_sentences(plan: Plan, policies: Shelf) -> tuple[tuple[str, str], ...]:
    """Return sentences that break a rule in force for a plan, wherever they stand in it."""
    ids = tuple(
        rule.id
        for rule in rules.load(policies)
        if rule.forbid is not None
        and not rule.sections
        and rule.severity == "error"
        and rule.applies(plan.guide.kind, plan.language, plan.facts.named)
    )
    return _bad_sentences_of(ids, plan.language, policies)


STRUCTURE_FAULTS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "slot.unknown": lambda text: f"{text} [[bonus]]",
        "slot.broken": lambda text: f"{text} [[",
        "character.digit": lambda text: f"{text} 250",
        "character.currency": lambda text: f"{text} €",
        "character.address": lambda text: f"{text} help@example.com",
        "character.markup": lambda text: f"**{text}**",
        "character.invisible": lambda text: f"{text[:3]}\u200b{text[3:]}",
        "section.empty": lambda _text: "",
        "section.too_long": lambda text: " ".join([text] * 12),
    }
)
"""Faults the gate proves by code, each a change of one section's text."""


def _fail(_model: SimulatedModel, _body: Answer) -> httpx2.Response:
    raise httpx2.ConnectError("simulated")


def _hang(_model: SimulatedModel, _body: Answer) -> httpx2.Response:
    raise httpx2.ReadTimeout("simulated")


WIRE_FAULTS: Mapping[str, Callable[[SimulatedModel, Answer], httpx2.Response]] = MappingProxyType(
    {
        "wire.no_connection": _fail,
        "wire.timeout": _hang,
        "wire.rate_limited": lambda _model, _body: _json(
            429, {"error": {"code": "rate_limit_exceeded"}}, retry_after="1"
        ),
        "wire.server_error": lambda _model, _body: _json(500, {"error": {"message": "simulated"}}),
        "wire.unavailable": lambda _model, _body: httpx2.Response(503, content=b"<html>busy</html>"),
        "wire.cut_off": lambda model, body: model.cut(body),
        "wire.prose": lambda model, body: model.completion("Of course! Here is the letter.", body),
        "wire.empty": lambda model, body: model.completion("", body),
        "wire.refused": lambda model, body: model.completion(None, body, refusal="simulated"),
        "wire.filtered": lambda model, body: model.completion(None, body, finish="content_filter"),
        "wire.fenced": lambda model, body: model.completion(f"```json\n{model.whole(body)}\n```", body),
        "wire.missing_section": lambda model, body: model.completion(
            json.dumps(model.good(_asked(body)[:-1]), ensure_ascii=False), body
        ),
        "wire.extra_section": lambda model, body: model.completion(
            json.dumps({**model.good(_asked(body)), "aside": "–"}, ensure_ascii=False), body
        ),
        "wire.not_a_completion": lambda _model, _body: httpx2.Response(200, content=b"<html>ok</html>"),
        "wire.no_schema": lambda _model, _body: _json(
            400, {"error": {"param": "response_format", "message": "simulated"}}
        ),
    }
)
"""Faults of the wire: what services do, each as the client sees it."""
