"""The rules' own examples (``policies/examples/<language>.yaml``): bad ones found, near misses not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pydantic import RootModel, ValidationError

from drafter.case import Language
from drafter.errors import LibraryError, Problem
from drafter.library import Shelf, read_yaml
from drafter.policy import language as languages
from drafter.policy import lexicon, tongue
from drafter.policy import rule as rules
from drafter.policy.finding import Finding
from drafter.policy.meaning import RuleSet
from drafter.policy.reading import Reading
from drafter.policy.rule import Examples, Rule
from drafter.policy.usage import Usage

_OPEN, _CLOSE, _SUGGESTS = "<<", ">>", "=>"


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
    found = {**load(language, shelf), **_inline(language, shelf)}
    failures = list(_lacking(language, found, shelf))
    count = len(failures)
    for rule in rules.load(shelf):
        if rule.id not in found or language not in rule.languages:
            continue
        examples = found[rule.id]
        failures += _failures(rule, examples, language, shelf)
        count += len(examples.bad) + len(examples.ok)
    return failures, count


def _inline(language: Language, shelf: Shelf) -> dict[str, Examples]:
    """Return the examples that stand in the rules themselves."""
    return {rule.id: rule.examples[language] for rule in rules.load(shelf) if language in rule.examples}


def _lacking(language: Language, found: dict[str, Examples], shelf: Shelf) -> Iterator[str]:
    for rule in rules.load(shelf):
        spelled = rule.substitute if rule.substitute is not None else rule.consistency
        silent = rule.check in ("wrong_variant", "readability") or (
            spelled is not None and language not in spelled
        )
        if language in rule.languages and rule.id not in found and not silent:
            yield f"{language} {rule.id}: has no examples"


def _failures(rule: Rule, examples: Examples, language: Language, shelf: Shelf) -> Iterator[str]:
    for text in examples.bad:
        plain, marked, wanted = _marked(text)
        hits = judge(rule, plain, language, shelf)
        if not hits:
            yield f"{language} {rule.id}: not found in “{plain}”"
        elif marked and not any(_overlaps(hit, marked) for hit in hits):
            yield f"{language} {rule.id}: found “{hits[0].quote}”, not the marked words, in “{plain}”"
        elif wanted and not any(hit.suggestion == wanted for hit in hits):
            yield f"{language} {rule.id}: suggests “{hits[0].suggestion}”, not “{wanted}”, in “{plain}”"
    for text in examples.ok:
        hits = judge(rule, text, language, shelf)
        if hits:
            yield f"{language} {rule.id}: “{hits[0].quote}” is found in the near miss “{text}”"


def judge(rule: Rule, text: str, language: Language, shelf: Shelf) -> list[Finding]:
    """Return what one rule finds in one text, whatever its scope."""
    concepts = lexicon.load(language, shelf)
    reading = Reading({rule.sections[0] if rule.sections else "": text}, concepts)
    if not (rule.forbid or rule.phrases or rule.require):
        usage = list(Usage([rule], concepts).judge(reading))
        if not rule.check or usage:
            return usage
        return list(tongue.judge([rule], languages.marks(language, shelf), concepts, reading, ()))
    return list(RuleSet([rule], concepts).judge(reading))


def _marked(text: str) -> tuple[str, tuple[int, int] | None, str]:
    """Return a text without its marks, where the marked words stand, and what is to be suggested for them."""
    start = text.find(_OPEN)
    end = text.find(_CLOSE)
    if start < 0 or end < start:
        return text, None, ""
    said, _, wanted = text[start + 2 : end].partition(_SUGGESTS)
    return text[:start] + said + text[end + 2 :], (start, start + len(said)), wanted


def _overlaps(found: Finding, marked: tuple[int, int]) -> bool:
    return found.span is None or (found.span.start < marked[1] and found.span.end > marked[0])
