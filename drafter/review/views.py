"""What the review room hands out: plain, frozen values, never rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from drafter.case import Case
from drafter.choices import Kind, Language
from drafter.errors import Unmet
from drafter.letter import Letter
from drafter.policy import Finding
from drafter.review.content import Envelope
from drafter.review.state import Act, State


@dataclass(frozen=True, slots=True)
class Head:
    """Where a draft stands; what every command returns.

    Attributes:
        draft_id, case_id: ids.
        state: its state.
        version: number of the present version; 0 while it is generated.
        digest: of the present version; empty while it is generated.
        round: how often it has come up for a decision; one approval a round.
    """

    draft_id: str
    case_id: str
    state: State
    version: int
    digest: str
    round: int

    @property
    def etag(self) -> str:
        """Return the version as HTTP names it, such as ``v3-0123456789ab``."""
        return f"v{self.version}-{self.digest[:12]}"


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person as others see them."""

    id: str
    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who holds a draft, and until when; the holder loses the claim at that moment, never their text."""

    holder: PersonRef
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class VersionRef:
    """One version in a draft's history; ``editor`` is None for the system.

    ``change`` says what made it: ``generated``, ``text``, ``envelope`` or ``attachment``.
    """

    number: int
    digest: str
    editor: PersonRef | None
    change: str
    policy_version: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Version:
    """One version with all it holds; the letter is None once the customer's data were erased."""

    ref: VersionRef
    letter: Letter | None
    envelope: Envelope | None
    findings: tuple[Mapping[str, Any], ...]
    record: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on a draft, on a span of one version's body or on the whole.

    Attributes:
        purpose: ``comment``, ``reply``, ``request_changes``, ``acknowledge``, ``sign_off``, or the act that a
            reason was given for.
        reasons: closed reason codes.
        span: offsets in the body, in code points.
    """

    id: str
    author: PersonRef
    version: int
    purpose: str
    reasons: tuple[str, ...]
    span: tuple[int, int] | None
    text: str
    answers: str | None
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Tick:
    """One ticked promise (``list`` is ``promises``) or process step (``checklist``)."""

    list: str
    item: str
    person: PersonRef
    version: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A warning that a reviewer has answered for."""

    finding: str
    rule: str
    person: PersonRef
    reason: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class SignOff:
    """Legal's signature on one digest."""

    id: str
    person: PersonRef
    version: int
    digest: str
    triggers: tuple[str, ...]
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's approval of one digest.

    Attributes:
        seconds_open: from opening the version to approving it.
        edit_distance: share of words changed since the first version, 0 to 1.
        revoked_at: None while it stands.
    """

    id: str
    person: PersonRef
    role: str
    method: str
    version: int
    digest: str
    opened_at: dt.datetime
    approved_at: dt.datetime
    seconds_open: float
    edit_distance: float
    policy_version: str
    revoked_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to hand a letter over.

    Attributes:
        approval_id: the idempotency key towards the target.
        outcome: ``under_way``, ``delivered``, ``failed`` (nothing arrived) or ``unknown``.
    """

    id: str
    approval_id: str
    attempt: int
    target: str
    outcome: str
    receipt: str | None
    started_at: dt.datetime
    ended_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who has a draft open; ``mode`` is ``reading`` or ``editing``."""

    person: PersonRef
    mode: str
    seen_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Option:
    """An act the actor's roles allow now, with the guards that still stand against it."""

    act: Act
    unmet: tuple[Unmet, ...]

    @property
    def ready(self) -> bool:
        """Say whether nothing stands against it."""
        return not self.unmet


@dataclass(frozen=True, slots=True)
class Autosaved:
    """What an autosave left.

    Attributes:
        id: of the saved text.
        saved_at: when.
        current_version: the draft's present version; another than the base means somebody else has saved.
    """

    id: str
    saved_at: dt.datetime
    base_version: int
    current_version: int
    body: str
    editor: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft with everything its review page shows. Erased parts are None."""

    head: Head
    kind: Kind
    language: Language
    ticket: str | None
    customer_id: str
    author: PersonRef
    created_at: dt.datetime
    state_since: dt.datetime
    due_at: dt.datetime
    origin: str | None
    triggers: tuple[str, ...]
    provenance: Mapping[str, Any]
    claim: Claim | None
    case: Case | None
    version: Version | None
    versions: tuple[VersionRef, ...]
    comments: tuple[Comment, ...]
    ticks: tuple[Tick, ...]
    acknowledgements: tuple[Acknowledgement, ...]
    sign_off: SignOff | None
    approval: Approval | None
    deliveries: tuple[Delivery, ...]
    present: tuple[Present, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the audit trail; ``detail`` holds ids, digests, codes and counts, no letter's words."""

    seq: int
    at: dt.datetime
    actor_id: str
    actor_name: str
    role: str
    method: str
    act: str
    draft_id: str | None
    version: int | None
    digest: str | None
    from_state: str | None
    to_state: str | None
    detail: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of one letter against its case found, at one moment.

    Attributes:
        findings: in the order of the text.
        promises: what the letter promises or states; see :mod:`drafter.review.promises`.
        triggers: why a lawyer must see it.
        checklist: the guide's process steps for this case, as (id, words).
        policy_version: of the policy that judged.
    """

    findings: tuple[Finding, ...]
    promises: tuple[Promise, ...]
    triggers: tuple[str, ...]
    checklist: tuple[tuple[str, str], ...]
    policy_version: str


@dataclass(frozen=True, slots=True)
class Promise:
    """One thing a letter states from its case or beyond it, commits to or admits.

    Attributes:
        key: names it in ticks; words that stand twice have a key each time, so that each is ticked.
        kind: ``amount``, ``date``, ``duration``, ``number``, ``remedy``, ``code``, ``note``, ``figure``
            (which no field of the case allows), ``commitment`` or ``admission``.
        quote: the words.
        start, end: where in the body, in code points.
        field: the case's field that allows it, such as ``offer.amount``; None where none does.
        allowed: whether the case allows it; what it does not must be taken out.
    """

    key: str
    kind: str
    quote: str
    start: int
    end: int
    field: str | None
    allowed: bool
