"""Erasing a customer's data while every approval and the audit chain stay."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from drafter.errors import NotAllowedError, NotFoundError, StateError
from drafter.review.actor import Actor, Role
from drafter.review.room import Room
from drafter.review.standing import standings
from drafter.review.state import ENDED, Act, State
from drafter.store import audit
from drafter.store.tables import attachments, autosaves, comments, contents, customers, facts

ERASABLE = (contents, attachments, autosaves, comments, facts)


class Erasing(Room):
    """See :class:`drafter.review.desk.Desk`."""

    def erase_customer(self, actor: Actor, customer_id: str, *, request: str) -> int:
        """Erase a customer's data: name, cases, letters, attachments, remarks, autosaves.

        Ids, digests, approvals and the audit chain stay; open drafts end as discarded.

        Args:
            actor: an administrator in a session.
            customer_id: the customer.
            request: reference of the request (no personal data).

        Returns:
            How many rows were erased.

        Raises:
            NotAllowedError: the actor is not an administrator.
            NotFoundError: no such customer.
            StateError: a letter of theirs is being delivered this moment.
        """
        if Role.admin not in actor.roles:
            raise NotAllowedError("only an administrator may erase a customer's data")
        with self.store.write() as connection:
            # Before the customer: who edits a letter holds its draft when a foreign key reaches for them.
            standings(connection, customer_id=customer_id, lock=True)
            found = connection.execute(
                select(customers.c.erased_at).where(customers.c.id == customer_id).with_for_update()
            ).first()
            if found is None:
                raise NotFoundError(f"there is no customer {customer_id}")
            for draft in standings(connection, customer_id=customer_id, lock=True):
                if draft.state is State.delivering:
                    raise StateError(f"letter {draft.id} is being delivered; erase once that has ended")
                if draft.state not in ENDED:
                    self._move(connection, self._allowed(connection, actor, Act.erase, draft))
            connection.execute(
                update(customers)
                .where(customers.c.id == customer_id)
                .values(name=None, key=None, erased_at=found.erased_at or self.store.clock())
            )
            # Replies point at what they answer, and rows go in one statement: a self-reference may stay.
            erased = sum(
                connection.execute(delete(table).where(table.c.customer_id == customer_id)).rowcount
                for table in ERASABLE
            )
            audit.append(
                connection,
                audit.Entry(
                    self.store.clock(), actor.id, str(Role.admin), str(actor.method), "erase_customer",
                    detail={"customer": customer_id, "request": request, "rows": erased},
                ),
            )  # fmt: skip
            return erased
