"""``drafter guides``: the guides in force, step by step."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from drafter import guide
from drafter.choices import Kind
from drafter.cli.workplace import open_workplace
from drafter.guide import Guide


def guides(
    json: Annotated[bool, typer.Option("--json", help="Print the guides as JSON.")] = False,
) -> None:
    """List the guides in force: sections, advice, checklist, and what must not be said."""
    place = open_workplace()
    loaded = [guide.load(kind, place.prompts) for kind in Kind]
    if json:
        rows: list[Any] = [
            {"version": guide.version(entry.kind, place.prompts), **entry.model_dump(mode="json")}
            for entry in loaded
        ]
        sys.stdout.write(jsonlib.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        return
    for entry in loaded:
        sys.stdout.write("\n".join(_lines(entry, guide.version(entry.kind, place.prompts))) + "\n\n")


def _lines(entry: Guide, version: str) -> Iterator[str]:
    yield f"{entry.kind}: {entry.title} (version {version})"
    for section in entry.sections:
        when = f" [when {', '.join(section.when)}]" if section.when else ""
        slots = ", ".join((*section.must, *(f"{name}?" for name in section.may)))
        yield f"  section {section.id}{when}: {slots}"
    for advice in entry.advice:
        yield f"  advice {advice.id} [when {', '.join(advice.when)}]: {advice.says}"
    for item in (*entry.layout, *entry.checklist):
        yield f"  {'layout' if item in entry.layout else 'checklist'} {item.id}: {item.says}"
    for avoid in entry.avoid:
        yield f"  avoid ({', '.join(avoid.rules)}): {avoid.says}"
