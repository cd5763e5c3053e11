"""The pipeline keeps the promise whatever a model answers."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings

from drafter import fallback, record
from drafter.case import Case
from drafter.choices import ApologyProblem, Basis, Cause, Kind, Language, LostReason, RefusalReason
from drafter.draft import Origin
from drafter.errors import InputError, LibraryError
from drafter.exchange import ModelSettings
from drafter.guide import Plan
from drafter.library import Shelf
from drafter.model import Model
from drafter.pipeline import Drafter
from drafter.policy import Finding, Policy, Severity, Verdict
from drafter.result import Readiness, Result
from tests.builders import TODAY, case, cases, example
from tests.faultserver import completion

Answer = str | dict[str, str] | tuple[object, str] | int
PROMPTS = Shelf.of("prompts")
TEMPLATES = Drafter(today=lambda: TODAY)


def good(given_case: Case, seed: str = "model") -> dict[str, str]:
    return fallback.write(TEMPLATES.plan(given_case), PROMPTS, seed=seed).texts


def run(given_case: Case, answers: Iterable[Answer], **more: Any) -> tuple[Result, list[dict[str, Any]]]:
    """Draft with a model that gives these answers: sections, raw text, (sections, finish reason), or a status."""
    script = iter(answers)
    asked: list[dict[str, Any]] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        asked.append(json.loads(request.content))
        answer = next(script)
        if isinstance(answer, int):
            return httpx2.Response(answer, json={"error": {"message": "no"}})
        content, finish = answer if isinstance(answer, tuple) else (answer, "stop")
        text = json.dumps(content, ensure_ascii=False) if isinstance(content, dict) else content
        return httpx2.Response(200, json=completion(text, finish_reason=finish))

    async def draft() -> Result:
        async def no_wait(_seconds: float) -> None:
            return None

        model = Model(
            ModelSettings(api_key="k", model="asked-model", second_reader=False),
            transport=httpx2.MockTransport(respond),
            rng=random.Random(1),
            sleep=no_wait,
            clock=lambda: 0.0,
        )
        try:
            return await Drafter(model=model, today=lambda: TODAY, **more).draft(given_case, seed=3)
        finally:
            await model.aclose()

    return asyncio.run(draft()), asked


def origins(result: Result) -> dict[str, Origin]:
    return {section.id: section.origin for section in result.draft.sections}


def test_a_good_answer_becomes_the_letter() -> None:
    given_case = example(Kind.winback, "en")
    result, asked = run(given_case, [good(given_case)])
    assert len(asked) == 1
    assert set(origins(result).values()) == {Origin.model}
    assert result.readiness is Readiness.ready
    assert given_case.customer.name in result.letter.address


def test_only_failing_sections_are_asked_for_again() -> None:
    given_case = case(Kind.termination)
    fine = good(given_case)
    result, asked = run(given_case, [{**fine, "reason": "You pay 5 dollars."}, {"reason": fine["reason"]}])
    assert len(asked) == 2
    schema = asked[1]["response_format"]["json_schema"]["schema"]
    assert schema["required"] == ["reason"]
    assert origins(result) == {"decision": Origin.model, "reason": Origin.repair, "wishes": Origin.model}
    assert {finding.severity for finding in result.findings} == {Severity.info}


def test_a_section_that_cannot_be_repaired_takes_its_template() -> None:
    given_case = case(Kind.termination)
    fine = good(given_case)
    bad = {"reason": "Because 5."}
    result, asked = run(given_case, [{**fine, **bad}, bad, bad])
    assert len(asked) == 3
    assert origins(result) == {"decision": Origin.model, "reason": Origin.template, "wishes": Origin.model}
    assert "Taken from the templates: reason." in result.notes


class Wary(Policy):
    """Doubts every section that speaks of an umbrella."""

    def judge_draft(self, plan: Plan, texts: Mapping[str, str]) -> Verdict:
        verdict = super().judge_draft(plan, texts)
        doubts = (
            Finding("doubt.law", Severity.warning, id, None, "", "Why.", tell_model="Be dry.", anew=True)
            for id, text in texts.items()
            if "umbrella" in text
        )
        return Verdict((*verdict.findings, *doubts))


def test_a_section_in_doubt_takes_its_template_and_costs_no_request() -> None:
    given_case = case(Kind.termination)
    wet = f"{good(given_case)['reason']} We keep your umbrella."
    result, asked = run(given_case, [{**good(given_case), "reason": wet}], policy=Wary(Shelf.of("policies")))
    assert len(asked) == 1
    assert origins(result) == {"decision": Origin.model, "reason": Origin.template, "wishes": Origin.model}
    assert [(found.rule, found.severity) for found in result.findings] == [("doubt.law", Severity.info)]


def test_a_section_in_doubt_is_asked_for_where_others_are_but_not_by_itself() -> None:
    given_case = case(Kind.termination)
    fine = good(given_case)
    wet = {"reason": f"{fine['reason']} We keep your umbrella."}
    answers = [{**fine, **wet, "wishes": "5 wishes."}, {**wet, "wishes": fine["wishes"]}]
    result, asked = run(given_case, answers, policy=Wary(Shelf.of("policies")))
    assert len(asked) == 2
    assert "reason: (doubt.law) Be dry." in asked[1]["messages"][1]["content"]
    assert asked[1]["response_format"]["json_schema"]["schema"]["required"] == ["reason", "wishes"]
    assert origins(result) == {"decision": Origin.model, "reason": Origin.template, "wishes": Origin.repair}


def test_a_truncated_answer_keeps_its_finished_sections() -> None:
    given_case = case(Kind.termination)
    fine = good(given_case)
    whole = json.dumps(fine, ensure_ascii=False)
    cut = whole[: whole.index('"wishes"') + 20]
    result, asked = run(given_case, [(cut, "length"), {"wishes": fine["wishes"]}])
    assert len(asked) == 2
    assert asked[1]["response_format"]["json_schema"]["schema"]["required"] == ["wishes"]
    assert origins(result)["decision"] is Origin.model
    assert result.letter.body_text


@pytest.mark.parametrize(
    "answers", [[401], [400], [503, 503, 503], [("", "content_filter")], [(None, "stop")]]
)
def test_a_model_that_fails_leaves_a_good_letter_and_says_why(answers: list[Answer]) -> None:
    given_case = case(Kind.apology, "bg")
    result, asked = run(given_case, answers)
    assert len(asked) == len(answers)
    assert set(origins(result).values()) == {Origin.template}
    assert len(result.notes) == 2


def test_repairs_stop_at_the_deadline_of_the_letter() -> None:
    given_case = case(Kind.termination)
    times = iter([0.0, 0.0, 31.0])
    answers = [{**good(given_case), "reason": "Because 5."}]
    result, asked = run(given_case, answers, deadline_seconds=30.0, clock=lambda: next(times))
    assert len(asked) == 1
    assert origins(result) == {"decision": Origin.model, "reason": Origin.template, "wishes": Origin.model}
    assert "The model did not answer in time (timeout)." in result.notes


def test_a_case_over_the_threshold_needs_a_lawyer() -> None:
    given_case = case(Kind.refund_refusal, requested="USD 5000", legal_review_from=["USD 2000"])
    result, _ = run(given_case, [good(given_case)])
    assert result.readiness is Readiness.legal_review
    assert result.triggers == ("large_sum",)


def test_the_same_case_seed_and_answers_give_the_same_record() -> None:
    given_case = example(Kind.refund_refusal, "id")
    records = {record.to_json(run(given_case, [good(given_case)])[0]) for _ in range(2)}
    assert len(records) == 1


def test_a_note_of_the_agent_stands_in_the_letter_word_for_word() -> None:
    note = "Our workshop keeps your table until 7 pm on Friday."
    result = TEMPLATES.draft_from_templates(case(Kind.apology, note=note))
    assert result.letter.body[-2] == note


def test_a_note_the_policy_forbids_is_refused_before_anything_is_drafted() -> None:
    with pytest.raises(InputError, match=r"note: promise\.refund"):
        TEMPLATES.draft_from_templates(case(Kind.apology, note="We will refund your money in full."))


@pytest.mark.parametrize("name", ["product", "phone", "deadline"])
def test_a_fact_of_a_built_in_slot_s_name_is_refused(name: str) -> None:
    own = {name: {"text": "a free sofa"}, "delay": {"duration": "two weeks"}}
    with pytest.raises(InputError) as refused:
        TEMPLATES.plan(case(Kind.apology, facts=own))
    assert [problem.field for problem in refused.value.problems] == [f"facts.{name}"]


@pytest.mark.parametrize(
    ("language", "note", "rule"),
    [
        ("en", "Your file [NAME] is ready.", "slot.bracket: “[NAME]”"),
        ("en", "{{ 7*7 }} is what we owe you, [[offer]].", "slot.bracket"),
        ("en", "Your table is ready, <name>.", "slot.bracket: “<name>”"),
        ("en", "Please ask for XXX at the desk.", "slot.bracket: “XXX”"),
        ("en", "Please ask for XXXX at the desk.", "slot.bracket: “XXXX”"),
        ("en", "Your table ____ is ready.", "slot.bracket"),
        ("en", "Your table is ready on … at noon.", "slot.bracket"),
        ("bg", "Масата е готова за ХХХ.", "slot.bracket"),
        ("en", "Silakan hubungi kami.", "language.foreign"),
        ("en", "Благодарим Ви.", "language.foreign"),
        ("bg", "Please call us.", "language.foreign"),
        ("te", "Thank you.", "language.foreign"),
    ],
)
def test_a_blank_or_another_language_in_a_note_is_refused(language: str, note: str, rule: str) -> None:
    with pytest.raises(InputError, match=f"note: {re.escape(rule)}"):
        TEMPLATES.draft_from_templates(case(Kind.apology, language, note=note))


@pytest.mark.parametrize(
    ("language", "note"),
    [
        (
            "en",
            "Our workshop keeps your table (the oak one) until 7 pm on Friday, November 27, for USD 40.00.",
        ),
        ("bg", "Масата Ви чака в Stara Lipa до 19:00 ч."),
        ("bg", "Stara Lipa"),
        ("te", "మీ బల్ల Godavari Home దగ్గర సిద్ధంగా ఉంది."),
    ],
)
def test_a_note_may_hold_names_figures_and_addresses(language: str, note: str) -> None:
    assert TEMPLATES.draft_from_templates(case(Kind.apology, language, note=note)).letter.body[-2] == note


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{% block decision %}We owe you 50 dollars.{% endblock %}", "reason: has no block"),
        ("{% block decision %}{{ pick() }}{% endblock %}", "decision: IndexError: "),
        ("{% block decision %}{{ 1 // 0 }}{% endblock %}", "decision: ZeroDivisionError: "),
        ("{% block decision %}{{ basis + 1 }}{% endblock %}", "decision: TypeError: "),
        ("{% block decision %}{{ price }}{% endblock %}", "decision: 'price' is undefined"),
        ("{% block decision %}", "1: Unexpected end of template"),
    ],
)
def test_a_broken_template_is_a_clear_error_and_no_letter(tmp_path: Any, template: str, said: str) -> None:
    path = tmp_path / "fallback" / "en" / "termination.jinja"
    path.parent.mkdir(parents=True)
    path.write_text(template, encoding="utf-8")
    broken = Drafter(prompts=Shelf.of("prompts", tmp_path), today=lambda: TODAY)
    with pytest.raises(LibraryError, match=rf"termination\.jinja:\s?{said}"):
        broken.draft_from_templates(case(Kind.termination))


_CHOICES: dict[Kind, dict[str, list[Any]]] = {
    Kind.winback: {"reason": [None, *LostReason]},
    Kind.apology: {"problem": list(ApologyProblem), "cause": [None, *Cause], "parting": [False, True]},
    Kind.refund_refusal: {"reasons": [[reason] for reason in RefusalReason]},
    Kind.termination: {
        "basis": list(Basis),
        "referral": [None, {"name": "Harbor & Co"}, {"name": "Harbor & Co", "phone": "+1 555 010 0199"}],
    },
}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(Kind))
def test_the_templates_have_a_letter_with_no_finding_for_everything_there_is_to_choose(
    kind: Kind, language: Language
) -> None:
    choices = _CHOICES[kind]
    for chosen in itertools.product(*choices.values()):
        fields = dict(zip(choices, chosen, strict=True))
        for seed in range(3):
            _has_nothing_to_acknowledge(case(kind, language, **fields), seed)
    for seed in range(12):
        _has_nothing_to_acknowledge(example(kind, language), seed)


def _has_nothing_to_acknowledge(given_case: Case, seed: int) -> None:
    findings = TEMPLATES.draft_from_templates(given_case, seed=seed).findings
    assert not [(found.rule, found.quote) for found in findings if found.severity is not Severity.info]


_BEYOND_EVERY_CASE = {
    "en": ("technician", "left to you", "your order with the care"),
    "fil": ("tekniko", "gumagana", "makatuklas", "araw na iyon", "umalis sa amin", "sa pangalan"),
    "ms": ("juruteknik", "lawatan", "bersusah payah", "ketika itu", "secara peribadi"),
    "id": ("teknisi", "kunjungan", "menemukannya", "hari itu", "tempat kami", "sebagai pribadi"),
    "bg": ("техници", "установите", "предадем", "посещение", "по име"),
    "te": ("సాంకేతిక", "మీరే గుర్తించాల్సి", "పేరుపేరునా"),
}
"""What no case holds: who looked at it, that it runs, a visit, a day, who noticed, whom the company knows."""


@pytest.mark.parametrize("language", list(Language))
def test_the_templates_state_nothing_that_no_case_holds(language: Language) -> None:
    redone = {"type": "redo_service"}
    given = [
        case(Kind.winback, language, offer={"type": "free_shipping"}),
        *(case(Kind.apology, language, problem=each, remedy=redone) for each in ApologyProblem),
        *(case(Kind.apology, language, cause=each) for each in Cause),
        case(Kind.refund_refusal, language, reasons=[RefusalReason.inspected_no_defect]),
    ]
    written = [
        TEMPLATES.draft_from_templates(each, seed=seed).letter.body_text
        for each in given
        for seed in range(4)
    ]
    text = "\n".join(written).lower()
    assert not [words for words in _BEYOND_EVERY_CASE[language] if words in text]


@settings(max_examples=300, deadline=None)
@given(cases())
def test_every_valid_case_gets_a_letter_from_the_templates(drawn: Case) -> None:
    result = TEMPLATES.draft_from_templates(drawn, seed=len(drawn.customer.name))
    assert tuple(section.id for section in result.draft.sections) == result.plan.section_ids
    assert not [finding for finding in result.findings if finding.severity is Severity.error]
    assert "[[" not in result.letter.body_text
    for section in result.plan.sections:
        for name in section.must:
            assert result.plan.facts.slots[name].value.rstrip(".").lower() in result.letter.body_text.lower()


HOSTILE: list[Callable[[str], str]] = [
    lambda text: text + " You will get 50 back.",
    lambda text: text + " [[iban]]",
    lambda text: text.replace("[[", "[").replace("]]", "]") + "]",
    lambda text: text[:0],
    lambda text: text + " See https://evil.example now.",
    lambda text: text[: len(text) // 2].rstrip(".") + " and",
]


@pytest.mark.parametrize("spoil", HOSTILE)
@pytest.mark.parametrize("language", list(Language))
def test_whatever_a_model_answers_three_times_no_such_letter_comes_out(
    spoil: Callable[[str], str], language: Language
) -> None:
    given_case = example(Kind.apology, language)
    bad = {id: spoil(text) for id, text in good(given_case).items()}
    result, _ = run(given_case, [bad, bad, bad])
    assert set(origins(result).values()) == {Origin.template}
