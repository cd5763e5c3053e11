"""Passwords: argon2id hashes (RFC 9106), two at a time, and as slow for a name nobody has."""

from __future__ import annotations

import threading

from pwdlib import PasswordHash

from drafter.errors import InputError, Problem
from drafter.service.problem import Refusal

SHORTEST = 12
LONGEST = 256
_PATIENCE_SECONDS = 5.0

_hasher = PasswordHash.recommended()
# A hash takes 64 MiB and a tenth of a second of a core: a flood of sign-ins must not take them all.
_turns = threading.BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """Return the hash of a new password.

    Raises:
        InputError: it is too short or too long.
        Refusal: ``unavailable``: too many are being hashed.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        wanted = f"choose {SHORTEST} to {LONGEST} characters"
        raise InputError(Problem("form", "password", "is too short or too long", wanted))
    with _Turn():
        return _hasher.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Say whether a password is the one whose hash is kept; no hash takes as long as a wrong password.

    Raises:
        Refusal: ``unavailable``: too many are being hashed.
    """
    with _Turn():
        if len(password) > LONGEST or kept is None:
            _hasher.hash("nobody's password")
            return False
        return _hasher.verify(password, kept)


class _Turn:
    def __enter__(self) -> None:
        if not _turns.acquire(timeout=_PATIENCE_SECONDS):
            raise Refusal("unavailable", "too many people are signing in", headers={"Retry-After": "5"})

    def __exit__(self, *_: object) -> None:
        _turns.release()
