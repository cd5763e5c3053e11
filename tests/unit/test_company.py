"""Values that are the case's only beside words of what they are of."""

from __future__ import annotations

import pytest

from drafter.choices import Language
from drafter.library import Shelf
from drafter.policy import concepts
from drafter.policy import rule as rules
from drafter.policy.company import Company
from drafter.policy.reading import Reading

SHELF = Shelf.of("policies")
CHECKS = rules.by_check(rules.load(SHELF))


def lonely(*texts: str, language: Language = Language.en) -> list[str]:
    lexicon = concepts.load(language, SHELF)
    sections = {str(number): text for number, text in enumerate(texts)}
    return [found.quote for found in Company(lexicon).judge(CHECKS, Reading(sections, lexicon))]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("You bought it on [[purchased_on]].", "Our technician looked at it on [[purchased_on]]."),
        ("It was delivered on [[delivered_on]].", "Our colleague retired on [[delivered_on]]."),
        ("Your letter reached us on [[received_on]].", "The boiler burst on [[received_on]]."),
        ("We will not refund [[amount]].", "The inspection cost us [[amount]]."),
        ("The offer is valid [[deadline]].", "Our showroom is being painted [[deadline]]."),
        ("We would like to offer you [[offer]].", "Your neighbour bragged about [[offer]]."),
        ("You have been our customer [[since]].", "This pump has been out of production [[since]]."),
        ("From [[effective_date]] we no longer serve you.", "Our price list changes on [[effective_date]]."),
        ("We answer you on [[letter_date]].", "The fitter came on [[letter_date]]."),
        ("You bought it in [[purchased_on_month]].", "The shelf cracked in [[purchased_on_month]]."),
    ],
)
def test_a_value_is_told_of_what_it_is_of(right: str, wrong: str) -> None:
    assert lonely(right) == []
    assert len(lonely(wrong)) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # In another clause of the same sentence its words are no company.
        ("The shelf cracked on [[purchased_on]], and later we delivered it again.", ["[[purchased_on]]"]),
        ("It cracked on [[delivered_on]] but you bought it on [[purchased_on]].", ["[[delivered_on]]"]),
        # A clause that the value ends goes on behind the comma; a short one belongs to both beside it.
        ("We write to say that as of [[effective_date]], we can no longer serve you.", []),
        ("On [[purchased_on]], you bought it.", []),
        ("The date of purchase, [[purchased_on]], is in our books.", []),
        # A value is no company for itself, nor another one of its kind.
        ("That is [[deadline]].", ["[[deadline]]"]),
    ],
)
def test_company_stands_in_the_clause_of_the_value(text: str, found: list[str]) -> None:
    assert lonely(text) == found


def test_what_happens_on_other_days_counts_where_it_stands_nearer() -> None:
    assert lonely("The zip broke on [[purchased_on]] after you had bought the coat from us.") == [
        "[[purchased_on]]"
    ]
    assert lonely("The coat whose zip broke was bought on [[purchased_on]].") == []
    # A sum has no day.
    assert lonely("The zip that broke is why you ask for a refund of [[amount]].") == []


def test_the_point_of_a_short_word_ends_no_company() -> None:
    said = "От [[effective_date]]. „Янтра“ вече няма да може да Ви обслужва."
    assert lonely(said, language=Language.bg) == []
    assert lonely("От [[effective_date]].", "Няма да можем да Ви обслужваме.", language=Language.bg)


def test_a_sentence_too_long_to_be_remembered_is_judged_the_same() -> None:
    said = "Our technician looked at it on [[purchased_on]] " + "and at its many drawers " * 40
    assert lonely(said) == lonely(said) == ["[[purchased_on]]"]
