"""Spans for OpenTelemetry: recorded where its SDK is installed and set up, free of charge where it is not."""

from __future__ import annotations

from contextlib import AbstractContextManager

from opentelemetry import trace

_TRACER = trace.get_tracer("drafter")


def span(name: str, **attributes: str | int) -> AbstractContextManager[trace.Span]:
    """Return a span around a piece of work.

    Args:
        name: what is done, in a word or two.
        attributes: ids, states and numbers; never a name or a letter's words.
    """
    named = {f"drafter.{key}": value for key, value in attributes.items()}
    # The text of an exception may quote a letter; its kind is in the log.
    return _TRACER.start_as_current_span(
        name, attributes=named, record_exception=False, set_status_on_exception=False
    )
