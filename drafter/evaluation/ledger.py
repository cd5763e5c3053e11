"""The journal of a run that is being written: opened new or where it broke off, appended line by line."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from types import TracebackType
from typing import Self

from drafter import files
from drafter.errors import InputError, Problem
from drafter.evaluation.journal import Line, PromptLine, Result, Run, encode, header, lines

_MAY_DIFFER = frozenset({"revision", "drafter", "started"})
"""Fields of a header that a resumed run need not share."""


class Done:
    """The (case, epoch) pairs that are finished: a bit an epoch, so that a long run stays small."""

    def __init__(self) -> None:
        self._epochs: dict[str, int] = {}

    def add(self, case: str, epoch: int) -> bool:
        """Take note of one; False where it was known already."""
        before = self._epochs.get(case, 0)
        self._epochs[case] = before | 1 << epoch
        return not before >> epoch & 1

    def __contains__(self, pair: tuple[str, int]) -> bool:
        case, epoch = pair
        return bool(self._epochs.get(case, 0) >> epoch & 1)


class Ledger:
    """A journal open for appending; a context manager.

    ::

        with Ledger(path, run) as ledger:
            if ("en-01", 0) not in ledger.done:
                ledger.write([result])

    What ``write`` was given is with the operating system when it returns: a killed process loses none of it.

    Args:
        path: the journal; made if it is not there, else gone on with.
        run: what runs.

    Raises:
        InputError: the journal is of another run, is being written by somebody else, or is broken.
    """

    def __init__(self, path: Path, run: Run) -> None:
        self.path = path
        self.done = Done()
        self.prompts: set[str] = set()
        self.finished = 0
        self.errors = 0
        self.tokens = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
        except OSError as error:
            raise _cannot(path, error) from None
        try:
            self._take_over(run)
        except BaseException:
            os.close(self._file)
            raise

    def _take_over(self, run: Run) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            what = "is being written by another run"
            raise InputError(Problem(str(self.path), "", what, "wait for it, or name another file")) from None
        os.ftruncate(self._file, files.whole_bytes(self.path))
        if os.fstat(self._file).st_size == 0:
            self._append(encode(run))
            return
        _refuse_another(self.path, header(self.path), run)
        for line in lines(self.path):
            self._note(line)

    def write(self, written: Iterable[Line]) -> None:
        """Append lines, all in one piece.

        Raises:
            InputError: the file cannot be written; what is torn is dropped when it is opened again.
        """
        written = list(written)
        self._append(b"".join(map(encode, written)))
        for line in written:
            self._note(line)

    def _note(self, line: Line) -> None:
        if isinstance(line, PromptLine):
            self.prompts.add(line.version)
        elif isinstance(line, Result):
            self.finished += self.done.add(line.case, line.epoch)
            self.errors += bool(line.error)
            self.tokens += sum(
                (each.prompt_tokens or 0) + (each.completion_tokens or 0) for each in line.asked
            )

    def _append(self, data: bytes) -> None:
        try:
            while data:
                data = data[os.write(self._file, data) :]
        except OSError as error:
            raise _cannot(self.path, error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.fsync(self._file)
        os.close(self._file)


def _cannot(path: Path, error: OSError) -> InputError:
    wanted = "name a file you may write to"
    return InputError(Problem(str(path), "", error.strerror or "cannot be written", wanted))


def _refuse_another(path: Path, before: Run, now: Run) -> None:
    problems = [
        Problem(
            str(path),
            field.name,
            f"the journal was begun with `{getattr(before, field.name)}`, and now it is "
            f"`{getattr(now, field.name)}`",
            "finish it with what it was begun with, or name another file",
        )
        for field in fields(Run)
        if field.name not in _MAY_DIFFER and getattr(before, field.name) != getattr(now, field.name)
    ]
    if problems:
        raise InputError(problems)
