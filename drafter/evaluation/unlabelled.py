"""Which letters a person should look at next: those nobody has labelled, languages that lack labels first."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drafter.evaluation.agreement import MIN_LABELS
from drafter.evaluation.journal import Result
from drafter.evaluation.labels import Labels, digest, letter_text


@dataclass(frozen=True, slots=True, order=True)
class Unlabelled:
    """A letter without a label; letters are in the order of their digests, which says nothing of them."""

    letter: str
    case: str
    kind: str
    language: str
    text: str


def choose(
    results: Iterable[Result], labels: Labels, *, case: str = "", language: str = ""
) -> list[Unlabelled]:
    """Return the letters to label next, at most as many a language as make a judge count there.

    Args:
        results: a run's results; those with an error or without a letter are passed over.
        labels: what is labelled already.
        case: id of the only case to look at; empty is every one.
        language: the only language; empty is every one.
    """
    waiting: dict[str, dict[str, Unlabelled]] = defaultdict(dict)
    for result in results:
        if result.error or not result.sections or (case and result.case != case):
            continue
        if language and result.language != language:
            continue
        text = letter_text(result)
        letter = digest(text)
        if letter in labels.by_letter:
            continue
        held = waiting[result.language]
        held[letter] = Unlabelled(letter, result.case, result.kind, result.language, text)
        if len(held) > 2 * MIN_LABELS:
            waiting[result.language] = _fewest(held)
    return list(_in_turn([sorted(_fewest(held).values()) for held in waiting.values()], labels))


def _fewest(held: dict[str, Unlabelled]) -> dict[str, Unlabelled]:
    return {one.letter: one for one in heapq.nsmallest(MIN_LABELS, held.values())}


def _in_turn(queues: list[list[Unlabelled]], labels: Labels) -> Iterator[Unlabelled]:
    """Yield letters, always one of the language with the fewest labels so far."""
    counts = labels.by_language
    waiting = [list(reversed(queue)) for queue in queues if queue]
    while waiting:
        waiting.sort(key=lambda queue: (counts[queue[-1].language], queue[-1].language))
        letter = waiting[0].pop()
        counts[letter.language] += 1
        yield letter
        waiting = [queue for queue in waiting if queue]
