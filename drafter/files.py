"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from drafter.errors import InputError, Problem


def write_all(folder: Path, contents: Mapping[str, str]) -> None:
    """Write text files into a folder, made if it is not there; each appears whole or not at all.

    Raises:
        InputError: the folder or a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in contents.items():
            _write(folder / name, text)
    except OSError as error:
        raise InputError(
            Problem(str(folder), "", error.strerror or "cannot be written", "name a folder you may write to")
        ) from None


def whole_bytes(path: Path) -> int:
    """Return the length of a file without the line a crash tore off its end."""
    size = path.stat().st_size
    with path.open("rb") as file:
        while size:
            start = max(0, size - (1 << 16))
            file.seek(start)
            end = file.read(size - start).rfind(b"\n")
            if end >= 0:
                return start + end + 1
            size = start
    return 0


def _write(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        # mkstemp makes files that only their owner can read; a letter is as readable as any new file.
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
