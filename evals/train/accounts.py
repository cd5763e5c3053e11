"""What agents and companies write, in all languages, as the screen would read it: accounts and letters."""

from __future__ import annotations

from collections.abc import Iterator

from drafter.choices import Language
from evals.train.labelled import Text, rows
from evals.train.messages import messages, read

TIMES = 3
"""Texts that an account, or a passage of a letter, with a trigger counts for: customers write otherwise."""
LETTERS = 400
"""Good letters of each language that are read."""


def accounts() -> Iterator[Text]:
    """Yield agents' accounts and passages of letters, good letters, and what customers write."""
    for language in Language:
        for row in rows("accounts", language):
            yield from read(row["text"], row["triggers"], row["id"], times=TIMES)
        letters = list(rows("letters", language))
        for row in letters[:: max(len(letters) // LETTERS, 1)]:
            yield from read(row["text"], (), row["id"])
    yield from messages()
