"""The error tree.

::

    DrafterError
    ├── InputError          a file or value somebody gave is wrong; carries every problem found
    ├── SettingsError       an environment variable is missing or cannot be used
    ├── LibraryError        a guide, template, phrase or rule file is broken
    ├── RecordingError      a replayed evaluation asks for answers that are not recorded
    └── ServiceError        the model service turns every request of an evaluation away

A model that fails raises nothing: its outcome is data (:class:`drafter.model.Outcome`).

Every message says what was wrong, where, and what would be right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in something a person wrote.

    Args:
        source: the file, or a word for where the value came from (``"standard input"``).
        field: dotted path of the field, empty when the whole file is meant.
        what: what is wrong.
        wanted: what would be right; empty when ``what`` already says it.
        line: line number counted from 1, or None where it is not known.
    """

    source: str
    field: str
    what: str
    wanted: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = self.source if self.line is None else f"{self.source}:{self.line}"
        parts = [place, self.field, self.what]
        said = ": ".join(part for part in parts if part)
        return f"{said}; {self.wanted}" if self.wanted else said


class DrafterError(Exception):
    """Base of every error this package raises on purpose."""


class _Reported(DrafterError):
    def __init__(self, problems: Sequence[Problem] | Problem) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InputError(_Reported):
    """Raised when a case, a profile or a letter given by a person cannot be used."""


class SettingsError(_Reported):
    """Raised when a setting cannot be used; the problem's field is the variable's name."""


class LibraryError(_Reported):
    """Raised when a guide, message template, fallback template, phrase or rule file is broken."""


class RecordingError(_Reported):
    """Raised when a replayed evaluation asks for what is not recorded; names each missing request."""


class ServiceError(_Reported):
    """Raised when a model service accepts no request at all, so that an evaluation cannot go on."""
