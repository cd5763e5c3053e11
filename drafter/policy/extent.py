"""How long a section may be, and that it ends where a sentence ends."""

from __future__ import annotations

from collections.abc import Iterator

from drafter.guide import PlannedSection
from drafter.policy.alphabet import Alphabet
from drafter.policy.finding import Finding

_CLOSERS = "\"'”’»“)"
_ENDS = (".", "!", "?")
_OPENERS = "\"“„«(‘'"
_SLACK_BELOW = 0.4
_SLACK_ABOVE = 1.5


def judge(section: PlannedSection, text: str, word_count: int, alphabet: Alphabet) -> Iterator[Finding]:
    """Yield what a section's extent breaks.

    Args:
        section: the plan's section, with the fewest and most words in English terms.
        text: the section's text.
        word_count: its words, a slot counting as one.
        alphabet: the language's alphabet, with its word factor.
    """
    fewest = int(section.words[0] * _SLACK_BELOW * alphabet.words_factor)
    most = int(section.words[1] * _SLACK_ABOVE * max(1.0, alphabet.words_factor))
    if not fewest <= word_count <= most:
        wanted = f"Write {section.words[0]} to {section.words[1]} words."
        what = "short" if word_count < fewest else "long"
        yield Finding.lacking(
            "draft.length", section.id, f"The section is too {what}: {word_count} words.", wanted
        )
    first = text.lstrip(_OPENERS)[:1]
    if text and not (first == "[" or (first.isalpha() and not first.islower())):
        yield Finding.at(
            "draft.beginning",
            section.id,
            text,
            (0, min(len(text), 20)),
            "The section does not begin as a sentence does.",
            "Begin the section with a full sentence.",
        )
    if text and not all(part.rstrip(_CLOSERS).endswith(_ENDS) for part in text.split("\n\n")):
        yield Finding.at(
            "draft.unfinished",
            section.id,
            text,
            (max(0, len(text) - 20), len(text)),
            "The section does not end with a finished sentence.",
            "End the section with a full sentence.",
        )
