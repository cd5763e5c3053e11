"""Escalation rules as data: what hints at a legal trigger, how near together, and what excuses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError, model_validator

from drafter.choices import Language
from drafter.errors import LibraryError, Problem
from drafter.library import Shelf, read_yaml

_ModelT = TypeVar("_ModelT", bound=BaseModel)
FILES = "escalation/*.yaml"
EXCUSES = "escalation/excuses.yaml"


class Trigger(StrEnum):
    """What brings a lawyer in; ``large_sum`` follows from a case's figures, the others from words."""

    litigation_threat = "litigation_threat"
    attorney = "attorney"
    regulator = "regulator"
    chargeback = "chargeback"
    injury_safety = "injury_safety"
    discrimination = "discrimination"
    data_breach = "data_breach"
    fraud_accusation = "fraud_accusation"
    media_threat = "media_threat"
    self_harm = "self_harm"
    minor = "minor"
    death = "death"
    large_sum = "large_sum"


class Excuse(BaseModel):
    """Cues that undo a signal when they stand so many words before or after its first cue.

    Attributes:
        cues: any of which excuses.
        before, after: how many words away, at most.
        stop: a cue that, standing in between, ends the excuse's reach.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    cues: tuple[str, ...] = Field(min_length=1)
    before: int = Field(0, ge=0, le=60)
    after: int = Field(0, ge=0, le=60)
    stop: str | None = None


class _Excuses(RootModel[dict[str, tuple[Excuse, ...]]]):
    pass


class Signal(BaseModel):
    """Cues that stand near one another.

    Attributes:
        all: the cues; ``a|b`` is either. The first is the one that excuses are looked for around.
        within: most words from the first cue to each of the others (see :class:`Utterance`).
        ordered: whether the others stand after the first.
        weight: what it adds, up to one.
        unless: names of excuses.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    all: tuple[str, ...] = Field(min_length=1)
    within: int = Field(10, ge=1, le=60)
    ordered: bool = False
    weight: float = Field(1.0, gt=0, le=1)
    unless: tuple[str, ...] = ("denied", "fiction")

    @cached_property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """Return each member of ``all`` as its alternatives."""
        return tuple(tuple(member.split("|")) for member in self.all)


class Examples(BaseModel):
    """Messages of one language in which a rule applies, and near misses in which it does not."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    bad: tuple[str, ...] = Field(min_length=2)
    ok: tuple[str, ...] = Field(min_length=2)


class EscalationRule(BaseModel):
    """One rule file: a trigger, or a note that a reviewer should see and that brings no lawyer in.

    Attributes:
        id: rule id.
        trigger: the trigger; None for a note.
        why: for the reviewer.
        in_doubt: whether what it finds is a note in a customer's message that does not read like any trigger.
        signals: what it looks for.
        examples: by language.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    id: str = Field(pattern=r"^[a-z]+\.[a-z_]+$")
    trigger: Trigger | None
    why: str
    in_doubt: bool = False
    signals: tuple[Signal, ...] = Field(min_length=1)
    examples: Mapping[Language, Examples]

    @model_validator(mode="after")
    def _has_examples_in_every_language(self) -> EscalationRule:
        lacking = [language for language in Language if language not in self.examples]
        if lacking:
            raise ValueError(f"has no examples in {', '.join(lacking)}")
        return self


def load_rules(shelf: Shelf) -> tuple[EscalationRule, ...]:
    """Return the escalation rules of a policies shelf.

    Raises:
        LibraryError: a file is broken, or two hold the same rule.
    """
    rules = [_read(shelf, name, EscalationRule) for name in shelf.names(FILES) if name != EXCUSES]
    ids = [rule.id for rule in rules]
    twice = sorted({id for id in ids if ids.count(id) > 1})
    if twice:
        raise LibraryError(Problem(FILES, twice[0], "is in two files", "keep one of them"))
    return tuple(rules)


def load_excuses(shelf: Shelf) -> Mapping[str, Sequence[Excuse]]:
    """Return what undoes a signal, by name.

    Raises:
        LibraryError: the file is missing or broken.
    """
    return _read(shelf, EXCUSES, _Excuses).root


def _read(shelf: Shelf, name: str, model: type[_ModelT]) -> _ModelT:
    path = shelf.find(name)
    try:
        return model.model_validate(read_yaml(path))
    except ValidationError as error:
        raise LibraryError(
            [Problem(str(path), ".".join(map(str, item["loc"])), item["msg"]) for item in error.errors()]
        ) from None
