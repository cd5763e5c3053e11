"""The states of a letter and the one table of who may move it, from where, to where, and under which guards.

Code, documentation and tests read :data:`TRANSITIONS`; what it does not name cannot be done. There is no
transition for an administrator beyond revoking: nobody approves by rank.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drafter.review.actor import Role


class State(StrEnum):
    """Where a draft stands."""

    generating = "generating"
    draft = "draft"
    in_review = "in_review"
    changes_requested = "changes_requested"
    legal_review = "legal_review"
    approved = "approved"
    delivering = "delivering"
    delivered = "delivered"
    delivery_failed = "delivery_failed"
    expired = "expired"
    superseded = "superseded"
    discarded = "discarded"


ENDED = frozenset({State.delivered, State.expired, State.superseded, State.discarded})
OPEN = frozenset(State) - ENDED


class Act(StrEnum):
    """What is done to a draft."""

    finish = "finish"
    give_up = "give_up"
    edit = "edit"
    submit = "submit"
    withdraw = "withdraw"
    claim = "claim"
    tick = "tick"
    acknowledge = "acknowledge"
    comment = "comment"
    request_changes = "request_changes"
    escalate = "escalate"
    sign_off = "sign_off"
    forbid = "forbid"
    approve = "approve"
    revoke = "revoke"
    recall = "recall"
    reveal = "reveal"
    discard = "discard"
    deliver = "deliver"
    delivered = "delivered"
    fail = "fail"
    supersede = "supersede"
    expire = "expire"
    erase = "erase"


class Guard(StrEnum):
    """A condition on a transition; :data:`GUARDS` says what each asks."""

    own = "own"
    not_author = "not_author"
    not_own = "not_own"
    in_session = "in_session"
    current = "current"
    claimed = "claimed"
    reads_language = "reads_language"
    reason_given = "reason_given"
    no_open_slot = "no_open_slot"
    second_person = "second_person"
    answered = "answered"
    not_signer = "not_signer"
    opened = "opened"
    no_errors = "no_errors"
    warnings_acknowledged = "warnings_acknowledged"
    promises_ticked = "promises_ticked"
    checklist_ticked = "checklist_ticked"
    owner_signed = "owner_signed"
    paused = "paused"
    legal_signed = "legal_signed"
    in_force = "in_force"
    approval_live = "approval_live"
    sealed = "sealed"
    outcome_known = "outcome_known"
    carrier = "carrier"
    read_back = "read_back"
    past = "past"


GUARDS: dict[Guard, str] = {
    Guard.own: "the letter is the actor's own",
    Guard.not_author: "the actor did not ask for the letter",
    Guard.not_own: "the actor neither asked for the letter nor wrote a version of it",
    Guard.in_session: "a person in a session acts, not a token",
    Guard.current: "the version and digest named are the present ones",
    Guard.claimed: "the actor holds the claim, and its lease has not run out",
    Guard.reads_language: "the letter's language is among the actor's",
    Guard.reason_given: "a reason is given",
    Guard.no_open_slot: "no slot is left unfilled in the letter",
    Guard.second_person: "somebody else can review it: active, a reviewer, with the letter's language",
    Guard.answered: "a new version was written or a reply made since changes were requested",
    Guard.not_signer: "the actor has not signed this letter off as legal",
    Guard.opened: "the actor has had this version open",
    Guard.no_errors: "the policy of this moment finds no error in the letter",
    Guard.warnings_acknowledged: "every warning is acknowledged, with a reason, on this version",
    Guard.promises_ticked: "every promise is allowed by the case and ticked by the actor on this version",
    Guard.checklist_ticked: "every process step of the guide is ticked on this version",
    Guard.owner_signed: "an apology bears the owner's signature: the step is ticked on this version",
    Guard.paused: "a refusal has rested since its last change (refusal guide, step 8)",
    Guard.legal_signed: "where a trigger fired, legal has signed off this very digest",
    Guard.in_force: "what the letter offers has not run out",
    Guard.approval_live: "an approval of this version and digest stands, unrevoked",
    Guard.sealed: "the stored letter, facts, recipient and attachments still give the version's digest",
    Guard.outcome_known: "nothing is under way, and a failed attempt is known not to have arrived",
    Guard.carrier: "what the service itself sends, by e-mail, it alone reports on",
    Guard.read_back: "what the target holds, where it can be read back, equals what was approved",
    Guard.past: "the offer's last day or the hard limit has passed",
}


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table.

    Attributes:
        act: what is done.
        sources: states it may be done in.
        target: state it leads to; None where the state stays.
        by: roles that may do it; any one is enough.
        guards: conditions, all of which must hold.
        note: for the reader.
    """

    act: Act
    sources: frozenset[State]
    target: State | None
    by: frozenset[Role]
    guards: tuple[Guard, ...] = ()
    note: str = ""


