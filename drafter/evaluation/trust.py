"""Whether a judge's word counts at the gate: only where people's labels agree with it, in every language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from drafter.evaluation import journal
from drafter.evaluation.agreement import Agreement, Opinion, grouped
from drafter.evaluation.journal import Result
from drafter.evaluation.labels import Labels, digest, letter_text

JUDGED = "tone"
"""Name of the check that a judge model answers."""


def opinion(result: Result, labels: Labels) -> Opinion | None:
    """Return what the judge and a person said of a letter; None where one of them said nothing."""
    judged = result.checks.get(JUDGED)
    # Where the judge gave no score, it has no opinion.
    if result.error or judged is None or judged.score is None:
        return None
    label = labels.of(letter_text(result))
    return Opinion(result.language, judged.passed, label.good) if label else None


def doubts(results: Iterable[Result], labels: Labels) -> Mapping[str, str]:
    """Return why the judge may only advise, by language; empty where it may decide in all it judged.

    Args:
        results: results of the runs that are compared.
        labels: what people said of letters.
    """
    opinions: Counter[Opinion] = Counter()
    languages: set[str] = set()
    seen: set[str] = set()
    for result in results:
        if JUDGED not in result.checks:
            continue
        languages.add(result.language)
        said, letter = opinion(result, labels), digest(letter_text(result))
        # A text that comes back in other epochs or runs is one opinion.
        if said is not None and letter not in seen:
            seen.add(letter)
            opinions[said] += 1
    agreements = grouped(opinions, lambda one: one.language)
    found = {name: agreements.get(name, Agreement()).advisory for name in sorted(languages)}
    return {name: why for name, why in found.items() if why}


def advisory_note(paths: Iterable[Path], labels: Labels) -> str:
    """Return why the judge's check does not gate, as a sentence; empty where it may, or is no gate.

    Raises:
        InputError: a journal cannot be read.
    """
    paths = tuple(paths)
    if not any(JUDGED in journal.header(path).gates for path in paths):
        return ""
    found = doubts((result for path in paths for result in journal.results(path)), labels)
    if not found:
        return ""
    why = "; ".join(f"{language}: {reason}" for language, reason in found.items())
    return f"The judge of “{JUDGED}” advises here and does not gate ({why})."
