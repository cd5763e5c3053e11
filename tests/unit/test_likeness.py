"""What is told of in the words of the case's product or offer, and is another one."""

from __future__ import annotations

import pytest

from drafter import letter
from drafter.choices import Kind
from drafter.pipeline import Drafter
from tests.builders import TODAY, example

DRAFTER = Drafter(today=lambda: TODAY)


def pointed_out(kind: Kind, language: str, text: str) -> list[tuple[str, str]]:
    given_case = example(kind, language)
    plan = DRAFTER.plan(given_case)
    verdict = DRAFTER.policy.judge_letter(plan, text, letter.values(given_case, plan))
    return [
        (each.rule, each.quote) for each in verdict.findings if each.rule in ("slot.product", "slot.offer")
    ]


@pytest.mark.parametrize(
    ("kind", "language", "text", "quotes"),
    [
        # The walnut dining table.
        (Kind.apology, "en", "We are sorry about the oak dining table.", ["oak dining table"]),
        (Kind.apology, "en", "We are sorry about the damaged dining table.", []),
        (Kind.apology, "en", "We are sorry about your dining table.", []),
        (Kind.apology, "en", "We are sorry about the walnut dining table.", []),
        # A third of its words is too little to tell of it, and a comma ends it.
        (Kind.apology, "en", "We are sorry about the oak table.", []),
        (Kind.apology, "en", "We polished it with oak, dining table and all.", []),
        # What follows in other languages is put behind: meja makan kayu jati, библиотеката от орех.
        (
            Kind.apology,
            "ms",
            "Kami memohon maaf tentang meja makan kayu getah itu.",
            ["meja makan kayu getah"],
        ),
        (Kind.apology, "ms", "Kami memohon maaf tentang meja makan itu.", []),
        (Kind.winback, "bg", "Съжаляваме за библиотеката от бук.", ["библиотеката от бук"]),
    ],
)
def test_another_product_in_the_product_s_words_is_pointed_out(
    kind: Kind, language: str, text: str, quotes: list[str]
) -> None:
    assert [quote for rule, quote in pointed_out(kind, language, text) if rule == "slot.product"] == quotes


def test_an_offer_in_own_words_that_takes_in_more_is_pointed_out() -> None:
    said = "Our free deep cleaning of your kitchen {}."
    assert pointed_out(Kind.winback, "en", said.format("includes the oven")) == [
        ("slot.offer", said.format("includes the oven").removesuffix("."))
    ]
    assert pointed_out(Kind.winback, "en", said.format("is yours")) == []
    assert pointed_out(Kind.winback, "en", "Our price list includes the oven.") == []
