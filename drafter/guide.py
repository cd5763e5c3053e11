"""Guides: the ordered steps for one kind of letter, as data, and the plan they make for one case.

A guide's write steps are sections, decide steps advice, avoid steps name their policy rules, layout and
process steps are layout and checklist. Every entry names the source file and step it comes from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from drafter import facts as case_facts
from drafter import phrases as phrase_book
from drafter.case import Case
from drafter.choices import Kind, Language
from drafter.compiled import kept
from drafter.errors import LibraryError, Problem
from drafter.facts import MEANINGS, NAMED, Facts
from drafter.library import Shelf, read_yaml
from drafter.phrases import Phrases
from drafter.slots import Slot

MAX_COMPANY_MENTIONS = 2


class Source(BaseModel):
    """Where an entry comes from: a source guide's file name and step number."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    file: str
    step: str


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    when: tuple[str, ...] = ()
    source: tuple[Source, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _when_is_known(self) -> _Entry:
        unknown = [name for name in self.when if name.removeprefix("not ") not in NAMED]
        if unknown:
            raise ValueError(f"unknown fact in `when`: {', '.join(unknown)}; use one of {', '.join(NAMED)}")
        return self

    def holds(self, named: frozenset[str]) -> bool:
        """Say whether every fact of ``when`` holds."""
        return all(name[4:] not in named if name.startswith("not ") else name in named for name in self.when)


class SectionStep(_Entry):
    """A write step: one section of the letter."""

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    ask: str
    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    facts: bool = False
    words: tuple[int, int]

    @model_validator(mode="after")
    def _slots_are_known(self) -> SectionStep:
        unknown = [name for name in (*self.must, *self.may) if name not in MEANINGS]
        if unknown:
            raise ValueError(f"unknown slot: {', '.join(unknown)}; use one of {', '.join(MEANINGS)}")
        return self


class Advice(_Entry):
    """A decide step: what the agent should settle before a letter is written."""

    id: str
    severity: Literal["info", "warning"]
    says: str


class Item(_Entry):
    """A layout or process step."""

    id: str
    says: str


class Avoid(_Entry):
    """An avoid step and the policy rules that enforce it."""

    says: str
    rules: tuple[str, ...] = Field(min_length=1)


class Guide(BaseModel):
    """One guide file."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    kind: Kind
    title: str
    voice: Literal["I", "we"]
    account: bool
    sections: tuple[SectionStep, ...] = Field(min_length=1)
    layout: tuple[Item, ...]
    checklist: tuple[Item, ...]
    advice: tuple[Advice, ...]
    avoid: tuple[Avoid, ...]


@dataclass(frozen=True, slots=True)
class PlannedSection:
    """A section to write for one case.

    Attributes:
        id: section id.
        ask: what to write, in English.
        must: slots that stand in it exactly once.
        may: slots that may stand in it, each with how often at most.
        words: fewest and most words (template and model text alike).
    """

    id: str
    ask: str
    must: tuple[str, ...]
    may: tuple[tuple[str, int], ...]
    words: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of a guide that apply to one case."""

    guide: Guide
    language: Language
    facts: Facts
    phrases: Phrases
    date: dt.date
    sections: tuple[PlannedSection, ...]
    layout: tuple[Item, ...]
    checklist: tuple[Item, ...]
    advice: tuple[Advice, ...]
    avoid: tuple[Avoid, ...]
    terms: tuple[str, ...]

    @property
    def section_ids(self) -> tuple[str, ...]:
        """Return the ids of the planned sections in order."""
        return tuple(section.id for section in self.sections)

    @property
    def slots(self) -> dict[str, Slot]:
        """Return the slots that some section may use."""
        return {
            name: self.facts.slots[name]
            for section in self.sections
            for name in (*section.must, *(may for may, _ in section.may))
        }


def load(kind: Kind, shelf: Shelf) -> Guide:
    """Return the guide for a kind of letter.

    Raises:
        LibraryError: the guide is missing or broken.
    """
    return _load(kind, shelf)


@lru_cache(maxsize=32)
def _load(kind: Kind, shelf: Shelf) -> Guide:
    name = f"guides/{kind}.yaml"
    return kept(f"guide-{kind}", shelf.stamps(name), lambda: _read(name, shelf))


def _read(name: str, shelf: Shelf) -> Guide:
    path = shelf.find(name)
    try:
        return Guide.model_validate(read_yaml(path))
    except ValidationError as error:
        raise LibraryError(
            [Problem(str(path), ".".join(map(str, item["loc"])), item["msg"]) for item in error.errors()]
        ) from None


def plan(case: Case, shelf: Shelf, today: dt.date) -> Plan:
    """Return the plan for a case.

    Args:
        case: the case.
        shelf: the prompts shelf.
        today: date of the letter where the case gives none.

    Raises:
        LibraryError: the guide or a phrase file is missing or broken.
    """
    phrases = phrase_book.load(case, shelf)
    facts = case_facts.of(case, phrases, today)
    held = _held(case.kind, facts.named, shelf)
    return Plan(
        guide=load(case.kind, shelf),
        language=case.language,
        facts=facts,
        phrases=phrases,
        date=case.date or today,
        sections=_sections(case.kind, facts.named, frozenset(facts.slots), facts.extra, shelf),
        layout=held.layout,
        checklist=held.checklist,
        advice=held.advice,
        avoid=held.avoid,
        terms=case.terms,
    )


@lru_cache(maxsize=256)
def _held(kind: Kind, named: frozenset[str], shelf: Shelf) -> Guide:
    """Return a guide with the entries alone that hold for some facts."""
    guide = load(kind, shelf)
    entries = {name: getattr(guide, name) for name in ("sections", "layout", "checklist", "advice", "avoid")}
    return guide.model_copy(update={name: _holding(each, named) for name, each in entries.items()})


_EntryT = TypeVar("_EntryT", bound=_Entry)


def _holding(entries: Iterable[_EntryT], named: frozenset[str]) -> tuple[_EntryT, ...]:
    return tuple(entry for entry in entries if entry.holds(named))


@lru_cache(maxsize=256)
def _sections(
    kind: Kind, named: frozenset[str], slots: frozenset[str], extra: tuple[str, ...], shelf: Shelf
) -> tuple[PlannedSection, ...]:
    """Return the sections of a plan, which cases with the same facts and slots share."""
    return tuple(_section(step, slots, extra) for step in _held(kind, named, shelf).sections)


def _section(step: SectionStep, slots: frozenset[str], extra: tuple[str, ...]) -> PlannedSection:
    must = tuple(name for name in step.must if name in slots)
    may = [name for name in step.may if name in slots and name not in must]
    if step.facts:
        may += [name for name in extra if name not in must and name not in may]
    counted = tuple((name, MAX_COMPANY_MENTIONS if name == "company" else 1) for name in may)
    return PlannedSection(step.id, step.ask.strip(), must, counted, step.words)


def version(kind: Kind, shelf: Shelf) -> str:
    """Return the digest of a guide file (12 hexadecimal digits)."""
    return shelf.digest((f"guides/{kind}.yaml",))
