"""What agents and companies write, in all languages, as the screen would read it: accounts and letters."""

from __future__ import annotations

from collections.abc import Iterator

from drafter.choices import Language
from drafter.policy import impression, linear
from drafter.policy.escalation_rule import Trigger
from evals.train.labelled import APART, Text, rows
from evals.train.messages import message, messages

TIMES = 3
"""Texts that an account, or a passage of a letter, with a trigger counts for: customers write otherwise."""
LETTERS = 400
"""Good letters of each language that are read."""


def accounts() -> Iterator[Text]:
    """Yield agents' accounts and passages of letters, good letters, and what customers write.

    A good text is read whole and in the passages that the screen would read of it.
    """
    for language in Language:
        for row in rows("accounts", language):
            triggers = [each for each in row["triggers"] if each != Trigger.large_sum]
            if triggers:
                yield from [message(row["text"], triggers[0], row["id"])] * TIMES
            else:
                yield from _good(row["id"], row["text"])
        letters = list(rows("letters", language))
        for row in letters[:: max(len(letters) // LETTERS, 1)]:
            yield from _good(row["id"], row["text"])
    yield from (text._replace(source=text.source.removeprefix(APART)) for text in messages())


def _good(id: str, text: str) -> Iterator[Text]:
    said = {text, *impression.passages(text)}
    yield from (message(each, linear.GOOD, id) for each in sorted(said))
