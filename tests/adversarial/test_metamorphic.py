"""Rules see through how a text is written: what they find in an example, they find in it written otherwise."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache

import pytest
import regex

from drafter import fallback
from drafter.choices import Kind, Language
from drafter.guide import Plan
from drafter.library import Shelf
from drafter.pipeline import Drafter
from drafter.policy import examples
from drafter.policy.rule import Example, Rule
from drafter.slots import SLOT
from drafter.text import canonical
from tests.adversarial.grammar import LOOKALIKES
from tests.builders import TODAY, case

SHELF = Shelf.of("policies")
DRAFTER = Drafter(today=lambda: TODAY)
_INSIDE = regex.compile(r"(?<=\p{L}\p{M}*)(?=\p{L}\p{M}*\p{L})")
_QUOTES = str.maketrans("“”„‘’«»", '"""\'\'""')
_CURLY = regex.compile(r'"([^"]*)"')

WAYS: Mapping[str, Callable[[str], str]] = {
    "upper case": str.upper,
    "lower case": str.lower,
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "one word a line": lambda text: text.replace(" ", "\n"),
    "doubled blanks": lambda text: text.replace(" ", "  "),
    "soft hyphens": lambda text: _INSIDE.sub("\u00ad", text),
    "joiners": lambda text: _INSIDE.sub("\u200c", text),
    "straight quotes": lambda text: text.translate(_QUOTES),
    "curly quotes": lambda text: _CURLY.sub(r"“\1”", text).replace("'", "’"),
}
PARTS = 4
"""Each way of writing is tried on one in so many examples; on all of them in the long run."""
NAME_IS_LOST = ("upper case", "lower case", "soft hyphens", "joiners")
"""Ways that hide a name (`fact.name`): it is known by its capital, and the alphabet refuses what is invisible."""


def written(way: str, text: str) -> str:
    """Return a text written another way, its slots as they are, in the form in which the gate gets it."""
    parts = SLOT.split(text)
    # Every second part is the name of a slot.
    said = [f"[[{part}]]" if place % 2 else WAYS[way](part) for place, part in enumerate(parts)]
    return canonical("".join(said))


@cache
def given(language: Language) -> tuple[tuple[Rule, Example, bool], ...]:
    """Return the examples of a language without their marks, with whether the rule finds something in them."""
    return tuple(
        (rule, example.model_copy(update={"text": examples.marks_of(example.text)[0]}), bool(hits))
        for rule, found in examples.of_rules(language, SHELF)
        for example in (*found.bad, *found.ok)
        for hits in [examples.judge(rule, example, language, SHELF)]
    )


def otherwise(language: Language, way: str, part: slice) -> Iterator[str]:
    """Yield the examples of a part of all that are judged otherwise when they are written another way."""
    for rule, example, hits in given(language)[part]:
        if rule.id == "fact.name" and way in NAME_IS_LOST:
            continue
        text = written(way, example.text)
        changed = example.model_copy(update={"text": text})
        if bool(examples.judge(rule, changed, language, SHELF)) != hits:
            yield f"{rule.id}: {'found' if not hits else 'not found'} in {text!r}"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("language", list(Language))
def test_an_example_is_judged_alike_however_it_is_written(language: Language, way: str) -> None:
    turn = list(WAYS).index(way) % PARTS
    assert list(otherwise(language, way, slice(turn, None, PARTS))) == []


@pytest.mark.long
@pytest.mark.parametrize("language", list(Language))
def test_every_example_is_judged_alike_however_it_is_written(language: Language) -> None:
    assert [each for way in WAYS for each in otherwise(language, way, slice(None))] == []


@cache
def draft(language: Language) -> tuple[Plan, dict[str, str]]:
    plan = DRAFTER.plan(case(Kind.winback, str(language)))
    return plan, fallback.write(plan, DRAFTER.prompts, seed="look-alikes").texts


def swapped(text: str, turn: int) -> str:
    """Return a text with its first letter that others look like swapped for one of them, in turn."""
    outside = SLOT.sub(lambda slot: " " * len(slot.group()), text)
    place = next((place for place, letter in enumerate(outside) if letter in LOOKALIKES), None)
    if place is None:
        return ""
    others = LOOKALIKES[text[place]]
    return canonical(f"{text[:place]}{others[turn % len(others)]}{text[place + 1 :]}")


@pytest.mark.parametrize("language", list(Language))
def test_a_letter_that_looks_like_another_is_refused(language: Language) -> None:
    plan, texts = draft(language)
    assert DRAFTER.policy.judge_draft(plan, texts).passes
    section = plan.section_ids[0]
    bad = [example.text for _, example, hits in given(language) if hits]
    found = [said for turn, text in enumerate(bad) if (said := swapped(text, turn))]
    assert len(found) > 0.9 * len(bad)
    passed = [
        said
        for said in found
        if DRAFTER.policy.judge_draft(plan, {**texts, section: f"{texts[section]} {said}"}).passes
    ]
    assert passed == []
