"""Labelled passages and messages as subjects: what is found, what is missed, and the false alarms.

A passage stands alone, so it is judged in a standing case: the shipped example of its kind and language.
Where a fault is one only because of what the case does not hold, the example goes without it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

from drafter import letter
from drafter.case import Case
from drafter.case_file import read_case
from drafter.choices import Kind, Language
from drafter.evaluation import material
from drafter.evaluation.asking import asked_of, raise_if_missed
from drafter.evaluation.drafting import TODAY, Library, found
from drafter.evaluation.journal import Check, Found, Label, Result
from drafter.evaluation.material import Message, Passage
from drafter.evaluation.suite import Suite
from drafter.exchange import Attempt
from drafter.facts import MEANINGS
from drafter.guide import Plan
from drafter.library import built_in
from drafter.pipeline import Drafter
from drafter.policy import Finding, Policy, Span
from drafter.slots import Slot, fill, used
from drafter.text import canonical

if TYPE_CHECKING:
    from drafter.evaluation.lines import Lines
    from drafter.model import Model

WITHOUT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "apology_without_known_reason": ("reason", "cause"),
        "unapproved_promise": ("offer", "remedy", "concession"),
        "guarantee_of_outcome": ("offer", "remedy", "concession"),
        "refers_to_competitor_after_conduct": ("referral",),
    }
)
"""Fields of the standing case that must be absent for a fault to be one."""

_OF_THE_FRAME = frozenset(("customer", "date"))
"""What passages write as slots and code lays out around a letter's body."""


class Stood(NamedTuple):
    """A standing case, its plan, and every value that its letter may state, by slot name."""

    case: Case
    plan: Plan
    values: Mapping[str, Slot]


class Standing:
    """The standing cases, each with its plan.

    Args:
        library: prompts and policies.
        alone: whether what is judged in them has no case of its own: what theirs tells says nothing then.
    """

    def __init__(self, library: Library, *, alone: bool = True) -> None:
        self._alone = alone
        self._drafter = Drafter(prompts=library.prompts, policy=Policy(library.policies), today=lambda: TODAY)
        self.of = lru_cache(maxsize=256)(self._of)

    def _of(self, kind: Kind, language: Language, fault: str) -> Stood:
        case = read_case(built_in("examples") / language / f"{kind}.yaml")
        absent = {field: None for field in WITHOUT.get(fault, ()) if field in type(case).model_fields}
        case = case.model_copy(update={**absent, "note": None})
        plan = self._drafter.plan(case)
        if self._alone:
            plan = replace(plan, facts=replace(plan.facts, told=""))
        return Stood(case, plan, letter.values(case, plan))


def in_case(text: str, stood: Stood) -> tuple[str, Mapping[str, Slot]]:
    """Return a passage as it would stand in a letter, and every value that it may state.

    A slot that the standing case lacks stays as it is written, and stands for a value.
    """
    as_written = {name: Slot(name, "name", "", f"[[{name}]]") for name in used(text)}
    stated = {name: slot for name, slot in as_written.items() if name in MEANINGS or name in _OF_THE_FRAME}
    body = fill(canonical(text), {**as_written, **stood.values})
    return body, {**stated, **stood.values}


class Rules:
    """The policy's rules on labelled passages.

    Args:
        suite: the suite.
        files: its labelled files.
        library: prompts and policies.
    """

    def __init__(self, suite: Suite, files: Iterable[Path], library: Library) -> None:
        self._suite = suite
        self._files = tuple(files)
        self._standing = Standing(library)
        self._policy = Policy(library.policies)

    def items(self) -> Iterator[Passage]:
        """Yield the passages; see :class:`Subject`."""
        return material.passages(self._files, self._suite.kinds, self._suite.languages)

    async def run(self, item: Passage, epoch: int) -> tuple[Result, ...]:
        """Judge one passage; see :class:`Subject`."""
        stood = self._standing.of(item.kind, item.language, item.fault)
        verdict = self._policy.judge_letter(stood.plan, *in_case(item.text, stood))
        # A passage is not a letter: that it lacks what a whole letter must hold says nothing.
        errors = [error for error in verdict.errors if error.span is not None]
        return (of_passage(item, epoch, errors),)

    async def aclose(self) -> None:
        """Close nothing."""


@dataclass(frozen=True, slots=True)
class Readout:
    """What a second reader finds in a text, and the requests it took."""

    findings: Sequence[Finding]
    attempts: Sequence[Attempt] = ()


Read = Callable[["Model", Case, Plan, str], Awaitable[Readout]]
"""A second reader: reads a text in a case, for its plan."""


