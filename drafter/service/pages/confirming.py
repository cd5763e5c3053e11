"""What the page before a decision says: what will happen, to which text, for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drafter.review import drafts
from drafter.review.actor import Actor
from drafter.review.deciding import Reason
from drafter.review.state import Act
from drafter.review.views import DraftView
from drafter.service.context import Service
from drafter.service.pages import catalogue, words
from drafter.service.pages.drawing import opened
from drafter.service.pages.reading import Reading
from drafter.service.pages.sheet import Line
from drafter.service.pages.words import N_


@dataclass(frozen=True, slots=True)
class Posted:
    """What a decision was posted with."""

    version: int
    digest: str
    text: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Question:
    title: str
    says: str
    button: str
    look: str = "main"
    text_label: str = ""
    shows_letter: bool = False
    asks_reasons: bool = False


_QUESTIONS: Mapping[Act, _Question] = {
    Act.approve: _Question(
        N_("Approve this letter"),
        N_("It may leave as soon as you approve. Approval is bound to this very text and recipient."),
        N_("Approve"),
        shows_letter=True,
    ),
    Act.sign_off: _Question(
        N_("Sign this letter off"),
        N_("Your signature is bound to this very text; any edit needs a new one."),
        N_("Sign off"),
        text_label=N_("On what basis"),
        shows_letter=True,
    ),
    Act.request_changes: _Question(
        N_("Request changes"),
        N_("The author gets the letter back with what you say here."),
        N_("Send back"),
        text_label=N_("What should be different"),
        asks_reasons=True,
    ),
    Act.escalate: _Question(
        N_("Send to legal"), N_("A lawyer reads it and signs it off, or forbids it."), N_("Send to legal")
    ),
    Act.forbid: _Question(
        N_("Forbid this letter"),
        N_("It ends here and cannot be taken up again."),
        N_("Forbid"),
        look="danger",
        text_label=N_("Why it must not be sent"),
    ),
    Act.revoke: _Question(
        N_("Revoke the approval"),
        N_("The letter goes back to review; nothing can be handed over any more."),
        N_("Revoke approval"),
        look="danger",
        text_label=N_("Why"),
    ),
    Act.discard: _Question(
        N_("Discard this letter"),
        N_("It ends here. What was written stays on record."),
        N_("Discard"),
        look="danger",
        text_label=N_("Why"),
    ),
}


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """The page before a decision."""

    id: str
    match: str
    digest: str
    action: str
    title: str
    says: str
    wrong: str
    facts: tuple[Line, ...]
    promises: tuple[str, ...]
    warning: str
    reasons: Mapping[str, str]
    chosen: tuple[str, ...]
    text_label: str
    text: str
    look: str
    button: str
    language: str


def confirm_page(
    act: Act,
    service: Service,
    actor: Actor,
    view: DraftView,
    reading: Reading,
    *,
    given: Posted | None = None,
    wrong: str = "",
) -> ConfirmPage | None:
    """Return the page before an act; None where there is no letter to act on."""
    found = opened(service, actor, view)
    if found is None:
        return None
    question, say, head = _QUESTIONS[act], reading.say, view.head
    reasons = {str(code): words.REASON[str(code)] for code in Reason} if question.asks_reasons else {}
    # A decision is about the text that was on the page: after a refusal the old version stays in the form.
    return ConfirmPage(
        id=head.draft_id,
        match=f"v{given.version}-" if given else head.etag,
        digest=given.digest if given else head.digest,
        action=f"/drafts/{head.draft_id}/{act}",
        title=say(question.title),
        says=say(question.says),
        wrong=wrong,
        facts=_facts(view, reading) if question.shows_letter else (),
        promises=tuple(dict.fromkeys(promise.quote for promise in found.checked.promises))
        if question.shows_letter
        else (),
        warning=_quick(service, actor, view, reading) if act is Act.approve else "",
        reasons=reasons,
        chosen=given.reasons if given else (),
        text_label=say(question.text_label) if question.text_label else "",
        text=given.text if given else "",
        look=question.look,
        button=say(question.button),
        language=str(view.language),
    )


def _facts(view: DraftView, reading: Reading) -> tuple[Line, ...]:
    say = reading.say
    envelope = view.version.envelope if view.version else None
    lines = [Line(say(N_("Language")), catalogue.NAMES[view.language])]
    if envelope is not None:
        lines = [
            Line(say(N_("To")), envelope.to),
            Line(say(N_("From")), envelope.sender),
            Line(say(N_("By")), say(words.CHANNEL[str(envelope.channel)])),
            Line(say(N_("Subject")), envelope.subject, letter_language=True),
            *lines,
        ]
    return (*lines, Line(say(N_("Text")), f"v{view.head.version} · {view.head.digest[:12]}"))


def _quick(service: Service, actor: Actor, view: DraftView, reading: Reading) -> str:
    since = drafts.opened_at(service.store, actor, view.head.draft_id)
    if since is None:
        return ""
    seconds = (reading.clock.now - since).total_seconds()
    if seconds >= service.desk.rules.quick_seconds:
        return ""
    return reading.say(N_("You opened this text %(seconds)s seconds ago. Have you read it to the end?")) % {
        "seconds": int(seconds)
    }
