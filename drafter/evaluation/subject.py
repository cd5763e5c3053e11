"""A subject of evaluation: what a suite runs on each of its items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, TypeVar

from drafter.evaluation.journal import PromptLine, Result


class Item(Protocol):
    """One thing to run: a case, a passage, a message, a hostile draft."""

    @property
    def id(self) -> str:
        """Return its id, one of its own in the suite."""

    @property
    def kind(self) -> str:
        """Return the kind of letter; empty for a message."""

    @property
    def language(self) -> str:
        """Return its language."""


ItemT = TypeVar("ItemT", bound=Item)


class Subject(Protocol[ItemT]):
    """Runs the items of one suite."""

    def items(self) -> Iterator[ItemT]:
        """Yield the items, one at a time and always in the same order.

        Raises:
            InputError: an item cannot be used.
        """

    async def run(self, item: ItemT, epoch: int) -> tuple[PromptLine | Result, ...]:
        """Run one (item, epoch).

        Returns:
            The result, after the prompt it is the first to use.

        Raises:
            RecordingError: an answer is not recorded; the others may be.
            ServiceError: the model service takes no request at all.
        """

    async def aclose(self) -> None:
        """Close what is open."""
