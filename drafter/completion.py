"""What a response of a model service says, in the closed set of our own outcomes.

A service may answer in any shape at all. Every one of them ends in a :class:`Tried`; none of its own words
are kept, for error texts can echo a key.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import TYPE_CHECKING

from pydantic_core import from_json

from drafter.answer import NO_OBJECT, Read
from drafter.breaker import Sign
from drafter.exchange import FREE, RUNGS, Outcome, Request, Rung, Usage

if TYPE_CHECKING:
    import httpx2


@dataclass(frozen=True, slots=True)
class Tried:
    """What one attempt, or the decision not to make one, came to."""

    outcome: Outcome
    answer: Read | None = None
    usage: Usage | None = None
    model: str | None = None
    status: int | None = None
    request_id: str | None = None
    sign: Sign = Sign.alive
    retry_after: float = 0.0
    lower: bool = False
    """The server does not do what this rung of the ladder asks."""

    @property
    def again(self) -> bool:
        return self.lower or self.outcome in _PASSING


_PASSING = frozenset({Outcome.rate_limited, Outcome.unavailable, Outcome.timeout})
"""Outcomes another request may better. Every other one would be the same again, or be paid for twice."""

_PARAMETERS: Mapping[Rung, tuple[str, ...]] = {
    "json_schema": ("response_format",),
    "json_object": ("response_format",),
    "tool": ("tools", "tool_choice"),
    "text": (),
}


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _first(value: object) -> Mapping[str, object]:
    return _object(value[0]) if isinstance(value, list) and value else {}


def _word(value: object) -> str | None:
    """Return a name given by the server, if it can stand in a log line."""
    return value if isinstance(value, str) and re.fullmatch(r"[\x21-\x7e]{1,200}", value) else None


def _json(body: bytes) -> object:
    try:
        found: object = from_json(body.removeprefix(BOM_UTF8))
    except ValueError:
        return None
    return found


def read_response(response: httpx2.Response, request: Request[Read], rung: Rung, now: float) -> Tried:
    if response.is_success:
        tried, wait = _read_completion(_object(_json(response.content)), request, rung), 0.0
    else:
        tried = _read_error(response.status_code, response.content, rung)
        wait = _retry_after(response.headers, now)
    request_id = _word(response.headers.get("x-request-id"))
    return replace(tried, status=response.status_code, request_id=request_id, retry_after=wait)


def _read_completion(completion: Mapping[str, object], request: Request[Read], rung: Rung) -> Tried:
    usage, model = _usage(completion.get("usage")), _word(completion.get("model"))
    choice = _first(completion.get("choices"))
    message = _object(choice.get("message"))
    if not message:
        return Tried(Outcome.invalid, usage=usage, model=model, sign=Sign.fault)
    finish = choice.get("finish_reason")
    if finish == "content_filter":
        return Tried(Outcome.filtered, usage=usage, model=model)
    if message.get("refusal"):
        return Tried(Outcome.refused, usage=usage, model=model)
    text = _text(message, rung)
    answer = request.read(text)
    done = finish == "stop" or (rung == "tool" and finish == "tool_calls")
    if finish == "length":
        outcome = Outcome.truncated
    elif done and answer.complete:
        outcome = Outcome.answered
    else:
        outcome = Outcome.invalid
    lower = done and answer.problem == NO_OBJECT and bool(text.strip()) and rung != RUNGS[-1]
    return Tried(outcome, answer=answer, usage=usage, model=model, lower=lower)


def _text(message: Mapping[str, object], rung: Rung) -> str:
    """Return what the model wrote: arguments of the forced call, or content where a server ignored it."""
    call = _first(message.get("tool_calls")) if rung == "tool" else {}
    for written in (_object(call.get("function")).get("arguments"), message.get("content")):
        if isinstance(written, str) and written:
            return written
    return ""


def _usage(usage: object) -> Usage | None:
    prompt, completion = (_object(usage).get(name) for name in ("prompt_tokens", "completion_tokens"))
    if type(prompt) is int and type(completion) is int and prompt >= 0 and completion >= 0:
        return Usage(prompt, completion)
    return None


_BY_CODE: Mapping[object, Tried] = {
    "insufficient_quota": Tried(Outcome.quota, usage=FREE, sign=Sign.fatal),
    "content_filter": Tried(Outcome.filtered, usage=FREE),
}

_BY_STATUS: Mapping[int, Tried] = {
    401: Tried(Outcome.unauthorised, usage=FREE, sign=Sign.fatal),
    402: Tried(Outcome.quota, usage=FREE, sign=Sign.fatal),
    403: Tried(Outcome.unauthorised, usage=FREE),
    408: Tried(Outcome.timeout, sign=Sign.fault),
    429: Tried(Outcome.rate_limited, usage=FREE, sign=Sign.silent),
}


def _read_error(status: int, body: bytes, rung: Rung) -> Tried:
    """Classify an error by its status and the codes in its body, never by its message."""
    said = _object(_json(body))
    error = _object(said.get("error")) or said
    if status in {400, 422, 500} and _blames(_PARAMETERS[rung], said, error, body):
        return Tried(Outcome.rejected, usage=FREE, lower=True)
    if status >= 500:
        return Tried(Outcome.unavailable, sign=Sign.fault)
    for code in (error.get("code"), error.get("type")):
        if isinstance(code, str) and code in _BY_CODE:
            return _BY_CODE[code]
    return _BY_STATUS.get(status, Tried(Outcome.rejected, usage=FREE))


def _blames(
    names: tuple[str, ...], said: Mapping[str, object], error: Mapping[str, object], body: bytes
) -> bool:
    """Tell whether an error is about one of these parameters.

    A server that has a field for the parameter it means is believed. Only where it has none is the name
    looked for in the raw body: some servers repeat the whole request in their errors.
    """
    places: list[object] = []
    if isinstance(param := error.get("param"), str):
        places += re.split(r"\W+", param)
    if isinstance(detail := said.get("detail"), list):
        for item in detail:
            place = _object(item).get("loc")
            places += place if isinstance(place, list) else []
    if any(places):
        return any(name in places for name in names)
    return any(name.encode() in body for name in names)


def no_response(cause: BaseException | None) -> Tried:
    """Classify a request to which no whole response came."""
    import httpx2  # noqa: PLC0415 (the SDK takes half a second to import, and most commands never ask a model)

    if isinstance(cause, httpx2.PoolTimeout):
        return Tried(Outcome.overloaded, usage=FREE, sign=Sign.silent)
    outcome = Outcome.timeout if isinstance(cause, httpx2.TimeoutException) else Outcome.unavailable
    unsent = isinstance(cause, (httpx2.ConnectError, httpx2.ConnectTimeout))
    return Tried(outcome, usage=FREE if unsent else None, sign=Sign.fault)


def _retry_after(headers: Mapping[str, str], now: float) -> float:
    """Return the seconds a server asks to wait, 0 where it does not say so in a form that can be read.

    Args:
        headers: of the response.
        now: seconds since 1970, for a server that names a date.
    """
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * unit
        except ValueError:
            continue
        if isfinite(seconds):
            return max(0.0, seconds)
    try:
        return max(0.0, parsedate_to_datetime(headers.get("retry-after", "")).timestamp() - now)
    except (ValueError, OverflowError):
        return 0.0
