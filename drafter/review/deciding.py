"""Commands of those who decide: claim, open, tick, acknowledge, ask for changes, sign off, approve, revoke."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from drafter.review.actor import Actor
from drafter.review.room import Room
from drafter.review.views import Claim, Head, Option


class Reason(StrEnum):
    """Why changes are asked for."""

    wrong_tone = "wrong_tone"
    wrong_language = "wrong_language"
    wrong_fact = "wrong_fact"
    not_allowed = "not_allowed"
    unclear = "unclear"
    incomplete = "incomplete"
    too_long = "too_long"
    confidential = "confidential"
    other = "other"


class Deciding(Room):
    """See :class:`drafter.review.desk.Desk`."""

    def open(self, actor: Actor, draft_id: str, *, mode: str = "reading") -> None:
        """Note that the actor has the present version open: presence, and the clock of the reading.

        Args:
            actor: whoever reads.
            draft_id: the draft.
            mode: ``reading`` or ``editing``.
        """
        raise NotImplementedError

    def read_to_end(self, actor: Actor, draft_id: str, *, version: int) -> None:
        """Note that the actor has scrolled to the end of a version."""
        raise NotImplementedError

    def claim(self, actor: Actor, draft_id: str) -> Claim:
        """Take a draft for oneself; again by the holder, the lease is renewed.

        Raises:
            GuardError: ``claimed``: somebody else holds it; the message says who, and until when.
        """
        raise NotImplementedError

    def heartbeat(self, actor: Actor, draft_id: str) -> Claim:
        """Renew the actor's claim.

        Raises:
            GuardError: ``claimed``: the claim has run out or is somebody else's.
        """
        raise NotImplementedError

    def release(self, actor: Actor, draft_id: str) -> None:
        """Give the claim back; nothing happens where the actor holds none."""
        raise NotImplementedError

    def tick(
        self, actor: Actor, draft_id: str, list: str, item: str, *, if_version: int, on: bool = True
    ) -> None:
        """Tick or untick a promise (list ``promises``, its key) or a process step (``checklist``, its id).

        Raises:
            NotFoundError: the letter holds no such promise, its guide no such step.
        """
        raise NotImplementedError

    def acknowledge(self, actor: Actor, draft_id: str, finding: str, *, if_version: int, reason: str) -> None:
        """Answer for a warning, with a reason.

        Args:
            actor: the reviewer who holds the claim.
            draft_id: the draft.
            finding: its key; see :func:`drafter.review.check.key_of`.
            if_version: the version shown.
            reason: why the letter is right all the same.

        Raises:
            NotFoundError: the present version has no such warning.
        """
        raise NotImplementedError

    def request_changes(
        self, actor: Actor, draft_id: str, *, if_version: int, reasons: Sequence[Reason], text: str
    ) -> Head:
        """Send a draft back, with at least one reason code and words or a remark on the text."""
        raise NotImplementedError

    def escalate(self, actor: Actor, draft_id: str, *, if_version: int) -> Head:
        """Ask legal to see a draft; → ``legal_review``."""
        raise NotImplementedError

    def sign_off(self, actor: Actor, draft_id: str, *, if_version: int, digest: str, reason: str) -> Head:
        """Sign one digest as legal; → ``in_review``. Any edit afterwards needs a new signature.

        Args:
            actor: a lawyer in a session, who holds the claim.
            draft_id: the draft.
            if_version: the version shown.
            digest: the full digest shown.
            reason: the basis, in words.
        """
        raise NotImplementedError

    def forbid(self, actor: Actor, draft_id: str, *, if_version: int, reason: str) -> Head:
        """Forbid a letter as legal; → ``discarded``."""
        raise NotImplementedError

    def approve(self, actor: Actor, draft_id: str, *, if_version: int, digest: str) -> Head:
        """Approve one digest; → ``approved``. Exactly one approval a round, however many ask at once.

        The letter is checked anew with the policy of this moment. A canary is counted and ends.

        Args:
            actor: a reviewer in a session, with the language, who holds the claim and wrote none of it.
            draft_id: the draft.
            if_version: the version shown.
            digest: the full digest shown.

        Raises:
            ConflictError: another version or digest is the present one.
            GuardError: with every guard that is not met.
            StateError: it is not in review (any more).
        """
        raise NotImplementedError

    def revoke(self, actor: Actor, draft_id: str, *, reason: str) -> Head:
        """Take an approval back before the letter is delivered; → ``in_review``."""
        raise NotImplementedError

    def recheck(self, draft_id: str) -> Head:
        """Check an approved letter anew, as after a change of policy; one it now objects to is recalled."""
        raise NotImplementedError

    def options(self, actor: Actor, draft_id: str) -> tuple[Option, ...]:
        """Return what the actor's roles allow in the draft's state, each with what still stands against it."""
        raise NotImplementedError
