"""Commands around delivery and the end of a draft."""

from __future__ import annotations

from drafter.review.actor import Actor
from drafter.review.content import Content
from drafter.review.room import Room
from drafter.review.views import Delivery, Head


class Sending(Room):
    """See :class:`drafter.review.desk.Desk`."""

    def mark_delivering(
        self, actor: Actor, draft_id: str, target: str, *, if_version: int, nothing_arrived: bool = False
    ) -> tuple[Delivery, Content]:
        """Begin one attempt to hand an approved letter over; → ``delivering``.

        The digest is computed anew from what is stored and must equal the approved one; the policy is asked
        once more. A letter that fails either is recalled to ``in_review`` and nothing goes out.

        Args:
            actor: author, reviewer, or a service.
            draft_id: the draft.
            target: ``copy``, ``eml``, ``pdf``, or an adapter's name.
            if_version: the version to deliver.
            nothing_arrived: after an attempt of unknown outcome, a person's word that nothing arrived.

        Returns:
            The attempt, whose ``approval_id`` is the idempotency key towards the target, and the content to
            send: exactly what was approved.

        Raises:
            GuardError: with every guard that is not met.
        """
        raise NotImplementedError

    def mark_delivered(
        self,
        actor: Actor,
        draft_id: str,
        delivery_id: str,
        *,
        receipt: str = "",
        read_back: str | None = None,
    ) -> Head:
        """Record that an attempt arrived; → ``delivered``, and the letter joins the customer's file.

        Args:
            actor: who knows.
            draft_id: the draft.
            delivery_id: the attempt.
            receipt: the target's own id of what it took.
            read_back: the body as the target holds it, where it can be read; other words than those approved
                make the attempt a failed one.
        """
        raise NotImplementedError

    def mark_failed(
        self, actor: Actor, draft_id: str, delivery_id: str, *, outcome_known: bool, cause: str = ""
    ) -> Head:
        """Record that an attempt failed; → ``delivery_failed``.

        Args:
            actor: who knows.
            draft_id: the draft.
            delivery_id: the attempt.
            outcome_known: whether it is certain that nothing arrived.
            cause: a code or class name, without personal data.
        """
        raise NotImplementedError

    def supersede(self, actor: Actor, ticket: str) -> tuple[Head, ...]:
        """End every open draft of a ticket on which a new message came in; → ``superseded``."""
        raise NotImplementedError

    def expire(self) -> tuple[Head, ...]:
        """End every draft whose offer has run out or whose hard limit has passed; → ``expired``."""
        raise NotImplementedError
