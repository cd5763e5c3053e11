"""What the progress page shows while a letter is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from drafter.review.views import DraftView
from drafter.service.pages.reading import Reading
from drafter.service.pages.words import N_

_STUCK_SECONDS = 60


@dataclass(frozen=True, slots=True)
class StepView:
    """A step: ``done``, ``now`` or still to come (empty)."""

    label: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ProgressPage:
    """A draft under way."""

    id: str
    kind: str
    customer: str
    steps: tuple[StepView, ...]
    began_at: dt.datetime
    stuck: bool


def progress_page(view: DraftView, reading: Reading) -> ProgressPage:
    """Return the progress of a draft that is being written."""
    waited = (reading.clock.now - view.created_at).total_seconds()
    return ProgressPage(
        id=view.head.draft_id,
        kind=str(view.kind),
        customer=view.case.customer.name if view.case else "",
        steps=(
            StepView(N_("Plan from the guide"), "done"),
            StepView(N_("Write and check, section by section"), "now", reading.clock.span(max(waited, 0))),
            StepView(N_("Ready for you to read"), ""),
        ),
        began_at=view.created_at,
        stuck=waited > _STUCK_SECONDS,
    )
