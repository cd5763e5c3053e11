"""The shape of a screen: what reads a customer's message for legal triggers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Screen: TypeAlias = Callable[[str, str | None], Mapping[str, Any]]
"""Takes a message and its language, or None if not known; returns what ``drafter screen`` writes."""


def no_screen(text: str, language: str | None = None) -> Mapping[str, Any]:
    """Find nothing; the screen of a service that has none."""
    del text, language
    return {"legal_escalation": False, "triggers": [], "findings": []}
