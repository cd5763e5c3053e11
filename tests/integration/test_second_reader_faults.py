"""Whatever the service does to a reading, the letter goes on: with the draft as it is, and a note."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

import pytest

from drafter import fallback
from drafter.choices import Kind
from drafter.draft import Origin
from drafter.exchange import ModelSettings, Outcome
from drafter.library import Shelf
from drafter.model import Model
from drafter.pipeline import Drafter
from drafter.result import Result
from tests import faultserver
from tests.builders import TODAY, case
from tests.faultserver import (
    Behaviour,
    Body,
    FaultServer,
    Hang,
    Raw,
    Reset,
    completion,
    is_reading,
    schema_of,
)

CASE = case(Kind.termination)
TEMPLATES = Drafter(today=lambda: TODAY)
GOOD = fallback.write(TEMPLATES.plan(CASE), Shelf.of("prompts"), seed="model").texts


async def no_wait(_seconds: float) -> None:
    """Let a wait between attempts pass at once."""


def write(body: Body) -> Behaviour:
    asked = schema_of(body)["required"]
    return faultserver.Reply(completion(json.dumps({id: GOOD[id] for id in asked}, ensure_ascii=False)))


def found(*items: object, **more: Any) -> faultserver.Reply:
    return faultserver.Reply(completion(json.dumps({"findings": items}, ensure_ascii=False), **more))


def draft(*readings: Behaviour, **settings: Any) -> tuple[Result, list[Body]]:
    """Draft with a server that writes well and reads as the script says, its last line for ever."""
    script = list(readings)

    def respond(body: Body) -> Behaviour:
        if not is_reading(body):
            return write(body)
        return script.pop(0) if len(script) > 1 else script[0]

    async def main() -> tuple[Result, list[Body]]:
        async with FaultServer(respond=respond) as server:
            chosen = ModelSettings(**{"api_key": "k", "base_url": server.url, "model": "m", **settings})
            model = Model(chosen, rng=random.Random(1), sleep=no_wait)
            try:
                result = await Drafter(model=model, today=lambda: TODAY).draft(CASE)
            finally:
                await model.aclose()
            return result, [request.body for request in server.requests if is_reading(request.body)]

    return asyncio.run(main())


QUOTE = GOOD["wishes"].split(".")[0]
GARBAGE: dict[str, tuple[Behaviour, Outcome]] = {
    "html": (faultserver.Reply(b"<html>It is fine.</html>"), Outcome.invalid),
    "null": (faultserver.Reply(b"null"), Outcome.invalid),
    "empty": (faultserver.Reply(b""), Outcome.invalid),
    "no choices": (faultserver.Reply({"choices": []}), Outcome.invalid),
    "an error with 200": (faultserver.Reply({"error": {"message": "no"}}), Outcome.invalid),
    "no content": (faultserver.Reply(completion(None)), Outcome.invalid),
    "a refusal": (
        faultserver.Reply(
            {"choices": [{"message": {"refusal": "No.", "content": None}, "finish_reason": "stop"}]}
        ),
        Outcome.refused,
    ),
    "a content filter": (found(finish_reason="content_filter"), Outcome.filtered),
    "cut off": (
        faultserver.Reply(completion('{"findings": [{"quote": "We', finish_reason="length")),
        Outcome.truncated,
    ),
    "a body cut": (faultserver.Reply(completion("{}"), cut=20), Outcome.unavailable),
    "no HTTP": (Raw(b"\x00\xff\r\n\r\n"), Outcome.unavailable),
    "a reset": (Reset(), Outcome.unavailable),
    "503": (faultserver.Reply(status=503), Outcome.unavailable),
    "429": (faultserver.Reply(status=429), Outcome.rate_limited),
    "401": (faultserver.Reply(status=401), Outcome.unauthorised),
    "another shape": (faultserver.Reply(completion('{"verdict": "pass"}')), Outcome.invalid),
    "two objects": (faultserver.Reply(completion('{"findings": []} {"findings": []}')), Outcome.invalid),
    "nested too deep": (faultserver.Reply(completion('{"findings":' + "[" * 50_000)), Outcome.invalid),
    "a number": (found(7), Outcome.invalid),
}


@pytest.mark.parametrize("fault", GARBAGE)
def test_a_reading_that_fails_leaves_the_draft_and_a_note(fault: str) -> None:
    behaviour, outcome = GARBAGE[fault]
    result, asked = draft(behaviour)
    assert {section.origin for section in result.draft.sections} == {Origin.model}
    assert result.notes == (f"The second reader did not read everything ({outcome}).",)
    assert result.findings == ()
    assert 1 <= len(asked) <= 3
    purposes = [step.purpose for step in result.steps]
    assert purposes == ["draft"] + ["second_reader"] * len(asked)


USELESS: dict[str, object] = {
    "words that do not stand there": {"quote": "You shouted at us.", "rule": "termination.conduct"},
    "an unknown rule": {"quote": QUOTE, "rule": "tone.bad"},
    "a rule of another letter": {"quote": QUOTE, "rule": "refusal.fault"},
    "a rule for code": {"quote": QUOTE, "rule": "fact.name"},
    "an empty quote": {"quote": "", "rule": "tone.sarcasm"},
    "a very long quote": {"quote": QUOTE * 2_000, "rule": "tone.sarcasm"},
    "words of two sections": {"quote": f"{GOOD['reason']} {GOOD['wishes']}", "rule": "tone.sarcasm"},
    "the JSON around the letter": {"quote": '{"decision": "', "rule": "meta.letter"},
    "the instructions": {"quote": "List the findings on what stands", "rule": "meta.letter"},
    "mark-up": {"quote": f"<b>{QUOTE}</b>", "rule": "tone.sarcasm"},
    "an entity": {"quote": "We&nbsp;wish", "rule": "tone.sarcasm"},
    "a wildcard": {"quote": ".*", "rule": "tone.sarcasm"},
    "a value": {"quote": CASE.customer.name, "rule": "tone.sarcasm"},
}


@pytest.mark.parametrize("item", USELESS)
def test_a_finding_on_nothing_is_dropped_without_a_word(item: str) -> None:
    result, asked = draft(found(USELESS[item]))
    assert (result.findings, result.notes, len(asked)) == ((), (), 1)
    assert {section.origin for section in result.draft.sections} == {Origin.model}


def test_many_useless_and_repeated_findings_do_no_harm() -> None:
    told = [{"quote": QUOTE, "rule": "tone.sarcasm"}] * 500 + [{"quote": "x", "rule": "tone.sarcasm"}] * 500
    result, asked = draft(found(*told))
    assert len(asked) == 1
    assert len(result.findings) == 3  # the words are written three times, and each time faulted once
    assert {section.id for section in result.draft.sections if section.origin is Origin.template} == {
        "wishes"
    }


def test_a_reader_that_is_never_content_ends_in_templates_after_two_repairs() -> None:
    def told(id: str) -> dict[str, str]:
        return {"quote": GOOD[id].split(".")[0], "rule": "tone.sarcasm"}

    result, asked = draft(found(*map(told, GOOD)))
    assert {section.origin for section in result.draft.sections} == {Origin.template}
    assert len([step for step in result.steps if step.purpose == "repair"]) == 2
    assert len(asked) == 1  # the same words are not read again


def test_a_cut_answer_is_heeded_as_far_as_it_goes() -> None:
    told = json.dumps({"quote": QUOTE, "rule": "tone.sarcasm"}, ensure_ascii=False)
    cut = completion(f'{{"findings": [{told}, {{"quo', finish_reason="length")
    result, _ = draft(faultserver.Reply(cut), found())
    assert "The second reader did not read everything (truncated)." in result.notes
    assert {finding.rule for finding in result.findings} == {"tone.sarcasm"}
    assert {section.id for section in result.draft.sections if section.origin is Origin.template} == {
        "wishes"
    }


def test_a_silent_reader_costs_no_more_than_the_deadline() -> None:
    result, asked = draft(Hang(), total_seconds=0.3)
    assert result.notes == ("The second reader did not read everything (timeout).",)
    assert len(asked) == 1
    assert {section.origin for section in result.draft.sections} == {Origin.model}


def test_the_reader_is_asked_on_the_rung_the_model_holds() -> None:
    refusal = faultserver.Reply({"error": {"param": "response_format"}}, status=400)
    seen: list[str] = []

    def respond(body: Body) -> Behaviour:
        rung = body.get("response_format", {}).get("type", "tool" if "tools" in body else "text")
        seen.append(f"{'read' if is_reading(body) else 'write'} {rung}")
        if rung.startswith("json"):
            return refusal
        return found() if is_reading(body) else write(body)

    async def main() -> Result:
        async with FaultServer(respond=respond) as server:
            settings = ModelSettings(api_key="k", base_url=server.url, model="m")
            model = Model(settings, rng=random.Random(1), sleep=no_wait)
            try:
                return await Drafter(model=model, today=lambda: TODAY).draft(CASE)
            finally:
                await model.aclose()

    assert asyncio.run(main()).notes == ()
    assert seen == ["write json_schema", "write json_object", "write tool", "read tool"]


def test_a_reader_model_of_its_own_finds_its_own_rung() -> None:
    refusal = faultserver.Reply({"error": {"param": "response_format"}}, status=400)
    seen: list[tuple[str, bool]] = []

    def respond(body: Body) -> Behaviour:
        seen.append((body["model"], "response_format" in body))
        if body["model"] == "reader" and "response_format" in body:
            return refusal
        return found() if is_reading(body) else write(body)

    async def main() -> list[Result]:
        async with FaultServer(respond=respond) as server:
            settings = ModelSettings(api_key="k", base_url=server.url, model="m", reader_model="reader")
            model = Model(settings, rng=random.Random(1), sleep=no_wait)
            try:
                drafter = Drafter(model=model, today=lambda: TODAY)
                return [await drafter.draft(CASE) for _ in range(2)]
            finally:
                await model.aclose()

    assert [result.notes for result in asyncio.run(main())] == [(), ()]
    assert seen == [
        ("m", True), ("reader", True), ("reader", True), ("reader", False),
        ("m", True), ("reader", False),
    ]  # fmt: skip
