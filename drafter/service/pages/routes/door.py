"""The pages at the door: signing in, and setting up an account from an invitation."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from drafter.service.access import open_to_everybody
from drafter.service.context import ServiceOf
from drafter.service.pages.door import DoorPage, own_path
from drafter.service.pages.reading import read_by

router = APIRouter()


@router.get("/login", dependencies=[open_to_everybody])
def login(request: Request, service: ServiceOf, next: str = "/") -> Response:
    """Show the sign-in form."""
    page = DoorPage(next=own_path(next), single_sign_on=service.settings.oidc is not None)
    return read_by(request, service, None).show("sign_in.html", page)
