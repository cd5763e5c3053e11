"""What a letter promises, and the field of the case that allows it."""

from __future__ import annotations

import datetime as dt

import pytest

from drafter.case import Case, Fact
from drafter.choices import Kind, Language
from drafter.pipeline import Drafter
from drafter.review.check import Checker
from drafter.review.views import Promise
from drafter.service.pages import words
from tests.builders import example

DRAFTER = Drafter()
CHECKER = Checker(DRAFTER.prompts, DRAFTER.policy)


def promises(case: Case, more: str = "") -> tuple[Promise, ...]:
    letter = DRAFTER.draft_from_templates(case).letter
    return CHECKER.check_body(case, letter, f"{letter.body_text}\n\n{more}").promises


def fields(found: tuple[Promise, ...]) -> set[str | None]:
    return {promise.field for promise in found}


@pytest.mark.parametrize("language", Language)
def test_every_amount_date_and_remedy_leads_to_its_field(language: Language) -> None:
    refusal = fields(promises(example(Kind.refund_refusal, language)))
    assert "requested" in refusal
    assert fields(promises(example(Kind.winback, language))) >= {"offer", "offer.valid_until"}
    assert "effective" in fields(promises(example(Kind.termination, language)))


@pytest.mark.parametrize("language", Language)
def test_an_apology_admits_something_in_every_language(language: Language) -> None:
    found = promises(example(Kind.apology, language))
    assert any(promise.kind == "admission" and promise.field == "problem" for promise in found)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", Language)
def test_everything_a_template_promises_is_allowed(kind: Kind, language: Language) -> None:
    assert [each for each in promises(example(kind, language)) if not each.allowed] == []


@pytest.mark.parametrize("figure", ["$9", "45 days", "50%", "౪౫", "2027"])
def test_a_figure_the_case_does_not_hold_is_not_allowed(figure: str) -> None:
    found = promises(example(Kind.winback, "en"), f"We will give you {figure}.")
    assert [promise.quote for promise in found if not promise.allowed] != []


def test_a_sentence_that_commits_is_quoted_whole() -> None:
    found = promises(example(Kind.winback, "en"), "Thank you. We will call you at home! Yours.")
    assert [p.quote for p in found if "call you at home" in p.quote] == ["We will call you at home!"]


def test_the_same_words_twice_are_two_promises_with_two_keys() -> None:
    found = promises(example(Kind.winback, "en"), "We will call you. We will call you.")
    keys = [promise.key for promise in found if promise.quote == "We will call you."]
    assert len(keys) == len(set(keys)) == 2


def test_places_are_those_of_the_body() -> None:
    case = example(Kind.refund_refusal, "te")
    letter = DRAFTER.draft_from_templates(case).letter
    for promise in CHECKER.check(case, letter).promises:
        assert letter.body_text[promise.start : promise.end] == promise.quote


def test_the_day_of_the_message_leads_to_its_field_and_every_promise_has_a_word_on_the_page() -> None:
    given = example(Kind.refund_refusal, Language.en).model_copy(
        update={"received_on": dt.date(2026, 11, 5), "facts": {"guests": Fact(number="12")}}
    )
    found = promises(given, "You wrote on November 5, 2026, for 12 guests. Take 400 more.")
    assert {("date", "received_on"), ("number", "facts.guests"), ("figure", None)} <= {
        (promise.kind, promise.field) for promise in found
    }
    assert {promise.kind for promise in found} <= words.PROMISE.keys()
