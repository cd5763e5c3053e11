"""The door of every route: who asks, whether the route is open to them, and that the request is their own.

A route takes its caller by the permission it needs, so that none can be written without one::

    @router.get("/v1/queue")
    def queue(who: Annotated[Principal, needs(Permission.drafts_read)], service: ServiceOf) -> …

and a route open to everybody says so with ``dependencies=[open_to_everybody]``.
"""

from fastapi import Depends, FastAPI, Request, params
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.concurrency import run_in_threadpool

from drafter.service.context import ServiceOf
from drafter.service.identity import Principal, identify
from drafter.service.origin import check_csrf_token, check_origin
from drafter.service.permission import Permission
from drafter.service.problem import Refusal


class Needs:
    """Lets in who holds a permission."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def admit(self, request: Request, service: ServiceOf) -> Principal:
        """Return who asks.

        Raises:
            Refusal: they are nobody known, not allowed, too fast, or the request is not their own.
        """
        who = await run_in_threadpool(identify, request, service)
        if who is None:
            service.limiter.hit("stranger", address(request))
            raise Refusal("unauthenticated", headers={"WWW-Authenticate": "Bearer"})
        service.limiter.hit("person", who.actor.id)
        if who.session_secret is not None:
            check_origin(request, service.settings.public_url)
            await check_csrf_token(request, who.session_secret)
        if self.permission not in who.permissions:
            raise Refusal("forbidden", f"this takes the permission {self.permission}")
        request.state.who = who
        return who


def needs(permission: Permission) -> params.Depends:
    """Return the dependency that lets in who holds a permission, and gives who it is."""
    return params.Depends(Needs(permission).admit)


def _everybody(request: Request, service: ServiceOf) -> None:
    service.limiter.hit("stranger", address(request))
    check_origin(request, service.settings.public_url)


open_to_everybody = Depends(_everybody)
"""Declares a route open to everybody."""


def _monitoring() -> None:
    """Let anybody look; asked every few seconds by the machine around, so not counted."""


open_to_monitoring = Depends(_monitoring)
"""Declares a route open to everybody and not counted: the health probes."""


def address(request: Request) -> str:
    """Return the address a request comes from."""
    return request.client.host if request.client else "unknown"


def permission_of(dependant: Dependant) -> Permission | None:
    """Return the permission a route asks for; None for one that is open to everybody.

    Raises:
        RuntimeError: it declares nothing.
    """
    for inner in dependant.dependencies:
        if inner.call in (_everybody, _monitoring):
            return None
        owner = getattr(inner.call, "__self__", None)
        if isinstance(owner, Needs):
            return owner.permission
    raise RuntimeError(f"{dependant.path} declares no permission: take `needs(…)` or `open_to_everybody`")


def templates(app: FastAPI) -> dict[object, str]:
    """Return the path template of every route by its endpoint."""
    return {route.endpoint: route.path or "" for route in iter_route_contexts(app.routes)}


def declared(app: FastAPI) -> dict[tuple[str, str], Permission | None]:
    """Return what every route of an app declares, by method and path.

    Raises:
        RuntimeError: a route declares nothing.
    """
    found: dict[tuple[str, str], Permission | None] = {}
    for route in iter_route_contexts(app.routes):
        path, methods = route.path or "", route.methods or set()
        if not isinstance(route.original_route, APIRoute):
            raise RuntimeError(f"{path} is not a route that can declare a permission")
        permission = permission_of(route.dependant)
        found.update({(method, path): permission for method in methods})
    return found
