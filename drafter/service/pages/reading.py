"""The reader of a page: their language, theme, keys and name, from their session and preferences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from gettext import NullTranslations

import regex
from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from drafter.choices import Language
from drafter.review import people
from drafter.service.context import Service
from drafter.service.identity import Principal
from drafter.service.pages import catalogue, words
from drafter.service.pages.clock import Clock
from drafter.service.pages.environment import render
from drafter.service.pages.shell import Reader, Shell

_VERSION = regex.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at a page.

    Attributes:
        shell: what surrounds the page.
        clock: writes its times.
        words: the catalogue of its language.
    """

    shell: Shell
    clock: Clock
    words: NullTranslations

    def say(self, text: str) -> str:
        """Return a text of the catalogue in the reader's language."""
        return self.words.gettext(text)

    def show(self, template: str, page: object, status: int = 200, **more: object) -> HTMLResponse:
        """Return a page."""
        return HTMLResponse(render(template, self.shell, self.clock, page, **more), status)


def read_by(request: Request, service: Service, who: Principal | None, *, said: str = "") -> Reading:
    """Return how a request's page is read.

    Args:
        request: the request.
        service: the service.
        who: who asks; None before sign-in.
        said: key of what the page says first; else the address has it (``?said=``).
    """
    wishes: Mapping[str, str | bool | int] = {}
    reader = None
    if who is not None:
        person = people.get(service.store, who.actor.id)
        wishes = person.preferences
        roles = tuple(sorted(map(str, who.actor.roles)))
        reader = Reader(person.id, person.name, roles, who.permissions)
    chosen = str(wishes.get("language", ""))
    language = (
        Language(chosen)
        if chosen in Language.__members__
        else catalogue.preferred(request.headers.get("Accept-Language", ""))
    )
    translated = catalogue.translations(language)
    known = words.SAID.get(said or request.query_params.get("said", ""), "")
    shell = Shell(
        language=language,
        person=reader,
        csrf=who.csrf_token if who else "",
        theme=str(wishes.get("theme", "auto")),
        shortcuts=bool(wishes.get("shortcuts", True)),
        path=request.url.path,
        said=translated.gettext(known) if known else "",
        demo=service.demo is not None,
    )
    here = service.store.clock().astimezone(service.desk.rules.time_zone)
    return Reading(shell, Clock(here, language), translated)


def go_to(path: str, said: str = "") -> RedirectResponse:
    """Return an answer that leads a browser on by GET (post, redirect, get).

    Args:
        path: where to; a path of this service.
        said: key of what the page there says first.
    """
    joined = "&" if "?" in path else "?"
    return RedirectResponse(f"{path}{joined}said={said}" if said else path, 303)


async def posted(request: Request) -> Mapping[str, Sequence[str]]:
    """Return a posted form's text fields, each with all its values."""
    form = await request.form()
    given: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            given.setdefault(name, []).append(value)
    return given


def one(given: Mapping[str, Sequence[str]], name: str) -> str:
    """Return a field's first value, or an empty text."""
    return next(iter(given.get(name, ())), "")


def matched_version(given: Mapping[str, Sequence[str]]) -> int:
    """Return the version a form was drawn for, from its ``match`` (``v3-0123456789ab``); 0 for none."""
    return version_of(one(given, "match").partition("-")[0].removeprefix("v"))


def version_of(text: str) -> int:
    """Return a version's number as it was posted; 0 where it cannot be one."""
    return int(text) if _VERSION.fullmatch(text) else 0
