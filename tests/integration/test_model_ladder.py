"""How the model client finds out what a server can be held to, once, and remembers it."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest

from drafter.answer import Answer, read
from drafter.exchange import ModelSettings, Outcome, Reply, Request, Rung
from drafter.model import Model
from tests import faultserver
from tests.faultserver import Behaviour, Body, FaultServer, Respond, answer_every_section, completion

IDS = ("opening", "closing")
REQUEST: Request[Answer] = Request(
    messages=({"role": "system", "content": "Write."}, {"role": "user", "content": "Go."}),
    schema={"type": "object", "properties": {name: {"type": "string"} for name in IDS}},
    name="letter",
    max_tokens=500,
    read=partial(read, section_ids=IDS),
)
WRITTEN = json.dumps({"opening": "We are sorry.", "closing": "Yours"})
FREE_TEXT = faultserver.Reply(completion("We are sorry about this. Yours"))


async def no_wait(_seconds: float) -> None:
    """Let a wait between attempts pass at once."""


@asynccontextmanager
async def asking(
    script: Iterable[Behaviour] = (), respond: Respond = answer_every_section
) -> AsyncIterator[tuple[FaultServer, Model]]:
    async with FaultServer(script, respond) as server:
        settings = ModelSettings(api_key="k", base_url=server.url, model="m")
        model = Model(settings, rng=random.Random(1), sleep=no_wait)
        try:
            yield server, model
        finally:
            await model.aclose()


def ask(*script: Behaviour, respond: Respond = answer_every_section, times: int = 1) -> list[Reply[Answer]]:
    """Ask one model several times in a row."""

    async def main() -> list[Reply[Answer]]:
        async with asking(script, respond) as (_, model):
            return [await model.ask(REQUEST) for _ in range(times)]

    return asyncio.run(main())


def rungs(reply: Reply[Answer]) -> list[Rung]:
    return [attempt.rung for attempt in reply.attempts]


def rung_of(body: Body) -> Rung:
    if "response_format" in body:
        kind: Rung = body["response_format"]["type"]
        return kind
    return "tool" if "tools" in body else "text"


def able(*known: Rung, otherwise: Behaviour) -> Respond:
    """A server that does what some rungs ask, and something else on the others."""

    def respond(body: Body) -> Behaviour:
        return answer_every_section(body) if rung_of(body) in known else otherwise

    return respond


def error(body: object, status: int = 400) -> faultserver.Reply:
    return faultserver.Reply(body, status=status)


NAMES_FORMAT = [
    error({"error": {"message": "no", "param": "response_format", "code": "unsupported"}}),
    error({"error": {"message": "no", "param": "response_format.json_schema.strict", "code": None}}),
    error({"error": {"message": "response_format is not supported", "code": 400}}, 422),
    error({"detail": "response_format: not supported by this model"}),
    error({"detail": [{"loc": ["body", "response_format", "type"], "msg": "no"}]}, 422),
    error(b"Traceback: KeyError: 'response_format'", 500),
    error({"error": {"message": "json_schema in response_format failed", "code": 500}}, 500),
]

NAMES_TOOLS = [
    error({"error": {"message": "no", "param": "tool_choice"}}),
    error({"error": {"message": "no", "param": "tools[0].function"}}),
    error({"detail": [{"loc": ["body", "tools", 0], "msg": "no"}]}, 422),
    error(b'"tools" is not supported', 500),
]


@pytest.mark.parametrize("refusal", NAMES_FORMAT)
def test_an_error_that_names_the_format_steps_down_at_once_and_for_good(refusal: Behaviour) -> None:
    first, second = ask(respond=able("json_object", otherwise=refusal), times=2)
    assert (first.outcome, rungs(first)) == (Outcome.answered, ["json_schema", "json_object"])
    assert (second.outcome, rungs(second)) == (Outcome.answered, ["json_object"])


@pytest.mark.parametrize("refusal", NAMES_TOOLS)
def test_an_error_that_names_the_tools_steps_down_to_plain_text(refusal: Behaviour) -> None:
    def respond(body: Body) -> Behaviour:
        by_rung = {"tool": refusal, "text": answer_every_section(body)}
        return by_rung.get(rung_of(body), NAMES_FORMAT[0])

    first, second = ask(respond=respond, times=2)
    assert (first.outcome, rungs(first)) == (Outcome.rejected, ["json_schema", "json_object", "tool"])
    assert (second.outcome, rungs(second)) == (Outcome.answered, ["text"])


@pytest.mark.parametrize(
    "refusal",
    [
        error({"error": {"message": "no such field: response_format or max_tokens", "param": "max_tokens"}}),
        error(
            {
                "detail": [
                    {"loc": ["body", "max_tokens"], "input": {"response_format": {"type": "json_schema"}}}
                ]
            },
            422,
        ),
        error({"error": {"message": "prompt too long", "code": "context_length_exceeded"}}),
        error({"error": {"message": "no response_format here"}}, 404),
    ],
)
def test_an_error_about_something_else_stays_on_its_rung(refusal: Behaviour) -> None:
    first, second = ask(refusal, times=2)
    assert (first.outcome, rungs(first)) == (Outcome.rejected, ["json_schema"])
    assert (second.outcome, rungs(second)) == (Outcome.answered, ["json_schema"])


def test_another_500_is_a_fault_worth_another_try_on_the_same_rung() -> None:
    [reply] = ask(error(b"Internal Server Error", 500))
    assert (reply.outcome, rungs(reply)) == (Outcome.answered, ["json_schema", "json_schema"])


def test_an_error_that_names_the_format_on_the_last_rung_is_final() -> None:
    *_, reply = ask(respond=lambda _: error({"error": {"param": "response_format"}}), times=3)
    assert (reply.outcome, len(reply.attempts)) == (Outcome.rejected, 1)


@pytest.mark.parametrize("known", ["json_object", "tool"])
def test_free_text_steps_down_to_the_rung_that_gives_an_object(known: Rung) -> None:
    first, second = ask(respond=able(known, otherwise=FREE_TEXT), times=2)
    assert (first.outcome, rungs(first)[-1]) == (Outcome.answered, known)
    assert (second.outcome, rungs(second)) == (Outcome.answered, [known])


def test_free_text_to_the_end_costs_three_requests_once_and_then_one() -> None:
    first, second, third = ask(respond=lambda _: FREE_TEXT, times=3)
    assert (first.outcome, rungs(first)) == (Outcome.invalid, ["json_schema", "json_object", "tool"])
    assert [(reply.outcome, rungs(reply)) for reply in (second, third)] == [(Outcome.invalid, ["text"])] * 2


def test_a_server_that_ignores_the_format_but_answers_in_json_stays_where_it_is() -> None:
    fenced = faultserver.Reply(completion(f"Here you are:\n```json\n{WRITTEN}\n```"))
    first, second = ask(fenced, fenced, times=2)
    assert [rungs(first), rungs(second)] == [["json_schema"], ["json_schema"]]
    assert first.answer is not None
    assert first.answer.complete


def test_free_text_where_objects_came_before_is_one_bad_sample() -> None:
    good = faultserver.Reply(completion(WRITTEN))
    replies = ask(good, FREE_TEXT, times=3)
    assert [(reply.outcome, rungs(reply)) for reply in replies] == [
        (Outcome.answered, ["json_schema"]),
        (Outcome.invalid, ["json_schema"]),
        (Outcome.answered, ["json_schema"]),
    ]


@pytest.mark.parametrize("content", ['{"opening": "We are sorry.", "clo', '{"opening": "We are sorry."}'])
def test_an_object_that_is_not_whole_is_no_reason_to_step_down(content: str) -> None:
    [reply] = ask(faultserver.Reply(completion(content)))
    assert (reply.outcome, rungs(reply)) == (Outcome.invalid, ["json_schema"])
    assert reply.answer is not None
    assert reply.answer.sections == {"opening": "We are sorry."}


def called(arguments: object, *, finish_reason: str, content: str | None = None) -> faultserver.Reply:
    call = {"id": "1", "type": "function", "function": {"name": "letter", "arguments": arguments}}
    message = {"role": "assistant", "content": content, "tool_calls": [call]}
    return faultserver.Reply(completion("", choices=[{"message": message, "finish_reason": finish_reason}]))


@pytest.mark.parametrize("finish_reason", ["tool_calls", "stop"])
def test_the_forced_call_is_read_from_its_arguments(finish_reason: str) -> None:
    [reply] = ask(FREE_TEXT, FREE_TEXT, called(WRITTEN, finish_reason=finish_reason, content="Done."))
    assert (reply.outcome, rungs(reply)[-1]) == (Outcome.answered, "tool")


@pytest.mark.parametrize(
    ("arguments", "finish_reason", "outcome"),
    [
        (WRITTEN[:-4], "length", Outcome.truncated),
        (WRITTEN[:-4], "tool_calls", Outcome.invalid),
        ({"opening": "a"}, "tool_calls", Outcome.invalid),
        (None, "tool_calls", Outcome.invalid),
    ],
)
def test_a_forced_call_is_judged_like_any_answer(
    arguments: object, finish_reason: str, outcome: Outcome
) -> None:
    [reply] = ask(FREE_TEXT, FREE_TEXT, called(arguments, finish_reason=finish_reason))
    assert reply.outcome is outcome


def test_a_server_that_ignores_the_forced_call_and_writes_json_is_understood() -> None:
    [reply] = ask(FREE_TEXT, FREE_TEXT, faultserver.Reply(completion(WRITTEN)))
    assert (reply.outcome, rungs(reply)[-1]) == (Outcome.answered, "tool")


def test_stepping_down_is_never_held_against_the_provider() -> None:
    refusals = [error(b"response_format", 500), error(b"response_format", 500), error(b"tools", 500)]
    faults = [error(b"", 503), error(b"", 503)]
    first, second = ask(*refusals, *faults, times=2)
    assert len(first.attempts) == 3
    assert (second.outcome, rungs(second)) == (Outcome.answered, ["text"] * 3)


def test_a_rush_at_the_start_steps_down_once_and_every_call_is_answered() -> None:
    async def main() -> tuple[list[Reply[Answer]], Reply[Answer]]:
        async with asking(respond=able("json_object", otherwise=NAMES_FORMAT[0])) as (_, model):
            rush = await asyncio.gather(*(model.ask(REQUEST) for _ in range(16)))
            return rush, await model.ask(REQUEST)

    rush, after = asyncio.run(main())
    assert {reply.outcome for reply in rush} == {Outcome.answered}
    assert {tuple(rungs(reply)) for reply in rush} <= {("json_schema", "json_object"), ("json_object",)}
    assert rungs(after) == ["json_object"]


def test_every_rung_sends_only_system_and_user_messages_and_only_what_it_needs() -> None:
    async def main() -> list[Body]:
        async with asking(respond=lambda _: FREE_TEXT) as (server, model):
            await model.ask(REQUEST)
            await model.ask(REQUEST)
            return [request.body for request in server.requests]

    bodies: list[dict[str, Any]] = asyncio.run(main())
    base = {"model", "messages", "max_tokens"}
    extra = [body.keys() - base for body in bodies]
    assert extra == [{"response_format"}, {"response_format"}, {"tools", "tool_choice"}, set()]
    assert [[message["role"] for message in body["messages"]] for body in bodies] == [["system", "user"]] * 4
