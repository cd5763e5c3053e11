"""The command line. One module a command; each is thin.

Exit codes: 0 done, 1 error findings, 2 bad input, 4 ready but a lawyer must see it. Errors go to standard
error, one line a problem; results go to standard output alone.
"""

from __future__ import annotations

import sys

import typer

from drafter.cli import check, draft, guides, new, policies, prompt, screen, serve, store
from drafter.errors import DrafterError
from drafter.version import __version__

app = typer.Typer(
    name="drafter",
    help="Draft the letters that support teams dread, and prove what they do not say.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("draft")(draft.draft)
app.command("new")(new.new)
app.command("check")(check.check)
app.command("screen")(screen.screen)
app.command("prompt")(prompt.prompt)
app.command("guides")(guides.guides)
app.command("serve")(serve.serve)
app.add_typer(policies.app, name="policies")
app.add_typer(store.audit, name="audit")
app.command("backup")(store.backup)
app.command("restore")(store.restore)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"drafter {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Draft the letters that support teams dread, and prove what they do not say."""


def main() -> None:
    """Run the command line and exit."""
    try:
        app()
    except DrafterError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
