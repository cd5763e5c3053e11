"""The template environment of the pages: escaped always, and a name that is not there is an error."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

PAGES = Path(__file__).parent / "pages"
TEMPLATES = PAGES / "templates"
STATIC = PAGES / "static"


def make_environment() -> Environment:
    """Return the environment; the pages add their filters and globals to it."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
