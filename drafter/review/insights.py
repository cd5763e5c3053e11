"""Insights: how letters fare, counted from versions, approvals and events. No personal data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from drafter.review.state import State
from drafter.store import Store


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
        canaries_seen, canaries_caught: known-bad drafts decided on, and sent back or discarded.
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
        origins: drafts by origin (``model``, ``mixed``, ``template``); the fallback rate is templates over all.
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
    raise NotImplementedError
