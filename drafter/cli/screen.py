"""``drafter screen``: say of customers' messages which a lawyer must see."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from drafter import record
from drafter.choices import Language
from drafter.cli.workplace import open_workplace
from drafter.errors import InputError, Problem
from drafter.policy import Policy
from drafter.policy.escalation import MAX_BYTES
from drafter.text import has_half

MAX_LINE_BYTES = 1024 * 1024
STANDARD_INPUT = "standard input"
_WANTED = 'give {"id", "text"} and, where known, "lang"'
_OLD_TAGS = {"tl": Language.fil, "in": Language.id}


def screen(
    jsonl: Annotated[
        Path | None,
        typer.Option("--jsonl", help="A JSON Lines file; standard input if left out.", metavar="FILE"),
    ] = None,
) -> None:
    """Screen messages, one {"id", "text", "lang"} a line, for what a lawyer must see. Exit 2: bad input."""
    policy = open_workplace().policy
    failed = False
    for source, line in _lines(jsonl):
        try:
            answer = _answer(policy, source, line)
        except InputError as error:
            sys.stderr.write(f"{error}\n")
            failed = True
        else:
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    if failed:
        raise typer.Exit(2)


def _lines(path: Path | None) -> Iterator[tuple[str, bytes]]:
    if path is None:
        yield from _numbered(sys.stdin.buffer, STANDARD_INPUT)
        return
    try:
        with path.open("rb") as file:
            yield from _numbered(file, str(path))
    except OSError as error:
        raise InputError(
            Problem(str(path), "", error.strerror or "cannot be read", "give a readable file")
        ) from None


def _numbered(file: BinaryIO, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield each line that is not blank, with where it stands; of an over-long one, only its beginning."""
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        rest = line
        while not rest.endswith(b"\n") and (rest := file.readline(MAX_LINE_BYTES)):
            pass
        if line.strip():
            yield f"{name}:{number}", line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


def _answer(policy: Policy, source: str, line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise _error(source, "", f"is longer than {MAX_LINE_BYTES // 1024} KiB", "give one message a line")
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        where = _named(source, _parsed(line.decode("utf-8", "replace")))
        raise _error(where, "", f"byte {error.start + 1} is not UTF-8", "save the lines as UTF-8") from None
    except (ValueError, RecursionError):
        raise _error(source, "", "is not JSON", _WANTED) from None
    if not isinstance(row, dict) or "id" not in row:
        raise _error(source, "", "has no id", _WANTED)
    where = _named(source, row)
    if has_half(json.dumps(row["id"], ensure_ascii=False)):
        raise _error(where, "", "the id holds half of a character", "give whole characters")
    screening = policy.screen_message(_text(where, row.get("text")), _language(where, row.get("lang")))
    return {
        "id": row["id"],
        "legal_escalation": screening.legal_escalation,
        "triggers": [str(trigger) for trigger in screening.triggers],
        "findings": [record.sign_as_data(sign) for sign in screening.findings],
    }


def _text(where: str, text: object) -> str:
    if not isinstance(text, str):
        raise _error(where, "text", "is not a text", _WANTED)
    if not text.strip():
        raise _error(where, "text", "is empty", "give the customer's words")
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise _error(
            where, "text", f"character {error.start + 1} is half of one", "give whole characters"
        ) from None
    if size > MAX_BYTES:
        raise _error(where, "text", f"is larger than {MAX_BYTES // 1024} KiB", "give one message")
    return text


def _language(where: str, given: object) -> Language | None:
    """Return a language of ours by its tag; None for another one, in which a message may be as well."""
    if given is None:
        return None
    if not isinstance(given, str):
        raise _error(where, "lang", "is not a language tag", "give one such as `en`, or leave it out")
    tag = given.replace("_", "-").split("-")[0].lower()
    return _OLD_TAGS.get(tag) or next((language for language in Language if language == tag), None)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _named(source: str, row: object) -> str:
    return f"{source}: id {json.dumps(row['id'])}" if isinstance(row, dict) and "id" in row else source


def _error(where: str, field: str, what: str, wanted: str) -> InputError:
    return InputError(Problem(where, field, what, wanted))
