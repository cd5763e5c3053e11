"""From a case to a letter: plan, ask, judge, have it read, repair, fall back, fill, judge again."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drafter import fallback, guide, letter, screened
from drafter.case import Case
from drafter.draft import Draft, Origin
from drafter.errors import InputError, LibraryError, Problem
from drafter.exchange import Outcome
from drafter.facts import MEANINGS
from drafter.guide import Plan
from drafter.letter import Letter
from drafter.library import Shelf
from drafter.policy import Finding, Policy, Severity, Verdict
from drafter.prompt import Prompt
from drafter.prompt import build as build_prompt
from drafter.result import Result, Step
from drafter.second_reader import SecondReader
from drafter.text import canonical
from drafter.version import __version__

if TYPE_CHECKING:
    from drafter.model import Model

MAX_REPAIRS = 2
NO_MODEL = "No model is configured; the letter comes from the templates."
TURNED_OFF = "No model was asked; the letter comes from the templates."


@dataclass(slots=True)
class _Run:
    """What one drafting has gathered so far."""

    steps: list[Step] = field(default_factory=list)
    repaired: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    asked: str | None = None
    answered_by: str | None = None
    reader_asked: str | None = None
    reader_answered_by: str | None = None
    read: dict[str, tuple[str, tuple[Finding, ...]]] = field(default_factory=dict)
    """What the second reader was given, by section: the text as it was, and what it said of it."""
    judged: tuple[dict[str, str], Verdict] | None = None
    letter: Letter | None = None

    def without(self, failing: Mapping[str, Sequence[Finding]], draft: Draft, plan: Plan) -> Draft:
        """Return a draft without its failing sections, and take note of what they failed for."""
        self.repaired.extend(finding for found in failing.values() for finding in found)
        return draft.only([id for id in plan.section_ids if id not in failing])

    def was_read(self, id: str, text: str) -> bool:
        """Say whether the second reader was given a section as it is."""
        return id in self.read and self.read[id][0] == text

    def remarks(self, draft: Draft) -> Iterator[Finding]:
        """Yield what the second reader said of texts that stand in the draft: never an error."""
        for id, text in draft.texts.items():
            if self.was_read(id, text):
                yield from self.read[id][1]


class Drafter:
    """Drafts letters.

    ::

        drafter = Drafter()
        result = drafter.draft_from_templates(read_case(Path("case.yaml")))
        print(to_text(result.letter))

    Args:
        prompts: the prompts shelf; the built-in one if None.
        policy: the policy; the built-in one if None.
        model: the model to ask; None drafts from the templates.
        deadline_seconds: how long the model may take over one letter, repairs and readings included; None
            leaves each call its own deadline.
        today: returns the date of letters whose case gives none.
        clock: seconds since some moment, for the deadline.
        on_step: told the purpose of each call to the model before it is made.
    """

    def __init__(
        self,
        *,
        prompts: Shelf | None = None,
        policy: Policy | None = None,
        model: Model | None = None,
        deadline_seconds: float | None = None,
        today: Callable[[], dt.date] = dt.date.today,
        clock: Callable[[], float] = time.monotonic,
        on_step: Callable[[str], None] | None = None,
    ) -> None:
        self.prompts = prompts or Shelf.of("prompts")
        self.policy = policy or Policy(Shelf.of("policies"))
        self._model = model
        self._reader = (
            SecondReader(model, self.policy, self.prompts) if model and model.settings.second_reader else None
        )
        self._deadline_seconds = deadline_seconds
        self._today = today
        self._clock = clock
        self._on_step = on_step

    def plan(self, case: Case) -> Plan:
        """Return the plan for a case.

        Raises:
            InputError: the agent's note does not pass the policy, one of the agent's own facts is named as a
                built-in slot is, or the case gives no date and one of its facts cannot be true today.
            LibraryError: a guide, phrase or rule file is broken.
        """
        plan = guide.plan(case, self.prompts, self._today())
        self._check_dates(case, plan)
        self._check_facts(case)
        self._check_note(case, plan)
        return plan

    def prompt(self, case: Case, plan: Plan) -> Prompt:
        """Return the prompt for a case and its plan."""
        return build_prompt(case, plan, self.policy, self.prompts)

    async def draft(self, case: Case, *, seed: int = 0) -> Result:
        """Draft a letter, with the model if there is one.

        Args:
            case: the case.
            seed: picks among the wordings of templates.

        Raises:
            InputError: the agent's note does not pass the policy.
            LibraryError: a guide, phrase, template or rule file is broken.
        """
        if self._model is None:
            return self.draft_from_templates(case, seed=seed, note=NO_MODEL)
        plan = self.plan(case)
        prompt = self.prompt(case, plan)
        run = _Run()
        accepted = await self._ask(self._model, case, prompt, run)
        missing = [id for id in plan.section_ids if id not in accepted.texts]
        if missing:
            run.notes.append(f"Taken from the templates: {', '.join(missing)}.")
            accepted = accepted.with_sections(self._template(case, plan, seed, missing), plan.section_ids)
        draft = accepted
        verdict = self._judge(case, plan, draft, run)
        if not verdict.passes:
            run.repaired.extend(verdict.errors)
            run.notes.append("The sections did not pass together; the whole letter comes from the templates.")
            draft = self._template(case, plan, seed, plan.section_ids)
            verdict = self._judge(case, plan, draft, run)
        return self._result(case, plan, draft, verdict, run, seed, prompt)

    def draft_from_templates(self, case: Case, *, seed: int = 0, note: str = TURNED_OFF) -> Result:
        """Draft a letter from the templates alone; see :meth:`draft`."""
        plan = self.plan(case)
        draft = self._template(case, plan, seed, plan.section_ids)
        run = _Run(notes=[note])
        return self._result(case, plan, draft, self._judge(case, plan, draft, run), run, seed, None)

    async def _ask(self, model: Model, case: Case, prompt: Prompt, run: _Run) -> Draft:
        """Return the sections that pass and were read: asked for once, failing ones at most twice more.

        A section in doubt is written anew, too: by the model where it is asked again anyway, else by its
        template.
        """
        plan = prompt.plan
        accepted = Draft(())
        request = prompt.request
        began = self._clock()
        for round_ in range(1 + MAX_REPAIRS):
            purpose = "repair" if round_ else "draft"
            if self._on_step:
                self._on_step(purpose)
            reply = await model.ask(request, deadline_seconds=self._left(began))
            run.steps += [Step(purpose, attempt) for attempt in reply.attempts]
            run.asked, run.answered_by = reply.asked, reply.model or run.answered_by
            if reply.answer is None or not (reply.answer.sections or reply.outcome is Outcome.truncated):
                run.notes.append(_why_no_answer(reply.outcome))
                break
            origin = Origin.repair if round_ else Origin.model
            accepted = accepted.with_sections(Draft.of(reply.answer.sections, origin), plan.section_ids)
            verdict = self._judge_sections(plan, accepted, run)
            failing = _failing(plan, accepted, verdict)
            # Most of what is in doubt is innocent, and not worth a request of its own.
            doubtful = _by_section(verdict.doubtful)
            accepted = run.without(doubtful, accepted, plan)
            failing = failing or await self._doubted(case, plan, accepted, run, began)
            accepted = run.without(failing, accepted, plan)
            if not failing or reply.outcome in _NO_REPAIR:
                break
            wrong = {id: [*doubtful.get(id, ()), *failing.get(id, ())] for id in doubtful | failing}
            request = prompt.repair(accepted, wrong)
        # Code may have passed sections in a round that others failed; they have not been read.
        return run.without(await self._doubted(case, plan, accepted, run, began), accepted, plan)

    async def _doubted(
        self, case: Case, plan: Plan, passed: Draft, run: _Run, began: float
    ) -> dict[str, list[Finding]]:
        """Return the sections that the second reader has written again, each with its errors."""
        unread = {id: text for id, text in passed.texts.items() if not run.was_read(id, text)}
        if self._reader and unread:
            await self._have_read(self._reader, case, plan, unread, run, began)
        said = {id: run.read[id][1] for id in passed.texts if id in run.read}
        errors = {
            id: [found for found in all if found.severity is Severity.error] for id, all in said.items()
        }
        return {id: found for id, found in errors.items() if found}

    async def _have_read(
        self,
        reader: SecondReader,
        case: Case,
        plan: Plan,
        unread: dict[str, str],
        run: _Run,
        began: float,
    ) -> None:
        if self._on_step:
            self._on_step("second_reader")
        reading = await reader.read(case, plan, unread, deadline_seconds=self._left(began))
        if reading.reply:
            run.steps += [Step("second_reader", attempt) for attempt in reading.reply.attempts]
            run.reader_asked = reading.reply.asked
            run.reader_answered_by = reading.reply.model or run.reader_answered_by
        if reading.note and reading.note not in run.notes:
            run.notes.append(reading.note)
        run.read |= {id: (text, reading.of_section(id)) for id, text in unread.items()}

    def _left(self, began: float) -> float | None:
        if self._deadline_seconds is None:
            return None
        return max(0.0, self._deadline_seconds - (self._clock() - began))

    def _judge_sections(self, plan: Plan, draft: Draft, run: _Run) -> Verdict:
        verdict = self.policy.judge_draft(plan, draft.texts)
        run.judged = (draft.texts, verdict)
        return verdict

    def _template(self, case: Case, plan: Plan, seed: int, only: Sequence[str]) -> Draft:
        who = hashlib.sha256(f"{case.customer.name}\n{case.reference}".encode()).hexdigest()
        return fallback.write(plan, self.prompts, seed=f"{seed}:{who}", only=only)

    def _judge(self, case: Case, plan: Plan, draft: Draft, run: _Run) -> Verdict:
        """Judge a whole draft, and the letter it fills to."""
        texts, verdict = run.judged or ({}, None)
        if verdict is None or texts != draft.texts:
            verdict = self.policy.judge_draft(plan, draft.texts)
        if not verdict.passes:
            return verdict
        run.letter = letter.lay_out(case, plan, draft)
        about_letter = self.policy.judge_letter(
            plan,
            run.letter.body_text,
            letter.own_values(case, plan),
            passed=letter.body_with_slots(case, draft),
        )
        return Verdict((*verdict.findings, *about_letter.errors))

    def _check_dates(self, case: Case, plan: Plan) -> None:
        what, _, wanted = case.contradiction(plan.date).partition("; ")
        if what:
            raise InputError(Problem("case", "date", what, wanted))

    def _check_facts(self, case: Case) -> None:
        # A slot of that name is filled from the case's own fields, or left out with them.
        taken = [name for name in case.facts if name in MEANINGS]
        if taken:
            what, wanted = "is the name of a slot of Drafter's own", "give the fact another name"
            raise InputError([Problem("case", f"facts.{name}", what, wanted) for name in taken])

    def _check_note(self, case: Case, plan: Plan) -> None:
        if case.note is None:
            return
        errors = self.policy.judge_note(plan, canonical(case.note)).errors
        if errors:
            raise InputError(
                [
                    Problem("case", "note", f"{error.rule}: “{error.quote}”. {error.why}", "reword the note")
                    for error in errors
                ]
            )

    def _result(
        self,
        case: Case,
        plan: Plan,
        draft: Draft,
        verdict: Verdict,
        run: _Run,
        seed: int,
        prompt: Prompt | None,
    ) -> Result:
        if not verdict.passes or run.letter is None:
            template = f"prompts/fallback/{plan.language}/{plan.guide.kind}.jinja"
            raise LibraryError(
                [
                    Problem(template, error.section, f"{error.rule}: {error.why}", error.quote)
                    for error in verdict.errors
                ]
            )
        run.notes += _unused_facts(plan, " ".join(draft.texts.values()))
        policy_version = self.policy.version(plan.language)
        found = screened.read(case, run.letter.body_text, self.policy)
        signs = tuple((where, sign) for where, screening in found.items() for sign in screening.findings)
        return Result(
            plan=plan,
            draft=draft,
            letter=run.letter,
            findings=(
                *_as_history(run.repaired),
                *verdict.findings,
                *run.remarks(draft),
                *(sign.as_finding(where) for where, sign in signs),
            ),
            triggers=screened.triggers(plan, found.values()),
            signs=signs,
            steps=tuple(run.steps),
            notes=tuple(run.notes),
            provenance={
                "drafter": __version__,
                "guide": guide.version(plan.guide.kind, self.prompts),
                "prompt": prompt.version if prompt else None,
                "template": fallback.version(plan, self.prompts),
                "policy": policy_version,
                "screen": self.policy.screen_version(),
                "model_asked": run.asked,
                "model_answered": run.answered_by,
                "reader": self._reader.version(plan) if self._reader and run.read else None,
                "reader_asked": run.reader_asked,
                "reader_answered": run.reader_answered_by,
                "disclosure": str(case.disclosure),
                "seed": seed,
            },
        )


def _failing(plan: Plan, draft: Draft, verdict: Verdict) -> dict[str, list[Finding]]:
    """Return the sections to write again, each with what was found in it; nothing for one not there."""
    texts = draft.texts
    failing: dict[str, list[Finding]] = {id: [] for id in plan.section_ids if id not in texts}
    for finding in verdict.errors:
        wrong = [finding.section] if finding.section else list(plan.section_ids)
        for id in wrong:
            if id in texts:
                failing.setdefault(id, []).append(finding)
    return failing


def _by_section(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for each in findings:
        found.setdefault(each.section, []).append(each)
    return found


_NO_REPAIR = frozenset({Outcome.breaker_open, Outcome.budget_spent})

_REASONS: Mapping[Outcome, str] = {
    Outcome.refused: "The model declined to write the letter",
    Outcome.filtered: "The provider's content filter stopped the letter",
    Outcome.quota: "The model account has nothing left",
    Outcome.unauthorised: "The model service does not accept the key",
    Outcome.rejected: "The model service does not accept the request",
    Outcome.budget_spent: "The token budget is spent",
    Outcome.breaker_open: "The model service has failed repeatedly and is left alone for now",
    Outcome.timeout: "The model did not answer in time",
}


def _why_no_answer(outcome: Outcome) -> str:
    return f"{_REASONS.get(outcome, 'The model gave no usable answer')} ({outcome})."


def _as_history(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return what was found and mended, as information: none of it stands in the letter."""
    return tuple(
        Finding(
            found.rule, Severity.info, found.section, found.span, found.quote, f"Mended: {found.why}",
            source=found.source,
        )
        for found in findings
    )  # fmt: skip


def _unused_facts(plan: Plan, text: str) -> Iterator[str]:
    """Yield notes on the agent's own facts that a letter leaves out, and why it does."""
    unused = [name for name in plan.facts.extra if f"[[{name}]]" not in text]
    allowed = {name for section in plan.sections for name, _ in section.may}
    if left_out := [name for name in unused if name in allowed]:
        yield f"Of your own facts, these do not stand in the letter: {', '.join(left_out)}."
    if untold := [name for name in unused if name not in allowed]:
        yield f"No section of this letter takes these facts; the case's `note` may: {', '.join(untold)}."
