"""``drafter draft CASE``: a case goes in, a letter comes out."""

from __future__ import annotations

import sys
from operator import itemgetter
from pathlib import Path
from textwrap import shorten
from typing import Annotated

import typer

from drafter import files, record
from drafter.case import Case
from drafter.cli.advice import say_advice
from drafter.cli.workplace import Workplace, open_workplace
from drafter.pipeline import NO_MODEL, TURNED_OFF, Drafter
from drafter.policy import Severity
from drafter.render import to_html, to_text
from drafter.result import Readiness, Result
from drafter.slots import fill

LEGAL_REVIEW = 4
_LONGEST_QUOTE = 160


def draft(
    case: Annotated[Path, typer.Argument(help="Case file, YAML or JSON.", metavar="CASE")],
    json: Annotated[bool, typer.Option("--json", help="Print the whole record as JSON.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Also write letter, page and record into this folder.", metavar="DIR"),
    ] = None,
    no_model: Annotated[
        bool, typer.Option("--no-model", help="Use the templates, whatever is configured.")
    ] = False,
    profile: Annotated[
        Path | None,
        typer.Option("--profile", help="Profile file for a case that names none.", metavar="FILE"),
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", help="Picks among the wordings of the templates.", min=0)
    ] = 0,
) -> None:
    """Draft the letter for a case. Exit 0: ready for review; 4: ready, a lawyer must see it; 2: bad input."""
    place = open_workplace()
    read = place.case(case, profile)
    if no_model:
        result = _from_templates(place, read, seed, TURNED_OFF)
    elif place.settings.model is None:
        result = _from_templates(place, read, seed, NO_MODEL)
    else:
        # The client is read only where it is used: it takes as long to load as a letter takes to write.
        from drafter.cli.asking import draft_with_model

        result = draft_with_model(place, place.settings.model, read, seed)
    shown = record.to_json(result) if json else to_text(result.letter)
    if out is not None:
        files.write_all(
            out,
            {
                f"{case.stem}.txt": to_text(result.letter),
                f"{case.stem}.html": to_html(result.letter, place.prompts),
                f"{case.stem}.json": record.to_json(result),
            },
        )
    sys.stdout.write(shown)
    if not json:
        _say_warnings(result)
        _say_notes(result)
    if result.readiness is Readiness.legal_review:
        raise typer.Exit(LEGAL_REVIEW)


def _from_templates(place: Workplace, case: Case, seed: int, note: str) -> Result:
    drafter = Drafter(prompts=place.prompts, policy=place.policy)
    say_advice(drafter, case)
    return drafter.draft_from_templates(case, seed=seed, note=note)


def _say_warnings(result: Result) -> None:
    for found in result.findings:
        if found.severity is Severity.warning:
            words = " ".join(fill(found.quote, result.plan.facts.slots).split())
            why = f"{found.why.removesuffix('.')}; {words}" if words else found.why
            sys.stderr.write(f"warning: {found.rule}: {why}\n")


def _say_notes(result: Result) -> None:
    for note in result.notes:
        sys.stderr.write(f"note: {note}\n")
    for trigger in result.triggers:
        sys.stderr.write(f"legal: a lawyer must see this letter ({trigger}){_said(result, trigger)}.\n")


def _said(result: Result, trigger: str) -> str:
    """Return the words that weigh most for a trigger, and where they stand: an agent sees if they mean it."""
    signs = [(sign.weight, where, sign.quote) for where, sign in result.signs if sign.trigger == trigger]
    if not signs:
        return ""
    _, where, quote = max(signs, key=itemgetter(0))
    return f"; {where}: “{shorten(quote, _LONGEST_QUOTE, placeholder=' …')}”"
