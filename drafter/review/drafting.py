"""Commands around the drafting itself: take a case in, lease it to a worker, store what the pipeline made."""

from __future__ import annotations

import dataclasses
import datetime as dt

from sqlalchemy import Connection, insert, select

from drafter.case import Case
from drafter.errors import InputError, NotAllowedError, NotFoundError, Problem, StateError
from drafter.facts import offer_of
from drafter.result import Result
from drafter.review import filing
from drafter.review.actor import SYSTEM, Actor, Role
from drafter.review.addressing import addressed
from drafter.review.check import subject_of
from drafter.review.content import (
    Channel,
    Content,
    Envelope,
    case_file,
    envelope_json,
    facts_digest,
    read_case_file,
    read_envelope,
)
from drafter.review.room import Room
from drafter.review.situation import Asked
from drafter.review.standing import may_see, standing, standings
from drafter.review.state import Act, State, transition
from drafter.review.views import Head
from drafter.store import audit, outbox
from drafter.store.tables import drafts, facts

MAX_TICKET = 200


class Drafting(Room):
    """See :class:`drafter.review.desk.Desk`."""

    def start(
        self,
        actor: Actor,
        case: Case,
        *,
        channel: Channel = Channel.post,
        to: str | None = None,
        ticket: str | None = None,
        customer_key: str | None = None,
    ) -> Head:
        """Take a case in and queue its drafting (topic ``generation`` of the outbox); state ``generating``.

        Args:
            actor: an agent or a service.
            case: the case.
            channel: how the letter will go out.
            to: e-mail address where the channel is e-mail; the case's postal address otherwise.
            ticket: the help desk's id of the conversation.
            customer_key: the company's own id of the customer; else name and address tell customers apart.

        Raises:
            NotAllowedError: the actor is neither agent nor service.
            InputError: an e-mail letter without a usable address, or a ticket of more than 200 characters.
        """
        if not actor.roles & {Role.agent, Role.service}:
            raise NotAllowedError("only an agent or a service may ask for a letter")
        if ticket is not None and len(ticket) > MAX_TICKET:
            raise InputError(
                Problem("case", "ticket", f"has {len(ticket)} characters", f"give at most {MAX_TICKET}")
            )
        envelope = addressed(case, channel, to)
        with self.store.write() as connection:
            return self._filed(connection, actor, case, envelope, ticket, customer_key)

    def start_again(self, actor: Actor, case_id: str, case: Case) -> Head:
        """Ask for a new draft of a case, with facts put right; every open older draft becomes superseded.

        Raises:
            NotFoundError: no such case of the actor's.
            StateError: an older draft is being delivered or was delivered.
        """
        with self.store.write() as connection:
            older = standings(connection, case_id=case_id, lock=True)
            if not older or not may_see(actor, older[0].author_id, older[0].state):
                raise NotFoundError(f"there is no case {case_id}")
            if not actor.roles & {Role.agent, Role.service}:
                raise NotAllowedError("only an agent or a service may ask for a letter")
            if (str(case.kind), str(case.language)) != (str(older[0].kind), str(older[0].language)):
                raise InputError(
                    Problem("case", "kind", "is another kind or language than before", "open a new case")
                )
            for draft in older:
                if draft.state in {State.delivering, State.delivered}:
                    raise StateError(f"letter {draft.id} of this case is {draft.state}; open a new case")
            for draft in older:
                if transition(Act.supersede, draft.state):
                    self._void(connection, draft, SYSTEM, "superseded")
                    self._move(connection, self._allowed(connection, SYSTEM, Act.supersede, draft))
            kept = connection.execute(
                select(facts.c.envelope).where(facts.c.draft_id == older[-1].id)
            ).scalar()
            if kept is None:
                raise NotFoundError(f"the data of case {case_id} were erased")
            before = read_envelope(kept)
            envelope = addressed(case, before.channel, before.to if before.channel is Channel.email else None)
            return self._queue(connection, actor, case, case_id, older[0].customer_id, envelope)

    def begin_generation(self, worker: str) -> tuple[str, Case] | None:
        """Lease the oldest drafting that waits, or whose worker went silent; None where there is none.

        Returns:
            The draft's id and its case; :meth:`finish_generation` or :meth:`give_up` ends it.
        """
        while jobs := outbox.lease(
            self.store, outbox.GENERATION, worker, seconds=self.rules.generation_seconds
        ):
            (job,) = jobs
            draft_id = str(job.payload["draft_id"])
            with self.store.read() as connection:
                row = connection.execute(
                    select(facts.c.case_file, drafts.c.state)
                    .join(drafts, drafts.c.id == facts.c.draft_id)
                    .where(facts.c.draft_id == draft_id)
                ).first()
            if row is not None and row.state == State.generating:
                return draft_id, read_case_file(row.case_file)
            outbox.done(self.store, job)
        return None

    def finish_generation(self, draft_id: str, result: Result) -> Head:
        """Store what the pipeline drafted as version 1; ``generating`` → ``draft``. Done twice, stored once.

        Raises:
            NotFoundError: no such draft.
        """
        with self.store.write() as connection:
            return self._finished(connection, draft_id, result)

    def give_up(self, draft_id: str, why: str) -> Head:
        """End a drafting that cannot succeed; ``generating`` → ``discarded``.

        Args:
            draft_id: the draft.
            why: a code or class name, without personal data.
        """
        with self.store.write() as connection:
            draft = standing(connection, draft_id, lock=True)
            if draft.state is not State.generating:
                return draft.head
            move = self._allowed(connection, SYSTEM, Act.give_up, draft, Asked(reason=why))
            outbox.end(connection, f"{outbox.GENERATION}:{draft_id}")
            return self._move(connection, move, detail={"why": why})

    def _filed(
        self,
        connection: Connection,
        actor: Actor,
        case: Case,
        envelope: Envelope,
        ticket: str | None = None,
        customer_key: str | None = None,
    ) -> Head:
        customer_id = filing.customer(self.store, connection, case, customer_key)
        case_id = filing.case(self.store, connection, case, customer_id, actor.id, ticket)
        return self._queue(connection, actor, case, case_id, customer_id, envelope)

    def _finished(self, connection: Connection, draft_id: str, result: Result) -> Head:
        draft = standing(connection, draft_id, lock=True)
        if draft.state is not State.generating:
            return draft.head
        move = self._allowed(connection, SYSTEM, Act.finish, draft)
        row = connection.execute(select(facts).where(facts.c.draft_id == draft_id)).one()
        letter = result.letter
        envelope = dataclasses.replace(read_envelope(row.envelope), subject=subject_of(letter))
        content = Content(draft_id, row.case_file, letter, envelope)
        checked = self.checker.check(content.case, letter, envelope)
        digest = filing.version(
            self.store, connection, draft, content, checked, number=1, change="generated", result=result
        )
        outbox.end(connection, f"{outbox.GENERATION}:{draft_id}")
        return self._move(
            connection,
            move,
            detail={"origin": filing.origin_of(result), "provenance": dict(result.provenance)},
            changes={
                "version": 1,
                "digest": digest,
                "origin": filing.origin_of(result),
                "provenance": dict(result.provenance),
                "prompt_version": str(result.provenance.get("prompt") or "templates"),
                "triggers": sorted({*result.triggers, *checked.triggers}),
                **filing.counts(checked),
            },
        )

    def _queue(
        self,
        connection: Connection,
        actor: Actor,
        case: Case,
        case_id: str,
        customer_id: str,
        envelope: Envelope,
    ) -> Head:
        now, draft_id, file = self.store.clock(), self.store.new_id(), case_file(case)
        offer = offer_of(case)
        connection.execute(
            insert(drafts).values(
                id=draft_id, case_id=case_id, kind=str(case.kind), language=str(case.language),
                author_id=actor.id, state=str(State.generating), state_since=now, version=0, round=1,
                facts_digest=facts_digest(file), triggers=[], errors=0, warnings=0, provenance={},
                due_at=self._due(case, now), valid_until=offer.valid_until if offer else None, created_at=now,
            )
        )  # fmt: skip
        connection.execute(
            insert(facts).values(
                draft_id=draft_id, customer_id=customer_id, case_file=file, envelope=envelope_json(envelope)
            )
        )
        outbox.put(
            self.store,
            connection,
            outbox.GENERATION,
            f"{outbox.GENERATION}:{draft_id}",
            {"draft_id": draft_id},
        )
        role = min(actor.roles & {Role.agent, Role.service})
        audit.append(
            connection,
            audit.Entry(
                now, actor.id, str(role), str(actor.method), "start", draft_id, 0, None, None,
                str(State.generating), {"case": case_id, "facts": facts_digest(file)},
            ),
        )  # fmt: skip
        return Head(draft_id, case_id, State.generating, 0, "", 1)

    def _due(self, case: Case, now: dt.datetime) -> dt.datetime:
        seconds = self.rules.answer_seconds[case.kind]
        day = case.received_on
        since = self.rules.begin(day) if day else now
        return since.astimezone(dt.UTC) + dt.timedelta(seconds=seconds)
