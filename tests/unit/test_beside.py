"""A true value beside something that makes another one of it is not let through."""

from __future__ import annotations

import pytest

from drafter import letter
from drafter.choices import Kind, Title
from drafter.pipeline import Drafter
from tests.builders import TODAY, example

DRAFTER = Drafter(today=lambda: TODAY)


def errors(body: str, language: str = "en") -> list[str]:
    given_case = example(Kind.refund_refusal, language)
    plan = DRAFTER.plan(given_case)
    found = DRAFTER.policy.judge_letter(plan, body, letter.values(given_case, plan)).errors
    return [each.rule for each in found if each.span]


@pytest.mark.parametrize(
    "said",
    [
        "You ordered it on 14 July 2026.",
        "Call 207-555-0142, extension 31.",
        "Call 207 555 0142 ext. 31 or write to renee.okafor@harborlight.example!",
        "We cannot refund the $3,260 I mentioned.",
        "Your order HL-90455 is a good one.",
        "Harborlight Furniture's bookcase is fine.",
        "Quote “LINDQVIST15” (it is yours).",
    ],
)
def test_a_value_by_itself_is_the_cases(said: str) -> None:
    assert not {"slot.glued", "draft.character", "draft.shape"} & set(errors(said))


@pytest.mark.parametrize(
    "said",
    [
        # The day of another month or year, of two values that are true elsewhere.
        "You ordered it on 14 July 2023.",
        "You ordered it on 31 July 2026.",
        "It was delivered on 31 October 2026.",
        "The bookcase has 31 shelves.",
        # Two values in a row.
        "Call 207 555 0142 31.",
        "We cannot refund the 31 3,260 dollars.",
        "Quote LINDQVIST15 HL-90455.",
        # A letter or a multiple beside it.
        "We cannot refund the $3,260 K.",
        "We cannot refund the $3,260 million.",
        "We cannot refund the S $3,260.",
        "Quote LINDQVIST15 A.",
        # Another business of the name.
        "Harborlight Furniture Enterprise will write to you.",
        # Marks that part nothing.
        "Write to o'renee.okafor@harborlight.example.",
        "Write to renee.okafor@harborlight.example!com.",
        "Write to renee.okafor@harborlight.example…com.",
        "Quote LINDQVIST15(A).",
        # Parts and multiples of it, and a deadline turned round.
        "We cannot refund half of the 3,260 dollars.",
        "We offer you twice 15 percent off your next order.",
        "You can use it after 30 June 2027.",
        # A day of another year, a rate, and an end that is none.
        "You ordered it on 14 July last year.",
        "We cannot refund the $3,260 per month.",
        "You can use it until 30 June 2027 and for years.",
    ],
)
def test_a_value_made_another_is_refused(said: str) -> None:
    assert errors(said)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Kami mengembalikan 300 ribu rupiah dari harga kebaya itu.", "id"),
        ("We would like to give you 15 percent back on your bookcase.", "en"),
        ("Предлагаме Ви 20 процента обратно за климатика.", "bg"),
    ],
)
def test_the_figure_of_an_offer_allows_no_other_promise(said: str, language: str) -> None:
    given_case = example(Kind.refund_refusal, language)
    plan = DRAFTER.plan(given_case)
    verdict = DRAFTER.policy.judge_letter(plan, said, letter.values(given_case, plan))
    offer = plan.facts.slots["offer"].value
    assert any(each.rule == "slot.missing" and each.why.endswith(f"{offer}.") for each in verdict.errors)


@pytest.mark.parametrize(
    ("title", "said", "wrong"),
    [
        ("mr", "I thank you, Mr. Lindqvist.", False),
        ("mr", "I thank you, Mrs. Lindqvist.", True),
        ("ms", "Mister Kevin Lindqvist has written to us.", True),
        ("dr", "I thank you, Mr. Lindqvist.", False),
        ("dr", "I thank you, Captain Lindqvist.", True),
        ("mr", "I thank you, Mr. and Mrs. Lindqvist.", True),
        (None, "I thank you, Mr. Lindqvist.", False),
    ],
)
def test_the_customer_has_the_title_of_the_case(title: str | None, said: str, wrong: bool) -> None:
    given_case = example(Kind.refund_refusal, "en")
    customer = given_case.customer.model_copy(update={"title": title and Title(title)})
    given_case = given_case.model_copy(update={"customer": customer})
    plan = DRAFTER.plan(given_case)
    found = DRAFTER.policy.judge_letter(plan, said, letter.values(given_case, plan)).errors
    assert ("slot.title" in {each.rule for each in found}) is wrong


def test_what_an_error_says_no_warning_says_again() -> None:
    given_case = example(Kind.refund_refusal, "en")
    plan = DRAFTER.plan(given_case)
    said = "You ordered it on 14 July of last year. You wrote last year."
    found = DRAFTER.policy.judge_letter(plan, said, letter.values(given_case, plan)).findings
    figures = [(each.rule, each.quote) for each in found if each.rule.startswith("figures.")]
    assert figures == [("figures.turned", "14 July of last year"), ("figures.counted", "last year")]
