"""A token budget that is reserved before a call and settled after it, so that no rush can overspend it."""

from __future__ import annotations

from threading import Lock


class Budget:
    """Tokens that may be spent in the life of this object.

    Args:
        limit: tokens, or None for no limit.
    """

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._spent = 0
        self._lock = Lock()

    @property
    def spent(self) -> int:
        """Tokens used or reserved so far."""
        return self._spent

    def reserve(self, tokens: int) -> bool:
        """Set aside the most a call can cost; False when that does not fit, and nothing is set aside."""
        with self._lock:
            if self._limit is not None and self._spent + tokens > self._limit:
                return False
            self._spent += tokens
            return True

    def settle(self, reserved: int, used: int | None) -> None:
        """Replace a reservation by what was used; None keeps it, for a cost that nobody stated."""
        if used is not None:
            with self._lock:
                self._spent += used - reserved
