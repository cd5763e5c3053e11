"""The anchor: the head of the audit chain, noted outside the database.

A hash chain alone shows an edit, not a truncation or a chain written anew; a line of the anchor that the
chain no longer bears out shows both. Keep the file where the database's owner cannot write.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from drafter.errors import StoreError, UnanchoredError


class Head(NamedTuple):
    """One noted head: the last event's sequence number and its hash."""

    seq: int
    hash: str


class Anchor:
    """An append-only file of heads, a line each: ``<seq> <hash>``.

    Args:
        path: the file; made on the first note.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def note(self, seq: int, hash: str) -> None:
        """Append a head and see it onto the disk.

        Raises:
            UnanchoredError: the file cannot be written; the events themselves are kept.
        """
        line = f"{seq} {hash}\n".encode("ascii")
        try:
            with self._lock:
                handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
                try:
                    os.write(handle, line)
                    os.fdatasync(handle)
                finally:
                    os.close(handle)
        except OSError as error:
            raise UnanchoredError(
                f"{self.path}: the audit anchor cannot be written ({error.strerror}); what was done is kept"
            ) from error

    def heads(self) -> Iterator[Head]:
        """Yield every head noted, in the order of the file; a last line that was cut short is left out.

        Raises:
            StoreError: the file is missing, or a line is not a head.
        """
        try:
            text = self.path.read_text("ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"{self.path}: the audit anchor cannot be read; give the right file") from error
        for number, line in enumerate(text.split("\n")[:-1], 1):
            seq, _, hash = line.partition(" ")
            if not seq.isdigit() or len(hash) != 64:
                raise StoreError(f"{self.path}:{number}: is not a head; the anchor has been changed")
            yield Head(int(seq), hash)
