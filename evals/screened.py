"""How often a lawyer is called for labelled messages, accounts and letters, with a trigger and without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from drafter.choices import Language
from drafter.evaluation.statistics import wilson
from drafter.library import Shelf
from drafter.policy import Policy, Screening

Called = dict[str, list[int]]
"""By set and part of it: texts for which a lawyer is called, texts."""


def count(rows: Iterable[Mapping[str, Any]]) -> Called:
    """Return for how many texts a lawyer is called.

    Args:
        rows: texts, with what they are written ``as``: a message, an account, a letter, a whole letter.
    """
    policy = Policy(Shelf.of("policies"))
    called: Called = {}
    for row in rows:
        applies = bool(_screened(policy, row).triggers)
        for key in _keys(row):
            counts = called.setdefault(key, [0, 0])
            counts[0] += applies
            counts[1] += 1
    return called


def _screened(policy: Policy, row: Mapping[str, Any]) -> Screening:
    match row["as"]:
        case "message":
            return policy.screen_message(row["text"])
        case "account":
            return policy.screen_account(row["text"])
    return policy.screen_letter(row["text"], Language(row["language"]))


def _keys(row: Mapping[str, Any]) -> Iterator[str]:
    kind = f"{row['as']}s with a trigger" if row.get("triggers") else f"{row['as']}s without"
    yield from (f"{row['set']}: {kind}, {part}" for part in ("all", row["language"]))


def table(called: Called) -> Iterator[str]:
    """Yield the lines of a table of them, with 95 % Wilson intervals."""
    yield from ("| messages, accounts and letters | a lawyer is called |", "|---|---|")
    for key, (times, texts) in sorted(called.items()):
        interval = wilson(times, texts)
        yield f"| {key} | {times / texts:.1%} of {texts} ({interval.low:.0%}–{interval.high:.0%}) |"
