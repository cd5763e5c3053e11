"""Progress on a terminal while a model is asked: step, attempt, seconds. Silent when piped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

from drafter.exchange import Event, Finished, Started, Waiting

_TICK_SECONDS = 0.2
_CLEAR = "\r\x1b[2K"
_STEPS = {"draft": "drafting", "repair": "repairing", "second_reader": "second reading"}


class Progress:
    """One line that says what is under way; a context manager.

    Args:
        stream: where to write; nothing is written unless it is a terminal.
        clock: seconds since some moment.
    """

    def __init__(self, stream: TextIO, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._shown = stream.isatty()
        self._began = clock()
        self._step = "starting"
        self._attempt = ""
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        if self._shown:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._shown:
            self._thread.join()
            self._stream.write(_CLEAR)
            self._stream.flush()

    def on_step(self, purpose: str) -> None:
        """Take note of why the model is asked next."""
        self._step, self._attempt = _STEPS.get(purpose, purpose), ""

    def on_event(self, event: Event) -> None:
        """Take note of what the model client does."""
        match event:
            case Started(number=number, of=of):
                self._attempt = f"attempt {number} of {of}"
            case Waiting(seconds=seconds):
                self._attempt = f"waiting {seconds:.0f} s as the service asks"
            case Finished(outcome=outcome):
                self._attempt = str(outcome)

    def line(self) -> str:
        """Return the line as it would be shown now."""
        parts = [self._step, self._attempt, f"{self._clock() - self._began:.0f} s"]
        return " · ".join(part for part in parts if part)

    def _run(self) -> None:
        while not self._done.wait(_TICK_SECONDS):
            self._stream.write(f"{_CLEAR}{self.line()}")
            self._stream.flush()
