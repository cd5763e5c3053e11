"""``drafter audit verify``, ``drafter backup`` and ``drafter restore``: the store from the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from drafter.store import Store

BROKEN = 1

audit = typer.Typer(help="The audit trail.", no_args_is_help=True, rich_markup_mode=None)

Database = Annotated[
    str,
    typer.Option(
        "--database", envvar="DRAFTER_DATABASE", help="sqlite:///FILE or postgresql://…", metavar="URL"
    ),
]
_ANCHOR = typer.Option(
    "--anchor", envvar="DRAFTER_ANCHOR", help="File of the heads noted outside the database.", metavar="FILE"
)
DEFAULT = "sqlite:///drafter.db"
DEFAULT_ANCHOR = Path("drafter.anchor")


@audit.command("verify")
def verify(database: Database = DEFAULT, anchor: Annotated[Path, _ANCHOR] = DEFAULT_ANCHOR) -> None:
    """Verify every event of the audit trail, its head, and the anchor. Exit 0: it holds; 1: it does not."""
    from drafter.store import audit as trail
    from drafter.store.anchor import Anchor

    with _open(database) as store, store.read() as connection:
        report = trail.verify(connection, Anchor(anchor).heads())
    for problem in report.problems:
        sys.stdout.write(f"{problem}\n")
    if not report.holds:
        raise typer.Exit(BROKEN)
    sys.stdout.write(
        f"{report.events} events hold, and {anchor} agrees; head {report.head.seq} {report.head.hash}\n"
    )


def backup(
    file: Annotated[Path, typer.Argument(help="Where to; must not be there yet.", metavar="FILE")],
    database: Database = DEFAULT,
) -> None:
    """Write the whole store into one file, while it is in use. It holds personal data; keep it safe."""
    from drafter.store.backup import backup as write

    with _open(database) as store:
        made = write(store, file)
    sys.stdout.write(f"{file}: {sum(made.rows.values())} rows; audit head {made.seq} {made.hash}\n")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.", metavar="FILE")],
    database: Database = DEFAULT,
    anchor: Annotated[Path | None, _ANCHOR] = None,
) -> None:
    """Fill a new database from a backup, all of it or nothing."""
    from drafter.store import Store
    from drafter.store.anchor import Anchor
    from drafter.store.backup import require_whole
    from drafter.store.backup import restore as read

    require_whole(file)
    with Store.open(database) as store:
        made = read(store, file, Anchor(anchor) if anchor else None)
    sys.stdout.write(f"{sum(made.rows.values())} rows restored; audit head {made.seq} {made.hash}\n")


def _open(database: str) -> Store:
    from drafter.store import Store

    return Store.open(database, migrate=False)
