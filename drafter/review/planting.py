"""Canaries: known-bad letters among the others, so that a house learns how well its reviewers read.

A canary looks like any other letter until it is decided on; then it ends, and nothing is ever sent. Its fault
must be one that only a reader finds: a text the policy refuses is no test of a person.
"""

from __future__ import annotations

import dataclasses

from sqlalchemy import update

from drafter.case import Case
from drafter.errors import InputError, NotAllowedError, Problem
from drafter.policy import Severity
from drafter.result import Result
from drafter.review.actor import SYSTEM, Actor, Method, Role
from drafter.review.addressing import addressed
from drafter.review.content import Channel
from drafter.review.drafting import Drafting
from drafter.review.situation import Asked
from drafter.review.state import Act
from drafter.review.views import Head
from drafter.store.tables import drafts
from drafter.text import canonical, paragraphs


class Planting(Drafting):
    """See :class:`drafter.review.desk.Desk`."""

    def plant_canary(self, actor: Actor, case: Case, result: Result, body: str, fault: str) -> Head:
        """Put a known-bad letter into the queue; → ``in_review``.

        Args:
            actor: an administrator in a session, who can then not decide on it.
            case: a made-up case; its customer does not exist.
            result: a drafted letter of that case.
            body: the letter's body with the fault in it.
            fault: what is wrong with it, in a few words.

        Raises:
            NotAllowedError: the actor is not an administrator in a session.
            InputError: the policy itself refuses or warns of the body.
            GuardError: nobody can review it.
        """
        if Role.admin not in actor.roles or actor.method is Method.token:
            raise NotAllowedError("only an administrator in a session may plant a canary")
        letter = dataclasses.replace(result.letter, body=tuple(paragraphs(canonical(body))))
        found = [
            each.rule
            for each in self.checker.check(case, letter).findings
            if each.severity is not Severity.info
        ]
        if found:
            raise InputError(
                Problem(
                    "canary", "body", f"is found by the policy ({', '.join(found)})", "plant a subtler fault"
                )
            )
        author = dataclasses.replace(actor, roles=frozenset({Role.agent}))
        with self.store.write() as connection:
            # In one transaction: no worker may take up the drafting in between.
            head = self._filed(connection, author, case, addressed(case, Channel.post, None))
            self._finished(connection, head.draft_id, dataclasses.replace(result, letter=letter))
            connection.execute(update(drafts).where(drafts.c.id == head.draft_id).values(canary=fault))
            draft = self._find(connection, SYSTEM, head.draft_id)
            return self._move(
                connection, self._allowed(connection, author, Act.submit, draft, Asked(draft.version))
            )
