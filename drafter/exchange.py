"""What is asked of a model, and what is known of its answer: requests, replies, attempts, settings."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Literal, TypeVar
from urllib.parse import urlsplit

from drafter.answer import Read
from drafter.errors import Problem

Rung = Literal["json_schema", "json_object", "tool", "text"]
RUNGS: tuple[Rung, ...] = ("json_schema", "json_object", "tool", "text")
AnswerT = TypeVar("AnswerT", bound=Read)
_AnswerT_co = TypeVar("_AnswerT_co", bound=Read, covariant=True)


class Outcome(StrEnum):
    """How a request, or a whole call, ended."""

    answered = "answered"
    """All that was asked for, and the model said it was done."""
    truncated = "truncated"
    """Cut off at the token limit; the answer holds what was finished."""
    refused = "refused"
    """The model declined."""
    filtered = "filtered"
    """A content filter of the provider stepped in."""
    invalid = "invalid"
    """Not what was asked for; the answer, where there is one, holds what can be used."""
    rate_limited = "rate_limited"
    quota = "quota"
    """The account has nothing left."""
    rejected = "rejected"
    """The server does not accept the request (400, 404, 422 and their like, and redirects)."""
    unauthorised = "unauthorised"
    unavailable = "unavailable"
    """The server failed (5xx), or there was no connection to it."""
    timeout = "timeout"
    overloaded = "overloaded"
    """No connection of this process was free in time; says nothing about the provider."""
    breaker_open = "breaker_open"
    budget_spent = "budget_spent"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that were paid for."""

    prompt_tokens: int
    completion_tokens: int

    @property
    def total_tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


FREE = Usage(0, 0)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One HTTP request, without a word of the server's own text: error texts can echo a key.

    Args:
        outcome: how it ended.
        seconds: how long it took.
        status: HTTP status, None where no response came.
        rung: rung of the ladder it was sent on.
        usage: tokens it used, zero where it was turned away or never sent, None where nobody said.
        model: name of the model that answered, as the server gave it.
        request_id: the server's id of the request, for its operator.
    """

    outcome: Outcome
    seconds: float
    status: int | None
    rung: Rung
    usage: Usage | None
    model: str | None
    request_id: str | None


@dataclass(frozen=True, slots=True)
class Request(Generic[_AnswerT_co]):
    """What a model is asked.

    Args:
        messages: ``role`` and ``content`` of each message, the system message first.
        schema: JSON schema of the answer.
        name: name of that schema, letters, digits, ``_`` and ``-``.
        max_tokens: most tokens the answer may take.
        read: makes an answer of the text the model wrote, whatever it is.
        model: name of the model to ask; None is the client's own.
    """

    messages: tuple[Mapping[str, str], ...]
    schema: Mapping[str, object]
    name: str
    max_tokens: int
    read: Callable[[str], _AnswerT_co]
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Reply(Generic[_AnswerT_co]):
    """How a call ended, and everything that was tried.

    Args:
        outcome: what ended the call; ``breaker_open`` and ``budget_spent`` may follow attempts.
        answer: what came, also where it is not complete; None where none was read.
        attempts: the HTTP requests, in order.
        model: name of the model that answered, as the server gave it.
        asked: name of the model that was asked.
    """

    outcome: Outcome
    answer: _AnswerT_co | None
    attempts: tuple[Attempt, ...]
    model: str | None
    asked: str = ""

    @property
    def usage(self) -> Usage:
        """Tokens known to be used by all attempts; a lower bound unless ``usage_known``."""
        known = [attempt.usage for attempt in self.attempts if attempt.usage is not None]
        return Usage(sum(used.prompt_tokens for used in known), sum(used.completion_tokens for used in known))

    @property
    def usage_known(self) -> bool:
        """Whether the cost of every attempt is known."""
        return all(attempt.usage is not None for attempt in self.attempts)


@dataclass(frozen=True, slots=True)
class Started:
    """Attempt ``number`` of at most ``of`` is about to be sent on ``rung``."""

    number: int
    of: int
    rung: Rung


@dataclass(frozen=True, slots=True)
class Waiting:
    """The next attempt follows in ``seconds``."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Finished:
    """Attempt ``number`` ended after ``seconds``."""

    number: int
    outcome: Outcome
    seconds: float


