"""Drafting with a model, with progress on a terminal."""

from __future__ import annotations

import asyncio
import random
import sys

from drafter.case import Case
from drafter.cli.advice import say_advice
from drafter.cli.progress import Progress
from drafter.cli.workplace import Workplace
from drafter.exchange import ModelSettings
from drafter.model import Model
from drafter.pipeline import Drafter
from drafter.result import Result


def draft_with_model(place: Workplace, settings: ModelSettings, case: Case, seed: int) -> Result:
    """Draft a letter with the configured model.

    Args:
        place: settings and shelves.
        settings: how to reach the model.
        case: the case.
        seed: picks among the wordings of templates.
    """

    async def run(progress: Progress) -> Result:
        model = Model(settings, rng=random.Random(), on_event=progress.on_event)
        drafter = Drafter(
            prompts=place.prompts,
            policy=place.policy,
            model=model,
            deadline_seconds=settings.total_seconds,
            on_step=progress.on_step,
        )
        say_advice(drafter, case)
        try:
            return await drafter.draft(case, seed=seed)
        finally:
            await model.aclose()

    with Progress(sys.stderr) as progress:
        return asyncio.run(run(progress))
