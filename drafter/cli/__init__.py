"""The command line. One module a command; each is thin.

Exit codes: 0 done, 1 error findings, 2 bad input, 4 ready but a lawyer must see it. Errors go to standard
error, one line a problem; results go to standard output alone. Both are UTF-8 where they are redirected.
"""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

import typer

from drafter.errors import DrafterError
from drafter.version import __version__

COMMANDS: Mapping[str, tuple[str, str]] = {
    "draft": ("draft", "draft"),
    "new": ("new", "new"),
    "check": ("check", "check"),
    "screen": ("screen", "screen"),
    "prompt": ("prompt", "prompt"),
    "guides": ("guides", "guides"),
    "policies": ("policies", "app"),
    "eval": ("eval", "app"),
    "serve": ("serve", "serve"),
    "audit": ("store", "audit"),
    "backup": ("store", "backup"),
    "restore": ("store", "restore"),
}
"""The module of each command, and its name there: a function, or a group of commands."""


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """Return the command line with the command that is asked for, or all where none is.

    Only what is asked for is imported: a letter from the templates needs no evaluation.

    Args:
        arguments: what stands after the program's name.
    """
    app = typer.Typer(
        name="drafter",
        help="Draft the letters that support teams dread, and prove what they do not say.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_root)
    asked = [name for name in arguments[:1] if name in COMMANDS]
    for name in asked or COMMANDS:
        module, wanted = COMMANDS[name]
        command = getattr(import_module(f"drafter.cli.{module}"), wanted)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"drafter {__version__}")
        raise typer.Exit


def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Draft the letters that support teams dread, and prove what they do not say."""


def _write_utf8() -> None:
    """Have letters, JSON and errors written as UTF-8, whatever the locale; a terminal shows what it can."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            errors = stream.errors if stream is sys.stdout else "backslashreplace"
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors=errors)


def main() -> None:
    """Run the command line and exit."""
    _write_utf8()
    if sys.argv[1:2] == ["draft"]:
        gc.disable()  # one letter is written before anything is worth collecting
    try:
        app_for(sys.argv[1:])()
    except DrafterError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
