"""Is it up, can it work, and how does it do: for the machinery around the service."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from sqlalchemy import func, select

from drafter.errors import StoreError
from drafter.service.access import needs, open_to_monitoring
from drafter.service.context import ServiceOf
from drafter.service.identity import Principal
from drafter.service.metrics import CONTENT_TYPE
from drafter.service.permission import Permission
from drafter.store.tables import drafts, outbox

router = APIRouter(include_in_schema=False)


@router.get("/healthz", dependencies=[open_to_monitoring])
async def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@router.get("/readyz", dependencies=[open_to_monitoring])
def readyz(service: ServiceOf) -> Response:
    """Say whether the store can be read."""
    try:
        with service.store.read() as connection:
            connection.exec_driver_sql("SELECT 1")
    except StoreError:
        return JSONResponse({"status": "the store cannot be used"}, 503)
    return JSONResponse({"status": "ready"})


@router.get("/metrics")
def metrics(_: Annotated[Principal, needs(Permission.metrics_read)], service: ServiceOf) -> Response:
    """Return the counters in Prometheus' text format, with what the store holds at this moment."""
    with service.store.read() as connection:
        states = connection.execute(select(drafts.c.state, func.count()).group_by(drafts.c.state)).all()
        waiting = connection.execute(
            select(outbox.c.topic, func.count()).where(outbox.c.state == "waiting").group_by(outbox.c.topic)
        ).all()
    for gauge, rows in ((service.metrics.states, states), (service.metrics.waiting, waiting)):
        gauge.clear()
        for label, count in rows:
            gauge.labels(label).set(count)
    return Response(service.metrics.exposition(), media_type=CONTENT_TYPE)
