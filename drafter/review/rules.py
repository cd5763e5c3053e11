"""House rules: the times and switches of review that a company sets for itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from drafter.choices import Kind

HOUR = 3_600


@dataclass(frozen=True, slots=True)
class HouseRules:
    """What a company may set.

    Attributes:
        claim_seconds: how long a claim is held without a heartbeat.
        pause_seconds: how long a letter of a kind rests after its last change before it may be approved
            (refusal guide, step 8).
        answer_seconds: the service clock: how long after the customer's message a letter of a kind is due
            (apology guide, step 1: act fast).
        hard_limit_days: how long an unapproved draft lives.
        generation_seconds: how long one worker may take over one drafting before another takes it up.
        quick_seconds: an approval sooner than this after opening is asked about and counted.
        time_zone: the company's: where its days begin and end, and what its clocks show.
    """

    claim_seconds: int = 600
    pause_seconds: Mapping[Kind, int] = field(default_factory=lambda: {Kind.refund_refusal: HOUR})
    answer_seconds: Mapping[Kind, int] = field(
        default_factory=lambda: {
            Kind.apology: 24 * HOUR,
            Kind.refund_refusal: 72 * HOUR,
            Kind.winback: 120 * HOUR,
            Kind.termination: 120 * HOUR,
        }
    )
    hard_limit_days: int = 60
    generation_seconds: int = 300
    quick_seconds: int = 15
    time_zone: dt.tzinfo = dt.UTC

    def day(self, moment: dt.datetime) -> dt.date:
        """Return the company's date at a moment."""
        return moment.astimezone(self.time_zone).date()

    def time_of_day(self, moment: dt.datetime) -> str:
        """Return the hour and minute of a moment on the company's clocks, with their zone."""
        return f"{moment.astimezone(self.time_zone):%H:%M %Z}"

    def begin(self, day: dt.date) -> dt.datetime:
        """Return the moment at which a date begins for the company."""
        return dt.datetime(day.year, day.month, day.day, tzinfo=self.time_zone)
