"""``drafter policies list|test``: the rules in force, and their own examples."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from drafter.choices import Language
from drafter.cli.workplace import open_workplace
from drafter.library import Shelf
from drafter.policy import escalation_examples, examples
from drafter.policy import rule as rules
from drafter.policy.escalation import Screen
from drafter.settings import Settings

app = typer.Typer(
    help="The rules in force, and their own examples.", no_args_is_help=True, rich_markup_mode=None
)


def _shelf() -> Shelf:
    place = open_workplace()
    settings: Settings = place.settings
    return Shelf.of("policies", settings.policies)


@app.command("list")
def list_rules() -> None:
    """List the rules in force, with what each is for."""
    for rule in rules.load(_shelf()):
        where = ", ".join(rule.letters) if len(rule.letters) < len(rules.EVERY_KIND) else "every letter"
        sys.stdout.write(f"{rule.id} ({rule.severity}; {where})\n    {rule.why}\n    source: {rule.source}\n")
    for escalation in Screen.load(_shelf()).rules:
        what = "brings a lawyer in" if escalation.trigger else "for the reviewer"
        sys.stdout.write(
            f"{escalation.id} ({what}; every message, account and letter)\n    {escalation.why}\n"
        )


@app.command("test")
def run_examples(
    language: Annotated[
        list[Language] | None,
        typer.Option("--language", "-l", help="Test only these languages.", metavar="L"),
    ] = None,
) -> None:
    """Run every rule's own examples. Exit 1 if one fails."""
    shelf = _shelf()
    failed = 0
    for each in language or list(Language):
        of_letters, count = examples.run(each, shelf)
        of_messages, more = escalation_examples.run(each, shelf)
        failures, count = [*of_letters, *of_messages], count + more
        for failure in failures:
            sys.stdout.write(f"{failure}\n")
        sys.stdout.write(f"{each}: {count - len(failures)} of {count} examples hold\n")
        failed += len(failures)
    if failed:
        raise typer.Exit(1)
