"""A person's own settings, and help."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from drafter import guide
from drafter.choices import Kind, Language
from drafter.review import people
from drafter.service.access import needs
from drafter.service.context import ServiceOf
from drafter.service.identity import Principal
from drafter.service.pages.help_view import help_page
from drafter.service.pages.reading import go_to, one, posted, read_by
from drafter.service.pages.settings_view import THEMES, settings_page
from drafter.service.permission import Permission

router = APIRouter()
Anybody = Annotated[Principal, needs(Permission.account)]
Form = Annotated[Mapping[str, Sequence[str]], Depends(posted)]


@router.get("/settings")
@router.get("/account")
def settings(
    request: Request, service: ServiceOf, who: Anybody, failed: str = "", done: str = ""
) -> Response:
    """Show a person's settings, and to an administrator how the service is set up."""
    reading = read_by(request, service, who, said="saved" if done else "")
    return reading.show("settings.html", settings_page(service, who, reading, failed))


@router.post("/settings")
def save(service: ServiceOf, who: Anybody, form: Form) -> Response:
    """Save a person's settings; they follow the person to any browser."""
    language, theme = one(form, "language"), one(form, "theme")
    wishes: dict[str, str | bool | int] = {
        "shortcuts": one(form, "shortcuts") == "true",
        "theme": theme if theme in THEMES else THEMES[0],
    }
    if language in Language.__members__:
        wishes["language"] = language
    people.set_preferences(service.store, who.actor, wishes)
    return go_to("/settings", "saved")


@router.get("/help")
def help_(request: Request, service: ServiceOf, who: Anybody) -> Response:
    """Show how a letter goes, the keys, and the guides in force."""
    guides = [guide.load(kind, service.drafter.prompts) for kind in Kind]
    return read_by(request, service, who).show("help.html", help_page(guides))
