"""``drafter check``: judge a letter somebody wrote, or many drafts at once."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from drafter import letter, record
from drafter.cli import excerpt, judging, placing, sarif
from drafter.cli.judging import Judged
from drafter.cli.workplace import Workplace, open_workplace
from drafter.errors import InputError, Problem
from drafter.policy import Verdict

MAX_LETTER_BYTES = 256 * 1024


class Format(StrEnum):
    """How findings are written."""

    text = "text"
    json = "json"
    sarif = "sarif"


def check(
    file: Annotated[Path | None, typer.Argument(help="A letter as plain text.", metavar="LETTER")] = None,
    case: Annotated[
        Path | None, typer.Option("--case", help="The letter's case file.", metavar="CASE")
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="How to write the findings.")] = Format.text,
    jsonl: Annotated[
        Path | None,
        typer.Option("--jsonl", help="Judge each line of a JSON Lines file instead.", metavar="FILE"),
    ] = None,
    second_reader: Annotated[
        bool, typer.Option("--second-reader", help="Have the configured model read it as well.")
    ] = False,
    profile: Annotated[
        Path | None,
        typer.Option("--profile", help="Profile file for a case that names none.", metavar="FILE"),
    ] = None,
) -> None:
    """Check a letter against its case and the policy. Exit 0: no errors; 1: error findings; 2: bad input."""
    place = open_workplace()
    if jsonl is not None:
        if file or case:
            raise InputError(
                Problem("command line", "--jsonl", "stands with LETTER or --case", "give one or the other")
            )
        raise typer.Exit(_check_lines(place, jsonl, profile, second_reader))
    if file is None or case is None:
        raise InputError(
            Problem("command line", "", "names no letter and case", "drafter check LETTER --case CASE")
        )
    text = _read_text(file)
    given = judging.of_letter(place, place.case(case, profile), text)
    found: list[Judged] = []
    _each(place, [given], second_reader, found.append)
    verdict, judged = found[0].verdict, found[0].texts[""]
    if found[0].note:
        sys.stderr.write(f"note: {found[0].note}\n")
    match format:
        case Format.text:
            sys.stdout.write("\n".join(_lines(file, text, _in_file(found[0], text))) + "\n")
        case Format.json:
            findings = [record.finding(found) for found in verdict.findings]
            result = {"verdict": _word(verdict), "findings": findings, "text": judged}
            sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=2) + "\n")
        case Format.sarif:
            rules = place.policy.rules_for(found[0].plan)
            log = sarif.log(file, text, _in_file(found[0], text), rules)
            sys.stdout.write(json.dumps(log, ensure_ascii=False, indent=2) + "\n")
    if not verdict.passes:
        raise typer.Exit(1)


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_LETTER_BYTES + 1)
        if len(data) > MAX_LETTER_BYTES:
            raise InputError(
                Problem(str(path), "", f"larger than {MAX_LETTER_BYTES // 1024} KiB", "give one letter")
            )
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            Problem(str(path), "", f"byte {error.start + 1} is not UTF-8", "save the file as UTF-8")
        ) from None
    except OSError as error:
        raise InputError(
            Problem(str(path), "", error.strerror or "cannot be read", "give a readable file")
        ) from None
    if not text.strip():
        raise InputError(Problem(str(path), "", "is empty", "give the text of a letter"))
    return text


def _each(
    place: Workplace, texts: Iterable[Judged], second_reader: bool, write: Callable[[Judged], None]
) -> None:
    """Write texts that code has judged; if asked, once the second reader has read them too."""
    if second_reader:
        # The client is loaded only where it is used: it takes longer than judging a letter.
        from drafter.cli.reading import read_all

        sys.stderr.write(f"{read_all(place, texts, write)}\n")
    else:
        for text in texts:
            write(text)


def _in_file(judged: Judged, text: str) -> Verdict:
    frame = letter.frame_of(judged.case, judged.plan, ())
    return placing.in_file(judged.verdict, judged.texts[""], text, frame)


def _lines(path: Path, text: str, verdict: Verdict) -> Iterator[str]:
    for found in verdict.findings:
        where = str(path)
        if found.span:
            line, column = excerpt.place(text, found.span.start)
            where = f"{path}:{line}:{column}"
        yield f"{where}: {found.severity}: {found.rule}: {found.why}"
        if found.span:
            for shown in excerpt.underlined(text, found.span.start, found.span.end):
                yield f"    {shown}"
        if found.suggestion:
            yield f"    write: {found.suggestion}"
    count = len(verdict.errors)
    yield f"{path}: {count} error{'' if count == 1 else 's'}" if count else f"{path}: passes"


def _word(verdict: Verdict) -> str:
    return "pass" if verdict.passes else "fail"


def _check_lines(place: Workplace, path: Path, profile: Path | None, second_reader: bool) -> int:
    failed: list[InputError] = []
    _each(place, _judged(place, path, profile, failed), second_reader, _write_line)
    return 2 if failed else 0


def _judged(place: Workplace, path: Path, profile: Path | None, failed: list[InputError]) -> Iterator[Judged]:
    """Yield the lines of a file as code judges them; one that cannot be used is reported and left out."""
    for number, line in enumerate(_read_lines(path), 1):
        if not line.strip():
            continue
        try:
            yield judging.of_line(place, line, f"{path}:{number}", profile)
        except InputError as error:
            sys.stderr.write(f"{error}\n")
            failed.append(error)


def _write_line(judged: Judged) -> None:
    shown = {
        "id": judged.id,
        "verdict": _word(judged.verdict),
        "findings": [record.finding(found) for found in judged.verdict.findings],
        **({"notes": [judged.note]} if judged.note else {}),
    }
    sys.stdout.write(json.dumps(shown, ensure_ascii=False) + "\n")


def _read_lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            yield from file
    except UnicodeDecodeError:
        raise InputError(Problem(str(path), "", "is not UTF-8", "save the file as UTF-8")) from None
    except OSError as error:
        raise InputError(
            Problem(str(path), "", error.strerror or "cannot be read", "give a readable file")
        ) from None
