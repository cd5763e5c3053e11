"""Acts that ask before they are done: a page, or a dialog over the letter, that says what will happen."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from drafter.errors import ReviewError
from drafter.review import drafts
from drafter.review.deciding import Reason
from drafter.review.state import Act
from drafter.service.access import needs
from drafter.service.context import Service, ServiceOf
from drafter.service.identity import Principal
from drafter.service.pages.confirming import Posted, confirm_page
from drafter.service.pages.reading import go_to, matched_version, one, posted, read_by
from drafter.service.pages.refusal import reasons, refused_page
from drafter.service.permission import Permission
from drafter.service.problem import Refusal

router = APIRouter()
Form = Annotated[Mapping[str, Sequence[str]], Depends(posted)]
Do = Callable[[Service, Principal, str, Posted], object]


def _approve(service: Service, who: Principal, draft_id: str, form: Posted) -> object:
    return service.desk.approve(who.actor, draft_id, if_version=form.version, digest=form.digest)


def _sign_off(service: Service, who: Principal, draft_id: str, form: Posted) -> object:
    return service.desk.sign_off(
        who.actor, draft_id, if_version=form.version, digest=form.digest, reason=form.text
    )


def _request_changes(service: Service, who: Principal, draft_id: str, form: Posted) -> object:
    codes = [Reason(code) for code in form.reasons if code in Reason.__members__]
    return service.desk.request_changes(
        who.actor, draft_id, if_version=form.version, reasons=codes, text=form.text
    )


def _escalate(service: Service, who: Principal, draft_id: str, form: Posted) -> object:
    return service.desk.escalate(who.actor, draft_id, if_version=form.version)


def _forbid(service: Service, who: Principal, draft_id: str, form: Posted) -> object:
    return service.desk.forbid(who.actor, draft_id, if_version=form.version, reason=form.text)


def _revoke(service: Service, who: Principal, draft_id: str, form: Posted) -> object:
    return service.desk.revoke(who.actor, draft_id, reason=form.text)


def _discard(service: Service, who: Principal, draft_id: str, form: Posted) -> object:
    return service.desk.discard(who.actor, draft_id, if_version=form.version, reason=form.text)


def _add(act: Act, permission: Permission, do: Do, said: str) -> None:
    """Add the two routes of an act: the page that asks, and the act itself."""

    def ask(
        request: Request, service: ServiceOf, who: Annotated[Principal, needs(permission)], draft_id: str
    ) -> Response:
        reading = read_by(request, service, who)
        view = drafts.get(service.store, who.actor, draft_id)
        page = confirm_page(act, service, who.actor, view, reading)
        if page is None:
            raise Refusal("not_found")
        return reading.show("confirm.html", page)

    def act_on(
        request: Request,
        service: ServiceOf,
        who: Annotated[Principal, needs(permission)],
        draft_id: str,
        form: Form,
    ) -> Response:
        given = Posted(
            matched_version(form),
            one(form, "digest"),
            one(form, "text").strip(),
            tuple(form.get("reason", ())),
        )
        try:
            do(service, who, draft_id, given)
        except ReviewError as error:
            view = drafts.get(service.store, who.actor, draft_id)
            reading = read_by(request, service, who)
            page = confirm_page(
                act, service, who.actor, view, reading, given=given,
                wrong=" ".join(unmet.says for unmet in reasons(error)),
            )  # fmt: skip
            if page is None or not (given.text or given.reasons):
                return refused_page(request, service, who, draft_id, error)
            return reading.show("confirm.html", page, 409)
        return go_to(f"/drafts/{draft_id}", said)

    path = f"/drafts/{{draft_id}}/{act}"
    router.add_api_route(path, ask, methods=["GET"], name=f"ask_{act}")
    router.add_api_route(path, act_on, methods=["POST"], name=str(act))


_add(Act.approve, Permission.review, _approve, "approved")
_add(Act.sign_off, Permission.legal, _sign_off, "signed")
_add(Act.request_changes, Permission.review, _request_changes, "sent_back")
_add(Act.escalate, Permission.review, _escalate, "escalated")
_add(Act.forbid, Permission.legal, _forbid, "forbidden")
_add(Act.revoke, Permission.revoke, _revoke, "revoked")
_add(Act.discard, Permission.drafts_discard, _discard, "discarded")
