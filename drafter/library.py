"""Where prompts, policies and examples lie: built in, and a company's own folder over it.

An overlay is a folder with the same layout; a file of the same name replaces the built-in one, and a new
name adds to it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from drafter.errors import LibraryError, Problem

_PACKAGE = Path(__file__).parent
_DEEPEST = 200
_BRACKETS = re.compile(r"[][{}]")
_INDENTED = re.compile(rf"^[ ?:-]{{{2 * _DEEPEST}}}", re.MULTILINE)


def built_in(name: str) -> Path:
    """Return the folder ``name`` (``prompts``, ``policies`` or ``examples``) that came with the package."""
    packed = _PACKAGE / "_data" / name
    return packed if packed.is_dir() else _PACKAGE.parent / name


@dataclass(frozen=True, slots=True)
class Shelf:
    """One folder of the library, with the overlays read after it.

    Args:
        folders: folders by precedence, the built-in one first.
    """

    folders: tuple[Path, ...] = field(default_factory=tuple)

    @classmethod
    def of(cls, name: str, overlay: Path | None = None) -> Shelf:
        """Return the built-in shelf ``name`` with an optional overlay folder over it.

        Raises:
            LibraryError: the overlay is not a folder.
        """
        if overlay is not None and not overlay.is_dir():
            raise LibraryError(
                Problem(str(overlay), "", "is not a folder", "name a folder laid out as the built-in one")
            )
        return cls((built_in(name), *((overlay,) if overlay else ())))

    def find(self, relative: str) -> Path:
        """Return the file at ``relative``, the overlay's before the built-in one.

        Raises:
            LibraryError: no folder holds it.
        """
        for folder in reversed(self.folders):
            path = folder / relative
            if path.is_file():
                return path
        raise LibraryError(Problem(str(self.folders[-1] / relative), "", "does not exist", "add the file"))

    def names(self, pattern: str) -> Iterator[str]:
        """Yield the relative names that match a glob in any folder, sorted, each once."""
        found = {
            path.relative_to(folder).as_posix()
            for folder in self.folders
            for path in folder.glob(pattern)
            if path.is_file()
        }
        yield from sorted(found)

    def stamps(self, *patterns: str) -> Iterator[str]:
        """Yield, for each file that matches a glob in any folder, what changes when the file does."""
        for folder in self.folders:
            for path in sorted(each for pattern in patterns for each in folder.glob(pattern)):
                status = path.stat()
                yield f"{path} {status.st_size} {status.st_mtime_ns}"

    def text(self, relative: str) -> str:
        """Return the text of a file.

        Raises:
            LibraryError: no folder holds it, or it is not UTF-8.
        """
        path = self.find(relative)
        try:
            return path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise LibraryError(
                Problem(str(path), "", f"byte {error.start + 1} is not UTF-8", "save the file as UTF-8")
            ) from None

    def content(self, relative: str) -> bytes:
        """Return what stands in a file, its lines ended as everywhere; see :meth:`text`."""
        return self.find(relative).read_bytes().replace(b"\r\n", b"\n")

    def digest(self, names: Iterable[str], *more: str) -> str:
        """Return the digest of some files' texts and further strings (12 hexadecimal digits)."""
        return _digest(self, tuple(names), more)


@lru_cache(maxsize=256)
def _digest(shelf: Shelf, names: tuple[str, ...], more: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for part in (*map(shelf.content, names), *(each.encode() for each in more)):
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()[:12]


def _once(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Any:  # noqa: ANN401  (as the loader has it)
    """Build a mapping, and refuse a key that is given twice: the first would be lost in silence."""
    seen: set[object] = set()
    for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
        if key.value in seen:
            twice = f"“{key.value}” is given twice"
            raise yaml.constructor.ConstructorError(None, None, twice, key.start_mark)
        seen.add(key.value)
    return loader.construct_yaml_map(node)


_STRICT: type[yaml.SafeLoader] = type("_Strict", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {})
_STRICT.add_constructor("tag:yaml.org,2002:map", _once)


def read_yaml(path: Path) -> Any:  # noqa: ANN401  (YAML is any shape; models check it)
    """Return what a library file holds.

    Raises:
        LibraryError: the file is not well-formed YAML, or gives a key twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if _is_too_deep(text):
            raise LibraryError(Problem(str(path), "", "is nested too deep", f"at most {_DEEPEST} levels"))
        return yaml.load(text, Loader=_STRICT)  # noqa: S506  (a safe loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise LibraryError(
            Problem(str(path), "", " ".join(str(error).split()), "give well-formed YAML")
        ) from None


def _is_too_deep(text: str) -> bool:
    """Say whether a YAML text may nest so deep that its reader, which recurses, would exhaust the stack."""
    depth = 0
    for bracket in _BRACKETS.findall(text):
        depth += 1 if bracket in "[{" else -1
        if depth > _DEEPEST:
            return True
    return _INDENTED.search(text) is not None
