"""Cases: every mistake is reported at once, with field, what is wrong and what would be right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from drafter import document
from drafter.case_file import from_document, read_case
from drafter.choices import Kind, Language
from drafter.errors import InputError
from tests.builders import EXAMPLES, case, values

KINDS = list(Kind)


def problems(fields: dict[str, Any]) -> str:
    with pytest.raises(InputError) as caught:
        from_document(document.of_mapping(fields, "case.yaml"))
    return str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", list(Language))
def test_the_shipped_examples_are_valid(kind: Kind, language: Language) -> None:
    found = read_case(EXAMPLES / language / f"{kind}.yaml")
    assert (found.kind, found.language) == (kind, language)


@pytest.mark.parametrize("kind", KINDS)
def test_yaml_and_json_give_the_same_case(kind: Kind, tmp_path: Path) -> None:
    fields = values(kind)
    (tmp_path / "case.json").write_text(json.dumps(fields), encoding="utf-8")
    assert read_case(tmp_path / "case.json") == case(kind)


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        (Kind.winback, {"ofer": {}}, "ofer: is not a field; did you mean `offer`?"),
        (Kind.winback, {"language": "fr"}, "language: `fr` is not one of the values; use 'en', 'fil'"),
        (Kind.winback, {"kind": "birthday"}, "is missing or not a kind of letter; use winback, apology"),
        (
            Kind.winback,
            {"customer": {}},
            "customer.name: is missing; give the full name, such as `Maria Santos`",
        ),
        (Kind.winback, {"customer": {"name": " "}}, "customer.name: is empty"),
        (Kind.winback, {"customer": {"name": "A\nB"}}, "customer.name: holds a line break"),
        (
            Kind.winback,
            {"customer": {"name": "A\u202eB"}},
            "customer.name: holds a line break or an invisible",
        ),
        (
            Kind.winback,
            {"sender": {"name": "D", "phone": "call me"}},
            "sender.phone: is not in the expected form",
        ),
        (Kind.winback, {"offer": {"type": "percent_off"}}, "offer: a percent_off needs `percent`"),
        (
            Kind.winback,
            {"offer": {"type": "free_shipping", "percent": 5}},
            "offer: a free_shipping has no `percent`",
        ),
        (Kind.winback, {"offer": {"type": "refund", "amount": "USD 5"}}, "offer: a refund cannot be offered"),
        (Kind.winback, {"facts": {"delay": {}}}, "needs exactly one of text, name"),
        (Kind.winback, {"facts": {"delay": {"text": "a", "name": "b"}}}, "needs exactly one of"),
        (Kind.winback, {"facts": {"Delay 1": {"text": "a"}}}, "is not in the expected form"),
        (Kind.winback, {"account": "x" * 1001}, "account: has more than 1000 characters"),
        (Kind.winback, {"message": "x\u0000"}, "message: holds an invisible character"),
        (Kind.refund_refusal, {"requested": "89.00"}, "requested: is not an amount; write the currency code"),
        (Kind.refund_refusal, {"requested": "USD 0"}, "requested.amount: input should be greater than 0"),
        (Kind.refund_refusal, {"reasons": []}, "reasons: tuple should have at least 1 item"),
        (Kind.refund_refusal, {"reasons": ["final_sale", "final_sale"]}, "reasons: names a reason twice"),
        (
            Kind.refund_refusal,
            {"purchased_on": "2026-10-05", "delivered_on": "2026-10-01"},
            "`delivered_on` lies before",
        ),
        (
            Kind.refund_refusal,
            {"product": None},
            "product: is missing; give the product or service concerned",
        ),
        (Kind.apology, {"received_on": "2026-12-01"}, "`received_on` lies after"),
        (Kind.apology, {"problem": "fire"}, "problem: `fire` is not one of the values"),
        (Kind.termination, {"basis": None}, "basis: is missing"),
        (
            Kind.winback,
            {"profile": "x.yaml"},
            "profile: cannot be used here; write `company:` and `sender:` out",
        ),
    ],
)
def test_a_mistake_is_named_with_what_would_be_right(kind: Kind, changes: dict[str, Any], said: str) -> None:
    assert said in problems(
        {**values(kind), **changes} if "product" not in changes else values(kind, **changes)
    )


def test_every_mistake_is_reported_at_once_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        "kind: winback\nlanguage: en\ncompany: {name: A}\nsender:\n  name: D\n  phone: x\ncustomer: {nam: B}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_case(path)
    found = {(problem.field, problem.line) for problem in caught.value.problems}
    assert found == {("sender.phone", 6), ("customer.name", 7), ("customer.nam", 7)}


def test_company_and_sender_come_from_a_profile(tmp_path: Path) -> None:
    fields = values(Kind.winback)
    profile = {name: fields.pop(name) for name in ("company", "sender")}
    (tmp_path / "profile.yaml").write_text(json.dumps(profile), encoding="utf-8")
    (tmp_path / "case.yaml").write_text(json.dumps({**fields, "profile": "profile.yaml"}), encoding="utf-8")
    (tmp_path / "bare.yaml").write_text(json.dumps(fields), encoding="utf-8")
    assert read_case(tmp_path / "case.yaml") == case(Kind.winback)
    assert read_case(tmp_path / "bare.yaml", profile=tmp_path / "profile.yaml") == case(Kind.winback)


def test_mistakes_in_case_and_profile_are_reported_together(tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text(
        "company: {name: A, fax: 1}\nsender: {name: D}\n", encoding="utf-8"
    )
    (tmp_path / "case.yaml").write_text(
        "kind: winback\nlanguage: xx\nprofile: profile.yaml\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as caught:
        read_case(tmp_path / "case.yaml")
    found = {(Path(problem.source).name, problem.field) for problem in caught.value.problems}
    assert found == {("profile.yaml", "company.fax"), ("case.yaml", "language"), ("case.yaml", "customer")}


def test_a_wrong_kind_is_told_without_blaming_the_fields_of_the_right_one() -> None:
    assert problems({**values(Kind.winback, reason="price"), "kind": "win-back"}) == (
        "case.yaml: kind: is missing or not a kind of letter; use winback, apology, refund_refusal, termination"
    )


def test_a_missing_profile_is_named(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("kind: winback\nlanguage: en\nprofile: none.yaml\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"none\.yaml: No such file"):
        read_case(tmp_path / "case.yaml")
