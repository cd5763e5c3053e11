"""Commands of those who decide: claim, tick, ask for changes, sign off, approve, revoke."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from drafter.errors import GuardError, NotFoundError, StateError, Unmet
from drafter.policy import Severity
from drafter.review import filing
from drafter.review.actor import SYSTEM, Actor, Role
from drafter.review.check import digest_of, key_of
from drafter.review.distance import distance
from drafter.review.guards import CHECKS, unmet
from drafter.review.room import RECALLED_BY, Move, Room, canary_decided
from drafter.review.situation import Asked, content_of, opened_at
from drafter.review.standing import Standing, may_see, standing, visible
from drafter.review.state import Act, Guard, acts_in, transition
from drafter.review.views import Claim, Head, Option, PersonRef
from drafter.store.tables import (
    acknowledgements,
    approvals,
    comments,
    drafts,
    openings,
    people,
    presence,
    sign_offs,
    ticks,
)


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
        with self.store.write() as connection:
            draft = visible(connection, actor, draft_id)
            now = self.store.clock()
            filing.put(
                connection,
                openings,
                {"draft_id": draft_id, "version": draft.version, "person_id": actor.id},
                {"opened_at": now, "read_to_end": False},
                update=False,
            )
            filing.put(
                connection,
                presence,
                {"draft_id": draft_id, "person_id": actor.id},
                {"mode": mode, "seen_at": now},
            )

    def read_to_end(self, actor: Actor, draft_id: str, *, version: int) -> None:
        """Note that the actor has scrolled to the end of a version."""
        with self.store.write() as connection:
            visible(connection, actor, draft_id)
            connection.execute(
                update(openings)
                .where(
                    openings.c.draft_id == draft_id,
                    openings.c.version == version,
                    openings.c.person_id == actor.id,
                )
                .values(read_to_end=True)
            )

    def claim(self, actor: Actor, draft_id: str) -> Claim:
        """Take a draft for oneself; again by the holder, the lease is renewed.

        Raises:
            GuardError: ``claimed``: somebody else holds it; the message says who, and until when.
        """
        with self.store.write() as connection:
            draft = self._find(connection, actor, draft_id)
            move = self._allowed(connection, actor, Act.claim, draft)
            holder = draft.held_by(move.situation.now)
            if draft.claim_expires_at and holder not in (None, actor.id):
                until = self.rules.time_of_day(draft.claim_expires_at)
                name = connection.execute(select(people.c.name).where(people.c.id == holder)).scalar()
                raise GuardError([Unmet(str(Guard.claimed), f"{name} holds the letter until {until}")])
            expires = move.situation.now + dt.timedelta(seconds=self.rules.claim_seconds)
            lease = {"holder_id": actor.id, "claim_expires_at": expires}
            if holder == actor.id:
                connection.execute(update(drafts).where(drafts.c.id == draft_id).values(lease))
            else:
                self._move(connection, move, changes=lease)
        return Claim(PersonRef(actor.id, actor.name), expires)

    def heartbeat(self, actor: Actor, draft_id: str) -> Claim:
        """Renew the actor's claim.

        Raises:
            GuardError: ``claimed``: the claim has run out or is somebody else's.
        """
        now = self.store.clock()
        expires = now + dt.timedelta(seconds=self.rules.claim_seconds)
        with self.store.write() as connection:
            visible(connection, actor, draft_id)
            renewed = connection.execute(
                update(drafts)
                .where(
                    drafts.c.id == draft_id, drafts.c.holder_id == actor.id, drafts.c.claim_expires_at > now
                )
                .values(claim_expires_at=expires)
            )
            if not renewed.rowcount:
                says = "your claim has run out; claim the letter again, your text is kept"
                raise GuardError([Unmet(str(Guard.claimed), says)])
        return Claim(PersonRef(actor.id, actor.name), expires)

    def release(self, actor: Actor, draft_id: str) -> None:
        """Give the claim back; nothing happens where the actor holds none."""
        with self.store.write() as connection:
            visible(connection, actor, draft_id)
            connection.execute(
                update(drafts)
                .where(drafts.c.id == draft_id, drafts.c.holder_id == actor.id)
                .values(holder_id=None, claim_expires_at=None)
            )

    def tick(
        self, actor: Actor, draft_id: str, list: str, item: str, *, if_version: int, on: bool = True
    ) -> None:
        """Tick or untick a promise (list ``promises``, its key) or a process step (``checklist``, its id).

        Raises:
            NotFoundError: the letter holds no such promise, its guide no such step.
        """
        with self.store.write() as connection:
            draft = self._find(connection, actor, draft_id)
            move = self._allowed(connection, actor, Act.tick, draft, Asked(if_version))
            checked = move.situation.checked
            items = {
                "promises": {promise.key for promise in checked.promises} if checked else set(),
                "checklist": {id for id, _ in checked.checklist} if checked else set(),
            }
            if item not in items.get(list, ()):
                raise NotFoundError(f"the letter has no {item} among its {list}")
            key = {
                "draft_id": draft_id, "version": draft.version, "list": list, "item": item,
                "person_id": actor.id,
            }  # fmt: skip
            if on:
                filing.put(connection, ticks, key, {"ticked_at": move.situation.now}, update=False)
            else:
                connection.execute(
                    delete(ticks).where(*(ticks.c[name] == value for name, value in key.items()))
                )
            self._move(connection, move, detail={"list": list, "item": item, "on": on})

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
        with self.store.write() as connection:
            draft = self._find(connection, actor, draft_id)
            move = self._allowed(connection, actor, Act.acknowledge, draft, Asked(if_version, reason=reason))
            checked = move.situation.checked
            warnings = {
                key_of(found): found
                for found in (checked.findings if checked else ())
                if found.severity is Severity.warning
            }
            if finding not in warnings:
                raise NotFoundError(f"the present version has no warning {finding}")
            id = self._remark(connection, actor, draft, "acknowledge", reason)
            filing.put(
                connection,
                acknowledgements,
                {
                    "draft_id": draft_id, "version": draft.version, "finding": finding,
                    "person_id": actor.id,
                },
                {
                    "rule": warnings[finding].rule, "comment_id": id,
                    "acknowledged_at": move.situation.now,
                },
            )  # fmt: skip
            self._move(
                connection, move, detail={"rule": warnings[finding].rule, "finding": finding, "comment": id}
            )

    def request_changes(
        self, actor: Actor, draft_id: str, *, if_version: int, reasons: Sequence[Reason], text: str
    ) -> Head:
        """Send a draft back, with at least one reason code and words or a remark on the text."""
        with self.store.write() as connection:
            draft = self._find(connection, actor, draft_id)
            codes = tuple(sorted({str(Reason(reason)) for reason in reasons}))
            said = bool(text.strip()) or self._remarked(connection, draft, actor)
            asked = Asked(if_version, reason=",".join(codes) if said else "")
            move = self._allowed(connection, actor, Act.request_changes, draft, asked)
            id = self._remark(connection, actor, draft, "request_changes", text, reasons=codes)
            head = self._move(connection, move, detail={"reasons": [*codes], "comment": id})
            return self._reveal(connection, draft, head, actor, caught=True)

    def escalate(self, actor: Actor, draft_id: str, *, if_version: int) -> Head:
        """Ask legal to see a draft; → ``legal_review``."""
        with self.store.write() as connection:
            draft = self._find(connection, actor, draft_id)
            return self._move(
                connection, self._allowed(connection, actor, Act.escalate, draft, Asked(if_version))
            )

    def sign_off(self, actor: Actor, draft_id: str, *, if_version: int, digest: str, reason: str) -> Head:
        """Sign one digest as legal; → ``in_review``. Any edit afterwards needs a new signature.

        Args:
            actor: a lawyer in a session, who holds the claim.
            draft_id: the draft.
            if_version: the version shown.
            digest: the full digest shown.
            reason: the basis, in words.
        """
        with self.store.write() as connection:
            draft = self._find(connection, actor, draft_id)
            asked = Asked(if_version, digest, reason=reason)
            move = self._allowed(connection, actor, Act.sign_off, draft, asked)
            comment = self._remark(connection, actor, draft, "sign_off", reason)
            id = self.store.new_id()
            connection.execute(
                insert(sign_offs).values(
                    id=id, draft_id=draft_id, version=draft.version, digest=digest, person_id=actor.id,
                    method=str(actor.method), triggers=[*draft.triggers], comment_id=comment,
                    signed_at=move.situation.now,
                )
            )  # fmt: skip
            return self._move(connection, move, detail={"sign_off": id, "triggers": [*draft.triggers]})

    def forbid(self, actor: Actor, draft_id: str, *, if_version: int, reason: str) -> Head:
        """Forbid a letter as legal; → ``discarded``."""
        with self.store.write() as connection:
            draft = self._find(connection, actor, draft_id)
            move = self._allowed(connection, actor, Act.forbid, draft, Asked(if_version, reason=reason))
            id = self._remark(connection, actor, draft, "forbid", reason)
            told = canary_decided(draft, actor, caught=True)
            return self._move(connection, move, detail={"comment": id, **told})

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
        with self.store.write() as connection:
            draft = self._find(connection, actor, draft_id)
            move = self._allowed(connection, actor, Act.approve, draft, Asked(if_version, digest))
            id = self._approval(connection, move)
            head = self._move(connection, move, detail={"approval": id}, changes={"approval_id": id})
            return self._reveal(connection, draft, head, actor, caught=False)

    def revoke(self, actor: Actor, draft_id: str, *, reason: str) -> Head:
        """Take an approval back before the letter is delivered; → ``in_review``."""
        with self.store.write() as connection:
            draft = standing(connection, draft_id, lock=True)
            # An administrator may stop a letter without being able to read it.
            if not may_see(actor, draft.author_id, draft.state) and Role.admin not in actor.roles:
                raise NotFoundError(f"there is no draft {draft_id}")
            move = self._allowed(connection, actor, Act.revoke, draft, Asked(reason=reason))
            id = self._remark(connection, actor, draft, "revoke", reason)
            self._void(connection, draft, actor, "revoked")
            return self._move(
                connection,
                move,
                detail={"approval": draft.approval_id, "comment": id},
                changes={"round": draft.round + 1, "approval_id": None},
            )

    def recheck(self, draft_id: str) -> Head:
        """Check an approved letter anew, as after a change of policy; one it now objects to is recalled."""
        with self.store.write() as connection:
            draft = standing(connection, draft_id, lock=True)
            row = transition(Act.recall, draft.state)
            if row is None:
                raise StateError(f"a letter that is {draft.state} has no approval to recall")
            situation = self._situation(connection, SYSTEM, draft)
            missing = [guard for guard in RECALLED_BY if CHECKS[guard](situation)]
            return self._recall(connection, draft, missing) if missing else draft.head

    def options(self, actor: Actor, draft_id: str) -> tuple[Option, ...]:
        """Return what the actor's roles allow now, each with what still stands against it."""
        with self.store.read() as connection:
            draft = visible(connection, actor, draft_id)
            asked = Asked(draft.version, draft.digest, reason="given", nothing_arrived=True)
            situation = self._situation(connection, actor, draft, asked)
            return tuple(
                Option(row.act, unmet(situation, row))
                for row in acts_in(draft.state)
                if row.by & actor.roles - {Role.system}
            )

    def _approval(self, connection: Connection, move: Move) -> str:
        """Write the approval of the present digest; the database holds one a round."""
        draft, situation = move.draft, move.situation
        checked, content, actor = situation.checked, situation.content, situation.actor
        opened = opened_at(connection, draft, actor.id)
        if checked is None or content is None or opened is None:
            raise GuardError([Unmet(str(Guard.opened), "open the letter and read it first")])
        first = content_of(connection, draft.id, 1)
        answered = connection.execute(
            select(acknowledgements.c.rule, acknowledgements.c.finding).where(
                acknowledgements.c.draft_id == draft.id, acknowledgements.c.version == draft.version
            )
        )
        id = self.store.new_id()
        try:
            connection.execute(
                insert(approvals).values(
                    id=id, draft_id=draft.id, version=draft.version, digest=draft.digest,
                    round=draft.round, person_id=actor.id, role=str(move.role), method=str(actor.method),
                    policy_version=checked.policy_version, check_digest=digest_of(checked),
                    sign_off_id=situation.signed_by(draft.digest), promises=len(checked.promises),
                    acknowledged=[{"rule": row.rule, "finding": row.finding} for row in answered],
                    edit_distance=distance(first.letter.body_text if first else "", content.letter.body_text),
                    opened_at=opened, approved_at=situation.now,
                )
            )  # fmt: skip
        except IntegrityError as error:
            raise StateError("somebody else has approved the letter already") from error
        return id

    def _remarked(self, connection: Connection, draft: Standing, actor: Actor) -> bool:
        """Say whether a reviewer has left a remark on the present version."""
        return bool(
            connection.execute(
                select(comments.c.id).where(
                    comments.c.draft_id == draft.id,
                    comments.c.version == draft.version,
                    comments.c.author_id == actor.id,
                    comments.c.purpose == "comment",
                )
            ).first()
        )

    def _reveal(
        self, connection: Connection, draft: Standing, head: Head, actor: Actor, *, caught: bool
    ) -> Head:
        """End a canary once it is decided on; any other draft goes on."""
        if draft.canary is None:
            return head
        move = self._as_system(connection, Act.reveal, draft.id)
        return self._move(
            connection,
            move,
            detail=canary_decided(draft, actor, caught=caught),
            changes={"approval_id": None},
        )
