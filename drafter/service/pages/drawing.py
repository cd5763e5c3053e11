"""Draws one draft: from what the review room hands out to what its pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from drafter import guide
from drafter.case import Case
from drafter.choices import Language
from drafter.errors import Unmet
from drafter.guide import Plan
from drafter.letter import Letter
from drafter.policy import Finding
from drafter.review.actor import Actor
from drafter.review.check import SUBJECT, key_of
from drafter.review.guards import ENFORCED_STEPS
from drafter.review.state import Act
from drafter.review.views import Checked, DraftView, Option, Version
from drafter.service.context import Service
from drafter.service.pages import acts, dossier, words
from drafter.service.pages.draft_view import (
    CommentView,
    DraftPage,
    EnvelopeView,
    FindingView,
    ItemView,
    Notice,
    Other,
    PromiseView,
    Tab,
    TriggerView,
)
from drafter.service.pages.marks import Mark
from drafter.service.pages.reading import Reading
from drafter.service.pages.sheet import Line, finding_marks, labelled, placed, sheet_of
from drafter.service.pages.words import N_

_TABS = (("letter", N_("Letter")), ("edit", N_("Edit")), ("changes", N_("Changes")))
_MADE = (
    ("model_answered", N_("Model")),
    ("prompt", N_("Prompt")),
    ("template", N_("Templates")),
    ("guide", N_("Guide")),
    ("policy", N_("Policy")),
    ("disclosure", N_("What a model may read")),
)


@dataclass(frozen=True, slots=True)
class Open:
    """A draft that somebody has open, with its letter there to be shown.

    Attributes:
        view: the draft.
        case, letter, plan: of the present version.
        body: the body shown: the letter's, or what somebody is typing.
        checked: what the policy of this moment says about that body.
        options: what the actor may do.
        first: the version that was written first.
    """

    view: DraftView
    case: Case
    letter: Letter
    plan: Plan
    body: str
    checked: Checked
    options: tuple[Option, ...]
    first: Version | None


def opened(
    service: Service, actor: Actor, view: DraftView, *, first: Version | None = None, body: str | None = None
) -> Open | None:
    """Return a draft with everything its pages need; None where its letter is not there (yet, or any more).

    Args:
        service: the service.
        actor: who looks.
        view: the draft.
        first: the version written first, where it is shown.
        body: a body to show and check instead of the stored one.
    """
    if view.case is None or view.version is None or view.version.letter is None:
        return None
    letter = view.version.letter
    shown = letter.body_text if body is None else body
    checked = service.desk.checker.check_body(view.case, letter, shown, view.version.envelope)
    plan = guide.plan(view.case, service.drafter.prompts, letter.day)
    options = service.desk.options(actor, view.head.draft_id)
    return Open(view, view.case, letter, plan, shown, checked, options, first)


def draft_page(
    draft: Open, actor: Actor, reading: Reading, *, tab: str = "letter", notices: Sequence[Notice] = ()
) -> DraftPage:
    """Return the page of a draft, on one of its tabs."""
    view, checked, case, say = draft.view, draft.checked, draft.case, reading.say
    head, version = view.head, view.version
    findings = labelled(checked.findings)
    marks = finding_marks(findings) + [
        Mark(promise.start, promise.end, "", "fact") for promise in checked.promises if promise.allowed
    ]
    held = view.claim is not None and view.claim.holder.id == actor.id
    edit = acts.offered(draft.options, Act.edit)
    page = DraftPage(
        id=head.draft_id,
        kind=str(view.kind),
        language=str(view.language),
        customer=case.customer.name,
        author=view.author.name,
        state=str(head.state),
        version=head.version,
        digest=head.digest,
        match=head.etag,
        due_at=view.due_at,
        tab=tab,
        tabs=tuple(Tab(key, label, _tab_address(head.draft_id, key), key == tab) for key, label in _TABS),
        held_by_me=held,
        holder="" if view.claim is None or held else view.claim.holder.name,
        claim_until=reading.clock.time_of_day(view.claim.expires_at) if view.claim else "",
        others=tuple(Other(one.person.name, one.mode) for one in view.present if one.person.id != actor.id),
        notices=(*notices, *_state_notices(view, reading)),
        acts=acts.acts_of(head.draft_id, draft.options, held=held),
        still_open=(),
        facts=dossier.facts_of(case, reading.clock, say),
        offer=dossier.offer_lines(case, reading.clock, say),
        message=case.message or "",
        account=case.account or "",
        guide=dossier.guide_steps(case, draft.plan, draft.body),
        envelope=_envelope(version, say),
        sheet=sheet_of(draft.letter, draft.body, marks),
        body=draft.body,
        findings=tuple(_finding(label, found, view) for label, found in findings),
        errors=sum(str(found.severity) == "error" for found in checked.findings),
        warnings=sum(str(found.severity) == "warning" for found in checked.findings),
        triggers=tuple(sorted({*view.triggers, *checked.triggers})),
        trigger_views=(),
        signed_off=view.sign_off.person.name if view.sign_off and view.sign_off.digest == head.digest else "",
        promises=tuple(_promises(draft, actor, say)),
        checklist=tuple(_checklist(draft)),
        comments=tuple(_comments(draft)),
        made=tuple(_made(view, say)),
        made_notes=_notes(draft.first),
        may_tick=acts.ready(draft.options, Act.tick),
        may_decide=acts.ready(draft.options, Act.acknowledge),
        may_comment=acts.ready(draft.options, Act.comment),
        may_edit=acts.ready(draft.options, Act.edit),
        why_no_edit=_why_no_edit(edit, say),
    )
    left = acts.counted(page, reading.words.ngettext)
    return replace(page, still_open=acts.still_open(draft.options, held=held, counts=left))


def _tab_address(draft_id: str, key: str) -> str:
    return f"/drafts/{draft_id}" if key == "letter" else f"/drafts/{draft_id}?tab={key}"


def _envelope(version: Version | None, say: dossier.Translate) -> EnvelopeView:
    envelope = version.envelope if version else None
    if envelope is None:
        return EnvelopeView("", "", "", "", "", ())
    return EnvelopeView(
        to=envelope.to,
        sender=envelope.sender,
        subject=envelope.subject,
        channel=say(words.CHANNEL[str(envelope.channel)]),
        channel_code=str(envelope.channel),
        attachments=tuple((each.id, each.name) for each in envelope.attachments),
    )


def _finding(label: str, found: Finding, view: DraftView) -> FindingView:
    key, in_body = key_of(found), placed(found)
    answer = next((each for each in view.acknowledgements if each.finding == key), None)
    return FindingView(
        id=key,
        label=label,
        rule=found.rule,
        severity=str(found.severity),
        source=found.source,
        quote=found.quote,
        why=found.why,
        suggestion=found.suggestion,
        start16=in_body.start_utf16 if in_body else None,
        end16=in_body.end_utf16 if in_body else None,
        in_subject=found.section == SUBJECT,
        acknowledged_by=answer.person.name if answer else "",
        acknowledged_why=answer.reason if answer else "",
    )


def _promises(draft: Open, actor: Actor, say: dossier.Translate) -> Sequence[PromiseView]:
    ticked = {
        tick.item
        for tick in draft.view.ticks
        if tick.list == "promises" and tick.version == draft.view.head.version and tick.person.id == actor.id
    }
    seen: dict[str, PromiseView] = {}
    for promise in draft.checked.promises:
        source = (
            dossier.field_label(promise.field, draft.case, say) if promise.field and promise.allowed else ""
        )
        seen.setdefault(
            promise.key, PromiseView(promise.key, promise.kind, promise.quote, source, promise.key in ticked)
        )
    return list(seen.values())


def _checklist(draft: Open) -> Sequence[ItemView]:
    ticked = {
        tick.item
        for tick in draft.view.ticks
        if tick.list == "checklist" and tick.version == draft.view.head.version
    }
    return [ItemView(id, says, id in ticked, id in ENFORCED_STEPS) for id, says in draft.checked.checklist]


def _comments(draft: Open) -> Sequence[CommentView]:
    return [
        CommentView(
            author=comment.author.name,
            at=comment.created_at,
            version=comment.version,
            reasons=comment.reasons,
            quote=draft.body[slice(*comment.span)]
            if comment.span and comment.version == draft.view.head.version
            else "",
            text=comment.text,
        )
        for comment in draft.view.comments
        if comment.purpose != "acknowledge"
    ]


def _made(view: DraftView, say: dossier.Translate) -> Sequence[Line]:
    lines = [Line(say(N_("Written by")), say(words.ORIGIN.get(view.origin or "", view.origin or "–")))]
    for name, label in _MADE:
        value = view.provenance.get(name)
        if value:
            lines.append(Line(say(label), say(words.CHOICE.get(str(value), str(value)))))
    return lines


def _notes(first: Version | None) -> tuple[str, ...]:
    notes = first.record.get("notes", ()) if first and first.record else ()
    return tuple(map(str, notes))


def _why_no_edit(edit: Option | None, say: dossier.Translate) -> str:
    if edit is None:
        return say(N_("The letter cannot be edited in its present state, or not by you."))
    return "; ".join(unmet.says for unmet in edit.unmet)


def _state_notices(view: DraftView, reading: Reading) -> Sequence[Notice]:
    say = reading.say
    approval = view.approval
    match str(view.head.state):
        case "changes_requested":
            asked = [each for each in view.comments if each.purpose == "request_changes"]
            if asked:
                last = asked[-1]
                reasons = ", ".join(say(words.REASON.get(reason, reason)) for reason in last.reasons)
                return [Notice("warning", say(N_("Sent back:")), f"{reasons}. {last.text}".strip(". "))]
        case "approved" if approval is not None:
            said = say(N_("by %(name)s, %(moment)s, on this very text.")) % {
                "name": approval.person.name,
                "moment": reading.clock.ago(approval.approved_at),
            }
            return [Notice("ok", say(N_("Approved")), said)]
        case "delivery_failed":
            return [
                Notice(
                    "error",
                    say(N_("Delivery failed.")),
                    say(N_("The approval stands; the same text may be handed over again.")),
                )
            ]
    return []


def trigger_views(service: Service, page: DraftPage) -> tuple[TriggerView, ...]:
    """Return why a lawyer must see a letter, with the customer's words that fired each trigger."""
    language = Language(page.language)
    signs = service.drafter.policy.screen_message(page.message, language).findings if page.message else ()
    return tuple(
        TriggerView(
            name,
            tuple(sign.quote for sign in signs if sign.trigger == name),
            next((sign.why for sign in signs if sign.trigger == name), ""),
        )
        for name in page.triggers
    )


def refused(unmet: Sequence[Unmet], reading: Reading) -> Notice:
    """Return the notice of an act that was refused, with every condition that is not met."""
    return Notice("error", reading.say(N_("Not done.")), items=tuple(each.says for each in unmet))
