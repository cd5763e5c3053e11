"""What every route works with, passed in once when the app is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from drafter.pipeline import Drafter
from drafter.review.check import Checker
from drafter.review.demo import Demo
from drafter.review.desk import Desk
from drafter.review.rules import HouseRules
from drafter.service.limiter import Limiter
from drafter.service.metrics import Metrics
from drafter.service.settings import ServiceSettings
from drafter.service.wake import Wake
from drafter.store import Store


@dataclass(slots=True)
class Service:
    """The parts a running service has.

    Attributes:
        settings: how it is set up.
        store: where everything is kept.
        drafter: drafts and judges letters.
        desk: moves drafts.
        profile: file of the company and sender that a new case's form begins with; None begins empty.
        demo: who there is to try, in a demonstration; None for the real thing.
        limiter: how often whom may ask.
        metrics: counters for Prometheus.
        wake: wakes the workers when there is work.
    """

    settings: ServiceSettings
    store: Store
    drafter: Drafter
    desk: Desk
    profile: Path | None = None
    demo: Demo | None = None
    limiter: Limiter = field(default_factory=Limiter)
    metrics: Metrics = field(default_factory=Metrics)
    wake: Wake = field(default_factory=Wake)

    @classmethod
    def of(
        cls,
        settings: ServiceSettings,
        store: Store,
        drafter: Drafter,
        *,
        rules: HouseRules | None = None,
        profile: Path | None = None,
    ) -> Service:
        """Return a service on a store, with a desk that judges as its drafter does."""
        rules = rules or HouseRules(time_zone=settings.time_zone)
        desk = Desk(store, Checker(drafter.prompts, drafter.policy), rules=rules)
        return cls(settings, store, drafter, desk, profile)


def _of_request(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


ServiceOf = Annotated[Service, Depends(_of_request)]
