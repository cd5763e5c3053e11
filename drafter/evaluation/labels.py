"""What people said of letters: one line of JSON a label, kept for good.

A label belongs to a letter's exact text, not to a run: the same text written again is labelled already.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from drafter.errors import InputError, Problem
from drafter.evaluation.journal import Result
from drafter.slots import SLOT


@checked(frozen=True, slots=True, config={"extra": "forbid", "strict": True})
class Label:
    """One person's word on one letter.

    Attributes:
        letter: digest of the letter's text; see :func:`digest`.
        case: id of the case it was written for.
        language: its language.
        good: whether the person would send it as it stands.
        why: what is wrong with it, in the person's words.
        by: who says so.
        at: when, ISO 8601 in UTC.
    """

    letter: str
    case: str
    language: str
    good: bool
    why: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a file; where a letter was labelled more than once, the last word counts."""

    by_letter: Mapping[str, Label]

    @property
    def by_language(self) -> Counter[str]:
        """Return how many letters have a label in each language."""
        return Counter(label.language for label in self.by_letter.values())

    def of(self, text: str) -> Label | None:
        """Return the label of a letter's text."""
        return self.by_letter.get(digest(text))


_LABEL = TypeAdapter(Label)


def letter_text(result: Result) -> str:
    """Return the text a person judges: the letter's body with its slots filled."""
    return "\n\n".join(_fill(section.text, result.slots) for section in result.sections)


def _fill(text: str, slots: Mapping[str, str]) -> str:
    return SLOT.sub(lambda found: slots.get(found[1], found[0]), text)


def digest(text: str) -> str:
    """Return what a letter's text is known by (16 hexadecimal digits)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read(path: Path) -> Labels:
    """Read a file of labels; a file that is not there holds none, a torn last line is left out.

    Raises:
        InputError: the file cannot be read, or a line is no label.
    """
    try:
        lines = _whole_lines(path.read_bytes()).splitlines()
    except FileNotFoundError:
        return Labels({})
    except OSError as error:
        raise InputError(Problem(str(path), "", error.strerror or "cannot be read")) from None
    found: dict[str, Label] = {}
    problems = []
    for number, line in enumerate(lines, start=1):
        try:
            label = _LABEL.validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"]))
            problems.append(Problem(str(path), field, first["msg"], "mend or remove the line", number))
        else:
            found[label.letter] = label
    if problems:
        raise InputError(problems)
    return Labels(found)


def append(path: Path, label: Label) -> None:
    """Add a label at the end of a file, on disk before this returns; a torn last line is cut off first.

    Raises:
        InputError: the file cannot be written.
    """
    line = json.dumps(asdict(label), ensure_ascii=False, sort_keys=True) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            file.seek(0)
            file.truncate(len(_whole_lines(file.read())))
            file.write(line.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise InputError(Problem(str(path), "", error.strerror or "cannot be written")) from None


def _whole_lines(data: bytes) -> bytes:
    return data[: data.rfind(b"\n") + 1]
