"""Commands around delivery and the end of a draft."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, func, insert, or_, select, update

from drafter.errors import GuardError, NotAllowedError, NotFoundError, Unmet
from drafter.review.actor import SYSTEM, Actor, Role
from drafter.review.content import Content
from drafter.review.room import RECALLED_BY, Move, Room
from drafter.review.situation import Asked
from drafter.review.standing import Standing, standing, standings
from drafter.review.state import Act, Guard, State, transition
from drafter.review.views import Delivery, Head
from drafter.store.tables import deliveries, drafts


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
        asked = Asked(if_version, nothing_arrived=nothing_arrived)
        try:
            return self._deliver(actor, draft_id, target, asked)
        except GuardError as error:
            gone = [guard for guard in RECALLED_BY if str(guard) in {each.guard for each in error.unmet}]
            if gone:
                with self.store.write() as connection:
                    draft = standing(connection, draft_id, lock=True)
                    if transition(Act.recall, draft.state):
                        self._recall(connection, draft, gone)
            raise

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

        Raises:
            GuardError: the service itself is sending the letter, and ``actor`` is not the system.
        """
        with self.store.write() as connection:
            draft = self._find(connection, actor, draft_id)
            try:
                move = self._allowed(connection, actor, Act.delivered, draft, Asked(read_back=read_back))
            except GuardError:
                move = self._allowed(connection, actor, Act.fail, draft)
                return self._failed(connection, move, delivery_id, "unknown", str(Guard.read_back))
            self._end(connection, draft, delivery_id, "delivered", receipt, move.situation.now)
            return self._move(connection, move, detail={"delivery": delivery_id, "late": _late(move)})

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

        Raises:
            GuardError: as :meth:`mark_delivered`.
        """
        with self.store.write() as connection:
            draft = self._find(connection, actor, draft_id)
            move = self._allowed(connection, actor, Act.fail, draft)
            return self._failed(
                connection, move, delivery_id, "failed" if outcome_known else "unknown", cause
            )

    def supersede(self, actor: Actor, ticket: str) -> tuple[Head, ...]:
        """End every open draft of a ticket on which a new message came in; → ``superseded``."""
        if not actor.roles & {Role.service, Role.system}:
            raise NotAllowedError("only a service may report a new message")
        with self.store.write() as connection:
            heads = []
            for draft in standings(connection, ticket=ticket, lock=True):
                if transition(Act.supersede, draft.state):
                    self._void(connection, draft, SYSTEM, "superseded")
                    heads.append(
                        self._move(connection, self._allowed(connection, actor, Act.supersede, draft))
                    )
            return tuple(heads)

    def expire(self) -> tuple[Head, ...]:
        """End every draft whose offer has run out or whose hard limit has passed; → ``expired``."""
        now = self.store.clock()
        born = now - dt.timedelta(days=self.rules.hard_limit_days)
        states = [str(state) for state in State if transition(Act.expire, state)]
        with self.store.write() as connection:
            ids = connection.execute(
                select(drafts.c.id)
                .where(
                    drafts.c.state.in_(states),
                    or_(drafts.c.valid_until < self.rules.day(now), drafts.c.created_at <= born),
                )
                .order_by(drafts.c.id)
                # All of them before the first event: who holds one of them may be waiting to write its own.
                .with_for_update()
            ).scalars()
            heads = []
            for id in ids.all():
                draft = standing(connection, id, lock=True)
                if transition(Act.expire, draft.state):
                    move = self._allowed(connection, SYSTEM, Act.expire, draft)
                    self._void(connection, draft, SYSTEM, "expired")
                    heads.append(self._move(connection, move))
            return tuple(heads)

    def _deliver(self, actor: Actor, draft_id: str, target: str, asked: Asked) -> tuple[Delivery, Content]:
        with self.store.write() as connection:
            draft = self._find(connection, actor, draft_id)
            move = self._allowed(connection, actor, Act.deliver, draft, asked)
            content = move.situation.content
            if content is None or draft.approval_id is None:
                raise GuardError([Unmet(str(Guard.approval_live), "no approval stands")])
            before = connection.execute(
                select(func.count())
                .select_from(deliveries)
                .where(deliveries.c.approval_id == draft.approval_id)
            ).scalar_one()
            delivery = Delivery(
                self.store.new_id(), draft.approval_id, before + 1, target, "under_way", None,
                move.situation.now, None,
            )  # fmt: skip
            connection.execute(
                insert(deliveries).values(
                    id=delivery.id, approval_id=delivery.approval_id, attempt=delivery.attempt,
                    draft_id=draft_id, digest=draft.digest, target=target, outcome="under_way",
                    started_by=actor.id, started_at=delivery.started_at,
                )
            )  # fmt: skip
            self._move(
                connection,
                move,
                detail={"delivery": delivery.id, "target": target, "approval": delivery.approval_id},
            )
        return delivery, content

    def _failed(self, connection: Connection, move: Move, delivery_id: str, outcome: str, cause: str) -> Head:
        self._end(connection, move.draft, delivery_id, outcome, None, move.situation.now)
        detail = {"delivery": delivery_id, "outcome": outcome, "cause": cause}
        return self._move(connection, move, to=State.delivery_failed, detail=detail)

    def _end(
        self,
        connection: Connection,
        draft: Standing,
        delivery_id: str,
        outcome: str,
        receipt: str | None,
        now: dt.datetime,
    ) -> None:
        ended = connection.execute(
            update(deliveries)
            .where(
                deliveries.c.id == delivery_id,
                deliveries.c.draft_id == draft.id,
                deliveries.c.outcome == "under_way",
            )
            .values(outcome=outcome, receipt=receipt[:1000] if receipt else None, ended_at=now)
        )
        if not ended.rowcount:
            raise NotFoundError(f"the letter has no delivery {delivery_id} under way")


def _late(move: Move) -> bool:
    return move.situation.now > move.draft.due_at
