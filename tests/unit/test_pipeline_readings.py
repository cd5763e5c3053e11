"""A second reader in the loop: it can only have sections written again, and never lets one pass."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterable
from typing import Any

import httpx2
import pytest

from drafter import fallback, record
from drafter.case import Case
from drafter.choices import Kind
from drafter.draft import Origin
from drafter.exchange import ModelSettings
from drafter.library import Shelf
from drafter.model import Model
from drafter.pipeline import Drafter
from drafter.policy import Severity
from drafter.result import Result
from tests.builders import TODAY, case, example
from tests.faultserver import completion, is_reading

Found = list[tuple[str, str]]
TEMPLATES = Drafter(today=lambda: TODAY)
CASE = case(Kind.termination)
SLY = "We are sure that another company will enjoy your calls. We wish you well."


def good(given_case: Case, seed: str = "model") -> dict[str, str]:
    return fallback.write(TEMPLATES.plan(given_case), Shelf.of("prompts"), seed=seed).texts


def draft(
    given_case: Case,
    drafts: Iterable[Any],
    readings: Iterable[Any],
    *,
    budget: int | None = None,
    **more: Any,
) -> tuple[Result, list[list[str]]]:
    """Draft with scripted answers; return the result, and the sections of each request in order.

    A reading is a list of quotes and rules, a raw text, or an HTTP status.
    """
    written, read = iter(drafts), iter(readings)
    asked: list[list[str]] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content)
        if not is_reading(body):
            asked.append(body["response_format"]["json_schema"]["schema"]["required"])
            return httpx2.Response(200, json=completion(json.dumps(next(written), ensure_ascii=False)))
        letter = body["messages"][1]["content"].split("\n=====\n")[1]
        asked.append([f"read {id}" for id in json.loads(letter)])
        answer = next(read)
        if isinstance(answer, int):
            return httpx2.Response(answer, json={"error": {"message": "no"}})
        if isinstance(answer, list):
            answer = json.dumps({"findings": [{"quote": quote, "rule": rule} for quote, rule in answer]})
        return httpx2.Response(200, json=completion(answer, model="served-reader"))

    async def run() -> Result:
        async def no_wait(_seconds: float) -> None:
            return None

        settings = ModelSettings(api_key="k", model="m", reader_model="reader", token_budget=budget)
        model = Model(
            settings,
            transport=httpx2.MockTransport(respond),
            rng=random.Random(1),
            sleep=no_wait,
            clock=lambda: 0.0,
        )
        try:
            return await Drafter(model=model, today=lambda: TODAY, **more).draft(given_case, seed=3)
        finally:
            await model.aclose()

    return asyncio.run(run()), asked


def origins(result: Result) -> dict[str, Origin]:
    return {section.id: section.origin for section in result.draft.sections}


ALL = ["decision", "reason", "wishes"]
READ_ALL = [f"read {id}" for id in ALL]
SLY_TOLD = [("enjoy your calls", "tone.sarcasm")]


def test_a_letter_without_a_fault_is_read_once_and_stays_as_it_is() -> None:
    result, asked = draft(CASE, [good(CASE)], [[]])
    assert asked == [ALL, READ_ALL]
    assert set(origins(result).values()) == {Origin.model}
    assert (result.findings, result.notes) == ((), ())


def test_a_section_the_reader_faults_is_written_again_and_read_again_alone() -> None:
    fine = good(CASE)
    result, asked = draft(CASE, [{**fine, "wishes": SLY}, {"wishes": fine["wishes"]}], [SLY_TOLD, []])
    assert asked == [ALL, READ_ALL, ["wishes"], ["read wishes"]]
    assert origins(result) == {"decision": Origin.model, "reason": Origin.model, "wishes": Origin.repair}
    (mended,) = result.findings
    assert (mended.rule, mended.severity, mended.source) == ("tone.sarcasm", Severity.info, "model")


def test_the_repair_is_told_the_rule_the_words_and_what_is_wanted() -> None:
    fine = good(CASE)
    prompts: list[str] = []

    class Listening(Drafter):
        def prompt(self, *args: Any) -> Any:
            made = super().prompt(*args)
            prompts.append(
                made.repair(fallback.write(made.plan, self.prompts, seed="1"), {"wishes": [found]}).messages[
                    1
                ]["content"]
            )
            return made

    found = draft(CASE, [{**fine, "wishes": SLY}] * 3, [SLY_TOLD] * 3)[0].findings[0]
    Listening(today=lambda: TODAY).prompt(CASE, TEMPLATES.plan(CASE))
    assert "(tone.sarcasm)" in prompts[0]
    assert "“enjoy your calls”" in prompts[0]


def test_code_and_reader_share_two_repairs_and_then_the_template_stands() -> None:
    fine = good(CASE)
    drafts = [{**fine, "reason": "Because 5."}, {"reason": SLY}, {"reason": SLY}]
    result, asked = draft(CASE, drafts, [SLY_TOLD, SLY_TOLD])
    assert asked == [ALL, ["reason"], READ_ALL, ["reason"]]
    assert origins(result) == {"decision": Origin.model, "reason": Origin.template, "wishes": Origin.model}
    assert {found.severity for found in result.findings} == {Severity.info}
    assert "Taken from the templates: reason." in result.notes


def test_what_code_passed_is_read_even_when_another_section_never_does() -> None:
    fine = good(CASE)
    drafts = [{**fine, "reason": "5.", "wishes": SLY}, {"reason": "5."}, {"reason": "5."}]
    result, asked = draft(CASE, drafts, [SLY_TOLD])
    assert asked == [ALL, ["reason"], ["reason"], ["read decision", "read wishes"]]
    assert origins(result) == {
        "decision": Origin.model,
        "reason": Origin.template,
        "wishes": Origin.template,
    }


def test_a_repair_that_code_refuses_is_not_read() -> None:
    fine = good(CASE)
    drafts = [{**fine, "wishes": SLY}, {"wishes": "5 5 5."}, {"wishes": fine["wishes"]}]
    _, asked = draft(CASE, drafts, [SLY_TOLD, []])
    assert asked == [ALL, READ_ALL, ["wishes"], ["wishes"], ["read wishes"]]


def test_a_warning_of_the_reader_stands_in_the_record_and_mends_nothing() -> None:
    given_case = example(Kind.winback, "en")
    fine = good(given_case)
    quote = fine["offer"].split(".")[0]
    result, asked = draft(given_case, [fine], [[(quote, "offer.negated")]])
    assert len(asked) == 2
    (found,) = result.findings
    assert (found.severity, found.source, found.quote) == (Severity.warning, "model", quote)
    assert record.to_dict(result)["findings"][0]["source"] == "model"


def test_a_warning_on_a_text_that_was_written_again_is_gone() -> None:
    given_case = example(Kind.winback, "en")
    fine = good(given_case)
    quote = fine["offer"].split(".")[0]
    told = [(quote, "offer.negated"), (quote, "tone.pressure")]
    other = good(given_case, "5")["offer"].replace("[[offer]]", "[[offer]]")
    result, _ = draft(given_case, [fine, {"offer": f"{other} Do take it."}], [told, []])
    assert [found.severity for found in result.findings] == [Severity.info]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(401, "unauthorised"), (400, "rejected"), ("It is fine.", "invalid"), ('{"findings": 3}', "invalid")],
)
def test_a_reader_that_fails_leaves_the_letter_and_a_note(answer: Any, outcome: str) -> None:
    result, asked = draft(CASE, [good(CASE)], [answer] * 4)
    assert asked[0] == ALL
    assert {request for requests in asked[1:] for request in requests} == set(READ_ALL)
    assert set(origins(result).values()) == {Origin.model}
    assert result.notes == (f"The second reader did not read everything ({outcome}).",)


def test_a_budget_that_does_not_cover_the_reading_leaves_the_letter_and_a_note() -> None:
    body = len(json.dumps(TEMPLATES.prompt(CASE, TEMPLATES.plan(CASE)).request.messages).encode())
    result, asked = draft(CASE, [good(CASE)], [], budget=body + 2_500)
    assert asked == [ALL]
    assert result.notes == ("The second reader did not read everything (budget_spent).",)


def test_the_reading_has_only_the_time_that_is_left_of_the_letter() -> None:
    times = iter([0.0, 0.0, 31.0])
    result, asked = draft(CASE, [good(CASE)], [], deadline_seconds=30.0, clock=lambda: next(times))
    assert asked == [ALL]
    assert set(origins(result).values()) == {Origin.model}
    assert result.notes == ("The second reader did not read everything (timeout).",)


def test_templates_are_not_read() -> None:
    result, asked = draft(CASE, [{"reason": "5."}] * 3, [])
    assert set(origins(result).values()) == {Origin.template}
    assert not any("read" in id for request in asked for id in request if id.startswith("read "))


def test_steps_tokens_and_provenance_name_the_reader() -> None:
    steps: list[str] = []
    result, _ = draft(CASE, [good(CASE)], [[]], on_step=steps.append)
    plain = record.to_dict(result)
    assert steps == [attempt["purpose"] for attempt in plain["attempts"]] == ["draft", "second_reader"]
    assert plain["usage"] == {"prompt_tokens": 200, "completion_tokens": 40, "complete": True}
    made_by = plain["provenance"]
    assert (made_by["model_asked"], made_by["model_answered"]) == ("m", "served-model")
    assert (made_by["reader_asked"], made_by["reader_answered"]) == ("reader", "served-reader")
    assert len(made_by["reader"]) == 12
    assert record.to_dict(TEMPLATES.draft_from_templates(CASE))["provenance"]["reader"] is None


def test_the_same_answers_give_the_same_record() -> None:
    fine = good(CASE)
    script = [{**fine, "wishes": SLY}, {"wishes": fine["wishes"]}], [SLY_TOLD, []]
    assert len({record.to_json(draft(CASE, *script)[0]) for _ in range(2)}) == 1
