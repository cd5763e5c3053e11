"""A letter as one self-contained HTML page that prints on A4 or US Letter paper."""

from __future__ import annotations

import re
from functools import lru_cache

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from drafter.letter import Letter
from drafter.library import Shelf
from drafter.templates import blamed

NAME = "messages/letter.html.jinja"
_BETWEEN_FIGURES = re.compile(r"(?<=[0-9)]) (?=[0-9(])")


def to_html(letter: Letter, shelf: Shelf) -> str:
    """Return a letter as an HTML page without scripts, links or outside resources.

    Args:
        letter: the letter.
        shelf: the prompts shelf, which holds the page's template.

    Raises:
        LibraryError: the template is broken, or names what it is not given.
    """
    with blamed(shelf.find(NAME)):
        return _template(shelf).render(letter=letter)


@lru_cache(maxsize=4)
def _template(shelf: Shelf) -> Template:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["unbroken"] = _unbroken
    return environment.from_string(shelf.text(NAME))


def _unbroken(text: str) -> str:
    """Return text in which figures that belong together, as a telephone number's do, stay on one line."""
    return _BETWEEN_FIGURES.sub("\u00a0", text)
