"""Column types that read the same on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Dialect, String, TypeDecorator


class Instant(TypeDecorator[dt.datetime]):
    """A moment in UTC, kept as ISO 8601 text of one width, so that it sorts and hashes alike everywhere."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the text of a moment; one without a zone is refused."""
        return None if value is None else written(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Return the moment of a text."""
        return None if value is None else read(value)


def written(moment: dt.datetime) -> str:
    """Return a moment as the store writes it, such as ``2026-11-28T12:00:00.000000Z``.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone; give one in UTC")
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def read(text: str) -> dt.datetime:
    """Return the moment that :func:`written` wrote."""
    return dt.datetime.fromisoformat(text)
