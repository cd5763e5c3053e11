"""The rules' own examples (``policies/examples/<language>.yaml``): bad ones found, near misses not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError

from drafter.case import Language
from drafter.errors import LibraryError, Problem
from drafter.library import Shelf, read_yaml
from drafter.policy import language as languages
from drafter.policy import lexicon, tongue
from drafter.policy import rule as rules
from drafter.policy.finding import Finding
from drafter.policy.meaning import RuleSet
from drafter.policy.reading import Reading
from drafter.policy.rule import Rule

_OPEN, _CLOSE = "<<", ">>"


class Examples(BaseModel):
    """The examples of one rule in one language; ``<<…>>`` in a bad one marks what must be found."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    bad: tuple[str, ...] = Field(min_length=2)
    ok: tuple[str, ...] = Field(min_length=2)


class _File(RootModel[dict[str, Examples]]):
    pass


def load(language: Language, shelf: Shelf) -> dict[str, Examples]:
    """Return the examples of a language by rule id.

    Raises:
        LibraryError: the file is broken, or names a rule that does not exist.
    """
    return _load(language, shelf)


@lru_cache(maxsize=16)
def _load(language: Language, shelf: Shelf) -> dict[str, Examples]:
    path = shelf.find(f"examples/{language}.yaml")
    try:
        found = _File.model_validate(read_yaml(path)).root
    except ValidationError as error:
        raise LibraryError(
            [Problem(str(path), ".".join(map(str, item["loc"])), item["msg"]) for item in error.errors()]
        ) from None
    known = {rule.id for rule in rules.load(shelf)}
    unknown = sorted(set(found) - known)
    if unknown:
        raise LibraryError(
            Problem(str(path), unknown[0], "is not a rule", "use an id that `drafter policies list` shows")
        )
    return found


def run(language: Language, shelf: Shelf) -> tuple[list[str], int]:
    """Run a language's examples.

    Returns:
        What failed, a sentence each, and how many examples there are.
    """
    found = load(language, shelf)
    failures = list(_lacking(language, found, shelf))
    count = len(failures)
    for rule in rules.load(shelf):
        if rule.id not in found or language not in rule.languages:
            continue
        examples = found[rule.id]
        failures += _failures(rule, examples, language, shelf)
        count += len(examples.bad) + len(examples.ok)
    return failures, count


def _lacking(language: Language, found: dict[str, Examples], shelf: Shelf) -> Iterator[str]:
    for rule in rules.load(shelf):
        if language in rule.languages and rule.id not in found and rule.check != "wrong_variant":
            yield f"{language} {rule.id}: has no examples"


def _failures(rule: Rule, examples: Examples, language: Language, shelf: Shelf) -> Iterator[str]:
    for text in examples.bad:
        plain, marked = _marked(text)
        hits = judge(rule, plain, language, shelf)
        if not hits:
            yield f"{language} {rule.id}: not found in “{plain}”"
        elif marked and not any(_overlaps(hit, marked) for hit in hits):
            yield f"{language} {rule.id}: found “{hits[0].quote}”, not the marked words, in “{plain}”"
    for text in examples.ok:
        hits = judge(rule, text, language, shelf)
        if hits:
            yield f"{language} {rule.id}: “{hits[0].quote}” is found in the near miss “{text}”"


def judge(rule: Rule, text: str, language: Language, shelf: Shelf) -> list[Finding]:
    """Return what one rule finds in one text, whatever its scope."""
    concepts = lexicon.load(language, shelf)
    reading = Reading({rule.sections[0] if rule.sections else "": text}, concepts)
    if rule.check:
        return list(tongue.judge([rule], languages.marks(language, shelf), concepts, reading, ()))
    return list(RuleSet([rule], concepts).judge(reading))


def _marked(text: str) -> tuple[str, tuple[int, int] | None]:
    start = text.find(_OPEN)
    end = text.find(_CLOSE)
    if start < 0 or end < start:
        return text, None
    return text[:start] + text[start + 2 : end] + text[end + 2 :], (start, end - 2)


def _overlaps(found: Finding, marked: tuple[int, int]) -> bool:
    return found.span is None or (found.span.start < marked[1] and found.span.end > marked[0])
