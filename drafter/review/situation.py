"""A situation: a draft, an actor and a request, with whatever a guard may want to know of them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy import Connection, select

from drafter.review.actor import Actor
from drafter.review.check import Checker
from drafter.review.content import Content, read_envelope, read_letter
from drafter.review.rules import HouseRules
from drafter.review.standing import Standing
from drafter.review.views import Checked
from drafter.store.tables import (
    attachments,
    contents,
    facts,
    openings,
    sign_offs,
    ticks,
    versions,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came with a request.

    Attributes:
        version, digest: what the actor was shown; None where the act names none.
        body: the actor's own text, to be given back with a conflict.
        reason: why, in words or a code.
        nothing_arrived: a person's word on a delivery of unknown outcome.
        read_back: the body as the target holds it.
    """

    version: int | None = None
    digest: str | None = None
    body: str | None = None
    reason: str = ""
    nothing_arrived: bool = False
    read_back: str | None = None


NOTHING = Asked()


@dataclass
class Situation:
    """A draft, an actor and a request; what guards need beyond that is read when first asked for."""

    connection: Connection
    draft: Standing
    actor: Actor
    asked: Asked
    now: dt.datetime
    rules: HouseRules
    checker: Checker

    @cached_property
    def content(self) -> Content | None:
        """The present version's content; None where there is none yet, it was erased, or cannot be read."""
        try:
            return content_of(self.connection, self.draft.id, self.draft.version)
        except ValueError:
            # What was changed behind our back may not even be JSON any more: then nothing is sealed.
            return None

    @cached_property
    def checked(self) -> Checked | None:
        """What the policy of this moment finds in it."""
        if self.content is None:
            return None
        try:
            case = self.content.case
        except ValueError:
            return None
        return self.checker.check(case, self.content.letter, self.content.envelope)

    @cached_property
    def editors(self) -> frozenset[str]:
        """Everybody who wrote a version."""
        rows = self.connection.execute(
            select(versions.c.editor_id).where(
                versions.c.draft_id == self.draft.id, versions.c.editor_id.is_not(None)
            )
        )
        return frozenset(rows.scalars())

    @cached_property
    def ticked(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        """The ticks on the present version: list → (item, person)."""
        rows = self.connection.execute(
            select(ticks.c.list, ticks.c.item, ticks.c.person_id).where(
                ticks.c.draft_id == self.draft.id, ticks.c.version == self.draft.version
            )
        ).all()
        return {
            name: frozenset((row.item, row.person_id) for row in rows if row.list == name)
            for name in ("promises", "checklist")
        }

    def signed_by(self, digest: str | None) -> str | None:
        """Return the id of a sign-off of one digest."""
        return self.connection.execute(
            select(sign_offs.c.id)
            .where(sign_offs.c.draft_id == self.draft.id, sign_offs.c.digest == digest)
            .order_by(sign_offs.c.signed_at.desc())
            .limit(1)
        ).scalar()


def content_of(connection: Connection, draft_id: str, version: int) -> Content | None:
    """Return the content of a version, its attachments hashed anew; None where there is none."""
    row = connection.execute(
        select(facts.c.case_file, contents.c.letter, contents.c.envelope)
        .join(facts, facts.c.draft_id == contents.c.draft_id)
        .where(contents.c.draft_id == draft_id, contents.c.version == version)
    ).first()
    if row is None:
        return None
    envelope = read_envelope(row.envelope)
    if envelope.attachments:
        kept = {
            each.id: hashlib.sha256(each.data).hexdigest()
            for each in connection.execute(
                select(attachments.c.id, attachments.c.data).where(attachments.c.draft_id == draft_id)
            )
        }
        # A file that no longer gives its noted digest loses it, and with it the letter's own.
        hashed = tuple(
            each if kept.get(each.id) == each.sha256 else replace(each, sha256="")
            for each in envelope.attachments
        )
        envelope = replace(envelope, attachments=hashed)
    return Content(draft_id, row.case_file, read_letter(row.letter), envelope)


def opened_at(connection: Connection, draft: Standing, person_id: str) -> dt.datetime | None:
    """Return when a person opened the present version."""
    return connection.execute(
        select(openings.c.opened_at).where(
            openings.c.draft_id == draft.id,
            openings.c.version == draft.version,
            openings.c.person_id == person_id,
        )
    ).scalar()
