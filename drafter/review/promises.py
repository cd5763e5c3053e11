"""The promises of a letter: every amount, date, remedy, commitment and admission, and what allows each."""

from __future__ import annotations

from drafter.case import Case
from drafter.guide import Plan
from drafter.library import Shelf
from drafter.review.views import Promise


def promises(case: Case, plan: Plan, body: str, policies: Shelf) -> tuple[Promise, ...]:
    """Return what a letter's body promises or states, in the order of the text."""
    raise NotImplementedError
