"""The error tree.

::

    DrafterError
    ├── InputError          a file or value somebody gave is wrong; carries every problem found
    ├── SettingsError       an environment variable is missing or cannot be used
    ├── LibraryError        a guide, template, phrase or rule file is broken
    ├── RecordingError      a replayed evaluation asks for answers that are not recorded
    ├── ServiceError        the model service turns every request of an evaluation away
    ├── StoreError          the database, a backup or the audit anchor cannot be used
    │   ├── UnanchoredError     what was written is kept, but the anchor does not name it
    │   └── LostError           the connection broke: whether anything was written is not known
    └── ReviewError         something cannot be done to a letter under review
        ├── NotFoundError   there is no such thing, or the actor may not know of it
        ├── NotAllowedError the actor's roles do not allow it
        ├── StateError      it cannot be done in the state the letter is in
        ├── GuardError      a condition is not met; carries every one that is not
        └── ConflictError   the letter has moved on since the actor saw it; carries both sides

A model that fails raises nothing: its outcome is data (:class:`drafter.model.Outcome`).

Every message says what was wrong, where, and what would be right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


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


class StoreError(DrafterError):
    """Raised when the database, a backup or the audit anchor cannot be used; nothing is half written."""


class UnanchoredError(StoreError):
    """Raised when what was written is kept, but its audit event could not be noted in the anchor."""


class LostError(StoreError):
    """Raised when the connection to the database broke: what was being written may be kept or not."""


class ReviewError(DrafterError):
    """Base of what the review room refuses; ``code`` names it for programs."""

    code = "review"


class NotFoundError(ReviewError):
    """Raised when there is no such thing, or the actor may not know that there is."""

    code = "not_found"


class NotAllowedError(ReviewError):
    """Raised when none of the actor's roles may do this."""

    code = "not_allowed"


class StateError(ReviewError):
    """Raised when an act cannot be done in the state a letter is in."""

    code = "wrong_state"


@dataclass(frozen=True, slots=True)
class Unmet:
    """One condition that is not met.

    Attributes:
        guard: its name in the table of transitions.
        says: what is wrong and what would be right.
    """

    guard: str
    says: str


class GuardError(ReviewError):
    """Raised when conditions on an act are not met; carries every one."""

    code = "guard"

    def __init__(self, unmet: Sequence[Unmet]) -> None:
        self.unmet = tuple(unmet)
        super().__init__("\n".join(each.says for each in self.unmet))


@dataclass(frozen=True, slots=True)
class Stale:
    """What a reader needs to settle a conflict.

    Attributes:
        draft_id: the letter.
        state: its state now.
        base_version, base_body: the version the actor had before them; no body where there is none.
        version, digest, body: the present one.
        editor: who wrote the present version; empty for the system.
        changed_at: when.
        yours: the actor's own text; None where no text was given.
    """

    draft_id: str
    state: str
    base_version: int
    base_body: str | None
    version: int
    digest: str
    body: str
    editor: str
    changed_at: datetime
    yours: str | None = None


class ConflictError(ReviewError):
    """Raised when a letter has moved on since the actor saw it; nothing was changed, nothing is lost."""

    code = "conflict"

    def __init__(self, stale: Stale) -> None:
        self.stale = stale
        who = stale.editor or "Drafter"
        super().__init__(
            f"version {stale.base_version} is no longer the present one: {who} wrote version {stale.version} "
            f"at {stale.changed_at:%H:%M:%S} UTC; compare both and decide which to keep"
        )
