"""Commands of those who write: ask for a draft, store what came, edit, attach, submit, take back."""

from __future__ import annotations

from drafter.case import Case
from drafter.pipeline import Result
from drafter.review.actor import Actor
from drafter.review.content import Attachment, Channel
from drafter.review.room import Room
from drafter.review.views import Autosaved, Head


class Writing(Room):
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
            InputError: an e-mail letter without a usable address.
        """
        raise NotImplementedError

    def start_again(self, actor: Actor, case_id: str, case: Case) -> Head:
        """Ask for a new draft of a case, with facts put right; every open older draft becomes superseded.

        Raises:
            NotFoundError: no such case of the actor's.
            StateError: an older draft is being delivered or was delivered.
        """
        raise NotImplementedError

    def begin_generation(self, worker: str) -> tuple[str, Case] | None:
        """Lease the oldest drafting that waits, or whose worker went silent; None where there is none.

        Returns:
            The draft's id and its case; :meth:`finish_generation` or :meth:`give_up` ends it.
        """
        raise NotImplementedError

    def finish_generation(self, draft_id: str, result: Result) -> Head:
        """Store what the pipeline drafted as version 1; ``generating`` → ``draft``. Done twice, stored once.

        Raises:
            NotFoundError: no such draft.
        """
        raise NotImplementedError

    def give_up(self, draft_id: str, why: str) -> Head:
        """End a drafting that cannot succeed; ``generating`` → ``discarded``.

        Args:
            draft_id: the draft.
            why: a code or class name, without personal data.
        """
        raise NotImplementedError

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
        raise NotImplementedError

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
        raise NotImplementedError

    def attach(
        self, actor: Actor, draft_id: str, name: str, media_type: str, data: bytes, *, if_version: int
    ) -> tuple[Head, Attachment]:
        """Write a new version with one attachment more.

        Raises:
            As :meth:`edit_text`; InputError for a name with a path or control character, or too many bytes.
        """
        raise NotImplementedError

    def detach(self, actor: Actor, draft_id: str, attachment_id: str, *, if_version: int) -> Head:
        """Write a new version without one attachment.

        Raises:
            As :meth:`edit_text`.
        """
        raise NotImplementedError

    def autosave(
        self, actor: Actor, draft_id: str, body: str, *, base_version: int, editor: str
    ) -> Autosaved:
        """Keep what somebody is typing; nothing else changes, and no state or version refuses it.

        Args:
            actor: whoever types.
            draft_id: the draft.
            body: the text as it stands in the editor.
            base_version: the version the editor began from.
            editor: id of the editor (a tab), so that two tabs do not overwrite each other.
        """
        raise NotImplementedError

    def unsaved(self, actor: Actor, draft_id: str) -> tuple[Autosaved, ...]:
        """Return the actor's last autosave of each editor that is newer than the version it began from."""
        raise NotImplementedError

    def submit(self, actor: Actor, draft_id: str, *, if_version: int) -> Head:
        """Hand a draft in; → ``in_review``, and on to ``legal_review`` where a trigger fired.

        Raises:
            ConflictError, GuardError, StateError, NotAllowedError, NotFoundError: see :meth:`edit_text`.
        """
        raise NotImplementedError

    def withdraw(self, actor: Actor, draft_id: str) -> Head:
        """Take a submitted draft back to the author's desk."""
        raise NotImplementedError

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
        raise NotImplementedError

    def discard(self, actor: Actor, draft_id: str, *, if_version: int, reason: str) -> Head:
        """Throw a draft away, for a reason; → ``discarded``."""
        raise NotImplementedError
