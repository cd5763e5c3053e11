"""The queue: what waits for whom, the most urgent first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from drafter.case import Kind, Language
from drafter.review.actor import Actor
from drafter.review.state import State
from drafter.review.views import Claim, PersonRef
from drafter.store import Store

PAGE_SIZE = 50


class Tab(StrEnum):
    """A cut through the queue."""

    mine = "mine"
    unclaimed = "unclaimed"
    legal = "legal"
    sent_back = "sent_back"
    approved = "approved"
    all = "all"


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show.

    Attributes:
        tab: cut through the queue.
        kind, language, state: only these, where given.
        author_id: only one author's.
        text: only customers whose name holds these letters, or this ticket.
    """

    tab: Tab = Tab.all
    kind: Kind | None = None
    language: Language | None = None
    state: State | None = None
    author_id: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One draft in the queue; ``customer`` is None once erased, and masked for those who may not read it."""

    draft_id: str
    state: State
    state_since: dt.datetime
    kind: Kind
    language: Language
    customer: str | None
    ticket: str | None
    author: PersonRef
    origin: str | None
    version: int
    errors: int
    warnings: int
    triggers: tuple[str, ...]
    due_at: dt.datetime | None
    claim: Claim | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the queue; ``next`` goes into ``after`` for the following one, None at the end."""

    rows: tuple[QueueRow, ...]
    next: str | None


def list_queue(
    store: Store, actor: Actor, filters: Filters, *, after: str | None = None, size: int = PAGE_SIZE
) -> Page:
    """Return one page of what the actor may see, ordered by when it is due, then by age.

    Args:
        store: the store.
        actor: who asks; see :func:`drafter.review.drafts.get` for what each role sees.
        filters: what to show.
        after: ``next`` of the page before.
        size: rows a page, at most 200.
    """
    raise NotImplementedError


def counts(store: Store, actor: Actor) -> Mapping[Tab, int]:
    """Return how many drafts each tab holds for the actor; open ones only."""
    raise NotImplementedError


def take_next(store: Store, actor: Actor) -> str | None:
    """Return the unclaimed draft due first that the actor may decide on, or None; the desk claims it."""
    raise NotImplementedError
