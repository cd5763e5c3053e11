"""Templates of a shelf: what is wrong in one is told with its file and line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jinja2 import TemplateError

from drafter.errors import DrafterError, LibraryError, Problem


@contextmanager
def blamed(
    path: Path, where: str = "", wanted: str = "put it right after the built-in one of that name"
) -> Iterator[None]:
    """Tell an error of a template as one of its file, also one of the Python it calls (``1 / 0``).

    Args:
        path: the template's file.
        where: the part of it that is rendered.
        wanted: what would be right.

    Raises:
        LibraryError: the template is broken, or names what it is not given.
    """
    try:
        yield
    except DrafterError:
        raise
    except Exception as error:  # noqa: BLE001  (a template can raise whatever Python can)
        said = str(error) if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"
        raise LibraryError(Problem(str(path), where, said, wanted, getattr(error, "lineno", None))) from None
