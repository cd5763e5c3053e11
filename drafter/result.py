"""What drafting a letter gives: the letter, how it came about, and what may happen to it next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drafter.draft import Draft
from drafter.exchange import Attempt, Usage
from drafter.guide import Plan
from drafter.letter import Letter
from drafter.policy import Finding, Sign


class Readiness(StrEnum):
    """What may happen to the letter next."""

    ready = "ready"
    legal_review = "legal_review"


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a model and why it was made (``draft``, ``repair`` or ``second_reader``)."""

    purpose: str
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Result:
    """Everything about one drafted letter.

    Attributes:
        plan: what was to be written.
        draft: its sections with slots and origins.
        letter: the filled letter.
        findings: what policy and second reader found along the way, and what remains (never an error).
        triggers: why a lawyer must see the letter; empty if none need.
        signs: the words that say so, each with where it stands: message, account, note or letter.
        steps: requests made.
        notes: what a person should know, such as why templates were used.
        provenance: versions of everything that shaped the letter.
    """

    plan: Plan
    draft: Draft
    letter: Letter
    findings: tuple[Finding, ...]
    triggers: tuple[str, ...]
    signs: tuple[tuple[str, Sign], ...]
    steps: tuple[Step, ...]
    notes: tuple[str, ...]
    provenance: Mapping[str, str | int | None]

    @property
    def readiness(self) -> Readiness:
        """Return whether a reviewer can decide alone."""
        return Readiness.legal_review if self.triggers else Readiness.ready


def usage(steps: Sequence[Step]) -> tuple[Usage, bool]:
    """Return the tokens all steps are known to have used, and whether every step's use is known."""
    known = [step.attempt.usage for step in steps if step.attempt.usage is not None]
    total = Usage(sum(used.prompt_tokens for used in known), sum(used.completion_tokens for used in known))
    return total, len(known) == len(steps)
