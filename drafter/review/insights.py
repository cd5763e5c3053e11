"""Insights: how letters fare, counted from versions, approvals and events. No personal data."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median

from sqlalchemy import ColumnElement, Connection, RowMapping, distinct, func, select

from drafter.review.state import Act, State
from drafter.store import Store
from drafter.store.tables import acknowledgements, approvals, drafts, events, hits, people

_ENDS_A_CANARY = (Act.reveal, Act.discard, Act.forbid)


@dataclass(frozen=True, slots=True)
class PromptFigures:
    """How the letters of one prompt version (``templates`` where no model was asked) fared.

    Attributes:
        drafts: made.
        approved: approved in the end.
        unedited: approved without a changed word (acceptance).
        edit_distance: mean share of words changed up to approval, 0 to 1; None where none was approved.
    """

    prompt_version: str
    drafts: int
    approved: int
    unedited: int
    edit_distance: float | None


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """How often a rule hit, and how often a reviewer overrode its warning."""

    rule: str
    language: str
    hits: int
    overrides: int


@dataclass(frozen=True, slots=True)
class ReviewerFigures:
    """How a reviewer reads.

    Attributes:
        approvals: given.
        median_seconds: from opening to approving.
        quick: approvals under the floor of the house rules.
        canaries_seen, canaries_caught: known-bad drafts decided on, and sent back, discarded or forbidden.
    """

    person_id: str
    name: str
    approvals: int
    median_seconds: float
    quick: int
    canaries_seen: int
    canaries_caught: int


@dataclass(frozen=True, slots=True)
class Insights:
    """All figures of a period.

    Attributes:
        by_prompt, by_rule, by_reviewer: see each.
        seconds_in_state: median seconds drafts spent in a state.
        origins: drafts by origin: ``model``, ``mixed``, ``template``.
        late: share of delivered letters that were late, 0 to 1; None where none was delivered.
    """

    since: dt.datetime
    until: dt.datetime
    by_prompt: tuple[PromptFigures, ...]
    by_rule: tuple[RuleFigures, ...]
    by_reviewer: tuple[ReviewerFigures, ...]
    seconds_in_state: Mapping[State, float]
    origins: Mapping[str, int]
    late: float | None


def insights(store: Store, *, since: dt.datetime, until: dt.datetime, quick_seconds: int = 15) -> Insights:
    """Return the figures of drafts made in a period, its end excluded."""
    with store.read() as connection:
        made = (drafts.c.created_at >= since, drafts.c.created_at < until, drafts.c.canary.is_(None))
        names = {row.id: row.name for row in connection.execute(select(people.c.id, people.c.name))}
        rows = connection.execute(
            select(events.c.draft_id, events.c.at, events.c.act, events.c.to_state, events.c.detail)
            .join(drafts, drafts.c.id == events.c.draft_id)
            .where(*made)
            .order_by(events.c.seq)
        )
        moves = rows.mappings().all()
        lateness = [json.loads(move["detail"])["late"] for move in moves if move["act"] == "delivered"]
        origins = connection.execute(
            select(drafts.c.origin, func.count())
            .where(*made, drafts.c.origin.is_not(None))
            .group_by(drafts.c.origin)
        )
        return Insights(
            since=since,
            until=until,
            by_prompt=_by_prompt(connection, made),
            by_rule=_by_rule(connection, made),
            by_reviewer=_by_reviewer(connection, since, until, quick_seconds, names),
            seconds_in_state=_in_state(moves),
            origins={str(origin): int(count) for origin, count in origins},
            late=sum(lateness) / len(lateness) if lateness else None,
        )


_Made = tuple[ColumnElement[bool], ...]


def _by_prompt(connection: Connection, made: _Made) -> tuple[PromptFigures, ...]:
    rows = connection.execute(
        select(drafts.c.prompt_version, approvals.c.edit_distance)
        .outerjoin(approvals, approvals.c.id == drafts.c.approval_id)
        .where(*made, drafts.c.prompt_version.is_not(None))
    )
    distances: dict[str, list[float | None]] = defaultdict(list)
    for version, distance in rows:
        distances[version].append(distance)
    return tuple(
        PromptFigures(
            version,
            drafts=len(all_),
            approved=len(approved),
            unedited=approved.count(0.0),
            edit_distance=round(mean(approved), 4) if approved else None,
        )
        for version, all_ in sorted(distances.items())
        for approved in ([each for each in all_ if each is not None],)
    )


def _by_rule(connection: Connection, made: _Made) -> tuple[RuleFigures, ...]:
    found = connection.execute(
        select(hits.c.rule, drafts.c.language, func.count(distinct(hits.c.draft_id)))
        .join(drafts, drafts.c.id == hits.c.draft_id)
        .where(*made)
        .group_by(hits.c.rule, drafts.c.language)
    ).all()
    overridden = connection.execute(
        select(acknowledgements.c.rule, drafts.c.language, func.count(distinct(acknowledgements.c.draft_id)))
        .join(drafts, drafts.c.id == acknowledgements.c.draft_id)
        .where(*made)
        .group_by(acknowledgements.c.rule, drafts.c.language)
    )
    overrides = {(rule, language): int(count) for rule, language, count in overridden}
    return tuple(
        RuleFigures(rule, language, int(count), overrides.get((rule, language), 0))
        for rule, language, count in sorted(found, key=lambda row: (-row[2], row[0], row[1]))
    )


def _by_reviewer(
    connection: Connection,
    since: dt.datetime,
    until: dt.datetime,
    quick_seconds: int,
    names: Mapping[str, str],
) -> tuple[ReviewerFigures, ...]:
    seconds: dict[str, list[float]] = defaultdict(list)
    for row in connection.execute(
        select(approvals.c.person_id, approvals.c.opened_at, approvals.c.approved_at).where(
            approvals.c.approved_at >= since, approvals.c.approved_at < until
        )
    ):
        seconds[row.person_id].append((row.approved_at - row.opened_at).total_seconds())
    canaries: dict[str, list[bool]] = defaultdict(list)
    for detail in connection.execute(
        select(events.c.detail).where(
            events.c.act.in_(map(str, _ENDS_A_CANARY)), events.c.at >= since, events.c.at < until
        )
    ).scalars():
        told = json.loads(detail)
        if "canary" in told:
            canaries[told["decided_by"]].append(told["caught"])
    return tuple(
        ReviewerFigures(
            person_id=id,
            name=names[id],
            approvals=len(seconds[id]),
            median_seconds=median(seconds[id]) if seconds[id] else 0.0,
            quick=sum(each < quick_seconds for each in seconds[id]),
            canaries_seen=len(canaries[id]),
            canaries_caught=sum(canaries[id]),
        )
        for id in sorted({*seconds, *canaries}, key=lambda each: names[each])
    )


def _in_state(moves: Sequence[RowMapping]) -> dict[State, float]:
    """Return median seconds by state: from the event that led into it to the one that led out."""
    entered: dict[str, tuple[str, dt.datetime]] = {}
    stays: dict[str, list[float]] = defaultdict(list)
    for move in moves:
        before = entered.get(move["draft_id"])
        if before is not None and before[0] == move["to_state"]:
            continue
        if before is not None:
            stays[before[0]].append((move["at"] - before[1]).total_seconds())
        entered[move["draft_id"]] = (move["to_state"], move["at"])
    return {State(state): median(each) for state, each in sorted(stays.items())}
