"""The guides hold every step of their sources, and nothing they name is unknown."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from drafter import guide
from drafter.choices import Kind
from drafter.guide import Guide
from drafter.library import Shelf
from drafter.policy import rule
from tests.builders import TODAY, case

ROWS = yaml.safe_load((Path(__file__).parent.parent / "data" / "guide_rows.yaml").read_text(encoding="utf-8"))
PROMPTS = Shelf.of("prompts")


def places(loaded: Guide, kind: str) -> set[tuple[str, str]]:
    """Return the source steps that entries of the right sort name."""
    entries = {
        "write": (*loaded.sections, *loaded.layout),
        "decide": (*loaded.advice, *loaded.checklist),
        "avoid": (*loaded.avoid, *loaded.advice),
        "layout": loaded.layout,
        "process": (*loaded.checklist, *loaded.advice, *loaded.layout),
    }[kind]
    return {(source.file, source.step) for entry in entries for source in entry.source}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['file'][:3]}-{row['step']}")
def test_every_step_of_every_source_has_its_place(row: dict[str, str]) -> None:
    loaded = guide.load(Kind(row["guide"]), PROMPTS)
    assert (row["file"], row["step"]) in places(loaded, row["kind"])


def test_no_entry_names_a_step_that_is_not_in_the_list() -> None:
    known = {(row["file"], row["step"]) for row in ROWS}
    for loaded in (guide.load(kind, PROMPTS) for kind in Kind):
        for sort in ("write", "decide", "avoid", "layout", "process"):
            assert places(loaded, sort) <= known


def test_avoid_steps_name_rules_that_are_in_force_for_their_letter() -> None:
    rules = {entry.id: entry for entry in rule.load(Shelf.of("policies"))}
    for kind in Kind:
        for name in (name for avoid in guide.load(kind, PROMPTS).avoid for name in avoid.rules):
            assert kind in rules[name].letters, name


@pytest.mark.parametrize(
    ("kind", "changes", "advice"),
    [
        (
            Kind.refund_refusal,
            {"requested": "USD 89", "customer": {"name": "A", "yearly_spend": "USD 90"}},
            "below_yearly_spend",
        ),
        (Kind.refund_refusal, {"requested": "USD 2000", "legal_review_from": ["USD 2000"]}, "large_sum"),
        (Kind.refund_refusal, {}, "no_concession"),
        (Kind.apology, {}, "no_owner"),
        (Kind.apology, {"received_on": "2026-11-17"}, "late_answer"),
        (Kind.apology, {"earlier_letters": 2}, "fence_beyond_mending"),
        (Kind.apology, {}, "cause_unknown"),
        (Kind.winback, {}, "no_offer"),
        (Kind.winback, {"sender": {"name": "Dana"}}, "cannot_be_reached"),
        (Kind.apology, {"sender": {"name": "Dana"}}, "cannot_be_reached"),
        (Kind.refund_refusal, {"sender": {"name": "Dana"}}, "cannot_be_reached"),
        (Kind.winback, {"offer": {"type": "free_shipping", "valid_until": "2026-11-20"}}, "offer_expired"),
        (Kind.termination, {"basis": "conduct", "referral": {"name": "Harbor"}}, "referral_after_conduct"),
        (Kind.termination, {"effective": "2026-11-20"}, "ends_in_past"),
    ],
)
def test_advice_is_given_when_the_case_calls_for_it(kind: Kind, changes: dict[str, Any], advice: str) -> None:
    plan = guide.plan(case(kind, **changes), PROMPTS, TODAY)
    assert advice in {item.id for item in plan.advice}


@pytest.mark.parametrize(
    ("kind", "changes", "advice"),
    [
        (
            Kind.refund_refusal,
            {"requested": "USD 91", "customer": {"name": "A", "yearly_spend": "USD 90"}},
            "below_yearly_spend",
        ),
        (
            Kind.refund_refusal,
            {"requested": "USD 89", "customer": {"name": "A", "yearly_spend": "EUR 900"}},
            "below_yearly_spend",
        ),
        (Kind.refund_refusal, {"requested": "USD 1999.99", "legal_review_from": ["USD 2000"]}, "large_sum"),
        (Kind.refund_refusal, {"requested": "EUR 5000", "legal_review_from": ["USD 2000"]}, "large_sum"),
        (Kind.apology, {"owner": {"name": "Olga"}}, "no_owner"),
        (Kind.apology, {"received_on": "2026-11-18"}, "late_answer"),
        (Kind.apology, {"owner": {"name": "Olga", "email": "o@acme.example"}}, "cannot_be_reached"),
        (Kind.refund_refusal, {"company": {"name": "Acme", "phone": "555 0100"}}, "cannot_be_reached"),
        (Kind.termination, {"basis": "growth", "referral": {"name": "Harbor"}}, "referral_after_conduct"),
    ],
)
def test_advice_is_not_given_without_cause(kind: Kind, changes: dict[str, Any], advice: str) -> None:
    plan = guide.plan(case(kind, **changes), PROMPTS, TODAY)
    assert advice not in {item.id for item in plan.advice}


def test_a_referral_after_misconduct_stays_out_of_the_letter_and_the_model() -> None:
    plan = guide.plan(case(Kind.termination, basis="conduct", referral={"name": "Harbor"}), PROMPTS, TODAY)
    assert "referral" not in plan.section_ids
    assert "referral" not in plan.facts.slots
    assert plan.facts.codes["basis"] == "needs"


def test_a_win_back_apologises_only_when_the_reason_is_known() -> None:
    known = guide.plan(case(Kind.winback, reason="price"), PROMPTS, TODAY)
    unknown = guide.plan(case(Kind.winback), PROMPTS, TODAY)
    assert known.section_ids[0] == "apology"
    assert unknown.section_ids[0] == "missed"
    assert "apology" not in unknown.section_ids


def test_an_apology_is_signed_by_the_owner() -> None:
    plan = guide.plan(case(Kind.apology, owner={"name": "Olga Owner"}), PROMPTS, TODAY)
    assert plan.facts.signer.name == "Olga Owner"


@pytest.mark.parametrize(
    ("remedy", "parting", "present"), list(product([None, {"type": "repair"}], [True, False], [True]))
)
def test_an_apology_always_ends_with_a_way_on(remedy: object, parting: bool, present: bool) -> None:
    ids = guide.plan(case(Kind.apology, remedy=remedy, parting=parting), PROMPTS, TODAY).section_ids
    assert (ids[-1] == ("stay_in_touch" if parting else "welcome_back")) is present
    assert ("remedy" in ids) == (remedy is not None)
    assert ("ask" in ids) == (remedy is None and not parting)
