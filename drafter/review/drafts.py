"""Reading drafts: one whole, its versions, its trail. Nobody sees what their roles do not show them."""

from __future__ import annotations

from drafter.review.actor import Actor
from drafter.review.content import Content
from drafter.review.views import DraftView, Event, Head, Version
from drafter.store import Store


def get(store: Store, actor: Actor, draft_id: str) -> DraftView:
    """Return a draft with everything its page shows.

    Raises:
        NotFoundError: there is none, or the actor may not see it: an agent sees their own, a service its own
            and what is approved, reviewer, lawyer and auditor all, an administrator none.
    """
    raise NotImplementedError


def head(store: Store, actor: Actor, draft_id: str) -> Head:
    """Return where a draft stands; raises as :func:`get`."""
    raise NotImplementedError


def version(store: Store, actor: Actor, draft_id: str, number: int) -> Version:
    """Return one version whole; raises as :func:`get`."""
    raise NotImplementedError


def content(store: Store, actor: Actor, draft_id: str) -> Content:
    """Return the present version's content; raises as :func:`get`, also where it was erased."""
    raise NotImplementedError


def attachment(store: Store, actor: Actor, draft_id: str, attachment_id: str) -> tuple[str, str, bytes]:
    """Return an attachment's name, media type and bytes; raises as :func:`get`."""
    raise NotImplementedError


def last_approved(store: Store, actor: Actor, draft_id: str) -> Version | None:
    """Return the version approved last, whether or not the approval stands; raises as :func:`get`."""
    raise NotImplementedError


def trail(store: Store, actor: Actor, draft_id: str) -> tuple[Event, ...]:
    """Return a draft's events in order; raises as :func:`get`."""
    raise NotImplementedError


def search_trail(
    store: Store,
    actor: Actor,
    *,
    person_id: str | None = None,
    customer_id: str | None = None,
    act: str | None = None,
    before_seq: int | None = None,
    limit: int = 100,
) -> tuple[Event, ...]:
    """Return events, the latest first, for an auditor, a lawyer or an administrator.

    Raises:
        NotAllowedError: the actor is none of these.
    """
    raise NotImplementedError
