"""Hostile drafts as a subject: a clean draft with one violation planted in it must be refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from drafter import letter
from drafter.case import Case
from drafter.draft import Draft, Origin
from drafter.evaluation.drafting import Library, found
from drafter.evaluation.journal import Check, Result, WrittenSection
from drafter.evaluation.suite import Suite
from drafter.guide import Plan
from drafter.policy import Policy


class Hostile(Protocol):
    """A draft with a violation in it."""

    @property
    def case(self) -> Case:
        """Return what it was written for."""

    @property
    def plan(self) -> Plan:
        """Return the plan of the case."""

    @property
    def sections(self) -> Mapping[str, str]:
        """Return the texts as a model might answer."""

    @property
    def violation(self) -> str:
        """Return the name of what was planted."""


Draws = Callable[[int, int], Iterable[Hostile]]
"""Draws hostile drafts from a seed and a count."""


@dataclass(frozen=True, slots=True)
class HostileItem:
    """One hostile draft and its number."""

    id: str
    hostile: Hostile

    @property
    def kind(self) -> str:
        """Return the kind of letter."""
        return str(self.hostile.case.kind)

    @property
    def language(self) -> str:
        """Return the language of the letter."""
        return str(self.hostile.case.language)


class Attacks:
    """The gate on hostile drafts.

    Args:
        suite: the suite.
        draws: draws the drafts.
        library: prompts and policies.
    """

    def __init__(self, suite: Suite, draws: Draws, library: Library) -> None:
        self._suite = suite
        self._draws = draws
        self._policy = Policy(library.policies)

    def items(self) -> Iterator[HostileItem]:
        """Yield the drafts; see :class:`Subject`."""
        for number, hostile in enumerate(self._draws(self._suite.seed, self._suite.draws)):
            item = HostileItem(f"{number:06}:{hostile.violation}", hostile)
            if item.kind in self._suite.kinds and item.language in self._suite.languages:
                yield item

    async def run(self, item: HostileItem, epoch: int) -> tuple[Result, ...]:
        """Judge one draft, and the letter it fills to; see :class:`Subject`."""
        hostile = item.hostile
        draft = Draft.of(hostile.sections, Origin.model)
        verdict = self._policy.judge_draft(hostile.plan, draft.texts)
        if verdict.passes:
            body = letter.lay_out(hostile.case, hostile.plan, draft).body_text
            verdict = self._policy.judge_letter(hostile.plan, body, letter.values(hostile.case, hostile.plan))
        refused = not verdict.passes
        return (
            Result(
                case=item.id,
                epoch=epoch,
                kind=item.kind,
                language=item.language,
                checks={
                    "refused": Check(passed=refused, why="" if refused else f"passed: {hostile.violation}")
                },
                outcome=str(verdict.decision),
                findings=tuple(map(found, verdict.errors)),
                # What was refused is known by its number; what passed is worth reading.
                sections=()
                if refused
                else tuple(WrittenSection(id=each.id, text=each.text) for each in draft.sections),
            ),
        )

    async def aclose(self) -> None:
        """Close nothing."""