class Reading:
    """The second reader on labelled passages.

    Args:
        suite: the suite.
        files: its labelled files.
        library: prompts and policies.
        lines: to the reading model.
        read: the reader.
    """

    def __init__(
        self, suite: Suite, files: Iterable[Path], library: Library, lines: Lines, read: Read
    ) -> None:
        self._suite = suite
        self._files = tuple(files)
        self._standing = Standing(library)
        self._lines = lines
        self._read = read
        self._policy = Policy(library.policies)

    def items(self) -> Iterator[Passage]:
        """Yield the passages; see :class:`Subject`."""
        return material.passages(self._files, self._suite.kinds, self._suite.languages)

    async def run(self, item: Passage, epoch: int) -> tuple[Result, ...]:
        """Have one passage read; see :class:`Subject`."""
        stood = self._standing.of(item.kind, item.language, item.fault)
        line = self._lines.open(item, epoch, stood.plan, self._policy.version(item.language))
        began = line.clock()
        try:
            readout = await self._read(line.model, stood.case, stood.plan, in_case(item.text, stood)[0])
        finally:
            await line.model.aclose()
        raise_if_missed(item, epoch, line)
        result = replace(
            of_passage(item, epoch, readout.findings),
            request=next(iter(line.carrier.keys), ""),
            asked=tuple(asked_of((("read", attempt) for attempt in readout.attempts), line)),
            seconds=round(line.clock() - began, 3),
        )
        return (result,)

    async def aclose(self) -> None:
        """Close the lines."""
        await self._lines.aclose()


def of_passage(item: Passage, epoch: int, errors: Sequence[Finding]) -> Result:
    """Return the result of a judged passage: it agrees where exactly the bad ones are flagged."""
    agrees = bool(errors) is item.bad
    return Result(
        case=item.id,
        epoch=epoch,
        kind=str(item.kind),
        language=str(item.language),
        checks={
            "agrees": Check(passed=agrees, why="" if agrees else ("missed" if item.bad else "false alarm"))
        },
        outcome="flagged" if errors else "clean",
        findings=tuple(map(found, errors)),
        label=Label(bad=item.bad, fault=item.fault, pair=item.pair, text=item.text),
        flagged=tuple(dict.fromkeys(error.rule for error in errors)),
    )


class Sign(Protocol):
    """Words of a message that a trigger, or a note, rests on."""

    @property
    def rule(self) -> str:
        """Return the rule's id."""

    @property
    def span(self) -> Span:
        """Return where they stand."""

    @property
    def quote(self) -> str:
        """Return the words."""

    @property
    def why(self) -> str:
        """Return what they mean."""


class Screening(Protocol):
    """What a screened message holds."""

    @property
    def legal_escalation(self) -> bool:
        """Say whether a lawyer must see it."""

    @property
    def triggers(self) -> Iterable[str]:
        """Return the triggers that apply."""

    @property
    def findings(self) -> Iterable[Sign]:
        """Return the words they rest on."""


Screen = Callable[[str, Language], Screening]


class Triggers:
    """The legal triggers on labelled messages.

    Args:
        suite: the suite.
        files: its labelled files.
        screen: screens one message.
    """

    def __init__(self, suite: Suite, files: Iterable[Path], screen: Screen) -> None:
        self._suite = suite
        self._files = tuple(files)
        self._screen = screen

    def items(self) -> Iterator[Message]:
        """Yield the messages; see :class:`Subject`."""
        return material.messages(self._files, self._suite.languages)

    async def run(self, item: Message, epoch: int) -> tuple[Result, ...]:
        """Screen one message; see :class:`Subject`."""
        screening = self._screen(item.text, item.language)
        triggers = tuple(map(str, screening.triggers))
        agrees = screening.legal_escalation is bool(item.triggers)
        wanted = ", ".join(item.triggers) or "none"
        return (
            Result(
                case=item.id,
                epoch=epoch,
                language=str(item.language),
                checks={"agrees": Check(passed=agrees, why="" if agrees else f"wanted: {wanted}")},
                outcome="flagged" if screening.legal_escalation else "clean",
                findings=tuple(map(_sign, screening.findings)),
                label=Label(bad=bool(item.triggers), triggers=item.triggers, text=item.text),
                flagged=triggers,
            ),
        )

    async def aclose(self) -> None:
        """Close nothing."""


def _sign(sign: Sign) -> Found:
    return Found(
        rule=sign.rule,
        severity="info",
        start=sign.span.start,
        end=sign.span.end,
        quote=sign.quote,
        why=sign.why,
    )
