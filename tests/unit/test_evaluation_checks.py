"""The checks on a letter: each holds on a good one and fails on the fault it is for; and the judge of tone."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import httpx2
import pytest

from drafter import letter
from drafter.draft import Draft, Origin, Section
from drafter.evaluation.checks import CHECKS, Drafted
from drafter.evaluation.judge import Judge
from drafter.evaluation.lines import LiveLines
from drafter.evaluation.material import CaseItem, cases
from drafter.evaluation.suite import Bounds, Checks, Tone
from drafter.exchange import Attempt, ModelSettings, Outcome
from drafter.pipeline import Drafter
from drafter.result import Result, Step
from tests import runs

LANGUAGES = ("en", "fil", "ms", "id", "bg", "te")


def drafted(language: str = "en", place: int = 0, **texts: str) -> Drafted:
    """Return a letter as a model wrote it at first, some sections changed."""
    drafter = Drafter()
    item = list(cases(runs.case_files(language)))[place]
    result = drafter.draft_from_templates(item.case)
    sections = tuple(
        Section(section.id, texts.get(section.id, section.text), Origin.model)
        for section in result.draft.sections
    )
    return with_draft(Drafted(item.case, result, drafter.policy), Draft(sections))


def with_draft(before: Drafted, draft: Draft) -> Drafted:
    laid_out = letter.lay_out(before.case, before.result.plan, draft)
    return replace(before, result=replace(before.result, draft=draft, letter=laid_out))


def holds(name: str, of: Drafted, **bounds: float) -> bool:
    return CHECKS[name](of, Bounds.model_validate(bounds)).passed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", range(4))
def test_every_check_but_the_agents_own_facts_holds_on_a_good_letter(language: str, place: int) -> None:
    good = drafted(language, place)

    assert [name for name in CHECKS if name != "facts" and not holds(name, good)] == []


def test_a_promise_fails_the_policy() -> None:
    broken = drafted(apology="You will get your money back next week. We are sorry.")

    found = CHECKS["policy"](broken, Bounds())
    assert not found.passed
    assert found.why


def test_a_repair_or_a_template_is_no_first_try() -> None:
    good = drafted()
    sections = good.result.draft.sections
    templated = with_draft(good, Draft((replace(sections[0], origin=Origin.template), *sections[1:])))
    attempt = Attempt(Outcome.answered, 1.0, 200, "json_schema", None, None, None)
    repaired = replace(good, result=replace(good.result, steps=(Step("repair", attempt),)))

    assert not holds("first_try", templated)
    assert not holds("first_try", repaired)
    assert not holds("by_model", templated)
    assert holds("by_model", repaired)


def test_a_fact_that_is_not_stated_is_counted() -> None:
    good = drafted()
    first, *others = good.result.draft.sections
    silent = with_draft(good, Draft(tuple(replace(each, text="We are sorry.") for each in (first, *others))))

    found = CHECKS["facts"](silent, Bounds())
    assert not found.passed
    assert found.score is not None
    assert found.score < 0.75
    assert found.why.startswith("Not stated:")


def test_a_fact_that_begins_a_sentence_is_stated() -> None:
    good = drafted()
    before = CHECKS["facts"](good, Bounds()).score
    sections = [
        replace(each, text=f"[[product]] is late. {each.text.replace('[[product]]', 'it')}")
        if "[[product]]" in each.text
        else each
        for each in good.result.draft.sections
    ]
    moved = with_draft(good, Draft(tuple(sections)))
    assert good.result.plan.facts.slots["product"].value not in moved.result.letter.body_text

    assert CHECKS["facts"](moved, Bounds()).score == before


def test_a_section_that_is_not_there_is_missed() -> None:
    good = drafted()

    assert not holds("sections", with_draft(good, Draft(good.result.draft.sections[:-1])))


def test_length_is_measured_against_the_plan_or_the_suite() -> None:
    good = drafted()
    words = CHECKS["length"](good, Bounds()).score
    assert words is not None

    assert not holds("length", good, least=words + 1)
    assert not holds("length", good, most=words - 1)
    assert holds("length", good, least=words, most=words)


def test_a_letter_of_one_endless_sentence_does_not_read_well() -> None:
    endless = drafted(apology=" and ".join(["we are sorry for the trouble"] * 30) + ".")

    assert not holds("reading", endless)


@pytest.mark.parametrize(("written", "wanted"), [("id", "ms"), ("en", "fil"), ("ms", "id"), ("en", "bg")])
def test_a_letter_in_another_language_is_seen(written: str, wanted: str) -> None:
    other, good = drafted(written), drafted(wanted)
    texts = [section.text for section in other.result.draft.sections]
    sections = tuple(
        replace(section, text=texts[number % len(texts)])
        for number, section in enumerate(good.result.draft.sections)
    )
    mixed = replace(good, result=replace(good.result, draft=Draft(sections)))

    found = CHECKS["language"](mixed, Bounds())
    assert not found.passed
    assert written in found.why


def test_only_the_checks_that_are_named_are_made() -> None:
    assert Checks.model_validate({"policy": {}, "length": {"most": "300"}}).names == ("policy", "length")


def judged(item: CaseItem, result: Result, answer: object) -> tuple[bool, float | None, str, str]:
    def respond(request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content)
        assert "Rubric" in body["messages"][0]["content"]
        assert item.case.customer.name not in request.content.decode()
        message = {"role": "assistant", "content": json.dumps(answer)}
        completion = {"choices": [{"message": message, "finish_reason": "stop"}]}
        return httpx2.Response(200, json=completion)

    settings = ModelSettings(api_key="k", model="judge")
    lines = LiveLines(settings, None, day="d", inner=httpx2.MockTransport(respond))
    tone = Tone(rubric="Warm, plain, and never servile or cold.", least=4)
    prompt = Drafter().prompt(item.case, result.plan)
    check, asked = asyncio.run(Judge(lines, tone).tone(item, result, prompt, 0))
    return check.passed, check.score, check.why, asked[0].purpose


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        ({"reason": "Warm throughout.", "score": "5"}, (True, 5, "Warm throughout.", "judge")),
        ({"reason": "Cold.", "score": "3"}, (False, 3, "Cold.", "judge")),
        (
            {"reason": "Nice.", "score": "excellent"},
            (False, None, "The judge gave no score (answered).", "judge"),
        ),
    ],
)
def test_the_tone_is_what_the_judge_says_and_the_suite_asks(
    answer: object, wanted: tuple[bool, float | None, str, str]
) -> None:
    item = next(cases(runs.case_files("en")))
    result = Drafter().draft_from_templates(item.case)

    assert judged(item, result, answer) == wanted
