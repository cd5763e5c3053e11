"""Cases: every mistake is reported at once, with field, what is wrong and what would be right."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from drafter import document
from drafter.case import RefundRefusalCase
from drafter.case_file import from_document, read_case
from drafter.choices import Kind, Language
from drafter.errors import InputError
from drafter.pipeline import Drafter
from tests.builders import EXAMPLES, TODAY, case, values

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
        (
            Kind.winback,
            {"company": {"name": "Acme", "country": "UK"}},
            "company.country: `UK` is no country's code; did you mean `GB`?",
        ),
        (
            Kind.winback,
            {"company": {"name": "Acme", "country": "ZZ"}},
            "company.country: `ZZ` is no country's code; give its ISO 3166 code, such as `GB`",
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
        (
            Kind.winback,
            {"facts": {"Delay 1": {"text": "a"}}},
            "facts.Delay 1: `Delay 1` is no name of a fact; use 2 to 40 of a-z and _",
        ),
        (Kind.winback, {"offer": {"type": "amount_off"}}, "offer: an amount_off needs `amount`"),
        (
            Kind.winback,
            {"offer": {"type": "percent_off", "percent": "12.555"}},
            "no more than 2 decimal places",
        ),
        (Kind.winback, {"account": "x" * 1001}, "account: has more than 1000 characters"),
        (Kind.winback, {"message": "x\u0000"}, "message: holds an invisible character"),
        (Kind.refund_refusal, {"requested": "89.00"}, "requested: is not an amount; write the currency code"),
        (Kind.refund_refusal, {"requested": "USD 0"}, "requested.amount: input should be greater than 0"),
        (
            Kind.refund_refusal,
            {"reasons": []},
            "reasons: is empty; give at least one of delivered_on_time, delivered_as_agreed",
        ),
        (Kind.refund_refusal, {"reasons": "final_sale"}, "reasons: is not a list; write [final_sale]"),
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
        (
            Kind.termination,
            {"basis": None},
            "basis: is missing; give why the service ends, one of needs, growth",
        ),
        (Kind.apology, {"problem": None}, "problem: is missing; give what went wrong, one of late_delivery"),
        (
            Kind.winback,
            {"customer": {"name": "A", "address": "12 Elm Street, Springfield"}},
            'customer.address: is not a list; write ["12 Elm Street, Springfield"]',
        ),
        (Kind.winback, {"customer": "Maria Santos"}, "write it as {name: Maria Santos}"),
        (
            Kind.winback,
            {"legal_review_from": "USD 1000"},
            "legal_review_from: is not a list; write [USD 1000]",
        ),
        (
            Kind.winback,
            {"legal_review_from": {"USD": "1000"}},
            "legal_review_from: is not a list; give the sum per currency",
        ),
        (
            Kind.winback,
            {"facts": {"delay": "two weeks"}},
            "facts.delay: lacks the names of its fields; write it as {text: two weeks}, or with another type: "
            "name, date, duration",
        ),
        # `date` is the name of a fact here and of a field of every fact.
        (
            Kind.winback,
            {"facts": {"date": "May"}},
            "facts.date: lacks the names of its fields; write it as {text",
        ),
        (Kind.winback, {"facts": "two weeks"}, "facts: holds no fields; give the further facts"),
        (
            Kind.winback,
            {"profile": "x.yaml"},
            "profile: cannot be used here; write `company:` and `sender:` out",
        ),
    ],
)
def test_a_mistake_is_named_with_what_would_be_right(kind: Kind, changes: dict[str, Any], said: str) -> None:
    assert said in problems({**values(kind), **changes})


@pytest.mark.parametrize(
    ("written", "phrase"),
    [
        ("the sofa.", "the sofa"),
        ("the Aurora.", "the Aurora"),
        ("the sofa (oak) .", "the sofa (oak)"),
        ("дъбовата маса.", "дъбовата маса"),
        ("టేకు బల్ల.", "టేకు బల్ల"),
        ("a sofa by Acme Ltd.", "a sofa by Acme Ltd."),
        ("стая за 12.05.2026 г.", "стая за 12.05.2026 г."),
        ("a radio made in the U.S.A.", "a radio made in the U.S.A."),
    ],
)
def test_a_phrase_takes_no_full_stop_into_a_sentence(written: str, phrase: str) -> None:
    assert case(Kind.apology, product=written).product == phrase


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("USD 49", "49"),
        ("USD 49.9", "49.9"),
        ("EUR 49.90", "49.90"),
        ("USD 0.01", "0.01"),
        ("USD 1,240", "1240"),
        ("USD 1,240.50", "1240.50"),
        ("USD 1,240,000", "1240000"),
        ("USD 1240.50", "1240.50"),
        ("IDR 850000", "850000"),
        ("INR 1,50,000.00", "150000.00"),
        ("JPY 4900", "4900"),
        ("KWD 0.125", "0.125"),
        ("KWD 1,240.125", "1240.125"),
        ({"currency": "KWD", "amount": "1.240"}, "1.240"),
    ],
)
def test_a_clear_amount_is_taken(written: object, amount: str) -> None:
    found = case(Kind.refund_refusal, requested=written)
    assert isinstance(found, RefundRefusalCase)
    assert found.requested.amount == Decimal(amount)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("EUR 49,90", "is not a clear amount; write `EUR 49.90`"),
        ("USD 1.240,50", "is not a clear amount; write `USD 1240.50`"),
        ("IDR 1.240.000", "is not a clear amount; write `IDR 1240000`"),
        ("USD 12,40,000", "is not a clear amount; write `USD 1240000`"),
        ("USD 1240,500", "is not a clear amount; write `USD 1240500`"),
        ("USD 1,240,00", "is not a clear amount; write `USD 1240.00`"),
        ("EUR 1.240", "can be read in two ways; write `EUR 1240`, or `EUR 1.24` if that is meant"),
        ("IDR 850.000", "can be read in two ways; write `IDR 850000`, or `IDR 850.00` if that is meant"),
        ("USD 1.005", "can be read in two ways; write `USD 1005`"),
        ("JPY 1.240", "can be read in two ways; write `JPY 1240`, or `JPY 1` if that is meant"),
        ("KWD 1.240", "write `KWD 1240`, or `{currency: KWD, amount: 1.240}` if that is meant"),
        ("USD 0.004", "`USD 0.004` has more decimals than USD has; write 2 at most, such as `USD 0.01`"),
        ("USD 1240.505", "has more decimals than USD has; write 2 at most, such as `USD 1240.50`"),
        ("JPY 49.90", "`JPY 49.90` has more decimals than JPY has; write none, such as `JPY 50`"),
        ({"currency": "USD", "amount": "1.005"}, "requested: `USD 1.005` has more decimals than USD has"),
        ("USD 0,400", "is not an amount"),
        ("USD 1'240", "is not an amount"),
        ("usd 49", "is not an amount"),
        (["USD 49"], "requested: is not an amount"),
        ("UDS 49", "requested: `UDS` is no currency; did you mean USD?"),
        ("EUX 49", "`EUX` is no currency; did you mean EUR?"),
        ("QQQ 49", "`QQQ` is no currency; write its code of ISO 4217, such as `EUR`"),
        ({"currency": "UDS", "amount": "49"}, "requested: `UDS` is no currency"),
    ],
)
def test_an_amount_that_is_not_clear_is_refused(written: object, said: str) -> None:
    assert said in problems(values(Kind.refund_refusal, requested=written))


def test_a_threshold_in_no_currency_is_named_with_its_place() -> None:
    assert "legal_review_from.1: `UDS` is no currency" in problems(
        values(Kind.winback, legal_review_from=["EUR 1000", "UDS 1000"])
    )


_DATES = [
    (Kind.apology, {"received_on": "2026-11-22"}, "`received_on` lies after the letter's `date`"),
    (Kind.refund_refusal, {"delivered_on": "2026-11-22"}, "`delivered_on` lies after the letter's `date`"),
    (Kind.refund_refusal, {"purchased_on": "2026-11-22"}, "`purchased_on` lies after the letter's `date`"),
    (
        Kind.winback,
        {"customer": {"name": "A", "since": "2027"}},
        "`customer.since` lies after the year of the letter's `date`",
    ),
    (
        Kind.refund_refusal,
        {"delivered_on": "2026-11-01", "purchased_on": "2026-09-01", "period_days": "30"},
        "`reasons` says `period_ended`, but 30 days from 2026-11-01 end on 2026-12-01; check the dates",
    ),
    (
        Kind.refund_refusal,
        {"purchased_on": "2026-11-01", "period_days": "20"},
        "20 days from 2026-11-01 end on 2026-11-21",
    ),
    (
        Kind.refund_refusal,
        {"delivered_on": "2026-10-01", "received_on": "2026-10-20", "period_days": "30"},
        "30 days from 2026-10-01 end on 2026-10-31",
    ),
]


@pytest.mark.parametrize(("kind", "changes", "said"), _DATES)
def test_dates_that_cannot_be_true_are_refused(kind: Kind, changes: dict[str, Any], said: str) -> None:
    assert said in problems(values(kind, **changes))


@pytest.mark.parametrize(("kind", "changes", "said"), _DATES)
def test_a_case_without_a_date_is_held_against_the_day_it_is_drafted(
    kind: Kind, changes: dict[str, Any], said: str
) -> None:
    undated = case(kind, date=None, **changes)
    with pytest.raises(InputError, match=r"^case: date: ") as caught:
        Drafter(today=lambda: TODAY).plan(undated)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"delivered_on": "2026-11-21", "purchased_on": "2026-11-21", "received_on": "2026-11-21"},
        {"customer": {"name": "A", "since": "2026"}},
        {"delivered_on": "2026-11-01", "period_days": "30", "reasons": ["final_sale"]},
        {"delivered_on": "2026-11-01", "period_days": "19"},
        {"delivered_on": "2026-11-01", "received_on": "2026-11-20", "period_days": "18"},
        {"period_days": "30"},
    ],
)
def test_dates_up_to_the_last_possible_day_are_taken(changes: dict[str, Any]) -> None:
    dated = case(Kind.refund_refusal, **changes)
    undated = case(Kind.refund_refusal, date=None, **changes)
    assert Drafter(today=lambda: TODAY).plan(undated).date == dated.date


def test_a_period_past_the_last_day_of_the_calendar_is_refused() -> None:
    assert "end on 9999-12-31" in problems(
        values(
            Kind.refund_refusal,
            date="9999-12-31",
            delivered_on="9999-12-30",
            period_days="30",
        )
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


@pytest.mark.parametrize(
    "product",
    [
        "The walnut table. You will get a full refund by Friday",
        "the table! Your money comes back",
        "బల్ల. మీ డబ్బు మొత్తం తిరిగి వస్తుంది। ఈ వారమే",
    ],
)
def test_what_stands_inside_a_sentence_holds_none(product: str) -> None:
    with pytest.raises(InputError, match=r"product: holds more than one sentence"):
        case(Kind.apology, product=product)


@pytest.mark.parametrize(
    "product", ["St. Mary's choir robe No. 5", "the Intl. edition", "the “Why not?” mug"]
)
def test_a_point_inside_a_phrase_is_no_sentence(product: str) -> None:
    assert case(Kind.apology, product=product).product == product
