"""Letters as a subject of evaluation: the whole pipeline, with a model or from the templates alone."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from drafter.errors import Problem, ServiceError
from drafter.evaluation import checks, material
from drafter.evaluation.asking import asked_of, raise_if_missed
from drafter.evaluation.checks import Drafted
from drafter.evaluation.journal import Found, GuideStep, PromptLine, Result, WrittenSection
from drafter.evaluation.judge import Judge
from drafter.evaluation.material import CaseItem
from drafter.evaluation.suite import Suite
from drafter.exchange import Outcome
from drafter.guide import Plan
from drafter.library import Shelf
from drafter.pipeline import Drafter
from drafter.policy import Policy
from drafter.policy.finding import Finding
from drafter.prompt import Prompt
from drafter.result import Result as Letter
from drafter.result import Step
from drafter.slots import SLOT

if TYPE_CHECKING:
    from drafter.evaluation.lines import Line, Lines

TODAY = dt.date(2026, 11, 21)
"""Date of letters whose case gives none, so that a run repeats."""

_NO_USE = frozenset({Outcome.unauthorised, Outcome.quota})
"""Outcomes that every later request would share."""

_SERVICE = frozenset(
    {
        Outcome.rate_limited,
        Outcome.unavailable,
        Outcome.timeout,
        Outcome.overloaded,
        Outcome.rejected,
        Outcome.breaker_open,
        Outcome.budget_spent,
    }
)
"""Outcomes that say something about the service and nothing about the prompt."""


@dataclass(frozen=True, slots=True)
class Library:
    """The prompts and policies that are evaluated."""

    prompts: Shelf
    policies: Shelf


class Drafting:
    """Drafts the cases of a suite and checks the letters.

    Args:
        suite: what to check, and how long a letter may take.
        files: its case files.
        library: prompts and policies.
        lines: opens a line to the model for each (case, epoch); None drafts from the templates.
        known: versions of prompts that stand in the journal already.
        clock: seconds, of letters that no line's clock times.
    """

    def __init__(
        self,
        suite: Suite,
        files: Iterable[Path],
        library: Library,
        *,
        lines: Lines | None = None,
        known: Iterable[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._suite = suite
        self._files = tuple(files)
        self._library = library
        self._lines = lines
        self._known = set(known)
        self._clock = clock
        self._policy = Policy(library.policies)

    def items(self) -> Iterator[CaseItem]:
        """Yield the cases; see :class:`Subject`."""
        return material.cases(self._files, self._suite.kinds, self._suite.languages)

    async def run(self, item: CaseItem, epoch: int) -> tuple[PromptLine | Result, ...]:
        """Draft one letter and check it; see :class:`Subject`."""
        if self._lines is None:
            began = self._clock()
            letter = self._drafter().draft_from_templates(item.case, seed=self._suite.seed + epoch)
            return (self._result(item, epoch, letter, seconds=self._clock() - began),)
        plan = self._drafter().plan(item.case)
        prompt = self._drafter().prompt(item.case, plan)
        line = self._lines.open(item, epoch, plan, prompt.version)
        began = line.clock()
        try:
            letter = await self._drafter(line).draft(item.case, seed=self._suite.seed + epoch)
        finally:
            await line.model.aclose()
        raise_if_missed(item, epoch, line)
        _raise_if_of_no_use(letter)
        result = self._result(item, epoch, letter, seconds=line.clock() - began)
        error = _service_error(letter.steps)
        result = replace(
            result,
            prompt=prompt.version,
            request=next(iter(line.carrier.keys), ""),
            case_message="" if epoch else prompt.case,
            asked=tuple(asked_of(((step.purpose, step.attempt) for step in letter.steps), line)),
            error=error,
            outcome="error" if error else result.outcome,
        )
        if self._suite.checks.tone is not None:
            judge = Judge(self._lines, self._suite.checks.tone)
            tone, asked = await judge.tone(item, letter, prompt, epoch)
            checks_made = {**result.checks, "tone": tone}
            result = replace(result, checks=checks_made, asked=(*result.asked, *asked))
        return (*self._new_prompt(item, plan, prompt), result)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._lines is not None:
            await self._lines.aclose()

    def _drafter(self, line: Line | None = None) -> Drafter:
        return Drafter(
            prompts=self._library.prompts,
            policy=self._policy,
            model=line.model if line else None,
            deadline_seconds=self._suite.deadline_seconds,
            today=lambda: TODAY,
            clock=line.clock if line else self._clock,
        )

    def _result(self, item: CaseItem, epoch: int, letter: Letter, *, seconds: float) -> Result:
        made = checks.check(Drafted(item.case, letter, self._policy), self._suite.checks)
        sections = letter.draft.sections
        used = dict.fromkeys(name for section in sections for name in SLOT.findall(section.text))
        return Result(
            case=item.id,
            epoch=epoch,
            kind=item.kind,
            language=item.language,
            checks=made,
            outcome=str(letter.readiness),
            findings=tuple(map(found, letter.findings)),
            sections=tuple(WrittenSection(id=s.id, text=s.text, origin=str(s.origin)) for s in sections),
            slots={name: letter.plan.facts.slots[name].value for name in used},
            notes=letter.notes,
            seconds=round(seconds, 3),
        )

    def _new_prompt(self, item: CaseItem, plan: Plan, prompt: Prompt) -> tuple[PromptLine, ...]:
        if prompt.version in self._known:
            return ()
        self._known.add(prompt.version)
        return (prompt_line(item, plan, prompt),)


def prompt_line(item: CaseItem, plan: Plan, prompt: Prompt) -> PromptLine:
    """Return a prompt as the journal keeps it, with the guide steps its sections come from."""
    sources = {step.id: step.source for step in plan.guide.sections}
    return PromptLine(
        version=prompt.version,
        kind=item.kind,
        language=item.language,
        system=prompt.system,
        example=prompt.case,
        steps=tuple(
            GuideStep(
                section=section.id,
                ask=section.ask,
                source=tuple(f"{source.file} step {source.step}" for source in sources[section.id]),
            )
            for section in plan.sections
        ),
    )


def found(finding: Finding) -> Found:
    """Return a finding as the journal keeps it."""
    return Found(
        rule=finding.rule,
        severity=str(finding.severity),
        section=finding.section,
        start=finding.span.start if finding.span else None,
        end=finding.span.end if finding.span else None,
        quote=finding.quote,
        why=finding.why,
        source=finding.source,
    )


def _raise_if_of_no_use(letter: Letter) -> None:
    outcomes = {step.attempt.outcome for step in letter.steps}
    if hopeless := sorted(outcomes & _NO_USE):
        what = f"the model service answers “{hopeless[0]}”"
        raise ServiceError(Problem("model service", "", what, "mend key or account; then resume the run"))


def _service_error(steps: tuple[Step, ...]) -> str:
    """Return what kept the service from answering; a refusal or a bad answer is the model's own doing."""
    own = [step.attempt.outcome for step in steps if step.purpose != "second_reader"]
    last = own[-1] if own else Outcome.timeout
    return f"the model service did not answer ({last})" if last in _SERVICE else ""