def _row(
    act: Act, sources: set[State], target: State | None, by: set[Role], *guards: Guard, note: str = ""
) -> Transition:
    return Transition(act, frozenset(sources), target, frozenset(by), guards, note)


_S, _A, _G, _R = State, Act, Guard, Role
_WRITERS = {_R.agent, _R.service}
_SENDERS = {_R.system, _R.service, _R.agent, _R.reviewer}
_DECIDES = (_G.in_session, _G.current, _G.claimed, _G.reads_language, _G.not_own)

TRANSITIONS: tuple[Transition, ...] = (
    _row(_A.finish, {_S.generating}, _S.draft, {_R.system}, note="from a model or the templates"),
    _row(_A.give_up, {_S.generating}, _S.discarded, {_R.system}, _G.reason_given),
    _row(_A.edit, {_S.draft, _S.changes_requested}, None, _WRITERS, _G.own, _G.current),
    _row(
        _A.edit, {_S.in_review}, None, {_R.reviewer},
        _G.in_session, _G.current, _G.claimed, _G.reads_language,
        note="who edits can no longer approve",
    ),
    _row(
        _A.edit, {_S.legal_review}, None, {_R.legal}, _G.in_session, _G.current, _G.claimed,
        note="mandatory wording",
    ),
    _row(
        _A.edit, {_S.approved}, _S.in_review, {_R.agent, _R.reviewer}, _G.in_session, _G.current,
        note="voids the approval",
    ),
    _row(
        _A.submit, {_S.draft}, _S.in_review, _WRITERS, _G.own, _G.current, _G.no_open_slot, _G.second_person,
    ),
    _row(
        _A.submit, {_S.changes_requested}, _S.in_review, _WRITERS,
        _G.own, _G.current, _G.no_open_slot, _G.second_person, _G.answered,
    ),
    _row(_A.withdraw, {_S.in_review, _S.legal_review}, _S.draft, _WRITERS, _G.own),
    _row(_A.claim, {_S.in_review}, None, {_R.reviewer}, _G.in_session, _G.reads_language),
    _row(_A.claim, {_S.legal_review}, None, {_R.legal}, _G.in_session),
    _row(_A.tick, {_S.draft, _S.changes_requested}, None, {_R.agent}, _G.own, _G.in_session, _G.current),
    _row(_A.tick, {_S.in_review}, None, {_R.reviewer}, _G.in_session, _G.current, _G.claimed),
    _row(_A.acknowledge, {_S.in_review}, None, {_R.reviewer}, _G.in_session, _G.current, _G.claimed),
    _row(
        _A.comment, {_S.draft, _S.in_review, _S.changes_requested, _S.legal_review, _S.approved}, None,
        {_R.agent, _R.reviewer, _R.legal}, _G.in_session,
    ),
    _row(
        _A.request_changes, {_S.in_review}, _S.changes_requested, {_R.reviewer},
        _G.in_session, _G.current, _G.claimed, _G.reads_language, _G.reason_given,
    ),
    _row(
        _A.escalate, {_S.in_review}, _S.legal_review, {_R.reviewer, _R.system}, _G.current,
        note="by the system where a trigger fired and legal has not signed this digest",
    ),
    _row(
        _A.sign_off, {_S.legal_review}, _S.in_review, {_R.legal},
        _G.in_session, _G.current, _G.claimed, _G.opened, _G.not_author, _G.reason_given,
        note="binds this digest only",
    ),
    _row(
        _A.forbid, {_S.legal_review}, _S.discarded, {_R.legal}, _G.in_session, _G.current, _G.reason_given,
    ),
    _row(
        _A.approve, {_S.in_review}, _S.approved, {_R.reviewer},
        *_DECIDES, _G.not_signer, _G.opened, _G.sealed, _G.no_open_slot, _G.no_errors,
        _G.warnings_acknowledged, _G.promises_ticked, _G.checklist_ticked, _G.owner_signed, _G.paused,
        _G.legal_signed, _G.in_force,
    ),
    _row(
        _A.revoke, {_S.approved, _S.delivery_failed}, _S.in_review, {_R.reviewer, _R.legal, _R.admin},
        _G.in_session, _G.reason_given, _G.outcome_known,
    ),
    _row(
        _A.recall, {_S.approved, _S.delivery_failed}, _S.in_review, {_R.system}, _G.reason_given,
        note="the policy now objects, or the stored letter no longer gives its digest",
    ),
    _row(
        _A.reveal, {_S.approved, _S.changes_requested}, _S.discarded, {_R.system},
        note="a canary ends here, approved or sent back; one that is discarded or forbidden has ended",
    ),
    _row(_A.discard, {_S.draft, _S.changes_requested}, _S.discarded, _WRITERS, _G.own, _G.reason_given),
    _row(
        _A.discard, {_S.in_review}, _S.discarded, {_R.reviewer},
        _G.in_session, _G.current, _G.claimed, _G.reason_given,
    ),
    _row(
        _A.deliver, {_S.approved}, _S.delivering, {_R.agent, _R.reviewer, _R.service},
        _G.current, _G.approval_live, _G.sealed, _G.no_errors, _G.in_force,
    ),
    _row(
        _A.deliver, {_S.delivery_failed}, _S.delivering, {_R.agent, _R.reviewer, _R.service},
        _G.current, _G.approval_live, _G.sealed, _G.no_errors, _G.in_force, _G.outcome_known,
        note="never blindly: where the outcome is unknown, a person says that nothing arrived",
    ),
    _row(_A.delivered, {_S.delivering}, _S.delivered, _SENDERS, _G.carrier, _G.read_back),
    _row(_A.fail, {_S.delivering}, _S.delivery_failed, _SENDERS, _G.carrier),
    _row(
        _A.supersede,
        {
            _S.generating, _S.draft, _S.in_review, _S.changes_requested, _S.legal_review, _S.approved,
            _S.delivery_failed,
        },
        _S.superseded, {_R.system, _R.service},
        note="a newer draft of the case, or a new message from the customer",
    ),
    _row(
        _A.expire, {_S.draft, _S.in_review, _S.changes_requested, _S.legal_review, _S.approved},
        _S.expired, {_R.system}, _G.past,
    ),
    _row(
        _A.erase, set(OPEN - {_S.delivering}), _S.discarded, {_R.admin}, _G.in_session,
        note="a customer's data are erased",
    ),
)  # fmt: skip

_BY_PLACE = {(row.act, source): row for row in TRANSITIONS for source in row.sources}


def transition(act: Act, state: State) -> Transition | None:
    """Return the row for an act in a state; None where it cannot be done."""
    return _BY_PLACE.get((act, state))


def acts_in(state: State) -> tuple[Transition, ...]:
    """Return every row that starts in a state, in the table's order."""
    return tuple(row for row in TRANSITIONS if state in row.sources)
