"""Reading what a model sent back."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafter.answer import NO_OBJECT, Answer, Listing, read, read_list

IDS = ("opening", "closing")
GOOD = {"opening": 'We said "sorry", {{ and }}\nagain.', "closing": "Yours, [[company]]"}
WRITTEN = json.dumps(GOOD)


def test_an_object_with_exactly_the_sections_asked_for_is_complete() -> None:
    assert read(WRITTEN, IDS) == Answer(GOOD, complete=True, problem="")


def test_sections_stand_in_the_order_asked_for() -> None:
    assert list(read(WRITTEN, ("closing", "opening")).sections) == ["closing", "opening"]


@pytest.mark.parametrize(
    "text",
    [
        f"\ufeff{WRITTEN}",
        f"\n\t {WRITTEN}\r\n",
        f"```json\n{WRITTEN}\n```",
        f"```\n{WRITTEN}```",
        f'Here\'s the "letter":\n\n{WRITTEN}\n\nAnything else?',
        f"<think>They are upset; say it's a pity.</think>{WRITTEN}",
        WRITTEN.replace("\\n", "\n"),
    ],
    ids=["byte order mark", "blanks", "fence", "bare fence", "words around", "thoughts", "raw line break"],
)
def test_habits_of_models_are_not_blamed(text: str) -> None:
    assert read(text, IDS) == Answer(GOOD, complete=True, problem="")


@pytest.mark.parametrize(
    ("text", "kept", "problem"),
    [
        (
            '{"opening": "a", "opening": "b", "closing": "c"}',
            {"closing": "c"},
            "'opening' is given more than",
        ),
        (
            '{"opening": "a", "closing": "c", "refund": "d"}',
            {"opening": "a", "closing": "c"},
            "not asked for",
        ),
        ('{"opening": 7, "closing": "c"}', {"closing": "c"}, "'opening' is not a string"),
        ('{"opening": null, "closing": "c"}', {"closing": "c"}, "'opening' is not a string"),
        ('{"opening": {"text": "a"}, "closing": "c"}', {"closing": "c"}, "'opening' is not a string"),
        ('{"closing": "c"}', {"closing": "c"}, "'opening' is missing"),
        ('{"opening": "\\ud800", "closing": "c"}', {"closing": "c"}, "'opening' is not valid Unicode"),
        ('{"opening": "a"} {"closing": "c"}', {}, "more than one JSON object"),
        ('{"opening": "a", "closing": "c"} {"opening": "x', {}, "more than one JSON object"),
        ('["opening", "closing"]', {}, NO_OBJECT),
        ("We are sorry.", {}, NO_OBJECT),
        ("null", {}, NO_OBJECT),
        ("", {}, NO_OBJECT),
        ('{"opening": "He said "no" twice", "closing": "c"}', {}, "not valid JSON"),
        ('{"closing": "c", "opening": "He said "no", twice"}', {"closing": "c"}, "not valid JSON"),
        ('{"closing": "c", "opening": "He said "," she said"}', {"closing": "c"}, "not valid JSON"),
        ('{"closing": "c", "opening": "a" "b"}', {"closing": "c"}, "not valid JSON"),
        ('{"opening": "a", "closing": "c",}', {"opening": "a", "closing": "c"}, "not valid JSON"),
        ("{'opening': 'a', 'closing': 'c'}", {}, "not valid JSON"),
        ('{"opening": "a", "closing": "c"', {"opening": "a", "closing": "c"}, "breaks off"),
    ],
)
def test_a_fault_is_named_and_the_other_sections_are_kept(
    text: str, kept: dict[str, str], problem: str
) -> None:
    answer = read(text, IDS)
    assert (dict(answer.sections), answer.complete) == (kept, False)
    assert problem in answer.problem


@pytest.mark.parametrize("around", ["{}", "```json\n{}"], ids=["bare", "fenced"])
def test_wherever_an_answer_is_cut_its_finished_sections_are_kept_word_for_word(around: str) -> None:
    for end in range(len(WRITTEN)):
        answer = read(around.replace("{}", WRITTEN[:end]), IDS)
        closed = [
            name
            for name, text in GOOD.items()
            if WRITTEN.index(json.dumps(text)) + len(json.dumps(text)) <= end
        ]
        assert not answer.complete
        assert dict(answer.sections) == {name: GOOD[name] for name in closed}


@pytest.mark.parametrize(
    "text",
    ['{"SECRET": "SECRET"}', '{"opening": {"SECRET": 1}}', "SECRET", '{"opening": "SECRET', '{"SECRET" 1}'],
)
def test_a_problem_quotes_nothing_the_model_wrote(text: str) -> None:
    assert "SECRET" not in read(text, IDS).problem


ITEMS = [{"quote": 'a, "b"', "rule": "x"}, {"quote": "ఒక మాట", "rule": "y"}]
LISTED = json.dumps({"findings": ITEMS})


def read_items(text: str) -> Listing:
    return read_list(text, "findings", ("quote", "rule"))


@pytest.mark.parametrize("text", [LISTED, f"```json\n{LISTED}\n```", f"Here: {LISTED} Done."])
def test_a_list_is_read_whole(text: str) -> None:
    assert read_items(text) == Listing(tuple(ITEMS), complete=True, problem="")
    assert read_items('{"findings": []}') == Listing((), complete=True, problem="")


@pytest.mark.parametrize(
    ("text", "kept", "problem"),
    [
        (LISTED.replace('"x"', "7"), ITEMS[1:], "an item"),
        (LISTED.replace('"x"', '"\\ud800"'), ITEMS[1:], "an item"),
        (LISTED.replace('"x"', '"x", "rule": "z"'), ITEMS[1:], "an item"),
        (LISTED.replace('"x"', '"x", "more": "z"'), ITEMS[1:], "an item"),
        (LISTED.replace("}]", '}], "more": 1'), ITEMS, "alone"),
        ('{"findings": {"quote": "a", "rule": "x"}}', [], "alone"),
        ('{"findings": null}', [], "alone"),
        ('{"other": []}', [], "alone"),
        ("{}", [], "alone"),
        ("[]", [], NO_OBJECT),
        (LISTED.replace("}]", '}, {"quote": "He said "no"", "rule": "z"}]'), ITEMS, "not valid JSON"),
        (LISTED.replace("}]", "},]"), ITEMS, "not valid JSON"),
        ('{"findings": []', [], "breaks off"),
    ],
)
def test_the_good_items_of_a_list_are_kept(text: str, kept: list[dict[str, str]], problem: str) -> None:
    listing = read_items(text)
    assert (list(listing.items), listing.complete) == (kept, False)
    assert problem in listing.problem


def test_wherever_a_list_is_cut_its_finished_items_are_kept() -> None:
    ends = [LISTED.index("}") + 1, len(LISTED) - 2]
    for end in range(len(LISTED)):
        listing = read_items(LISTED[:end])
        assert not listing.complete
        assert list(listing.items) == ITEMS[: sum(closed <= end for closed in ends)]


@given(st.text(alphabet=st.sampled_from('{}[]":,\\ \nabe\ud800٣') | st.characters()))
def test_no_text_makes_a_list_of_nothing(text: str) -> None:
    for whole in (text, f'{{"findings": [{text}', f'{{"findings": {text}'):
        listing = read_items(whole)
        assert listing.complete == (not listing.problem)
        assert all(set(item) == {"quote", "rule"} for item in listing.items)


@given(st.text(alphabet=st.sampled_from('{}[]":,\\ \nabe\ud800٣') | st.characters()))
def test_no_text_raises_or_invents_a_section(text: str) -> None:
    answer = read(text, IDS)
    assert set(answer.sections) <= set(IDS)
    assert answer.complete == (not answer.problem) == (len(answer.sections) == 2 and not answer.problem)


HOSTILE: dict[str, Callable[[int], str]] = {
    "nested objects": lambda size: '{"a":' * (size // 5),
    "nested lists": lambda size: '{"opening":' + "[" * size,
    "closed nesting": lambda size: "x" + '{"a":' * (size // 6) + "1" + "}" * (size // 6),
    "open braces": lambda size: "{" * size,
    "brace pairs": lambda size: "{}" * (size // 2),
    "quotes": lambda size: "{" + '"' * size,
    "odd quotes": lambda size: "{" + '"a' * (size // 2),
    "escapes": lambda size: '{"' + "\\" * size,
    "escaped quotes": lambda size: '{"opening": "' + '\\"' * (size // 2),
    "long keys": lambda size: '{"opening":1,"' + "a" * size,
    "members": lambda size: "{" + '"a":1,' * (size // 6),
    "blanks": lambda size: "{" + " " * size,
    "blanks between": lambda size: ('{"a"' + " " * 50) * (size // 54),
    "line breaks": lambda size: '{"opening"' + "\n" * size,
    "digits": lambda size: '{"opening":' + "9" * size,
    "free text": lambda size: "We are sorry. " * (size // 14),
    "marks": lambda size: "\ufeff" * size,
    "list items": lambda size: '{"opening":[' + '{"a":1},' * (size // 8),
    "list of strings": lambda size: '{"opening":["' + 'a","' * (size // 4),
    "lists in a list": lambda size: '{"opening":[' + "[]," * (size // 3),
}


def lines_run(text: str) -> int:
    """Count the lines of Python that reading a text takes."""
    lines = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read(text, IDS)
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize("shape", HOSTILE)
def test_twice_a_hostile_text_takes_at_most_about_twice_the_steps(shape: str) -> None:
    once, twice = (lines_run(HOSTILE[shape](size)) for size in (4_000, 8_000))
    assert twice <= 2 * once + 100


@pytest.mark.parametrize("shape", HOSTILE)
def test_a_megabyte_costs_like_sixteen_times_a_sixteenth_not_like_its_square(shape: str) -> None:
    def cost(size: int) -> float:
        text = HOSTILE[shape](size)
        gc.disable()  # what it looks through grows with the tests that ran before
        try:
            started = time.process_time_ns()
            assert not read(text, IDS).complete
            return time.process_time_ns() - started
        finally:
            gc.enable()

    small = min(cost(1 << 16) for _ in range(3))
    large = min(cost(1 << 20) for _ in range(2))
    assert large <= 96 * max(small, 100_000)  # the square would be 256
