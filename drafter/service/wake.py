"""Wakes the workers as soon as there is work, instead of at their next look."""

from __future__ import annotations

import threading


class Wake:
    """An event that any thread sets and one worker a topic waits for."""

    def __init__(self) -> None:
        self._events: dict[str, threading.Event] = {}
        self._lock = threading.Lock()

    def call(self, topic: str) -> None:
        """Say that a topic has work."""
        self._event(topic).set()

    def wait(self, topic: str, seconds: float) -> None:
        """Wait until a topic is called, or for that many seconds."""
        event = self._event(topic)
        event.wait(seconds)
        event.clear()

    def _event(self, topic: str) -> threading.Event:
        with self._lock:
            return self._events.setdefault(topic, threading.Event())
