"""What a letter is compared with: the first writing, the template, the last approved, other versions."""

from __future__ import annotations

from collections.abc import Sequence

from drafter.review import drafts
from drafter.review.actor import Actor
from drafter.review.views import DraftView, Version
from drafter.service.context import Service
from drafter.service.pages.changes import Change, word_changes
from drafter.service.pages.draft_view import Base
from drafter.service.pages.reading import Reading
from drafter.service.pages.words import N_
from drafter.text import words

FIRST, TEMPLATE, APPROVED = "first", "template", "approved"


def bases_of(view: DraftView, chosen: str, reading: Reading) -> tuple[Base, ...]:
    """Return what a draft's text may be compared with; the chosen one, or the first, is marked."""
    first = N_("What the model wrote") if view.origin in {"model", "mixed"} else N_("What was written first")
    keys = {
        FIRST: reading.say(first),
        TEMPLATE: reading.say(N_("The template")),
        APPROVED: reading.say(N_("The text approved last")),
    }
    for ref in view.versions[1:-1]:
        keys[f"v{ref.number}"] = reading.say(N_("Version %(number)s")) % {"number": ref.number}
    here = chosen if chosen in keys else FIRST
    return tuple(Base(key, label, key == here) for key, label in keys.items())


def compare(service: Service, actor: Actor, view: DraftView, key: str, body: str) -> Sequence[Change]:
    """Return what changed from a base to a body; the body alone where there is no such base."""
    base = _base(service, actor, view, key)
    return word_changes(base, body) if base is not None else (Change("same", body),)


def words_changed(changes: Sequence[Change]) -> int:
    """Return how many words were added or removed, whichever is more."""
    added = sum(len(words(change.text)) for change in changes if change.kind == "added")
    removed = sum(len(words(change.text)) for change in changes if change.kind == "removed")
    return max(added, removed)


def _base(service: Service, actor: Actor, view: DraftView, key: str) -> str | None:
    draft_id = view.head.draft_id
    if key == TEMPLATE:
        return service.drafter.draft_from_templates(view.case).letter.body_text if view.case else None
    if key == APPROVED:
        return _body(drafts.last_approved(service.store, actor, draft_id))
    number = 1 if key == FIRST else int(key.removeprefix("v"))
    return _body(drafts.version(service.store, actor, draft_id, number))


def _body(version: Version | None) -> str | None:
    return version.letter.body_text if version and version.letter else None
