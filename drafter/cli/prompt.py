"""``drafter prompt CASE``: the exact request body, as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from drafter.cli.workplace import open_workplace
from drafter.exchange import ModelSettings, request_body
from drafter.pipeline import Drafter
from drafter.settings import DEFAULT_MODEL


def prompt(
    case: Annotated[Path, typer.Argument(help="Case file, YAML or JSON.", metavar="CASE")],
    profile: Annotated[
        Path | None,
        typer.Option("--profile", help="Profile file for a case that names none.", metavar="FILE"),
    ] = None,
) -> None:
    """Print the exact request that would be sent to the model. No value of the case is in it."""
    place = open_workplace()
    read = place.case(case, profile)
    drafter = Drafter(prompts=place.prompts, policy=place.policy)
    request = drafter.prompt(read, drafter.plan(read)).request
    settings = place.settings.model or ModelSettings(
        api_key="none", model=DEFAULT_MODEL, max_tokens_field="max_completion_tokens"
    )
    sys.stdout.write(json.dumps(request_body(request, settings), ensure_ascii=False, indent=2) + "\n")
