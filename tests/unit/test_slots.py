"""Slots are filled once, and what they hold is never looked at again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafter.slots import Slot, fill, fill_values, unfill, used


def slot(name: str, value: str, kind: str = "name", forms: tuple[str, ...] = ()) -> Slot:
    return Slot(name, kind, "", value, forms)


def test_a_value_that_looks_like_a_slot_stays_text() -> None:
    slots = {"company": slot("company", "[[email]] {{7*7}} {x}"), "email": slot("email", "a@b.example")}
    assert fill("From [[company]].", slots) == "From [[email]] {{7*7}} {x}."


def test_a_full_stop_is_not_doubled() -> None:
    assert fill_values("до [[date]].", {"date": "31 януари 2027 г."}) == "до 31 януари 2027 г."
    assert fill_values("[[date]]?", {"date": "1 г."}) == "1 г.?"


def test_a_phrase_that_begins_a_sentence_gets_a_capital() -> None:
    slots = {"product": slot("product", "the kettle", "phrase"), "company": slot("company", "acme")}
    assert fill("[[product]] broke. [[product]] “[[product]]” [[product]].", slots) == (
        "The kettle broke. The kettle “the kettle” the kettle."
    )
    assert fill("[[company]] is here.", slots) == "acme is here."


def test_values_are_written_back_longest_first_and_as_whole_words() -> None:
    slots = [slot("sum", "$30", forms=("30 dollars",)), slot("name", "Ann"), slot("full", "Ann Lee")]
    text = "Ann Lee and Ann, not Annual, $30 or 30 dollars but $300."
    assert unfill(text, slots).text == "[[full]] and [[name]], not Annual, [[sum]] or [[sum]] but $300."


def test_a_stretch_of_the_written_back_text_is_found_in_the_filled_one() -> None:
    filled = "Ann Lee owes $30 to Bo."
    unfilled = unfill(filled, [slot("full", "Ann Lee"), slot("sum", "$30")])
    for words in ("owes", "to Bo."):
        start = unfilled.text.index(words)
        low, high = unfilled.filled_span(start, start + len(words))
        assert filled[low:high] == words
    start = unfilled.text.index("[[sum]]")
    low, high = unfilled.filled_span(start + 2, start + 4)
    assert filled[low:high] == "$30"


@pytest.mark.parametrize("value", ["Ann Lee Roe", "Ann\nLee Roe"])
def test_a_value_broken_over_lines_is_found_where_lines_may_be_wrapped(value: str) -> None:
    text = "We wrote to Ann\nLee Roe\nin May."
    unfilled = unfill(text, [slot("full", value)], wrapped=True)
    assert unfilled.text == "We wrote to [[full]]\nin May."
    low, high = unfilled.filled_span(12, 20)
    assert text[low:high] == "Ann\nLee Roe"


def test_a_value_is_broken_over_lines_only_where_that_is_asked_for_and_never_over_paragraphs() -> None:
    slots = [slot("full", "Ann Lee")]
    assert unfill("To Ann\nLee.", slots).text == "To Ann\nLee."
    assert unfill("To Ann\n\nLee.", slots, wrapped=True).text == "To Ann\n\nLee."


def test_a_bracket_somebody_typed_is_not_taken_for_a_slot() -> None:
    assert unfill("See [[full]] and Ann.", [slot("full", "Ann")]).text == "See ⁅⁅full⁆⁆ and [[full]]."


NAMES = st.from_regex(r"[a-z][a-z_]{1,8}", fullmatch=True)
WORDS = st.text("abcdeгдеకఖ .", min_size=1, max_size=12)


@given(
    st.dictionaries(NAMES, st.text(min_size=1, max_size=20), min_size=1, max_size=5),
    st.lists(WORDS, max_size=5),
)
def test_filling_leaves_no_slot_of_its_own_behind(values: dict[str, str], words: list[str]) -> None:
    slots = {name: slot(name, value) for name, value in values.items()}
    text = " ".join([*words, *(f"[[{name}]]" for name in slots)])
    filled = fill(text, slots)
    assert len(used(filled)) == sum(len(used(value)) for value in values.values())


@given(st.lists(st.integers(10, 10**9), min_size=1, max_size=6, unique=True))
def test_what_was_filled_can_be_written_back(figures: list[int]) -> None:
    slots = {f"fact_{place}": slot(f"fact_{place}", str(figure)) for place, figure in enumerate(figures)}
    text = ", ".join(f"[[{name}]]" for name in slots)
    assert unfill(fill(text, slots), slots.values()).text == text


@pytest.mark.parametrize(
    "text",
    ["ann@house.example.evil", "evil.ann@house.example", "ann@house.example-2"],
)
def test_an_address_inside_a_longer_one_is_not_the_case_s(text: str) -> None:
    assert unfill(text, [slot("email", "ann@house.example")]).text == text


@pytest.mark.parametrize("text", ["$3,260.31", "-$3,260", "1.$3,260", "$3,260-31", "$$3,260"])
def test_a_sum_inside_a_longer_one_is_not_the_case_s(text: str) -> None:
    assert unfill(text, [slot("sum", "$3,260")]).text == text


@pytest.mark.parametrize("text", ["$3,260.", "($3,260)", "$3,260, and", "$3,260—no", "“$3,260”"])
def test_a_value_may_stand_beside_punctuation(text: str) -> None:
    assert "[[sum]]" in unfill(text, [slot("sum", "$3,260")]).text
