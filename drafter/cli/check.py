"""``drafter check``: judge a letter somebody wrote, or many drafts at once."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import typer

from drafter import document, letter, record
from drafter.case import Case
from drafter.case_file import from_document
from drafter.cli import sarif
from drafter.cli.workplace import Workplace, open_workplace
from drafter.errors import InputError, Problem
from drafter.guide import Plan
from drafter.pipeline import Drafter
from drafter.policy import Verdict
from drafter.text import canonical

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
        raise typer.Exit(_check_lines(place, jsonl, profile))
    if file is None or case is None:
        raise InputError(
            Problem("command line", "", "names no letter and case", "drafter check LETTER --case CASE")
        )
    text = _read_text(file)
    verdict, judged = _judge_text(place, place.case(case, profile), text)
    match format:
        case Format.text:
            sys.stdout.write("\n".join(_lines(file, verdict)) + "\n")
        case Format.json:
            findings = [record.finding(found) for found in verdict.findings]
            result = {"verdict": _word(verdict), "findings": findings, "text": judged}
            sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=2) + "\n")
        case Format.sarif:
            sys.stdout.write(
                json.dumps(sarif.log(file, judged, verdict), ensure_ascii=False, indent=2) + "\n"
            )
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


def _judge_text(place: Workplace, case: Case, text: str) -> tuple[Verdict, str]:
    """Return the verdict on a letter's text and the body that was judged."""
    plan = Drafter(prompts=place.prompts, policy=place.policy).plan(case)
    body = letter.body_of(canonical(text), letter.frame_of(case, plan, ()))
    return place.policy.judge_letter(plan, body, letter.values(case, plan)), body


def _lines(path: Path, verdict: Verdict) -> Iterator[str]:
    for found in verdict.findings:
        yield f"{path}: {found.severity}: {found.rule}: {found.why}"
        if found.quote:
            quote = " ".join(found.quote.split())
            yield f"    {quote}\n    {'~' * len(quote)}"
        if found.suggestion:
            yield f"    write: {found.suggestion}"
    count = len(verdict.errors)
    yield f"{path}: {count} error{'' if count == 1 else 's'}" if count else f"{path}: passes"


def _word(verdict: Verdict) -> str:
    return "pass" if verdict.passes else "fail"


def _check_lines(place: Workplace, path: Path, profile: Path | None) -> int:
    failed = False
    for number, line in enumerate(_read_lines(path), 1):
        if not line.strip():
            continue
        try:
            row = _row(line, f"{path}:{number}")
            verdict = _judge_row(place, row, f"{path}:{number}", profile)
        except InputError as error:
            sys.stderr.write(f"{error}\n")
            failed = True
            continue
        shown = {
            "id": row["id"],
            "verdict": _word(verdict),
            "findings": [record.finding(found) for found in verdict.findings],
        }
        sys.stdout.write(json.dumps(shown, ensure_ascii=False) + "\n")
    return 2 if failed else 0


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


def _row(line: str, source: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if (
        not isinstance(row, dict)
        or "id" not in row
        or "case" not in row
        or ("sections" in row) == ("text" in row)
    ):
        raise InputError(
            Problem(source, "", "is not a draft", 'give {"id", "case", "sections"} or {"id", "case", "text"}')
        )
    return row


def _judge_row(place: Workplace, row: dict[str, Any], source: str, profile: Path | None) -> Verdict:
    case, plan = _case_and_plan(place, json.dumps(row["case"], sort_keys=True), source, profile)
    sections, text = row.get("sections"), row.get("text")
    if isinstance(text, str):
        body = letter.body_of(canonical(text), letter.frame_of(case, plan, ()))
        return place.policy.judge_letter(plan, body, letter.values(case, plan))
    if not isinstance(sections, dict) or not all(isinstance(said, str) for said in sections.values()):
        raise InputError(
            Problem(source, "sections", "is not a text by section id", "give one string a section")
        )
    return place.policy.judge_draft(plan, {id: canonical(said) for id, said in sections.items()})


@lru_cache(maxsize=512)
def _case_and_plan(place: Workplace, given: str, source: str, profile: Path | None) -> tuple[Case, Plan]:
    value = json.loads(given)
    if isinstance(value, str):
        case = place.case(Path(value), profile)
    else:
        read = document.of_mapping(value, source)
        case = from_document(read, profile=profile or place.settings.profile)
    return case, Drafter(prompts=place.prompts, policy=place.policy).plan(case)
