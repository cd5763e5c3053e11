"""What a message reads like, where no rule says so for certain."""

from __future__ import annotations

import pytest

from drafter.choices import Language
from drafter.library import Shelf
from drafter.policy import Policy, Screening, Trigger, impression
from drafter.policy.escalation import Sign
from drafter.policy.finding import Span
from drafter.policy.impression import Impression
from drafter.policy.linear import GOOD, Classifier, Linear

NOTHING = Screening((), ())
TOY = Classifier(
    classes=(GOOD, Trigger.death, Trigger.injury_safety),
    trained_on=(2, 2),
    bias=(0.0, -3.0, -3.0),
    cut=1.0,
    innocent=0.5,
    weights={"=heron": {2: 80}, "heron kite": {1: 90}, "=calm": {0: 80}},
)


def read(text: str, found: Screening = NOTHING) -> Screening:
    return Impression(Linear(TOY)).of(text, found)


def found_by_rule(text: str, quote: str, *, in_doubt: bool = True) -> Screening:
    span = Span.of(text, text.index(quote), text.index(quote) + len(quote))
    sign = Sign("legal.death", Trigger.death, span, quote, "Somebody died.", 1.0, in_doubt)
    return Screening((Trigger.death,), (sign,))


def test_a_message_that_reads_like_a_trigger_brings_it_in_with_its_strongest_sentence() -> None:
    found = read("Good day. A heron came by! Thank you")
    assert found.triggers == (Trigger.injury_safety,)
    (sign,) = found.findings
    assert (sign.rule, sign.quote, sign.weight) == ("injury_safety.reads_like", "A heron came by!", 1.0)


def test_the_likeliest_trigger_is_named() -> None:
    assert read("heron kite heron kite").triggers == (Trigger.death,)


@pytest.mark.parametrize("text", ["", "?!", "Good day to you.", "A calm heron came by, calm and calm."])
def test_a_message_that_reads_like_none_stays_as_it_is(text: str) -> None:
    assert read(text) is NOTHING


def test_no_message_is_too_long_for_it() -> None:
    assert read("heron " * 10_000).triggers == (Trigger.injury_safety,)


ORDINARY = "Nothing else. It was calm. Calm was all. A calm day. Nothing else. "


def test_a_trigger_among_much_else_is_read_where_it_stands() -> None:
    (sign,) = read(f"{ORDINARY}A heron came. {ORDINARY}").findings
    assert sign.quote == "A heron came."


def test_the_more_passages_there_are_the_more_one_must_read_so() -> None:
    assert read("A heron on a kite, far off.").legal_escalation
    assert not read(f"A heron on a kite, far off. {'Nothing else. ' * 20}").legal_escalation


def test_what_a_rule_found_where_the_message_reads_like_no_trigger_is_a_note() -> None:
    text = f"{ORDINARY}The kite is dead calm. {ORDINARY}"
    screening = read(text, found_by_rule(text, "dead"))
    assert not screening.legal_escalation
    assert [(sign.rule, sign.trigger) for sign in screening.findings] == [("legal.death", None)]


def test_what_a_rule_found_stands_where_the_message_may_read_like_a_trigger() -> None:
    text = f"{ORDINARY}The heron is dead. {ORDINARY}"
    found = found_by_rule(text, "dead")
    assert read(text, found) == found


def test_what_a_rule_found_in_a_few_words_stands() -> None:
    text = "Calm, calm, dead calm."
    found = found_by_rule(text, "dead")
    assert read(text, found) == found


def test_what_a_rule_found_that_may_not_be_wrong_stands() -> None:
    found = found_by_rule(ORDINARY, "calm", in_doubt=False)
    assert read(ORDINARY, found) == found


def test_a_message_may_read_like_a_trigger_elsewhere_than_a_rule_is_wrong() -> None:
    text = f"The kite is dead calm. {ORDINARY}A heron came. {ORDINARY}"
    assert read(text, found_by_rule(text, "dead")).triggers == (Trigger.injury_safety,)


@pytest.mark.parametrize(
    "text",
    [
        "My lawyer will file a claim against you in court.",
        "I will sue you.",
        "This is my last message before I sue.",
        "I called the police.",
        "Ще ви дам под съд, ако не ми върнете парите до петък.",
        "Saya akan menuntut Anda ke pengadilan kalau uang saya tidak kembali.",
        "He tried suicide after your letter, and he likes the blue bucket very much, thank you.",
    ],
)
def test_what_the_rules_found_stands(text: str) -> None:
    policy = Policy(Shelf.of("policies"))
    assert policy.screen_message(text) == policy.screen(text)


def test_a_figure_of_speech_that_a_rule_takes_for_a_trigger_is_no_trigger() -> None:
    policy = Policy(Shelf.of("policies"))
    text = "The fire surround you fitted is two inches too narrow for the hearth."
    assert policy.screen(text).legal_escalation
    assert not policy.screen_message(text).legal_escalation


def test_too_few_words_read_like_nothing() -> None:
    policy = Policy(Shelf.of("policies"))
    assert not policy.screen_account("Reference: JL-20417").legal_escalation
    assert not policy.screen_message("Got your letter.").legal_escalation


def test_a_rule_counts_for_less_in_a_companys_letter_than_in_an_account() -> None:
    policy = Policy(Shelf.of("policies"))
    said = [
        "She says she will sue us for it.",
        "Customer says he will take us to court.",
        "She will sue us for it if the money is not back by Friday.",
        "She went to the police about it.",
    ]
    in_account = [policy.screen_account(each).legal_escalation for each in said]
    in_letter = [policy.screen_letter(each, Language.en).legal_escalation for each in said]
    assert all(policy.screen(each).legal_escalation for each in said)
    assert in_account != in_letter
    assert all(account for account, letter in zip(in_account, in_letter, strict=True) if letter)


@pytest.mark.parametrize("name", [impression.MESSAGES, impression.ACCOUNTS])
def test_every_class_of_the_shipped_ones_is_a_trigger(name: str) -> None:
    shelf = Shelf.of("policies")
    shipped = Classifier.model_validate_json(shelf.text(f"classifiers/{name}.json"))
    assert set(shipped.classes) == {GOOD, *Trigger} - {Trigger.large_sum}
    assert impression.load(name, shelf) is impression.load(name, shelf)


@pytest.mark.parametrize("text", ["", "One.", "One. Two! Three? Four.", "no point at all"])
def test_passages_are_three_sentences_in_a_row(text: str) -> None:
    said = text.split(" ") if "." in text else [text] * bool(text)
    assert [*impression.passages(text)] == [
        " ".join(said[first : first + 3]) for first in range(max(len(said) - 2, bool(text)))
    ]


@pytest.mark.parametrize(
    ("text", "by_rules", "by_reading"),
    [
        (
            "Pet shop: the bowl came with a chipped lip, filed smooth by him already. Wants a fiver back.",
            True,
            False,
        ),
        ("She says that her lawyer has filed a claim against us over the broken lamp.", True, True),
    ],
)
def test_what_an_agent_notes_is_read_as_well(text: str, by_rules: bool, by_reading: bool) -> None:
    policy = Policy(Shelf.of("policies"))
    assert policy.screen(text).legal_escalation is by_rules
    assert policy.screen_account(text).legal_escalation is by_reading


def test_a_trigger_among_good_sentences_is_read_by_itself() -> None:
    found = found_by_rule("It is calm here. A heron kite came by the shop. It is calm here.", "heron")
    assert read("It is calm here. A heron kite came by the shop. It is calm here.", found).triggers
