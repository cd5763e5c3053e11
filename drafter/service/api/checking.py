"""Checks that keep nothing: a letter against its case, a customer's message for legal triggers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from drafter import letter, record
from drafter.choices import Language
from drafter.policy import Trigger
from drafter.review.views import Promise
from drafter.service.access import needs
from drafter.service.api.inputs import Body, CaseBody, Input
from drafter.service.context import ServiceOf
from drafter.service.identity import Principal
from drafter.service.permission import Permission
from drafter.text import canonical

router = APIRouter(tags=["checks"])
Checking = Annotated[Principal, needs(Permission.check)]


class CheckRequest(Input):
    """A letter and the case it was written for."""

    case: CaseBody
    text: Body


class CheckResult(BaseModel):
    """What the policy finds in a letter."""

    verdict: str = Field(description="`pass` or `fail`", examples=["pass"])
    findings: list[dict[str, Any]] = Field(
        description="in the order of the text; spans are offsets in `text`, in code points and UTF-16"
    )
    promises: list[Promise] = Field(description="every amount, date, remedy, commitment and admission")
    triggers: list[Trigger] = Field(
        description="why a lawyer must see this text; screen the customer's message for what it brings"
    )
    text: str = Field(description="the body that was judged, in canonical form")
    policy_version: str


class ScreenRequest(Input):
    """A customer's message."""

    text: Annotated[str, Field(max_length=20_000)]
    language: Language | None = Field(None, description="its language, if known")


class ScreenResult(BaseModel):
    """Why a lawyer must see it."""

    legal_escalation: bool
    triggers: list[Trigger]
    findings: list[dict[str, Any]]


@router.post("/check")
def check(_: Checking, service: ServiceOf, asked: CheckRequest) -> CheckResult:
    """Check a letter against its case and the policy. Nothing is kept."""
    plan = service.drafter.plan(asked.case)
    frame = letter.frame_of(asked.case, plan, ())
    body = letter.body_of(canonical(asked.text), frame)
    checked = service.desk.checker.check_body(asked.case, frame, body)
    failed = any(found.severity == "error" for found in checked.findings)
    return CheckResult(
        verdict="fail" if failed else "pass",
        findings=[record.finding(found) for found in checked.findings],
        promises=list(checked.promises),
        triggers=[Trigger(each) for each in checked.triggers],
        text=body,
        policy_version=checked.policy_version,
    )


@router.post("/screen")
def screen(_: Checking, service: ServiceOf, asked: ScreenRequest) -> ScreenResult:
    """Read a customer's message for legal triggers. Nothing is kept."""
    found = service.drafter.policy.screen_message(asked.text, asked.language)
    return ScreenResult(
        legal_escalation=found.legal_escalation,
        triggers=list(found.triggers),
        findings=[record.sign_as_data(sign) for sign in found.findings],
    )
