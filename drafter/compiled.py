"""What takes long to prepare and seldom changes, kept between runs as Python keeps its byte code.

A file is named after what changes when anything that went into it does, the code that made it included, so
nothing stale is read; one that cannot be read, or that anybody else could have written, is made anew. Nothing
depends on a file being there.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from drafter.version import __version__

_T = TypeVar("_T")
_MOST_OF_A_NAME = 8
"""Files kept of one name: what another release or an overlay folder made a while ago is not needed again."""


def kept(name: str, made_from: Iterable[str], make: Callable[[], _T]) -> _T:
    """Return what was made before from the same material, or make it and keep it.

    Args:
        name: what it is, part of the file's name.
        made_from: what changes when anything that it depends on does.
        make: makes it; what it raises is raised.
    """
    digest = hashlib.sha256(f"{__version__} {sys.version}".encode())
    for part in (*made_from, _code(sys.modules[make.__module__].__file__)):
        digest.update(f"{len(part)}:{part}".encode())
    folder = _folder()
    if folder is None:
        return make()
    path = folder / f"{name}-{digest.hexdigest()[:32]}.pickle"
    with contextlib.suppress(Exception):  # whatever is wrong with a kept file, it can be made anew
        if _is_ours(path):
            with _uncollected():
                found: _T = pickle.loads(path.read_bytes())  # noqa: S301 (ours alone to write, as byte code is)
            return found
    made = make()
    with contextlib.suppress(OSError, pickle.PicklingError):
        _write(path, pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL))
        _prune(path.parent, name)
    return made


@lru_cache(maxsize=32)
def _code(source: str | None) -> str:
    """Return what changes when code, or what stands beside it, does; while a process runs, it does not."""
    files = sorted(Path(source).parent.glob("*.py")) if source else []
    return " ".join(
        f"{path.name} {status.st_size} {status.st_mtime_ns}" for path in files if (status := path.stat())
    )


def _prune(folder: Path, name: str) -> None:
    newest = sorted(folder.glob(f"{name}-*.pickle"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in newest[_MOST_OF_A_NAME:]:
        path.unlink()


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Hold off the garbage collector, which looks in vain through all that comes out of a file."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _folder() -> Path | None:
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return Path(base or Path.home() / ".cache") / "drafter"
    except RuntimeError:  # a user without a home, as in many a container
        return None


def _is_ours(path: Path) -> bool:
    """Say whether a file and its folder belong to this user, and nobody else may write them."""
    owner = getattr(os, "getuid", lambda: None)()
    return owner is not None and all(
        found.st_uid == owner and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        for found in (path.lstat(), path.parent.lstat())
    )


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)
