"""Moments as people read them: how long from now, and the exact time beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from babel.dates import format_date, format_datetime, format_timedelta

from drafter.choices import Language


@dataclass(frozen=True, slots=True)
class Clock:
    """Writes moments in one language, seen from one now.

    Args:
        now: the present moment, with the zone to write moments in.
        language: the language to write in.
    """

    now: dt.datetime
    language: Language

    def ago(self, moment: dt.datetime) -> str:
        """Return how long ago, or in how long, a moment is."""
        return format_timedelta(
            moment - self.now, add_direction=True, threshold=1.2, locale=str(self.language)
        )

    def span(self, seconds: float) -> str:
        """Return a length of time in words."""
        return format_timedelta(
            dt.timedelta(seconds=seconds), threshold=1.2, format="short", locale=str(self.language)
        )

    def exact(self, moment: dt.datetime) -> str:
        """Return a moment as date and time, with its zone."""
        here = moment.astimezone(self.now.tzinfo)
        return f"{format_datetime(here, 'medium', locale=str(self.language))} {here.tzname() or ''}".strip()

    def time_of_day(self, moment: dt.datetime) -> str:
        """Return the hour and minute of a moment, with its zone."""
        return f"{moment.astimezone(self.now.tzinfo):%H:%M %Z}"

    def day(self, day: dt.date) -> str:
        """Return a date."""
        return format_date(day, "long", locale=str(self.language))

    def is_past(self, moment: dt.datetime) -> bool:
        """Say whether a moment has passed."""
        return moment < self.now
