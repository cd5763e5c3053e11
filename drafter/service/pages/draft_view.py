"""What the pages of one draft show: review, editing, changes and legal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from drafter.service.pages.changes import Change
from drafter.service.pages.dossier import Step
from drafter.service.pages.sheet import Line, Sheet


@dataclass(frozen=True, slots=True)
class ActView:
    """One thing the reader may do with the draft.

    Attributes:
        label: its words, a key of the catalogue.
        href: where it leads, or is posted to.
        posts: whether one press does it; else it leads to a page that asks.
        dialog: whether that page may open as a dialog.
        look: ``main``, ``danger``, ``plain`` or empty.
        key: its single key, if it has one.
        why_not: why it cannot be done yet; empty where it can.
    """

    label: str
    href: str
    posts: bool = False
    dialog: bool = True
    look: str = ""
    key: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of the letter, or one queue."""

    key: str
    label: str
    href: str
    here: bool
    count: str | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else who has the draft open: ``reading`` or ``editing``."""

    name: str
    mode: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with its letter and what a person said to it."""

    id: str
    label: str
    rule: str
    severity: str
    source: str
    quote: str
    why: str
    suggestion: str
    start16: int | None
    end16: int | None
    in_subject: bool = False
    acknowledged_by: str = ""
    acknowledged_why: str = ""


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A promise, the case field that allows it, and whether it is ticked."""

    id: str
    kind: str
    quote: str
    source: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class ItemView:
    """A process step of the guide, whether it is ticked, and whether the desk itself sees to it."""

    id: str
    says: str
    ticked: bool
    enforced: bool


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment on the draft."""

    author: str
    at: dt.datetime
    version: int
    reasons: tuple[str, ...]
    quote: str
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know before anything else."""

    tone: str
    title: str
    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EnvelopeView:
    """How and to whom the letter goes; attachments by id and name."""

    to: str
    sender: str
    subject: str
    channel: str
    channel_code: str
    attachments: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Base:
    """A text that the present one may be compared with."""

    key: str
    label: str
    here: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody saved another version while this text was written."""

    who: str
    version: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class TriggerView:
    """Why a lawyer must see the letter: the trigger, the words that fired it, and why."""

    id: str
    quotes: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """Everything the pages of one draft show; see the templates for where."""

    id: str
    kind: str
    language: str
    customer: str
    author: str
    state: str
    version: int
    digest: str
    match: str
    due_at: dt.datetime | None
    tab: str
    tabs: tuple[Tab, ...]
    held_by_me: bool
    holder: str
    claim_until: str
    others: tuple[Other, ...]
    notices: tuple[Notice, ...]
    acts: tuple[ActView, ...]
    still_open: tuple[str, ...]
    facts: tuple[Line, ...]
    offer: tuple[Line, ...]
    message: str
    account: str
    guide: tuple[Step, ...]
    envelope: EnvelopeView
    sheet: Sheet
    body: str
    findings: tuple[FindingView, ...]
    errors: int
    warnings: int
    triggers: tuple[str, ...]
    trigger_views: tuple[TriggerView, ...]
    signed_off: str
    promises: tuple[PromiseView, ...]
    checklist: tuple[ItemView, ...]
    comments: tuple[CommentView, ...]
    made: tuple[Line, ...]
    made_notes: tuple[str, ...]
    may_tick: bool
    may_decide: bool
    may_comment: bool
    may_edit: bool
    why_no_edit: str = ""
    restored_at: dt.datetime | None = None
    conflict: Conflict | None = None
    bases: tuple[Base, ...] = ()
    changes: Sequence[Change] = ()
    words_changed: int = 0

    @property
    def promises_ticked(self) -> int:
        """Return how many promises are ticked."""
        return sum(promise.ticked for promise in self.promises)
