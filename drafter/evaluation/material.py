"""What a suite runs on: cases, labelled passages and messages, read from files one at a time.

A file of cases is a case file (YAML or JSON; its id is folder and name) or JSON Lines of
``{"id", "case", "sections"?}``, where ``sections`` is an answer known to be good. Labelled files are JSON
Lines: passages ``{"id", "language", "kind", "fault", "bad", "pair", "text"}``, messages
``{"id", "language", "text", "triggers"}``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from drafter import document
from drafter.case import Case
from drafter.case_file import from_document, read_case
from drafter.choices import Kind, Language
from drafter.errors import InputError, Problem

MAX_LINE_BYTES = document.MAX_BYTES


@dataclass(frozen=True, slots=True)
class CaseItem:
    """A case to draft, and the sections of an answer known to be good, where the file has them."""

    id: str
    case: Case
    good: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Return the kind of letter."""
        return str(self.case.kind)

    @property
    def language(self) -> str:
        """Return the language of the letter."""
        return str(self.case.language)


@dataclass(frozen=True, slots=True)
class Passage:
    """A labelled passage; on a clean one ``fault`` names the fault of its twin."""

    id: str
    language: Language
    kind: Kind
    fault: str
    bad: bool
    pair: str
    text: str


@dataclass(frozen=True, slots=True)
class Message:
    """A customer's message and the legal triggers a person sees in it."""

    id: str
    language: Language
    text: str
    triggers: tuple[str, ...]
    kind: str = ""


_RowT = TypeVar("_RowT")
_PASSAGE = TypeAdapter(Passage)
_MESSAGE = TypeAdapter(Message)


def cases(
    files: Iterable[Path],
    kinds: Container[str] = frozenset(Kind),
    languages: Container[str] = frozenset(Language),
) -> Iterator[CaseItem]:
    """Yield the cases of some files, of the kinds and languages asked for.

    Raises:
        InputError: a case cannot be used, or an id stands twice.
    """
    seen: set[str] = set()
    for path in files:
        for item in _cases_of(path, kinds, languages):
            _once(item.id, seen, path)
            yield item


def _cases_of(path: Path, kinds: Container[str], languages: Container[str]) -> Iterator[CaseItem]:
    if path.suffix != ".jsonl":
        case = read_case(path)
        if case.kind in kinds and case.language in languages:
            yield CaseItem(f"{path.parent.name}/{path.stem}", case)
        return
    for number, row in _rows(path):
        source = f"{path}:{number}"
        case_fields, id, good = row.get("case"), row.get("id"), row.get("sections", {})
        if not (isinstance(id, str) and isinstance(case_fields, dict) and isinstance(good, dict)):
            raise InputError(Problem(source, "", "is not a row of cases", 'give {"id": …, "case": {…}}'))
        if case_fields.get("kind") in kinds and case_fields.get("language") in languages:
            case = from_document(document.of_mapping(case_fields, source), beside=path.parent)
            yield CaseItem(id, case, good)


def passages(
    files: Iterable[Path],
    kinds: Container[str] = frozenset(Kind),
    languages: Container[str] = frozenset(Language),
) -> Iterator[Passage]:
    """Yield the labelled passages of some files; see :func:`cases`."""
    seen: set[str] = set()
    for path in files:
        for number, row in _rows(path):
            passage = _validated(_PASSAGE, row, path, number)
            _once(passage.id, seen, path)
            if passage.kind in kinds and passage.language in languages:
                yield passage


def messages(files: Iterable[Path], languages: Container[str] = frozenset(Language)) -> Iterator[Message]:
    """Yield the labelled messages of some files; see :func:`cases`."""
    seen: set[str] = set()
    for path in files:
        for number, row in _rows(path):
            message = _validated(_MESSAGE, row, path, number)
            _once(message.id, seen, path)
            if message.language in languages:
                yield message


def _validated(adapter: TypeAdapter[_RowT], row: object, path: Path, number: int) -> _RowT:
    try:
        return adapter.validate_python(row)
    except ValidationError as error:
        raise InputError(
            [
                Problem(str(path), ".".join(map(str, detail["loc"])), detail["msg"], line=number)
                for detail in error.errors(include_url=False)
            ]
        ) from None


def _once(id: str, seen: set[str], path: Path) -> None:
    if id in seen:
        raise InputError(Problem(str(path), id, "stands twice", "give every row an id of its own"))
    seen.add(id)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line) if len(line) <= MAX_LINE_BYTES else None
            except ValueError:
                row = None
            if not isinstance(row, dict):
                raise InputError(Problem(str(path), "", "is not a JSON object", "one object a line", number))
            yield number, row


def digest(files: Iterable[Path]) -> str:
    """Return the digest of what some files hold (12 hexadecimal digits), read piece by piece."""
    whole = hashlib.sha256()
    for path in files:
        whole.update(f"{path.name}\n".encode())
        with path.open("rb") as file:
            while piece := file.read(1 << 16):
                whole.update(piece)
    return whole.hexdigest()[:12]
