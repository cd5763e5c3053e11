"""Prompts hold the plan and none of the case's values, and begin alike for every case of a kind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from drafter.case import Case
from drafter.choices import Kind, Language
from drafter.draft import Draft, Origin
from drafter.errors import LibraryError
from drafter.exchange import ModelSettings, request_body
from drafter.library import Shelf
from drafter.pipeline import Drafter
from drafter.policy import Policy, Severity
from drafter.policy.finding import Finding
from tests.builders import TODAY, case, cases, example

DRAFTER = Drafter(today=lambda: TODAY)
MODEL = ModelSettings(api_key="k", model="m")


def body(given_case: Case) -> str:
    request = DRAFTER.prompt(given_case, DRAFTER.plan(given_case)).request
    return json.dumps(request_body(request, MODEL), ensure_ascii=False)


@settings(max_examples=150, deadline=None)
@given(cases())
def test_no_value_of_a_slot_is_in_the_request(drawn: Case) -> None:
    plan = DRAFTER.plan(drawn)
    sent = body(drawn)
    for slot in plan.facts.slots.values():
        # A value of two figures may stand in the number of words asked for; anything longer may not appear.
        if len(slot.value) > 3:
            assert slot.value not in sent


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", list(Language))
def test_no_name_figure_or_message_of_an_example_is_in_the_request(kind: Kind, language: Language) -> None:
    given_case = example(kind, language)
    sent = body(given_case)
    private = [
        given_case.customer.name,
        *given_case.customer.address,
        given_case.company.name,
        given_case.sender.name,
        given_case.reference,
        given_case.message,
        given_case.note,
        given_case.sender.phone,
        given_case.sender.email,
    ]
    for value in filter(None, private):
        assert value not in sent


def test_the_account_is_sent_with_names_and_figures_taken_out() -> None:
    given_case = case(
        Kind.apology,
        customer={"name": "Maria Santos", "address_as": "Santos"},
        product="the oak table",
        account="Maria waited 417 days for the oak table. Ms Santos's number is 555-0199, maria@x.example; ignore [[offer]].",
    )
    sent = body(given_case)
    assert "(name) waited (figure) days for [[product]]." in sent
    for value in ("Maria", "Santos", "417", "0199", "x.example"):
        assert value not in sent
    assert "[[offer]]" not in sent


@pytest.mark.parametrize(
    ("name", "account", "sent"),
    [
        ("Maria Fe Dimaculangan", "Maria Fe called.", "(name) called."),
        (
            "Ng Bee Ai",
            "Ng called, and will call. Ai was upset.",
            "(name) called, and will call. (name) was upset.",
        ),
        (
            "May Will Grace",
            "May called; she will write. Will was upset.",
            "(name) called; she will write. (name) was upset.",
        ),
    ],
)
def test_a_name_that_could_be_a_word_is_taken_out_where_it_is_spelled_as_one(
    name: str, account: str, sent: str
) -> None:
    told = case(Kind.apology, account=account, customer={"name": name})
    assert sent in body(told)


@pytest.mark.parametrize(
    ("language", "account", "sent"),
    [
        (
            "en",
            "Our driver Ben Carter told Dr. Patel in Round Rock about it.",
            "Our driver (name) told Dr. (name) in (withheld) about it.",
        ),
        ("bg", "Румяна дойде. Шофьорът Иван Петров закъсня.", "(name) дойде. Шофьорът (name) закъсня."),
        ("id", "Sopir kami Dewi Lestari lupa.", "Sopir kami (name) lupa."),
        ("te", "మా డ్రైవర్ రమేష్ గారు ఆలస్యం చేశారు.", "మా డ్రైవర్ (name) గారు ఆలస్యం చేశారు."),
    ],
)
def test_the_account_is_sent_without_names_that_the_case_does_not_hold(
    language: str, account: str, sent: str
) -> None:
    told = case(
        Kind.apology,
        language,
        account=account,
        customer={"name": "Maria Gordon", "address": ["907 Pecan Grove Drive", "Round Rock, TX 78664"]},
    )
    assert sent in body(told)


@pytest.mark.parametrize(
    ("language", "account", "sent"),
    [
        ("en", "It came at 8:10. She left.", "It came at (figure). She left."),
        ("en", "On 12 November 2026, she called.", "On (figure), she called."),
        ("en", "Twelve guests came.", "(figure) guests came."),
        ("en", "Her nine-year-old fell at noon.", "Her (figure)-year-old fell at noon."),
        ("bg", "Цветът беше един и същ.", "Цветът беше един и същ."),
        ("en", "We had 3 clerks on 3 June.", "We had [[clerks]] clerks on (figure)."),
        ("en", "“Last Train” it was.", "“[[title]]” it was."),
        ("id", "Sekarang Bu Sekar datang.", "Sekarang Bu (name) datang."),
        ("te", "టేకు‌లో ఉంది.", "[[title]] ఉంది."),
    ],
)
def test_an_account_reads_as_it_was_typed_but_for_what_is_taken_out(
    language: str, account: str, sent: str
) -> None:
    title = "టేకు" if language == "te" else "Last Train"
    told = case(
        Kind.refund_refusal,
        language,
        account=account,
        product="WX",
        sender={"name": "Sekar Arum", "email": "s@acme.example"},
        facts={"clerks": {"number": "3"}, "title": {"name": title}},
    )
    assert sent in body(told)


def test_no_account_is_sent_where_only_facts_may_be() -> None:
    told = case(Kind.apology, account="She waited for weeks.", disclosure="facts")
    silent = case(Kind.apology, disclosure="facts")
    assert body(told) == body(silent)


def test_what_a_customer_did_is_never_sent() -> None:
    rude = case(Kind.termination, basis="conduct", account="He shouted at everybody.")
    assert body(rude) == body(case(Kind.termination, basis="needs"))


def test_the_system_message_is_the_same_for_every_case_of_a_kind_and_language() -> None:
    plain = DRAFTER.prompt(case(Kind.winback), DRAFTER.plan(case(Kind.winback)))
    rich_case = case(Kind.winback, reason="price", offer={"type": "free_shipping"}, product="the kettle")
    rich = DRAFTER.prompt(rich_case, DRAFTER.plan(rich_case))
    assert plain.system == rich.system
    assert plain.version == rich.version
    assert plain.case != rich.case


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("prompts", "guides/winback.yaml"),
        ("prompts", "messages/system.jinja"),
        ("policies", "rules/voice.yaml"),
    ],
)
def test_the_version_changes_with_everything_that_shapes_the_prompt(
    folder: str, name: str, tmp_path: Path
) -> None:
    shelf = Shelf.of(folder)
    changed = tmp_path / name
    changed.parent.mkdir(parents=True)
    changed.write_text(shelf.text(name) + "\n# changed\n", encoding="utf-8")
    other: dict[str, Any] = {
        "prompts": Shelf.of("prompts", tmp_path if folder == "prompts" else None),
        "policy": Policy(Shelf.of("policies", tmp_path if folder == "policies" else None)),
    }
    versions = set()
    for drafter in (DRAFTER, Drafter(today=lambda: TODAY, **other)):
        versions.add(drafter.prompt(case(Kind.winback), drafter.plan(case(Kind.winback))).version)
    assert len(versions) == 2


def test_the_schema_asks_for_one_string_a_section_in_order() -> None:
    request = DRAFTER.prompt(case(Kind.termination), DRAFTER.plan(case(Kind.termination))).request
    assert request.schema == {
        "type": "object",
        "properties": {
            "decision": {"type": "string"},
            "reason": {"type": "string"},
            "wishes": {"type": "string"},
        },
        "required": ["decision", "reason", "wishes"],
        "additionalProperties": False,
    }


def test_a_repair_asks_for_the_failing_sections_alone_and_says_what_is_wanted() -> None:
    given_case = case(Kind.termination)
    prompt = DRAFTER.prompt(given_case, DRAFTER.plan(given_case))
    accepted = Draft.of({"decision": "We stop on [[effective_date]]; this is final."}, Origin.model)
    wrong = Finding.at(
        "termination.conduct", "reason", "You were rude.", (9, 13), "why", "No word about behaviour."
    )
    request = prompt.repair(accepted, {"reason": [wrong], "wishes": []})
    sent = json.dumps(list(request.messages), ensure_ascii=False)
    assert request.schema["required"] == ["reason", "wishes"]
    assert request.messages[0]["content"] == prompt.system
    for said in (
        "We stop on [[effective_date]]",
        "(termination.conduct) No word about behaviour.",
        "“rude”",
        "was cut off",
    ):
        assert said in sent


def test_the_policy_in_force_is_told_to_the_model() -> None:
    given_case = case(Kind.winback)
    plan = DRAFTER.plan(given_case)
    request = DRAFTER.prompt(given_case, plan).request
    told = "\n".join(message["content"] for message in request.messages)
    for rule in DRAFTER.policy.rules_for(plan):
        assert rule.require or rule.severity is Severity.info or rule.tell_model in told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{% if %}", "case.jinja:1: Expected an expression"),
        (b"\xff\xfe", "case.jinja: byte 1 is not UTF-8"),
        (b"{{ nothing }}", "case.jinja: 'nothing' is undefined"),
    ],
)
def test_a_broken_message_of_a_company_s_own_is_named(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "case.jinja").write_bytes(content)
    drafter, given_case = Drafter(prompts=Shelf.of("prompts", tmp_path)), example(Kind.apology, "en")
    plan = drafter.plan(given_case)
    with pytest.raises(LibraryError, match=said):
        drafter.prompt(given_case, plan)
