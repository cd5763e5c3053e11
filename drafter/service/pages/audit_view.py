"""What the audit pages show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from drafter.review import drafts
from drafter.review.people import Person
from drafter.review.state import Act
from drafter.review.views import DraftView, Event, Version
from drafter.service.context import Service
from drafter.service.identity import Principal
from drafter.service.pages import words
from drafter.service.pages.changes import Change, word_changes
from drafter.service.pages.reading import Reading
from drafter.service.pages.sheet import Line
from drafter.service.pages.words import N_
from drafter.store import audit

_MOST_VERSIONS = 20
_LONGEST_VALUE = 80
_DIGEST_LENGTH = 64


@dataclass(frozen=True, slots=True)
class EventView:
    """One event, or several ticks in a row: what was done, by whom, when, and what it changed."""

    number: int
    at: dt.datetime
    who: str
    role: str
    act: str
    to_state: str
    draft: str
    hash: str
    details: tuple[Line, ...] = ()
    times: int = 1
    version: int | None = None
    changes: Sequence[Change] = ()


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Everything that was done to one draft."""

    id: str
    customer: str
    state: str
    language: str
    events: tuple[EventView, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying the chain found."""

    whole: bool
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The latest events of all drafts."""

    events: tuple[EventView, ...]
    acts: tuple[str, ...]
    act: str
    actors: tuple[tuple[str, str], ...]
    actor: str
    older: str
    verified: Verified | None


def timeline_page(
    service: Service, who: Principal, view: DraftView, events: Sequence[Event], reading: Reading
) -> TimelinePage:
    """Return a draft's time-line, with the word changes of its versions where their texts are still there."""
    bodies = _bodies(service, who, view)
    shown: list[EventView] = []
    for event in events:
        if (
            shown
            and event.act == Act.tick
            and shown[-1].act == event.act
            and shown[-1].who == event.actor_name
        ):
            shown[-1] = replace(
                shown[-1], at=event.at, times=shown[-1].times + 1, number=event.seq, hash=event.hash
            )
            continue
        number = event.version if event.act == Act.edit else None
        before, after = bodies.get((number or 0) - 1), bodies.get(number or 0)
        changed = word_changes(before, after) if number and before is not None and after is not None else ()
        shown.append(
            _event(event, version=number if changed else None, changes=changed, details=_details(event))
        )
    customer = view.case.customer.name if view.case else reading.say(N_("erased"))
    return TimelinePage(view.head.draft_id, customer, str(view.head.state), str(view.language), tuple(shown))


def audit_page(
    events: Sequence[Event],
    everybody: Sequence[Person],
    *,
    act: str = "",
    actor: str = "",
    size: int,
    verified: Verified | None = None,
) -> AuditPage:
    """Return a page of events, the latest first."""
    older = f"/audit?act={act}&actor={actor}&before={events[-1].seq}" if len(events) == size else ""
    return AuditPage(
        events=tuple(_event(event) for event in events),
        acts=tuple(words.ACT),
        act=act,
        actors=tuple((person.id, person.name) for person in everybody),
        actor=actor,
        older=older,
        verified=verified,
    )


def verified(service: Service, reading: Reading) -> Verified:
    """Verify the chain of all events and say what was found."""
    with service.store.read() as connection:
        report = audit.verify(connection, service.store.anchor.heads() if service.store.anchor else ())
    if report.holds:
        said = reading.say(N_("%(count)s events, each bound to the one before."))
        return Verified(True, reading.say(N_("The trail is whole.")), said % {"count": report.events})
    return Verified(False, reading.say(N_("The trail was tampered with.")), " ".join(report.problems))


def _event(
    event: Event,
    *,
    version: int | None = None,
    changes: Sequence[Change] = (),
    details: tuple[Line, ...] = (),
) -> EventView:
    return EventView(
        number=event.seq,
        at=event.at,
        who=event.actor_name,
        role=event.role,
        act=event.act,
        to_state=event.to_state if event.to_state and event.to_state != event.from_state else "",
        draft=event.draft_id or "",
        hash=event.hash,
        details=details,
        version=version,
        changes=changes,
    )


def _details(event: Event) -> tuple[Line, ...]:
    if event.act == Act.tick:
        return ()
    plain = (
        (name, value) for name, value in event.detail.items() if isinstance(value, str | int | float | list)
    )
    lines = [Line(name.replace("_", " "), _short(value)) for name, value in plain if value not in ("", [])]
    return (*lines, *((Line("digest", event.digest[:16]),) if event.digest else ()))


def _short(value: object) -> str:
    said = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    if len(said) == _DIGEST_LENGTH and said.isalnum():
        return said[:16]
    return said if len(said) <= _LONGEST_VALUE else said[:_LONGEST_VALUE] + "…"


def _bodies(service: Service, who: Principal, view: DraftView) -> dict[int, str]:
    found: dict[int, str] = {}
    for ref in view.versions[-_MOST_VERSIONS:]:
        version: Version = drafts.version(service.store, who.actor, view.head.draft_id, ref.number)
        if version.letter is not None:
            found[ref.number] = version.letter.body_text
    return found
