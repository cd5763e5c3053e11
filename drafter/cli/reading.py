"""The second reader for ``drafter check``: some texts at once, answered in order."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from drafter.cli.judging import Judged
from drafter.cli.workplace import Workplace
from drafter.errors import Problem, SettingsError
from drafter.exchange import ModelSettings
from drafter.model import Model
from drafter.second_reader import SecondReader


@dataclass(slots=True)
class Tally:
    """What reading some texts came to.

    Attributes:
        texts: how many were given.
        unread: how many of them were not read to the end.
        tokens: tokens known to be used.
    """

    texts: int = 0
    unread: int = 0
    tokens: int = 0

    def __str__(self) -> str:
        return f"second reader: {self.texts - self.unread} of {self.texts} read, {self.tokens} tokens"


def read_all(place: Workplace, texts: Iterable[Judged], write: Callable[[Judged], None]) -> Tally:
    """Have texts read that code has judged, as many at once as the settings allow.

    Args:
        place: settings and shelves.
        texts: the texts; taken as they are needed.
        write: takes each text, in the order given, with the findings of code and reader.

    Raises:
        SettingsError: no model is configured.
    """
    if place.settings.model is None:
        what = "is not set, and without a model there is no second reader"
        wanted = "set it, or OPENAI_BASE_URL for a service on this machine"
        raise SettingsError(Problem("environment", "OPENAI_API_KEY", what, wanted))
    return asyncio.run(_read_all(place, place.settings.model, texts, write))


async def _read_all(
    place: Workplace, settings: ModelSettings, texts: Iterable[Judged], write: Callable[[Judged], None]
) -> Tally:
    model = Model(settings, rng=random.Random())
    reader = SecondReader(model, place.policy, place.prompts)
    tally = Tally()
    under_way: deque[asyncio.Task[Judged]] = deque()
    try:
        for text in texts:
            if len(under_way) == settings.concurrency:
                write(await under_way.popleft())
            under_way.append(asyncio.create_task(_read(reader, text, tally)))
        while under_way:
            write(await under_way.popleft())
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await model.aclose()
    return tally


async def _read(reader: SecondReader, text: Judged, tally: Tally) -> Judged:
    if "" in text.texts:
        reading = await reader.read_letter(text.case, text.plan, text.texts[""])
    else:
        reading = await reader.read(text.case, text.plan, text.texts)
    tally.texts += 1
    tally.unread += bool(reading.note)
    tally.tokens += reading.reply.usage.total_tokens if reading.reply else 0
    sections = ("", *text.plan.section_ids)
    return replace(text, verdict=reading.added_to(text.verdict, sections), note=reading.note)
