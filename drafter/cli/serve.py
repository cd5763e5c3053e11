"""``drafter serve``: the review service."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from drafter.settings import Settings


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.", min=0, max=65535)] = 8765,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Show it at work: people and letters made up, in a folder thrown away."),
    ] = False,
) -> None:
    """Run the review service: people decide on letters, programs ask for them. Stop with Ctrl+C."""
    # The service is read only where it is used: it takes longer to load than a letter takes to write.
    from drafter.service import serve as process
    from drafter.service.settings import ServiceSettings

    drafting = Settings.from_environ(os.environ)
    settings = ServiceSettings.from_environ(os.environ)
    with ExitStack() as stack:
        if demo:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drafter-demo-")))
            settings = replace(settings, database=f"sqlite:///{folder / 'drafter.db'}", anchor=None)
        store = stack.enter_context(process.open_store(settings))
        process.check_binding(host, settings, store)
        service = stack.enter_context(process.open_service(settings, drafting, store))
        if demo:
            _say(process.furnish_demo(service, port))
        elif link := process.first_link(settings, store, port):
            _say(f"Nobody is here yet. Open this link within a day to become the administrator:\n{link}")
        process.warm_up(service)
        process.run(service, host, port)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
