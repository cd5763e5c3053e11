"""Templates of a shelf: what is wrong in one is told with its file and line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jinja2 import TemplateError

from drafter.errors import LibraryError, Problem


@contextmanager
def blamed(path: Path) -> Iterator[None]:
    """Tell an error of a template as one of its file.

    Args:
        path: the template's file.

    Raises:
        LibraryError: the template is broken, or names what it is not given.
    """
    try:
        yield
    except TemplateError as error:
        wanted = "put it right after the built-in one of that name"
        line = getattr(error, "lineno", None)
        raise LibraryError(Problem(str(path), "", str(error), wanted, line)) from None
