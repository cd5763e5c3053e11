"""Whether a letter states what its plan wants: by the values themselves, or in a person's own words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from drafter.guide import Plan
from drafter.policy import linear
from drafter.policy.finding import Finding
from drafter.policy.folding import MARKS, fold
from drafter.slots import SLOT, Slot

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_IN_OWN_WORDS: Mapping[str, float] = {"product": 0.0, "offer": 0.5, "referral": 0.5}
"""What may be told of in other words, and the part of its own words that one sentence must hold."""
_REACHED_BY = ("phone", "extension", "email")
"""The ways to reach the sender, of which one will do: the lines under the signature hold the others."""


def judge(
    plan: Plan, body: str, text: str, values: Mapping[str, Slot], ordinary: Collection[str]
) -> Iterator[Finding]:
    """Yield what a letter's plan wants and the letter does not state.

    Args:
        plan: what was to be written.
        body: the letter's body.
        text: the same, with slots for its values.
        values: every value the letter may state, by slot name.
        ordinary: the language's most frequent words, folded, which tell nothing.
    """
    stated = {values[name].value for name in SLOT.findall(text) if name in values}
    slots = plan.facts.slots
    is_reached = any(name in slots and slots[name].value in stated for name in _REACHED_BY)
    for slot in (slots[name] for section in plan.sections for name in section.must):
        is_given = slot.value in stated or (is_reached and slot.name in _REACHED_BY)
        if not is_given and not tells(body, slot.name, values, ordinary):
            why = f"The letter must state {slot.meaning}: {slot.value}."
            yield Finding.lacking("slot.missing", "", why)


def tells(text: str, name: str, values: Mapping[str, Slot], ordinary: Collection[str]) -> bool:
    """Say whether one sentence of a text tells of a value in words of its own.

    Args:
        text: the text.
        name: name of the value's slot.
        values: every value the letter may state; what stands in the product tells nothing of an offer.
        ordinary: the language's most frequent words, folded, which tell nothing either.
    """
    if name not in _IN_OWN_WORDS or name not in values:
        return False
    wanted = _words(values[name].value) - set(map(linear.stem, ordinary))
    if name != "product" and "product" in values:
        wanted -= _words(values["product"].value)
    least = max(_IN_OWN_WORDS[name] * len(wanted), 1)
    return any(len(wanted & _words(sentence)) >= least for sentence in _SENTENCE_END.split(text))


def sentence_at(text: str, place: int) -> str:
    """Return the sentence of a text that stands at a place."""
    start = max((end.end() for end in _SENTENCE_END.finditer(text, 0, place)), default=0)
    end = _SENTENCE_END.search(text, place)
    return text[start : end.start() if end else len(text)]


def _words(text: str) -> set[str]:
    """Return the stems of the words of a text."""
    return {linear.stem(word) for word in fold(text) if word not in MARKS}
