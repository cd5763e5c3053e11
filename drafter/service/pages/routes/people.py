"""People: who may do what, and inviting somebody."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from drafter.choices import Language
from drafter.errors import InputError, ReviewError
from drafter.review import people
from drafter.review.actor import Role
from drafter.service.access import needs
from drafter.service.context import ServiceOf
from drafter.service.identity import Principal
from drafter.service.pages.people_view import PeoplePage, PersonPage, person_line
from drafter.service.pages.reading import go_to, one, posted, read_by
from drafter.service.pages.words import N_
from drafter.service.permission import Permission

router = APIRouter()
Manager = Annotated[Principal, needs(Permission.people_manage)]
Form = Annotated[Mapping[str, Sequence[str]], Depends(posted)]
_NO_ROLE = N_("Choose at least one role.")


@router.get("/people")
def everybody(request: Request, service: ServiceOf, who: Manager) -> Response:
    """Show everybody."""
    lines = tuple(map(person_line, people.all_people(service.store)))
    return read_by(request, service, who).show("people.html", PeoplePage(lines))


@router.post("/people/invite")
def invite(request: Request, service: ServiceOf, who: Manager, form: Form) -> Response:
    """Make a link by which somebody sets up their own account."""
    reading = read_by(request, service, who)
    lines = tuple(map(person_line, people.all_people(service.store)))
    roles, spoken = _roles(form), _languages(form)
    chosen = PeoplePage(lines, new_roles=tuple(map(str, roles)), new_languages=tuple(map(str, spoken)))
    if not roles:
        return reading.show("people.html", chosen.wrong_with(reading.say(_NO_ROLE)), 422)
    secret = people.invite(service.store, who.actor, roles, spoken)
    base = service.settings.public_url or str(request.base_url).rstrip("/")
    return reading.show("people.html", chosen.with_link(f"{base}/setup?invitation={secret}"))


@router.get("/people/{person_id}")
def person(request: Request, service: ServiceOf, who: Manager, person_id: str) -> Response:
    """Show one person's roles and languages."""
    line = person_line(people.get(service.store, person_id))
    return read_by(request, service, who).show("person.html", PersonPage(line))


@router.post("/people/{person_id}")
def change(request: Request, service: ServiceOf, who: Manager, person_id: str, form: Form) -> Response:
    """Change a person's roles, languages and access."""
    try:
        people.change(
            service.store, who.actor, person_id,
            roles=_roles(form), languages=_languages(form), active=one(form, "active") == "true",
        )  # fmt: skip
    except (InputError, ReviewError) as error:
        line = person_line(people.get(service.store, person_id))
        return read_by(request, service, who).show("person.html", PersonPage(line, str(error)), 422)
    return go_to("/people", "saved")


def _roles(form: Mapping[str, Sequence[str]]) -> list[Role]:
    return [Role(role) for role in form.get("role", ()) if role in Role.__members__ and role != Role.system]


def _languages(form: Mapping[str, Sequence[str]]) -> list[Language]:
    return [Language(language) for language in form.get("language", ()) if language in Language.__members__]
