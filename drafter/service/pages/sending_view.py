"""What the page shows from which an approved letter is handed over."""

from __future__ import annotations

from dataclasses import dataclass

from drafter.render import to_text
from drafter.review import drafts
from drafter.review.actor import Actor
from drafter.review.content import Channel
from drafter.review.guards import EMAIL
from drafter.review.state import State
from drafter.review.views import Delivery, DraftView
from drafter.service.context import Service
from drafter.service.pages.reading import Reading
from drafter.service.pages.sheet import Line
from drafter.service.pages.words import N_

_UNDER_WAY = "under_way"
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SendingPage:
    """A letter that may leave, or is leaving.

    Attributes:
        text: the approved letter, whole; empty where it may not leave.
        facts: to whom, how, and the digest.
        delivery: id of the attempt under way; empty if there is none.
        doubtful: whether an attempt before this one may have arrived.
        may_mail: whether the service itself can send it, by e-mail.
        is_mailing: whether it is doing so.
    """

    id: str
    match: str
    state: str
    customer: str
    language: str
    text: str
    facts: tuple[Line, ...]
    delivery: str
    doubtful: bool
    may_mail: bool
    is_mailing: bool


def sending_page(service: Service, actor: Actor, view: DraftView, reading: Reading) -> SendingPage:
    """Return the page of handing a letter over."""
    say, head = reading.say, view.head
    may_leave = head.state in {State.approved, State.delivering, State.delivery_failed}
    content = drafts.content(service.store, actor, head.draft_id) if may_leave else None
    last: Delivery | None = view.deliveries[-1] if view.deliveries else None
    under_way = last is not None and last.outcome == _UNDER_WAY
    is_mailing = under_way and last is not None and last.target == EMAIL
    facts = (
        (
            Line(say(N_("To")), content.envelope.to),
            Line(say(N_("From")), content.envelope.sender),
            Line(say(N_("Subject")), content.envelope.subject, letter_language=True),
            Line(say(N_("Text")), head.digest),
        )
        if content
        else ()
    )
    return SendingPage(
        id=head.draft_id,
        match=head.etag,
        state=str(head.state),
        customer=view.case.customer.name if view.case else "",
        language=str(view.language),
        text=to_text(content.letter) if content else "",
        facts=facts,
        delivery=last.id if under_way and last and not is_mailing else "",
        doubtful=last is not None and last.outcome == _UNKNOWN,
        may_mail=bool(service.settings.smtp and content and content.envelope.channel is Channel.email),
        is_mailing=is_mailing,
    )
