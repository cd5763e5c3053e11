"""Suites: what to run, how often, and what must hold, as strict YAML.

::

    name: drafting
    about: Letters of every kind in every language.
    what: draft
    cases: [../clean/*.jsonl]
    answers: simulated
    epochs: 3
    checks: {policy: {}, first_try: {}, length: {most: 320}}
    gate: [policy, first_try]
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError, model_validator

from drafter import document
from drafter.choices import Kind, Language
from drafter.document import Document
from drafter.errors import InputError, Problem
from drafter.strict import Strict


class What(StrEnum):
    """What a suite runs."""

    draft = "draft"
    """The whole pipeline, with a model."""
    template = "template"
    """The pipeline without a model."""
    policy = "policy"
    """The rules on labelled passages."""
    screen = "screen"
    """The legal triggers on labelled messages."""
    reader = "reader"
    """The second reader on labelled passages."""
    hostile = "hostile"
    """The gate on drafts with a violation planted in them."""


class Answers(StrEnum):
    """Where a model's answers come from."""

    live = "live"
    replayed = "replayed"
    simulated = "simulated"


LABELLED = frozenset({What.policy, What.screen, What.reader})
WITH_MODEL = frozenset({What.draft, What.reader})
SIMULATED = "simulated"
"""Name of the simulated model in headers and recordings."""


class Bounds(Strict):
    """What a measured check allows; the check's own limits where nothing is given."""

    least: float | None = None
    most: float | None = None


class Simulation(Strict):
    """How often the simulated model is wrong: chances of a fault in one answer.

    Attributes:
        meaning: a sentence that breaks a rule, from the rules' own bad examples.
        structure: a slot, character or length that the gate refuses.
        wire: an HTTP error, a broken answer, a refusal.
        misread: the second reader finds a fault where there is none; it never finds one that is there.
        spread: how alike cases are: each draws its own chances of a fault of meaning and of structure from a
            Beta distribution whose two parameters add up to it.
    """

    meaning: float = Field(default=0.08, ge=0, le=1)
    structure: float = Field(default=0.04, ge=0, le=1)
    wire: float = Field(default=0.05, ge=0, le=1)
    misread: float = Field(default=0.02, ge=0, le=1)
    spread: float = Field(default=8.0, gt=0)


class Tone(Strict):
    """What a judge model is asked about the tone, and the least score of 1 to 5 that passes."""

    rubric: Annotated[str, StringConstraints(min_length=20, max_length=2_000)]
    least: int = Field(4, ge=1, le=5)


class Checks(Strict):
    """The checks to make; one that is not named is not made."""

    policy: Bounds | None = None
    first_try: Bounds | None = None
    by_model: Bounds | None = None
    facts: Bounds | None = None
    sections: Bounds | None = None
    length: Bounds | None = None
    reading: Bounds | None = None
    language: Bounds | None = None
    tone: Tone | None = None
    agrees: Bounds | None = None
    refused: Bounds | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the checks to make."""
        return tuple(name for name in Checks.model_fields if getattr(self, name) is not None)


_OF_LETTERS = frozenset(
    {"policy", "first_try", "by_model", "facts", "sections", "length", "reading", "language", "tone"}
)
_POSSIBLE = {
    What.draft: _OF_LETTERS,
    What.template: _OF_LETTERS - {"first_try", "by_model", "tone"},
    What.policy: frozenset({"agrees"}),
    What.screen: frozenset({"agrees"}),
    What.reader: frozenset({"agrees"}),
    What.hostile: frozenset({"refused"}),
}


class Suite(Strict):
    """One suite file."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{1,39}$")]
    about: str
    what: What
    cases: tuple[Annotated[str, StringConstraints(pattern=r"^[^/]")], ...] = Field(
        (), description="globs of case files or labelled files, relative to the suite"
    )
    source: Annotated[str, StringConstraints(pattern=r"^[\w.]+:\w+$")] | None = Field(
        None, description="`module:function` that draws hostile drafts from a seed and a count"
    )
    draws: int = Field(0, ge=0, le=1_000_000, description="hostile drafts to draw")
    kinds: tuple[Kind, ...] = tuple(Kind)
    languages: tuple[Language, ...] = tuple(Language)
    answers: Answers | None = None
    simulation: Simulation = Simulation()
    recordings: str | None = Field(None, description="folder of recorded answers, relative to the suite")
    model: str | None = Field(None, description="model whose recorded answers are replayed")
    epochs: int = Field(1, ge=1, le=100)
    seed: int = Field(0, ge=0)
    checks: Checks
    gate: tuple[str, ...] = Field(min_length=1, description="checks that must hold for a case to pass")
    concurrency: int = Field(8, ge=1, le=256)
    deadline_seconds: float = Field(60, gt=0, le=3_600, description="for one letter, repairs included")

    @model_validator(mode="after")
    def _parts_fit(self) -> Suite:
        if odd := set(self.checks.names) - _POSSIBLE[self.what]:
            possible = ", ".join(sorted(_POSSIBLE[self.what]))
            raise ValueError(f"a {self.what} suite has no check {', '.join(sorted(odd))}; use {possible}")
        if odd := set(self.gate) - set(self.checks.names):
            raise ValueError(f"`gate` names {', '.join(sorted(odd))}; name checks of this suite")
        if (self.answers is not None) != (self.what in WITH_MODEL):
            raise ValueError(f"`answers` does not fit a {self.what} suite; only draft and reader have it")
        if self.what is What.hostile and not (self.source and self.draws):
            raise ValueError("a hostile suite needs `source` and `draws`; add both")
        if self.what is not What.hostile and not self.cases:
            raise ValueError(f"a {self.what} suite needs `cases`; add a glob")
        if self.answers is Answers.replayed and not (self.recordings and self.model):
            raise ValueError("replayed answers need `recordings` and `model`; name folder and model")
        if self.answers is Answers.simulated and self.checks.tone:
            raise ValueError("the simulated model judges no tone; take the check out")
        return self


def read(path: Path) -> tuple[Suite, str]:
    """Read a suite file.

    Returns:
        The suite, and the digest of its file (12 hexadecimal digits).

    Raises:
        InputError: with every mistake in it.
    """
    found = document.read(path)
    try:
        suite = Suite.model_validate(found.value)
    except ValidationError as error:
        raise InputError(list(_problems(error, found))) from None
    return suite, hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _problems(error: ValidationError, source: Document) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        what, _, wanted = detail["msg"].removeprefix("Value error, ").partition("; ")
        field = ".".join(map(str, detail["loc"]))
        yield Problem(source.source, field, what, wanted, source.line(detail["loc"]))


def files(suite: Suite, beside: Path) -> tuple[Path, ...]:
    """Return the case or labelled files of a suite, sorted.

    Args:
        suite: the suite.
        beside: the folder of the suite file.

    Raises:
        InputError: a glob matches nothing.
    """
    found: list[Path] = []
    for pattern in suite.cases:
        matched = sorted(path for path in beside.glob(pattern) if path.is_file())
        if not matched:
            what = f"no file matches `{pattern}` in {beside}"
            raise InputError(Problem(suite.name, "cases", what, "add the files, or mend the glob"))
        found += matched
    return tuple(dict.fromkeys(found))