Event = Started | Waiting | Finished


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """Which model to ask, and how much patience and money that is worth.

    Args:
        api_key: key of the endpoint; never shown.
        base_url: address of the endpoint, https or http to this machine; None is OpenAI's own.
        model: name of the model to ask.
        second_reader: whether a model reads what code has passed.
        reader_model: name of the model to ask for that; None is the one that drafts.
        max_tokens_field: name of the token limit; servers differ in which of the two they heed.
        temperature: sent only when set.
        total_seconds: one deadline over all requests and waits of a call.
        connect_seconds, read_seconds, pool_seconds: to connect, between two reads, for a free connection.
        concurrency: requests at the same time, and connections kept.
        token_budget: tokens the model object may spend in its life; None is no limit.
    """

    api_key: str = field(repr=False)
    model: str
    second_reader: bool = True
    reader_model: str | None = None
    base_url: str | None = None
    max_tokens_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: float | None = None
    total_seconds: float = 60.0
    connect_seconds: float = 5.0
    read_seconds: float = 30.0
    pool_seconds: float = 2.0
    concurrency: int = 8
    token_budget: int | None = None

    def problems(self) -> tuple[Problem, ...]:
        """Return what keeps these settings from being used, never quoting the key."""
        found = []
        if not re.fullmatch(r"[\x21-\x7e]+", self.api_key):
            what = "the key is empty or holds a blank, a line break or a character outside ASCII"
            found.append(Problem("environment", "OPENAI_API_KEY", what, "set the key alone"))
        if self.base_url is not None and not _is_safe(self.base_url):
            what = "prompts and the key may only go over https, or over http to this machine"
            wanted = "an address like https://models.example.com/v1 or http://127.0.0.1:8000/v1"
            found.append(Problem("environment", "OPENAI_BASE_URL", what, wanted))
        return tuple(found)


def _is_safe(url: str) -> bool:
    # Characters on which URL parsers disagree could name one host here and another on the wire.
    if not re.fullmatch(r"[A-Za-z0-9\-._~:/%\[\]]+", url):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
        if parts.scheme == "https" or host is None or host == "localhost":
            return bool(host) and parts.scheme in {"https", "http"}
        return parts.scheme == "http" and ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def request_body(
    request: Request[Read], settings: ModelSettings, rung: Rung = "json_schema"
) -> dict[str, object]:
    """Return the exact request body on one rung of the ladder.

    It holds nothing but what every compatible server takes; some answer an unknown parameter with an error.
    """
    body: dict[str, object] = {
        "model": request.model or settings.model,
        "messages": [dict(message) for message in request.messages],
        settings.max_tokens_field: request.max_tokens,
    }
    if settings.temperature is not None:
        body["temperature"] = settings.temperature
    if rung == "json_schema":
        schema = {"name": request.name, "strict": True, "schema": request.schema}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif rung == "tool":
        function = {"name": request.name, "parameters": request.schema}
        body["tools"] = [{"type": "function", "function": function}]
        body["tool_choice"] = {"type": "function", "function": {"name": request.name}}
    else:
        body["messages"] = _with_schema(request)
        if rung == "json_object":
            body["response_format"] = {"type": "json_object"}
    return body


def _with_schema(request: Request[Read]) -> list[dict[str, str]]:
    schema = json.dumps(request.schema, ensure_ascii=False)
    told = f"Answer with one JSON object and nothing else. It must match this JSON schema:\n{schema}"
    messages = [dict(message) for message in request.messages]
    if messages and messages[0]["role"] == "system":
        messages[0]["content"] += f"\n\n{told}"
        return messages
    return [{"role": "system", "content": told}, *messages]
