"""Checking a letter against its case with the policy of the moment."""

from __future__ import annotations

from drafter.case import Case
from drafter.letter import Letter
from drafter.library import Shelf
from drafter.policy import Finding, Policy
from drafter.review.content import Envelope
from drafter.review.views import Checked


class Checker:
    """Checks letters; holds no state, so one serves every thread.

    Args:
        prompts: the prompts shelf.
        policy: the policy.
    """

    def __init__(self, prompts: Shelf, policy: Policy) -> None:
        self.prompts = prompts
        self.policy = policy

    def check(self, case: Case, letter: Letter, envelope: Envelope | None = None) -> Checked:
        """Return what the policy finds in a letter, and what the letter promises."""
        raise NotImplementedError

    def check_body(self, case: Case, letter: Letter, body: str) -> Checked:
        """Return the same for another body in the same letter, as while somebody types."""
        raise NotImplementedError


def key_of(finding: Finding) -> str:
    """Return what names a finding on one version: 16 hexadecimal digits of its rule, place and quote."""
    raise NotImplementedError
