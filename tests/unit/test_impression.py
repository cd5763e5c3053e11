"""What a message reads like, where no rule says so for certain."""

from __future__ import annotations

import pytest

from drafter.library import Shelf
from drafter.policy import Policy, Screening, Trigger, impression
from drafter.policy.impression import Impression
from drafter.policy.linear import GOOD, Classifier, Linear

NOTHING = Screening((), ())
TOY = Classifier(
    classes=(GOOD, Trigger.death, Trigger.injury_safety),
    trained_on=(2, 2),
    bias=(0.0, -3.0, -3.0),
    cut=1.0,
    weights={"=heron": {2: 60}, "heron kite": {1: 90}, "=calm": {0: 80}},
)


def read(text: str) -> Screening:
    return Impression(Linear(TOY)).added_to(NOTHING, text)


def test_a_message_that_reads_like_a_trigger_brings_it_in_with_its_strongest_sentence() -> None:
    found = read("Good day. A heron came by! Thank you")
    assert found.triggers == (Trigger.injury_safety,)
    (sign,) = found.findings
    assert (sign.rule, sign.quote, sign.weight) == ("injury_safety.reads_like", "A heron came by!", 1.0)


def test_the_likeliest_trigger_is_named() -> None:
    assert read("heron kite").triggers == (Trigger.death,)


@pytest.mark.parametrize("text", ["", "?!", "Good day to you.", "A calm heron came by, calm and calm."])
def test_a_message_that_reads_like_none_stays_as_it_is(text: str) -> None:
    assert read(text) is NOTHING


def test_no_message_is_too_long_for_it() -> None:
    assert read("heron " * 10_000).triggers == (Trigger.injury_safety,)


def test_what_the_rules_found_stands_alone() -> None:
    policy = Policy(Shelf.of("policies"))
    text = "My lawyer will file a claim against you in court."
    assert policy.screen_message(text) == policy.screen(text)


def test_every_class_of_the_shipped_one_is_a_trigger() -> None:
    shipped = Classifier.model_validate_json(Shelf.of("policies").text("classifiers/messages.json"))
    assert set(shipped.classes) == {GOOD, *Trigger} - {Trigger.large_sum}
    assert impression.load(Shelf.of("policies")) is impression.load(Shelf.of("policies"))
