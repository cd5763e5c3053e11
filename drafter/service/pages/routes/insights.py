"""Insights: how letters fare."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response

from drafter.review.insights import insights as figures
from drafter.service.access import needs
from drafter.service.context import ServiceOf
from drafter.service.identity import Principal
from drafter.service.pages.insight_view import DAYS, insight_page
from drafter.service.pages.reading import read_by
from drafter.service.permission import Permission

router = APIRouter()


@router.get("/insights")
def insights(
    request: Request,
    service: ServiceOf,
    who: Annotated[Principal, needs(Permission.insights_read)],
    days: int = DAYS[0],
) -> Response:
    """Show the figures of the last days."""
    days = days if days in DAYS else DAYS[0]
    until = service.store.clock()
    found = figures(
        service.store,
        since=until - dt.timedelta(days=days),
        until=until,
        quick_seconds=service.desk.rules.quick_seconds,
    )
    reading = read_by(request, service, who)
    return reading.show("insights.html", insight_page(found, days, reading))
