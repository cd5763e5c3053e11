"""Commands of those who write: ask for a draft, store what came, edit, attach, submit, take back."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
from collections.abc import Callable

from sqlalchemy import Connection, delete, func, insert, select

from drafter.errors import InputError, NotAllowedError, NotFoundError, Problem, ReviewError
from drafter.review import filing
from drafter.review.actor import Actor, Role
from drafter.review.addressing import FILE_NAME, ONE_LINE, addressed, one_line
from drafter.review.content import (
    Attachment,
    Channel,
    Content,
)
from drafter.review.room import Move, Room, canary_decided
from drafter.review.situation import Asked
from drafter.review.standing import visible
from drafter.review.state import Act, State
from drafter.review.views import Autosaved, Head
from drafter.store.tables import attachments, autosaves, customers, versions
from drafter.text import canonical

MAX_BODY = 40_000
MAX_MEDIA_TYPE = 255
MAX_ATTACHMENT_BYTES = 10 * 1024 * 1024
KEPT_AUTOSAVES = 50


class Writing(Room):
    """See :class:`drafter.review.desk.Desk`."""

    def edit_text(self, actor: Actor, draft_id: str, body: str, *, if_version: int) -> Head:
        """Write a new version with another body; an approval of the old one is void.

        The text is kept as an autosave even where the edit is refused.

        Args:
            actor: the author; in review the reviewer or lawyer who holds the claim.
            draft_id: the draft.
            body: the letter's body, paragraphs parted by an empty line.
            if_version: the version the edit began from.

        Raises:
            ConflictError: another version has been written since; carries both texts and their base.
            GuardError, StateError, NotAllowedError, NotFoundError: it cannot be done.
            InputError: the body is empty or too long.
        """
        text = canonical(body)
        if not text or len(text) > MAX_BODY:
            raise InputError(
                Problem("letter", "body", f"has {len(text)} characters", f"give 1 to {MAX_BODY}")
            )
        try:
            return self._edit(
                actor,
                draft_id,
                Asked(if_version, body=text),
                "text",
                lambda content, _: content.with_body(text),
            )
        except ReviewError:
            self._kept(actor, draft_id, text, if_version)
            raise

    def edit_envelope(
        self,
        actor: Actor,
        draft_id: str,
        *,
        if_version: int,
        channel: Channel | None = None,
        to: str | None = None,
        subject: str | None = None,
    ) -> Head:
        """Write a new version with another channel, recipient or subject; None leaves a part as it is.

        Raises:
            As :meth:`edit_text`.
        """

        def changed(content: Content, _: Move) -> Content:
            envelope = content.envelope
            way = channel or envelope.channel
            given = to if to is not None else (envelope.to if way is envelope.channel else None)
            onto = addressed(content.case, way, given)
            line = envelope.subject if subject is None else one_line("subject", subject)
            return dataclasses.replace(
                content,
                envelope=dataclasses.replace(onto, subject=line, attachments=envelope.attachments),
            )

        return self._edit(actor, draft_id, Asked(if_version), "envelope", changed)

    def attach(
        self, actor: Actor, draft_id: str, name: str, media_type: str, data: bytes, *, if_version: int
    ) -> tuple[Head, Attachment]:
        """Write a new version with one attachment more.

        Raises:
            As :meth:`edit_text`; InputError for a name with a path or control character, or too many bytes.
        """
        if not FILE_NAME.fullmatch(name) or name.strip(". ") == "":
            raise InputError(Problem("attachment", "name", "is not a plain file name", "leave out any path"))
        if len(media_type) > MAX_MEDIA_TYPE or not ONE_LINE.fullmatch(media_type) or "/" not in media_type:
            raise InputError(
                Problem("attachment", "media_type", "is not a media type", "such as application/pdf")
            )
        if not 0 < len(data) <= MAX_ATTACHMENT_BYTES:
            raise InputError(
                Problem("attachment", "data", f"has {len(data)} bytes", f"give 1 to {MAX_ATTACHMENT_BYTES}")
            )
        added = Attachment(self.store.new_id(), name, media_type, hashlib.sha256(data).hexdigest())

        def changed(content: Content, move: Move) -> Content:
            move.situation.connection.execute(
                insert(attachments).values(
                    id=added.id, draft_id=draft_id, customer_id=move.draft.customer_id, name=name,
                    media_type=media_type, sha256=added.sha256, data=data,
                )
            )  # fmt: skip
            kept = (*content.envelope.attachments, added)
            return dataclasses.replace(
                content, envelope=dataclasses.replace(content.envelope, attachments=kept)
            )

        return self._edit(actor, draft_id, Asked(if_version), "attachment", changed), added

    def detach(self, actor: Actor, draft_id: str, attachment_id: str, *, if_version: int) -> Head:
        """Write a new version without one attachment.

        Raises:
            As :meth:`edit_text`.
        """

        def changed(content: Content, _: Move) -> Content:
            kept = tuple(each for each in content.envelope.attachments if each.id != attachment_id)
            if len(kept) == len(content.envelope.attachments):
                raise NotFoundError(f"the letter has no attachment {attachment_id}")
            return dataclasses.replace(
                content, envelope=dataclasses.replace(content.envelope, attachments=kept)
            )

        return self._edit(actor, draft_id, Asked(if_version), "attachment", changed)

    def autosave(
        self, actor: Actor, draft_id: str, body: str, *, base_version: int, editor: str
    ) -> Autosaved:
        """Keep what somebody is typing; nothing else changes, and no state or version refuses it.

        A customer's words that were erased do not come back by a page that was left open.

        Args:
            actor: whoever types.
            draft_id: the draft.
            body: the text as it stands in the editor.
            base_version: the version the editor began from.
            editor: id of the editor (a tab), so that two tabs do not overwrite each other.

        Raises:
            InputError: the text is far too long.
            NotAllowedError, NotFoundError: the actor keeps no text here, or the letter's words were erased.
        """
        if len(body) > 2 * MAX_BODY:
            raise InputError(
                Problem("letter", "body", f"has {len(body)} characters", f"give at most {MAX_BODY}")
            )
        with self.store.write() as connection:
            draft = visible(connection, actor, draft_id)
            if not actor.roles & {Role.agent, Role.reviewer, Role.legal, Role.service}:
                raise NotAllowedError("only somebody who may edit or decide keeps text here")
            if _erased(connection, draft.customer_id):
                raise NotFoundError("the letter's words were erased; nothing more of it is kept")
            id, now = self.store.new_id(), self.store.clock()
            connection.execute(
                insert(autosaves).values(
                    id=id, draft_id=draft_id, customer_id=draft.customer_id, person_id=actor.id,
                    editor=editor, base_version=base_version, body=body, saved_at=now,
                )
            )  # fmt: skip
            _prune(connection, draft_id, actor.id, editor)
        return Autosaved(id, now, base_version, draft.version, body, editor)

    def unsaved(self, actor: Actor, draft_id: str) -> tuple[Autosaved, ...]:
        """Return the actor's last autosave of each editor since they last saved a text, in whatever editor.

        A version with another envelope or attachment says nothing of what was typed.
        """
        with self.store.read() as connection:
            draft = visible(connection, actor, draft_id)
            written = connection.execute(
                select(func.max(versions.c.created_at)).where(
                    versions.c.draft_id == draft_id,
                    versions.c.editor_id == actor.id,
                    versions.c.change == "text",
                )
            ).scalar()
            rows = connection.execute(
                select(autosaves)
                .where(autosaves.c.draft_id == draft_id, autosaves.c.person_id == actor.id)
                .order_by(autosaves.c.saved_at, autosaves.c.id)
            ).all()
        last = {row.editor: row for row in rows if written is None or row.saved_at >= written}
        return tuple(
            Autosaved(row.id, row.saved_at, row.base_version, draft.version, row.body, row.editor)
            for row in last.values()
        )

    def submit(self, actor: Actor, draft_id: str, *, if_version: int) -> Head:
        """Hand a draft in; → ``in_review``, and on to ``legal_review`` where a trigger fired.

        Raises:
            ConflictError, GuardError, StateError, NotAllowedError, NotFoundError: see :meth:`edit_text`.
        """
        with self.store.write() as connection:
            draft = self._find(connection, actor, draft_id)
            move = self._allowed(connection, actor, Act.submit, draft, Asked(if_version))
            head = self._move(connection, move)
            return self._to_legal(connection, move, head)

    def withdraw(self, actor: Actor, draft_id: str) -> Head:
        """Take a submitted draft back to the author's desk."""
        with self.store.write() as connection:
            draft = self._find(connection, actor, draft_id)
            return self._move(connection, self._allowed(connection, actor, Act.withdraw, draft))

    def comment(
        self,
        actor: Actor,
        draft_id: str,
        text: str,
        *,
        version: int,
        span: tuple[int, int] | None = None,
        answers: str | None = None,
    ) -> str:
        """Leave a remark, on a span of a version's body or on the whole; return its id.

        Args:
            actor: author, reviewer or lawyer.
            draft_id: the draft.
            text: the remark.
            version: the version it is about.
            span: offsets in the body in code points.
            answers: id of the remark it replies to.
        """
        if not text.strip() or len(text) > MAX_BODY:
            raise InputError(Problem("comment", "text", "is empty or far too long", "write a remark"))
        if span is not None and not 0 <= span[0] < span[1] <= MAX_BODY:
            raise InputError(Problem("comment", "span", "is no part of a body", "give its start and its end"))
        with self.store.write() as connection:
            draft = self._find(connection, actor, draft_id)
            move = self._allowed(connection, actor, Act.comment, draft)
            known = filing.remarks(connection, draft_id)
            if not 1 <= version <= draft.version or (answers is not None and answers not in known):
                raise NotFoundError("the remark is about a version or a remark that is not there")
            id = self._remark(
                connection, actor, draft, "reply" if answers else "comment", text,
                version=version, span=span, answers=answers,
            )  # fmt: skip
            self._move(connection, move, detail={"comment": id})
            return id

    def discard(self, actor: Actor, draft_id: str, *, if_version: int, reason: str) -> Head:
        """Throw a draft away, for a reason; → ``discarded``."""
        with self.store.write() as connection:
            draft = self._find(connection, actor, draft_id)
            move = self._allowed(connection, actor, Act.discard, draft, Asked(if_version, reason=reason))
            id = self._remark(connection, actor, draft, "discard", reason)
            # Nobody decides on a letter by throwing away their own.
            decided = draft.state is State.in_review
            told = canary_decided(draft, actor, caught=True) if decided else {}
            return self._move(connection, move, detail={"comment": id, **told})

    def _edit(
        self,
        actor: Actor,
        draft_id: str,
        asked: Asked,
        change: str,
        changed: Callable[[Content, Move], Content],
    ) -> Head:
        with self.store.write() as connection:
            draft = self._find(connection, actor, draft_id)
            move = self._allowed(connection, actor, Act.edit, draft, asked)
            before = move.situation.content
            if before is None:
                raise NotFoundError("the letter's words were erased")
            content = changed(before, move)
            if content == before:
                return draft.head
            checked = self.checker.check(content.case, content.letter, content.envelope)
            number = draft.version + 1
            digest = filing.version(
                self.store, connection, draft, content, checked, number=number, change=change, editor=actor
            )
            moves: dict[str, object] = {}
            if move.row.target is not None:
                self._void(connection, draft, actor, "edit")
                moves = {"round": draft.round + 1, "approval_id": None}
            return self._move(
                connection,
                move,
                detail={"change": change},
                changes={
                    "version": number,
                    "digest": digest,
                    "triggers": sorted({*draft.triggers, *checked.triggers}),
                    **filing.counts(checked),
                    **moves,
                },
            )

    def _to_legal(self, connection: Connection, move: Move, head: Head) -> Head:
        """Pass a draft on to legal where a trigger fired and this digest is not signed."""
        checked = move.situation.checked
        triggers = {*move.draft.triggers, *(checked.triggers if checked else ())}
        if not triggers or move.situation.signed_by(head.digest):
            return head
        onward = self._as_system(connection, Act.escalate, head.draft_id, Asked(head.version))
        return self._move(connection, onward, detail={"triggers": sorted(triggers)})

    def _kept(self, actor: Actor, draft_id: str, text: str, base_version: int) -> None:
        """Keep a refused edit's text as an autosave; nothing of a draft unseen by the actor, or erased."""
        with contextlib.suppress(ReviewError):
            self.autosave(actor, draft_id, text, base_version=base_version, editor="refused")


def _erased(connection: Connection, customer_id: str) -> bool:
    """Say whether a customer's data were erased; no erasing begins until the transaction ends."""
    erased_at = select(customers.c.erased_at).where(customers.c.id == customer_id)
    return connection.execute(erased_at.with_for_update(read=True)).scalar() is not None


def _prune(connection: Connection, draft_id: str, person_id: str, editor: str) -> None:
    of_editor = (
        autosaves.c.draft_id == draft_id,
        autosaves.c.person_id == person_id,
        autosaves.c.editor == editor,
    )
    kept = (
        select(autosaves.c.id)
        .where(*of_editor)
        .order_by(autosaves.c.saved_at.desc(), autosaves.c.id.desc())
        .limit(KEPT_AUTOSAVES)
    )
    ids = connection.execute(kept).scalars().all()
    if len(ids) == KEPT_AUTOSAVES:
        connection.execute(delete(autosaves).where(*of_editor, autosaves.c.id.not_in(ids)))
