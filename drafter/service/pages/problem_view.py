"""What the page of a refusal shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """A refusal: what is wrong, what was typed, and where to go on."""

    title: str
    says: str
    kept: str
    back: str
