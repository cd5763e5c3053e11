"""The guards themselves: each looks at one situation and says what is missing, or nothing."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import exists, func, select

from drafter.choices import Kind
from drafter.errors import Unmet
from drafter.policy import Severity
from drafter.review.actor import Method, Role
from drafter.review.check import key_of
from drafter.review.content import facts_digest
from drafter.review.situation import Situation, opened_at
from drafter.review.state import Guard, Transition
from drafter.slots import TYPED_BRACKETS
from drafter.store.tables import (
    acknowledgements,
    approvals,
    comments,
    deliveries,
    drafts,
    people,
    person_languages,
    person_roles,
    revocations,
    sign_offs,
    versions,
)
from drafter.text import canonical

ENFORCED_STEPS = frozenset({"second_reader", "read_after_a_pause"})
"""Process steps that a guard of their own enforces, so nobody has to tick them."""
OWNER_SIGNED = "owner_signed"
EMAIL = "email"
"""The target of a delivery that the service itself carries out."""


def unmet(
    situation: Situation, transition: Transition, *, skip: frozenset[Guard] = frozenset()
) -> tuple[Unmet, ...]:
    """Return every guard of a transition that is not met; ``current`` is asked before, by comparing."""
    found = (
        (guard, CHECKS[guard](situation))
        for guard in transition.guards
        if guard is not Guard.current and guard not in skip
    )
    return tuple(Unmet(str(guard), says) for guard, says in found if says is not None)


def _own(s: Situation) -> str | None:
    return None if s.draft.author_id == s.actor.id else "only who asked for the letter may do this"


def _not_author(s: Situation) -> str | None:
    return "nobody decides on a letter they asked for" if s.draft.author_id == s.actor.id else None


def _not_own(s: Situation) -> str | None:
    if s.draft.author_id == s.actor.id or s.actor.id in s.editors:
        return "nobody decides on their own letter; another reviewer must"
    return None


def _in_session(s: Situation) -> str | None:
    tokens = {Method.token, Method.system} - ({Method.system} if Role.system in s.actor.roles else set())
    return "a person must do this in a session; a token cannot" if s.actor.method in tokens else None


def _claimed(s: Situation) -> str | None:
    holder = s.draft.held_by(s.now)
    if holder == s.actor.id:
        return None
    return "claim the letter first" if holder is None else "somebody else holds the letter"


def _reads_language(s: Situation) -> str | None:
    if s.draft.language in s.actor.languages:
        return None
    return f"your profile does not have the letter's language ({s.draft.language})"


def _reason_given(s: Situation) -> str | None:
    return None if s.asked.reason.strip() else "give a reason"


def _no_open_slot(s: Situation) -> str | None:
    body = s.content.letter.body_text if s.content else ""
    if "[[" in body or "]]" in body or any(bracket in body for bracket in TYPED_BRACKETS.values()):
        return "a slot is left unfilled in the letter; write its value or take it out"
    return None if body else "there is no letter yet"


def _second_person(s: Situation) -> str | None:
    able = (
        select(people.c.id)
        .join(person_roles, person_roles.c.person_id == people.c.id)
        .join(person_languages, person_languages.c.person_id == people.c.id)
        .where(
            people.c.active,
            person_roles.c.role == str(Role.reviewer),
            person_languages.c.language == str(s.draft.language),
            people.c.id.not_in({s.draft.author_id, *s.editors}),
        )
    )
    if s.connection.execute(select(exists(able))).scalar():
        return None
    return f"nobody else can review a letter in this language ({s.draft.language}); add a reviewer first"


def _answered(s: Situation) -> str | None:
    since = s.draft.state_since
    written = (
        select(func.count())
        .select_from(versions)
        .where(
            versions.c.draft_id == s.draft.id,
            versions.c.number == s.draft.version,
            versions.c.created_at > since,
        )
    )
    replied = (
        select(func.count())
        .select_from(comments)
        .where(
            comments.c.draft_id == s.draft.id,
            comments.c.purpose == "reply",
            comments.c.author_id == s.draft.author_id,
            comments.c.created_at > since,
        )
    )
    if any(s.connection.execute(query).scalar() for query in (written, replied)):
        return None
    return "change the letter or reply to what was asked before handing it in again"


def _not_signer(s: Situation) -> str | None:
    signed = select(sign_offs.c.id).where(
        sign_offs.c.draft_id == s.draft.id, sign_offs.c.person_id == s.actor.id
    )
    if s.connection.execute(signed).first() is None:
        return None
    return "who signed a letter off as legal does not approve it as well"


def _opened(s: Situation) -> str | None:
    return None if opened_at(s.connection, s.draft, s.actor.id) else "open the letter and read it first"


def _no_errors(s: Situation) -> str | None:
    if s.checked is None:
        return "there is no letter to check"
    errors = [found for found in s.checked.findings if found.severity is Severity.error]
    return (
        None
        if not errors
        else "the policy refuses the letter: " + ", ".join(sorted({e.rule for e in errors}))
    )


def _warnings_acknowledged(s: Situation) -> str | None:
    answered = set(
        s.connection.execute(
            select(acknowledgements.c.finding).where(
                acknowledgements.c.draft_id == s.draft.id, acknowledgements.c.version == s.draft.version
            )
        ).scalars()
    )
    findings = s.checked.findings if s.checked else ()
    open_ = {f.rule for f in findings if f.severity is Severity.warning and key_of(f) not in answered}
    return f"acknowledge the warnings: {', '.join(sorted(open_))}" if open_ else None


def _promises_ticked(s: Situation) -> str | None:
    promises = s.checked.promises if s.checked else ()
    loose = [promise.quote for promise in promises if not promise.allowed]
    if loose:
        return f"the case does not allow {len(loose)} of the letter's promises; take them out"
    missing = {p.key for p in promises} - {item for item, who in s.ticked["promises"] if who == s.actor.id}
    return f"tick the letter's promises one by one; {len(missing)} are left" if missing else None


def _checklist_ticked(s: Situation) -> str | None:
    steps = {id for id, _ in (s.checked.checklist if s.checked else ())} - ENFORCED_STEPS - {OWNER_SIGNED}
    missing = sorted(steps - {item for item, _ in s.ticked["checklist"]})
    return f"tick the guide's process steps: {', '.join(missing)}" if missing else None


def _owner_signed(s: Situation) -> str | None:
    steps = {id for id, _ in (s.checked.checklist if s.checked else ())}
    signed = any(item == OWNER_SIGNED for item, _ in s.ticked["checklist"])
    if s.draft.kind is not Kind.apology or OWNER_SIGNED not in steps or signed:
        return None
    return "the owner must sign the apology; tick the step once it bears the signature"


def _paused(s: Situation) -> str | None:
    pause = s.rules.pause_seconds.get(s.draft.kind, 0)
    if not pause:
        return None
    written = s.connection.execute(
        select(versions.c.created_at).where(
            versions.c.draft_id == s.draft.id, versions.c.number == s.draft.version
        )
    ).scalar_one()
    left = pause - (s.now - written).total_seconds()
    return f"read it again after a pause; {round(left)} seconds are left" if left > 0 else None


def _legal_signed(s: Situation) -> str | None:
    triggers = {*s.draft.triggers, *(s.checked.triggers if s.checked else ())}
    if not triggers or s.signed_by(s.draft.digest):
        return None
    return f"legal must sign this very text off ({', '.join(sorted(triggers))})"


def _in_force(s: Situation) -> str | None:
    if s.draft.valid_until is None or s.draft.valid_until >= s.rules.day(s.now):
        return None
    return f"what the letter offers ran out on {s.draft.valid_until}"


def _approval_live(s: Situation) -> str | None:
    row = s.connection.execute(
        select(approvals.c.version, approvals.c.digest, revocations.c.approval_id)
        .outerjoin(revocations, revocations.c.approval_id == approvals.c.id)
        .where(approvals.c.id == s.draft.approval_id)
    ).first()
    if row is None or row.approval_id is not None:
        return "no approval stands"
    if (row.version, row.digest) != (s.draft.version, s.draft.digest):
        return "the approval is of another version"
    return None


def _sealed(s: Situation) -> str | None:
    row = s.connection.execute(
        select(versions.c.digest, drafts.c.facts_digest)
        .join(drafts, drafts.c.id == versions.c.draft_id)
        .where(versions.c.draft_id == s.draft.id, versions.c.number == s.draft.version)
    ).first()
    if (
        s.content is None
        or row is None
        or facts_digest(s.content.case_file) != row.facts_digest
        or not s.content.digest == row.digest == s.draft.digest
    ):
        return "what is stored no longer gives the digest of its version; nothing may go out"
    return None


def _outcome_known(s: Situation) -> str | None:
    last = s.connection.execute(
        select(deliveries.c.outcome)
        .where(deliveries.c.draft_id == s.draft.id, deliveries.c.approval_id == s.draft.approval_id)
        .order_by(deliveries.c.attempt.desc())
        .limit(1)
    ).scalar()
    if last == "under_way":
        return "a delivery is under way"
    word = s.asked.nothing_arrived and s.actor.method is not Method.token
    if last == "unknown" and not word:
        return "nobody knows whether the last attempt arrived; look, and say so before trying again"
    return None


def _carrier(s: Situation) -> str | None:
    mailed = select(deliveries.c.id).where(
        deliveries.c.draft_id == s.draft.id,
        deliveries.c.target == EMAIL,
        deliveries.c.outcome == "under_way",
    )
    if Role.system in s.actor.roles or s.connection.execute(mailed).first() is None:
        return None
    return "the service is sending the letter by e-mail; wait for what it reports"


def _read_back(s: Situation) -> str | None:
    if s.asked.read_back is None or s.content is None:
        return None
    if canonical(s.asked.read_back) == canonical(s.content.letter.body_text):
        return None
    return "what the target holds is not what was approved"


def _past(s: Situation) -> str | None:
    age = (s.now - s.draft.created_at).days
    if _in_force(s) or age >= s.rules.hard_limit_days:
        return None
    return "neither the offer nor the draft has run out"


CHECKS: dict[Guard, Callable[[Situation], str | None]] = {
    Guard.own: _own,
    Guard.not_author: _not_author,
    Guard.not_own: _not_own,
    Guard.in_session: _in_session,
    Guard.claimed: _claimed,
    Guard.reads_language: _reads_language,
    Guard.reason_given: _reason_given,
    Guard.no_open_slot: _no_open_slot,
    Guard.second_person: _second_person,
    Guard.answered: _answered,
    Guard.not_signer: _not_signer,
    Guard.opened: _opened,
    Guard.no_errors: _no_errors,
    Guard.warnings_acknowledged: _warnings_acknowledged,
    Guard.promises_ticked: _promises_ticked,
    Guard.checklist_ticked: _checklist_ticked,
    Guard.owner_signed: _owner_signed,
    Guard.paused: _paused,
    Guard.legal_signed: _legal_signed,
    Guard.in_force: _in_force,
    Guard.approval_live: _approval_live,
    Guard.sealed: _sealed,
    Guard.outcome_known: _outcome_known,
    Guard.carrier: _carrier,
    Guard.read_back: _read_back,
    Guard.past: _past,
}
"""What each guard of the table looks at; ``current`` is asked first of all, and answered with a conflict."""
