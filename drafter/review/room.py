"""What every command shares: find the draft, ask the table, move by compare-and-swap, write the event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, insert, select, update

from drafter.errors import ConflictError, GuardError, NotAllowedError, Stale, StateError
from drafter.review import hooks
from drafter.review.actor import SYSTEM, Actor, Role
from drafter.review.check import Checker
from drafter.review.guards import unmet
from drafter.review.rules import HouseRules
from drafter.review.situation import NOTHING, Asked, Situation, content_of
from drafter.review.standing import Standing, visible
from drafter.review.state import TRANSITIONS, Act, Guard, State, Transition, transition
from drafter.review.views import Head
from drafter.store import Store, audit
from drafter.store.tables import comments, drafts, people, revocations, versions

RECALLED_BY = (Guard.sealed, Guard.no_errors)
"""Guards that take an approval back where they no longer hold."""


@dataclass(frozen=True, slots=True)
class Move:
    """An act that the table allows, in the situation it was asked for in."""

    situation: Situation
    row: Transition
    role: Role

    @property
    def draft(self) -> Standing:
        """The draft as it stood."""
        return self.situation.draft


class Room:
    """See :class:`drafter.review.desk.Desk`."""

    def __init__(self, store: Store, checker: Checker, *, rules: HouseRules | None = None) -> None:
        self.store = store
        self.checker = checker
        self.rules = rules or HouseRules()

    def _find(self, connection: Connection, actor: Actor, draft_id: str) -> Standing:
        return visible(connection, actor, draft_id, lock=True)

    def _situation(
        self,
        connection: Connection,
        actor: Actor,
        draft: Standing,
        asked: Asked = NOTHING,
    ) -> Situation:
        return Situation(connection, draft, actor, asked, self.store.clock(), self.rules, self.checker)

    def _allowed(
        self,
        connection: Connection,
        actor: Actor,
        act: Act,
        draft: Standing,
        asked: Asked = NOTHING,
    ) -> Move:
        """Ask the table, in this order: the roles, the state, the version, the guards.

        Raises:
            NotAllowedError, StateError, ConflictError, GuardError: whichever refuses first.
        """
        able = {role for row in TRANSITIONS if row.act is act for role in row.by}
        if not able & actor.roles:
            raise NotAllowedError(f"none of your roles may do this; it takes {', '.join(sorted(able))}")
        row = transition(act, draft.state)
        if row is None:
            raise StateError(f"a letter that is {draft.state} cannot be changed so ({act})")
        roles = sorted(row.by & actor.roles)
        if not roles:
            raise NotAllowedError(
                f"while the letter is {draft.state}, this takes {', '.join(sorted(row.by))}"
            )
        situation = self._situation(connection, actor, draft, asked)
        if Guard.current in row.guards:
            self._is_current(situation)
        missing = unmet(situation, row)
        if missing:
            raise GuardError(missing)
        return Move(situation, row, Role(roles[0]))

    def _is_current(self, situation: Situation) -> None:
        draft, asked = situation.draft, situation.asked
        if asked.version == draft.version and asked.digest in (None, draft.digest):
            return
        raise ConflictError(_stale(situation.connection, draft, asked))

    def _move(
        self,
        connection: Connection,
        move: Move,
        *,
        to: State | None = None,
        detail: Mapping[str, Any] | None = None,
        changes: Mapping[str, object] = MappingProxyType({}),
    ) -> Head:
        """Move a draft by compare-and-swap on state, version, digest and round, and write the event.

        Raises:
            StateError: somebody else moved it first; nothing was changed.
        """
        draft, now = move.draft, move.situation.now
        target = to or move.row.target or draft.state
        if target is not draft.state:
            changes = {"state_since": now, "holder_id": None, "claim_expires_at": None, **changes}
        swapped = connection.execute(
            update(drafts)
            .where(
                drafts.c.id == draft.id,
                drafts.c.state == str(draft.state),
                drafts.c.version == draft.version,
                drafts.c.digest.is_not_distinct_from(draft.digest),
                drafts.c.round == draft.round,
            )
            .values(state=str(target), **changes)
        )
        if swapped.rowcount != 1:
            raise StateError("somebody else moved the letter first; look at it again")
        head = Head(
            draft.id,
            draft.case_id,
            target,
            int(str(changes.get("version", draft.version))),
            str(changes.get("digest", draft.digest or "")),
            int(str(changes.get("round", draft.round))),
        )
        self._event(connection, move, head, detail)
        return head

    def _event(
        self, connection: Connection, move: Move, head: Head, detail: Mapping[str, Any] | None
    ) -> None:
        actor, draft = move.situation.actor, move.draft
        seq = audit.append(
            connection,
            audit.Entry(
                at=move.situation.now,
                actor_id=actor.id,
                role=str(move.role),
                method=str(actor.method),
                act=str(move.row.act),
                draft_id=draft.id,
                version=head.version,
                digest=head.digest or None,
                from_state=str(draft.state),
                to_state=str(head.state),
                detail=dict(detail or {}),
            ),
        )
        hooks.announce(self.store, connection, seq, move.row.act, head)

    def _as_system(self, connection: Connection, act: Act, draft_id: str, asked: Asked = NOTHING) -> Move:
        return self._allowed(connection, SYSTEM, act, self._find(connection, SYSTEM, draft_id), asked)

    def _remark(  # noqa: PLR0913 (what a remark is made of, each given by name)
        self,
        connection: Connection,
        actor: Actor,
        draft: Standing,
        purpose: str,
        text: str,
        *,
        reasons: tuple[str, ...] = (),
        version: int | None = None,
        span: tuple[int, int] | None = None,
        answers: str | None = None,
    ) -> str:
        id = self.store.new_id()
        connection.execute(
            insert(comments).values(
                id=id,
                draft_id=draft.id,
                customer_id=draft.customer_id,
                version=draft.version if version is None else version,
                author_id=actor.id,
                purpose=purpose,
                reasons=list(reasons),
                span_start=span[0] if span else None,
                span_end=span[1] if span else None,
                text=text,
                answers_id=answers,
                created_at=self.store.clock(),
            )
        )
        return id

    def _void(self, connection: Connection, draft: Standing, actor: Actor, cause: str) -> None:
        """Write down that the draft's approval no longer stands; nothing where there is none."""
        if draft.approval_id is None:
            return
        connection.execute(
            insert(revocations).values(
                approval_id=draft.approval_id,
                person_id=None if actor is SYSTEM else actor.id,
                cause=cause,
                revoked_at=self.store.clock(),
            )
        )

    def _recall(self, connection: Connection, draft: Standing, guards: Sequence[Guard]) -> Head:
        """Take an approval back because a guard on what goes out no longer holds."""
        cause = ",".join(str(guard) for guard in guards)
        move = self._allowed(connection, SYSTEM, Act.recall, draft, Asked(reason=cause))
        self._void(connection, draft, SYSTEM, "recalled")
        return self._move(
            connection,
            move,
            detail={"approval": draft.approval_id, "guards": [str(guard) for guard in guards]},
            changes={"round": draft.round + 1, "approval_id": None},
        )


def canary_decided(draft: Standing, actor: Actor, *, caught: bool) -> dict[str, object]:
    """Return what the event notes that ends a canary; nothing of any other draft."""
    if draft.canary is None:
        return {}
    return {"canary": draft.canary, "caught": caught, "decided_by": actor.id}


def _stale(connection: Connection, draft: Standing, asked: Asked) -> Stale:
    now = connection.execute(
        select(versions.c.created_at, people.c.name)
        .outerjoin(people, people.c.id == versions.c.editor_id)
        .where(versions.c.draft_id == draft.id, versions.c.number == draft.version)
    ).first()
    base = content_of(connection, draft.id, asked.version) if asked.version else None
    present = content_of(connection, draft.id, draft.version)
    return Stale(
        draft_id=draft.id,
        state=str(draft.state),
        base_version=asked.version or 0,
        base_body=base.letter.body_text if base else None,
        version=draft.version,
        digest=draft.digest or "",
        body=present.letter.body_text if present else "",
        editor=(now.name or "") if now else "",
        changed_at=now.created_at if now else draft.created_at,
        yours=asked.body,
    )
