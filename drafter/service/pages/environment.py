"""The templates, in the reader's language, with everything escaped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from drafter.choices import Language
from drafter.service.pages import assets, catalogue, words
from drafter.service.pages.clock import Clock
from drafter.service.pages.shell import Shell

TEMPLATES = Path(__file__).parent / "templates"


def render(name: str, shell: Shell, clock: Clock, page: object, **more: object) -> str:
    """Return a page as HTML.

    Args:
        name: the template's file name.
        shell: who looks, and how.
        clock: the moment and language that times are written in.
        page: what the page shows.
        more: switches of the template.
    """
    template = _environment(shell.language).get_template(name)
    return template.render(shell=shell, clock=clock, page=page, **more)


@lru_cache(maxsize=len(Language))
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    translated = catalogue.translations(language)
    install: Any = getattr(environment, "install_gettext_callables")  # noqa: B009  (added by the extension)
    install(translated.gettext, translated.ngettext, newstyle=True)
    environment.globals.update(
        {"asset": assets.address, "words": words, "languages": _names(), "swap_beside": False}
    )
    return environment


def _names() -> Mapping[str, str]:
    return {str(language): name for language, name in catalogue.NAMES.items()}
