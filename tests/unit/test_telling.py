"""What a letter must state is stated by the value itself, or in a person's own words for the same thing."""

from __future__ import annotations

import re

import pytest

from drafter import letter
from drafter.case import Case
from drafter.choices import Kind
from drafter.pipeline import Drafter
from tests.builders import TODAY, example

DRAFTER = Drafter(today=lambda: TODAY)


def missing(given_case: Case, body: str) -> set[str]:
    """Return the values that a body is told it must state."""
    plan = DRAFTER.plan(given_case)
    verdict = DRAFTER.policy.judge_letter(plan, body, letter.values(given_case, plan))
    told = [found.why for found in verdict.errors if found.rule == "slot.missing"]
    return {
        name
        for name, slot in plan.facts.slots.items()
        if any(why.endswith(f": {slot.value}.") for why in told)
    }


APOLOGY = example(Kind.apology, "en")
"""It offers a new walnut dining table as a replacement, at no cost to you, for the walnut dining table."""


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        ("Your table was damaged.", False),
        ("The dining tables were damaged.", False),
        ("What you ordered was damaged.", True),
    ],
)
def test_the_product_is_told_of_by_any_word_of_its_own(said: str, lacks: bool) -> None:
    assert ("product" in missing(APOLOGY, said)) is lacks


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        ("We offer you a new walnut dining table as a replacement, at no cost to you.", False),
        ("We would replace the damaged one with a new table, which will cost you nothing.", False),
        ("We would like to replace it.", True),
        # What is the product's is not the offer's, nor is what every sentence holds.
        ("The walnut dining table was damaged.", True),
        ("We are sorry for what this was to you as a customer.", True),
        # Half of it must stand in one sentence.
        ("We thank you for your patience. It was ours alone.", True),
    ],
)
def test_an_offer_is_told_of_by_half_of_the_words_that_are_its_own(said: str, lacks: bool) -> None:
    assert ("offer" in missing(APOLOGY, said)) is lacks


def test_only_what_is_told_of_in_part_is_pointed_out() -> None:
    plan = DRAFTER.plan(APOLOGY)
    values = letter.values(APOLOGY, plan)
    for said, asked in (
        ("A new walnut dining table comes as a replacement, and the cost is none of yours.", False),
        ("We would replace it with a new table, which will cost you nothing.", True),
    ):
        rules = {each.rule for each in DRAFTER.policy.judge_letter(plan, said, values).findings}
        assert ("slot.own_words" in rules) is asked


def test_an_offer_is_told_of_by_its_percentage_and_its_last_day_without_a_preposition() -> None:
    given_case = example(Kind.refund_refusal, "en")
    assert {"offer", "deadline"} <= missing(given_case, "We give you a discount.")
    said = "We give you 15 percent off your next order; it ends on June 30, 2027."
    assert not {"offer", "deadline"} & missing(given_case, said)
    assert "offer" in missing(given_case, said.replace("15 percent", "a third"))
    assert "offer" in missing(given_case, "We give you 15 percent of the price.")
    assert "deadline" in missing(given_case, "We give you 15 percent off; it ends on June 29, 2027.")


def test_one_way_to_reach_the_sender_will_do() -> None:
    given_case = example(Kind.refund_refusal, "en")
    assert {"phone", "extension", "email"} <= missing(given_case, "Please call us.")
    assert not {"phone", "extension", "email"} & missing(given_case, "Please call me at 207-555-0142.")


def test_another_business_is_told_of_without_its_legal_form() -> None:
    given_case = example(Kind.termination, "id")
    assert "referral" in missing(given_case, "Anda dapat menghubungi perusahaan lain.")
    assert "referral" not in missing(given_case, "Anda dapat menghubungi Angin Segar Mandiri.")


def test_a_part_of_a_business_name_is_no_strangers_name() -> None:
    plan = DRAFTER.plan(APOLOGY)
    for name, found in (
        ("Harborlight", False),
        ("Sternwick", True),
        (APOLOGY.customer.name.split()[0], True),
    ):
        body = f"All of us at {name} are sorry."
        errors = DRAFTER.policy.judge_letter(plan, body, letter.values(APOLOGY, plan)).errors
        assert any(error.rule == "fact.name" for error in errors) is found


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "We are happy to take 15 percent off your next order."),
        ("id", "Kami memberi Ibu diskon Rp300 ribu."),
        ("ms", "Puan boleh menikmati potongan 15 peratus untuk pesanan seterusnya."),
    ],
)
def test_an_offer_may_be_told_of_with_its_figure_and_a_synonym(language: str, said: str) -> None:
    given_case = example(Kind.refund_refusal, language)
    assert "offer" not in missing(given_case, said)
    assert "offer" in missing(given_case, re.sub(r"\d+", "7", said))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "We give it as a consolation for our error, and not because anyone was at fault."),
        ("ms", "Kami memberikannya atas dasar niat baik semata-mata, bukan kerana kesilapan sesiapa."),
        ("fil", "Ginagawa namin ito dahil suki kayo, hindi dahil may nagkamali."),
        ("id", "Ini kami berikan sebagai bentuk perhatian kepada Anda, bukan karena ada pihak yang keliru."),
        ("te", "ఇది సద్భావనతో ఇస్తున్నది; ఎవరిదో పొరపాటు ఉందని ఇస్తున్నది కాదు."),
    ],
)
def test_that_nobody_was_at_fault_is_no_admission(language: str, said: str) -> None:
    given_case = example(Kind.refund_refusal, language)
    plan = DRAFTER.plan(given_case)
    verdict = DRAFTER.policy.judge_draft(plan, {"concession": said})
    errors = {each.rule for each in verdict.errors if each.section == "concession" and each.span}
    assert not errors & {"refusal.concession_tied", "doubt.refusal"}
