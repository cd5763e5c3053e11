"""Ids that sort by the time they were made."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_RANDOM_BITS = 80


class IdMaker:
    """Makes ids, each greater than the last, also within one millisecond or when the clock is set back.

    Args:
        clock: the present moment in nanoseconds since 1970.
    """

    def __init__(self, clock: Callable[[], int] = time.time_ns) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._last = 0

    def __call__(self) -> str:
        """Return 26 lower-case letters and digits: 48 bits of milliseconds, 80 random bits (a ULID)."""
        fresh = self._clock() // 1_000_000 << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
        with self._lock:
            self._last = number = max(fresh, self._last + 1)
        return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -5, -5))


new_id = IdMaker()
