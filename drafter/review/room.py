"""What every command shares: find the draft, ask the table, move by compare-and-swap, write the event."""

from __future__ import annotations

from drafter.review.check import Checker
from drafter.review.rules import HouseRules
from drafter.store import Store


class Room:
    """See :class:`drafter.review.desk.Desk`."""

    def __init__(self, store: Store, checker: Checker, *, rules: HouseRules | None = None) -> None:
        self.store = store
        self.checker = checker
        self.rules = rules or HouseRules()
