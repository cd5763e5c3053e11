"""Structured logs: one JSON object a line, of named fields alone, so that no personal data slips in.

A line holds ids, states, route templates and numbers. Of an error it holds the kind and the place, never the
text: the text of a library's error may quote a letter or a key.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import traceback
from pathlib import Path

LOGGER = logging.getLogger("drafter.service")
FIELDS = frozenset(
    {
        "act",
        "address",
        "attempt",
        "draft",
        "error",
        "job",
        "method",
        "outcome",
        "place",
        "port",
        "request",
        "route",
        "seconds",
        "state",
        "status",
        "target",
        "topic",
        "webhook",
        "who",
    }
)


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON; of other libraries' records only where they come from."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line = {"at": moment, "level": record.levelname.lower()}
        if record.name == LOGGER.name:
            line |= {"event": record.msg, **getattr(record, "fields", {})}
        else:
            line |= {"event": "library", "place": record.name}
        return json.dumps(line, ensure_ascii=True)


def to_stderr() -> None:
    """Send the log to standard error, and the libraries' warnings with it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    LOGGER.setLevel(logging.INFO)


def event(name: str, **fields: str | float | None) -> None:
    """Log an event.

    Args:
        name: what happened, in one or two words.
        fields: of :data:`FIELDS` only.

    Raises:
        ValueError: a field is not one of them.
    """
    if unknown := fields.keys() - FIELDS:
        raise ValueError(f"not a field of the log: {', '.join(sorted(unknown))}")
    given = {field: value for field, value in fields.items() if value is not None}
    LOGGER.info(name, extra={"fields": given})


def failure(error: BaseException, **fields: str | float | None) -> None:
    """Log an error by its kind and its place in the code."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = f"{Path(last[0].filename).name}:{last[0].lineno}" if last else ""
    given = {field: value for field, value in fields.items() if value is not None}
    LOGGER.error("failure", extra={"fields": {"error": type(error).__name__, "place": place, **given}})
